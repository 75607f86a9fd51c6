"""The compiled engine: the same rules of flow as the reference, on arrays.

It takes the tables that the SimPy engine takes and returns the same visits, row for
row. Here the tables are laid out in arrays; `kernel` lets everything happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import OUTSIDE
from planner.pathway import memory
from planner.pathway.kernel import flow
from planner.pathway.memory import ENTRY, LANE_WIDTH, MINUTE, PERSON, bucket_bits
from planner.pathway.network import END, StepTable, Tables
from planner.pathway.rows import visits_of
from planner.pathway.visits import Visits

Ints = npt.NDArray[np.int64]
HOLDS = ("duration", "slot", "larger")
DISCIPLINES = ("first come", "longest wait", "breach", "last come")


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    layout = Layout(tables)
    people = layout.people()
    rows, written = flow(*layout.rules(), people, *layout.empty(), layout.room)
    lists = tables.cohort.provider
    return Visits(
        *visits_of(people, rows, written, layout.numbers, lists, tables.horizon)
    )


class Columns:
    """Amounts by person as rows of one array; what is the same for all is a number."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._rows: list[npt.NDArray[np.generic]] = []
        self._places: dict[int, int] = {}

    def place(self, amounts: npt.NDArray[np.generic]) -> tuple[int, int]:
        """The number for all and -1, or 0 and the column of each person's own."""
        if not amounts.strides[-1] and len(amounts):
            return int(amounts[0]), memory.NO_COLUMN
        return 0, self.own(amounts)

    def own(self, amounts: npt.NDArray[np.generic]) -> int:
        """The column of each person's own amounts."""
        if id(amounts) not in self._places:
            self._places[id(amounts)] = len(self._rows)
            self._rows.append(amounts)
        return self._places[id(amounts)]

    def array(self, kind: npt.DTypeLike) -> npt.NDArray[np.generic]:
        """All columns, shape (columns, people)."""
        table = np.empty((max(1, len(self._rows)), self._people), kind)
        for place, amounts in enumerate(self._rows):
            table[place] = amounts
        return table


