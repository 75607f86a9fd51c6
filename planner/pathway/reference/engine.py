"""The reference engine: the rules of flow on SimPy's clock, in whole minutes.

MODEL.md names the rules F1 to F8. Within a minute, things happen in the order of
`Phase`; SimPy sorts its events by minute, then by priority, so a phase is a priority.
"""

from __future__ import annotations

from bisect import bisect_right

from planner.demand.cohort import OUTSIDE
from planner.numerics.random_numbers import Purpose, uniform
from planner.pathway.companions import NOBODY
from planner.pathway.mutual_aid import ListsJoined
from planner.pathway.network import END, StageTable, StepTable, Tables
from planner.pathway.reference.clock import SimpyClock
from planner.pathway.reference.rules import (
    Person,
    Phase,
    held_minutes,
    is_open,
    next_step,
    row_of,
)
from planner.pathway.reference.sessions import Sessions
from planner.pathway.visits import Outcome, Visits, visits_from


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    return ReferenceEngine(tables).run()


class ReferenceEngine:
    """One run of the rules over a cohort, a rota and a pathway."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.horizon = tables.horizon
        self.clock = SimpyClock(tables.horizon)
        self.rows: list[tuple[int, ...]] = []
        self.visits_to: dict[tuple[int, int], int] = {}
        self._read_people()
        self._read_stages()
        self.sessions = Sessions(tables, self.clock, self.people, self._start)

    def _read_people(self) -> None:
        cohort = self.tables.cohort
        columns = (cohort.seed, cohort.provider, cohort.clock_start, cohort.exit_minute)
        self.people = [
            Person(number, *values)
            for number, values in enumerate(
                zip(*(column.tolist() for column in columns), strict=True)
            )
        ]
        comes = cohort.identified & (cohort.provider != OUTSIDE)
        self.coming = comes.nonzero()[0].tolist()
        self.entry = cohort.entry_stage.tolist()
        self.dna_class = self.tables.dna_class.tolist()
        self.joining = cohort.first_joined.tolist()

    def _read_stages(self) -> None:
        tables = self.tables
        self.serving: dict[int, list[int]] = {number: [] for number in tables.stages}
        for number, activity in sorted(tables.activities.items()):
            for stage in activity.stages:
                self.serving[stage].append(number)
        self.lists = ListsJoined(tables.aid, tables.sites)
        # Lists, because the engine asks for one person at a time.
        stages = tables.stages.items()
        self.notice = {number: stage.notice.tolist() for number, stage in stages}
        self.durations: dict[int, list[list[int]]] = {
            number: stage.durations.tolist() for number, stage in stages
        }
        self.has_shares = {
            number: any(step.share < 1 for step in stage.steps)
            for number, stage in stages
        }

    def run(self) -> Visits:
        """The visits up to the horizon; unfinished ones have the outcome OPEN."""
        waiting_already = [p for p in self.coming if self.joining[p] < 0]
        for number in waiting_already:
            self._enter(number)
        self._arrive(len(waiting_already))
        companions = range(self.tables.people, len(self.people))
        for number in (*self.coming, *companions):
            person = self.people[number]
            self.clock.at(person.exit_minute, Phase.EXIT, self._exit, person)
        self.sessions.open_from()
        self.clock.run()
        for person in self.people:
            if person.waiting or person.delayed:
                self._note(person, Outcome.OPEN)
        return visits_from(self.rows)

    def _arrive(self, index: int) -> None:
        """Let in, one after the other, those who join after the plan began."""
        if index < len(self.coming):
            minute = self.joining[self.coming[index]]
            self.clock.at(minute, Phase.JOIN, self._arrive_now, index)

    def _arrive_now(self, index: int) -> None:
        now = self.clock.now
        while index < len(self.coming) and self.joining[self.coming[index]] <= now:
            self._enter(self.coming[index])
            index += 1
        self._arrive(index)

    def _enter(self, number: int) -> None:
        self._begin_visit(number, self.entry[number], self.joining[number])

    def _begin_visit(self, number: int, stage: int, joined: int) -> None:
        person = self.people[number]
        if person.gone:
            return
        visit = self.visits_to.get((number, stage), 0) + 1
        self.visits_to[number, stage] = visit
        person.stage, person.visit, person.attempt = stage, visit, 0
        person.first_joined = joined
        person.list = self.lists.of(person.seed, stage, visit, person.provider, joined)
        self._join(person, joined)

    def _join(self, person: Person, joined: int) -> None:
        """Put a person on the lists of every activity that may take them (F1, F2)."""
        if person.gone:
            return
        person.joined, person.attempt = joined, person.attempt + 1
        person.version += 1
        stage = self.tables.stages[person.stage]
        if not stage.served:
            self._start_delay(person, stage)
            return
        person.waiting, person.delayed = True, False
        notice = self.notice[person.stage][person.number]
        for activity in self.serving[person.stage]:
            queue = self.sessions.queue(person.list, activity)
            ready = queue.add(
                person.number,
                person.version,
                joined=joined,
                first_joined=person.first_joined,
                clock=person.clock,
                notice=notice,
            )
            if ready is not None:
                moment = max(ready, self.clock.now)
                self.sessions.offer_at(moment, person.list, activity)
                after = queue.closes(person.number) + 1
                self.sessions.head_goes(after, person.list, activity)

    def _start_delay(self, person: Person, stage: StageTable) -> None:
        person.waiting, person.delayed = False, True
        finish = max(person.joined + self._duration(person), self.clock.now)
        self.clock.at(finish, Phase.COMPLETION, self._end_delay, person, person.version)

    def _end_delay(self, person: Person, version: int) -> None:
        if person.version != version:
            return
        person.delayed = False
        finish = self.clock.now
        self._note(person, Outcome.SEEN, person.joined, finish, finish)
        self._go_on(person)

    def _duration(self, person: Person) -> int:
        draws = self.durations[person.stage]
        return draws[min(person.visit, len(draws)) - 1][person.number]

    def _start(self, session: int, person: Person) -> None:
        stage = self.tables.stages[person.stage]
        person.waiting = False
        chance = stage.chance_missed(self._period(), self.dna_class[person.number])
        draw = uniform(
            person.seed, Purpose.DNA, stage.number, person.visit, person.attempt
        )
        if chance and draw < chance:
            self._miss(session, person, stage)
            return
        now, duration = self.clock.now, self._duration(person)
        hold = held_minutes(stage.hold, stage.slot, duration)
        person.in_service = True
        self._note(person, Outcome.SEEN, now, now + duration, now + hold, session)
        self.sessions.take(session)
        if hold == duration:
            self.clock.at(now + hold, Phase.COMPLETION, self._end_slot, person, session)
            return
        self.clock.at(now + duration, Phase.COMPLETION, self._complete, person)
        self.clock.at(now + hold, Phase.COMPLETION, self.sessions.free, session)

    def _miss(self, session: int, person: Person, stage: StageTable) -> None:
        """The slot is lost, or free again at once; the person rejoins later (F3)."""
        now = self.clock.now
        hold = held_minutes(stage.dna_hold, stage.slot, self._duration(person))
        draw = uniform(
            person.seed, Purpose.BACKFILL, stage.number, person.visit, person.attempt
        )
        if draw < stage.backfill[self._period()] or self.sessions.give_way(
            session, hold
        ):
            hold = 0
        else:
            self.sessions.take(session)
            self.clock.at(now + hold, Phase.COMPLETION, self.sessions.free, session)
        self._note(person, Outcome.DNA, now, now + hold, now + hold, session)
        person.version += 1
        if person.attempt >= stage.dna_maximum:
            person.gone = True
            return
        again = max(now + hold + stage.dna_delay, now + 1)
        self.clock.at(again, Phase.JOIN, self._join, person, again)

    def _period(self) -> int:
        return bisect_right(self.tables.period_starts, self.clock.now) - 1

    def _end_slot(self, person: Person, session: int) -> None:
        self._complete(person)
        self.sessions.free(session)

    def _complete(self, person: Person) -> None:
        person.in_service = False
        self._go_on(person)

    def _go_on(self, person: Person) -> None:
        """Send a person to the next stage, by attributes and random numbers (F6)."""
        person.version += 1
        now, number = self.clock.now, person.number
        if person.exit_minute <= now:
            person.gone = True
            return
        stage = self.tables.stages[person.stage]
        for way in stage.beside:
            self._send_companion(way, person)
        draw = 0.0
        if self.has_shares[stage.number]:
            draw = uniform(person.seed, Purpose.ROUTE, stage.number, person.visit)
        step = next_step(stage, person, now, draw)
        if step is None or step.to == END:
            person.gone = True
            return
        self._set_out(number, step)

    def _send_companion(self, way: StepTable, person: Person) -> None:
        """Have a companion go a way beside the others, once (F6)."""
        companion = (
            NOBODY if way.companion is None else int(way.companion[person.number])
        )
        if (
            companion != NOBODY
            and person.visit == 1
            and is_open(way, person, self.clock.now)
        ):
            self._set_out(companion, way)

    def _set_out(self, number: int, step: StepTable) -> None:
        """Have somebody join the stage to which a step leads, now or later."""
        now = self.clock.now
        joined = max(now + int(step.delay[number]), int(step.earliest[number]))
        if joined == now:
            # Nobody else's moves of this minute depend on it: joins only feed offers.
            self._begin_visit(number, step.to, joined)
        else:
            self.clock.at(
                joined, Phase.JOIN, self._begin_visit, number, step.to, joined
            )

    def _exit(self, person: Person) -> None:
        """Off every list at this minute; somebody in service finishes first (F5)."""
        if person.gone or person.in_service:
            return
        if person.waiting or person.delayed:
            self._note(person, Outcome.LEFT, -1, self.clock.now, -1)
            for activity in self.serving[person.stage]:
                self.sessions.head_goes(self.clock.now, person.list, activity)
        person.waiting, person.delayed, person.gone = False, False, True
        person.version += 1

    def _note(
        self,
        person: Person,
        outcome: Outcome,
        started: int = -1,
        finished: int = -1,
        held_until: int = -1,
        session: int = -1,
    ) -> None:
        """Write a row; what lies beyond the horizon has not happened."""
        times = (started, finished, held_until)
        self.rows.append(row_of(person, outcome, times, session, self.horizon))
