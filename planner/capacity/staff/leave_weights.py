"""When people like to be on leave: weights of the weeks of a plan."""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.data.facts import load_facts
from planner.inputs.terms import RoleTerms

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december",
)  # fmt: skip
SCHOOL = "school_holidays"
ALIKE: Floats = np.empty(0)
"""No weights: any week is liked as any other."""


def weights_by_week(calendar: Calendar, terms: RoleTerms) -> Floats:
    """Weight of each week, the mean of its weekdays'; empty where all are alike."""
    if not terms.leave_weights:
        return ALIKE
    return _weights(calendar, tuple(terms.leave_weights.items()))


@lru_cache(maxsize=64)
def _weights(calendar: Calendar, seasons: tuple[tuple[str, float], ...]) -> Floats:
    given = dict(seasons)
    of_month = np.array([given.get(month, 1.0) for month in MONTHS])
    weight = of_month[month_of_day(calendar)]
    weight[school_holidays(calendar)] *= given.get(SCHOOL, 1.0)
    weeks = weight[calendar.weekdays].reshape(-1, 5)
    return np.asarray(weeks.mean(axis=1))


def month_of_day(calendar: Calendar) -> npt.NDArray[np.int64]:
    """0 for January to 11 for December, by day."""
    first = np.datetime64(calendar.plan_start, "D")
    dates = first + np.arange(calendar.days)
    return np.asarray(dates.astype("datetime64[M]").astype(np.int64) % 12)


@lru_cache(maxsize=16)
def school_holidays(calendar: Calendar) -> Bools:
    """Whether each day lies in Welsh school holidays.

    Beyond the years of the table, those of its first or last school year come again
    every 52 weeks.
    """
    facts = load_facts("school_holidays")
    days = [datetime.date.fromisoformat(text) for text in (*facts.start, *facts.end)]
    number = np.array([date.toordinal() for date in days])
    starts, ends = number[: len(facts)], number[len(facts) :]
    day = calendar.plan_start.toordinal() + np.arange(calendar.days)
    late, early = np.maximum(0, day - ends.max()), np.maximum(0, starts.min() - day)
    day = day + DAYS_A_BLOCK * (-(-early // DAYS_A_BLOCK) - -(-late // DAYS_A_BLOCK))
    inside = (day[:, None] >= starts) & (day[:, None] <= ends)
    return np.asarray(inside.any(axis=1))
