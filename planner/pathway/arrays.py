"""The tables of an engine laid out in the arrays that the compiled engine works on."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from planner.demand.cohort import OUTSIDE
from planner.pathway.columns import (
    Anything,
    Columns,
    Fields,
    Ints,
    flat,
    own_of,
    table_of,
    write_edges,
)
from planner.pathway.machine import memory as of
from planner.pathway.network import (
    END,
    ActivityTable,
    AidTable,
    StageTable,
    StepTable,
    Tables,
)

HOLDS = ("duration", "slot", "larger")
DISCIPLINES = ("first come", "longest wait", "breach", "last come")
FIRST_NODES = 2048


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
        self._step_rows = [self._step(way) for one in self.stages for way in one.steps]
        self._act_rows = [self._act(act) for act in self.acts]
        self._groups, self.group_of = self._grouped()

    def world(self, nodes: Anything, rows: Anything) -> of.World:
        """Everything as it stands before anything happens."""
        arrivals, people, visits_to = self._people()
        parts = (
            self._state(arrivals),
            # Read-only words, as they come from another machine, would compile anew.
            np.require(self.tables.cohort.word, np.uint64, ["C", "W"]),
            own_of(self._columns.facts, self._masks.facts, len(people)),
            *self._pathway(),
            arrivals,
            people,
            visits_to,
            *self._desks(),
            *self._blank(),
            nodes,
            rows,
        )
        return of.World._make(parts)

    def _pathway(self) -> tuple[Anything, ...]:
        """Stages, steps, activities, who serves, chances, stretches of the plan."""
        serving = [
            [at for at, act in enumerate(self.acts) if stage.number in act.stages]
            for stage in self.stages
        ]
        stages = table_of(of.STAGE, self._stage_rows)
        write_edges(stages, "step", [stage.steps for stage in self.stages])
        write_edges(stages, "act", serving)
        helping = [
            [way for way in self.tables.aid if way.stage == stage.number]
            for stage in self.stages
        ]
        write_edges(stages, "aid", helping)
        stages["visits_column"] = self._counted
        steps, acts = (
            table_of(of.STEP, self._step_rows),
            table_of(of.ACTIVITY, self._act_rows),
        )
        for conditions in (steps["fits"], acts["admits"]):
            conditions[conditions >= 0] += len(self._columns.facts) * of.BITS
        chances = [
            list(zip(stage.dna, stage.backfill, strict=True)) for stage in self.stages
        ]
        return (
            stages,
            steps,
            table_of(of.AID, [self._way(way) for ways in helping for way in ways]),
            acts,
            flat(serving),
            np.ascontiguousarray(np.array(chances, of.CHANCE).T),
            np.array(self.tables.phase_starts, np.int64),
        )

    def _people(self) -> tuple[Anything, ...]:
        """Who comes, in order of joining; everybody; their visits to some stages."""
        cohort = self.tables.cohort
        comes = np.flatnonzero(cohort.identified & (cohort.provider != OUTSIDE))
        position = np.full(self.numbers.max(initial=0) + 2, -1)
        position[self.numbers] = np.arange(len(self.numbers))
        arrivals = np.empty(len(comes), of.ARRIVAL)
        arrivals["who"] = comes
        arrivals["stage"] = position[cohort.entry_stage[comes]]
        arrivals["joined"] = cohort.first_joined[comes]
        people = np.zeros(len(cohort), of.PERSON)
        people["home"] = np.searchsorted(self._lists, cohort.provider) * len(self.acts)
        people["list"] = people["home"]
        people["clock"], people["exit"] = cohort.clock_start, cohort.exit_minute
        people["joined"] = cohort.first_joined
        people["urgent"] = cohort.urgent
        people["own"] = people["provider"] = cohort.provider
        visits_to = np.zeros((self._counted.max(initial=-1) + 1, len(cohort)), np.int32)
        return arrivals, people, visits_to

    def _desks(self) -> tuple[Anything, ...]:
        """Sessions, groups of them, what each offers, who asks each queue; lanes."""
        rota = self.tables.rota
        sessions = np.zeros(len(rota), of.SESSION)
        sessions["start"], sessions["end"] = rota.start, rota.end
        sessions["group"] = self.group_of
        work = [self._work(*group) for group in self._groups]
        groups = np.full(len(work), -1, of.GROUP)
        groups["is_hot"] = 0
        write_edges(groups, "offer", work)
        asking: list[list[int]] = [[] for _ in range(len(self._lists) * len(self.acts))]
        for group, offers in enumerate(work):
            for queue in dict.fromkeys(offer["queue"] for offer in offers):
                asking[queue].append(group)
        mixed = [
            group
            for group, offers in enumerate(work)
            if any(self._act_rows[offer["activity"]]["is_mixed"] for offer in offers)
        ]
        queues = np.zeros(len(asking), of.QUEUE)
        write_edges(queues, "asker", asking)
        return (
            sessions,
            groups,
            table_of(of.OFFER, [offer for offers in work for offer in offers]),
            queues,
            flat(asking),
            np.array(mixed, np.int64),
            np.full(2 * len(asking), -1, of.LANE),
        )

    def _blank(self) -> tuple[Anything, ...]:
        """Wheel, its bits, notes; who is to be asked."""
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

    def nodes(self) -> Anything:
        """Nodes that nobody uses, each knowing the next."""
        nodes = np.empty(self._first_nodes, of.NODE)
        nodes["next"] = np.arange(1, len(nodes) + 1)
        return nodes

    def rows(self) -> Anything:
        """Room for rows of visits."""
        return np.empty(4 * len(self.tables.cohort) + 64, of.ROW)

    def _state(self, arrivals: Anything) -> Anything:
        """Where things stand before anything happens."""
        state = np.zeros(1, of.STATE)
        lost = self.tables.rota.end <= self.tables.rota.start
        state["opened"] = lost.argmin() if not lost.all() else len(lost)
        state["horizon"], state["shift"] = self.tables.horizon, self._shift
        state["room"], state["wanted"] = self._first_nodes, 2 * self._wanted
        state["next"], state["ends"] = of.UNKNOWN, self.tables.horizon
        opens = self.tables.rota.start[state["opened"][0] :][:1]
        comes = np.maximum(arrivals["joined"][:1], 0)
        state["due"] = min([*opens, *comes, self.tables.horizon])
        return state

    @property
    def _shift(self) -> int:
        """Minutes in a bucket of the wheel, as a power of two."""
        shift = 2
        while (self.tables.horizon >> shift) >= of.MOST_BUCKETS:
            shift += 1
        return shift

    @property
    def _first_nodes(self) -> int:
        return max(FIRST_NODES, 2 * self._wanted)

    @property
    def _wanted(self) -> int:
        """Nodes that one happening may need: joining queues, or opening a session."""
        longest = max((len(plan) for plan in self.tables.rota.plans), default=0)
        widest = max((len(lists) for lists in self.tables.rota.lists), default=1)
        return 4 * len(self.acts) + longest * max(widest, 1) + 4

    @property
    def _counted(self) -> Ints:
        """Where visits to each stage are counted; -1 where nobody comes twice."""
        leads = np.zeros((len(self.stages), len(self.stages)), np.bool_)
        for at, stage in enumerate(self.stages):
            for way in stage.steps:
                if way.to != END:
                    leads[at, self._stage_at[way.to]] = True
        for between in range(len(self.stages)):
            leads |= np.outer(leads[:, between], leads[between])
        again = leads.diagonal()
        return np.where(again, np.cumsum(again) - 1, -1)

    def _stage(self, stage: StageTable) -> Fields:
        return {
            "number": stage.number,
            "served": stage.served,
            "slot": stage.slot,
            "hold": HOLDS.index(stage.hold),
            "dna_hold": HOLDS.index(stage.dna_hold),
            "dna_maximum": stage.dna_maximum,
            "dna_delay": stage.dna_delay,
            "routine_notice": stage.routine_notice,
            "urgent_notice": stage.urgent_notice,
            "draws": len(stage.durations),
            "has_shares": any(step.share < 1 for step in stage.steps),
            **self._minutes(stage.durations),
        }

    def _minutes(self, draws: Ints) -> Fields:
        """One number for all, or the column of the first draw, the others behind it."""
        if len(draws) == 1:
            return self._columns.amount("minutes", draws[0])
        first, *_ = [self._columns.own(draw) for draw in list(draws)]
        return {"minutes": 0, "minutes_column": first}

    def _step(self, step: StepTable) -> Fields:
        return {
            "to": self._stage_at.get(step.to, END),
            "fits": self._masks.condition(step.fits),
            "share": step.share,
            "not_before": step.not_before,
            **self._columns.amount("delay", step.delay),
        }

    def _way(self, way: AidTable) -> Fields:
        return {
            "first_minute": way.first_minute,
            "until": way.until,
            "home": self._queue(way.home, 0),
            "list": self._queue(way.to, 0),
            "share": way.share,
            "provider": way.to,
        }

    def _act(self, act: ActivityTable) -> Fields:
        slots = {self.tables.stages[number].slot for number in act.stages}
        return {
            "admits": self._masks.condition(act.admits),
            "threshold": act.threshold,
            "discipline": DISCIPLINES.index(act.discipline),
            "target": act.target,
            "is_mixed": len(slots) > 1,
            "first_minute": act.first_minute,
            "last_minute": act.last_minute,
            "urgent_first": act.urgent_first,
        }

    @cached_property
    def _lists(self) -> Ints:
        """Declared numbers of all lists, in order."""
        served = np.array([n for lists in self.tables.rota.lists for n in lists], int)
        helped = np.array([n for way in self.tables.aid for n in (way.home, way.to)])
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
                "queue": self._queue(number, act),
                "after": self.acts[act].open_after,
                "activity": act,
            }
            for act in (self._act_at[number] for number in rota.plans[plan])
            for number in lists
        ]

    def _queue(self, number: int, act: int) -> int:
        return int(np.searchsorted(self._lists, number)) * len(self.acts) + act


def _some(numbers: Ints) -> Ints:
    """The different ones of small numbers, without sorting them all."""
    return np.flatnonzero(np.bincount(numbers)) if len(numbers) else numbers
