"""Breakdowns of a scanner: half days out of order, one by one or in spells."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.jit import compiled
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, mix_seed, to_unit

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def chance_to_begin(share: Floats, half_days: Floats) -> Floats:
    """Chance that a breakdown begins on a half day on which the scanner works.

    Spells of this mean length then take this share of all half days; at a mean of one
    half day it is the share itself.
    """
    return np.asarray(share / (half_days - share * (half_days - 1)))


def half_days_down(
    seed: int, keys: tuple[int, ...], half_days: Ints, begin: Floats, end: Floats
) -> Bools:
    """Whether a scanner is out of order on each half day of one replication.

    Parameters
    ----------
    luck : declared numbers that its breakdowns hang on
    begin, end : chances on each half day that a breakdown begins, or is over
    """
    seeds = [mix_seed(seed, *keys, p) for p in (BEGIN, LENGTH)]
    down = np.empty(len(half_days), dtype=np.bool_)
    _mark(down, np.array(seeds, dtype=np.uint64), half_days, begin, end)
    return down


BEGIN, LENGTH = int(Purpose.DOWNTIME), int(Purpose.DOWNTIME_LENGTH)


@compiled
def _mark(
    down: Bools, seeds: Seeds, half_days: Ints, begin: Floats, end: Floats
) -> None:
    """A spell goes on by the luck of each half day, so its length is geometric."""
    broken = False
    for index in range(len(half_days)):
        half_day = half_days[index]
        if broken:
            ends = end[index]
            broken = ends < 1.0 and to_unit(mix_in(seeds[1], half_day)) >= ends
        if not broken:
            broken = to_unit(mix_in(seeds[0], half_day)) < begin[index]
        down[index] = broken