class Layout:
    """The tables laid out in arrays; stages and activities by position."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.stages = [tables.stages[number] for number in sorted(tables.stages)]
        self.activities = [tables.activities[n] for n in sorted(tables.activities)]
        self.numbers = np.array([stage.number for stage in self.stages], np.int64)
        self.place = {stage.number: at for at, stage in enumerate(self.stages)}
        self.offered = {item.number: at for at, item in enumerate(self.activities)}
        self.columns, self.masks = (
            Columns(len(tables.cohort)),
            Columns(len(tables.cohort)),
        )
        lists = {*np.unique(tables.cohort.provider), *np.unique(tables.rota.provider)}
        lists.update(number for served in tables.rota.lists for number in served)
        self.lists = np.array(sorted(lists), np.int64)

    @property
    def queues(self) -> int:
        """Number of queues: one a list and activity."""
        return len(self.lists) * len(self.activities)

    def rules(self) -> tuple[Any, ...]:
        """What does not change, in the order that `flow` takes."""
        tables = self.tables
        serving = [
            [
                at
                for at, item in enumerate(self.activities)
                if stage.number in item.stages
            ]
            for stage in self.stages
        ]
        steps = [step for stage in self.stages for step in stage.steps]
        stages = self._stages(serving)
        step_table, acts = self._steps(steps), self._acts()
        groups, group_of = self._groups()
        self.group_of = group_of
        work = [self._work(*group) for group in groups]
        asking: list[list[int]] = [[] for _ in range(self.queues)]
        for group, offers in enumerate(work):
            for queue in dict.fromkeys(queue for queue, _, _ in offers):
                asking[queue].append(group)
        mixed = [
            group
            for group, offers in enumerate(work)
            if any(acts[activity, memory.IS_MIXED] for _, _, activity in offers)
        ]
        self.groups = len(groups)
        chances = [list(zip(s.dna, s.backfill, strict=True)) for s in self.stages]
        opening = np.flatnonzero(tables.rota.end > tables.rota.start)
        offers = [offer for part in work for offer in part]
        return (
            tables.cohort.word,
            self.columns.array(np.int64),
            self.masks.array(np.bool_),
            stages,
            step_table,
            np.array([step.share for step in steps], np.float64),
            acts,
            _flat(serving),
            np.array(chances, np.float64),
            np.array(tables.phase_starts, np.int64),
            self._arrivals(),
            opening.astype(np.int64),
            np.array(offers, np.int64).reshape(-1, memory.WORK_WIDTH),
            _edges(work),
            _flat(asking),
            _edges(asking),
            np.array(mixed, np.int64),
            bucket_bits(tables.horizon),
            tables.horizon,
        )

    def _stages(self, serving: list[list[int]]) -> Ints:
        table = np.zeros((len(self.stages), memory.STAGE_WIDTH), np.int64)
        steps = acts = 0
        for row, stage, own in zip(table, self.stages, serving, strict=True):
            row[memory.NUMBER], row[memory.SERVED] = stage.number, stage.served
            row[memory.SLOT] = stage.slot
            row[memory.HOLD] = HOLDS.index(stage.hold)
            row[memory.DNA_HOLD] = HOLDS.index(stage.dna_hold)
            row[memory.DNA_MAXIMUM] = stage.dna_maximum
            row[memory.DNA_DELAY] = stage.dna_delay
            row[memory.NOTICE : memory.MINUTES] = self.columns.place(stage.notice)
            row[memory.MINUTES : memory.DRAWS] = self._minutes(stage.durations)
            row[memory.DRAWS] = len(stage.durations)
            row[memory.HAS_SHARES] = any(step.share < 1 for step in stage.steps)
            row[memory.FIRST_STEP], row[memory.FIRST_ACT] = steps, acts
            steps, acts = steps + len(stage.steps), acts + len(own)
            row[memory.LAST_STEP], row[memory.LAST_ACT] = steps, acts
        return table

    def _minutes(self, draws: Ints) -> tuple[int, int]:
        """One number for all, or the column of the first draw, the others behind it."""
        if len(draws) == 1:
            return self.columns.place(draws[0])
        first, *_ = [self.columns.own(draw) for draw in list(draws)]
        return 0, first

    def _steps(self, steps: Iterable[StepTable]) -> Ints:
        rows = [
            (
                self.place.get(step.to, END),
                self.masks.own(step.fits),
                *self.columns.place(step.delay),
                *self.columns.place(step.earliest),
            )
            for step in steps
        ]
        return np.array(rows, np.int64).reshape(-1, memory.STEP_WIDTH)

    def _acts(self) -> Ints:
        slots = {stage.number: stage.slot for stage in self.stages}
        rows = [
            (
                self.masks.own(act.admits),
                act.threshold,
                *self.columns.place(act.opens),
                *self.columns.place(act.closes),
                DISCIPLINES.index(act.discipline),
                *self.columns.place(act.urgency),
                act.target,
                len({slots[number] for number in act.stages}) > 1,
            )
            for act in self.activities
        ]
        return np.array(rows, np.int64).reshape(-1, memory.ACTIVITY_WIDTH)

    def _arrivals(self) -> Ints:
        cohort = self.tables.cohort
        comes = np.flatnonzero(cohort.identified & (cohort.provider != OUTSIDE))
        position = np.array(
            [self.place.get(n, -1) for n in range(self.numbers.max() + 1)]
        )
        table = np.empty((len(comes), 3), np.int64)
        table[:, PERSON] = comes
        table[:, ENTRY] = position[cohort.entry_stage[comes]]
        table[:, MINUTE] = cohort.first_joined[comes]
        return table

    def _groups(self) -> tuple[list[tuple[int, int, int]], Ints]:
        """Sessions that offer the same: plan, lists, provider; and each one's group."""
        rota = self.tables.rota
        width = len(self.lists)
        keys = (rota.plan * (len(rota.lists) + 1) + rota.serves + 1) * width
        keys += np.searchsorted(self.lists, rota.provider)
        found = np.flatnonzero(np.bincount(keys))
        group_of = np.zeros(found.max(initial=0) + 1, np.int64)
        group_of[found] = np.arange(len(found))
        rest, own = np.divmod(found, width)
        plan, serves = np.divmod(rest, len(rota.lists) + 1)
        groups = zip(
            plan.tolist(), (serves - 1).tolist(), self.lists[own].tolist(), strict=True
        )
        return list(groups), group_of[keys]

    def _work(self, plan: int, serves: int, own: int) -> list[tuple[int, int, int]]:
        """Queue, minutes after the session's start, and activity, in order of offer."""
        rota = self.tables.rota
        lists = (own,) if serves < 0 else rota.lists[serves]
        return [
            (
                self._queue(number, activity),
                self.activities[activity].open_after,
                activity,
            )
            for activity in (self.offered[number] for number in rota.plans[plan])
            for number in lists
        ]

    def _queue(self, number: int, activity: int) -> int:
        return (
            int(np.searchsorted(self.lists, number)) * len(self.activities) + activity
        )

    def empty(self) -> tuple[Any, ...]:
        """What changes, before anything does, in the order that `flow` takes."""
        return (
            np.zeros((len(self.tables.cohort), len(self.stages)), np.int32),
            np.full((2 * self.queues, LANE_WIDTH), -1, np.int64),
            self._sessions(),
            np.full(self.groups, -1, np.int64),
        )

    @property
    def room(self) -> int:
        """Nodes that one happening may need: joining queues, or opening a session."""
        longest = max((len(plan) for plan in self.tables.rota.plans), default=0)
        return 4 * len(self.activities) + longest + 4

    def people(self) -> Ints:
        """Everybody, before they come."""
        cohort = self.tables.cohort
        people = np.zeros((len(cohort), memory.PERSON_WIDTH), np.int64)
        lists = np.searchsorted(self.lists, cohort.provider)
        people[:, memory.LIST] = lists * len(self.activities)
        people[:, memory.CLOCK] = cohort.clock_start
        people[:, memory.EXIT] = cohort.exit_minute
        people[:, memory.LAST_ROW] = -1
        return people

    def _sessions(self) -> Ints:
        rota = self.tables.rota
        sessions = np.zeros((len(rota), memory.SESSION_WIDTH), np.int64)
        sessions[:, memory.STARTS] = rota.start
        sessions[:, memory.ENDS] = rota.end
        sessions[:, memory.GROUP] = self.group_of
        return sessions


def _flat(parts: list[list[int]]) -> Ints:
    return np.array([item for part in parts for item in part], np.int64)


def _edges(parts: list[list[int]] | list[list[tuple[int, int, int]]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(
        np.int64
    )
