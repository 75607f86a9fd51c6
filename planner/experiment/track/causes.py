"""Causes of a list that is not as planned, by the arithmetic of flows.

A list changes by referrals, less scans, less people taken off. So its gap to the plan
is the sum of the gaps of these, month by month, and whatever nobody counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.board_data.actuals import (
    LIST,
    MISSED,
    REFERRALS,
    REMOVALS,
    SCANS,
    SESSIONS,
)
from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]
START = gettext_noop("the list on the first day")
DEMAND, CAPACITY = gettext_noop("referrals"), gettext_noop("sessions that ran")
DNA = gettext_noop("missed appointments (DNA)")
FILLING = gettext_noop("people booked into each session")
SCANNED = gettext_noop("scans")
TAKEN_OFF = gettext_noop("people taken off the list")
REST = gettext_noop("unexplained")


@dataclass(frozen=True)
class ListGap:
    """The gap of a list to its plan, and its parts, in people.

    Attributes
    ----------
    parts : by cause; they add up to the gap, the last being what is not known
    missing : flows that were not counted in every month, so that they are not known
    """

    gap: float
    parts: Mapping[str, float]
    missing: tuple[str, ...]


def list_gap(
    expected: Mapping[str, Floats], actual: Mapping[str, Floats], months: int
) -> ListGap | None:
    """Parts of the gap at the end of so many months; None where no list was counted.

    Parameters
    ----------
    expected, actual : by column, one value a month; not a number where not counted
    """
    gap = float(actual[LIST][months - 1] - expected[LIST][months - 1])
    if not np.isfinite(gap):
        return None
    sums = {
        name: float((actual[name] - expected[name])[:months].sum())
        for name in (REFERRALS, SCANS, REMOVALS)
    }
    parts = {START: _start(actual) - _start(expected), DEMAND: sums[REFERRALS]}
    parts |= _of_scans(expected, actual, months)
    parts[TAKEN_OFF] = -sums[REMOVALS]
    known = {name: part for name, part in parts.items() if np.isfinite(part)}
    known[REST] = gap - sum(known.values())
    missing = tuple(name for name in sums if not np.isfinite(sums[name]))
    return ListGap(gap, known, missing)


def _start(counts: Mapping[str, Floats]) -> float:
    """The list on the first day, from the first month's counts."""
    inflow = counts[REFERRALS][0]
    return float(counts[LIST][0] - inflow + counts[SCANS][0] + counts[REMOVALS][0])


def _of_scans(
    expected: Mapping[str, Floats], actual: Mapping[str, Floats], months: int
) -> dict[str, float]:
    """Scans too few, as sessions, missed appointments and bookings, where counted."""
    happened, plan = (
        {name: table[name][:months] for name in (SCANS, SESSIONS, MISSED)}
        for table in (actual, expected)
    )
    fewer = plan[SCANS] - happened[SCANS]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = plan[SCANS] / plan[SESSIONS]
        misses = plan[MISSED] / plan[SESSIONS]
    by_sessions = (plan[SESSIONS] - happened[SESSIONS]) * rate
    if not np.isfinite(by_sessions.sum()):
        return {SCANNED: float(fewer.sum())}
    within = fewer - by_sessions
    missed = happened[MISSED] - happened[SESSIONS] * misses
    if not np.isfinite(missed.sum()):
        return {CAPACITY: float(by_sessions.sum()), FILLING: float(within.sum())}
    return {
        CAPACITY: float(by_sessions.sum()),
        DNA: float(missed.sum()),
        FILLING: float((within - missed).sum()),
    }
