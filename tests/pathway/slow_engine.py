"""The rules of flow written a second time, minute by minute, for tests.

It looks at everybody and every session in every minute, keeps no queue and no event
list, and so shares no idea with the engine that it checks. Slow: days, not years.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.capacity.rota import OWN_LIST
from planner.demand.cohort import FAR, OUTSIDE
from planner.numerics.random_numbers import Purpose, uniform
from planner.pathway.network import END, ActivityTable, StageTable, StepTable, Tables
from planner.pathway.visits import Outcome, Visits, visits_from
from tests.pathway.steps import is_open, joined_by, sent_to


@dataclass
class VisitRow:
    """One row of one person at one stage."""

    stage: int
    visit: int
    attempt: int
    first_joined: int
    joined: int
    started: int = -1
    finished: int = -1
    held_until: int = -1
    session: int = -1
    outcome: Outcome = Outcome.OPEN
    whose: int = 0
    """Provider whose list it is."""


@dataclass
class Somebody:
    """A person, where they are, and where they have been."""

    number: int
    exit: int
    rows: list[VisitRow] = field(default_factory=list)
    here: VisitRow | None = None
    """The row the person waits in, is served in or is delayed in."""
    coming: VisitRow | None = None
    """The row that begins at its `joined`."""
    left: bool = False


class SlowFlow:
    """One run of the rules, a minute at a time."""

    def __init__(self, tables: Tables) -> None:
        self.tables, cohort = tables, tables.cohort
        self.people: list[Somebody] = []
        for number in range(len(cohort)):
            somebody = Somebody(number, int(cohort.exit_minute[number]))
            if cohort.identified[number] and cohort.provider[number] != OUTSIDE:
                joined = int(cohort.first_joined[number])
                stage = int(cohort.entry_stage[number])
                somebody.coming = VisitRow(stage, 1, 1, joined, joined)
            self.people.append(somebody)
        self.busy_until: dict[int, int] = {}

    def run(self) -> Visits:
        """Visits up to the horizon; the clock starts with the first lists standing."""
        self._come_in(-1)
        for now in range(self.tables.horizon):
            self._complete(now)
            self._exits(now)
            self._joins(now)
            self._offer(now)
        return visits_from(
            [self._row(person, row) for person in self.people for row in person.rows]
        )

    def _row(self, person: Somebody, row: VisitRow) -> tuple[int, ...]:
        horizon = self.tables.horizon
        late = row.finished >= horizon
        return (
            person.number,
            row.stage,
            row.visit,
            row.attempt,
            row.whose,
            row.first_joined,
            row.joined,
            row.started,
            -1 if late else row.finished,
            -1 if row.held_until >= horizon else row.held_until,
            row.session,
            Outcome.OPEN if late and row.outcome is Outcome.SEEN else row.outcome,
        )

    def _complete(self, now: int) -> None:
        for person in self.people:
            row = person.here
            if row is None or row.finished != now:
                continue
            row.outcome, person.here = Outcome.SEEN, None
            if row.started < 0:
                row.started, row.held_until = row.joined, now
            if person.exit > now:
                self._go_on(person, row, now)

    def _go_on(self, person: Somebody, row: VisitRow, now: int) -> None:
        stage, seed = self.tables.stages[row.stage], self._seed(person)
        draw = uniform(seed, Purpose.ROUTE, stage.number, row.visit)
        for way in stage.beside if row.visit == 1 else ():
            other = int(way.companion[person.number])
            if other >= 0 and _is_open(way, person, row, now):
                joined = joined_by(way, person.number, now)
                self.people[other].coming = VisitRow(way.to, 1, 1, joined, joined)
        for step in stage.steps:
            if not _is_open(step, person, row, now):
                continue
            if draw >= step.share:
                draw = (draw - step.share) / (1 - step.share)
                continue
            if step.to != END:
                joined = joined_by(step, person.number, now)
                before = [s.visit for s in person.rows if s.stage == step.to]
                visit = max(before, default=0) + 1
                person.coming = VisitRow(step.to, visit, 1, joined, joined)
            return

    def _exits(self, now: int) -> None:
        for person in self.people:
            if person.exit != now:
                continue
            row = person.here
            person.coming = None
            if row and not (row.started >= 0):
                row.finished, row.outcome = now, Outcome.LEFT
                person.here = None

    def _joins(self, now: int) -> None:
        # A delay of no time ends in the minute in which it begins, so look again.
        moved = True
        while moved:
            self._come_in(now)
            self._complete(now)
            moved = any(p.coming and p.coming.joined <= now for p in self.people)

    def _come_in(self, now: int) -> None:
        for person in self.people:
            row = person.coming
            if row is None or row.joined > now:
                continue
            person.coming, person.here = None, row
            person.rows.append(row)
            row.whose = row.whose or self._list(person, row)
            stage = self.tables.stages[row.stage]
            if not stage.served:
                finish = row.joined + self._duration(person, row)
                row.finished = max(finish, now, 0)

    def _list(self, person: Somebody, row: VisitRow) -> int:
        home = int(self.tables.cohort.provider[person.number])
        seed = self._seed(person)
        draw = uniform(seed, Purpose.AID, row.stage, row.visit)
        helped = sent_to(self.tables.aid, row.stage, row.joined, home, draw)
        draw = uniform(seed, Purpose.SITE_LIST)
        return sent_to(self.tables.sites, row.stage, row.joined, helped, draw)

    def _offer(self, now: int) -> None:
        started = True
        while started:
            started = False
            for session in self._free(now):
                started = self._start_one(session, now) or started

    def _free(self, now: int) -> list[int]:
        rota = self.tables.rota
        return [
            session
            for session in range(len(rota))
            if rota.start[session] <= now < rota.end[session]
            and self.busy_until.get(session, 0) <= now
        ]

    def _start_one(self, session: int, now: int) -> bool:
        rota = self.tables.rota
        for number, whose in self._work(session):
            activity = self.tables.activities[number]
            if now < rota.start[session] + activity.open_after:
                continue
            waiting = [
                person
                for person in self.people
                if self._may_be_taken(person, activity, whose, now)
            ]
            if not waiting:
                continue
            head = min(waiting, key=lambda person: self._turn(person, activity))
            assert head.here is not None
            stage = self.tables.stages[head.here.stage]
            if now + stage.slot <= rota.end[session]:
                self._start(head, stage, session, now)
                return True
        return False

    def _work(self, session: int) -> list[tuple[int, int]]:
        """Activities and lists, in the order in which a session offers them."""
        rota = self.tables.rota
        served = int(rota.serves[session])
        whose = (int(rota.provider[session]),)
        if served != OWN_LIST:
            whose = rota.lists[served]
        plan = rota.plans[rota.plan[session]]
        return [(activity, one) for activity in plan for one in whose]

    def _may_be_taken(
        self, person: Somebody, activity: ActivityTable, whose: int, now: int
    ) -> bool:
        row, number = person.here, person.number
        if row is None or row.started >= 0 or row.stage not in activity.stages:
            return False
        notice = int(self.tables.stages[row.stage].notice[number])
        return bool(
            row.whose == whose
            and activity.admits[number]
            and now >= row.joined + notice
            and now >= row.first_joined + activity.threshold
            and activity.opens[number] <= now <= activity.closes[number]
        )

    def _turn(self, person: Somebody, activity: ActivityTable) -> tuple[int, int, int]:
        row = person.here
        assert row is not None
        clock = int(self.tables.cohort.clock_start[person.number])
        order = {
            "first come": row.joined,
            "last come": -row.joined,
            "longest wait": row.first_joined,
            "breach": clock + activity.target,
        }[activity.discipline]
        return int(activity.urgency[person.number]), order, person.number

    def _start(
        self, person: Somebody, stage: StageTable, session: int, now: int
    ) -> None:
        row = person.here
        assert row is not None
        row.started, row.session = now, session
        minutes = self._duration(person, row)
        seed, attempt = self._seed(person), (stage.number, row.visit, row.attempt)
        period = sum(start <= now for start in self.tables.period_starts) - 1
        which = int(self.tables.dna_class[person.number])
        if uniform(seed, Purpose.DNA, *attempt) >= stage.chance_missed(period, which):
            row.finished = now + minutes
            held = {"duration": minutes, "slot": stage.slot}
            hold = held.get(stage.hold, max(minutes, stage.slot))
            row.held_until = self.busy_until[session] = now + hold
            return
        hold = minutes if stage.dna_hold == "duration" else stage.slot
        if uniform(seed, Purpose.BACKFILL, *attempt) < stage.backfill[period]:
            hold = 0
        self._miss(person, stage, row, session, now + hold)

    def _miss(
        self,
        person: Somebody,
        stage: StageTable,
        row: VisitRow,
        session: int,
        until: int,
    ) -> None:
        row.finished = row.held_until = self.busy_until[session] = until
        row.outcome, person.here = Outcome.DNA, None
        if row.attempt < min(stage.dna_maximum, FAR):
            again = max(until + stage.dna_delay, row.started + 1)
            person.coming = VisitRow(
                row.stage, row.visit, row.attempt + 1, row.first_joined, again,
                whose=row.whose,
            )  # fmt: skip

    def _duration(self, person: Somebody, row: VisitRow) -> int:
        durations = self.tables.stages[row.stage].durations
        draw = min(row.visit, len(durations)) - 1
        return int(durations[draw, person.number])

    def _seed(self, person: Somebody) -> int:
        return int(self.tables.cohort.seed[person.number])


def _is_open(way: StepTable, person: Somebody, row: VisitRow, now: int) -> bool:
    visited = {"visit": row.visit, "first_joined": row.first_joined}
    return is_open(way, person.number, now, **visited)


def simulate_slowly(tables: Tables) -> Visits:
    """The visits, by looking at everybody in every minute."""
    return SlowFlow(tables).run()
