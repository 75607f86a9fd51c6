"""From the rows that people left behind to the columns of the visits table."""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled, inlined
from planner.pathway.machine.memory import ELSEWHERE
from planner.pathway.visits import Outcome

COLUMNS = 12
SEEN, LEFT, OPEN = int(Outcome.SEEN), int(Outcome.LEFT), int(Outcome.OPEN)


@compiled
def visits_of(people, rows, written, numbers, lists, horizon):
    """Columns of the visits, by patient and in order of time.

    Parameters
    ----------
    written : how many rows there are
    numbers : declared number of each stage, by position
    lists : declared number of each person's list

    Returns
    -------
    array, shape (columns, visits)
    """
    total = written
    for person in people:
        if person.status != ELSEWHERE:
            total += 1
    visits = np.empty((COLUMNS, total), np.int64)
    end = 0
    for who in range(len(people)):
        person = people[who]
        begin = end
        end += rows_left_by(rows, person)
        place, number = end - 1, np.int64(person.last_row)
        while place >= begin:
            row = rows[number]
            put(visits, place, who, row, numbers, lists)
            put_end(visits, place, row, horizon)
            place, number = place - 1, np.int64(row.before)
        if person.status != ELSEWHERE:
            put(visits, end, who, person, numbers, lists)
            put_open(visits, end, person, horizon)
            end += 1
    return visits


@inlined
def rows_left_by(rows, person):
    """How many rows a person left."""
    count, number = 0, np.int64(person.last_row)
    while number >= 0:
        count += 1
        number = np.int64(rows[number].before)
    return count


@inlined
def put(visits, place, who, stay, numbers, lists):
    """Whose visit it is, where, and since when."""
    visits[0, place] = who
    visits[1, place] = numbers[stay.stage]
    visits[2, place] = stay.visit
    visits[3, place] = stay.attempt
    visits[4, place] = lists[who]
    visits[5, place] = stay.first_joined
    visits[6, place] = stay.joined


@inlined
def put_end(visits, place, row, horizon):
    """What came of it; what lies beyond the horizon has not happened."""
    late = row.finished >= horizon
    visits[7, place] = row.started
    visits[8, place] = -1 if late else row.finished
    visits[9, place] = -1 if row.held_until >= horizon else row.held_until
    visits[10, place] = row.session
    visits[11, place] = OPEN if late and row.outcome == SEEN else row.outcome


@inlined
def put_open(visits, place, person, horizon):
    """Nobody has begun it: the person has left, or is still there at the horizon."""
    left = person.exit < horizon
    visits[7, place] = visits[9, place] = visits[10, place] = -1
    visits[8, place] = person.exit if left else -1
    visits[11, place] = LEFT if left else OPEN
