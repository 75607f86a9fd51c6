"""Summaries over replications: the mean, how sure it is, and how far runs spread.

Two intervals, never to be mixed up. The **confidence interval of the mean** (`ci_low`,
`ci_high`, 95 %) says how well so many replications know the mean; it narrows with more
of them. The **prediction band** (`band_low`, `band_high`) is about random variation:
one more replication, or one real future if the assumptions hold, falls inside it nine
times in ten; it does not narrow. Neither says anything about wrong assumptions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.running.results import joined_labels
from planner.locale import _
from planner.numerics.special import ndtri, stdtrit
from planner.outcomes.kpi_table import bounds_of, undefined_state, unit_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Found = TypeVar("Found")
Chooser = Callable[[pd.DataFrame], Bools]
"""A test of each row of an index: whether it is looked at."""
LEVEL = 0.95
BAND = 0.90
RANKED_FROM = 19
"""From so many values on the 5th and 95th percentile lie within what was seen."""


def interval_of_mean(
    values: Floats, level: float = LEVEL
) -> tuple[Floats, Floats, Floats]:
    """Mean and both ends of its confidence interval, over the first axis.

    Student's t over replications that have a value; with fewer than two of them the
    interval is not a number.
    """
    number = np.isfinite(values).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(number > 0, np.nansum(values, axis=0) / number, np.nan)
        spread = np.nansum((values - mean) ** 2, axis=0) / (number - 1)
        error = np.sqrt(spread / number)
    times = stdtrit(np.maximum(number - 1, 1), (1 + level) / 2)
    half = np.where(number > 1, times * error, np.nan)
    return mean, mean - half, mean + half


def interval_of_chance(
    times: Floats, number: Floats, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Ends of the confidence interval of a chance seen so many times out of a number.

    Wilson's score interval: unlike Student's t it is no point when all runs agree. Ten
    out of ten means 72 to 100 %, not 100 %.
    """
    z = ndtri((1 + level) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = times / number
        middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
        spread = share * (1 - share) / number + (z / (2 * number)) ** 2
        half = z * np.sqrt(spread) / (1 + z**2 / number)
    # All or none of the runs: rounding may leave the end just beside the share.
    low, high = np.fmin(middle - half, share), np.fmax(middle + half, share)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def prediction_band(values: Floats, share: float = BAND) -> tuple[Floats, Floats]:
    """Ends of the band that holds the next value nine times in ten, by column.

    From 19 values on the ends are their 5th and 95th percentile, placed at p (n + 1)
    among the sorted ones: the next value then falls inside with that chance whatever
    the distribution. Plain percentiles of ten values would hold three in four.
    Fewer values do not reach so far out, so Student's prediction interval stands in;
    it is not below nought where no value is. One value gives no band.
    """
    number = np.isfinite(values).sum(axis=0)
    ranked = _ranked_band(values, number, share)
    stretched = _stretched_band(values, number, share)
    many = number >= RANKED_FROM
    low, high = (np.where(many, *ends) for ends in zip(ranked, stretched, strict=True))
    return np.where(number > 1, low, np.nan), np.where(number > 1, high, np.nan)


def middle_of(values: Floats, share: float = BAND) -> tuple[Floats, Floats]:
    """Ends of the middle nine tenths of the values themselves, by column.

    For designed draws, which stand for layers of equal weight and not for chance.
    """
    number = np.isfinite(values).sum(axis=0)
    low, high = _ranked_band(values, number, share, spare=0.0)
    return np.where(number > 0, low, np.nan), np.where(number > 0, high, np.nan)


def _ranked_band(
    values: Floats, number: npt.NDArray[np.intp], share: float, spare: float = 1.0
) -> tuple[Floats, Floats]:
    """Percentiles at rank p (n + spare); values that are not numbers stand last."""
    ordered = np.sort(np.where(np.isfinite(values), values, np.inf), axis=0)
    last = np.maximum(number - 1, 0)
    low, high = (
        _at_rank(ordered, np.clip(tail * (number + spare) - (1 + spare) / 2, 0, last))
        for tail in ((1 - share) / 2, (1 + share) / 2)
    )
    return low, high


def _at_rank(ordered: Floats, rank: Floats) -> Floats:
    below = np.floor(rank).astype(np.intp)
    above = np.ceil(rank).astype(np.intp)
    one = np.take_along_axis(ordered, below[None], axis=0)[0]
    other = np.take_along_axis(ordered, above[None], axis=0)[0]
    with np.errstate(invalid="ignore"):
        between = one + (rank - below) * (other - one)
    return np.asarray(np.where(below == above, one, between))


def _stretched_band(
    values: Floats, number: npt.NDArray[np.intp], share: float
) -> tuple[Floats, Floats]:
    """Student's prediction interval of one more value."""
    level = (1 + share) / 2
    mean = interval_of_mean(values)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.nansum((values - mean) ** 2, axis=0) / (number - 1)
        half = np.sqrt(spread * (1 + 1 / number))
    half = half * stdtrit(np.maximum(number - 1, 1), level)
    below_nought = (np.where(np.isfinite(values), values, 0.0) < 0).any(axis=0)
    low = np.where(below_nought, mean - half, np.maximum(mean - half, 0.0))
    return low, mean + half


def by_kpi(kpis: pd.Series, look_up: Callable[[str], Found]) -> npt.NDArray[Any]:
    """A property of each measure, looked up once for all columns of a measure."""
    codes, names = pd.factorize(kpis)
    return np.array([look_up(str(name)) for name in names])[codes]


def are_chances(kpis: pd.Series, values: Floats) -> Bools:
    """Columns that count in how many replications something happens: 0 or 1 in each."""
    units = by_kpi(kpis, unit_of)
    known = np.isfinite(values)
    plain = (~known | (values == 0) | (values == 1)).all(axis=0)
    return np.asarray((units == "share") & plain & known.any(axis=0))


def within_bounds(kpis: pd.Series, *amounts: Floats) -> tuple[Floats, ...]:
    """Amounts of these measures, none outside what the measure can be.

    An interval knows nothing of its measure's bounds: a share lies between 0 and 100 %,
    a count is not below nought, a used share of time is not above 1.
    """
    low, high = by_kpi(kpis, bounds_of).reshape(-1, 2).T
    return tuple(np.clip(each, low, high) for each in amounts)


def finite_everywhere(kpis: pd.Series, values: Floats) -> Bools:
    """Columns of which a mean may be taken.

    A load without capacity, or the wait for a list that nobody is taken from, has no
    finite value; the mean of the other runs would be one of those that went well.
    """
    needed = by_kpi(kpis, undefined_state) != ""
    return np.asarray(~needed | np.isfinite(values).all(axis=0))


def share_with_value(kpi: str, number: int, runs: int) -> str:
    """Remark on a mean that not every run is part of; else nothing.

    >>> share_with_value("load", 1, 3), share_with_value("clearance_day", 9, 10)
    ('no capacity in 2 of 3 runs', 'of the 9 of 10 runs with a value')
    """
    if number == runs:
        return ""
    state = undefined_state(kpi)
    if state:
        return _(
            "{state} in {number} of {runs} runs",
            state=_(state),
            number=runs - number,
            runs=runs,
        )
    return _("of the {number} of {runs} runs with a value", number=number, runs=runs)


def said_of(
    labels: pd.Series, kpis: pd.Series, number: npt.NDArray[np.intp], runs: int
) -> npt.NDArray[np.object_]:
    """Labels of places, and of how many runs each mean is where that is not all."""
    said, names = labels.to_numpy(dtype=object, copy=True), kpis.to_numpy(dtype=object)
    remark, joined = cache(partial(share_with_value, runs=runs)), cache(joined_labels)
    for place in np.flatnonzero(number != runs).tolist():
        of_runs = remark(names[place], int(number[place]))
        said[place] = joined(said[place], of_runs)
    return said
