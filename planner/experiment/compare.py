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

from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import ABOUT, KEYS, Results
from planner.experiment.statistics.intervals import (
    LEVEL,
    Chooser,
    are_chances,
    by_kpi,
    finite_everywhere,
    interval_of_chance,
    interval_of_mean,
    said_of,
    within_bounds,
)
from planner.experiment.statistics.set_bands import (
    Places,
    bands_of_differences,
    means_of_sets,
    sets_of,
)
from planner.locale import _
from planner.numerics.special import ndtri
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import better_way, bounds_of, undefined_state

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
BANDS = ("random_low", "random_high", "band_low", "band_high")
COLUMNS = [
    "baseline", "option", *ABOUT, "baseline_mean", "option_mean", "difference",
    "ci_low", "ci_high", "random_low", "random_high", "band_low", "band_high",
    "chance_better", "chance_low", "chance_high", "better", "sets", "sets_up",
    "sets_better", "n", "label",
]  # fmt: skip


def everything(index: pd.DataFrame) -> Bools:
    """Every row of an index."""
    return np.ones(len(index), dtype=np.bool_)


def compare(
    baseline: Results, option: Results, only: Chooser = everything
) -> pd.DataFrame:
    """Differences option minus baseline, one row a key and period that both have.

    Parameters
    ----------
    only : which rows of an index to compare; they are the same as among all

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
    left, *raw = _shared(baseline, option, only)
    ids, number = left["kpi"], np.isfinite(raw[1] - raw[0]).sum(axis=0)
    one, other = (_defined(ids, each) for each in raw)
    alike = np.array_equal(one, other, equal_nan=True)
    if alike and only is not everything:
        every, *both = _shared(baseline, option, everything)
        before, after = (_defined(every["kpi"], each) for each in both)
        alike = np.array_equal(before, after, equal_nan=True)
    # What is undefined in one of the two still has a level in the other.
    states = by_kpi(ids, undefined_state) != ""
    paired = np.isfinite(other - one) | states
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    mean, low, high, *bands = interval_of_difference(
        one, other, ids, sets=sets, alike=alike
    )
    ways = by_kpi(ids, better_way)
    chance, chance_low, chance_high = chance_better(other - one, ways)
    up, down, known = sets_apart(other - one, sets)
    if not baseline.scenario.sets:
        up = down = known = np.zeros_like(up)
    levels = [
        interval_of_mean(np.where(paired, each, np.nan))[0] for each in (one, other)
    ]
    before_mean, after_mean = within_bounds(ids, *levels)
    table = left.assign(
        baseline=baseline.scenario.name,
        option=option.scenario.name,
        baseline_mean=before_mean,
        option_mean=after_mean,
        difference=mean,
        ci_low=low,
        ci_high=high,
        **dict(zip(BANDS, bands, strict=True)),
        chance_better=chance,
        chance_low=chance_low,
        chance_high=chance_high,
        better=ways,
        sets=known,
        sets_up=up,
        sets_better=np.select([ways == "up", ways == "down"], [up, down], np.nan),
        n=number,
        label=said_of(left["label"], ids, number, baseline.replications),
    )
    shown: pd.DataFrame = table[(number > 0) | states].reset_index(drop=True)
    return shown[COLUMNS]


def _shared(
    baseline: Results, option: Results, only: Chooser
) -> tuple[pd.DataFrame, Floats, Floats]:
    """Rows of the index that both have, but for denominators, and values of each."""
    one, other = (
        run.index.loc[only(run.index), KEYS].reset_index(names=place)
        for run, place in ((baseline, "before"), (option, "after"))
    )
    shared = one.merge(other, on=KEYS)
    told = by_kpi(shared["kpi"], lambda kpi: not kpi.endswith(BASE))
    before, after = (shared[at].to_numpy()[told] for at in ("before", "after"))
    left = baseline.index.iloc[before].reset_index(drop=True)
    return left, baseline.matrix[:, before], option.matrix[:, after]


def _defined(kpis: pd.Series, values: Floats) -> Floats:
    return np.where(finite_everywhere(kpis, values), values, np.nan)


def _check_pair(baseline: Results, option: Results) -> None:
    one, other = baseline.scenario, option.scenario
    same = {
        _("compared runs have the same seed"): baseline.seed == option.seed,
        _("compared runs have the same number of replications"): (
            baseline.replications == option.replications
        ),
        _("compared runs have the same first replication"): (
            baseline.first == option.first
        ),
        _("compared runs have the same first day"): one.plan_start == other.plan_start,
        _("compared runs have the same length"): one.plan_days == other.plan_days,
    }
    names = _("{one} and {other}", one=one.name, other=other.name)
    problems = [
        Problem(names, rule, hint=_("run both alike"))
        for rule, equal in same.items()
        if not equal
    ]
    if problems:
        raise ScenarioError(problems)


def interval_of_difference(
    one: Floats,
    other: Floats,
    kpis: pd.Series,
    *,
    sets: Places | None = None,
    alike: bool = False,
) -> tuple[Floats, ...]:
    """Mean of the paired differences, ends of its confidence interval and of two bands.

    The interval of the mean and the first band are by random variation alone, within
    the fitting sets; the second band is over all of them.

    Student's t on the differences: it takes the mean of the replications for normal,
    which sums over many people nearly are. A difference of two chances is no such sum;
    its interval is Agresti and Min's (2005, Statistics in Medicine 24:729), who add
    half a run to each of the four ways two runs can end.

    Parameters
    ----------
    sets : fitting set of each replication; None: all of one
    alike : whether the two plans agree in everything, not in these measures alone
    """
    gap = other - one
    places = np.zeros(len(gap), dtype=np.intp) if sets is None else sets
    mean, low, high, *bands = bands_of_differences(gap, places)
    number = np.isfinite(gap).sum(axis=0)
    gained, lost = ((gap * sign > 0).sum(axis=0) + 0.5 for sign in (1, -1))
    middle = (gained - lost) / (number + 2)
    spread = (gained + lost - (gained - lost) ** 2 / (number + 2)) / (number + 2) ** 2
    half = ndtri((1 + LEVEL) / 2) * np.sqrt(spread)
    chances = are_chances(kpis, one) & are_chances(kpis, other)
    chances &= (number > 1) & (not alike)
    low = np.where(chances, np.minimum(middle - half, mean), low)
    high = np.where(chances, np.maximum(middle + half, mean), high)
    # Two shares of 0 to 100 % differ by no more than 100 points.
    lowest, highest = by_kpi(kpis, bounds_of).reshape(-1, 2).T
    widest = highest - lowest
    ends = (np.clip(end, -widest, widest) for end in (low, high, *bands))
    return mean, *ends


def sets_apart(gap: Floats, sets: Places) -> tuple[Floats, Floats, Floats]:
    """Sets in which the option's mean is higher, and lower, and sets with a value."""
    means, counts = means_of_sets(gap, sets)
    up, down = (means > 0).sum(axis=0), (means < 0).sum(axis=0)
    return up, down, (counts > 0).sum(axis=0)


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
