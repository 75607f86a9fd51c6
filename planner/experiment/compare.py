"""Options against a baseline, paired replication by replication.

Both see the same people with the same luck, so the difference is far surer than either
level: it is taken within each replication, and only then averaged.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.measures import better_way
from planner.experiment.results import KEYS, Results
from planner.experiment.summarise import interval_of_mean

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "baseline", "option", *KEYS, "baseline_mean", "option_mean", "difference", "ci_low",
    "ci_high", "chance_better", "better", "n", "label",
]  # fmt: skip


def compare(baseline: Results, option: Results) -> pd.DataFrame:
    """Differences option minus baseline, one row a key and period that both have.

    Returns
    -------
    DataFrame: baseline, option, provider, residence, stage, group, period, kpi,
    baseline_mean, option_mean, difference, ci_low, ci_high (95 % interval of the paired
    difference), chance_better (share of replications in which the option is better;
    ties count half), better ("up", "down" or ""), n, label

    Raises
    ------
    ScenarioError: if the two cannot be paired
    """
    _check_pair(baseline, option)
    before, after = _shared_columns(baseline, option)
    left = baseline.index.iloc[before].reset_index(drop=True)
    one, other = baseline.matrix[:, before], option.matrix[:, after]
    ways = left["kpi"].map(better_way).to_numpy(dtype=str)
    mean, low, high = interval_of_mean(other - one)
    paired = np.isfinite(other - one)
    table = left.assign(
        baseline=baseline.scenario.name,
        option=option.scenario.name,
        baseline_mean=interval_of_mean(np.where(paired, one, np.nan))[0],
        option_mean=interval_of_mean(np.where(paired, other, np.nan))[0],
        difference=mean,
        ci_low=low,
        ci_high=high,
        chance_better=_chance_better(other - one, ways),
        better=ways,
        n=paired.sum(axis=0),
    )
    return table[table["n"] > 0].reset_index(drop=True)[COLUMNS]


def _shared_columns(
    baseline: Results, option: Results
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Columns of both matrices that mean the same; denominators are left out."""
    one = baseline.index[KEYS].assign(before=np.arange(len(baseline.index)))
    other = option.index[KEYS].assign(after=np.arange(len(option.index)))
    shared = one.merge(other, on=KEYS)
    shared = shared[~shared["kpi"].str.endswith(".denominator")]
    return shared["before"].to_numpy(), shared["after"].to_numpy()


def _check_pair(baseline: Results, option: Results) -> None:
    same = {
        "seed": baseline.seed == option.seed,
        "number of replications": baseline.replications == option.replications,
        "first day": baseline.scenario.plan_start == option.scenario.plan_start,
        "length": baseline.scenario.plan_days == option.scenario.plan_days,
    }
    names = f"{baseline.scenario.name} and {option.scenario.name}"
    problems = [
        Problem(names, f"compared runs have the same {what}", hint="run both alike")
        for what, equal in same.items()
        if not equal
    ]
    if problems:
        raise ScenarioError(problems)


def _chance_better(difference: Floats, ways: npt.NDArray[np.str_]) -> Floats:
    """Share of replications in which the option is better, ties counted half."""
    number = np.isfinite(difference).sum(axis=0)
    sign = np.select([ways == "up", ways == "down"], [1.0, -1.0], default=np.nan)
    gain = difference * sign
    wins = (gain > 0).sum(axis=0) + 0.5 * (gain == 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.where(number > 0, wins / number, np.nan)
    return np.where(np.isnan(sign), np.nan, chance)
