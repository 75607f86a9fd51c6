"""People arriving from a source: draws made before everybody is put in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, to_unit

Ints = npt.NDArray[np.int64]
MINUTE = int(Purpose.MINUTE)


@dataclass(frozen=True)
class ArrivingPeople:
    """People of one source, a row each."""

    seeds: Seeds
    fracture_day: Ints
    """Day of the fracture, or of the referral for other DXA referrals."""
    joined: Ints
    group: Ints
    """Row in the tables of patient groups."""
    leaves: Ints | None = None
    """Minute at which patience ends; None where nobody's does."""


class ComingFrom(Protocol):
    """A source of people, ready for one replication after the other."""

    def sample(self, seed: int) -> ArrivingPeople:
        """Everybody who comes in the replication of this seed."""


@compiled
def at_a_minute(seeds: Seeds, days: Ints) -> Ints:
    """A minute of each person's day, by a random number of their own."""
    minutes = np.empty(len(seeds), dtype=np.int64)
    for i in range(len(seeds)):
        draw = to_unit(mix_in(seeds[i], MINUTE))
        minutes[i] = days[i] * MINUTES_A_DAY + np.int64(draw * MINUTES_A_DAY)
    return minutes


CROWD = 200
"""People who join so close together are left to a sort that does not mind crowds."""


def order_of_joining(joined: Ints, seeds: Seeds) -> Ints:
    """Positions of people by the minute they join, those of one minute by their seed.

    They come by source, each in order of day, so most of the way is to deal them out
    over periods of the plan.
    """
    if not len(joined):
        return np.zeros(0, dtype=np.int64)
    order, most = _deal_out(joined, int(joined.min()), int(joined.max()))
    if most > CROWD:
        return np.lexsort((seeds, joined))
    _put_in_order(order, joined, seeds)
    return order


@compiled
def _deal_out(joined: Ints, first: int, last: int) -> tuple[Ints, int]:
    """Positions by period of time, about as many stretches as people; the fullest."""
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
        bucket = (joined[i] - first) >> shift
        order[starts[bucket]] = i
        starts[bucket] += 1
    return order, most


@compiled
def _put_in_order(order: Ints, joined: Ints, seeds: Seeds) -> None:
    for k in range(1, len(order)):
        row, place = order[k], k
        minute, seed = joined[row], seeds[row]
        while place > 0:
            before = order[place - 1]
            if joined[before] < minute:
                break
            if joined[before] == minute and seeds[before] <= seed:
                break
            order[place] = before
            place -= 1
        order[place] = row
