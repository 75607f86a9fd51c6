"""The compiled engine's loop: minute by minute, happenings first, offers last (F7).

Everything but the offers of a minute may happen in any order: who completes, joins or
leaves changes only what is offered. Leaving is noticed when somebody is looked for:
whoever has gone is passed over from the exit minute on (F5).
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined, uncounted
from planner.pathway.compiled import records as at
from planner.pathway.compiled.appointments import ask, begin
from planner.pathway.compiled.event_queue import (
    first_in_wheel,
    put_in_wheel,
    take_from_wheel,
    take_slot,
)
from planner.pathway.compiled.records import nth
from planner.pathway.compiled.routing import join, stage_joined, stand_where_ready
from planner.pathway.compiled.sessions import (
    begin_round,
    end_round,
    fall_free,
    heat_askers,
    list_fresh,
    next_to_ask,
    set_out,
)


@uncounted
def flow(world):
    """Let everything happen that lies before the horizon; see `World`.

    Returns
    -------
    whether it has; else nodes or rows have run out, and it goes on when there are more
    """
    now = world.state[0]
    while has_room(world):
        if now.ends == now.minute:
            slot_ends(world)
        elif now.next == now.minute:
            event_happens(world)
        elif now.due <= now.minute:
            somebody_comes(world)
        elif now.fresh + now.hot > 0:
            offer_round(world)
        elif not move_on(world):
            return True
        put_in_wheel(world)
    return False


@inlined
def has_room(world):
    """Whether nodes and rows are enough for whatever happens next."""
    now = world.state[0]
    return now.room >= now.wanted and now.written < len(world.rows)


@inlined
def offer_round(world):
    """Ask each session that may take somebody, once; each takes one at most (F2, F7).

    Where room runs out the round goes on when there is more.
    """
    if not world.state[0].is_asking:
        begin_round(world)
    while has_room(world):
        session = next_to_ask(world)
        if session < 0:
            end_round(world)
            return
        who = ask(world, session)
        if who >= 0:
            begin(world, session, who)
            put_in_wheel(world)


@inlined
def slot_ends(world):
    """A slot ends, and with it the stage of whoever held it."""
    slot = take_slot(world)
    who, session = np.int64(slot.who), np.int64(slot.session)
    if who >= 0:
        somebody_moves(world, at.ENDS_SLOT, who, session)
    else:
        fall_free(world, session)


@inlined
def event_happens(world):
    """The first event in the wheel happens, to a session, a queue or a person."""
    event = nth(world.nodes, take_from_wheel(world))
    kind, who, what = np.int64(event.kind), np.int64(event.who), np.int64(event.what)
    if kind >= at.IS_READY:
        somebody_moves(world, kind, who, what)
    elif kind == at.FALLS_FREE:
        fall_free(world, who)
    elif kind == at.IS_OFFERED:
        heat_askers(world, who)
    elif nth(world.sessions, who).idle:
        list_fresh(world, who)


@inlined
def somebody_moves(world, kind, who, what):
    """Somebody comes, completes a stage, joins one or may be taken from now on."""
    person = nth(world.people, who)
    waits = kind == at.IS_READY and person.stay == what
    if kind != at.IS_READY:
        joined = person.joined if kind == at.ARRIVES else world.state[0].minute
        stage = stage_joined(world, kind, who, what)
        if stage >= 0:
            waits = join(world, kind, who, stage, joined)
    if waits:
        stand_where_ready(world, kind, who)
    if kind == at.ENDS_SLOT:
        fall_free(world, what)


@inlined
def somebody_comes(world):
    """Somebody arrives in this minute, or a session opens."""
    now = world.state[0]
    if now.arrived < len(world.arrivals):
        arrival = world.arrivals[now.arrived]
        if arrival.joined <= now.minute:
            now.arrived += 1
            look_ahead(world)
            who, stage = np.int64(arrival.who), np.int64(arrival.stage)
            nth(world.people, who).joined = arrival.joined
            somebody_moves(world, at.ARRIVES, who, stage)
            return
    session = now.opened
    now.opened = next_opening(world.sessions, session + 1)
    look_ahead(world)
    set_out(world, session)
    fall_free(world, session)


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
def look_ahead(world):
    """See in which minute somebody arrives next, or a session opens."""
    now = world.state[0]
    due = now.horizon
    if now.arrived < len(world.arrivals):
        due = max(world.arrivals[now.arrived].joined, 0)
    if now.opened < len(world.sessions):
        due = min(due, nth(world.sessions, now.opened).start)
    now.due = due


@inlined
def move_on(world):
    """Go to the next minute in which anything happens; whether there is one."""
    now = world.state[0]
    if now.next == at.UNKNOWN:
        now.next = first_in_wheel(world)
    following = min(now.ends, now.next, now.due)
    if following >= now.horizon:
        return False
    now.minute = following
    while now.phase + 1 < len(world.phases) and (
        world.phases[now.phase + 1] <= following
    ):
        now.phase += 1
    return True
