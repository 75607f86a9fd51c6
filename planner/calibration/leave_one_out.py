"""Each year left out in turn, predicted by the sets that fit the others.

The points that the search simulated are judged anew without the figures of one year;
those that meet all others predict it. Nothing is simulated again, and no figure of the
year has a part in its own prediction.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.fit import FitResult
from planner.calibration.named_constants import keys_at
from planner.calibration.search import Search
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Targets, read_targets
from planner.experiment.statistics.intervals import middle_of
from planner.inputs.scenario import Scenario
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
MOST_SETS, EACH = 30, 4
"""Sets that are run on for the year after, and replications of each."""


def leave_years_out(search: Search) -> pd.DataFrame:
    """One row a figure of every year that has figures, each predicted by the others.

    Returns
    -------
    DataFrame: id, name, year, unit, observed, tolerance, predicted (mean over the sets
    that meet every figure of the other years), low, high (nine sets in ten), sets,
    inside (whether the observation lies in the band), beyond (how far it does not)
    """
    years = dict.fromkeys(target.year for target in search.targets)
    parts = [_left_out(search, year) for year in years]
    return pd.concat(parts, ignore_index=True)


def _left_out(search: Search, year: str) -> pd.DataFrame:
    of_year = np.array([target.year == year for target in search.targets])
    within = np.abs(search.misses[:, ~of_year]) <= 1
    # Without any other year, nothing is fitted that could predict.
    others = np.asarray(within.all(axis=1) & (not of_year.all()))
    targets = tuple(t for t in search.targets if t.year == year)
    return held_against(targets, search.simulated[others][:, of_year])


def held_against(targets: Targets, values: Floats) -> pd.DataFrame:
    """Figures as sets predict them, beside the observed ones.

    Parameters
    ----------
    values : shape (sets, targets)
    """
    names = ("id", "name", "year", "unit", "observed", "tolerance")
    table = pd.DataFrame({n: [getattr(t, n) for t in targets] for n in names})
    empty = np.full(len(targets), np.nan)
    known = len(values) > 0
    low, high = middle_of(values) if known else (empty, empty)
    seen = table["observed"].to_numpy(float)
    beyond = np.where(seen > high, seen - high, np.where(seen < low, seen - low, 0.0))
    return table.assign(
        predicted=values.mean(axis=0) if known else empty,
        low=low,
        high=high,
        sets=len(values),
        inside=(seen >= low) & (seen <= high),
        beyond=beyond,
    )


def year_after(
    simulator: Simulator,
    scenario: Scenario,
    fit: FitResult,
    targets: Targets,
) -> pd.DataFrame:
    """The year after those that were fitted, by runs of sets that meet all figures.

    The prediction is made before it is laid beside what was observed.

    Parameters
    ----------
    scenario : to the end of that year
    """
    sets = fit.search.sets
    places = np.unique(np.linspace(0, len(sets) - 1, MOST_SETS).round().astype(int))
    points = sets.drop(columns="misfit").iloc[places if len(sets) else []]
    scenarios = [
        scenario.with_values(keys_at(scenario, fit.boards, dict(row)))
        for _, row in points.iterrows()
    ]
    # Random numbers of its own for each set: one replication of all says how that went.
    runs = (
        simulator.measure(scenarios, fit.boards, EACH, targets, independent=True)
        if scenarios
        else []
    )
    periods = Periods.of(scenario)
    read = [read_targets(targets, run, periods) for run in runs]
    values = np.array(read).reshape(-1, len(targets))
    return held_against(targets, values).assign(sets=len(scenarios))
