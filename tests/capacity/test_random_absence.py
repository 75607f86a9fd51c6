"""Leave, study, sickness and orders drawn in compiled code, against a plain reading."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.capacity.calendar import Calendar, whole_years
from planner.capacity.rota import Lost
from planner.capacity.session_order import SHUFFLED, minutes_taken, places, scanner_rank
from planner.capacity.staff.absence import days_lost
from planner.inputs.terms import RoleTerms
from planner.numerics.random_numbers import Purpose, uniform

WORDS = np.array([5, 2**64 - 9, 123456789], dtype=np.uint64)
BLOCK = 364


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """Two whole years that begin in the middle of a week."""
    return whole_years(datetime.date(2026, 10, 1), BLOCK + 1, "wales")


def terms(**changes: float) -> RoleTerms:
    plain = {"leave_days": 0.0, "sickness": 0.0, "study_days": 0.0}
    return RoleTerms(**{**plain, **changes})


def first_by_draw(
    calendar: Calendar, word: int, amount: int, purpose: Purpose, size: int
) -> list[int]:
    """Working days of each year by the random number of their week or day, so many."""
    working = [
        day
        for day in range(calendar.days)
        if calendar.weekday[day] < 5 and not calendar.bank_holiday[day]
    ]
    taken: list[int] = []
    for year in range(0, calendar.days, BLOCK):
        here = [day for day in working if year <= day < year + BLOCK]
        here.sort(key=lambda day: (uniform(word, purpose, day // size), day))
        taken += here[:amount]
    return sorted(taken)


@pytest.mark.parametrize("amount", [0, 1, 6, 27, 30, 251, 3000])
@pytest.mark.parametrize("kind", ["leave", "study"])
def test_so_many_days_of_each_year_are_taken_by_luck(calendar, amount: int, kind: str):
    size, purpose, reason = {
        "leave": (7, Purpose.LEAVE, Lost.LEAVE),
        "study": (1, Purpose.STUDY, Lost.STUDY),
    }[kind]
    lost = days_lost(WORDS, calendar, terms(**{f"{kind}_days": float(amount)}))
    for word, mine in zip(WORDS.tolist(), lost, strict=True):
        expected = first_by_draw(calendar, word, amount, purpose, size)
        assert np.flatnonzero(mine == reason).tolist() == expected


def test_leave_hides_study_which_hides_sickness_and_bank_holidays_hide_all(calendar):
    everything = terms(leave_days=30, study_days=60, sickness=0.999)
    (lost,) = days_lost(WORDS[:1], calendar, everything)
    word = int(WORDS[0])
    leave = first_by_draw(calendar, word, 30, Purpose.LEAVE, 7)
    study = first_by_draw(calendar, word, 60, Purpose.STUDY, 1)
    assert set(study) & set(leave)
    assert (lost[leave] == Lost.LEAVE).all()
    assert (lost[sorted({*study} - {*leave})] == Lost.STUDY).all()
    holidays = calendar.bank_holiday & (calendar.weekday < 5)
    assert (lost[holidays] == Lost.BANK_HOLIDAY).all()
    assert (lost == Lost.SICKNESS).any()


@pytest.mark.parametrize("mean", [1.0, 1.5, 5.0, 40.0])
def test_spells_have_their_mean_length_and_take_their_share(mean: float):
    calendar = Calendar(datetime.date(2024, 1, 1), 5 * BLOCK, "none")
    words = np.arange(400, dtype=np.uint64) * np.uint64(977)
    lost = days_lost(words, calendar, terms(sickness=0.05, sickness_spell_days=mean))
    sick = lost[:, calendar.weekdays] == Lost.SICKNESS
    assert sick.mean() == pytest.approx(0.05, rel=0.1)
    # A spell may follow another at once, so what is counted lasts a little longer.
    begins = sick & ~np.roll(sick, 1, axis=1)
    assert sick.sum() / begins.sum() == pytest.approx(mean * (1 + 0.05), rel=0.1)


def test_everybody_s_half_days_are_in_an_order_of_their_own(calendar: Calendar):
    place = places(WORDS, calendar, SHUFFLED)
    for word, mine in zip(WORDS.tolist(), place.tolist(), strict=True):
        assert mine == in_order(calendar, word, None)
    assert (place[0] != place[1]).any()


def test_scanners_and_operators_fill_their_weeks_from_tuesday_on(calendar: Calendar):
    (place,) = places(WORDS[:1], calendar, scanner_rank(calendar)).tolist()
    assert place == in_order(calendar, int(WORDS[0]), (1, 3, 2, 0, 4))


def in_order(calendar: Calendar, word: int, days: tuple[int, ...] | None) -> list[int]:
    """Places by sorting: every week's first half day, then every week's second."""
    half_days = calendar.half_days.tolist()

    def rank(half_day: int) -> float:
        if days is None:
            return uniform(word, Purpose.POST_ORDER, half_day)
        return days.index(int(calendar.weekday[half_day // 2])) * 2 + half_day % 2

    place: dict[int, int] = {}
    for year in range(0, len(half_days), 520):
        weeks = [half_days[first : first + 10] for first in range(year, year + 520, 10)]
        weeks.sort(key=lambda week: uniform(word, Purpose.WEEK_ORDER, week[0] // 14))
        turns = zip(*(sorted(week, key=rank) for week in weeks), strict=True)
        for number, half_day in enumerate(day for turn in turns for day in turn):
            place[half_day] = number
    return [place[half_day] for half_day in half_days]


def test_an_amount_takes_the_first_places_and_part_of_one_more():
    place = np.array([[3, 0, 2, 1]])
    stretches, full = np.array([[0, 2], [2, 4]]), np.array([100, 60])
    amounts = np.array([3.5 / 520, 2.25 / 520])
    taken = minutes_taken(place, 2, stretches, amounts, full)
    assert taken.tolist() == [[50, 100, 15, 60], [0, 0, 0, 0]]
