"""One pass over the visits: who joined, waited, was seen, missed or left, and when.

Compiled, because a replication has a hundred thousand visits. What the counts are for
is said in the module of each measure; `Count` says what each of them is. All but the
sum of waits are whole numbers, so that no order of adding matters.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled, inlined
from planner.demand.cohort import FAR
from planner.inputs.units import MINUTES_A_DAY
from planner.pathway.visits import Outcome

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Count(IntEnum):
    """What is counted at each list, group and cell."""

    JOINED = 0
    """Stays, by the minute of joining: a missed appointment makes a new one."""
    LIST = 1
    """On the list: one more on joining, one fewer on leaving it."""
    OVER = 2
    """The same of those who first joined more than 90 days ago."""
    LATE = 3
    """The same of those beyond the mark under which a backlog counts as cleared."""
    SINCE = 4
    """Minutes of first joining of those on the list, added up."""
    TAKEN = 5
    """Appointments begun, missed ones included."""
    SEEN = 6
    MISSED = 7
    LEFT = 8
    ENTERED = 9
    """People, by the minute of first joining."""
    AFTER_WARM_UP = 10
    """Stays of those who first joined after any warm-up."""
    COMPLETED = 11
    """Of those, the attended appointments."""
    COHORT = 12
    """Of those, people who were not there at the start, by first joining."""
    IN_TIME = 13
    """Of these, people seen within the stage's mark."""


# Compiled code takes numbers from outside, not the members of an enumeration.
JOINED, LIST, OVER, LATE, SINCE, TAKEN, SEEN, MISSED, LEFT, ENTERED = range(10)
AFTER_WARM_UP, COMPLETED, COHORT, IN_TIME = range(10, 14)
WAS_MISSED, HAS_LEFT = int(Outcome.DNA), int(Outcome.LEFT)


class Stays(NamedTuple):
    """Columns of the visits table that are counted."""

    patient: Ints
    stage: Ints
    attempt: Ints
    first_joined: Ints
    joined: Ints
    started: Ints
    finished: Ints
    outcome: Ints


class Marks(NamedTuple):
    """When and how long, in minutes, and the look-ups from days and stages."""

    cell_of_day: Ints
    cells: int
    year_of_cell: Ints
    years: int
    place_of_stage: Ints
    """Position of a stage's list, by its declared number; -1 for a delay."""
    target: Ints
    """Mark of each list; -1 where it has none."""
    over: int
    late: int
    warm: int
    """Minute at which counting of waits begins."""


# A part of an array or a column handed on costs more than the counting itself, so
# counts lie in one table, and helpers are given numbers.


@inlined
def cell_at(cells: Ints, minute: int) -> int:
    """Cell in which a minute lies."""
    day = minute // MINUTES_A_DAY
    return int(cells[min(max(day, -1), len(cells) - 2) + 1])


@inlined
def end_of(started: int, finished: int, outcome: int) -> int:
    """Minute at which a stay ended: started, left, or FAR while still waiting."""
    if started >= 0:
        return started
    return finished if outcome == HAS_LEFT else FAR


@inlined
def count_list(counts: Ints, what: int, enters: int, leaves: int, stays: bool) -> None:
    """One more on a list from one row of the counts, one fewer from another."""
    if stays:
        counts[enters, what] += 1
        counts[leaves, what] -= 1


@inlined
def count_end(counts: Ints, begun: int, left: int, started: int, outcome: int) -> None:
    """What became of a stay: begun, seen, missed, left; in which rows."""
    if started >= 0:
        counts[begun, TAKEN] += 1
        if outcome != WAS_MISSED:
            counts[begun, SEEN] += 1
    if outcome == WAS_MISSED:
        counts[begun, MISSED] += 1
    elif outcome == HAS_LEFT:
        counts[left, LEFT] += 1


@compiled
def count_stays(stays: Stays, fls: Bools, marks: Marks, counts: Ints) -> None:
    """Count every stay on a list: joining, waiting, and what became of it.

    Parameters
    ----------
    fls : by patient
    counts : shape (lists x (other, FLS) x cells, counts), added to
    """
    cells = marks.cell_of_day
    for row in range(len(stays.stage)):
        place = marks.place_of_stage[stays.stage[row]]
        if place < 0:
            continue
        base = (2 * place + fls[stays.patient[row]]) * marks.cells
        first, joined = stays.first_joined[row], stays.joined[row]
        started, outcome = stays.started[row], stays.outcome[row]
        last = end_of(started, stays.finished[row], outcome)
        enters, leaves = base + cell_at(cells, joined), base + cell_at(cells, last)
        counts[enters, JOINED] += 1
        counts[enters, SINCE] += first
        counts[leaves, SINCE] -= first
        count_list(counts, LIST, enters, leaves, joined < last)
        over, late = max(joined, first + marks.over), max(joined, first + marks.late)
        count_list(counts, OVER, base + cell_at(cells, over), leaves, over < last)
        count_list(counts, LATE, base + cell_at(cells, late), leaves, late < last)
        if stays.attempt[row] == 1:
            counts[base + cell_at(cells, first), ENTERED] += 1
        begun = base + cell_at(cells, started)
        left = base + cell_at(cells, stays.finished[row])
        count_end(counts, begun, left, started, outcome)


@compiled
def count_waits(
    stays: Stays,
    people: tuple[Bools, Bools],
    marks: Marks,
    counts: Ints,
    total: Floats,
    waits: tuple[Ints, Ints],
) -> int:
    """Count waits of those who joined after the warm-up; how many were completed.

    Parameters
    ----------
    people : by patient: FLS, there when the plan began
    counts : shape (lists x (other, FLS) x cells, counts), added to
    total : shape (lists x years, all and other and FLS), days, added to in the order
        of the visits
    waits : filled with the minutes of each completed wait of the plan, and with its
        list, year and group (other, FLS), counted through
    """
    cells, (fls, at_start), done = marks.cell_of_day, people, 0
    for row in range(len(stays.stage)):
        place, first = marks.place_of_stage[stays.stage[row]], stays.first_joined[row]
        if place < 0 or first < marks.warm:
            continue
        who, started = stays.patient[row], stays.started[row]
        base = (2 * place + fls[who]) * marks.cells
        joins = base + cell_at(cells, first)
        counts[base, AFTER_WARM_UP] += 1
        if stays.attempt[row] == 1 and not at_start[who]:
            counts[joins, COHORT] += 1
        if started < 0 or stays.outcome[row] == WAS_MISSED:
            continue
        cell, wait = cell_at(cells, started), started - first
        counts[base + cell, COMPLETED] += 1
        if wait <= marks.target[place] and not at_start[who]:
            counts[joins, IN_TIME] += 1
        if marks.year_of_cell[cell] >= 0:
            pair = place * marks.years + marks.year_of_cell[cell]
            total[pair, 0] += wait / MINUTES_A_DAY
            total[pair, 1 + fls[who]] += wait / MINUTES_A_DAY
            waits[0][done], waits[1][done] = wait, 2 * pair + fls[who]
            done += 1
    return done
