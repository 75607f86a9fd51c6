"""The queue of runs: a cap, and a fair share for everybody who asks.

Browsers take turns (round robin): one with many runs does not hold up another. Two
runs are worked on at once: one place is for long runs first, such as all of Wales, the
other for short ones alone, so that a board never stands behind a national comparison.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.errors import PlannerError
from planner.locale import _

MOST_WAITING, MOST_OF_ONE = 200, 25
"""Runs that may wait in all, and those of one browser."""
NEWEST_COUNTS = 0.3
"""Weight of the newest run in the seconds that a piece of work takes."""


class QueueFullError(PlannerError):
    """Too many runs wait already; nothing was started."""


@dataclass
class QueuedRun:
    """A run that waits for its turn, or is worked on.

    Attributes
    ----------
    browsers : those who want it
    long : whether it may only be worked on at the place for long runs
    work : pieces of work, each a replication of a board
    """

    id: str
    browsers: set[str]
    long: bool
    work: float


@dataclass
class RunQueue:
    """Runs that wait, in order of arrival, and those that are worked on.

    Attributes
    ----------
    waiting : in order of arrival
    working : by place, true for the one for long runs; a run that goes on at the other
        place is there before its first place is free
    """

    waiting: list[QueuedRun] = field(default_factory=list)
    working: dict[bool, QueuedRun] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._served: dict[str, int] = {}
        """Turn at which each browser was served last."""
        self._turn = 0
        self._open = True
        self._seconds = {True: 0.0, False: 0.0}
        """Seconds of a piece of work, of long runs and of short ones."""

    def add(self, run: QueuedRun, *, resumed: bool = False) -> None:
        """Put a run at the end of the queue.

        Raises
        ------
        QueueFullError: if too many wait; not of a run that was interrupted
        """
        with self._changed:
            own = sum(bool(each.browsers & run.browsers) for each in self.waiting)
            if not resumed and own >= MOST_OF_ONE:
                raise QueueFullError(
                    _(
                        "{own} of your runs are waiting already: let some end, or"
                        " cancel some, and press Run again.",
                        own=own,
                    )
                )
            if not resumed and len(self.waiting) >= MOST_WAITING:
                raise QueueFullError(
                    _("The queue is full. Press Run again in a few minutes.")
                )
            self.waiting.append(run)
            self._changed.notify_all()

    def join(self, run_id: str, browser: str) -> None:
        """Let one more browser want a run that waits or is worked on."""
        with self._changed:
            for run in self._all():
                if run.id == run_id:
                    run.browsers.add(browser)

    def leave(self, run_id: str, browser: str) -> None:
        """Let a browser no longer want a run; others may."""
        with self._changed:
            for run in self._all():
                if run.id == run_id:
                    run.browsers.discard(browser)

    def remove(self, run_id: str) -> bool:
        """Whether the run was waiting; then it no longer is."""
        with self._changed:
            left = [run for run in self.waiting if run.id != run_id]
            found = len(left) < len(self.waiting)
            self.waiting = left
            self._changed.notify_all()
            return found

    def take(self, *, long: bool) -> str | None:
        """The run whose turn it is, once there is one; None when the queue closes.

        Parameters
        ----------
        long : whether the place is the one for long runs
        """
        with self._changed:
            while self._open:
                run = next(iter(self._in_turn(self._fitting(long=long))), None)
                if run is not None:
                    self.waiting.remove(run)
                    self.working[long] = run
                    self._serve(self._served, run)
                    return run.id
                self._changed.wait()
        return None

    def ended(self, *, long: bool, seconds: float = 0, work: float = 0) -> None:
        """Free a place, and learn from what its run took.

        Parameters
        ----------
        long : whether the place is the one for long runs
        seconds, work : that were spent on simulating; none: nothing to learn
        """
        with self._changed:
            run = self.working.pop(long, None)
            if run is not None and work > 0:
                now, before = seconds / work, self._seconds[run.long]
                share = NEWEST_COUNTS if before else 1.0
                self._seconds[run.long] = share * now + (1 - share) * before
            self._changed.notify_all()

    def ahead_of(self, run_id: str) -> tuple[QueuedRun, ...] | None:
        """Runs that come before a waiting one, in turn; None if it does not wait."""
        with self._changed:
            long = next((run.long for run in self.waiting if run.id == run_id), None)
            if long is None:
                return None
            order = self._in_turn([r for r in self.waiting if r.long == long])
            place = [run.id for run in order].index(run_id)
            return tuple(order[:place])

    def expected_seconds(self, run_id: str, left: float) -> float | None:
        """Seconds until a waiting run begins; None where nothing is known yet.

        Parameters
        ----------
        left : pieces of work that are left of the runs of its kind worked on
        """
        ahead = self.ahead_of(run_id)
        with self._changed:
            long = any(run.long for run in self.waiting if run.id == run_id)
            each = self._seconds[long]
        if ahead is None or not each:
            return None
        return each * (left + sum(run.work for run in ahead))

    def close(self) -> None:
        """Let nobody take another run."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether nothing waits or is worked on any more, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not (self.working or (self._open and self.waiting)), seconds
            )

    def _all(self) -> Iterable[QueuedRun]:
        return [*self.waiting, *self.working.values()]

    def _fitting(self, *, long: bool) -> list[QueuedRun]:
        """Runs that a place may take: the long one prefers long ones."""
        first = [run for run in self.waiting if run.long == long]
        return first or (list(self.waiting) if long else [])

    def _in_turn(self, runs: list[QueuedRun]) -> list[QueuedRun]:
        """The order in which runs would be taken if no other came."""
        left, served, order = list(runs), dict(self._served), []
        while left:
            run = min(left, key=lambda each: self._last_turn(served, each))
            left.remove(run)
            order.append(run)
            self._serve(served, run)
        return order

    def _last_turn(self, served: dict[str, int], run: QueuedRun) -> int:
        """Turn at which the browser that has waited longest was served."""
        return min((served.get(each, 0) for each in run.browsers), default=0)

    def _serve(self, served: dict[str, int], run: QueuedRun) -> None:
        self._turn += 1
        served.update(dict.fromkeys(run.browsers, self._turn))
