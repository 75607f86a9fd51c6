"""Counts of visits: who joined, waited, was seen, missed or left, and when.

Compiled, for the one pass over all visits in `visit_counts`. What the counts are for is
said in the module of each measure; `Count` says what each of them is. All but the sum
of waits are whole numbers, so that no order of adding matters.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled, inlined
from planner.pathway.visits import Outcome

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Count(IntEnum):
    """Counts of each list, group and cell."""

    JOINED = 0
    """Visits, by the minute of joining: a missed appointment makes a new one."""
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
    """Visits of those who first joined after any warm-up."""
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
    ages: Ints
    """Ages of a list that are asked for, from the shortest; the first is 0."""
    site: Ints
    """Row of a site's list or -1, by list and by the thousand of a list's number."""


@inlined
def cell_at(cells: Ints, minute: int) -> int:
    """Cell in which a minute lies."""
    if minute < 0:
        return int(cells[0])
    # Without a sign, which spares the question whether to round down or up.
    day: Any = np.int64(np.uint64(minute) // np.uint64(MINUTES_A_DAY))
    return int(cells[min(day, len(cells) - 2) + 1])


@inlined
def count_list(counts: Ints, what: int, enters: int, ended: int) -> None:
    """Somebody on a list from one cell to another."""
    counts[enters, what] += 1
    counts[ended, what] -= 1


@inlined
def count_start(counts: Ints, begun: int, seen: bool) -> None:
    """An appointment begun, attended or missed."""
    counts[begun, TAKEN] += 1
    counts[begun, SEEN] += seen
    counts[begun, MISSED] += not seen


@inlined
def count_cohort(
    counts: Ints, joins: int, begun: int, arrives: bool, seen: bool, in_time: bool
) -> None:
    """A visit that counts for waits, in the rows of first joining and of its start."""
    counts[joins, AFTER_WARM_UP] += 1
    counts[joins, COHORT] += arrives
    counts[begun, COMPLETED] += seen
    counts[joins, IN_TIME] += in_time


@inlined
def count_visit(
    visit: Any, place: int, fls: bool, new: bool, begun: int, marks: Marks, counts: Ints
) -> int:
    """Count a visit to a list: joining, waiting, and what became of it.

    Parameters
    ----------
    fls, new : whether of an FLS patient, and of one not there when the plan began
    begun : cell in which it was started, if it was
    counts : shape (lists x GROUPS x cells, counts), added to

    Returns
    -------
    minute of going off the list, to be seen or leaving; FAR if never
    """
    cells, base = marks.cell_of_day, (3 * place + 1 + fls) * marks.cells
    first, joined, outcome = visit.first_joined, visit.joined, visit.outcome
    last, has_left = visit.started, False
    begun = ended = base + begun
    if last < 0:
        has_left = outcome == HAS_LEFT
        last = visit.finished if has_left else FAR
        ended = base + cell_at(cells, last)
    enters = joins = base + cell_at(cells, joined)
    if first != joined:
        joins = base + cell_at(cells, first)
    counts[enters, JOINED] += 1
    counts[enters, SINCE] += first
    counts[ended, SINCE] -= first
    counts[ended, LEFT] += has_left
    if joined < last:
        count_list(counts, LIST, enters, ended)
    over, late = max(joined, first + marks.over), max(joined, first + marks.late)
    if over < last:
        count_list(counts, OVER, base + cell_at(cells, over), ended)
    if late < last:
        count_list(counts, LATE, base + cell_at(cells, late), ended)
    arrives, seen = visit.attempt == 1, visit.started >= 0 and outcome != WAS_MISSED
    counts[joins, ENTERED] += arrives
    if visit.started >= 0:
        count_start(counts, begun, seen)
    if first >= marks.warm:
        in_time = seen and new and last - first <= marks.target[place]
        count_cohort(counts, joins, begun, arrives and new, seen, in_time)
    return int(last)


@inlined
def is_completed(visit: Any, marks: Marks) -> bool:
    """Whether a visit ended a wait that counts, by being seen."""
    seen = visit.started >= 0 and visit.outcome != WAS_MISSED
    return bool(seen and visit.first_joined >= marks.warm)


@inlined
def count_ages(
    visit: Any, place: int, last: int, marks: Marks, counts: Ints, waits: Ints
) -> None:
    """Count who comes past each mark on a list or a site's list, and goes off it.

    Parameters
    ----------
    last : minute of leaving the list
    counts : shape (lists and then sites' lists, ages, cells), added to; age 0 of sites'
        lists alone
    waits : shape (sites' lists, (minutes, people), years), completed, added to
    """
    cells, own = marks.cell_of_day, marks.site[place, visit.list // SITE_LISTS]
    off, listed = cell_at(cells, last), len(marks.site) + own
    # How many are there at all is asked of sites' lists alone.
    for age in range(0 if own >= 0 else 1, len(marks.ages)):
        past = max(visit.joined, visit.first_joined + marks.ages[age])
        if past >= last:
            break
        begun = cell_at(cells, past)
        counts[place, age, begun] += 1
        counts[place, age, off] -= 1
        if own >= 0:
            counts[listed, age, begun] += 1
            counts[listed, age, off] -= 1
    year = marks.year_of_cell[off]
    if own >= 0 and year >= 0 and is_completed(visit, marks):
        waits[own, 0, year] += visit.started - visit.first_joined
        waits[own, 1, year] += 1


@compiled
def add_up(counts: Ints, cells: int) -> None:
    """Make counts of cells running sums, and let those of all be both groups'."""
    for base in range(0, len(counts), 3 * cells):
        for cell in range(cells):
            for what in range(counts.shape[1]):
                other, fls = base + cells + cell, base + 2 * cells + cell
                if cell:
                    counts[other, what] += counts[other - 1, what]
                    counts[fls, what] += counts[fls - 1, what]
                counts[base + cell, what] = counts[other, what] + counts[fls, what]
