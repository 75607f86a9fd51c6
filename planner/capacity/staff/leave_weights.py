"""When people like to be on leave: weights of the weeks of a plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from dateutil.easter import easter

from planner.capacity.calendar import Calendar
from planner.data.facts import load_facts
from planner.inputs.terms import RoleTerms

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december",
)  # fmt: skip
SCHOOL = "school_holidays"
ONE_DAY = datetime.timedelta(days=1)
DAY = datetime.date.fromisoformat
Span = tuple[datetime.date, datetime.date]
"""First and last day."""
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

    Published dates where the table has them. For other years the rules that the
    published ones follow to within a few days; see `holidays_by_rule`.
    """
    marked = np.zeros(calendar.days, dtype=np.bool_)
    for first, last in _school_holidays(
        calendar.plan_start.year - 1, calendar.date_of(calendar.days).year
    ):
        begins, ends = calendar.day_of(first, 0), calendar.day_of(last, 0)
        marked[max(begins, 0) : max(ends + 1, 0)] = True
    return marked


def _school_holidays(first_year: int, last_year: int) -> Iterator[Span]:
    """First and last day of every holiday that begins in these years."""
    table = load_facts("school_holidays")
    starts, ends = table["start"].map(DAY), table["end"].map(DAY)
    published = {
        (name, start.year): (start, end)
        for name, start, end in zip(table["name"], starts, ends, strict=True)
    }
    for year in range(first_year, last_year + 1):
        for name, span in holidays_by_rule(year).items():
            yield published.get((name, year), span)


def holidays_by_rule(year: int) -> dict[str, Span]:
    """Holidays of a calendar year: weeks around Easter and bank holidays, fixed weeks.

    Half-terms are weeks from Monday to Friday: in spring the seventh week before Easter
    or the last that lies in February whole, in summer that of the spring bank holiday,
    in autumn that of the last Monday of October. Easter and Christmas take two weeks
    from a Saturday, Christmas from the last one before Christmas Day.
    """
    sunday = easter(year)
    last_whole_week = _monday_before(datetime.date(year, 3, 1) - 5 * ONE_DAY)
    christmas_eve = datetime.date(year, 12, 24)
    christmas = christmas_eve - (christmas_eve.weekday() + 2) % 7 * ONE_DAY
    weeks = {
        "Spring half-term": min(sunday - 48 * ONE_DAY, last_whole_week),
        "Summer half-term": _monday_before(datetime.date(year, 5, 31)),
        "Autumn half-term": _monday_before(datetime.date(year, 10, 31)),
    }
    return {
        **{name: (monday, monday + 4 * ONE_DAY) for name, monday in weeks.items()},
        "Easter": (sunday - 8 * ONE_DAY, sunday + 7 * ONE_DAY),
        "Summer": (datetime.date(year, 7, 21), datetime.date(year, 8, 31)),
        "Christmas": (christmas, christmas + 15 * ONE_DAY),
    }


def _monday_before(date: datetime.date) -> datetime.date:
    """The last Monday up to a date."""
    return date - date.weekday() * ONE_DAY
