"""The visits table: one row a patient, stage visit and attempt."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
VisitRows = npt.NDArray[Any]
"""Records of type VISIT_ROW; each patient's are in order of time."""


class Outcome(IntEnum):
    """End of a visit to a stage."""

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
VISIT_ROW = np.dtype(
    [(name, np.int64) for name in MINUTES]
    + [(name, np.int32) for name in NUMBERS]
    + [(name, np.int16) for name in SMALL],
    align=True,
)


class VisitColumn:
    """A column of the visits table, computed on first access and cached."""

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

    patient = VisitColumn()
    stage = VisitColumn()
    """Declared number of the stage."""
    visit = VisitColumn()
    """Number of times the person has been at this stage, this time included."""
    attempt = VisitColumn()
    """Appointments given so far in this visit, this one included."""
    list = VisitColumn()
    """Declared number of the provider whose list it is."""
    first_joined = VisitColumn()
    joined = VisitColumn()
    started = VisitColumn()
    finished = VisitColumn()
    held_until = VisitColumn()
    """Minute at which the session was free again."""
    session = VisitColumn()
    """Session number, -1 for a delay or a visit nobody has begun."""
    outcome = VisitColumn()

    def __init__(self, rows: VisitRows) -> None:
        self.rows = rows
        """The rows as records, in the order in which they ended."""

    @cached_property
    def in_order(self) -> VisitRows:
        """The records by patient, stage visit and attempt."""
        return self.rows[np.argsort(self.rows["patient"], kind="stable")]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Visits:
        """These rows, in this order."""
        taken = Visits(self.in_order[rows])
        taken.__dict__["in_order"] = taken.rows
        return taken


def visits_from(rows: Sequence[tuple[int, ...]] | Ints) -> Visits:
    """The table of these rows; those of one patient stand in order of time."""
    table = np.asarray(rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    records = np.empty(len(table), VISIT_ROW)
    for name, column in zip(COLUMNS, table.T, strict=True):
        records[name] = column
    return Visits(records)
