"""The fixed order in which a post or scanner fills the half days of its year.

Every year of 52 weeks has 520 weekday half days in one order. A bigger WTE, or more
sessions a week, takes a longer part of the same order: what a smaller one had stays,
and hours are conserved to the minute by one shortened session a year.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.jit import compiled
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, to_unit

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SCANNER_DAYS = (1, 3, 2, 0, 4)
"""Weekdays in the order in which a scanner's diary fills: Tuesday first."""
WEEKS_A_BLOCK = DAYS_A_BLOCK // 7
HALF_DAYS_A_WEEK = 10
HALF_DAYS_A_BLOCK = WEEKS_A_BLOCK * HALF_DAYS_A_WEEK
SHUFFLED = np.empty(0, dtype=np.int64)
"""No rank: the half days of a post's week stand in a random order of its own."""
WEEK_ORDER, POST_ORDER = int(Purpose.WEEK_ORDER), int(Purpose.POST_ORDER)


def scanner_rank(calendar: Calendar) -> Ints:
    """Rank (0 to 9) of each half day within its week, for scanners and operators."""
    day, afternoon = np.divmod(calendar.half_days, 2)
    order = np.empty(7, dtype=np.int64)
    order[list(SCANNER_DAYS)] = np.arange(5)
    return np.asarray(order[calendar.weekday[day]] * 2 + afternoon)


def places(seeds: Seeds, calendar: Calendar, rank: Ints) -> Ints:
    """Place of each half day in its year's order, 0 to 519; one row for each seed.

    All weeks get their first half day before any gets its second; weeks stand in a
    random order. An amount `share` of full time takes the places below share x 520.

    Parameters
    ----------
    seeds : seed of one person, or of what several share
    rank : of each half day within its week; `SHUFFLED`: at random
    """
    place = np.empty((len(seeds), len(calendar.half_days)), dtype=np.int64)
    turn = np.empty(len(calendar.weeks), dtype=np.int64)
    ranks = rank if len(rank) else np.empty(place.shape[1], dtype=np.int64)
    given = len(rank) > 0
    _place(place, seeds, calendar.weeks, calendar.half_days, turn, ranks, given)
    return place


@compiled
def _place(
    place: Ints,
    seeds: Seeds,
    weeks: Ints,
    half_days: Ints,
    turn: Ints,
    ranks: Ints,
    given: bool,
) -> None:
    for row in range(len(seeds)):
        _shuffle(turn, mix_in(seeds[row], WEEK_ORDER), weeks, WEEKS_A_BLOCK)
        if not given:
            seed = mix_in(seeds[row], POST_ORDER)
            _shuffle(ranks, seed, half_days, HALF_DAYS_A_WEEK)
        for here in range(len(half_days)):
            later = turn[here // HALF_DAYS_A_WEEK]
            place[row, here] = ranks[here] * WEEKS_A_BLOCK + later


@compiled
def _shuffle(turn: Ints, seed: np.uint64, numbers: Ints, size: int) -> None:
    """Give each number its turn within its group of this size, at random.

    The turn is how many of the group have a lower random number, or the same and come
    first.
    """
    draw = np.empty(size)
    for group in range(0, len(numbers), size):
        for here in range(size):
            draw[here] = to_unit(mix_in(seed, numbers[group + here]))
            turn[group + here] = 0
            for before in range(here):
                later = draw[before] > draw[here]
                turn[group + before] += later
                turn[group + here] += not later


def by_turns(turns: Ints, amount: Floats | float) -> Ints:
    """Whole numbers that follow the mean: of each turn, counted from 0.

    >>> by_turns(np.arange(4), 0.5).tolist(), by_turns(np.arange(3), 1.7).tolist()
    ([0, 1, 0, 1], [1, 2, 2])
    """
    upto = np.floor(np.stack([turns, turns + 1]) * amount + 1e-9)
    return np.asarray((upto[1] - upto[0]).astype(np.int64))


def minutes_taken(
    place: Ints, people: int, spans: Ints, amounts: Floats, full: Ints
) -> Ints:
    """Minutes of each half day that an amount takes: all, none, or the shortened one.

    Parameters
    ----------
    place : one row for each person, or one that all share
    people : rows of the answer; 2.4 WTE are two whole people and one of 0.4
    stretches : first half day of each period, and the one after its last
    amounts : full times in force on each period
    full : minutes of a whole session on each period
    """
    taken = np.zeros((people, place.shape[1]), dtype=np.int64)
    _fill(taken, place, spans, amounts, full)
    return taken


@compiled
def _fill(taken: Ints, place: Ints, spans: Ints, amounts: Floats, full: Ints) -> None:
    for person in range(len(taken)):
        row = min(person, len(place) - 1)
        for span in range(len(amounts)):
            share = min(max(amounts[span] - person, 0.0), 1.0) * HALF_DAYS_A_BLOCK
            for half_day in range(spans[span, 0], spans[span, 1]):
                left = min(max(share - place[row, half_day], 0.0), 1.0)
                taken[person, half_day] = np.rint(left * full[span])
