"""Number of people who come on each day, and the seeds of these people.

Counts are Poisson on calendar days, taken from one uniform number a day, so that a
higher rate only adds people and keeps those already there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.jit import compiled, inlined
from planner.numerics.random_numbers import (
    Purpose,
    Seeds,
    mix_in,
    mix_seed,
    mix_seeds,
    to_place,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COUNT, PERSON = int(Purpose.COUNT), int(Purpose.PERSON)
NO_MORE = 1e-18
"""A number this improbable is the last one: no place lies beyond it."""


class Middles(NamedTuple):
    """Start of the search for each day's count: the middle of its distribution.

    Attributes
    ----------
    rate_of_day : position of each day's rate among the different ones
    upto_middle, at_middle : chance of so many or fewer, and of just so many
    """

    rate_of_day: Ints
    rates: Floats
    middles: Ints
    upto_middle: Floats
    at_middle: Floats


@dataclass(frozen=True)
class Expected:
    """The expected number of people on each of some days.

    Attributes
    ----------
    rates : people expected on each day
    """

    first_day: int
    rates: Floats

    @cached_property
    def middles(self) -> Middles:
        """All that is known before a draw, once for each different rate."""
        # Slow to load, and needed only before the first replication.
        from scipy import special

        different, rate_of_day = np.unique(self.rates, return_inverse=True)
        middles = np.floor(different)
        # Nobody comes at a rate of 0, whatever the random number.
        upto = np.where(different > 0, special.pdtr(middles, different), 1.0)
        logarithm = special.xlogy(middles, different) - special.gammaln(middles + 1)
        return Middles(
            rate_of_day=rate_of_day.astype(np.int64),
            rates=different,
            middles=middles.astype(np.int64),
            upto_middle=upto,
            at_middle=np.exp(logarithm - different),
        )

    def sample(self, seed: int, keys: tuple[int, ...]) -> tuple[Ints, Seeds]:
        """Day and seed of everybody who comes, in order of day.

        Parameters
        ----------
        seed : the replication's seed
        keys : declared numbers of the source
        """
        table = self.middles
        return _people_by_day(
            np.uint64(mix_seed(seed, *keys)),
            self.first_day,
            table.rate_of_day,
            table.rates,
            table.middles,
            table.upto_middle,
            table.at_middle,
        )


def expect(first_day: int, rates: Floats) -> Expected:
    """The numbers expected from a first day on, ready to be drawn."""
    return Expected(first_day, rates)


@inlined
def _count_at(
    place: float, rate: float, middle: int, upto_middle: float, at_middle: float
) -> int:
    """The least number of people that so much of the distribution lies at or below."""
    count, upto, here = middle, upto_middle, at_middle
    if place > upto:
        while place > upto and here > NO_MORE:
            count += 1
            here *= rate / count
            upto += here
        return count
    while count > 0 and place <= upto - here:
        upto -= here
        here *= count / rate
        count -= 1
    return count


@compiled
def _people_by_day(
    start: np.uint64,
    first_day: int,
    rate_of_day: Ints,
    rates: Floats,
    middles: Ints,
    upto_middle: Floats,
    at_middle: Floats,
) -> tuple[Ints, Seeds]:
    counts, everybody = np.empty(len(rate_of_day), dtype=np.int64), 0
    for k in range(len(rate_of_day)):
        place = to_place(mix_in(mix_in(start, first_day + k), COUNT))
        i = rate_of_day[k]
        counts[k] = _count_at(place, rates[i], middles[i], upto_middle[i], at_middle[i])
        everybody += counts[k]
    days, seeds = np.empty(everybody, np.int64), np.empty(everybody, np.uint64)
    row = 0
    for k in range(len(counts)):
        of_day = mix_in(mix_in(start, first_day + k), PERSON)
        for kth in range(counts[k]):
            days[row], seeds[row] = first_day + k, mix_in(of_day, kth)
            row += 1
    return days, seeds


def seeds_in_line(seed: int, keys: tuple[int, ...], size: int) -> Seeds:
    """Seeds of people who are told apart by their place in a line, not by a day."""
    return mix_seeds(mix_seed(seed, *keys, 0, PERSON), np.arange(size))
