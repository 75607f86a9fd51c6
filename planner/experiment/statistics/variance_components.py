"""Random variation and input uncertainty: where the spread of a measure comes from.

A value is y = mean + a(draw) + e(draw, replication): a is what the drawn inputs do, e
is random variation. Every draw has replications of its own, so this is one-way analysis
of variance with random groups, and its two estimates are unbiased:

- random variation: the mean square within draws, MSW;
- input uncertainty: (MSB - MSW) / n0, with MSB the mean square between draws and n0 the
  replications a draw (a little fewer where values are missing).

The spread of the draws' means alone would count random variation as uncertainty of the
inputs; that is what is taken off. An estimate below nought says that the second cannot
be told from the first; it is shown as nought.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from planner.experiment.statistics.intervals import LEVEL, interval_of_mean, middle_of
from planner.numerics.special import fdtri

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
SMALL, LARGE = 1e-9, 1e12
BLOCK = 4096


@dataclass(frozen=True)
class Spread:
    """Mean and spread of measures over draws and replications, one value a measure.

    Attributes
    ----------
    mean, ci_low, ci_high : over draws, with its 95 % confidence interval
    random_low, random_high : 9 futures in 10 around what the inputs as assumed bring
    unknown_low, unknown_high : 9 draws in 10, random variation averaged out
    both_low, both_high : 9 futures in 10, inputs and random variation together
    random_variance, unknown_variance : unbiased estimates, the second at least nought
    unknown_share, share_low, share_high : share of the inputs in the variance, with
        its 95 % interval (F distribution: normal, draws of equal random variation)
    """

    mean: Floats
    ci_low: Floats
    ci_high: Floats
    random_low: Floats
    random_high: Floats
    unknown_low: Floats
    unknown_high: Floats
    both_low: Floats
    both_high: Floats
    random_variance: Floats
    unknown_variance: Floats
    unknown_share: Floats
    share_low: Floats
    share_high: Floats


def decompose(values: Floats, centre: Floats | None = None) -> Spread:
    """Spread of values of shape (draws, replications, measures).

    Values that are not numbers are left out.

    Parameters
    ----------
    centre : middle of the random variation, one value a measure; None: the mean over
        the draws
    """
    centre = np.full(values.shape[2], np.nan) if centre is None else centre
    # Some measures at a time: all of Wales at once takes much memory on the way.
    starts = range(0, max(values.shape[2], 1), BLOCK)
    blocks = [slice(start, start + BLOCK) for start in starts]
    parts = [_decompose(values[:, :, block], centre[block]) for block in blocks]
    names = [item.name for item in fields(Spread)]
    return Spread(
        **{name: np.concatenate([getattr(p, name) for p in parts]) for name in names}
    )


def _decompose(values: Floats, centre: Floats) -> Spread:
    by_draw = mean_by_draw(values)
    random, unknown, ratio, number = variances(values)
    mean, ci_low, ci_high = interval_of_mean(by_draw)
    both_low, both_high = middle_of(_in_line(values))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = unknown / (unknown + random)
        # Means of few replications spread too far and residuals too little: put right.
        shrunk = np.sqrt(unknown / (unknown + random / number))
        stretched = np.sqrt(number / (number - 1))
        rest = (values - by_draw[:, None]) * stretched
    centre = np.where(np.isfinite(centre), centre, mean)
    quiet = middle_of((by_draw - mean) * np.nan_to_num(shrunk))
    scatter = middle_of(_in_line(rest))
    share_low, share_high = _interval_of_share(ratio, _freedom(values), number)
    least = np.where((np.nan_to_num(values) < 0).any(axis=(0, 1)), -np.inf, 0.0)
    return Spread(
        mean=mean,
        ci_low=ci_low,
        ci_high=ci_high,
        random_low=np.maximum(centre + scatter[0], least),
        random_high=centre + scatter[1],
        unknown_low=np.maximum(mean + quiet[0], least),
        unknown_high=mean + quiet[1],
        both_low=both_low,
        both_high=both_high,
        random_variance=random,
        unknown_variance=unknown,
        unknown_share=share,
        share_low=share_low,
        share_high=share_high,
    )


def _freedom(values: Floats) -> tuple[Ints, Ints]:
    """Degrees of freedom between and within draws."""
    number = np.isfinite(values).sum(axis=1)
    draws = (number > 0).sum(axis=0)
    return draws - 1, number.sum(axis=0) - draws


def _in_line(values: Floats) -> Floats:
    """All runs one after the other, whichever draw they belong to."""
    return values.reshape(-1, values.shape[2])


def mean_by_draw(values: Floats) -> Floats:
    """Mean over the replications that have a value, shape (draws, measures)."""
    number = np.isfinite(values).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(number, np.nansum(values, axis=1) / number, np.nan))


def variances(values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Variance at random, of inputs, ratio of mean squares, replications a draw."""
    number = np.isfinite(values).sum(axis=1)
    total, draws = number.sum(axis=0), (number > 0).sum(axis=0)
    by_draw = mean_by_draw(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(values, axis=(0, 1)) / total
        within = np.nansum((values - by_draw[:, None]) ** 2, axis=(0, 1))
        random = np.where(total > draws, within / (total - draws), np.nan)
        each = (total - (number**2).sum(axis=0) / total) / (draws - 1)
        apart = np.nansum(number * (by_draw - mean) ** 2, axis=0) / (draws - 1)
        # What never varies differs in its last digit all the same.
        still = (SMALL * np.abs(mean)) ** 2
        random, apart = (np.where(part <= still, 0.0, part) for part in (random, apart))
        unknown = np.maximum((apart - random) / each, 0.0)
        return random, unknown, apart / random, each


def _interval_of_share(
    ratio: Floats, freedom: tuple[Ints, Ints], number: Floats
) -> tuple[Floats, Floats]:
    """Ends of the interval of the inputs' share, from the ratio of mean squares."""
    between, within = (np.maximum(each, 1) for each in freedom)
    ends = []
    with np.errstate(invalid="ignore", divide="ignore"):
        for level in ((1 + LEVEL) / 2, (1 - LEVEL) / 2):
            size = np.minimum(ratio / fdtri(between, within, level), LARGE)
            ends.append(np.clip((size - 1) / (size + number - 1), 0.0, 1.0))
    return ends[0], ends[1]
