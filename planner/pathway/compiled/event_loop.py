"""The compiled engine's loop: minute by minute, happenings first, offers last (F7).

Everything but the offers of a minute may happen in any order: who completes, joins or
leaves changes only what is offered. Leaving is noticed when somebody is looked for:
whoever has gone is passed over from the exit minute on (F5).
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined, uncounted
from planner.pathway.compiled import records as at
from planner.pathway.compiled.appointments import begin, person_taken
from planner.pathway.compiled.event_queue import (
    first_event,
    schedule_noted,
    take_event,
    take_slot,
)
from planner.pathway.compiled.records import nth
from planner.pathway.compiled.routing import join, stage_joined, stand_where_ready
from planner.pathway.compiled.sessions import (
    begin_round,
    end_round,
    fall_free,
    list_newly_idle,
    next_session,
    offer_line,
    set_out,
)


@uncounted
def flow(arrays):
    """Let everything happen that lies before the horizon; see `EngineArrays`.

    Returns
    -------
    whether it has; else entries or rows have run out, and the call is repeated when
    there are more
    """
    now = arrays.state[0]
    while has_room(arrays):
        if now.ends == now.minute:
            slot_ends(arrays)
        elif now.next == now.minute:
            event_happens(arrays)
        elif now.due <= now.minute:
            somebody_comes(arrays)
        elif now.newly_idle + now.to_offer > 0:
            offer_round(arrays)
        elif not move_on(arrays):
            return True
        schedule_noted(arrays)
    return False


@inlined
def has_room(arrays):
    """Whether entries and rows are enough for whatever happens next."""
    now = arrays.state[0]
    return now.room >= now.wanted and now.written < len(arrays.rows)


@inlined
def offer_round(arrays):
    """Offer work to each session that may take somebody, once (F2, F7).

    Where room runs out the round goes on when there is more.
    """
    if not arrays.state[0].is_offering:
        begin_round(arrays)
    while has_room(arrays):
        session = next_session(arrays)
        if session < 0:
            end_round(arrays)
            return
        who = person_taken(arrays, session)
        if who >= 0:
            begin(arrays, session, who)
            schedule_noted(arrays)


@inlined
def slot_ends(arrays):
    """A slot ends, and with it the stage of whoever held it."""
    slot = take_slot(arrays)
    who, session = np.int64(slot.who), np.int64(slot.session)
    if who >= 0:
        somebody_moves(arrays, at.ENDS_SLOT, who, session)
    else:
        fall_free(arrays, session)


@inlined
def event_happens(arrays):
    """The first event of the event queue happens, to a session, a line or a person."""
    event = nth(arrays.entries, take_event(arrays))
    kind, who, what = np.int64(event.kind), np.int64(event.who), np.int64(event.what)
    if kind >= at.IS_READY:
        somebody_moves(arrays, kind, who, what)
    elif kind == at.FALLS_FREE:
        fall_free(arrays, who)
    elif kind == at.IS_OFFERED:
        offer_line(arrays, who)
    elif nth(arrays.sessions, who).idle:
        list_newly_idle(arrays, who)


@inlined
def somebody_moves(arrays, kind, who, what):
    """Somebody comes, completes a stage, joins one or may be taken from now on."""
    person = nth(arrays.people, who)
    waits = kind == at.IS_READY and person.version == what
    if kind != at.IS_READY:
        joined = person.joined if kind == at.ARRIVES else arrays.state[0].minute
        stage = stage_joined(arrays, kind, who, what)
        if stage >= 0:
            waits = join(arrays, kind, who, stage, joined)
    if waits:
        stand_where_ready(arrays, kind, who)
    if kind == at.ENDS_SLOT:
        fall_free(arrays, what)


@inlined
def somebody_comes(arrays):
    """Somebody arrives in this minute, or a session opens."""
    now = arrays.state[0]
    if now.arrived < len(arrays.arrivals):
        arrival = arrays.arrivals[now.arrived]
        if arrival.joined <= now.minute:
            now.arrived += 1
            look_ahead(arrays)
            who, stage = np.int64(arrival.who), np.int64(arrival.stage)
            nth(arrays.people, who).joined = arrival.joined
            somebody_moves(arrays, at.ARRIVES, who, stage)
            return
    session = now.opened
    now.opened = next_opening(arrays.sessions, session + 1)
    look_ahead(arrays)
    set_out(arrays, session)
    fall_free(arrays, session)


@inlined
def next_opening(sessions, number):
    """The next session, from a number on, that is not lost."""
    while (
        number < len(sessions)
        and nth(sessions, number).end <= nth(sessions, number).start
    ):
        number += 1
    return number


@inlined
def look_ahead(arrays):
    """See in which minute somebody arrives next, or a session opens."""
    now = arrays.state[0]
    due = now.horizon
    if now.arrived < len(arrays.arrivals):
        due = max(arrays.arrivals[now.arrived].joined, 0)
    if now.opened < len(arrays.sessions):
        due = min(due, nth(arrays.sessions, now.opened).start)
    now.due = due


@inlined
def move_on(arrays):
    """Go to the next minute in which anything happens; whether there is one."""
    now = arrays.state[0]
    if now.next == at.UNKNOWN:
        now.next = first_event(arrays)
    following = min(now.ends, now.next, now.due)
    if following >= now.horizon:
        return False
    now.minute = following
    while now.period + 1 < len(arrays.period_starts) and (
        arrays.period_starts[now.period + 1] <= following
    ):
        now.period += 1
    return True
