"""The plan's calendar as arrays: weekdays, bank holidays, half days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import holidays
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

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
    kind: Literal["wales", "england", "none"] = "wales"

    @cached_property
    def weekday(self) -> Ints:
        """0 for Monday to 6 for Sunday, by day."""
        return (self.plan_start.weekday() + np.arange(self.days)) % 7

    @cached_property
    def bank_holiday(self) -> Bools:
        """Whether each day is a bank holiday."""
        marked = np.zeros(self.days, dtype=bool)
        if self.kind == "none":
            return marked
        last = self.plan_start + datetime.timedelta(days=self.days)
        years = range(self.plan_start.year, last.year + 1)
        for date in holidays.country_holidays(
            "GB", subdiv=SUBDIVISIONS[self.kind], years=years
        ):
            day = (date - self.plan_start).days
            if 0 <= day < self.days:
                marked[day] = True
        return marked

    @cached_property
    def half_days(self) -> Ints:
        """Weekday half days, two a day, as day x 2 + (0 morning, 1 afternoon)."""
        days = np.flatnonzero(self.weekday < 5)
        return np.sort(np.concatenate([days * 2, days * 2 + 1]))

    def day_of(self, date: datetime.date | None, otherwise: int) -> int:
        """Day number of a date."""
        return otherwise if date is None else (date - self.plan_start).days

    def start_minutes(self, half_days: Ints) -> Ints:
        """Minute of the plan at which these half days begin."""
        day, afternoon = np.divmod(half_days, 2)
        return day * 1440 + np.where(afternoon == 1, AFTERNOON, MORNING)
