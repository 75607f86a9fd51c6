"""Bank holidays of the plan's calendar."""

from __future__ import annotations

import datetime

import holidays
import pytest

from planner.capacity.calendar import SUBDIVISIONS, Calendar, Nation


@pytest.mark.parametrize("nation", SUBDIVISIONS)
def test_bank_holidays_are_those_of_the_library_without_its_other_countries(
    nation: Nation,
):
    first, years = datetime.date(2000, 1, 1), range(2000, 2101)
    calendar = Calendar(first, (datetime.date(2100, 12, 31) - first).days + 1, nation)
    expected = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=years)
    marked = {calendar.date_of(int(day)) for day in calendar.bank_holiday.nonzero()[0]}
    assert marked == {date for date in expected if date.year in years}
