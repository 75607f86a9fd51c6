"""Sessions: idle ones stand in the chain of their group, by number, until they close.

A group is all sessions that offer the same. It is hot when one of its queues has
somebody new: then its idle sessions are asked. A session is fresh when it has opened or
fallen free. In a round all these are asked by number, one start each (F2, F7).
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined
from planner.pathway.compiled.event_queue import note
from planner.pathway.compiled.records import BUSY, CHAINED, FRESH, OPENS_LATER, nth


@inlined
def set_out(world, number):
    """Ask a session that opens again when later offers of its plan begin (F1)."""
    group = nth(world.groups, nth(world.sessions, number).group)
    for index in range(group.first_offer, group.last_offer):
        after = nth(world.offers, index).after
        if after > 0:
            note(world, world.state[0].minute + after, OPENS_LATER, number, 0)


@inlined
def fall_free(world, number):
    """A session has nobody: it is asked, and idle until it closes."""
    session = nth(world.sessions, number)
    if world.state[0].minute < session.end:
        session.idle = FRESH
        list_fresh(world, number)


@inlined
def stand_idle(world, number):
    """A session that was asked in vain stands in the chain of its group, by number."""
    minute, sessions = world.state[0].minute, world.sessions
    session = nth(sessions, number)
    group = nth(world.groups, session.group)
    before, after = np.int64(-1), np.int64(group.idle)
    while 0 <= after < number:
        following = np.int64(nth(sessions, after).later)
        if nth(sessions, after).end <= minute:
            stand_up(world, after)
        else:
            before = after
        after = following
    session.earlier, session.later, session.idle = before, after, CHAINED
    if before < 0:
        group.idle = number
    else:
        nth(sessions, before).later = number
    if after >= 0:
        nth(sessions, after).earlier = number


@inlined
def stand_up(world, number):
    """A session is idle no more: it has somebody, or it has closed."""
    session = nth(world.sessions, number)
    if session.idle == CHAINED:
        if session.earlier < 0:
            nth(world.groups, session.group).idle = session.later
        else:
            nth(world.sessions, session.earlier).later = session.later
        if session.later >= 0:
            nth(world.sessions, session.later).earlier = session.earlier
    session.idle = BUSY


@inlined
def list_fresh(world, number):
    """Have a session asked, once."""
    now, fresh = world.state[0], world.fresh
    place = now.fresh
    while place > 0 and nth(fresh, place - 1) > number:
        place -= 1
    if place > 0 and nth(fresh, place - 1) == number:
        return
    for index in range(now.fresh, place, -1):
        fresh[index] = nth(fresh, index - 1)
    fresh[place] = number
    now.fresh += 1


@inlined
def heat(world, number):
    """Have the idle sessions of a group asked."""
    now, group = world.state[0], nth(world.groups, number)
    if group.idle >= 0 and not group.is_hot:
        group.is_hot, group.cursor = 1, group.idle
        world.hot[now.hot] = number
        now.hot += 1


@inlined
def heat_askers(world, number):
    """A queue has somebody new, or another head: ask who takes people from it."""
    queue = nth(world.queues, number)
    for index in range(queue.first_asker, queue.last_asker):
        heat(world, nth(world.askers, index))


@inlined
def heat_mixed_behind(world, session):
    """Somebody was taken: ask sessions with higher numbers where slots differ.

    Behind the one who was taken may stand somebody who fits there.
    """
    for index in range(len(world.mixed)):
        group = nth(world.groups, nth(world.mixed, index))
        if not group.is_hot:
            heat(world, nth(world.mixed, index))
            while 0 <= group.cursor <= session:
                group.cursor = nth(world.sessions, group.cursor).later


@inlined
def begin_round(world):
    """Ask from the lowest number on."""
    now = world.state[0]
    for index in range(now.hot):
        group = nth(world.groups, nth(world.hot, index))
        group.cursor = group.idle
    now.asked, now.started, now.is_asking = 0, 0, 1


@inlined
def next_to_ask(world):
    """The session with the lowest number yet to be asked in this round, or -1."""
    now, number = world.state[0], np.int64(-1)
    if now.asked < now.fresh:
        number = nth(world.fresh, now.asked)
    for index in range(now.hot):
        cursor = nth(world.groups, nth(world.hot, index)).cursor
        if cursor >= 0 and (number < 0 or cursor < number):
            number = np.int64(cursor)
    if number >= 0:
        if now.asked < now.fresh and nth(world.fresh, now.asked) == number:
            now.asked += 1
        session = nth(world.sessions, number)
        group = nth(world.groups, session.group)
        if group.is_hot and group.cursor == number:
            group.cursor = session.later
    return number


@inlined
def end_round(world):
    """End a round; ask again where a slot was back-filled, and where slots differ."""
    now = world.state[0]
    for index in range(now.hot):
        nth(world.groups, nth(world.hot, index)).is_hot = 0
    for index in range(now.again):
        world.fresh[index] = nth(world.again, index)
    now.hot, now.fresh, now.again = 0, now.again, 0
    if now.started:
        # The next in line may fit although the head did not.
        for index in range(len(world.mixed)):
            heat(world, nth(world.mixed, index))
    now.is_asking = 0
