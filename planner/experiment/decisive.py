"""Figures that decide between plans: backlogs cleared, marks met, price of a person.

Each is taken over replications, so that it can say in how many of them, and in how many
fitting sets, it holds. Of Wales a backlog is cleared when every board's is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.marks import LIST, WAIT, By, Mark
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import interval_of_chance
from planner.experiment.statistics.set_bands import (
    bands_of_differences,
    means_of_sets,
    sets_of,
)
from planner.outcomes.measure_index import ALL, WALES

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
MOST_RUNS = 0.9
"""Share of replications that a date is given for."""
HALF = 0.5
SCAN = "scan"
PEOPLE, COST = "people_scanned_90", "cost_whole_plan"


@dataclass(frozen=True)
class HoldsInRuns:
    """Whether something holds, replication by replication.

    Attributes
    ----------
    sets : fitting set of each replication
    """

    held: Bools
    sets: npt.NDArray[np.intp]

    @property
    def chance(self) -> float:
        """Share of the replications in which it holds."""
        return float(np.mean(self.held))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Wilson's interval of the chance."""
        times, number = np.array([self.held.sum()]), np.array([len(self.held)])
        low, high = interval_of_chance(times, number, level)
        return float(low[0]), float(high[0])

    @property
    def sets_met(self) -> tuple[int, int]:
        """Fitting sets in which it holds more often than not, of how many."""
        shares = [self.held[self.sets == s].mean() for s in np.unique(self.sets)]
        return sum(bool(share >= HALF) for share in shares), len(shares)


@dataclass(frozen=True)
class Clearance(HoldsInRuns):
    """Clearance of a backlog within the plan.

    Attributes
    ----------
    days : day of the plan by replication; infinite where it is not cleared
    """

    days: Floats

    @property
    def sure_day(self) -> float:
        """Day by which nine replications in ten have cleared it; infinite if fewer do.

        >>> sets, days = np.zeros(10, dtype=int), np.arange(10.0)
        >>> Clearance(days < 99, sets, days).sure_day
        8.0
        """
        last = math.ceil(MOST_RUNS * len(self.days)) - 1
        return float(np.sort(self.days)[last])


@dataclass(frozen=True)
class PersonPrice:
    """Price of each further person scanned in time, over the whole plan.

    Attributes
    ----------
    people, cost : mean differences, option minus baseline
    each : pounds; not a number where it is not sure that more people are scanned
    low, high : over fitting sets, of their means
    """

    people: float
    cost: float
    each: float
    low: float
    high: float


def by_place(
    results: Results, kpi: str, stage: str = ALL, role: str = ALL
) -> dict[str, pd.Index[int]]:
    """Columns of a measure of everybody by provider, one a period, in order."""
    rows = results.index[results.index["kpi"].to_numpy() == kpi]
    fits = rows["provider"] != ALL
    for column, value in {
        "residence": ALL,
        "group": ALL,
        "reason": ALL,
        "stage": stage,
        "role": role,
    }.items():
        fits &= rows[column] == value
    chosen = rows[fits]
    return {str(place): own.index for place, own in chosen.groupby("provider")}


def clearances(results: Results, stage: str = SCAN) -> dict[str, Clearance]:
    """Clearance of every board with such a list; of Wales the last of its boards."""
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    days = by_place(results, "clearance_day", stage)
    never = np.full(results.replications, np.inf)
    found = {}
    for place in by_place(results, "cleared", stage):
        own = results.matrix[:, days[place][0]] if place in days else never
        found[place] = np.where(np.isfinite(own), own, np.inf)
    if found and WALES in set(results.index["provider"]):
        found[WALES] = reduce(np.maximum, found.values())
    return {
        place: Clearance(np.isfinite(own), sets, own) for place, own in found.items()
    }


def mark_met(results: Results, mark: Mark, by: By, place: str) -> HoldsInRuns:
    """Whether a mark holds at a place; of Wales a list's mark holds at every board."""
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    places = [place]
    if place == WALES and mark.kpi in (LIST, WAIT):
        places = [*by_place(results, "waiting_list", mark.stage)]
        places = [each for each in places if each != WALES]
    met = [mark.met(mark.simulated(results, each, by)) for each in places]
    return HoldsInRuns(np.all(met, axis=0), sets)


def price_of_person(
    baseline: Results, option: Results, place: str
) -> PersonPrice | None:
    """Price of each further person scanned in time; None where nobody is counted."""
    totals = [
        [_total(results, kpi, place) for results in (baseline, option)]
        for kpi in (PEOPLE, COST)
    ]
    if any(total is None for pair in totals for total in pair):
        return None
    people, cost = (after - before for before, after in totals)  # type: ignore[operator]
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    sure = bands_of_differences(people[:, None], sets).ci_low[0] > 0
    of_sets = [means_of_sets(each[:, None], sets)[0][:, 0] for each in (people, cost)]
    more = of_sets[0] > 0
    ratios = of_sets[1][more] / of_sets[0][more] if sure and more.all() else [np.nan]
    each = cost.mean() / people.mean() if sure and more.all() else math.nan
    return PersonPrice(
        people=float(people.mean()),
        cost=float(cost.mean()),
        each=float(each),
        low=float(np.min(ratios)),
        high=float(np.max(ratios)),
    )


def _total(results: Results, kpi: str, place: str) -> Floats | None:
    """Sum of a measure over its periods, by replication."""
    columns = by_place(results, kpi).get(place)
    if columns is None:
        return None
    return np.asarray(np.nansum(results.matrix[:, columns], axis=1))
