"""What the compiled engine keeps in mind: an array of records for each kind of thing.

Minutes have 64 bits; what counts or points has 32, and -1 points to nothing; 16 are
enough for declared numbers. A column
that is -1 means that the amount beside it holds for everybody. People and rows are as
long as a line of the processor's cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.jit import inlined, uncounted
from planner.pathway.visits import STAY, Outcome


def record(
    minutes: str, numbers: str = "", shares: str = "", small: str = "", tiny: str = ""
) -> np.dtype[np.record]:
    """The kind of record that has these fields; it works without machine code too.

    >>> record("start end", "group").names
    ('start', 'end', 'group')
    """
    fields = [(name, np.int64) for name in minutes.split()]
    fields += [(name, np.float64) for name in shares.split()]
    fields += [(name, np.int32) for name in numbers.split()]
    fields += [(name, np.int16) for name in small.split()]
    fields += [(name, np.int8) for name in tiny.split()]
    return np.dtype((np.record, np.dtype(fields, align=True)))


STATE = record(
    "minute horizon ends next due shift phase arrived opened free_node room wanted"
    " written noted held is_asking asked started fresh again hot lane node"
)
"""Where things stand: the minute, and how far each list is filled or read.

`ends` is the minute at which the first of the slots being held ends, `next` that of the
first event in the wheel, `due` that of the next arrival or opening. `room` counts free
nodes, and `wanted` those that must be there before anything happens; `noted` counts
notes, `held` slots. `fresh`, `again` and `hot` count who is to be asked, `asked` the
fresh ones that have been asked in this round; `started` says whether anybody was taken
in it. `lane` and `node` are where the person stood who was found last.
"""
UNKNOWN = -1
"""The first event of the wheel has to be looked for."""
PERSON = record(
    "first_joined joined clock exit",
    "stage visit attempt stay list home",
    small="provider own dna_class",
    tiny="status urgent",
)
"""`list` and `home` are the first queues of the list that a person is on and of the
person's own provider, whose numbers are `provider` and `own`; `stay` counts joins and
starts."""
ELSEWHERE, WAITS, DELAYED = range(3)
BITS = 64
"""Yes or no of a person, so many in a column."""

NODE = record("key", "who what kind left next")
"""An event of the wheel (key: minute), or a place in a lane (key: order, what: stay).

In a row or a bucket `next` is who follows; in a heap `left` and `next` lie below.
"""
NOTE = record("minute", "kind who what")
SLOT = record("minute", "session who")
"""A session is held until a minute, by somebody or (-1) for nobody."""
MOST_HELD = 48
"""Slots that stand in order; the ends of more are events of the wheel."""
LANE = record("", "head tail heap")
"""People of one urgency in a queue: a row in order, a heap of those out of order."""
QUEUE = record("", "first_asker last_asker")

STAGE = record(
    "slot dna_maximum dna_delay routine_notice urgent_notice minutes",
    "number served hold dna_hold minutes_column draws visits_column has_shares"
    " first_step last_step first_act last_act first_aid last_aid",
)
BY_DURATION, BY_SLOT, BY_LARGER = range(3)
CHANCE = record("", shares="dna backfill")
STEP = record("delay not_before", "to fits delay_column", "share")
AID = record("first_minute until", "home list", "share", "provider")
"""Lists as in PERSON, by their first queue; `provider` is the number of the other."""
ACTIVITY = record(
    "threshold first_minute last_minute target",
    "admits discipline urgent_first is_mixed",
)
FIRST_COME, LONGEST_WAIT, BREACH, LAST_COME = range(4)

ARRIVAL = record("joined", "who stage")
SESSION = record("start end", "group earlier later idle")
BUSY, FRESH, CHAINED = range(3)
"""Not idle; idle and not asked yet; idle, in the chain of its group."""
GROUP = record("", "first_offer last_offer idle cursor is_hot")
"""Sessions that offer the same; `idle` is the first of those that have nobody."""
OFFER = record("after", "queue activity")

ROW = np.dtype((np.record, STAY))
"""A stay of somebody, as it was when it ended or an appointment began."""


class World(NamedTuple):
    """All arrays of one run: who and what there is, and where things stand."""

    state: npt.NDArray[Any]
    words: npt.NDArray[np.uint64]
    own: npt.NDArray[np.int64]
    """Amounts of each person, shape (people, columns); after them yes or no, by bit."""
    stages: npt.NDArray[Any]
    steps: npt.NDArray[Any]
    aid: npt.NDArray[Any]
    acts: npt.NDArray[Any]
    serving: npt.NDArray[np.int64]
    chances: npt.NDArray[Any]
    phases: npt.NDArray[np.int64]
    arrivals: npt.NDArray[Any]
    people: npt.NDArray[Any]
    visits_to: npt.NDArray[np.int32]
    sessions: npt.NDArray[Any]
    groups: npt.NDArray[Any]
    offers: npt.NDArray[Any]
    queues: npt.NDArray[Any]
    askers: npt.NDArray[np.int64]
    mixed: npt.NDArray[np.int64]
    lanes: npt.NDArray[Any]
    wheel: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint64]
    notes: npt.NDArray[Any]
    slots: npt.NDArray[Any]
    """Slots being held, the first to end last."""
    fresh: npt.NDArray[np.int64]
    again: npt.NDArray[np.int64]
    hot: npt.NDArray[np.int64]
    nodes: npt.NDArray[Any]
    rows: npt.NDArray[Any]


# What can happen: to sessions and queues, then to people.
(
    NOTHING, SESSION_OPENS, OPENS_LATER, FALLS_FREE, IS_OFFERED,
    IS_READY, ARRIVES, JOINS, REJOINS, COMPLETES, ENDS_SLOT, ENDS_DELAY,
) = np.arange(12)  # fmt: skip

MOST_BUCKETS = 2**20
# De Bruijn's sequence: the six top bits of its product with a power of two tell which.
SEQUENCE = 0x03F79D71B4CB0A89
PLACE_OF = np.zeros(64, np.int64)
for _bit in range(64):
    PLACE_OF[((SEQUENCE << _bit) & (2**64 - 1)) >> 58] = _bit


LEFT, OPEN = int(Outcome.LEFT), int(Outcome.OPEN)


@uncounted
def write_open(world):
    """Write down who still waits or has left waiting, as far as there are rows.

    Returns
    -------
    whether there were enough; else it begins anew when there are more
    """
    now, place = world.state[0], world.state[0].written
    for who in range(len(world.people)):
        person = world.people[who]
        if person.status == ELSEWHERE:
            continue
        if place == len(world.rows):
            return False
        row, has_left = world.rows[place], person.exit < now.horizon
        row.patient, row.list = who, person.provider
        row.stage = world.stages[person.stage].number
        row.visit, row.attempt = person.visit, person.attempt
        row.first_joined, row.joined = person.first_joined, person.joined
        row.started = row.held_until = row.session = -1
        row.finished = person.exit if has_left else -1
        row.outcome = LEFT if has_left else OPEN
        place += 1
    now.written = place
    return True


@inlined
def nth(records, number):
    """The record of a number that is not below 0.

    A number without a sign spares the question whether to count from the end.
    """
    return records[np.uint64(number)]
