"""Leave in weeks that people like: school holidays, August, or spread."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from planner.capacity.calendar import Calendar, whole_years
from planner.capacity.rota import Lost
from planner.capacity.staff.absence import days_lost
from planner.capacity.staff.leave_weights import (
    holidays_by_rule,
    month_of_day,
    school_holidays,
)
from planner.data.facts import load_facts
from planner.inputs.terms import RoleTerms

PEOPLE = np.arange(300, dtype=np.uint64) * np.uint64(7919)
AUGUST = 7


def calendar_from(first: str) -> Calendar:
    return whole_years(datetime.date.fromisoformat(first), 364, "none")


def leave(calendar: Calendar, **weights: float) -> np.ndarray:
    terms = RoleTerms(leave_days=30, sickness=0, leave_weights=weights)
    return np.asarray(days_lost(PEOPLE, calendar, terms) == Lost.LEAVE)


def test_everybody_has_their_days_whatever_weeks_they_like():
    calendar = calendar_from("2026-04-01")
    for weights in ({}, {"august": 20.0}, {"school_holidays": 5.0, "may": 0.1}):
        assert set(leave(calendar, **weights).sum(axis=1).tolist()) == {30}


def test_weights_that_are_all_alike_change_nobodys_leave():
    calendar = calendar_from("2026-04-01")
    months = ("january", "february", "march", "april", "may", "june", "july",
              "august", "september", "october", "november", "december")  # fmt: skip
    same = leave(calendar, **dict.fromkeys(months, 3.0))
    np.testing.assert_array_equal(same, leave(calendar))


def share(taken: np.ndarray, where: np.ndarray) -> float:
    return float(taken[:, where].sum() / taken.sum())


def test_a_heavier_august_has_more_leave_and_a_lighter_one_less():
    calendar = calendar_from("2026-04-01")
    august = month_of_day(calendar) == AUGUST
    shares = [
        share(leave(calendar, august=w) if w else leave(calendar), august)
        for w in (0.2, 0, 4.0)
    ]
    assert shares[0] < 0.5 * shares[1]
    assert shares[2] > 2 * shares[1]


def test_the_first_week_taken_is_chosen_in_proportion_to_its_weight():
    calendar = calendar_from("2026-08-31")
    terms = {"leave_days": 5, "sickness": 0}
    rule = RoleTerms(**terms, leave_weights={"june": 10.0})
    taken = days_lost(np.arange(4000, dtype=np.uint64), calendar, rule) == Lost.LEAVE
    june = month_of_day(calendar) == 5
    whole_weeks = june[calendar.weekdays].reshape(-1, 5).mean(axis=1)
    weights = 1 + 9 * whole_weeks
    expected = (weights * whole_weeks).sum() / weights.sum()
    assert share(taken, june) == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize(
    ("date", "off"),
    [
        ("2026-07-20", False), ("2026-07-21", True), ("2026-08-31", True),
        ("2026-09-01", False), ("2027-02-10", True), ("2027-02-17", False),
        ("2026-05-27", True), ("2026-12-25", True), ("2026-06-15", False),
        ("2031-08-05", True), ("2031-06-17", False), ("2015-08-05", True),
    ],
)  # fmt: skip
def test_school_holidays_are_those_of_the_table_and_beyond_it_of_rules(
    date: str, off: bool
):
    calendar = calendar_from(date)
    assert bool(school_holidays(calendar)[0]) is off


@given(
    st.dates(datetime.date(1995, 1, 1), datetime.date(2060, 12, 31)),
    st.integers(365, 7400),
)
def test_no_school_holiday_drifts_wherever_a_plan_begins_and_however_long_it_is(
    start: datetime.date, days: int
):
    off = school_holidays(Calendar(start, days, "none"))
    for year in range(start.year, start.year + days // 365 + 1):
        for month, day, is_off in ((12, 25, True), (8, 20, True), (10, 8, False),
                                   (6, 20, False), (1, 20, False)):  # fmt: skip
            at = (datetime.date(year, month, day) - start).days
            assert not 0 <= at < days or bool(off[at]) is is_off


def test_leave_in_school_holidays_follows_their_weight():
    calendar = calendar_from("2026-04-01")
    off = school_holidays(calendar) & (calendar.weekday < 5)
    plain, keen = leave(calendar), leave(calendar, school_holidays=4.0)
    assert share(plain, off) == pytest.approx(off.sum() / 260, abs=0.03)
    assert share(keen, off) > 1.6 * share(plain, off)


def test_published_holidays_lie_within_days_of_the_rules():
    """So a year beyond the table is told as well as one inside it."""
    table = load_facts("school_holidays")
    for name, start, end in zip(
        table["name"], table["start"], table["end"], strict=True
    ):
        begins, ends = map(datetime.date.fromisoformat, (start, end))
        first, last = holidays_by_rule(begins.year)[name]
        assert abs((first - begins).days) <= 4, (name, start)
        assert abs((last - ends).days) <= 4, (name, end)


@pytest.mark.parametrize("year", range(2005, 2046))
def test_school_holidays_never_drift(year: int):
    calendar = Calendar(datetime.date(2005, 1, 1), 366 * 42, "wales")
    inside = school_holidays(calendar)
    for month, day in ((12, 24), (12, 25), (12, 31), (8, 1), (8, 29)):
        assert inside[calendar.day_of(datetime.date(year, month, day), 0)]
    for month, day in ((6, 15), (9, 20), (11, 20), (12, 10), (1, 20), (3, 5)):
        assert not inside[calendar.day_of(datetime.date(year, month, day), 0)]
    sunday = calendar.day_of(easter(year), 0)
    assert inside[sunday - 7 : sunday + 8].all()


def test_a_longer_plan_has_the_same_school_holidays():
    start = datetime.date(2026, 4, 1)
    short, long = (
        school_holidays(Calendar(start, days, "wales")) for days in (800, 7300)
    )
    np.testing.assert_array_equal(short, long[:800])
