"""Options against a baseline, paired replication by replication.

Both see the same people and the same random numbers, so the difference is far surer
than either level: it is taken within each replication, and only then averaged. A
replication counts where both have a value: a day of clearance is compared among the
runs in which both clear the list, and `n` says how many those are. Every interval
stands for itself; of a hundred of them about five miss.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import ABOUT, KEYS, Results, joined_labels
from planner.experiment.statistics.intervals import (
    LEVEL,
    are_chances,
    finite_everywhere,
    interval_of_chance,
    interval_of_mean,
    share_with_value,
    within_bounds,
)
from planner.outcomes.kpi_table import better_way, bounds_of, undefined_state

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "baseline", "option", *ABOUT, "baseline_mean", "option_mean", "difference",
    "ci_low", "ci_high", "chance_better", "chance_low", "chance_high", "better", "n",
    "label",
]  # fmt: skip


def compare(baseline: Results, option: Results) -> pd.DataFrame:
    """Differences option minus baseline, one row a key and period that both have.

    Returns
    -------
    DataFrame: baseline, option, the columns of `ABOUT`,
    baseline_mean, option_mean, difference, ci_low, ci_high (95 % confidence interval of
    the mean difference), chance_better (share of replications in which the option is
    better; ties count half), chance_low, chance_high (its 95 % interval, Wilson's),
    better ("up", "down" or ""), n (replications in which both have a value), label (of
    the place, and of how many runs the difference is)

    Raises
    ------
    ScenarioError: if the two cannot be paired
    """
    _check_pair(baseline, option)
    before, after = _shared_columns(baseline, option)
    left = baseline.index.iloc[before].reset_index(drop=True)
    one, other = baseline.matrix[:, before], option.matrix[:, after]
    ways = left["kpi"].map(better_way).to_numpy(dtype=str)
    runs, kpis = baseline.replications, left["kpi"]
    number = np.isfinite(other - one).sum(axis=0)
    one, other = (
        np.where(finite_everywhere(kpis, each), each, np.nan) for each in (one, other)
    )
    # What is undefined in one of the two still has a level in the other.
    states = kpis.map(undefined_state).to_numpy(dtype=object) != ""
    paired = np.isfinite(other - one) | states
    mean, low, high = interval_of_difference(one, other, kpis)
    chance, chance_low, chance_high = chance_better(other - one, ways)
    levels = [
        interval_of_mean(np.where(paired, each, np.nan))[0] for each in (one, other)
    ]
    before_mean, after_mean = within_bounds(kpis, *levels)
    table = left.assign(
        baseline=baseline.scenario.name,
        option=option.scenario.name,
        baseline_mean=before_mean,
        option_mean=after_mean,
        difference=mean,
        ci_low=low,
        ci_high=high,
        chance_better=chance,
        chance_low=chance_low,
        chance_high=chance_high,
        better=ways,
        n=number,
        label=[
            joined_labels(label, share_with_value(kpi, n, runs))
            for label, kpi, n in zip(left["label"], kpis, number.tolist(), strict=True)
        ],
    )
    shown: pd.DataFrame = table[(number > 0) | states].reset_index(drop=True)
    return shown[COLUMNS]


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
        "first replication": baseline.first == option.first,
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


def interval_of_difference(
    one: Floats, other: Floats, kpis: pd.Series
) -> tuple[Floats, Floats, Floats]:
    """Mean of the paired differences and the ends of its confidence interval.

    Student's t on the differences: it takes the mean of the replications for normal,
    which sums over many people nearly are. A difference of two chances is no such sum;
    its interval is Agresti and Min's (2005, Statistics in Medicine 24:729), who add
    half a run to each of the four ways two runs can end.
    """
    gap = other - one
    mean, low, high = interval_of_mean(gap)
    number = np.isfinite(gap).sum(axis=0)
    gained, lost = ((gap * sign > 0).sum(axis=0) + 0.5 for sign in (1, -1))
    middle = (gained - lost) / (number + 2)
    spread = (gained + lost - (gained - lost) ** 2 / (number + 2)) / (number + 2) ** 2
    half = ndtri((1 + LEVEL) / 2) * np.sqrt(spread)
    chances = are_chances(kpis, one) & are_chances(kpis, other)
    # A plan compared with itself agrees in everything: nothing is left to doubt.
    chances &= (number > 1) & (not np.array_equal(one, other, equal_nan=True))
    low = np.where(chances, np.minimum(middle - half, mean), low)
    high = np.where(chances, np.maximum(middle + half, mean), high)
    # Two shares of 0 to 100 % differ by no more than 100 points.
    widest = np.array([upper - lower for lower, upper in map(bounds_of, kpis)])
    return mean, np.maximum(low, -widest), np.minimum(high, widest)


def chance_better(
    gap: Floats, ways: npt.NDArray[np.str_]
) -> tuple[Floats, Floats, Floats]:
    """Share of replications in which the option is better, with its interval.

    Ties count half, which leaves Wilson's interval on the wide side; one run has none.
    """
    number = np.isfinite(gap).sum(axis=0)
    sign = np.select([ways == "up", ways == "down"], [1.0, -1.0], default=np.nan)
    gain = gap * sign
    wins = (gain > 0).sum(axis=0) + 0.5 * (gain == 0).sum(axis=0)
    known = (number > 0) & ~np.isnan(sign)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.where(known, wins / number, np.nan)
    low, high = interval_of_chance(wins, number)
    several = known & (number > 1)
    return chance, np.where(several, low, np.nan), np.where(several, high, np.nan)
