"""Records of the compiled engine: an array of records for each kind of thing.

Minutes have 64 bits; what counts or points has 32, and -1 points to nothing; 16 are
enough for declared numbers. A column
that is -1 means that the amount beside it holds for everybody. People and rows are as
long as a line of the processor's cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.inputs.units import MINUTES_A_DAY
from planner.jit import inlined, uncounted
from planner.pathway.visits import VISIT_ROW, Outcome


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
    "minute horizon ends next due shift period arrived opened free_entry room wanted"
    " written noted held is_offering offered started newly_idle again to_offer queue"
    " entry"
)
"""Positions of the run: the minute, and the filled or read length of each list.

`ends` is the minute at which the first of the slots being held ends, `next` that of the
first event of the event queue, `due` that of the next arrival or opening. `room` counts
free entries, `wanted` those that must be free before anything happens; `noted` counts
notes, `held` slots. `newly_idle` and `again` count sessions, `to_offer` groups, that
are to be offered work; `offered` the newly idle sessions dealt with in this round;
`started` says whether anybody was taken in it. `queue` and `entry` are the place of the
person found last.
"""
UNKNOWN = -1
"""The first event of the event queue has to be looked for."""
PERSON = record(
    "first_joined joined clock exit",
    "stage visit attempt version list home",
    small="provider own dna_class",
    tiny="status urgent",
)
"""`list` and `home` are the first lines of the list that a person is on and of the
person's own provider, whose numbers are `provider` and `own`. `version` counts joins
and starts: an event or entry of an earlier version is void."""
ELSEWHERE, WAITS, DELAYED = range(3)
BITS = 64
"""Yes or no of a person, so many in a column."""

ENTRY = record("key", "who what kind left next")
"""An event (key: minute), or a place in a queue (key: order, what: version).

In a row or a bucket `next` follows; in a heap `left` and `next` lie below.
"""
NOTE = record("minute", "kind who what")
SLOT = record("minute", "session who")
"""A session is held until a minute, by somebody or (-1) for nobody."""
MOST_HELD = 48
"""Slots that stand in order; the ends of more are events of the event queue."""
QUEUE = record("", "head tail heap")
"""People of one urgency in a line: a row in order, a heap of those out of order."""
LINE = record("", "first_group last_group")
"""A list and activity: the groups of sessions that serve it."""

STAGE = record(
    "slot dna_maximum dna_delay routine_notice urgent_notice minutes",
    "number served hold dna_hold minutes_column draws visits_column has_shares"
    " first_step last_step first_beside last_beside first_act last_act first_aid"
    " last_aid first_site last_site",
)
BY_DURATION, BY_SLOT, BY_LARGER = range(3)
CHANCE = record("", shares="dna backfill")
STEP = record(
    "delay not_before later_than late_after",
    "to fits delay_column visits companion companion_column",
    "share",
)
"""`companion` is the row of whoever goes a way beside the others, -1 for nobody."""
AID = record("first_minute until", "home list", "share", "provider")
"""Lists as in PERSON, by their first line; `provider` is the number of the other, or
of a site's list. A stage has helpers, then lists of sites."""
ACTIVITY = record(
    "threshold first_minute last_minute target",
    "admits discipline urgent_first is_mixed",
)
FIRST_COME, LONGEST_WAIT, BREACH, LAST_COME = range(4)

ARRIVAL = record("joined", "who stage")
SESSION = record("start end overrun", "group earlier later idle")
"""`end` is with the room for people booked on top; each miss takes away its part."""
BUSY, NEWLY_IDLE, CHAINED = range(3)
"""Not idle; idle and not offered yet; idle, in the chain of its group."""
GROUP = record("", "first_offer last_offer idle cursor is_listed")
"""Sessions that offer the same; `idle` is the first of those that have nobody."""
OFFER = record("after", "line activity")

ROW = np.dtype((np.record, VISIT_ROW))
"""A visit, as it stood when it ended or an appointment began."""


