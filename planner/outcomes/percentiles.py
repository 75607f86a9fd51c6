"""Percentiles of many small groups of waits at once, as `numpy.percentile` has them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@compiled
def percentiles_by_pair(waits: Ints, ends: Ints, share: float, found: Floats) -> None:
    """Fill in the percentile of each two groups together and of either alone.

    Parameters
    ----------
    waits : minutes, group by group; their order within a group is changed
    ends : where each group ends; groups 2n and 2n + 1 belong together
    found : shape (pairs, 3), days: both, the first, the second; left as it is where a
        group has nobody
    """
    for pair in range(len(found)):
        low = ends[2 * pair - 1] if pair else 0
        middle, high = ends[2 * pair], ends[2 * pair + 1]
        if middle > low:
            found[pair, 1] = percentile(waits, low, middle, share)
        if high > middle:
            found[pair, 2] = percentile(waits, middle, high, share)
        if low < middle < high:
            found[pair, 0] = percentile(waits, low, high, share)
        elif high > low:
            found[pair, 0] = found[pair, 1 if middle > low else 2]


@compiled
def percentile(waits: Ints, low: int, high: int, share: float) -> float:
    """Percentile of a part of the waits, in days, between the two nearest ranks."""
    place = (high - low - 1) * share
    rank = low + int(place)
    below = move_to_rank(waits, low, high - 1, rank)
    above = below
    if rank + 1 < high:
        above = waits[rank + 1]
        for row in range(rank + 2, high):
            above = min(above, waits[row])
    part, step = place - int(place), above / MINUTES_A_DAY - below / MINUTES_A_DAY
    # From the nearer end, as numpy does: the last bit depends on it.
    if part >= 0.5:
        return above / MINUTES_A_DAY - step * (1 - part)
    return below / MINUTES_A_DAY + step * part


@compiled
def move_to_rank(values: Ints, low: int, high: int, rank: int) -> int:
    """Value that sorting a part would put at this place; larger ones lie behind it."""
    while low < high:
        pivot = values[(low + high) // 2]
        left, right = low, high
        while left <= right:
            while values[left] < pivot:
                left += 1
            while values[right] > pivot:
                right -= 1
            if left <= right:
                values[left], values[right] = values[right], values[left]
                left, right = left + 1, right - 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            break
    return int(values[rank])
