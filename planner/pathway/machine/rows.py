"""From the rows that people left behind to the columns of the visits table."""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled, inlined
from planner.pathway.machine.memory import ELSEWHERE
from planner.pathway.visits import Outcome

COLUMNS = 12
LEFT, OPEN = int(Outcome.LEFT), int(Outcome.OPEN)


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
    order = order_of_visits(people, rows, written)
    visits = np.empty((COLUMNS, len(order)), np.int64)
    for place in range(len(order)):
        if order[place] >= 0:
            row = rows[order[place]]
            put(visits, place, row.who, row.stage, row, lists)
            put_end(visits, place, row)
        else:
            who = -1 - order[place]
            person = people[who]
            put(visits, place, who, numbers[person.stage], person, lists)
            put_open(visits, place, person, horizon)
    return visits


@inlined
def order_of_visits(people, rows, written):
    """Row of each visit, by patient; -1 - patient for a stay that nobody has ended.

    Rows were written in order of time, so counting them is enough to sort them.
    """
    ends = np.zeros(len(people) + 1, np.int64)
    for number in range(written):
        ends[rows[number].who + 1] += 1
    for who in range(len(people)):
        ends[who + 1] += ends[who] + (people[who].status != ELSEWHERE)
    order = np.empty(ends[-1], np.int32)
    for number in range(written):
        who = rows[number].who
        order[ends[who]] = number
        ends[who] += 1
    for who in range(len(people)):
        if people[who].status != ELSEWHERE:
            order[ends[who]] = -1 - who
    return order


@inlined
def put(visits, place, who, stage, stay, lists):
    """Whose visit it is, where, and since when."""
    visits[0, place] = who
    visits[1, place] = stage
    visits[2, place] = stay.visit
    visits[3, place] = stay.attempt
    visits[4, place] = lists[who]
    visits[5, place] = stay.first_joined
    visits[6, place] = stay.joined


@inlined
def put_end(visits, place, row):
    """What came of it."""
    visits[7, place] = row.started
    visits[8, place] = row.finished
    visits[9, place] = row.held_until
    visits[10, place] = row.session
    visits[11, place] = row.outcome


@inlined
def put_open(visits, place, person, horizon):
    """Nobody has begun it: the person has left, or is still there at the horizon."""
    left = person.exit < horizon
    visits[7, place] = visits[9, place] = visits[10, place] = -1
    visits[8, place] = person.exit if left else -1
    visits[11, place] = LEFT if left else OPEN
