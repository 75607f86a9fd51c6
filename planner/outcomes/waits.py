"""The four kinds of wait, never mixed up, and what was done.

completed_wait        of those seen in a period
cohort_within_target  of those who joined in a period, seen or not
waiting_list_age      of those still on the list (see queues)
new_referral_wait     that a new referral faces
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cause
from planner.inputs.cached import cached
from planner.inputs.features_used import tells_exits_apart
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.board_frame import MOST_NUMBERS, Frame
from planner.outcomes.counts import Count
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.outcomes.tally import Tally
from planner.pathway.visits import Outcome, VisitRows

ACTIVITY = {
    "joined": Count.ENTERED,
    "seen": Count.SEEN,
    "missed": Count.MISSED,
    "left": Count.LEFT,
}


def measure_waits(tally: Tally, row: MeasureTable) -> None:
    """Add completed, cohort and new-referral waits, and activity, of every list.

    After a warm-up, completed and cohort waits are of those who first joined after it;
    the others are only served. Without one, those already waiting on day 0 count.
    """
    _measure_completed(tally, row)
    _measure_cohort(tally, row)
    _measure_new_referral(tally, row)
    for kpi, what in ACTIVITY.items():
        row.put(kpi, tally.during(what, "year")[:, 0])


def _measure_completed(tally: Tally, row: MeasureTable) -> None:
    """Days from first joining to the attended appointment, by year it was kept in."""
    seen = tally.during(Count.COMPLETED, "year")
    there = tally.groups(Count.AFTER_WARM_UP)
    row.put("completed_wait", tally.waits.total, seen, there)
    row.put("completed_wait_p95", tally.waits.late, present=there)


def _measure_cohort(tally: Tally, row: MeasureTable) -> None:
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
    row.put("cohort_within_target", in_time * 100 * decided, joined * decided, there)


def _measure_new_referral(tally: Tally, row: MeasureTable) -> None:
    """Days a new referral faces: list at the quarter's end over people taken a day."""
    quarters = tally.frame.periods.quarters
    waiting = tally.before(Count.LIST, "quarter")[:, 0, 1:]
    taken = tally.during(Count.TAKEN, "quarter")[:, 0]
    row.put("new_referral_wait", waiting * quarters.days, taken)


Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEVER = np.inf


@dataclass(frozen=True)
class ListVisits:
    """Whole waits, in days since the plan began."""

    patient: Ints
    joined: Floats
    ended: Floats
    """Day of the attended appointment, or of leaving the list; NEVER while waiting."""
    seen: Bools

    @property
    def days(self) -> Floats:
        """Days from first joining to the end."""
        return self.ended - self.joined


def waits_at(record: Record, stage: str) -> ListVisits:
    """Everybody on the list of a stage."""
    visits = record.at_stage(stage)
    # A missed appointment is a part of the wait that goes on behind it, unless it was
    # the last one allowed: then nothing follows, and the person has left by it.
    whole = visits.take(_last_of_wait(visits.patient, visits.visit))
    begun = whole.started >= 0
    missed = whole.outcome == Outcome.DNA
    left = (whole.outcome == Outcome.LEFT) | missed
    minute = np.where(begun, whole.started, whole.finished)
    ended = np.where(begun | left, minute / MINUTES_A_DAY, NEVER)
    return ListVisits(
        whole.patient, whole.first_joined / MINUTES_A_DAY, ended, begun & ~missed
    )


def _last_of_wait(patient: Ints, visit: Ints) -> Bools:
    """Rows behind which no row of the same wait stands."""
    last = np.ones(len(patient), dtype=bool)
    same = (patient[1:] == patient[:-1]) & (visit[1:] == visit[:-1])
    last[:-1] = ~same
    return last


KPI = "left_because"
CAUSES = tuple(cause.name.lower().replace("_", " ") for cause in Cause)
"""Why people leave, in words; the cause stands as the group."""


def measure_causes(tally: Tally, row: MeasureTable) -> None:
    """Add those who left each list unseen by cause and year; causes add up to all."""
    frame = tally.frame
    if not tells_exits_apart(frame.scenario):
        return
    visits, years = tally.record.visits.rows, frame.periods.years
    visits = visits[visits["outcome"] == Outcome.LEFT]
    place = frame.marks.place_of_stage[visits["stage"]]
    year = years.position(visits["finished"] // MINUTES_A_DAY)
    left = (place >= 0) & (year >= 0)
    why = tally.record.cohort.exit_cause[visits["patient"][left]]
    counts = np.zeros((len(frame.lists), len(CAUSES), len(years)))
    np.add.at(counts, (place[left], why, year[left]), 1)
    row.put(KPI, counts)


def pounds_of_appointments(frame: Frame, visits: VisitRows) -> Floats:
    """Pounds by financial year for appointments, missed ones included."""
    booked = visits[visits["session"] >= 0]
    day = booked["started"] // MINUTES_A_DAY
    firsts = [first for first, _ in frame.scenario.periods]
    stretch = np.searchsorted(firsts, day, side="right") - 1
    pounds = appointment_prices(frame.scenario)[stretch, booked["stage"]]
    return frame.periods.financial_years.count(day, pounds)


@cached
def appointment_prices(scenario: Scenario) -> Floats:
    """Pounds by stretch of the plan and declared number of the stage."""
    prices = np.zeros((len(scenario.periods), MOST_NUMBERS))
    for row, (_, here) in enumerate(scenario.periods):
        for stage in here.pathway.stages.values():
            prices[row, stage.number] = stage.appointment_price
    return prices
