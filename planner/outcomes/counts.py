"""Two passes over the visits: who joined, waited, was seen, missed or left, and when.

Compiled, because a replication has a hundred thousand visits. What the counts are for
is said in the module of each measure; `Count` says what each of them is. All but the
sum of waits are whole numbers, so that no order of adding matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import FAR, Cohort
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import compiled, inlined
from planner.pathway.visits import Outcome, VisitRows

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
def count_list(
    counts: Ints, what: int, cells: Ints, base: int, since: int, last: int
) -> None:
    """Somebody on a list from one minute to another, if the first is earlier."""
    if since < last:
        counts[base + cell_at(cells, since), what] += 1
        counts[base + cell_at(cells, last), what] -= 1


@inlined
def count_end(counts: Ints, begun: int, ended: int, started: int, outcome: int) -> None:
    """What became of a stay, in the rows of its start and of its end."""
    if started >= 0:
        counts[begun, TAKEN] += 1
        if outcome != WAS_MISSED:
            counts[begun, SEEN] += 1
    if outcome == WAS_MISSED:
        counts[begun, MISSED] += 1
    elif outcome == HAS_LEFT:
        counts[ended, LEFT] += 1


@inlined
def count_cohort(
    counts: Ints, joins: int, begun: int, arrives: bool, seen: bool, in_time: bool
) -> None:
    """A stay that counts for waits, in the rows of first joining and of its start."""
    counts[joins, AFTER_WARM_UP] += 1
    counts[joins, COHORT] += arrives
    counts[begun, COMPLETED] += seen
    counts[joins, IN_TIME] += in_time


@compiled
def count_stays(
    stays: VisitRows, people: tuple[Bools, Bools], marks: Marks, counts: Ints
) -> None:
    """Count every stay on a list: joining, waiting, and what became of it.

    Parameters
    ----------
    people : by patient: FLS, there when the plan began
    counts : shape (lists x GROUPS x cells, counts), added to
    """
    cells, (fls, at_start) = marks.cell_of_day, people
    for row in range(len(stays)):
        stay = stays[row]
        place, who = marks.place_of_stage[stay.stage], stay.patient
        if place < 0:
            continue
        base = (3 * place + 1 + fls[who]) * marks.cells
        first, joined = stay.first_joined, stay.joined
        started, outcome = stay.started, stay.outcome
        last = end_of(started, stay.finished, outcome)
        enters, ended = base + cell_at(cells, joined), base + cell_at(cells, last)
        counts[enters, JOINED] += 1
        counts[enters, SINCE] += first
        counts[ended, SINCE] -= first
        count_list(counts, LIST, cells, base, joined, last)
        count_list(counts, OVER, cells, base, max(joined, first + marks.over), last)
        count_list(counts, LATE, cells, base, max(joined, first + marks.late), last)
        begun, joins = base + cell_at(cells, started), base + cell_at(cells, first)
        left = base + cell_at(cells, stay.finished)
        count_end(counts, begun, left, started, outcome)
        arrives, new = stay.attempt == 1, not at_start[who]
        counts[joins, ENTERED] += arrives
        if first >= marks.warm:
            seen = started >= 0 and outcome != WAS_MISSED
            in_time = seen and started - first <= marks.target[place]
            count_cohort(counts, joins, begun, arrives and new, seen, in_time and new)


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


@compiled
def gather_waits(
    stays: VisitRows, fls: Bools, marks: Marks, ends: Ints, waits: Ints, total: Ints
) -> None:
    """Put completed waits beside those of the same list, year and group.

    Parameters
    ----------
    ends : shape (lists x years x (other, FLS)), where the waits of each begin; moved
        to where they end
    waits : minutes, filled in
    total : shape (lists x years, GROUPS), minutes, added to
    """
    for row in range(len(stays)):
        stay = stays[row]
        place, first = marks.place_of_stage[stay.stage], stay.first_joined
        if place < 0 or stay.started < 0 or first < marks.warm:
            continue
        year = marks.year_of_cell[cell_at(marks.cell_of_day, stay.started)]
        if year < 0 or stay.outcome == WAS_MISSED:
            continue
        pair, group = place * marks.years + year, int(fls[stay.patient])
        waited = stay.started - first
        total[pair, 0] += waited
        total[pair, 1 + group] += waited
        waits[ends[2 * pair + group]] = waited
        ends[2 * pair + group] += 1


URGENCY, SOURCE, SITE = "urgency", "source", "site"
AGE, SEX, RESIDENCE = "age", "sex", "residence"
OF_SOURCE = ("FLS patients", "other DXA referrals")
OF_URGENCY = ("routine", "urgent")


class Group(NamedTuple):
    """Some people: by what they are told apart, and which of them."""

    kind: str
    name: str


class Grouping(NamedTuple):
    """One way to tell people apart."""

    kind: str
    names: tuple[str, ...]
    code: Ints
    """Position of each person's group among the names; -1 for none of them."""


def groupings(
    scenario: Scenario, cohort: Cohort, kinds: tuple[str, ...]
) -> Iterator[Grouping]:
    """These ways to tell the people of a cohort apart; sites are of fractures only."""
    boards = tuple(scenario.boards)
    place = np.full(1 + max(b.number for b in scenario.boards.values()), -1)
    for position, name in enumerate(boards):
        place[scenario.boards[name].number] = position
    found = {
        URGENCY: (OF_URGENCY, cohort.urgent.astype(np.int64)),
        SOURCE: (OF_SOURCE, cohort.source),
        SITE: (SITES, cohort.site),
        AGE: (AGE_BANDS, cohort.age_band),
        SEX: (SEXES, cohort.sex),
        RESIDENCE: (boards, place[cohort.residence]),
    }
    for kind in kinds:
        yield Grouping(kind, *found[kind])
