"""The fixed order in which a post or scanner fills the half days of its year.

Every year of 52 weeks has 520 weekday half days in one order. A bigger WTE, or more
sessions a week, takes a longer part of the same order: what a smaller one had is kept,
and hours are conserved to the minute by one shortened session a year.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.streams import Purpose, uniforms

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SCANNER_DAYS = (1, 3, 2, 0, 4)
"""Weekdays in the order in which a scanner's diary fills: Tuesday first."""


def scanner_rank(calendar: Calendar) -> Ints:
    """Rank (0 to 9) of each half day within its week, for scanners and operators."""
    day, afternoon = np.divmod(calendar.half_days, 2)
    order = np.empty(7, dtype=np.int64)
    order[list(SCANNER_DAYS)] = np.arange(5)
    return np.asarray(order[calendar.weekday[day]] * 2 + afternoon)


def shuffled_rank(calendar: Calendar, word: int) -> Ints:
    """Rank (0 to 9) of each half day within its week, shuffled for one post."""
    half_days = calendar.half_days
    luck = uniforms(word, Purpose.POST_ORDER, half_days)
    week = _week(calendar)
    by_week = np.lexsort((luck, week))
    rank = np.empty(len(half_days), dtype=np.int64)
    first_of_week = np.searchsorted(week[by_week], week[by_week])
    rank[by_week] = np.arange(len(half_days)) - first_of_week
    return rank


def _week(calendar: Calendar) -> Ints:
    return np.asarray(calendar.half_days // 14)


def positions(calendar: Calendar, rank: Ints, word: int) -> Floats:
    """Place of each half day in its year's order, 0 to 1, end excluded.

    All weeks get their first half day before any gets its second; weeks stand in a
    random order. An amount `share` of full time takes the places below it.
    """
    half_days = calendar.half_days
    block = half_days // (2 * DAYS_A_BLOCK)
    week_luck = uniforms(word, Purpose.WEEK_ORDER, _week(calendar))
    ordered = np.lexsort((_week(calendar), week_luck, rank, block))
    place = np.empty(len(half_days))
    place[ordered] = np.arange(len(half_days))
    first = np.searchsorted(block, block)
    return np.asarray((place - first) / HALF_DAYS_A_BLOCK)


HALF_DAYS_A_BLOCK = DAYS_A_BLOCK // 7 * 10


def minutes_taken(place: Floats, share: Floats, full: int) -> Ints:
    """Minutes of each half day that an amount takes: all, none, or the shortened one.

    Parameters
    ----------
    place : from `positions`
    share : amount of full time in force on each half day
    full : minutes of a whole session
    """
    left = share * HALF_DAYS_A_BLOCK - np.rint(place * HALF_DAYS_A_BLOCK)
    return np.rint(np.clip(left, 0, 1) * full).astype(np.int64)
