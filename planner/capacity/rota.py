"""The rota table: one row a session, lost ones included, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from planner.inputs.pathway import Role

Ints = npt.NDArray[np.int64]


class SessionKind(IntEnum):
    """Kind of staff or machine that offers a session."""

    POST = 0
    SCANNER = 1
    RESERVED = 2
    TEMPORARY = 3
    SERVERS = 4
    CHECKS = 5
    """Quality checks before a scanner's first session of a day: no session itself."""
    MOBILE = 6
    OUTSOURCED = 7
    """Room for one report outside."""
    EXTENDED_HOURS = 8
    """An operator's evening or weekend, for its price; the session is the scanner's."""
    ELSEWHERE = 9
    """Room for one scan elsewhere."""
    CLINIC = 10
    """One place of a clinic, such as a chair, for one session."""


class Lost(IntEnum):
    """Why a session, or a part of it, is not offered."""

    OFFERED = 0
    BANK_HOLIDAY = 1
    LEAVE = 2
    STUDY = 3
    SICKNESS = 4
    DOWNTIME = 5
    NO_OPERATOR = 6
    REPLACEMENT = 7
    NO_REPORTER = 8
    QUALITY_CHECKS = 9
    VACANCY = 10
    TRAINING = 11


OWN_LIST = -1
TUPLES = ("plans", "lists")
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True)
class Rota:
    """Arrays of one length, one entry a session; session numbers are positions.

    `plans` lists the distinct orders of activities; `plan` points into it. `lists` does
    the same for sessions that serve several lists; `serves` points into that.
    """

    provider: Ints
    """Declared number of the board that offers it."""
    kind: Ints
    unit: Ints
    """Declared number of the post, scanner or list within the board."""
    role: Ints
    """Position in ROLES."""
    start: Ints
    """Minute at which it opens."""
    end: Ints
    """Minute at which it closes; equal to start when it is lost."""
    paid_minutes: Ints
    """Minutes paid for or planned, before absence and other duties."""
    lost: Ints
    plan: Ints
    serves: Ints
    """Position in `lists`; OWN_LIST for a session of its provider's list alone."""
    overrun: Ints
    """Minutes beyond its end for people booked on top; fewer by each who misses."""
    plans: tuple[tuple[int, ...], ...]
    """Declared numbers of activities, in the order in which a session offers them."""
    lists: tuple[tuple[int, ...], ...] = ()
    """Declared numbers of providers whose lists a session serves, in that order."""

    def __len__(self) -> int:
        return len(self.start)

    @property
    def offered_minutes(self) -> Ints:
        """Minutes open to patients."""
        return self.end - self.start

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_] | slice) -> Rota:
        """These sessions, in this order."""
        columns = {name: getattr(self, name)[rows] for name in COLUMNS}
        return Rota(**columns, plans=self.plans, lists=self.lists)


COLUMNS = tuple(item.name for item in fields(Rota) if item.name not in TUPLES)
SORTED_BY = ("start", "provider", "kind", "unit", "end")


class RotaBuilder:
    """Sessions gathered part by part, then put in order of time."""

    def __init__(self) -> None:
        self._parts: list[tuple[int, dict[str, npt.ArrayLike]]] = []
        self._plans: dict[tuple[int, ...], int] = {}

    def plan_of(self, activities: tuple[int, ...]) -> int:
        """Position of this order of activities among the plans."""
        return self._plans.setdefault(activities, len(self._plans))

    def add(self, **columns: npt.ArrayLike) -> None:
        """Add sessions; single values are repeated, arrays are read by `build`."""
        columns = {"serves": OWN_LIST, "overrun": 0, **columns}
        self._parts.append((np.size(columns["start"]), columns))

    def build(self, in_order: bool = True) -> Rota:
        """All sessions by start, provider, kind, unit and end; ties as they were added.

        One column is gathered at a time: fresh memory costs more than the work on it.
        """
        size = sum(size for size, _ in self._parts)
        gathered = np.empty(size, dtype=np.int64)
        table = np.empty((len(COLUMNS), size), dtype=np.int64)
        if not in_order:
            for name, column in zip(COLUMNS, table, strict=True):
                self._gather(name, column)
            return self._rota(table)
        order = self._order_of_time(gathered)
        for name, column in zip(COLUMNS, table, strict=True):
            # Positions are all inside, and only "clip" writes straight into the table.
            np.take(self._gather(name, gathered), order, out=column, mode="clip")
        return self._rota(table)

    def _rota(self, table: Ints) -> Rota:
        named: dict[str, Any] = dict(zip(COLUMNS, table, strict=True))
        return Rota(**named, plans=tuple(self._plans))

    def _gather(self, name: str, gathered: Ints) -> Ints:
        """A column of all parts, as they were added, in this array."""
        first = 0
        for size, columns in self._parts:
            gathered[first : first + size] = columns[name]
            first += size
        return gathered

    def _order_of_time(self, gathered: Ints) -> npt.NDArray[np.intp]:
        # One number a session sorts several times faster than five columns, the more so
        # as most parts come in order.
        key, room = np.zeros(len(gathered), dtype=np.int64), 1
        for name in SORTED_BY:
            column = self._sortable(name, gathered)
            low, high = int(column.min(initial=0)), int(column.max(initial=0))
            key *= high - low + 1
            key += column
            key -= low
            room *= high - low + 1
        if room <= np.iinfo(np.int64).max:
            return np.argsort(key, kind="stable")
        columns = [self._sortable(name, gathered).copy() for name in SORTED_BY]
        return np.lexsort(columns[::-1])

    def _sortable(self, name: str, gathered: Ints) -> Ints:
        column = self._gather(name, gathered)
        if name == "kind":
            # Reserved slots stand before the open list of the same scanner.
            column[column == SessionKind.RESERVED] = -1
        return column
