"""Sessions: idle ones stand in the chain of their group, by number, until they close.

A group is all sessions that offer the same. When one of its lines has somebody new, its
idle sessions are to be offered work, as is a session that is newly idle: one that has
opened or fallen free. In a round all these are offered work by number, one start each
(F2, F7).
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined
from planner.pathway.compiled.event_queue import note
from planner.pathway.compiled.records import BUSY, CHAINED, NEWLY_IDLE, OPENS_LATER, nth


@inlined
def set_out(arrays, number):
    """Ask a session that opens again when later offers of its plan begin (F1)."""
    group = nth(arrays.groups, nth(arrays.sessions, number).group)
    for index in range(group.first_offer, group.last_offer):
        after = nth(arrays.offers, index).after
        if after > 0:
            note(arrays, arrays.state[0].minute + after, OPENS_LATER, number, 0)


@inlined
def fall_free(arrays, number):
    """A session has nobody: it is newly idle until it is offered work or closes."""
    session = nth(arrays.sessions, number)
    if arrays.state[0].minute < session.end:
        session.idle = NEWLY_IDLE
        list_newly_idle(arrays, number)


@inlined
def stand_idle(arrays, number):
    """A session offered work in vain joins its group's chain of idle ones."""
    minute, sessions = arrays.state[0].minute, arrays.sessions
    session = nth(sessions, number)
    group = nth(arrays.groups, session.group)
    before, after = np.int64(-1), np.int64(group.idle)
    while 0 <= after < number:
        following = np.int64(nth(sessions, after).later)
        if nth(sessions, after).end <= minute:
            stand_up(arrays, after)
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
def stand_up(arrays, number):
    """A session is idle no more: it has somebody, or it has closed."""
    session = nth(arrays.sessions, number)
    if session.idle == CHAINED:
        if session.earlier < 0:
            nth(arrays.groups, session.group).idle = session.later
        else:
            nth(arrays.sessions, session.earlier).later = session.later
        if session.later >= 0:
            nth(arrays.sessions, session.later).earlier = session.earlier
    session.idle = BUSY


@inlined
def list_newly_idle(arrays, number):
    """List a session as newly idle, once."""
    now, newly_idle = arrays.state[0], arrays.newly_idle
    place = now.newly_idle
    while place > 0 and nth(newly_idle, place - 1) > number:
        place -= 1
    if place > 0 and nth(newly_idle, place - 1) == number:
        return
    for index in range(now.newly_idle, place, -1):
        newly_idle[index] = nth(newly_idle, index - 1)
    newly_idle[place] = number
    now.newly_idle += 1


@inlined
def offer_to_group(arrays, number):
    """List a group whose idle sessions are to be offered work."""
    now, group = arrays.state[0], nth(arrays.groups, number)
    if group.idle >= 0 and not group.is_listed:
        group.is_listed, group.cursor = 1, group.idle
        arrays.to_offer[now.to_offer] = number
        now.to_offer += 1


@inlined
def offer_line(arrays, number):
    """Offer a line that has somebody new, or another head, to those who serve it."""
    line = nth(arrays.lines, number)
    for index in range(line.first_group, line.last_group):
        offer_to_group(arrays, nth(arrays.serving_groups, index))


@inlined
def offer_mixed_behind(arrays, session):
    """Somebody was taken: offer to sessions with higher numbers where slots differ.

    Behind the one who was taken may stand somebody who fits there.
    """
    for index in range(len(arrays.mixed)):
        group = nth(arrays.groups, nth(arrays.mixed, index))
        if not group.is_listed:
            offer_to_group(arrays, nth(arrays.mixed, index))
            while 0 <= group.cursor <= session:
                group.cursor = nth(arrays.sessions, group.cursor).later


@inlined
def begin_round(arrays):
    """Ask from the lowest number on."""
    now = arrays.state[0]
    for index in range(now.to_offer):
        group = nth(arrays.groups, nth(arrays.to_offer, index))
        group.cursor = group.idle
    now.offered, now.started, now.is_offering = 0, 0, 1


@inlined
def next_session(arrays):
    """The next session to be offered work in this round, by number, or -1."""
    now, number = arrays.state[0], np.int64(-1)
    if now.offered < now.newly_idle:
        number = nth(arrays.newly_idle, now.offered)
    for index in range(now.to_offer):
        cursor = nth(arrays.groups, nth(arrays.to_offer, index)).cursor
        if cursor >= 0 and (number < 0 or cursor < number):
            number = np.int64(cursor)
    if number >= 0:
        if (
            now.offered < now.newly_idle
            and nth(arrays.newly_idle, now.offered) == number
        ):
            now.offered += 1
        session = nth(arrays.sessions, number)
        group = nth(arrays.groups, session.group)
        if group.is_listed and group.cursor == number:
            group.cursor = session.later
    return number


@inlined
def end_round(arrays):
    """End a round; the next one offers back-filled slots, and where slots differ."""
    now = arrays.state[0]
    for index in range(now.to_offer):
        nth(arrays.groups, nth(arrays.to_offer, index)).is_listed = 0
    for index in range(now.again):
        arrays.newly_idle[index] = nth(arrays.again, index)
    now.to_offer, now.newly_idle, now.again = 0, now.again, 0
    if now.started:
        # The next in line may fit although the head did not.
        for index in range(len(arrays.mixed)):
            offer_to_group(arrays, nth(arrays.mixed, index))
    now.is_offering = 0
