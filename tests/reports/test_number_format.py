"""Numbers read alike in print, on the terminal and on screen."""

from __future__ import annotations

import math

from planner.locale import use_language
from planner.reports.number_format import (
    NOTHING,
    amount,
    interval,
    number,
    pounds,
    whole_percent,
)
from planner.reports.papers.excel_cells import number_format
from planner.reports.papers.model import Figure
from planner.reports.papers.slides import TITLES


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


def test_units_of_a_workbook_and_a_slide_are_in_the_reader_s_language() -> None:
    figure = Figure(3.2, "3.20", "WTE")
    assert number_format(figure) == '#,##0.00" WTE"'
    use_language("cy")
    try:
        assert number_format(figure) == '#,##0.00" CALl"'
    finally:
        use_language("en")


def test_a_long_title_of_a_slide_is_smaller_so_that_it_covers_no_text() -> None:
    sizes = [points for _letters, points in TITLES]
    assert sizes == sorted(sizes, reverse=True)
    assert all(letters * points < 3_000 for letters, points in TITLES[:-1])
