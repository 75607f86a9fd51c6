"""Numbers and names on screen read as people write them."""

from __future__ import annotations

import math

from dashboard.names import STAGES, name_of
from dashboard.numbers import interval, percent, plain, pounds, signed, whole


def test_a_stage_without_a_name_still_shows() -> None:
    assert name_of(STAGES, "bone_clinic") == "bone clinic"


def test_numbers_read_as_people_write_them() -> None:
    minus = "\N{MINUS SIGN}"
    assert plain(1234.56) == "1,234.6"
    assert whole(1979.6) == "1,980"
    assert signed(-2.5) == f"{minus}2.5"
    assert percent(17.44) == "17.4 %"
    assert pounds(-1234) == f"{minus}\N{POUND SIGN}1,234"
    assert plain(math.nan) == signed(math.nan) == "none"
    assert interval(1, 2) == "1.0 to 2.0"
