"""The plan's calendar as arrays: weekdays, bank holidays, half days."""

from __future__ import annotations

import datetime
import importlib.util
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import holidays
import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Nation = Literal["wales", "england", "none"]

SUBDIVISIONS = {"wales": "WLS", "england": "ENG"}
MORNING, AFTERNOON = 8 * 60 + 45, 13 * 60
"""Minutes after midnight at which the two half-day sessions begin."""
EVENING, WEEKEND_MORNING, WEEKEND_AFTERNOON = 17 * 60 + 30, 9 * 60, 13 * 60
DAYS_A_BLOCK = 364
"""A post's year: 52 whole weeks, so that every block holds the same half days."""


@dataclass(frozen=True)
class Calendar:
    """Days of a plan from its first day; `kind` "none" has no bank holidays."""

    plan_start: datetime.date
    days: int
    kind: Nation = "wales"

    @cached_property
    def weekday(self) -> Ints:
        """0 for Monday to 6 for Sunday, by day."""
        return (self.plan_start.weekday() + np.arange(self.days)) % 7

    @cached_property
    def weekdays(self) -> Ints:
        """Days from Monday to Friday, bank holidays among them."""
        return np.flatnonzero(self.weekday < 5)

    @cached_property
    def working(self) -> Bools:
        """Whether each day is from Monday to Friday and no bank holiday."""
        return (self.weekday < 5) & ~self.bank_holiday

    @cached_property
    def bank_holiday(self) -> Bools:
        """Whether each day is a bank holiday."""
        marked = np.zeros(self.days, dtype=bool)
        if self.kind == "none":
            return marked
        last = self.plan_start + datetime.timedelta(days=self.days)
        years = range(self.plan_start.year, last.year + 1)
        for date in _united_kingdom()(subdiv=SUBDIVISIONS[self.kind], years=years):
            day = (date - self.plan_start).days
            if 0 <= day < self.days:
                marked[day] = True
        return marked

    @cached_property
    def weeks(self) -> Ints:
        """Numbers of the whole weeks."""
        return np.arange(self.days // 7)

    @cached_property
    def half_days(self) -> Ints:
        """Weekday half days, two a day, as day x 2 + (0 morning, 1 afternoon)."""
        days = self.weekdays
        return np.sort(np.concatenate([days * 2, days * 2 + 1]))

    @cached_property
    def starts(self) -> Ints:
        """Minute of the plan at which each half day begins."""
        day, afternoon = np.divmod(self.half_days, 2)
        return day * MINUTES_A_DAY + np.where(afternoon == 1, AFTERNOON, MORNING)

    def day_of(self, date: datetime.date | None, otherwise: int) -> int:
        """Day number of a date."""
        return otherwise if date is None else (date - self.plan_start).days

    def date_of(self, day: int) -> datetime.date:
        """Date of a day number, which may lie before the plan."""
        return self.plan_start + datetime.timedelta(days=day)

    def half_day_at(self, day: int) -> int:
        """Number of half days of the plan before this day."""
        return bisect_left(self._half_days, day * 2)

    @cached_property
    def _half_days(self) -> list[int]:
        """The same as numbers of Python, among which one is found sooner."""
        found: list[int] = self.half_days.tolist()
        return found


@cache
def _united_kingdom() -> Any:
    """The bank holidays of the United Kingdom, the only country that is loaded.

    `holidays.country_holidays` loads those of every country first.
    """
    folder = Path(holidays.__file__).parent / "countries"
    spec = importlib.util.spec_from_file_location(
        "united_kingdom", folder / "united_kingdom.py"
    )
    assert spec is not None
    assert spec.loader is not None
    country = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(country)
    return country.UnitedKingdom


@lru_cache(maxsize=16)
def whole_years(plan_start: datetime.date, days: int, kind: Nation) -> Calendar:
    """Calendar of at least so many days, in whole years of 52 weeks; cached.

    Absence and breakdowns are drawn over whole years, so that a longer plan begins
    like a shorter one.
    """
    return Calendar(plan_start, -(-days // DAYS_A_BLOCK) * DAYS_A_BLOCK, kind)
