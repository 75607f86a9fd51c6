"""Bought-in lists that stop for good once a board's waiting list is short.

Up to the morning on which a list is short, nothing differs from a plan whose lists go
on: sessions book nobody ahead. So people are simulated, the lists cut from that morning
on, and people simulated again, list by list in the order in which they stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import Rota, SessionKind
from planner.demand.cohort import Cohort
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.pathway.engines import COMPILED, simulate_people
from planner.pathway.visits import Visits

Ints = npt.NDArray[np.int64]


class Stopping(NamedTuple):
    """Lists of a board that stop, by declared numbers, and when they may."""

    provider: int
    unit: int
    first_day: int
    below: int


def simulate_and_stop(
    scenario: Scenario, cohort: Cohort, rota: Rota, engine: str = COMPILED
) -> tuple[Rota, Visits]:
    """Visits of a cohort, and the rota without the lists that have stopped."""
    visits = simulate_people(scenario, cohort, rota, engine)
    here = frozenset(rota.provider.tolist()) if len(rota) else frozenset()
    ahead = {each for each in stopping_lists(scenario) if each.provider in here}
    while ahead:
        stops = {each: _stops_on(each, scenario, cohort, visits) for each in ahead}
        first = min(ahead, key=lambda each: (stops[each], each))
        if stops[first] >= scenario.horizon_days:
            break
        ahead.remove(first)
        late = rota.start >= stops[first] * MINUTES_A_DAY
        mine = (rota.kind == SessionKind.TEMPORARY) & (rota.unit == first.unit)
        rota = rota.take(~(late & mine & (rota.provider == first.provider)))
        visits = simulate_people(scenario, cohort, rota, engine)
    return rota, visits


def stopping_lists(scenario: Scenario) -> Iterator[Stopping]:
    """Bought-in lists of all boards that stop below some length of the list."""
    found = {
        Stopping(board.number, lists.number, (lists.start - start).days, below)
        for start in [scenario.plan_start]
        for _day, here in scenario.periods
        for board in here.boards.values()
        for lists in board.temporary.values()
        for below in [lists.until_list_below]
        if below is not None
    }
    yield from sorted(found)


def _stops_on(
    lists: Stopping, scenario: Scenario, cohort: Cohort, visits: Visits
) -> int:
    """First morning on which fewer wait at the board; the horizon where none comes."""
    pathway, rows = scenario.pathway, visits.rows
    stages = [
        pathway.stages[stage].number
        for name in pathway.temporary_activities
        for stage in pathway.activities[name].stages
    ]
    here = np.isin(rows["stage"], stages)
    here &= rows["list"] % SITE_LISTS == lists.provider
    rows = rows[here]
    left = cohort.exit_minute[rows["patient"]]
    gone = np.sort(np.where(rows["started"] >= 0, rows["started"], left))
    came = np.sort(rows["joined"])
    mornings = np.arange(max(0, lists.first_day), scenario.horizon_days)
    minutes = mornings * MINUTES_A_DAY
    waiting = np.searchsorted(came, minutes) - np.searchsorted(gone, minutes)
    short = np.flatnonzero(waiting < lists.below)
    return int(mornings[short[0]]) if len(short) else scenario.horizon_days
