"""Numbers read alike in print, on the terminal and on screen."""

from __future__ import annotations

import math

from planner.reports.number_format import (
    NOTHING,
    amount,
    interval,
    number,
    pounds,
    whole_percent,
)


def test_numbers_read_as_people_write_them():
    assert number(1234.56) == "1,234.6"
    assert number(1979.6, 0) == "1,980"
    assert amount(17.44, "%") == "17.4 %"
    assert interval(1, 2, "%") == "1.0 to 2.0"
    assert whole_percent(0.897) == "90 %"


def test_a_minus_is_a_minus_sign_everywhere():
    """A screen reader passes over a hyphen."""
    minus = "\N{MINUS SIGN}"
    assert number(-2.5, signed=True) == f"{minus}2.5"
    assert amount(-3.2, "%", signed=True) == f"{minus}3.2 points"
    assert interval(-2, -1, "days") == f"{minus}2 to {minus}1"
    assert pounds(-1234) == f"{minus}\N{POUND SIGN}1,234"


def test_a_small_negative_number_that_rounds_to_zero_has_no_sign():
    assert number(-0.04) == "0.0"
    assert amount(-0.2, "people") == "0 people"


def test_a_number_that_is_none_is_a_dash():
    shown = number(math.nan), amount(math.nan, "days"), whole_percent(math.nan)
    assert set(shown) == {NOTHING}
