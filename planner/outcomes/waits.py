"""The four kinds of wait, never mixed up, and what was done.

completed_wait        of those seen in a period
cohort_within_target  of those who joined in a period, seen or not
waiting_list_age      of those still on the list (see queues)
new_referral_wait     that a new referral faces
"""

from __future__ import annotations

from planner.outcomes.counting import Count
from planner.outcomes.layout import Form
from planner.outcomes.tally import Tally

ACTIVITY = {
    "joined": Count.ENTERED,
    "seen": Count.SEEN,
    "missed": Count.MISSED,
    "left": Count.LEFT,
}


def measure_waits(tally: Tally, form: Form) -> None:
    """Add completed, cohort and new-referral waits, and activity, of every list.

    After a warm-up, completed and cohort waits are of those who first joined after it;
    the others are only served. Without one, those already waiting on day 0 count.
    """
    _measure_completed(tally, form)
    _measure_cohort(tally, form)
    _measure_new_referral(tally, form)
    for kpi, what in ACTIVITY.items():
        form.put(kpi, tally.during(what, "year")[:, 0])


def _measure_completed(tally: Tally, form: Form) -> None:
    """Days from first joining to the attended appointment, by year it was kept in."""
    seen = tally.during(Count.COMPLETED, "year")
    there = tally.groups(Count.AFTER_WARM_UP)
    form.put("completed_wait", tally.waits.total, seen, there)
    form.put("completed_wait_p95", tally.waits.late, there=there)


def _measure_cohort(tally: Tally, form: Form) -> None:
    """Share of everybody who joined in a year seen within the stage's mark.

    Those who were there when the plan began are of no year's cohort. A year counts
    once its last day is as long ago as the mark.
    """
    frame = tally.frame
    years, marked = frame.periods.years, frame.with_target
    last_decided = years.edges[1:] + frame.target_days[:, None]
    decided = (last_decided <= frame.scenario.horizon_days)[:, None, :]
    joined = tally.during(Count.COHORT, "year")[marked]
    in_time = tally.during(Count.IN_TIME, "year")[marked]
    there = tally.groups(Count.AFTER_WARM_UP)[marked]
    form.put("cohort_within_target", in_time * 100 * decided, joined * decided, there)


def _measure_new_referral(tally: Tally, form: Form) -> None:
    """Days a new referral faces: list at the quarter's end over people taken a day."""
    quarters = tally.frame.periods.quarters
    waiting = tally.before(Count.LIST, "quarter")[:, 0, 1:]
    taken = tally.during(Count.TAKEN, "quarter")[:, 0]
    form.put("new_referral_wait", waiting * quarters.days, taken)
