"""Places of people in the flow: buckets of those on their way, queues, visits.

Everybody stands in one bucket (who will join on a day) or one queue (who waits) at
most, so one array says for each person who comes next.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.formula.flow_tables import Flow
from planner.inputs.units import MINUTES_A_DAY
from planner.jit import inlined

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DAY = MINUTES_A_DAY
NOBODY, NEVER = -1, -1
GOLDEN = 0.6180339887498949
"""Its multiples, less their whole part, spread evenly: how shares are taken in turn."""


class FlowVisits(NamedTuple):
    """Visits of the flow, a row each, in order of joining."""

    person: Ints
    stage: Ints
    list: Ints
    first_joined: Ints
    started: Ints
    """NEVER for those who were not seen."""
    finished: Ints
    """Of those who missed their appointment its minute: they are off the list, and who
    joins again has a further row."""


class Flowed(NamedTuple):
    """Outcome of the flow; lists are numbered stage by stage, list by list.

    Attributes
    ----------
    waiting : change of each list by day: shape (stages, lists, days + 1)
    joined, seen : people, by day
    used : minutes held, by kind of session and day
    """

    visits: FlowVisits
    waiting: Floats
    joined: Floats
    seen: Floats
    used: Floats


class FlowState(NamedTuple):
    """Place of each person."""

    stage: Ints
    list: Ints
    first_joined: Ints
    joined: Ints
    visits: npt.NDArray[np.int16]
    """Shape (stages, people): times at each stage so far."""
    attempt: Ints
    row: Ints
    """Row of the visit that each person is at."""
    next: Ints
    """The next one in the same bucket or queue."""
    bucket: Ints
    """First of those who join on each day."""
    head: Ints
    tail: Ints
    cursor: Ints
    before: Ints
    turn: Floats
    """State of the taking in turn: ways, missed appointments, lists joined."""
    filled: Ints
    """One number: rows of visits so far."""


@inlined
def send(state: FlowState, who: int, minute: int, days: int) -> None:
    """Somebody will join the present stage at this minute."""
    day = max(0, minute // DAY)
    state.first_joined[who] = state.joined[who] = minute
    if day < days:
        state.next[who] = state.bucket[day]
        state.bucket[day] = who


@inlined
def taken_in_turn(state: FlowState, place: int, share: float) -> bool:
    """Whether the next one in turn belongs to a share."""
    state.turn[place] += GOLDEN
    state.turn[place] -= np.floor(state.turn[place])
    return bool(state.turn[place] < share)


@inlined
def stand(state: FlowState, queue: int, who: int) -> None:
    """Somebody joins the end of a queue."""
    state.next[who] = NOBODY
    if state.head[queue] < 0:
        state.head[queue] = who
    else:
        state.next[state.tail[queue]] = who
    state.tail[queue] = who


@inlined
def cut_out(state: FlowState, queue: int) -> None:
    """Take the one at the cursor out of a queue."""
    who, before = state.cursor[queue], state.before[queue]
    following = state.next[who]
    if before < 0:
        state.head[queue] = following
    else:
        state.next[before] = following
    if following < 0:
        state.tail[queue] = before
    state.cursor[queue] = following


@inlined
def take_off(
    tables: Flow, state: FlowState, flowed: Flowed, who: int, days: int
) -> None:
    """Somebody was gone before being seen."""
    day = min(days, max(0, tables.people.exit[who] // DAY))
    stage, place = state.stage[who], state.list[who]
    flowed.waiting[stage, place, day] -= tables.people.weight[who]
