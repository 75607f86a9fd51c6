"""Time taken: wall and CPU, contenders in turn, medians of rounds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TypeVar

Made = TypeVar("Made")
TURN_SECONDS, MOST_TIMES = 1.0, 5


@dataclass(frozen=True)
class Timing:
    """Seconds on the wall's clock and of this process's CPU."""

    wall: float
    cpu: float

    def __add__(self, other: Timing) -> Timing:
        return Timing(self.wall + other.wall, self.cpu + other.cpu)

    def over(self, other: Timing) -> float:
        """How many times the CPU time of another."""
        return self.cpu / other.cpu


def kept(work: Callable[[], Made]) -> tuple[Made, Timing]:
    """What a piece of work makes, and its time.

    Earlier litter is collected before, not within.
    """
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    taken = Timing(time.perf_counter() - wall, time.process_time() - cpu)
    return made, taken


def timed(work: Callable[[], object]) -> Timing:
    """Time of one piece of work."""
    return kept(work)[1]


def in_turn(
    contenders: Mapping[str, Callable[[int], object]], rounds: int
) -> dict[str, list[Timing]]:
    """Timings of each contender, one after the other in every round.

    Each is given the number of the round, to draw other random numbers by.
    """
    taken: dict[str, list[Timing]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, work in contenders.items():
            taken[name].append(turn_of(partial(work, number)))
    return taken


def turn_of(work: Callable[[], object]) -> Timing:
    """Median time of one contender in its turn; what is short is done several times.

    The first time after another's turn finds the processor's caches full of that
    other's things: as much as a third of the time of what is short.
    """
    timings = [timed(work)]
    while len(timings) < MOST_TIMES and sum(t.wall for t in timings) < TURN_SECONDS:
        timings.append(timed(work))
    return middle(timings)


def middle(timings: list[Timing]) -> Timing:
    """Medians of wall and CPU."""
    return Timing(median(t.wall for t in timings), median(t.cpu for t in timings))


def ratio(of: list[Timing], to: list[Timing]) -> float:
    """Median, over rounds, of one contender's CPU time over another's."""
    return median(mine.over(other) for mine, other in zip(of, to, strict=True))
