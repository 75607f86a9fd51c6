"""Numbers are read, asked about or refused alike, wherever they are typed."""

from __future__ import annotations

import pytest

from planner.board_data.own_numbers import asked_beyond
from planner.board_data.parse_number import EntryError, NumberRule, parse_number

PEOPLE = NumberRule(unit="people", whole=True, low=0.0, high=1_000_000.0)
WEEKLY = NumberRule(unit="people a week", low=0.0, high=2000.0)
WTE = NumberRule(unit="WTE", low=0.0, high=200.0)
PER_CENT = NumberRule(unit="%", low=0.0, high=100.0)
SHARE = NumberRule(unit="share", low=0.0, high=1.0)
DAYS = NumberRule(unit="days", whole=True, low=0.0, high=3660.0)


def refused(entry: object, rule: NumberRule) -> EntryError:
    """Why an entry is refused; fails when it is read."""
    with pytest.raises(EntryError) as caught:
        parse_number(entry, rule)
    return caught.value


@pytest.mark.parametrize(
    "text",
    ["1950", "1,950", "1 950", "1\u00a0950", "1\u202f950", " 1950 ", "1,950.0", 1950],
)
@pytest.mark.parametrize("rule", [PEOPLE, WEEKLY])
def test_thousands_are_read_however_they_are_parted(text: object, rule: NumberRule):
    assert parse_number(text, rule) == 1950


@pytest.mark.parametrize(
    "text",
    ["1 98", "19,50", "1,95", "1.950.000", "1e3", "0x10", "٣", "1'950", "+5", ""],
)
def test_what_is_no_plain_figure_is_refused(text: str):
    assert refused(text, PEOPLE).hint


@pytest.mark.parametrize(
    ("entry", "meant"), [("1.980", "1980"), ("1.000", "1000"), (1.98, "1,980")]
)
def test_a_point_in_a_count_is_asked_about(entry: object, meant: str):
    assert meant in refused(entry, PEOPLE).hint
    assert "write 2" not in refused(entry, PEOPLE).hint


def test_the_plans_own_number_is_never_asked_about():
    present = NumberRule(unit="people a week", low=0.0, present=28.125)
    assert parse_number("28.125", present) == 28.125
    assert refused("28.125", WEEKLY)


@pytest.mark.parametrize("text", ["0.292", "0.9", "1"])
def test_a_share_typed_for_per_cent_is_asked_about(text: str):
    error = refused(text, PER_CENT)
    assert f"write {100 * float(text):g}" in error.hint
    assert parse_number(f"{text} confirmed", PER_CENT) == float(text)
    assert parse_number(f"{text} %", PER_CENT) == float(text)


def test_per_cent_typed_for_a_share_is_refused_with_the_share():
    assert "0.292" in refused("29.2", SHARE).hint
    assert "0.292" in refused("29.2 %", SHARE).hint
    assert parse_number("0.292", SHARE) == 0.292


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("52.5 hours", WTE, "divide hours a week by 37.5: 1.4"),
        ("15 hrs/week", WTE, "0.4"),
        ("3 days a week", WTE, "0.6"),
        ("4 sessions", WTE, "0.4"),
        ("18 weeks", DAYS, "126"),
        ("1.7 WTE", WTE, "without its unit: 1.7"),
        ("120 a year", WEEKLY, "2.3"),
    ],
)
def test_advice_turns_a_figure_into_the_unit_that_is_asked_for(
    text: str, rule: NumberRule, hint: str
):
    assert hint in refused(text, rule).hint


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("52.5 hours a month", WTE), ("12 months", DAYS), ("70 %", WTE),
        ("9 in ten", WTE), ("2 nurses", WTE), ("5 boxes", PEOPLE),
    ],
)  # fmt: skip
def test_advice_repeats_no_figure_of_another_unit(text: str, rule: NumberRule):
    hint = refused(text, rule).hint
    assert text.split()[0] not in hint


def test_far_more_than_the_plan_holds_is_asked_about_and_can_be_confirmed():
    rule = asked_beyond(WTE, 3.4)
    error = refused("52.5", rule)
    assert "3.4 WTE" in error.rule
    assert "write 1.4" in error.hint
    assert "write 52.5 confirmed" in error.hint
    assert parse_number("52.5 confirmed", rule) == 52.5
    assert parse_number("5", rule) == 5


def test_where_the_plan_holds_nothing_other_boards_are_the_measure():
    rule = asked_beyond(WTE, 0.0, 8.0)
    assert parse_number("2", rule) == 2
    assert "52.5 confirmed" in refused(52.5, rule).hint


@pytest.mark.parametrize("entry", [True, None, [], {}, 10**400, float("nan")])
def test_what_is_no_number_at_all_is_refused(entry: object):
    assert refused(entry, WTE).hint
