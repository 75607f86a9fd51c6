"""Summaries over replications: the mean and how sure it is, luck and how wide it is.

Two intervals, never to be mixed up. The **confidence interval of the mean** (`ci_low`,
`ci_high`, 95 %) says how well so many replications know the mean; it narrows with more
of them. The **prediction band** (`band_low`, `band_high`) is about luck: one more
replication, or one real future if the assumptions hold, falls inside it nine times in
ten; it does not narrow. Neither says anything about wrong assumptions.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri, stdtrit

from planner.experiment.running.results import ABOUT, Results
from planner.outcomes.kpi_table import KPIS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LEVEL = 0.95
BAND = 0.90
RANKED_FROM = 19
"""From so many values on the 5th and 95th percentile lie within what was seen."""
HIGHEST = {"%": 100.0, "share": 1.0}
"""What a measure in this unit cannot exceed."""


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
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


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
    mean, _, _ = interval_of_mean(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.nansum((values - mean) ** 2, axis=0) / (number - 1)
        half = np.sqrt(spread * (1 + 1 / number))
    half = half * stdtrit(np.maximum(number - 1, 1), level)
    below_nought = (np.where(np.isfinite(values), values, 0.0) < 0).any(axis=0)
    low = np.where(below_nought, mean - half, np.maximum(mean - half, 0.0))
    return low, mean + half


def are_chances(kpis: pd.Series, values: Floats) -> Bools:
    """Columns that count in how many replications something happens: 0 or 1 in each."""
    units = kpis.map(_unit).to_numpy(dtype=str)
    known = np.isfinite(values)
    plain = (~known | (values == 0) | (values == 1)).all(axis=0)
    return np.asarray((units == "share") & plain & known.any(axis=0))


def _unit(kpi: str) -> str:
    return KPIS[kpi].unit if kpi in KPIS else ""


def summarise(results: Results) -> pd.DataFrame:
    """One row a key and period.

    Returns
    -------
    DataFrame: scenario, the columns of `ABOUT`, mean, ci_low,
    ci_high (95 % confidence interval of the mean; of a chance, Wilson's), band_low,
    band_high (prediction band, nine in ten), n (replications with a value), label
    """
    values, kpis = results.matrix, results.index["kpi"]
    mean, low, high = interval_of_mean(values)
    number = np.isfinite(values).sum(axis=0)
    chance = are_chances(kpis, values)
    wilson = interval_of_chance(np.nansum(values, axis=0), number)
    band_low, band_high = prediction_band(values)
    highest = kpis.map(lambda kpi: HIGHEST.get(_unit(kpi), np.inf)).to_numpy(float)
    summary = results.index.assign(
        scenario=results.scenario.name,
        mean=mean,
        ci_low=np.where(chance & (number > 1), wilson[0], low),
        ci_high=np.where(chance & (number > 1), wilson[1], high),
        band_low=band_low,
        band_high=np.fmin(band_high, np.where(number > 1, highest, np.nan)),
        n=number,
    )
    columns = ["mean", "ci_low", "ci_high", "band_low", "band_high", "n", "label"]
    table: pd.DataFrame = summary[number > 0].reset_index(drop=True)
    return table[["scenario", *ABOUT, *columns]]
