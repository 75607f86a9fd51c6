"""Two bands of a run over fitting sets: random variation, and everything that fits.

Each set has replications of its own (two, and two more each time the sets come round),
so the spread within the sets is random variation alone, by one-way analysis of variance
with unequal groups; what all runs spread by is both. The mean square within the sets,
MSW, has N - k degrees of freedom for N runs of k sets. A run without sets is one set.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import (
    BAND,
    LEVEL,
    RANKED_FROM,
    prediction_band,
)
from planner.inputs.fitting_sets import set_number
from planner.numerics.special import stdtrit

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

CUT_FROM = 10
"""Sets from which on a band may be cut; fewer leave too much unseen."""

COLUMNS_AT_ONCE = 2000
"""Measures worked on together, so that copies of their values take little memory."""


class SetBands(NamedTuple):
    """Mean with the ends of three intervals, one value a measure.

    Attributes
    ----------
    ci_low, ci_high : 95 % interval of the mean, by random variation alone
    random_low, random_high : 9 futures in 10, if one set were known to be true
    band_low, band_high : 9 futures in 10, over everything that fits
    """

    mean: Floats
    ci_low: Floats
    ci_high: Floats
    random_low: Floats
    random_high: Floats
    band_low: Floats
    band_high: Floats


def sets_of(replications: int, sets: int, first: int = 0) -> Places:
    """Set of each replication; all of one where there are none."""
    numbers = range(first, first + replications)
    return np.array([set_number(n, sets) if sets else 0 for n in numbers])


def sets_in(results: Results) -> int:
    """Number of fitting sets that a run went through; 0 with central values alone."""
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    return len(np.unique(sets)) if results.scenario.sets else 0


def set_bands(values: Floats, sets: Places, level: float = LEVEL) -> SetBands:
    """Mean and bands of values of shape (replications, measures).

    With fewer than 19 sets the wide band is Student's, for the sum of both variances
    with Satterthwaite's degrees of freedom; from `CUT_FROM` sets on it is cut where it
    goes further beyond the sets than random variation does. It then holds 90 % of the
    runs of further sets, where uncut it holds 92 (six boards, 20 replications against
    the next 40). From 19 sets on it is ranks of all runs. It is never narrower than the
    other.

    Parameters
    ----------
    level : of the interval of the mean
    """
    firsts = range(0, max(values.shape[1], 1), COLUMNS_AT_ONCE)
    blocks = [values[:, first : first + COLUMNS_AT_ONCE] for first in firsts]
    of_sets = [means_of_sets(block, sets) for block in blocks]
    several = any((counts > 0).sum(axis=0).max(initial=0) > 1 for _, counts in of_sets)
    found = [
        _bands(block, _places(sets), means, counts, level=level, several=several)
        for block, (means, counts) in zip(blocks, of_sets, strict=True)
    ]
    return SetBands(*map(np.concatenate, zip(*found, strict=True)))


def _bands(
    values: Floats,
    places: Places,
    means: Floats,
    counts: Floats,
    *,
    level: float,
    several: bool,
) -> SetBands:
    """The bands of some measures of a run, of which one has values in several sets."""
    number = np.isfinite(values).sum(axis=0)
    groups = (counts > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(number > 0, np.nansum(values, axis=0) / number, np.nan)
        inside = np.nansum((values - means[places]) ** 2, axis=0)
        freedom = number - groups
        # One value in each of some sets tells no two things apart: all of it is taken.
        alone = (freedom < 1) & (number > 1)
        whole = np.nansum((values - mean) ** 2, axis=0)
        inside = np.where(alone, whole, inside)
        freedom = np.where(alone, number - 1, freedom)
        within = np.where(freedom > 0, inside / freedom, np.nan)
        half = _times(level, freedom) * np.sqrt(within / number)
        wide = _times(BAND, freedom) * np.sqrt(within * (1 + 1 / number))
    least = _least(values)
    if not several:
        random_low, random_high = low, high = prediction_band(values)
    else:
        random_low, random_high = np.maximum(mean - wide, least), mean + wide
        low, high = _everything(values, means, counts, mean, within)
        # Beyond the sets that it ran through, a run knows of random variation alone.
        cut = groups >= CUT_FROM
        low = np.where(cut, np.fmax(low, np.fmin.reduce(means) - wide), low)
        high = np.where(cut, np.fmin(high, np.fmax.reduce(means) + wide), high)
        low = np.maximum(np.fmin(low, random_low), least)
        high = np.fmax(high, random_high)
    return SetBands(
        mean=mean,
        ci_low=mean - half,
        ci_high=mean + half,
        random_low=random_low,
        random_high=random_high,
        band_low=low,
        band_high=high,
    )


def bands_of_differences(
    values: Floats, sets: Places, level: float = LEVEL
) -> SetBands:
    """The same of differences, which may fall below nought where none of these does."""
    known = np.where(np.isfinite(values), values, 0.0)
    beyond = known.max(axis=0, initial=0.0) + 1
    return SetBands(*(end + beyond for end in set_bands(values - beyond, sets, level)))


def means_of_sets(values: Floats, sets: Places) -> tuple[Floats, Floats]:
    """Mean and number of values of each set, shape (sets, measures)."""
    places = _places(sets)
    known = np.isfinite(values)
    counts = np.zeros((places.max(initial=0) + 1, values.shape[1]))
    sums = np.zeros_like(counts)
    np.add.at(counts, places, known)
    np.add.at(sums, places, np.where(known, values, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(counts > 0, sums / counts, np.nan), counts


def _places(sets: Places) -> Places:
    return np.asarray(np.unique(sets, return_inverse=True)[1])


def _everything(
    values: Floats, means: Floats, counts: Floats, mean: Floats, within: Floats
) -> tuple[Floats, Floats]:
    """Ends of the band over all sets and random variation."""
    groups, number = (counts > 0).sum(axis=0), counts.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        between = np.nansum(counts * (means - mean) ** 2, axis=0) / (groups - 1)
        each = (number - (counts**2).sum(axis=0) / number) / (groups - 1)
        random = np.nan_to_num(within)
        part = np.maximum(between - random, 0.0) / each
        total = part + random
        # Satterthwaite: the sum of two mean squares, weighed.
        first, second = between / each, random * (1 - 1 / each)
        known = np.maximum(number - groups, 1)
        freedom = total**2 / (first**2 / (groups - 1) + second**2 / known)
        spread = np.sqrt(total + np.maximum(between, random) / number)
        half = _times(BAND, np.nan_to_num(freedom, nan=1.0)) * spread
    low, high = mean - half, mean + half
    ranked = prediction_band(values)
    many = groups >= RANKED_FROM
    return np.where(many, ranked[0], low), np.where(many, ranked[1], high)


def _times(level: float, freedom: Floats | Places) -> Floats:
    """Student's quantile; not a number without a degree of freedom."""
    known = np.asarray(freedom, dtype=float)
    times = stdtrit(np.maximum(known, 1.0), (1 + level) / 2)
    return np.where(known > 0, times, np.nan)


def _least(values: Floats) -> Floats:
    """Nought, or nothing to hold on to where a value lies below it."""
    below = (np.where(np.isfinite(values), values, 0.0) < 0).any(axis=0)
    return np.where(below, -np.inf, 0.0)
