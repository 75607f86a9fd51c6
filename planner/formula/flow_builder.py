"""The pathway, the people and the capacity turned into the arrays of the flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import OUTSIDE
from planner.formula.capacity import OfferedSessions
from planner.formula.flow_tables import (
    EVERYBODY,
    Flow,
    FlowOffers,
    FlowPeople,
    FlowStages,
    FlowSteps,
    FlowWays,
)
from planner.pathway.network import END, StageTable, StepTable, Tables

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HOLDS = ("duration", "slot", "larger")


class _Rows:
    """Rows of one length gathered, each once; what is the same for all needs none."""

    def __init__(self, dtype: type) -> None:
        self.rows: list[npt.NDArray[Any]] = []
        self._places: dict[int, int] = {}
        self._dtype = dtype

    def place(self, row: npt.NDArray[Any]) -> int:
        """Place of a row."""
        found = self._places.get(id(row))
        if found is None:
            found = self._places[id(row)] = len(self.rows)
            self.rows.append(row)
        return found

    def table(self, width: int) -> npt.NDArray[Any]:
        """All rows, at least one."""
        rows = self.rows or [np.zeros(width, self._dtype)]
        return np.ascontiguousarray(np.stack(rows), dtype=self._dtype)


class FlowBuilder:
    """Flat arrays made of the tables that the simulation follows too."""

    def __init__(
        self, tables: Tables, weight: Floats, capacity: Sequence[OfferedSessions]
    ) -> None:
        self.tables, self.weight, self.capacity = tables, weight, capacity
        self.numbers = list(tables.stages)
        """Declared numbers of the stages, by place."""
        ways = (*tables.aid, *tables.sites)
        lists = {int(n) for n in np.unique(tables.cohort.provider)} - {OUTSIDE}
        lists |= {number for each in capacity for number in each.lists}
        lists |= {n for way in ways for n in (way.home, way.to)}
        self.lists = sorted(lists)
        """Declared numbers of the lists, by place."""
        self._answers, self._amounts = _Rows(np.uint8), _Rows(np.int64)

    def flow(self, days: int) -> Flow:
        """The arrays, over so many days."""
        starts = np.array(self.tables.period_starts) // 1440
        period = np.searchsorted(starts, np.arange(days), side="right") - 1
        stages, steps = self._stages(), self._steps()
        offers = self._offers(days)
        size = len(self.tables.cohort)
        return Flow(
            people=self._people(),
            stages=stages,
            steps=steps,
            offers=offers,
            ways=self._ways(),
            answers=self._answers.table(size),
            amounts=self._amounts.table(size),
            period_of_day=period.astype(np.int64),
        )

    def _people(self) -> FlowPeople:
        tables, cohort = self.tables, self.tables.cohort
        comes = cohort.identified & (cohort.provider != OUTSIDE)
        # Companions are sent on their way by their people.
        comes &= np.arange(len(cohort)) < tables.people
        return FlowPeople(
            weight=self.weight[tables.person_of],
            home=self._places_of(self.lists, cohort.provider),
            joined=cohort.first_joined,
            exit=cohort.exit_minute,
            clock=cohort.clock_start,
            entry=self._places_of(self.numbers, cohort.entry_stage),
            comes=comes.astype(np.uint8),
            urgent=np.where(cohort.urgent, 0, 1),
            dna_class=_ints(np.broadcast_to(tables.dna_class, len(cohort))),
        )

    def _stages(self) -> FlowStages:
        tables = [*self.tables.stages.values()]
        minutes = [_one(table.durations[0]) for table in tables]
        counts = [len(table.steps) + len(table.beside) for table in tables]
        classes = max((len(t.dna_by_class[0]) for t in tables if t.dna_by_class),
                      default=1)  # fmt: skip
        return FlowStages(
            served=np.array([table.served for table in tables], dtype=np.uint8),
            slot=_ints([table.slot for table in tables]),
            minutes=_ints([0 if each is None else each for each in minutes]),
            own_minutes=_ints(
                [
                    self._amounts.place(table.durations[0]) if one is None else -1
                    for table, one in zip(tables, minutes, strict=True)
                ]
            ),
            hold=_ints([HOLDS.index(table.hold) for table in tables]),
            dna=np.array([_missed(table, classes) for table in tables]),
            backfill=np.array([table.backfill for table in tables]),
            dna_held=_ints([table.dna_hold == "slot" for table in tables]),
            dna_most=_ints([table.dna_maximum for table in tables]),
            dna_delay=_ints([table.dna_delay for table in tables]),
            notice=_ints([(t.urgent_notice, t.routine_notice) for t in tables]),
            first_step=_ints(np.cumsum([0, *counts])),
        )

    def _steps(self) -> FlowSteps:
        steps = [
            step
            for table in self.tables.stages.values()
            for step in (*table.beside, *table.steps)
        ]
        delays = [_one(step.delay) for step in steps]
        return FlowSteps(
            to=_ints([self._place_of_stage(step.to) for step in steps]),
            share=np.array([step.share for step in steps], dtype=np.float64),
            fits=_ints([self._answer(step.fits) for step in steps]),
            delay=_ints([0 if each is None else each for each in delays]),
            own_delay=_ints(
                [
                    self._amounts.place(step.delay) if one is None else -1
                    for step, one in zip(steps, delays, strict=True)
                ]
            ),
            not_before=_ints([step.not_before for step in steps]),
            visits=_ints([step.visits for step in steps]),
            later_than=_ints([step.later_than for step in steps]),
            companion=_ints([self._companion(step) for step in steps]),
        )

    def _companion(self, step: StepTable) -> int:
        return -1 if step.companion is None else self._amounts.place(step.companion)

    def _place_of_stage(self, number: int) -> int:
        return END if number == END else self.numbers.index(number)

    def _answer(self, fits: npt.NDArray[np.bool_]) -> int:
        one = _one(fits)
        return EVERYBODY if one else self._answers.place(fits)

    def _offers(self, days: int) -> FlowOffers:
        activities, rows, firsts = self.tables.activities, [], [0]
        stages: list[int] = []
        for sessions in self.capacity:
            for number in sessions.activities:
                table = activities[number]
                # What nobody may use, such as a fast track that no change opened.
                if not table.admits.any():
                    continue
                places = [self.numbers.index(stage) for stage in table.stages]
                for each in sessions.lists:
                    first = len(stages)
                    stages += places
                    rows.append(
                        (
                            self.lists.index(each),
                            self._answer(table.admits),
                            table.threshold,
                            table.first_minute,
                            table.last_minute,
                            table.urgent_first,
                            first,
                            len(stages),
                        )
                    )
            firsts.append(len(rows))
        columns = _ints(rows).reshape(-1, 8).T
        place, admits, threshold, opens, closes, urgent, begins, ends = columns
        minutes = [each.minutes for each in self.capacity]
        return FlowOffers(
            first=_ints(firsts),
            list=_ints(place),
            admits=_ints(admits),
            threshold=_ints(threshold),
            opens=_ints(opens),
            closes=_ints(closes),
            urgent_first=urgent.astype(np.uint8),
            first_stage=_ints(begins),
            last_stage=_ints(ends),
            stages=_ints(stages),
            minutes=np.stack(minutes) if minutes else np.zeros((0, days)),
        )

    def _ways(self) -> FlowWays:
        found = (*self.tables.aid, *self.tables.sites)
        return FlowWays(
            stage=_ints([self.numbers.index(way.stage) for way in found]),
            home=_ints([self.lists.index(way.home) for way in found]),
            to=_ints([self.lists.index(way.to) for way in found]),
            share=np.array([way.share for way in found], dtype=np.float64),
            first=_ints([way.first_minute for way in found]),
            until=_ints([way.until for way in found]),
        )

    @staticmethod
    def _places_of(numbers: Sequence[int], column: Ints) -> Ints:
        table = np.full(int(max([0, *numbers, *np.unique(column)])) + 2, -1)
        for place, number in enumerate(numbers):
            table[number] = place
        return _ints(table[column])


def _missed(table: StageTable, classes: int) -> list[list[float]]:
    if table.dna_by_class:
        return [list(row) for row in table.dna_by_class]
    return [[chance] * classes for chance in table.dna]


def _one(row: npt.NDArray[Any]) -> Any:
    """The one amount of everybody, or None where people differ or there is nobody."""
    return row[0].item() if len(row) and row.strides == (0,) else None


def _ints(values: npt.ArrayLike) -> Ints:
    return np.ascontiguousarray(np.array(values, dtype=np.int64))
