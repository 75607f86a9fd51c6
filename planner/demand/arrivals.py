"""Explicit arrivals: Poisson, evenly spaced, listed or in batches, at stated times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople, at_a_minute
from planner.demand.counts import Expected, expect, seeds_in_line
from planner.inputs.boards import Arrivals
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import Purpose, Seeds, minutes_drawn, places

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stated:
    """People who come by one entry of explicit arrivals.

    Parameters
    ----------
    keys : declared numbers of the entry
    minutes : when they come, where that is not random
    expected : how many to expect on each day, people or batches, where it is
    """

    arrivals: Arrivals
    keys: tuple[int, ...]
    group: int
    minutes: Ints | None
    expected: Expected | None

    def sample(self, seed: int) -> ArrivingPeople:
        """Everybody who comes in the replication of this seed."""
        minutes, seeds = self._come(seed)
        leaves = self._leaves(seeds, minutes) if self.arrivals.patience else None
        group = np.full(len(seeds), self.group)
        return ArrivingPeople(seeds, minutes // MINUTES_A_DAY, minutes, group, leaves)

    def _come(self, seed: int) -> tuple[Ints, Seeds]:
        if self.minutes is not None:
            return self.minutes, seeds_in_line(seed, self.keys, len(self.minutes))
        assert self.expected is not None
        days, seeds = self.expected.sample(seed, self.keys)
        minutes = at_a_minute(seeds, days)
        if self.arrivals.first_minute or self.arrivals.length_minutes is not None:
            # A part of a day keeps its part of the day's people.
            inside_time = _is_open(minutes, self.arrivals)
            minutes, seeds = minutes[inside_time], seeds[inside_time]
        if self.arrivals.kind == "poisson":
            return minutes, seeds
        minutes = np.repeat(minutes, _batch_sizes(seeds, self.arrivals))
        return minutes, seeds_in_line(seed, self.keys, len(minutes))

    def _leaves(self, seeds: Seeds, joined: Ints) -> Ints:
        """Minute at which each person gives up waiting."""
        assert self.arrivals.patience is not None
        keys = (Purpose.PATIENCE,)
        after = minutes_drawn(seeds, keys, self.arrivals.patience, at_least=1)
        return np.asarray(joined + after)


def stated(
    arrivals: Arrivals, keys: tuple[int, ...], horizon_days: int, group: int
) -> Stated:
    """One entry of explicit arrivals, made ready to be drawn from."""
    minutes = expected = None
    if arrivals.kind in ("poisson", "batch"):
        days = np.arange(horizon_days)
        open_days = _days_open(days, arrivals)
        expected = expect(0, np.where(open_days, arrivals.people_a_day, 0.0))
    elif arrivals.kind == "even":
        minutes = _spaced(arrivals, horizon_days * MINUTES_A_DAY)
    else:
        minutes = np.sort(np.asarray(arrivals.minutes, dtype=np.int64))
    return Stated(arrivals, keys, group, minutes, expected)


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


def _batch_sizes(seeds: Seeds, arrivals: Arrivals) -> Ints:
    """People of each batch: one size, or geometric sizes from 1 up."""
    if arrivals.batch_mean is None or arrivals.batch_mean == 1:
        size = arrivals.batch_size if arrivals.batch_mean is None else 1
        return np.full(len(seeds), size)
    draw = places(seeds, Purpose.BATCH)
    more = np.floor(np.log1p(-draw) / np.log1p(-1 / arrivals.batch_mean))
    return np.asarray(1 + more.astype(np.int64))


def _spaced(arrivals: Arrivals, horizon: int) -> Ints:
    if not arrivals.people_a_day:
        return np.zeros(0, dtype=np.int64)
    gap, first = MINUTES_A_DAY / arrivals.people_a_day, arrivals.first_minute
    spaced = first + np.arange(0, horizon - first, gap)
    minutes = np.floor(spaced).astype(np.int64)
    return np.asarray(minutes[_is_open(minutes, arrivals)])
