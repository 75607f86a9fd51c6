"""The bottleneck: the role whose work piles up longest, week by week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.outcomes.counts import Count
from planner.outcomes.load import by_role
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.tally import Tally, Work

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
LEAST_WEEKS = 2.0
"""Weeks of work that must wait before a role is said to be the bottleneck."""
SMOOTHED_WEEKS = 4


def weeks_of_work(tally: Tally, work: Work) -> Floats:
    """Waiting work at the start of each week over the minutes offered a week.

    Shape (roles, weeks); minutes offered are a mean over four weeks.
    """
    frame, weeks = tally.frame, tally.frame.periods.weeks
    people = tally.before(Count.LIST, "week")[frame.staffed, 0, :-1]
    waiting = by_role(frame, people * frame.slot_minutes[frame.staffed, None])
    window = np.ones(min(SMOOTHED_WEEKS, len(weeks)))
    number = np.convolve(np.ones(len(weeks)), window, mode="same")
    offered = [
        np.convolve(minutes, window, mode="same") / number
        for minutes in work.offered_minutes("week")
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(waiting > 0, waiting / offered, 0.0)


def binding_roles(tally: Tally, work: Work) -> Bools:
    """Whether each role is the bottleneck in each week: none where no work piles up.

    A scan list counts for the operator in a week that lost a session for want of one,
    else for the scanner. Shape (`Frame.binding_roles`, weeks).
    """
    frame, weeks = tally.frame, tally.frame.periods.weeks
    names, roles = frame.binding_roles, len(frame.roles)
    binds = np.zeros((len(names), len(weeks)), dtype=bool)
    if not roles:
        return binds
    piled = weeks_of_work(tally, work)
    longest = piled.argmax(axis=0) == np.arange(roles)[:, None]
    binds[:roles] = longest & (piled >= LEAST_WEEKS)
    if "scanner" in names:
        scanner, operator = names.index("scanner"), names.index("operator")
        missing = binds[scanner] & (work.without_operator("week") > 0)
        binds[operator] |= missing
        binds[scanner] &= ~missing
    return binds


def measure_binding(tally: Tally, work: Work, row: MeasureTable) -> None:
    """Add, by role, whether it is the bottleneck in a week, and in how many of a year.

    Where nobody comes there is no work that could pile up, and nothing is said.
    """
    binds, year_of_week = binding_roles(tally, work), tally.frame.year_of_week
    comes = float(tally.before(Count.JOINED, "plan").any())
    row.put("binds", binds, comes)
    in_year = binds.astype(float) @ year_of_week
    row.put("binds_share", in_year * 100, year_of_week.sum(axis=0) * comes)
