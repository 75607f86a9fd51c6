"""One row a measure and period: the mean over replications, and how far it may be off.

Three intervals, never to be mixed up. The 95 % interval of the mean says how well the
runs know their mean, by random variation alone; it narrows with more of them. The
random band holds nine futures in ten if the fitting set were known. The wide band holds
nine in ten over everything that fits: it is what may be said of a board.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.experiment.running.results import ABOUT, Results
from planner.experiment.statistics.intervals import (
    Chooser,
    are_chances,
    finite_everywhere,
    interval_of_chance,
    said_of,
    within_bounds,
)
from planner.experiment.statistics.set_bands import (
    SetBands,
    set_bands,
    sets_in,
    sets_of,
)


def summarise(results: Results, only: Chooser | None = None) -> pd.DataFrame:
    """One row a key and period.

    Parameters
    ----------
    only : which rows of an index to summarise, if not all

    Returns
    -------
    DataFrame: scenario, the columns of `ABOUT`, mean, ci_low,
    ci_high (95 % confidence interval of the mean, by random variation; of a chance,
    Wilson's), random_low, random_high (nine futures in ten by random variation alone),
    band_low, band_high (nine in ten over everything that fits; without fitting sets
    the same as by random variation), sets (fitting sets), n (replications with a
    value), label (of the place, and of how many runs the mean is). Without a finite
    value in every run there is no mean where the label says so: "no capacity in 2 of
    10 runs".
    """
    index, values = results.index, results.matrix
    if only is not None:
        chosen = only(index)
        index, values = index[chosen], values[:, chosen]
    kpis = index["kpi"]
    number = np.isfinite(values).sum(axis=0)
    values = np.where(finite_everywhere(kpis, values), values, np.nan)
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    bands = set_bands(values, sets)
    low, high = bands.ci_low, bands.ci_high
    chance = are_chances(kpis, values) & (number > 1)
    happened = values.sum(axis=0, where=~np.isnan(values))
    wilson = interval_of_chance(happened, number)
    low, high = (
        np.where(chance, *ends) for ends in zip(wilson, (low, high), strict=True)
    )
    ends = within_bounds(kpis, bands.mean, low, high, *bands[3:])
    names = SetBands._fields
    summary = index.assign(
        scenario=results.scenario.name,
        **dict(zip(names, ends, strict=True)),
        sets=sets_in(results),
        n=number,
        label=said_of(index["label"], kpis, number, results.replications),
    )
    return summary[["scenario", *ABOUT, *names, "sets", "n", "label"]].reset_index(
        drop=True
    )
