"""Counts of one replication of one board, by list, group and period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.rota import ROLES, Lost
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.counts import Count
from planner.outcomes.measure_index import ALL
from planner.outcomes.percentiles import percentiles_by_pair
from planner.outcomes.sessions import count_sessions
from planner.outcomes.visit_counts import VisitCounts

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
    """People on the lists of one board, and their waits, in one replication."""

    def __init__(self, counted: VisitCounts) -> None:
        self.record, self.frame = counted.record, counted.frame
        self._counted = counted

    def during(self, what: Count, span: str) -> Ints:
        """Counts in each period, shape (lists, GROUPS, periods)."""
        at_edges = self.before(what, span)
        return np.asarray(at_edges[..., 1:] - at_edges[..., :-1])

    def before(self, what: Count, span: str) -> Ints:
        """Counts before 00:00 of each edge, shape (lists, GROUPS, edges)."""
        return self._counted.lists[:, :, self.frame.cells.before[span], what]

    def groups(self, what: Count) -> Bools:
        """Which groups are shown: FLS and other apart where both are counted.

        Shape (lists, GROUPS).
        """
        some = self._counted.lists[:, :, -1, what] > 0
        shown = np.ones_like(some)
        shown[:, 1:] = some[:, 1:].all(axis=1, keepdims=True)
        return shown

    @cached_property
    def waits(self) -> Waits:
        """Completed waits, by year of the attended appointment."""
        marks = self.frame.marks
        sizes = self.during(Count.COMPLETED, "year")[:, 1:].swapaxes(1, 2)
        ends = sizes.cumsum() - sizes.ravel()
        total = np.zeros((len(ends) // 2, len(GROUPS)), dtype=np.int64)
        late = np.full(total.shape, np.nan)
        waits = self._counted.sorted_waits(ends, total)
        percentiles_by_pair(waits, ends, LATE_SHARE, late)
        shape = len(self.frame.lists), marks.years, len(GROUPS)
        days = total / MINUTES_A_DAY
        return Waits(*(table.reshape(shape).swapaxes(1, 2) for table in (days, late)))


class Work:
    """Sessions of one replication, and what they held, by role."""

    def __init__(self, counted: VisitCounts) -> None:
        self.frame, self.used = counted.frame, counted.sums.used
        cells, size = self.frame.cells.of_day, len(self.frame.cells)
        roles = len(ROLES)
        self._offered = np.zeros((roles, size), dtype=np.int64)
        self._lost = np.zeros((roles, len(Lost), size), dtype=np.int64)
        self._held = counted.sums.held
        self._idle = np.zeros(size, dtype=np.int64)
        self._ran = np.zeros((roles, 3), dtype=np.int64)
        count_sessions(
            counted.openings, cells, self._offered, self._lost, self._ran, self._idle
        )
        for counts in (self._offered, self._lost, self._held, self._idle):
            np.cumsum(counts, axis=-1, out=counts)

    def offered_minutes(self, span: str) -> Ints:
        """Minutes of sessions open to patients, shape (roles here, periods)."""
        return self.frame.cells.during(self._offered[self.frame.roles], span)

    def held_minutes(self, span: str) -> Ints:
        """Minutes of sessions that an appointment held, missed ones included."""
        return self.frame.cells.during(self._held[self.frame.roles], span)

    def sessions(self, span: str) -> Ints:
        """Sessions but for reserved slots: roles here, reasons lost, periods."""
        return self.frame.cells.during(self._lost[self.frame.roles], span)

    def without_operator(self, span: str) -> Ints:
        """Scanner sessions lost for want of an operator, by period."""
        return self.frame.cells.during(self._idle, span)

    @cached_property
    def session_minutes(self) -> Floats:
        """Mean minutes of one session that is offered, by role; 0 where there is none.

        Reserved slots are part of the half day whose list they precede.
        """
        sessions, halves, minutes = self._ran[self.frame.roles].T
        scanner = self.frame.roles == ROLES.index("scanner")
        number = np.where(scanner, halves, sessions)
        return np.where(number > 0, minutes / np.maximum(number, 1), 0.0)
