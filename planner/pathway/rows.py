"""From the rows that people left behind to the columns of the visits table."""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled, inlined
from planner.pathway.memory import (
    DELAYED,
    EXIT,
    FIRST,
    HAS_LEFT,
    JOINED,
    LAST_ROW,
    OUTCOME_BITS,
    OUTCOME_MASK,
    PERSON_WIDTH,
    PLACE,
    ROW_BEFORE,
    ROW_FINISHED,
    ROW_FIRST,
    ROW_HELD,
    ROW_JOINED,
    ROW_PLACE,
    ROW_SESSION,
    ROW_STARTED,
    ROW_WIDTH,
    STAGE_BITS,
    STAGE_MASK,
    STATUS_MASK,
    STAY,
    VISIT_BITS,
    VISIT_MASK,
    WAITS,
)
from planner.pathway.visits import Outcome

COLUMNS = 12
SEEN, LEFT, OPEN = int(Outcome.SEEN), int(Outcome.LEFT), int(Outcome.OPEN)


@inlined
def is_open(people, person):
    """Whether a person's last stay has no row yet."""
    status = people[person * PERSON_WIDTH + STAY] & STATUS_MASK
    return status in (WAITS, DELAYED, HAS_LEFT)


@inlined
def put(visits, at, person, place, first, joined, number, lists):
    """Whose row it is, where, and since when."""
    visits[0, at] = person
    visits[1, at] = number
    visits[2, at] = (place >> STAGE_BITS) & VISIT_MASK
    visits[3, at] = place >> (STAGE_BITS + VISIT_BITS)
    visits[4, at] = lists
    visits[5, at] = first
    visits[6, at] = joined


@inlined
def put_end(visits, at, started, finished, held, session, outcome, horizon):
    """What came of it; what lies beyond the horizon has not happened."""
    late = finished >= horizon
    visits[7, at] = started
    visits[8, at] = -1 if late else finished
    visits[9, at] = -1 if held >= horizon else held
    visits[10, at] = session
    visits[11, at] = OPEN if late and outcome == SEEN else outcome


@compiled
def visits_of(people, rows, written, numbers, lists, horizon):
    """Columns of the visits, by patient and in order of time.

    Parameters
    ----------
    numbers : declared number of each stage, by position
    lists : declared number of each person's list

    Returns
    -------
    array, shape (columns, visits)
    """
    total = written
    for person in range(len(lists)):
        if is_open(people, person):
            total += 1
    visits = np.empty((COLUMNS, total), np.int64)
    end = 0
    for person in range(len(lists)):
        begin, row = end, people[person * PERSON_WIDTH + LAST_ROW]
        while row >= 0:
            end += 1
            row = rows[row * ROW_WIDTH + ROW_BEFORE]
        at, row = end - 1, people[person * PERSON_WIDTH + LAST_ROW]
        while at >= begin:
            place, held = (
                rows[row * ROW_WIDTH + ROW_PLACE],
                rows[row * ROW_WIDTH + ROW_HELD],
            )
            number = numbers[place & STAGE_MASK]
            first, joined = (
                rows[row * ROW_WIDTH + ROW_FIRST],
                rows[row * ROW_WIDTH + ROW_JOINED],
            )
            put(visits, at, person, place, first, joined, number, lists[person])
            started, finished = (
                rows[row * ROW_WIDTH + ROW_STARTED],
                rows[row * ROW_WIDTH + ROW_FINISHED],
            )
            session = rows[row * ROW_WIDTH + ROW_SESSION] >> OUTCOME_BITS
            outcome = rows[row * ROW_WIDTH + ROW_SESSION] & OUTCOME_MASK
            put_end(visits, at, started, finished, held, session, outcome, horizon)
            row = rows[row * ROW_WIDTH + ROW_BEFORE]
            at -= 1
        if is_open(people, person):
            place = people[person * PERSON_WIDTH + PLACE]
            number = numbers[place & STAGE_MASK]
            first, joined = (
                people[person * PERSON_WIDTH + FIRST],
                people[person * PERSON_WIDTH + JOINED],
            )
            put(visits, end, person, place, first, joined, number, lists[person])
            left = people[person * PERSON_WIDTH + EXIT] < horizon
            finished = people[person * PERSON_WIDTH + EXIT] if left else -1
            outcome = LEFT if left else OPEN
            put_end(visits, end, -1, finished, -1, -1, outcome, horizon)
            end += 1
    return visits
