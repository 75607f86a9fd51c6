"""The visits table: one row a patient, stage visit and attempt."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Outcome(IntEnum):
    """How a stay at a stage ended."""

    OPEN = 0
    SEEN = 1
    DNA = 2
    LEFT = 3


@dataclass(frozen=True)
class Visits:
    """Arrays of one length, in order of patient, stage visit and attempt.

    Minutes count from 00:00 of the plan's first day; -1 stands for what had not
    happened by the horizon.
    """

    patient: Ints
    stage: Ints
    """Declared number of the stage."""
    visit: Ints
    """How many times the person has been at this stage, this time included."""
    attempt: Ints
    """Appointments given so far in this visit, this one included."""
    list: Ints
    """Declared number of the provider whose list it is."""
    first_joined: Ints
    joined: Ints
    started: Ints
    finished: Ints
    held_until: Ints
    """Minute at which the session was free again."""
    session: Ints
    """Session number, -1 for a delay or a stay nobody has begun."""
    outcome: Ints

    def __len__(self) -> int:
        return len(self.patient)

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Visits:
        """These rows, in this order."""
        return Visits(*(getattr(self, item.name)[rows] for item in fields(self)))


def visits_from(rows: list[tuple[int, ...]] | Ints) -> Visits:
    """The table of these rows, put in order."""
    width = len(fields(Visits))
    table = np.asarray(rows, dtype=np.int64).reshape(-1, width)
    # Within a patient, stays follow each other in time, so joining orders them.
    ordered = np.lexsort((table[:, 3], table[:, 6], table[:, 0]))
    return Visits(*(np.ascontiguousarray(column) for column in table[ordered].T))
