"""The rules of flow written a second time, minute by minute, for tests.

It looks at everybody and every session in every minute, keeps no queue and no event
list, and so shares no idea with the engine that it checks. Slow: days, not years.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from planner.capacity.rota import OWN_LIST
from planner.demand.cohort import FAR, OUTSIDE
from planner.numerics.random_numbers import Purpose, uniform
from planner.pathway.network import END, ActivityTable, StageTable, Tables
from planner.pathway.visits import Outcome, Visits, visits_from


@dataclass
class Stay:
    """One stay of one person at one stage."""

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
    stays: list[Stay] = field(default_factory=list)
    here: Stay | None = None
    """The stay the person waits in, is served in or is delayed in."""
    coming: Stay | None = None
    """The stay that begins at its `joined`."""
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
                somebody.coming = Stay(stage, 1, 1, joined, joined)
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
            [self._row(person, stay) for person in self.people for stay in person.stays]
        )

    def _row(self, person: Somebody, stay: Stay) -> tuple[int, ...]:
        horizon = self.tables.horizon
        late = stay.finished >= horizon
        return (
            person.number,
            stay.stage,
            stay.visit,
            stay.attempt,
            stay.whose,
            stay.first_joined,
            stay.joined,
            stay.started,
            -1 if late else stay.finished,
            -1 if stay.held_until >= horizon else stay.held_until,
            stay.session,
            Outcome.OPEN if late and stay.outcome is Outcome.SEEN else stay.outcome,
        )

    def _complete(self, now: int) -> None:
        for person in self.people:
            stay = person.here
            if stay is None or stay.finished != now:
                continue
            stay.outcome, person.here = Outcome.SEEN, None
            if stay.started < 0:
                stay.started, stay.held_until = stay.joined, now
            if person.exit > now:
                self._go_on(person, stay, now)

    def _go_on(self, person: Somebody, stay: Stay, now: int) -> None:
        stage, word = self.tables.stages[stay.stage], self._word(person)
        luck = uniform(word, Purpose.ROUTE, stage.number, stay.visit)
        for step in stage.steps:
            if not step.fits[person.number]:
                continue
            if luck >= step.share:
                luck = (luck - step.share) / (1 - step.share)
                continue
            if step.to != END:
                delay = int(step.delay[person.number])
                joined = max(now + delay, int(step.earliest[person.number]))
                before = [s.visit for s in person.stays if s.stage == step.to]
                visit = max(before, default=0) + 1
                person.coming = Stay(step.to, visit, 1, joined, joined)
            return

    def _exits(self, now: int) -> None:
        for person in self.people:
            if person.exit != now:
                continue
            stay = person.here
            person.coming = None
            if stay and not (stay.started >= 0):
                stay.finished, stay.outcome = now, Outcome.LEFT
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
            stay = person.coming
            if stay is None or stay.joined > now:
                continue
            person.coming, person.here = None, stay
            person.stays.append(stay)
            stay.whose = stay.whose or self._list(person, stay)
            stage = self.tables.stages[stay.stage]
            if not stage.served:
                finish = stay.joined + self._duration(person, stay)
                stay.finished = max(finish, now, 0)

    def _list(self, person: Somebody, stay: Stay) -> int:
        home = int(self.tables.cohort.provider[person.number])
        luck = uniform(self._word(person), Purpose.AID, stay.stage, stay.visit)
        for way in self.tables.aid:
            if (way.stage, way.home) != (stay.stage, home):
                continue
            if not way.first_minute <= stay.joined < way.until:
                continue
            if luck < way.share:
                return way.to
            luck -= way.share
        return home

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
        stay, number = person.here, person.number
        if stay is None or stay.started >= 0 or stay.stage not in activity.stages:
            return False
        notice = int(self.tables.stages[stay.stage].notice[number])
        return bool(
            stay.whose == whose
            and activity.admits[number]
            and now >= stay.joined + notice
            and now >= stay.first_joined + activity.threshold
            and activity.opens[number] <= now <= activity.closes[number]
        )

    def _turn(self, person: Somebody, activity: ActivityTable) -> tuple[int, int, int]:
        stay = person.here
        assert stay is not None
        clock = int(self.tables.cohort.clock_start[person.number])
        order = {
            "first come": stay.joined,
            "last come": -stay.joined,
            "longest wait": stay.first_joined,
            "breach": clock + activity.target,
        }[activity.discipline]
        return int(activity.urgency[person.number]), order, person.number

    def _start(
        self, person: Somebody, stage: StageTable, session: int, now: int
    ) -> None:
        stay = person.here
        assert stay is not None
        stay.started, stay.session = now, session
        minutes = self._duration(person, stay)
        word, attempt = self._word(person), (stage.number, stay.visit, stay.attempt)
        phase = sum(start <= now for start in self.tables.phase_starts) - 1
        which = int(self.tables.dna_class[person.number])
        if uniform(word, Purpose.DNA, *attempt) >= stage.chance_missed(phase, which):
            stay.finished = now + minutes
            held = {"duration": minutes, "slot": stage.slot}
            hold = held.get(stage.hold, max(minutes, stage.slot))
            stay.held_until = self.busy_until[session] = now + hold
            return
        hold = minutes if stage.dna_hold == "duration" else stage.slot
        if uniform(word, Purpose.BACKFILL, *attempt) < stage.backfill[phase]:
            hold = 0
        self._miss(person, stage, stay, session, now + hold)

    def _miss(
        self, person: Somebody, stage: StageTable, stay: Stay, session: int, until: int
    ) -> None:
        stay.finished = stay.held_until = self.busy_until[session] = until
        stay.outcome, person.here = Outcome.DNA, None
        if stay.attempt < min(stage.dna_maximum, FAR):
            again = max(until + stage.dna_delay, stay.started + 1)
            person.coming = Stay(
                stay.stage, stay.visit, stay.attempt + 1, stay.first_joined, again,
                whose=stay.whose,
            )  # fmt: skip

    def _duration(self, person: Somebody, stay: Stay) -> int:
        durations = self.tables.stages[stay.stage].durations
        draw = min(stay.visit, len(durations)) - 1
        return int(durations[draw, person.number])

    def _word(self, person: Somebody) -> int:
        return int(self.tables.cohort.word[person.number])


def simulate_slowly(tables: Tables) -> Visits:
    """The visits, by looking at everybody in every minute."""
    return SlowFlow(tables).run()
