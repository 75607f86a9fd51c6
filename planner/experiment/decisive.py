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
    people_band, cost_band : nine futures in ten over everything that fits
    each : pounds; not a number where it is not sure that more people are scanned
    low, high : of `each` over fitting sets, of their means
    """

    people: float
    cost: float
    people_band: tuple[float, float]
    cost_band: tuple[float, float]
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


def prices(baseline: Results, option: Results) -> dict[str, PersonPrice]:
    """Price of each further person scanned in time, of every place that counts them."""
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    added = [
        {place: after[place] - before[place] for place in before.keys() & after.keys()}
        for before, after in (
            (_totals(baseline, kpi), _totals(option, kpi)) for kpi in (PEOPLE, COST)
        )
    ]
    return {
        place: _price(people, added[1][place], sets)
        for place, people in added[0].items()
        if place in added[1]
    }


def _price(people: Floats, cost: Floats, sets: npt.NDArray[np.intp]) -> PersonPrice:
    bands = bands_of_differences(np.stack([people, cost], axis=1), sets)
    of_sets = [means_of_sets(each[:, None], sets)[0][:, 0] for each in (people, cost)]
    sure = bool(bands.ci_low[0] > 0) and bool((of_sets[0] > 0).all())
    ratios = of_sets[1] / of_sets[0] if sure else np.array([np.nan])
    return PersonPrice(
        people=float(people.mean()),
        cost=float(cost.mean()),
        people_band=(float(bands.band_low[0]), float(bands.band_high[0])),
        cost_band=(float(bands.band_low[1]), float(bands.band_high[1])),
        each=float(cost.mean() / people.mean()) if sure else math.nan,
        low=float(ratios.min()),
        high=float(ratios.max()),
    )


def _totals(results: Results, kpi: str) -> dict[str, Floats]:
    """Sum of a measure over its periods, by place and replication."""
    return {
        place: np.asarray(np.nansum(results.matrix[:, columns], axis=1))
        for place, columns in by_place(results, kpi).items()
    }
