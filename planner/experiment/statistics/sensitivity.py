"""Which unknowns matter for a measure: a first ranking by rank correlation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.statistics.intervals import LEVEL
from planner.inputs.uncertainty_ranges import Unknown
from planner.numerics.special import stdtrit
from planner.outcomes.benefits.kpis import BENEFIT_KPIS
from planner.outcomes.kpi_table import KPIS

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "unknown", "correlation", "partial", "clear", "low_third", "high_third", "inputs",
]  # fmt: skip
SPARE = 10
"""Draws beyond the number of unknowns that a partial correlation needs."""


def that_can_move(unknowns: Sequence[Unknown], kpi: str) -> list[Unknown]:
    """Unknowns that can move a measure.

    Prices move costs alone, and assumptions about benefits benefits alone.
    """
    priced = KPIS[kpi].unit == "GBP"
    return [
        each
        for each in unknowns
        if (priced or not each.is_price)
        and (kpi in BENEFIT_KPIS or not each.is_benefit)
    ]


def rank_unknowns(
    names: Sequence[str], places: Floats, measure: Floats, inputs: Sequence[int] = ()
) -> pd.DataFrame:
    """Unknowns in order of how strongly a measure goes with them.

    Parameters
    ----------
    places : shape (draws, unknowns), where each unknown stood
    measure : shape (draws,), mean over the replications of each draw
    inputs : how many inputs hang on each unknown

    Returns
    -------
    DataFrame: unknown, correlation (Spearman's, -1 to 1), partial (the same with what
    the other unknowns explain taken out; not a number with too few draws), clear
    (whether chance gives so strong a correlation to any of all unknowns less than once
    in twenty), low_third, high_third (mean of the measure where the unknown stood in
    the lowest and highest third), inputs
    """
    there = np.isfinite(measure)
    places, measure = places[there], measure[there]
    draws, count = places.shape
    ranks = np.column_stack([_ranks(column) for column in (*places.T, measure)])
    still = np.ptp(measure) == 0 if draws else True
    if draws < 4 or still:
        correlation = partial = np.full(count, np.nan)
    else:
        correlation = np.asarray(np.corrcoef(ranks, rowvar=False))[-1, :-1]
        partial = _partial(ranks) if draws >= count + SPARE else np.full(count, np.nan)
    table = pd.DataFrame(
        {
            "unknown": list(names),
            "correlation": correlation,
            "partial": partial,
            "clear": np.abs(correlation) > _by_chance(draws, count),
            "low_third": [_mean(measure[p <= 1 / 3]) for p in places.T],
            "high_third": [_mean(measure[p >= 2 / 3]) for p in places.T],
            "inputs": list(inputs) or [1] * count,
        }
    )
    order = table["correlation"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order, COLUMNS].reset_index(drop=True)


def _ranks(values: Floats) -> Floats:
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _partial(ranks: Floats) -> Floats:
    """Correlation of the last column with each other one, all the rest held fixed."""
    inverse = np.linalg.pinv(np.corrcoef(ranks, rowvar=False))
    scale = np.sqrt(np.diag(inverse))
    partial: Floats = -inverse[-1, :-1] / (scale[-1] * scale[:-1])
    return partial


def _by_chance(draws: int, count: int) -> float:
    """Correlation exceeded once in twenty by the strongest of so many idle unknowns."""
    if draws < 4:
        return np.inf
    level = 1 - (1 - LEVEL) / count / 2
    times = stdtrit(draws - 2, level)
    return float(times / np.sqrt(draws - 2 + times**2))
