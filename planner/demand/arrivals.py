"""Explicit arrivals: Poisson, evenly spaced, listed or in batches, at stated times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR
from planner.demand.fractures import people_on, sample_people
from planner.inputs.boards import Arrivals
from planner.inputs.distributions import in_whole_minutes
from planner.inputs.units import MINUTES_A_DAY
from planner.streams import Purpose, Words, inside, uniforms

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def arrival_minutes(
    word: int, keys: tuple[int, ...], days: Ints, arrivals: Arrivals
) -> tuple[Ints, Words]:
    """Minute and luck word of everybody who comes by one entry of explicit arrivals.

    Parameters
    ----------
    word : the replication's word
    keys : declared numbers of the entry
    days : days of the plan and of its run-on
    """
    if arrivals.kind in ("poisson", "batch"):
        minutes, words = _at_random(word, keys, days, arrivals)
        if arrivals.kind == "poisson":
            return minutes, words
        minutes = np.repeat(minutes, _batch_sizes(words, arrivals))
    elif arrivals.kind == "even":
        minutes = _spaced(arrivals, len(days) * MINUTES_A_DAY)
    else:
        minutes = np.sort(np.asarray(arrivals.minutes, dtype=np.int64))
    _, words = people_on(word, keys, np.zeros(1, int), np.array([len(minutes)]))
    return minutes, words


def patience_ends(words: Words, joined: Ints, arrivals: Arrivals) -> Ints:
    """Minute at which each person gives up waiting, or FAR."""
    if arrivals.patience is None:
        return np.full(len(words), FAR)
    luck = inside(uniforms(words, Purpose.PATIENCE))
    after = in_whole_minutes(arrivals.patience.sample(luck), at_least=1)
    return np.asarray(joined + after)


def _at_random(
    word: int, keys: tuple[int, ...], days: Ints, arrivals: Arrivals
) -> tuple[Ints, Words]:
    rates = np.where(_days_open(days, arrivals), arrivals.people_a_day, 0.0)
    day, words = sample_people(word, keys, days, rates)
    within = np.floor(uniforms(words, Purpose.MINUTE) * MINUTES_A_DAY)
    minutes = day * MINUTES_A_DAY + within.astype(np.int64)
    if not arrivals.first_minute and arrivals.length_minutes is None:
        return minutes, words
    # A part of a day keeps its part of the day's people.
    inside_time = _is_open(minutes, arrivals)
    return minutes[inside_time], words[inside_time]


def _is_open(minutes: Ints, arrivals: Arrivals) -> Bools:
    """Whether somebody may come at each minute."""
    since = minutes - arrivals.first_minute
    place = since % arrivals.every_minutes if arrivals.every_minutes else since
    length = arrivals.length_minutes
    return np.asarray((since >= 0) & (length is None or place < length))


def _days_open(days: Ints, arrivals: Arrivals) -> Bools:
    """Days of which some minute is open; nobody need be drawn on the others."""
    start, end = days * MINUTES_A_DAY, (days + 1) * MINUTES_A_DAY
    begun = end > arrivals.first_minute
    if arrivals.length_minutes is None:
        return np.asarray(begun)
    since = np.maximum(start - arrivals.first_minute, 0)
    every = arrivals.every_minutes
    place = since % every if every else since
    again = place + MINUTES_A_DAY > every if every else np.zeros(len(days), dtype=bool)
    return np.asarray(begun & ((place < arrivals.length_minutes) | again))


def _batch_sizes(words: Words, arrivals: Arrivals) -> Ints:
    """People of each batch: one size, or geometric sizes from 1 up."""
    if arrivals.batch_mean is None or arrivals.batch_mean == 1:
        size = arrivals.batch_size if arrivals.batch_mean is None else 1
        return np.full(len(words), size)
    luck = inside(uniforms(words, Purpose.BATCH))
    more = np.floor(np.log1p(-luck) / np.log1p(-1 / arrivals.batch_mean))
    return 1 + more.astype(np.int64)


def _spaced(arrivals: Arrivals, horizon: int) -> Ints:
    if not arrivals.people_a_day:
        return np.zeros(0, dtype=np.int64)
    gap, first = MINUTES_A_DAY / arrivals.people_a_day, arrivals.first_minute
    spaced = first + np.arange(0, horizon - first, gap)
    minutes = np.floor(spaced).astype(np.int64)
    return minutes[_is_open(minutes, arrivals)]
