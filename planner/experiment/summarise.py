"""Summaries over replications: the mean and how sure it is, luck and how wide it is.

The confidence interval is about the mean: it narrows with more replications. The
prediction band (5th to 95th percentile) is about luck: one real year lies inside it
nine times in ten, if the assumptions hold.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from planner.experiment.results import KEYS, Results

Floats = npt.NDArray[np.float64]
LEVEL = 0.95


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
    times = stats.t.ppf((1 + level) / 2, np.maximum(number - 1, 1))
    half = np.where(number > 1, times * error, np.nan)
    return mean, mean - half, mean + half


def prediction_band(values: Floats) -> tuple[Floats, Floats]:
    """5th and 95th percentile over replications."""
    some = np.isfinite(values).any(axis=0)
    safe = np.where(some, values, 0.0)
    low, high = np.nanpercentile(safe, [5, 95], axis=0)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)


def summarise(results: Results) -> pd.DataFrame:
    """One row a key and period.

    Returns
    -------
    DataFrame: scenario, provider, residence, stage, group, period, kpi, mean, ci_low,
    ci_high (95 % interval of the mean), p5, p95 (prediction band), n, label
    """
    mean, low, high = interval_of_mean(results.matrix)
    p5, p95 = prediction_band(results.matrix)
    number = np.isfinite(results.matrix).sum(axis=0)
    summary = results.index.assign(
        scenario=results.scenario.name,
        mean=mean,
        ci_low=low,
        ci_high=high,
        p5=p5,
        p95=p95,
        n=number,
    )
    columns = ["mean", "ci_low", "ci_high", "p5", "p95", "n", "label"]
    table: pd.DataFrame = summary[number > 0].reset_index(drop=True)
    return table[["scenario", *KEYS, *columns]]
