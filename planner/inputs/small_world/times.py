"""Times of a small world on the planner's clock: its scale, its opening times."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from planner.inputs.small_world.people import random_arrivals, shapes_of
from planner.inputs.small_world.tables import CaseServers, Opening, SmallWorld
from planner.inputs.units import MINUTES_A_DAY

MOST_MINUTES, LONGEST, BUSIEST = 4_000_000_000, 10_000_000, 5_000
FINE = 10_000
"""Minutes to a unit, or to the shortest mean of a random duration if that is less."""
Spell = tuple[float, float | None]


def scale_of(world: SmallWorld, total: float, clock: float | None) -> float:
    """Minutes to one unit: four decimals are exact, and random durations fine enough.

    Parameters
    ----------
    total : length of the run, in units
    """
    shapes = shapes_of(world)
    shortest = min((s.average for s in shapes if s.kind != "constant"), default=1.0)
    pieces = [p for a in random_arrivals(world).values() for p in a.pieces]
    stated = bool(world.people or world.lists or world.sessions)
    stated |= any(each.timetable for each in world.servers.values())
    fine = FINE / (min(1, shortest) if stated else shortest)
    scale = clock or (fine if not stated else FINE * math.ceil(fine / FINE))
    scale = max(scale, MINUTES_A_DAY / BUSIEST * sum(piece.rate for piece in pieces))
    longest = max((s.average + s.spread for s in shapes), default=0.0)
    room = min(MOST_MINUTES / total, LONGEST / longest if longest else np.inf)
    return min(scale, float(max(1, int(room))))


def spells_of(servers: CaseServers, end: float) -> Counter[Spell]:
    """When each server is there, from and until, and how many are there like it."""
    rows = servers.timetable or (servers,)
    changes: dict[float, int] = defaultdict(int)
    for row in rows:
        for first in _repeated(row, row.start, end):
            changes[first] += row.count
            if row.until is not None:
                changes[round(first + row.until - row.start, 9)] -= row.count
    found: Counter[Spell] = Counter()
    begun: list[float] = []
    for moment, more in sorted(changes.items()):
        begun += [moment] * max(more, 0)
        # Who came last goes first, so that nobody changes over for no reason.
        found.update((begun.pop(), moment) for _ in range(max(-more, 0)))
    found.update((start, None) for start in begun)
    return found


def _repeated(row: Opening, first: float, end: float) -> Iterator[float]:
    times = int((end - first) / row.every + 1e-9) if row.every and end >= first else 0
    for number in range(min(times, (row.repeats or times + 1) - 1) + 1):
        yield round(first + number * (row.every or 0.0), 9)


def openings_of(sessions: CaseServers, end: float) -> dict[float, int]:
    """Places at each moment, less those that are booked when the case begins."""
    found: dict[float, int] = defaultdict(int)
    for row in sessions.timetable or (sessions,):
        last = end if row.until is None else min(end, row.until)
        for moment in _moments(row, last):
            found[moment] += row.count if moment <= last else 0
    ordered = dict(sorted(found.items()))
    for moment, taken in zip(ordered, sessions.booked, strict=False):
        ordered[moment] = max(0, ordered[moment] - taken)
    return ordered


def _moments(row: Opening, last: float) -> Iterator[float]:
    if row.rate:
        number = int(row.rate * (last - row.start) + 1e-9)
        yield from (row.start + k / row.rate for k in range(1, number + 1))
    elif row.every:
        yield from _repeated(row, row.start, last)
    else:
        yield from row.at or (row.start,)
