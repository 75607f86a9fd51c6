"""Waiting lists by week: how many, for how long, how many too long, cleared when."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.blocks import ALL, Measures
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
MARK_DAYS = 90
SETTLED_WEEKS = 4
"""So many weeks running make a backlog, and its absence."""


def off_list(stays: Visits) -> Ints:
    """Minute at which each stay ended: started, left, or FAR while still waiting."""
    left = np.where(stays.outcome == Outcome.LEFT, stays.finished, FAR)
    return np.asarray(np.where(stays.started >= 0, stays.started, left))


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


def measure_queues(record: Record, measures: Measures) -> None:
    """Add each stage's list by week, the days waited, those beyond 90 days, clearance.

    The list of a week is the list at 00:00 of its first day, before that day's events.
    """
    minutes = record.periods.weeks.edges[:-1] * MINUTES_A_DAY
    for stage in record.listed_stages:
        stays = record.at_stage(stage)
        for group, part in groups_of(record, stage, stays):
            number = waiting_at(part, minutes)
            over = waiting_at(part, minutes, MARK_DAYS)
            waited = days_waited_at(part, minutes)
            measures.put(record.key("waiting_list", "week", stage, group), number)
            measures.put(record.key("waiting_over_90", "week", stage, group), over)
            measures.put(
                record.key("waiting_list_age", "week", stage, group), waited, number
            )
        _measure_clearance(record, measures, stage, stays)


def groups_of(record: Record, stage: str, stays: Visits) -> list[tuple[str, Visits]]:
    """The stays at a stage, and FLS and other referrals apart where both are seen."""
    fls = record.fls[stays.patient]
    parts = [(ALL, stays)]
    if fls.any() and not fls.all():
        parts += [("fls", stays.take(fls)), ("other", stays.take(~fls))]
    return parts


def _measure_clearance(
    record: Record, measures: Measures, stage: str, stays: Visits
) -> None:
    """Add the day from which the backlog is gone for good, and whether it comes."""
    weeks, marks = record.periods.weeks, record.scenario.marks
    minutes = weeks.edges[:-1] * MINUTES_A_DAY
    over = waiting_at(stays, minutes, marks.cleared_wait_days)
    allowed = waiting_at(stays, minutes) * (1 - marks.cleared_share)
    first_clear = _week_after_last_run(over > allowed)
    cleared = first_clear <= len(weeks) - SETTLED_WEEKS
    day = float(weeks.edges[first_clear]) if cleared else np.nan
    put = measures.put
    put(record.key("cleared", "plan", stage), [float(cleared)], adds_up=False)
    put(record.key("clearance_day", "plan", stage), [day], adds_up=False)


def _week_after_last_run(late: npt.NDArray[np.bool_]) -> int:
    """First week after the last run of settled weeks that were all late, else 0.

    One week beyond the mark, as after bank holidays, brings no backlog back.
    """
    window = min(SETTLED_WEEKS, len(late))
    runs = np.convolve(late.astype(int), np.ones(window, dtype=int), mode="valid")
    starts = np.flatnonzero(runs == window)
    return int(starts[-1]) + window if len(starts) else 0
