"""Sessions on the engine's clock: they open, wait for work, get it, and close."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from planner.capacity.rota import OWN_LIST, Rota
from planner.pathway.network import Tables
from planner.pathway.reference.clock import EngineClock
from planner.pathway.reference.queues import ActivityQueue
from planner.pathway.reference.rules import Person, Phase


def lists_served(rota: Rota) -> list[tuple[int, ...]]:
    """The lists of each session, in the order in which it offers them."""
    pairs = zip(rota.provider.tolist(), rota.serves.tolist(), strict=True)
    return [
        (provider,) if served == OWN_LIST else rota.lists[served]
        for provider, served in pairs
    ]


class Sessions:
    """Open sessions of a rota, and the queues they serve.

    `start` is called with a session and the person whose turn it is.
    """

    def __init__(
        self,
        tables: Tables,
        clock: EngineClock,
        people: list[Person],
        start: Callable[[int, Person], None],
    ) -> None:
        self._tables, self._clock = tables, clock
        self._people, self._begin = people, start
        rota = tables.rota
        self._opening = (rota.end > rota.start).nonzero()[0].tolist()
        self._starts = rota.start.tolist()
        self._ends = (rota.end + rota.overrun).tolist()
        self._overrun = rota.overrun.tolist()
        self._lists, self._plan = lists_served(rota), rota.plan.tolist()
        self._idle: set[int] = set()
        self._idle_for: dict[int, set[int]] = {}
        """Idle sessions by list; one that serves several lists stands under each."""
        self._offers: dict[int, set[tuple[int, int]]] = {}
        """List and activity that have somebody new, by minute."""
        self._freed: set[int] = set()
        """Sessions that opened or fell free in this minute."""
        self._work: dict[int, list[tuple[int, ActivityQueue]]] = {}
        """Offers of an open session, in order: first minute and queue."""
        self._queues: dict[tuple[int, int], ActivityQueue] = {}
        self._mixed = frozenset(
            number
            for number, activity in tables.activities.items()
            if len({tables.stages[stage].slot for stage in activity.stages}) > 1
        )
        """Activities whose next in line may fit where the head does not."""

    def queue(self, number: int, activity: int) -> ActivityQueue:
        """The queue of one list and activity."""
        key = (number, activity)
        if key not in self._queues:
            rules = self._tables.activities[activity]
            self._queues[key] = ActivityQueue(rules, self._still_waits)
        return self._queues[key]

    def _still_waits(self, number: int, version: int) -> bool:
        person = self._people[number]
        return person.waiting and person.version == version

    def open_from(self, index: int = 0) -> None:
        """Open, one after the other, the sessions that are not lost."""
        if index < len(self._opening):
            minute = self._starts[self._opening[index]]
            self._clock.at(minute, Phase.SESSION_START, self._open_now, index)

    def _open_now(self, index: int) -> None:
        now, last = self._clock.now, len(self._opening)
        while index < last and self._starts[self._opening[index]] <= now:
            session = self._opening[index]
            self._open(session)
            self._clock.at(self._ends[session], Phase.SESSION_END, self._close, session)
            self.free(session)
            index += 1
        self.open_from(index)

    def _open(self, session: int) -> None:
        """Set out its work: activity by activity, in each the lists it serves (F1)."""
        start, lists = self._starts[session], self._lists[session]
        work = []
        for activity in self._tables.rota.plans[self._plan[session]]:
            opens = start + self._tables.activities[activity].open_after
            for number in lists:
                work.append((opens, self.queue(number, activity)))
                if opens > start:
                    self._clock.at(
                        opens,
                        Phase.SESSION_START,
                        self.offer_at,
                        opens,
                        number,
                        activity,
                    )
        self._work[session] = work

    def free(self, session: int) -> None:
        """A session has nobody: it is idle until it closes."""
        if self._clock.now < self._ends[session]:
            self._idle.add(session)
            for number in self._lists[session]:
                self._idle_for.setdefault(number, set()).add(session)
            self._freed.add(session)
            self._offer_in(self._clock.now)

    def take(self, session: int) -> None:
        """A session is held by somebody and not idle any more."""
        self._idle.remove(session)
        for number in self._lists[session]:
            self._idle_for[number].discard(session)

    def give_way(self, session: int, hold: int) -> bool:
        """Whether somebody booked on top takes a missed slot; it then ends sooner."""
        if not 0 < hold <= self._overrun[session]:
            return False
        self._overrun[session] -= hold
        self._ends[session] -= hold
        return True

    def _close(self, session: int) -> None:
        if session in self._idle:
            self.take(session)
        del self._work[session]

    def offer_at(self, minute: int, number: int, activity: int) -> None:
        """Have a list's activity offered to idle sessions in this minute."""
        if minute > self._clock.now or self._idle_for.get(number):
            self._offer_in(minute).add((number, activity))

    def head_goes(self, minute: int, number: int, activity: int) -> None:
        """Offer again when somebody goes who may have stood before one who fits."""
        if activity in self._mixed:
            self.offer_at(minute, number, activity)

    def _offer_in(self, minute: int) -> set[tuple[int, int]]:
        if minute not in self._offers:
            self._offers[minute] = set()
            self._clock.at(minute, Phase.OFFER, self._offer)
        return self._offers[minute]

    def _offer(self) -> None:
        """Offer work to every free open session by number, until none starts (F2, F7).

        A session that was offered in vain stays so until one of its activities has
        somebody new or another head, so the others need not be asked.
        """
        fresh = self._offers.pop(self._clock.now)
        asked = {session for session in self._freed if session in self._work}
        self._freed.clear()
        for number, activity in fresh:
            for session in self._idle_for.get(number, ()):
                if activity in self._tables.rota.plans[self._plan[session]]:
                    asked.add(session)
        while self._offer_once(asked):
            pass

    def _offer_once(self, asked: set[int]) -> bool:
        """Offer work to each of these that is free, by number; whether any started."""
        started = False
        ahead = sorted(asked & self._idle)
        while ahead:
            session = heappop(ahead)
            if not self._start_next(session):
                continue
            started = True
            # Behind the one who was taken may stand somebody who fits elsewhere.
            others = self._idle_with_mixed_work() - asked if self._mixed else set()
            asked |= others
            for other in others:
                if other > session:
                    heappush(ahead, other)
        return started

    def _idle_with_mixed_work(self) -> set[int]:
        plans = self._tables.rota.plans
        return {
            session
            for session in self._idle
            if self._mixed.intersection(plans[self._plan[session]])
        }

    def _start_next(self, session: int) -> bool:
        """Start the first activity whose head fits; pass over one that does not."""
        now, end = self._clock.now, self._ends[session]
        for opens, queue in self._work[session]:
            head = queue.head(now) if now >= opens else None
            if head is None:
                continue
            person = self._people[head]
            if now + self._tables.stages[person.stage].slot <= end:
                self._begin(session, person)
                return True
        return False
