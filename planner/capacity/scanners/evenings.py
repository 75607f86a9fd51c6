"""Evenings and weekends as places in a diary, and which of them an amount takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import (
    EVENING,
    WEEKEND_AFTERNOON,
    WEEKEND_MORNING,
    Calendar,
)
from planner.capacity.provider_calendar import ProviderCalendar
from planner.capacity.session_order import by_turns
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
EVENINGS = tuple((weekday, EVENING) for weekday in (1, 3, 2, 0, 4))
WEEKENDS = tuple(
    (weekday, minute)
    for weekday in (5, 6)
    for minute in (WEEKEND_MORNING, WEEKEND_AFTERNOON)
)
"""Weekday and opening, in the order in which a week fills."""


@dataclass(frozen=True)
class ExtraSessions:
    """Every evening and weekend session that a plan could have, in order of time."""

    day: Ints
    start: Ints
    evening: Bools
    rank: Ints
    """Place in the order in which a week fills, evenings and weekends apart."""
    half_day: Ints
    """The ordinary half day before: who is away then is away now."""
    week: Ints


def extra_of(calendar: Calendar, horizon_days: int) -> ExtraSessions:
    """Evenings and weekends up to the horizon."""
    order = [(*each, True, rank) for rank, each in enumerate(EVENINGS)]
    order += [(*each, False, rank) for rank, each in enumerate(WEEKENDS)]
    rows = [
        (
            week * 7 + (weekday - calendar.plan_start.weekday()) % 7,
            minute,
            evening,
            rank,
        )
        for week in range(horizon_days // 7 + 1)
        for weekday, minute, evening, rank in order
    ]
    rows = sorted(row for row in rows if row[0] < min(horizon_days, calendar.days))
    day, minute, evening, rank = (
        np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)
    )
    before = np.searchsorted(calendar.half_days, day * 2 + 1, side="right") - 1
    return ExtraSessions(
        day,
        day * MINUTES_A_DAY + minute,
        evening.astype(bool),
        rank,
        np.maximum(before, 0),
        day // 7,
    )


@cached
def extra_in(scenario: Scenario) -> ExtraSessions:
    """Evenings and weekends of a plan, made once."""
    site = ProviderCalendar(scenario, next(iter(scenario.boards)))
    return extra_of(site.calendar, scenario.horizon_days)


def extra_taken(
    site: ProviderCalendar, days: Ints, evenings: float, weekends: float
) -> Ints:
    """Places of the sessions that these amounts a week take on these days.

    A fraction alternates by week; a bigger amount keeps what a smaller one had.
    """
    if not (evenings or weekends):
        return np.zeros(0, dtype=np.int64)
    extra = extra_in(site.scenario)
    amount = np.where(extra.evening, evenings, weekends)
    wanted = by_turns(extra.week, amount)
    return np.flatnonzero((extra.rank < wanted) & np.isin(extra.day, days))
