"""The tables of an engine laid out in the arrays that the kernel works on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR, OUTSIDE
from planner.pathway import memory as at
from planner.pathway.network import END, ActivityTable, StageTable, StepTable, Tables

Ints = npt.NDArray[np.int64]
Anything = npt.NDArray[Any]
HOLDS = ("duration", "slot", "larger")
DISCIPLINES = ("first come", "longest wait", "breach", "last come")
NO_COLUMN = -1


class Columns:
    """Amounts by person, one column each; what is the same for all is a number."""

    def __init__(self) -> None:
        self._columns: list[Anything] = []
        self._places: dict[int, int] = {}

    def place(self, amounts: Anything) -> tuple[int, int]:
        """The number for all and -1, or 0 and the column of each person's own."""
        if not amounts.strides[-1] and len(amounts):
            return int(amounts[0]), NO_COLUMN
        return 0, self.own(amounts)

    def own(self, amounts: Anything) -> int:
        """The column of each person's own amounts."""
        if id(amounts) not in self._places:
            self._places[id(amounts)] = len(self._columns)
            self._columns.append(amounts)
        return self._places[id(amounts)]

    def array(self, kind: npt.DTypeLike) -> Anything:
        """All columns, one after the other."""
        blank = [np.zeros(0, kind)]
        return np.concatenate([*blank, *self._columns], dtype=kind, casting="unsafe")


