"""Waiting lists by week: how many, for how long, how many too long, cleared when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.board_frame import Frame
from planner.outcomes.counts import Count
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.tally import Tally
from planner.pathway.visits import Outcome, Visits

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SETTLED_WEEKS = 4
"""So many weeks running make a backlog, and its absence."""


def off_list(visits: Visits) -> Ints:
    """Minute of leaving the list: started, left, or FAR while still waiting."""
    left = np.where(visits.outcome == Outcome.LEFT, visits.finished, FAR)
    return np.asarray(np.where(visits.started >= 0, visits.started, left))


def measure_queues(tally: Tally, row: MeasureTable) -> None:
    """Add each list by week, the days waited, those beyond 90 days, clearance.

    The list of a week is the list at 00:00 of its first day, before that day's events.
    """
    number = tally.before(Count.LIST, "week")[..., :-1]
    over = tally.before(Count.OVER, "week")[..., :-1]
    # Each has waited from first joining until now: now, as often as there are people.
    since = tally.before(Count.SINCE, "week")[..., :-1]
    waited = (number * tally.frame.week_minutes - since) / MINUTES_A_DAY
    there = tally.groups(Count.JOINED)
    row.put("waiting_list", number, present=there)
    row.put("waiting_over_90", over, present=there)
    row.put("waiting_list_age", waited, number, present=there)
    _measure_clearance(tally, row, number[:, 0])


def _measure_clearance(tally: Tally, row: MeasureTable, number: Ints) -> None:
    """Add the day from which each backlog is gone for good, and whether it comes."""
    weeks, marks = tally.frame.periods.weeks, tally.frame.scenario.marks
    late = tally.before(Count.LATE, "week")[:, 0, :-1]
    allowed = number * (1 - marks.cleared_share)
    first_clear = week_after_last_run(late > allowed)
    cleared = first_clear <= len(weeks) - SETTLED_WEEKS
    day = np.where(cleared, weeks.edges[first_clear], np.nan)
    row.put("cleared", cleared[:, None])
    row.put("clearance_day", day[:, None])


def week_after_last_run(late: Bools) -> Ints:
    """First week after each row's last run of settled weeks all late, else 0.

    One week beyond the mark, as after bank holidays, brings no backlog back.
    """
    window = min(SETTLED_WEEKS, late.shape[1])
    starts = late.shape[1] - window + 1
    runs = np.all([late[:, i : i + starts] for i in range(window)], axis=0)
    last = starts - 1 - runs[:, ::-1].argmax(axis=1)
    return np.asarray(np.where(runs.any(axis=1), last + window, 0))


def measure_list_ages(
    ages: Ints, site_waits: Ints, frame: Frame, row: MeasureTable
) -> None:
    """Add who has waited longer than each mark, and lists and waits by site.

    A list is counted at 00:00 of a day, before that day's events; of a quarter at its
    end.

    Parameters
    ----------
    ages, site_waits : as `Sums` of visits has them
    """
    if not len(ages):
        return
    there, lists = ages.cumsum(axis=-1), len(frame.lists)
    at_end = there[..., frame.cells.before["quarter"][1:]]
    row.put("waiting_over", at_end[:lists, 1:])
    row.put("site_waiting_over", at_end[lists:, 1:])
    weeks = frame.cells.before["week"][:-1]
    row.put("site_waiting_list", there[lists:, 0][..., weeks])
    waited, people = site_waits.swapaxes(0, 1)
    row.put("site_completed_wait", waited / MINUTES_A_DAY, people)
