"""Stays on one list from first joining to the end, missed appointments included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEVER = np.inf


@dataclass(frozen=True)
class Stays:
    """Whole stays, in days since the plan began."""

    patient: Ints
    joined: Floats
    ended: Floats
    """Day of the attended appointment, or of leaving the list; NEVER while waiting."""
    seen: Bools

    @property
    def days(self) -> Floats:
        """Days from first joining to the end."""
        return self.ended - self.joined


def stays_at(record: Record, stage: str) -> Stays:
    """Everybody's stays on the list of a stage."""
    visits = record.at_stage(stage)
    # A missed appointment is a part of the stay that goes on behind it, unless it was
    # the last one allowed: then nothing follows, and the person has left by it.
    whole = visits.take(_last_of_stay(visits.patient, visits.visit))
    begun = whole.started >= 0
    missed = whole.outcome == Outcome.DNA
    left = (whole.outcome == Outcome.LEFT) | missed
    minute = np.where(begun, whole.started, whole.finished)
    ended = np.where(begun | left, minute / MINUTES_A_DAY, NEVER)
    return Stays(
        whole.patient, whole.first_joined / MINUTES_A_DAY, ended, begun & ~missed
    )


def _last_of_stay(patient: Ints, visit: Ints) -> Bools:
    """Rows behind which no row of the same stay stands."""
    last = np.ones(len(patient), dtype=bool)
    same = (patient[1:] == patient[:-1]) & (visit[1:] == visit[:-1])
    last[:-1] = ~same
    return last
