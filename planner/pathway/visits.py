"""The visits table: one row a patient, stage visit and attempt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Stays = npt.NDArray[Any]
"""Records of the kind STAY; each patient's are in order of time."""


class Outcome(IntEnum):
    """How a stay at a stage ended."""

    OPEN = 0
    SEEN = 1
    DNA = 2
    LEFT = 3


COLUMNS = (
    "patient", "stage", "visit", "attempt", "list", "first_joined", "joined",
    "started", "finished", "held_until", "session", "outcome",
)  # fmt: skip
MINUTES = COLUMNS[5:10]
SMALL = ("stage", "list", "outcome")
"""Declared numbers and outcomes, which 16 bits hold."""
NUMBERS = tuple(name for name in COLUMNS if name not in MINUTES + SMALL)
# As long as a line of the processor's cache.
STAY = np.dtype(
    [(name, np.int64) for name in MINUTES]
    + [(name, np.int32) for name in NUMBERS]
    + [(name, np.int16) for name in SMALL],
    align=True,
)


class Column:
    """A column of the visits table, made when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, visits: Visits, owner: type | None = None) -> Ints:
        column = np.ascontiguousarray(visits.in_order[self.name], dtype=np.int64)
        visits.__dict__[self.name] = column
        return column


class Visits:
    """Columns of one length, in order of patient, stage visit and attempt.

    Minutes count from 00:00 of the plan's first day; -1 stands for what had not
    happened by the horizon.
    """

    patient = Column()
    stage = Column()
    """Declared number of the stage."""
    visit = Column()
    """How many times the person has been at this stage, this time included."""
    attempt = Column()
    """Appointments given so far in this visit, this one included."""
    list = Column()
    """Declared number of the provider whose list it is."""
    first_joined = Column()
    joined = Column()
    started = Column()
    finished = Column()
    held_until = Column()
    """Minute at which the session was free again."""
    session = Column()
    """Session number, -1 for a delay or a stay nobody has begun."""
    outcome = Column()

    def __init__(self, stays: Stays) -> None:
        self.stays = stays
        """The same, one record each, as they came: for who only counts."""

    @cached_property
    def in_order(self) -> Stays:
        """The records by patient, stage visit and attempt."""
        return self.stays[np.argsort(self.stays["patient"], kind="stable")]

    def __len__(self) -> int:
        return len(self.stays)

    def with_finished(self, finished: Ints) -> Visits:
        """The same rows with other ends."""
        changed = self.take(np.arange(len(self)))
        changed.stays["finished"] = finished
        return changed

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Visits:
        """These rows, in this order."""
        taken = Visits(self.in_order[rows])
        taken.__dict__["in_order"] = taken.stays
        return taken


def visits_from(rows: Sequence[tuple[int, ...]] | Ints) -> Visits:
    """The table of these rows; those of one patient stand in order of time."""
    table = np.asarray(rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    stays = np.empty(len(table), STAY)
    for name, column in zip(COLUMNS, table.T, strict=True):
        stays[name] = column
    return Visits(stays)
