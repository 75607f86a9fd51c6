"""Waiting lists counted from visits as the definitions say, a moment at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.queues import off_list
from planner.pathway.visits import Visits

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def waiting_at(stays: Visits, minutes: Ints, older_than_days: float = 0.0) -> Floats:
    """People on the list at each minute: joined before it, not off the list before it.

    Parameters
    ----------
    older_than_days : count only those who first joined longer ago than this
    """
    first, last = stays.joined, off_list(stays)
    if older_than_days:
        late = stays.first_joined + round(older_than_days * MINUTES_A_DAY)
        first = np.maximum(first, late)
    waits = first < last
    joined = np.searchsorted(np.sort(first[waits]), minutes, side="left")
    gone = np.searchsorted(np.sort(last[waits]), minutes, side="left")
    return (joined - gone).astype(float)


def days_waited_at(stays: Visits, minutes: Ints) -> Floats:
    """Sum, over those on the list at each minute, of days since they first joined."""
    last = off_list(stays)
    joined = _sum_before(stays.joined, stays.first_joined, minutes)
    gone = _sum_before(last, stays.first_joined, minutes)
    number = waiting_at(stays, minutes)
    return (number * minutes - (joined - gone)) / MINUTES_A_DAY


def _sum_before(moment: Ints, amount: Ints, minutes: Ints) -> Floats:
    order = np.argsort(moment, kind="stable")
    sums = np.concatenate([[0], np.cumsum(amount[order])])
    return np.asarray(
        sums[np.searchsorted(moment[order], minutes, side="left")], dtype=float
    )
