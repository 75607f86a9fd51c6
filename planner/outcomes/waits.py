"""The four kinds of wait, never mixed up, and what was done.

completed_wait        of those seen in a period
cohort_within_target  of those who joined in a period, seen or not
waiting_list_age      of those still on the list (see queues)
new_referral_wait     that a new referral faces
"""

from __future__ import annotations

import numpy as np

from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.blocks import Measures
from planner.outcomes.queues import groups_of, waiting_at
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits


def measure_waits(record: Record, measures: Measures) -> None:
    """Add completed, cohort and new-referral waits, and activity, of every list."""
    for stage in record.listed_stages:
        stays = record.at_stage(stage)
        for group, part in groups_of(record, stage, _after_warm_up(record, stays)):
            _measure_completed(record, measures, stage, group, part)
            _measure_cohort(record, measures, stage, group, part)
        _measure_new_referral(record, measures, stage, stays)
        _measure_activity(record, measures, stage, stays)


def _after_warm_up(record: Record, stays: Visits) -> Visits:
    """Stays of those who joined after any warm-up; the others are only served."""
    warm = round(record.scenario.warm_up_days * MINUTES_A_DAY)
    # Without a warm-up those already waiting on day 0 count.
    return stays.take(stays.first_joined >= warm) if warm else stays


def _seen(stays: Visits) -> Visits:
    attended = (stays.started >= 0) & (stays.outcome != Outcome.DNA)
    return stays.take(attended)


def _measure_completed(
    record: Record, measures: Measures, stage: str, group: str, stays: Visits
) -> None:
    """Days from first joining to the attended appointment, by year it was kept in."""
    seen, years = _seen(stays), record.periods.years
    day = seen.started // MINUTES_A_DAY
    waited = (seen.started - seen.first_joined) / MINUTES_A_DAY
    key = record.key("completed_wait", "year", stage, group)
    measures.put(key, years.count(day, waited), years.count(day))
    place = years.position(day)
    late = [
        float(np.percentile(waited[place == index], 95))
        if (place == index).any()
        else np.nan
        for index in range(len(years))
    ]
    measures.put(key._replace(kpi="completed_wait_p95"), late, adds_up=False)


def _measure_cohort(
    record: Record, measures: Measures, stage: str, group: str, stays: Visits
) -> None:
    """Share of everybody who joined in a year seen within the stage's mark."""
    target = record.scenario.pathway.stages[stage].target_days
    if target is None:
        return
    years = record.periods.years
    joined = stays.take((stays.attempt == 1) & ~record.cohort.at_start[stays.patient])
    seen = _seen(stays.take(~record.cohort.at_start[stays.patient]))
    in_time = seen.take(
        seen.started - seen.first_joined <= round(target * MINUTES_A_DAY)
    )
    decided = years.edges[1:] + target <= record.scenario.horizon_days
    bottom = years.count(joined.first_joined // MINUTES_A_DAY) * decided
    top = years.count(in_time.first_joined // MINUTES_A_DAY) * 100 * decided
    measures.put(record.key("cohort_within_target", "year", stage, group), top, bottom)


def _measure_new_referral(
    record: Record, measures: Measures, stage: str, stays: Visits
) -> None:
    """Days a new referral faces: list at the quarter's end over people taken a day."""
    quarters = record.periods.quarters
    minutes = quarters.edges[1:] * MINUTES_A_DAY
    waiting = waiting_at(stays, minutes)
    started = stays.take(stays.started >= 0)
    taken = quarters.count(started.started // MINUTES_A_DAY)
    key = record.key("new_referral_wait", "quarter", stage)
    measures.put(key, waiting * quarters.days, taken)


def _measure_activity(
    record: Record, measures: Measures, stage: str, stays: Visits
) -> None:
    """People joined, seen, missed and left, by year."""
    years = record.periods.years
    moments = {
        "joined": stays.take(stays.attempt == 1).first_joined,
        "seen": _seen(stays).started,
        "missed": stays.take(stays.outcome == Outcome.DNA).started,
        "left": stays.take(stays.outcome == Outcome.LEFT).finished,
    }
    for kpi, minutes in moments.items():
        amount = years.count(minutes // MINUTES_A_DAY)
        measures.put(record.key(kpi, "year", stage), amount)
