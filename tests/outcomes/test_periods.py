"""Periods of a plan, and the one that "at the end" and "the last year" mean."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.inputs.load import load_scenario
from planner.outcomes.periods import Period, Periods, headline_period

STARTS = st.dates(datetime.date(2020, 1, 1), datetime.date(2032, 12, 31))
LONGEST = {"week": 7, "quarter": 92, "year": 366, "financial year": 366}
SHORTEST = {"week": 7, "quarter": 90, "year": 365, "financial year": 365}


@given(STARTS, st.integers(7, 2500), st.sampled_from([*LONGEST]))
def test_the_last_whole_period_lacks_no_day_and_none_that_is_whole_follows_it(
    start: datetime.date, days: int, span: str
):
    periods = Periods(start, days)
    last = periods.last_whole(span)
    assert last is not None
    shortest, longest = SHORTEST[span], LONGEST[span]
    if last.whole:
        assert shortest <= last.days <= longest
        assert days - last.end < longest
    else:
        assert last.days == periods[span].days.max() < longest
        assert str(last) == f"{last.days} days of {last.label}"


@given(STARTS, st.integers(400, 2000), st.sampled_from([*LONGEST]))
def test_a_longer_plan_has_the_same_whole_periods_and_perhaps_one_more(
    start: datetime.date, days: int, span: str
):
    def whole(plan_days: int) -> list[str]:
        found = Periods(start, plan_days)[span]
        return [n for n, all_ in zip(found.labels, found.whole, strict=True) if all_]

    before, after = whole(days), whole(days + 1)
    assert after[: len(before)] == before
    assert len(after) - len(before) in (0, 1)


def test_a_year_is_spoken_of_once_it_can_be_judged():
    plan = load_scenario().with_values({"years": 3.0, "run_on_days": 0})
    assert str(headline_period(plan, "kpi5_scanned_90_of_all")) == "2027/28"
    assert str(headline_period(plan, "completed_wait")) == "2028/29"
    assert headline_period(plan, "kpi5_scanned_90_of_all", "2028/29") is None
    assert str(headline_period(plan, "load", "2026/27")) == "2027-Q1"
    assert headline_period(plan, "cost_whole_plan", "2026/27") == Period(
        "plan", plan.plan_days, plan.plan_days, True
    )
    brief = plan.with_values({"years": 0.5})
    assert headline_period(brief, "kpi5_scanned_90_of_all") is None
    assert str(headline_period(brief, "seen")) == "182 days of 2026/27"


@pytest.mark.parametrize("years", [1.0, 1.01, 1.5, 1.99])
def test_the_last_year_of_a_plan_of_a_year_and_a_bit_is_its_first(years: float):
    plan = load_scenario().with_values({"years": years})
    assert str(headline_period(plan, "kpi5_scanned_90_of_all")) == "2026/27"
