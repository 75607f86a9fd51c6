"""Expected demand and offered capacity of a scenario, and how people flow through them.

What stays the same from one option to the next (who comes, what a board's rota offers)
is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import RotaBuilder
from planner.demand.cohort import Cohort
from planner.demand.representative import Representative, representative_cohort
from planner.formula.capacity import OF_DEMAND, OfferedSessions, offered_capacity
from planner.formula.flow_builder import FlowBuilder
from planner.formula.flow_state import Flowed, FlowVisits
from planner.formula.fluid import flow
from planner.formula.same_inputs import LastFew, in_periods
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.pathway.network import prepare_tables

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_PEOPLE: LastFew[Representative] = LastFew(8)
OF_EVERYBODY: dict[str, Any] = {
    "boards": {"__all__": OF_DEMAND | {"number", "name", "code"}},
    "population": True,
    "calendar": True,
    "pathway": {"entry", "choices", "attributes"},
}
"""Fields that decide who comes."""


def expected_people(scenario: Scenario) -> Representative:
    """People who are expected, made once for all scenarios in which the same come."""
    key = (scenario.horizon_days, scenario.plan_start, in_periods(scenario, _who_comes))
    return _PEOPLE.get_or_make(key, lambda: representative_cohort(scenario))


def _who_comes(here: Scenario) -> str:
    return here.model_dump_json(include=OF_EVERYBODY)


@dataclass(frozen=True)
class ExpectedFlow:
    """The flow of one scenario.

    Attributes
    ----------
    cohort, weight : people and their companions, and how many each row stands for
    capacity : kinds of sessions, in the order of `flowed.used`
    stages, lists : declared numbers, in the order of `flowed.waiting`
    """

    scenario: Scenario
    cohort: Cohort
    person_of: Ints
    weight: Floats
    capacity: tuple[OfferedSessions, ...]
    stages: tuple[int, ...]
    lists: tuple[int, ...]
    flowed: Flowed

    @property
    def visits(self) -> FlowVisits:
        """Visits of the flow, those of companions as visits of their people."""
        visits = self.flowed.visits
        return visits._replace(person=self.person_of[visits.person])

    @cached_property
    def waiting(self) -> Floats:
        """People on each list at the start of each day: (stages, lists, days + 1)."""
        visits, shape = self.flowed.visits, self.flowed.waiting.shape
        waiting = np.zeros(shape)
        np.cumsum(self.flowed.waiting[:, :, :-1], axis=2, out=waiting[:, :, 1:])
        before = visits.first_joined < 0
        places = (visits.stage[before], visits.list[before])
        np.add.at(waiting[:, :, 0], places, self.weight[visits.person[before]])
        # Sums of weights leave a hair's breadth.
        return np.maximum(waiting, 0.0)

    def waiting_over(self, stage: int, lists: Sequence[int], longer: float) -> Floats:
        """People at the start of each day who wait longer than so many days.

        Parameters
        ----------
        stage : declared number
        lists : their places
        """
        visits, last = self.flowed.visits, self.scenario.horizon_days
        here = (visits.stage == self.stages.index(stage)) & np.isin(visits.list, lists)
        person, ended = visits.person[here], visits.started[here]
        # Who missed an appointment is off the list too, and may have joined again.
        ended = np.where(ended >= 0, ended, visits.finished[here])
        gone = self.cohort.exit_minute[person]
        gone = np.where(ended >= 0, np.minimum(ended, gone), gone)
        since = visits.first_joined[here] + round(longer * MINUTES_A_DAY)
        first, end = np.clip(np.stack([since, gone]) // MINUTES_A_DAY + 1, 0, last + 1)
        change, waits = np.zeros(last + 2), since < gone
        np.add.at(change, first[waits], self.weight[person[waits]])
        np.add.at(change, end[waits], -self.weight[person[waits]])
        return np.maximum(np.cumsum(change)[: last + 1], 0.0)


def flow_of(
    scenario: Scenario,
    capacity: tuple[OfferedSessions, ...] | None = None,
    boards: Sequence[str] | None = None,
) -> ExpectedFlow:
    """The flow of a scenario.

    Parameters
    ----------
    capacity : other than the scenario's own, for questions about more of it
    boards : ids of those asked about, with whom they share people; None: all
    """
    people = expected_people(scenario)
    offered = offered_capacity(scenario) if capacity is None else capacity
    if boards is not None:
        people, offered = _of_boards(scenario, boards, people, offered)
    tables = prepare_tables(scenario, people.cohort, RotaBuilder().build())
    builder = FlowBuilder(tables, people.weight, offered)
    days = scenario.horizon_days
    flowed = flow(builder.flow(days), days, len(builder.lists))
    return ExpectedFlow(
        scenario=scenario,
        cohort=tables.cohort,
        person_of=tables.person_of,
        weight=people.weight[tables.person_of],
        capacity=tuple(offered),
        stages=tuple(builder.numbers),
        lists=tuple(builder.lists),
        flowed=flowed,
    )


def _of_boards(
    scenario: Scenario,
    boards: Sequence[str],
    people: Representative,
    offered: tuple[OfferedSessions, ...],
) -> tuple[Representative, tuple[OfferedSessions, ...]]:
    """People of these boards and of those who share some with them, and capacity."""
    near = {each for board in boards for each in neighbours(scenario, board)}
    numbers = {scenario.boards[name].number for name in near}
    rows = np.flatnonzero(np.isin(people.cohort.provider, list(numbers)))
    mine = tuple(each for each in offered if each.provider in numbers)
    return Representative(people.cohort.take(rows), people.weight[rows]), mine