class EngineArrays(NamedTuple):
    """All arrays of one run: people, sessions, pathway, queues, events and state."""

    state: npt.NDArray[Any]
    seeds: npt.NDArray[np.uint64]
    own: npt.NDArray[np.int64]
    """Amounts of each person, shape (people, columns); after them yes or no, by bit."""
    stages: npt.NDArray[Any]
    steps: npt.NDArray[Any]
    beside: npt.NDArray[Any]
    """Steps that a companion goes while the person goes on."""
    aid: npt.NDArray[Any]
    activities: npt.NDArray[Any]
    serving: npt.NDArray[np.int64]
    chances: npt.NDArray[Any]
    period_starts: npt.NDArray[np.int64]
    arrivals: npt.NDArray[Any]
    people: npt.NDArray[Any]
    visits_to: npt.NDArray[np.int32]
    sessions: npt.NDArray[Any]
    groups: npt.NDArray[Any]
    offers: npt.NDArray[Any]
    lines: npt.NDArray[Any]
    serving_groups: npt.NDArray[np.int64]
    mixed: npt.NDArray[np.int64]
    queues: npt.NDArray[Any]
    event_queue: npt.NDArray[np.int32]
    occupied: npt.NDArray[np.uint64]
    notes: npt.NDArray[Any]
    slots: npt.NDArray[Any]
    """Slots being held, the first to end last."""
    newly_idle: npt.NDArray[np.int64]
    again: npt.NDArray[np.int64]
    to_offer: npt.NDArray[np.int64]
    entries: npt.NDArray[Any]
    rows: npt.NDArray[Any]


class Joining(NamedTuple):
    """Columns of everybody in the cohort, as the engine's records take them."""

    provider: npt.NDArray[np.int64]
    first_joined: npt.NDArray[np.int64]
    fracture_day: npt.NDArray[np.int64]
    exit_minute: npt.NDArray[np.int64]
    dna_class: npt.NDArray[np.int64]
    urgent: npt.NDArray[np.bool_]
    comes: npt.NDArray[np.bool_]
    """Flags of people who come at all; the others stay in the table."""
    entry_stage: npt.NDArray[np.int64]


# What can happen: to sessions and lines, then to people.
(
    NOTHING, SESSION_OPENS, OPENS_LATER, FALLS_FREE, IS_OFFERED,
    IS_READY, ARRIVES, JOINS, REJOINS, COMPLETES, ENDS_SLOT, ENDS_DELAY,
) = np.arange(12)  # fmt: skip

MOST_BUCKETS = 2**20
# De Bruijn's sequence: the six top bits of its product with a power of two tell
# which power it is.
SEQUENCE = 0x03F79D71B4CB0A89
PLACE_OF = np.zeros(64, np.int64)
for _bit in range(64):
    PLACE_OF[((SEQUENCE << _bit) & (2**64 - 1)) >> 58] = _bit


LEFT, OPEN = int(Outcome.LEFT), int(Outcome.OPEN)


@uncounted
def write_open(arrays):
    """Write down who still waits or has left waiting, as far as there are rows.

    Returns
    -------
    whether there were enough; else it begins anew when there are more
    """
    now, place = arrays.state[0], arrays.state[0].written
    for who in range(len(arrays.people)):
        person = arrays.people[who]
        if person.status == ELSEWHERE:
            continue
        if place == len(arrays.rows):
            return False
        row, has_left = arrays.rows[place], person.exit < now.horizon
        row.patient, row.list = who, person.provider
        row.stage = arrays.stages[person.stage].number
        row.visit, row.attempt = person.visit, person.attempt
        row.first_joined, row.joined = person.first_joined, person.joined
        row.started = row.held_until = row.session = -1
        row.finished = person.exit if has_left else -1
        row.outcome = LEFT if has_left else OPEN
        place += 1
    now.written = place
    return True


@uncounted
def write_people(cohort, first_line, position, people, arrivals):
    """Write down everybody, and who comes, in order of joining.

    Parameters
    ----------
    cohort : `Joining`
    first_line : of the list of each provider, by declared number
    position : of each stage, by declared number

    Returns
    -------
    number of those who come
    """
    number = 0
    for who in range(len(people)):
        person, provider = people[who], cohort.provider[who]
        person.home = person.list = first_line[provider]
        person.own = person.provider = provider
        person.clock = cohort.fracture_day[who] * MINUTES_A_DAY
        person.exit, person.joined = cohort.exit_minute[who], cohort.first_joined[who]
        person.urgent, person.dna_class = cohort.urgent[who], cohort.dna_class[who]
        person.first_joined = 0
        person.stage = person.visit = person.attempt = person.version = 0
        person.status = ELSEWHERE
        if cohort.comes[who]:
            arrival = arrivals[number]
            arrival.who, arrival.stage = who, position[cohort.entry_stage[who]]
            arrival.joined = cohort.first_joined[who]
            number += 1
    return number


@inlined
def nth(records, number):
    """The record of a number that is not below 0.

    A number without a sign spares the question whether to count from the end.
    """
    return records[np.uint64(number)]
