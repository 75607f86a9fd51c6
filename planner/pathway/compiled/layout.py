"""The tables of an engine laid out in the arrays that the compiled engine works on."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from planner.demand.cohort import OUTSIDE
from planner.pathway.compiled import records as of
from planner.pathway.compiled.columns import (
    Anything,
    Fields,
    Ints,
    flat,
    table_of,
    write_edges,
)
from planner.pathway.compiled.pathway_layout import PathwayLayout
from planner.pathway.network import Tables

FIRST_ENTRIES = 2048
ROWS_A_PERSON = 8
"""Rows for which there is room at first: twice what people need on usual pathways."""


class ArrayLayout:
    """The tables in arrays; stages, activities and lists by position."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.pathway = PathwayLayout(tables)
        self.activities = self.pathway.activities
        self._act_at = {act.number: at for at, act in enumerate(self.activities)}
        self._groups, self.group_of = self._grouped()

    def arrays(self, entries: Anything, rows: Anything) -> of.EngineArrays:
        """Everything as it stands before anything happens."""
        arrivals, people, visits_to = self._people()
        parts = (
            self._state(arrivals),
            # Read-only seeds, as they come from another machine, would compile anew.
            np.require(self.tables.cohort.seed, np.uint64, ["C", "W"]),
            self.pathway.own(),
            *self.pathway.arrays(lambda number: self._queue(number, 0)),
            arrivals,
            people,
            visits_to,
            *self._session_arrays(),
            *self._blank(),
            entries,
            rows,
        )
        return of.EngineArrays._make(parts)

    def _people(self) -> tuple[Anything, ...]:
        """People in order of joining; everybody; their visits to some stages."""
        cohort = self.tables.cohort
        position = np.full(self.pathway.numbers.max(initial=0) + 2, -1)
        position[self.pathway.numbers] = np.arange(len(self.pathway.numbers))
        first_line = np.zeros(self._lists.max(initial=0) + 1, np.int64)
        first_line[self._lists] = np.arange(len(self._lists)) * len(self.activities)
        people = np.empty(len(cohort), of.PERSON)
        arrivals = np.empty(len(cohort), of.ARRIVAL)
        joining = of.Joining(
            provider=cohort.provider,
            first_joined=cohort.first_joined,
            fracture_day=cohort.fracture_day,
            exit_minute=cohort.exit_minute,
            dna_class=np.ascontiguousarray(self.tables.dna_class),
            urgent=cohort.urgent,
            comes=cohort.identified & (cohort.provider != OUTSIDE),
            entry_stage=cohort.entry_stage,
        )
        number = of.write_people(joining, first_line, position, people, arrivals)
        arrivals = arrivals[:number]
        visits_to = np.zeros(
            (self.pathway.counted.max(initial=-1) + 1, len(cohort)), np.int32
        )
        return arrivals, people, visits_to

    def _session_arrays(self) -> tuple[Anything, ...]:
        """Sessions, groups of them, what each offers, who serves each line; queues."""
        rota = self.tables.rota
        sessions = np.zeros(len(rota), of.SESSION)
        sessions["start"], sessions["overrun"] = rota.start, rota.overrun
        sessions["end"] = rota.end + rota.overrun
        sessions["group"] = self.group_of
        work = [self._work(*group) for group in self._groups]
        groups = np.full(len(work), -1, of.GROUP)
        groups["is_listed"] = 0
        write_edges(groups, "offer", work)
        serving: list[list[int]] = [
            [] for _ in range(len(self._lists) * len(self.activities))
        ]
        for group, offers in enumerate(work):
            for line in dict.fromkeys(offer["line"] for offer in offers):
                serving[line].append(group)
        mixed = [
            group
            for group, offers in enumerate(work)
            if any(self.pathway.is_mixed(offer["activity"]) for offer in offers)
        ]
        lines = np.zeros(len(serving), of.LINE)
        write_edges(lines, "group", serving)
        return (
            sessions,
            groups,
            table_of(of.OFFER, [offer for offers in work for offer in offers]),
            lines,
            flat(serving),
            np.array(mixed, np.int64),
            np.full(2 * len(serving), -1, of.QUEUE),
        )

    def _blank(self) -> tuple[Anything, ...]:
        """Event queue, its occupied buckets, notes, slots, offers to be made."""
        buckets = (self.tables.horizon >> self._shift) + 1
        return (
            np.empty(buckets, np.int32),
            np.zeros(buckets // 64 + 1, np.uint64),
            np.empty(self._wanted, of.NOTE),
            np.empty(of.MOST_HELD, of.SLOT),
            np.empty(len(self.tables.rota), np.int64),
            np.empty(len(self.tables.rota), np.int64),
            np.empty(len(self._groups), np.int64),
        )

    def entries(self) -> Anything:
        """Free entries, each pointing to the next."""
        entries = np.empty(self._first_entries, of.ENTRY)
        entries["next"] = np.arange(1, len(entries) + 1)
        return entries

    def rows(self) -> Anything:
        """Room for rows of visits; what nobody writes to takes no memory."""
        return np.empty(ROWS_A_PERSON * len(self.tables.cohort) + 64, of.ROW)

    def _state(self, arrivals: Anything) -> Anything:
        """The state before anything happens."""
        state = np.zeros(1, of.STATE)
        lost = self.tables.rota.end <= self.tables.rota.start
        state["opened"] = lost.argmin() if not lost.all() else len(lost)
        state["horizon"], state["shift"] = self.tables.horizon, self._shift
        state["room"], state["wanted"] = self._first_entries, 2 * self._wanted
        state["next"], state["ends"] = of.UNKNOWN, self.tables.horizon
        opens = self.tables.rota.start[state["opened"][0] :][:1]
        comes = np.maximum(arrivals["joined"][:1], 0)
        state["due"] = min([*opens, *comes, self.tables.horizon])
        return state

    @property
    def _shift(self) -> int:
        """Minutes in a bucket of the event queue, as a power of two."""
        shift = 2
        while (self.tables.horizon >> shift) >= of.MOST_BUCKETS:
            shift += 1
        return shift

    @property
    def _first_entries(self) -> int:
        return max(FIRST_ENTRIES, 2 * self._wanted)

    @property
    def _wanted(self) -> int:
        """Entries that one event may need: joining lines, or opening a session."""
        longest = max((len(plan) for plan in self.tables.rota.plans), default=0)
        widest = max((len(lists) for lists in self.tables.rota.lists), default=1)
        joining = 4 * len(self.activities) + self.pathway.most_beside
        return joining + longest * max(widest, 1) + 4

    @cached_property
    def _lists(self) -> Ints:
        """Declared numbers of all lists, in order."""
        served = np.array([n for lists in self.tables.rota.lists for n in lists], int)
        ways = (*self.tables.aid, *self.tables.sites)
        helped = np.array([n for way in ways for n in (way.home, way.to)])
        lists = (
            self.tables.cohort.provider,
            self.tables.rota.provider,
            served,
            helped.astype(int),
        )
        return np.unique(np.concatenate([_some(numbers) for numbers in lists]))

    def _grouped(self) -> tuple[list[tuple[int, int, int]], Ints]:
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

    def _work(self, plan: int, serves: int, own: int) -> list[Fields]:
        """Queue, minutes after the session's start, and activity, in order of offer."""
        rota = self.tables.rota
        lists = (own,) if serves < 0 else rota.lists[serves]
        return [
            {
                "line": self._queue(number, act),
                "after": self.activities[act].open_after,
                "activity": act,
            }
            for act in (self._act_at[number] for number in rota.plans[plan])
            for number in lists
        ]

    def _queue(self, number: int, act: int) -> int:
        return int(np.searchsorted(self._lists, number)) * len(self.activities) + act


def _some(numbers: Ints) -> Ints:
    """The different ones of small numbers, without sorting them all."""
    return np.flatnonzero(np.bincount(numbers)) if len(numbers) else numbers