class Layout:
    """The tables in arrays; stages, activities and lists by position."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.stages = [tables.stages[number] for number in sorted(tables.stages)]
        self.acts = [tables.activities[number] for number in sorted(tables.activities)]
        self.numbers = np.array([stage.number for stage in self.stages], np.int64)
        self._stage_at = {stage.number: at for at, stage in enumerate(self.stages)}
        self._act_at = {act.number: at for at, act in enumerate(self.acts)}
        self._columns, self._masks = Columns(), Columns()
        self._stage_rows = [self._stage(stage) for stage in self.stages]
        self._steps = [step for stage in self.stages for step in stage.steps]
        self._step_rows = [self._step(step) for step in self._steps]
        self._act_rows = [self._act(act) for act in self.acts]

    def persons(self) -> tuple[Anything, ...]:
        """Words, and facts of each person: amounts, and yes or no."""
        masks = self._masks.array(np.bool_)
        return self.tables.cohort.word, self._columns.array(np.int64), masks

    def pathway(self) -> tuple[Anything, ...]:
        """Stages, steps, shares, activities, who serves, chances, stretches."""
        serving = [
            [at for at, act in enumerate(self.acts) if stage.number in act.stages]
            for stage in self.stages
        ]
        stages = _packed(self._stage_rows, at.STAGE_WIDTH)
        _write_edges(stages, at.FIRST_STEP, [stage.steps for stage in self.stages])
        _write_edges(stages, at.FIRST_ACT, serving)
        chances = [
            list(zip(stage.dna, stage.backfill, strict=True)) for stage in self.stages
        ]
        return (
            stages.ravel(),
            _packed(self._step_rows, at.STEP_WIDTH).ravel(),
            np.array([step.share for step in self._steps], np.float64),
            _packed(self._act_rows, at.ACTIVITY_WIDTH).ravel(),
            _flat(serving),
            np.array(chances, np.float64),
            np.array(self.tables.phase_starts, np.int64),
        )

    def arrivals(self) -> tuple[Ints]:
        """Who comes, in order of joining: person, stage of entry, minute."""
        cohort = self.tables.cohort
        comes = np.flatnonzero(cohort.identified & (cohort.provider != OUTSIDE))
        position = np.full(self.numbers.max(initial=0) + 2, -1)
        position[self.numbers] = np.arange(len(self.numbers))
        table = np.zeros((len(comes), at.ARRIVAL_WIDTH), np.int64)
        table[:, at.PERSON] = comes
        table[:, at.ENTRY] = position[cohort.entry_stage[comes]]
        table[:, at.MINUTE] = cohort.first_joined[comes]
        return (table.ravel(),)

    def desks(self) -> tuple[Ints, ...]:
        """Sessions that open, what each group of them offers, who asks each queue."""
        work = [self._work(*group) for group in self._groups[0]]
        queues = len(self._lists) * len(self.acts)
        asking: list[list[int]] = [[] for _ in range(queues)]
        for group, offers in enumerate(work):
            for queue in dict.fromkeys(queue for queue, _, _ in offers):
                asking[queue].append(group)
        mixed = [
            group
            for group, offers in enumerate(work)
            if any(self._act_rows[act][at.IS_MIXED] for _, _, act in offers)
        ]
        opening = np.flatnonzero(self.tables.rota.end > self.tables.rota.start)
        return (
            opening.astype(np.int64),
            _packed(
                [offer for offers in work for offer in offers], at.WORK_WIDTH
            ).ravel(),
            _edges(work),
            _flat(asking),
            _edges(asking),
            np.array(mixed, np.int64),
        )

    def empty(self) -> tuple[Anything, ...]:
        """Visits to stages, lanes, sessions, idle ones, before anything happens."""
        queues = len(self._lists) * len(self.acts)
        rota = self.tables.rota
        sessions = np.zeros((len(rota), at.SESSION_WIDTH), np.int64)
        sessions[:, at.STARTS], sessions[:, at.ENDS] = rota.start, rota.end
        sessions[:, at.GROUP] = self._groups[1]
        return (
            np.zeros((len(self.tables.cohort), len(self.stages)), np.int32),
            np.full(2 * queues * at.LANE_WIDTH, -1, np.int64),
            sessions.ravel(),
            np.full(len(self._groups[0]), -1, np.int64),
        )

    def people(self) -> Ints:
        """Everybody, before they come."""
        cohort = self.tables.cohort
        people = np.zeros((len(cohort), at.PERSON_WIDTH), np.int64)
        lists = np.searchsorted(self._lists, cohort.provider)
        people[:, at.LIST] = lists * len(self.acts)
        people[:, at.CLOCK] = cohort.clock_start
        people[:, at.EXIT] = cohort.exit_minute
        people[:, at.LAST_ROW] = -1
        return people.ravel()

    @property
    def room(self) -> int:
        """Nodes that one happening may need: joining queues, or opening a session."""
        longest = max((len(plan) for plan in self.tables.rota.plans), default=0)
        widest = max((len(lists) for lists in self.tables.rota.lists), default=1)
        return 4 * len(self.acts) + longest * max(widest, 1) + 4

    def _stage(self, stage: StageTable) -> tuple[int, ...]:
        return (
            stage.number,
            stage.served,
            stage.slot,
            HOLDS.index(stage.hold),
            HOLDS.index(stage.dna_hold),
            stage.dna_maximum,
            stage.dna_delay,
            *self._unless(
                stage.urgent_notice == stage.routine_notice,
                stage.routine_notice,
                lambda: stage.notice,
            ),
            *self._minutes(stage.durations),
            len(stage.durations),
            any(step.share < 1 for step in stage.steps),
        )

    def _unless(self, same: bool, amount: int, column: Any) -> tuple[int, int]:
        return (amount, NO_COLUMN) if same else (0, self._columns.own(column()))

    def _minutes(self, draws: Ints) -> tuple[int, int]:
        """One number for all, or the column of the first draw, the others behind it."""
        if len(draws) == 1:
            return self._columns.place(draws[0])
        first, *_ = [self._columns.own(draw) for draw in list(draws)]
        return 0, first

    def _step(self, step: StepTable) -> tuple[int, ...]:
        return (
            self._stage_at.get(step.to, END),
            self._masks.own(step.fits),
            *self._columns.place(step.delay),
            *self._unless(step.not_before == -FAR, -FAR, lambda: step.earliest),
        )

    def _act(self, act: ActivityTable) -> tuple[int, ...]:
        slots = {self.tables.stages[number].slot for number in act.stages}
        return (
            self._masks.own(act.admits),
            act.threshold,
            *self._unless(act.first_minute == -FAR, -FAR, lambda: act.opens),
            *self._unless(act.last_minute == FAR, FAR, lambda: act.closes),
            DISCIPLINES.index(act.discipline),
            *self._unless(not act.urgent_first, 0, lambda: act.urgency),
            act.target,
            len(slots) > 1,
        )

    @cached_property
    def _lists(self) -> Ints:
        """Declared numbers of all lists, in order."""
        served = np.array([n for lists in self.tables.rota.lists for n in lists], int)
        lists = (self.tables.cohort.provider, self.tables.rota.provider, served)
        return np.unique(np.concatenate([_some(numbers) for numbers in lists]))

    @cached_property
    def _groups(self) -> tuple[list[tuple[int, int, int]], Ints]:
        """Sessions that offer the same: plan, lists, provider; and each one's group."""
        rota = self.tables.rota
        kinds, width = len(rota.lists) + 1, len(self._lists)
        keys = (rota.plan * kinds + rota.serves + 1) * width
        keys += np.searchsorted(self._lists, rota.provider)
        found = np.flatnonzero(np.bincount(keys))
        group_of = np.zeros(found.max(initial=0) + 1, np.int64)
        group_of[found] = np.arange(len(found))
        rest, own = np.divmod(found, width or 1)
        plan, serves = np.divmod(rest, kinds)
        providers = self._lists[own].tolist()
        groups = zip(plan.tolist(), (serves - 1).tolist(), providers, strict=True)
        return list(groups), group_of[keys]

    def _work(self, plan: int, serves: int, own: int) -> list[tuple[int, int, int]]:
        """Queue, minutes after the session's start, and activity, in order of offer."""
        rota = self.tables.rota
        lists = (own,) if serves < 0 else rota.lists[serves]
        return [
            (self._queue(number, act), self.acts[act].open_after, act)
            for act in (self._act_at[number] for number in rota.plans[plan])
            for number in lists
        ]

    def _queue(self, number: int, act: int) -> int:
        return int(np.searchsorted(self._lists, number)) * len(self.acts) + act


def _some(numbers: Ints) -> Ints:
    """The different ones of small numbers, without sorting them all."""
    return np.flatnonzero(np.bincount(numbers)) if len(numbers) else numbers


def _packed(rows: Iterable[Sequence[int]], width: int) -> Ints:
    """Rows of facts side by side, each as wide as its kind."""
    rows = list(rows)
    table = np.zeros((len(rows), width), np.int64)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    return table


def _write_edges(table: Ints, column: int, parts: Sequence[Sequence[Any]]) -> None:
    """First and last place of each row's part, where parts stand side by side."""
    edges = _edges(parts)
    table[:, column], table[:, column + 1] = edges[:-1], edges[1:]


def _flat(parts: Iterable[Iterable[int]]) -> Ints:
    return np.array([item for part in parts for item in part], np.int64)


def _edges(parts: Sequence[Sequence[Any]]) -> Ints:
    lengths = [len(part) for part in parts]
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
