"""People in order of joining."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.streams import Words

Ints = npt.NDArray[np.int64]

CROWD = 200
"""People who join so close together are left to a sort that does not mind crowds."""


def order_of_joining(joined: Ints, words: Words) -> Ints:
    """Positions of people by the minute they join, those of one minute by their word.

    They come by source, each in order of day, so most of the way is to deal them out
    over stretches of the plan.
    """
    if not len(joined):
        return np.zeros(0, dtype=np.int64)
    order, most = _deal_out(joined, int(joined.min()), int(joined.max()))
    if most > CROWD:
        return np.lexsort((words, joined))
    _put_in_order(order, joined, words)
    return order


@compiled
def _deal_out(joined: Ints, first: int, last: int) -> tuple[Ints, int]:
    """Positions by stretch of time, about as many stretches as people; the fullest."""
    shift = 0
    while (last - first) >> shift > len(joined):
        shift += 1
    starts = np.zeros(((last - first) >> shift) + 2, dtype=np.int64)
    for i in range(len(joined)):
        starts[((joined[i] - first) >> shift) + 1] += 1
    most = 0
    for k in range(1, len(starts)):
        most = max(most, starts[k])
        starts[k] += starts[k - 1]
    order = np.empty(len(joined), dtype=np.int64)
    for i in range(len(joined)):
        stretch = (joined[i] - first) >> shift
        order[starts[stretch]] = i
        starts[stretch] += 1
    return order, most


@compiled
def _put_in_order(order: Ints, joined: Ints, words: Words) -> None:
    for k in range(1, len(order)):
        row, place = order[k], k
        minute, word = joined[row], words[row]
        while place > 0:
            before = order[place - 1]
            if joined[before] < minute:
                break
            if joined[before] == minute and words[before] <= word:
                break
            order[place] = before
            place -= 1
        order[place] = row
