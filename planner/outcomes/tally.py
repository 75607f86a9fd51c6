"""What one replication of one board counted up to, by list, group and period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES, Lost
from planner.outcomes.blocks import ALL
from planner.outcomes.counting import Count, Stays, count_stays, count_waits
from planner.outcomes.frame import Frame, frame_of
from planner.outcomes.periods import Span
from planner.outcomes.ranks import percentiles_by_pair
from planner.outcomes.record import Record
from planner.outcomes.sessions import Bookings, Openings, count_held, count_sessions

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
GROUPS = (ALL, "other", "fls")
LATE_SHARE = 0.95
"""Share of those seen whose wait is no longer than the 95th percentile."""


@dataclass(frozen=True)
class Waits:
    """Completed waits, days.

    Attributes
    ----------
    total, late : shape (lists, GROUPS, years): their sum, and their 95th percentile
    """

    total: Floats
    late: Floats


class Tally:
    """Counts of one replication of one board, taken in one pass over each table."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.frame: Frame = frame_of(record.scenario, record.board_id)
        self._counts, self.waits = self._counted()

    def during(self, what: Count, span: Span) -> Ints:
        """What was counted in each period, shape (lists, GROUPS, periods)."""
        return np.diff(self.before(what, span))

    def before(self, what: Count, span: Span) -> Ints:
        """What was counted before 00:00 of each edge, shape (lists, GROUPS, edges)."""
        return self._counts[:, :, self.frame.cells.of_edges(span), what]

    def groups(self, what: Count) -> Bools:
        """Which groups are shown: FLS and other apart where both are counted.

        Shape (lists, GROUPS).
        """
        some = self._counts[:, :, -1, what] > 0
        both = some[:, 1:].all(axis=1)
        return np.stack([np.ones_like(both), both, both], axis=1)

    def _counted(self) -> tuple[Ints, Waits]:
        frame, visits, fls = self.frame, self.record.visits, self.record.fls
        lists, years = len(frame.lists), len(frame.periods.years)
        stays = Stays(*(getattr(visits, name) for name in Stays._fields))
        people = fls, self.record.cohort.at_start
        shape = lists, 2, len(frame.cells), len(Count)
        counts = np.zeros((lists * 2 * len(frame.cells), len(Count)), dtype=np.int64)
        total = np.zeros((lists * years, len(GROUPS)))
        waits = np.empty(len(visits), np.int64), np.empty(len(visits), np.int64)
        count_stays(stays, fls, frame.marks, counts)
        done = count_waits(stays, people, frame.marks, counts, total, waits)
        late = np.full_like(total, np.nan)
        percentiles_by_pair(waits[0][:done], waits[1][:done], LATE_SHARE, late)
        running = counts.reshape(shape).cumsum(axis=2)
        every = running.sum(axis=1, keepdims=True)
        return np.concatenate([every, running], axis=1), Waits(
            *(table.reshape(lists, years, -1).swapaxes(1, 2) for table in (total, late))
        )


class Work:
    """Sessions of one replication, and what they held, by role."""

    def __init__(self, record: Record) -> None:
        self.frame = frame_of(record.scenario, record.board_id)
        rota, visits = record.rota, record.visits
        cells, size = self.frame.cells.of_day, len(self.frame.cells)
        roles = len(ROLES)
        self._offered = np.zeros((roles, size), dtype=np.int64)
        self._lost = np.zeros((roles, len(Lost), size), dtype=np.int64)
        self._held = np.zeros((roles, size), dtype=np.int64)
        self._idle = np.zeros(size, dtype=np.int64)
        self._ran = np.zeros((roles, 3), dtype=np.int64)
        self.used = np.zeros(len(rota), dtype=bool)
        openings = Openings(*(getattr(rota, name) for name in Openings._fields))
        bookings = Bookings(*(getattr(visits, name) for name in Bookings._fields))
        count_sessions(
            openings, cells, self._offered, self._lost, self._ran, self._idle
        )
        count_held(bookings, openings, cells, self._held, self.used)

    def offered_minutes(self, span: Span) -> Ints:
        """Minutes of sessions open to patients, shape (roles here, periods)."""
        return self._during(self._offered[self.frame.roles], span)

    def held_minutes(self, span: Span) -> Ints:
        """Minutes of sessions that an appointment held, missed ones included."""
        return self._during(self._held[self.frame.roles], span)

    def sessions(self, span: Span) -> Ints:
        """Sessions but for kept slots, shape (roles here, reasons lost, periods)."""
        return self._during(self._lost[self.frame.roles], span)

    def without_operator(self, span: Span) -> Ints:
        """Scanner sessions lost for want of an operator, by period."""
        return self._during(self._idle, span)

    @cached_property
    def session_minutes(self) -> Floats:
        """Mean minutes of one session that is offered, by role; 0 where there is none.

        Kept slots are part of the half day whose list they precede.
        """
        sessions, halves, minutes = self._ran[self.frame.roles].T
        scanner = self.frame.roles == ROLES.index("scanner")
        number = np.where(scanner, halves, sessions)
        return np.where(number > 0, minutes / np.maximum(number, 1), 0.0)

    def _during(self, counts: Ints, span: Span) -> Ints:
        running = counts.cumsum(axis=-1)
        return np.diff(running[..., self.frame.cells.of_edges(span)])
