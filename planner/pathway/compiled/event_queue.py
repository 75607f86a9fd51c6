"""What happens when: a wheel of buckets, a few minutes each, in order within each.

A bit for each bucket tells whether it holds anything, so empty hours cost nothing. The
ends of slots, half of all events, stand beside it in a row of their own: it is short,
as only so many sessions are open at a time.
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined
from planner.pathway.compiled.records import (
    ENDS_SLOT,
    FALLS_FREE,
    MOST_HELD,
    PLACE_OF,
    SEQUENCE,
    UNKNOWN,
    nth,
)

ONE, NONE, TOP_SIX = np.uint64(1), np.uint64(0), np.uint64(58)
SEQUENCE_WORD = np.uint64(SEQUENCE)


@inlined
def note(world, minute, kind, who, what):
    """Note what is to happen, unless it is past or beyond the horizon."""
    now = world.state[0]
    if now.minute <= minute < now.horizon:
        blank = nth(world.notes, now.noted)
        blank.minute, blank.kind, blank.who, blank.what = minute, kind, who, what
        now.noted += 1


@inlined
def hold(world, minute, session, who):
    """A session is held until a minute, by somebody or (-1) for nobody."""
    now, slots, place = world.state[0], world.slots, world.state[0].held
    if place == MOST_HELD:
        kind = FALLS_FREE if who < 0 else ENDS_SLOT
        note(world, minute, kind, session if who < 0 else who, session)
        return
    while place > 0 and nth(slots, place - 1).minute < minute:
        later, slot = nth(slots, place), nth(slots, place - 1)
        later.minute, later.session, later.who = slot.minute, slot.session, slot.who
        place -= 1
    slot = nth(slots, place)
    slot.minute, slot.session, slot.who = minute, session, who
    now.held += 1
    now.ends = min(now.ends, minute)


@inlined
def take_slot(world):
    """The slot that ends first, taken out; it can be read until another is held."""
    now = world.state[0]
    now.held -= 1
    now.ends = nth(world.slots, now.held - 1).minute if now.held else now.horizon
    return nth(world.slots, now.held)


@inlined
def put_in_wheel(world):
    """Put what was noted into the buckets of their minutes."""
    now, nodes = world.state[0], world.nodes
    for index in range(now.noted):
        noted = nth(world.notes, index)
        minute, node = noted.minute, take_node(world)
        event, bucket = nth(nodes, node), minute >> now.shift
        event.key, event.kind = minute, noted.kind
        event.who, event.what = noted.who, noted.what
        flag = ONE << np.uint64(bucket & 63)
        before, after = np.int64(-1), np.int64(-1)
        if nth(world.bits, bucket >> 6) & flag != NONE:
            after = np.int64(nth(world.wheel, bucket))
            while after >= 0 and nth(nodes, after).key < minute:
                before, after = after, np.int64(nth(nodes, after).next)
        event.next = after
        if before < 0:
            world.bits[bucket >> 6] |= flag
            world.wheel[bucket] = node
        else:
            nth(nodes, before).next = node
        if minute < now.next or minute == now.minute:
            now.next = minute
        now.noted = 0


@inlined
def first_in_wheel(world):
    """Minute of the first event from now on, or the horizon."""
    now, bits = world.state[0], world.bits
    word = (now.minute >> now.shift) >> 6
    while word < len(bits) and nth(bits, word) == NONE:
        word += 1
    if word == len(bits):
        return now.horizon
    lowest = nth(bits, word) & (~nth(bits, word) + ONE)
    bit = PLACE_OF[np.int64((lowest * SEQUENCE_WORD) >> TOP_SIX)]
    return nth(world.nodes, nth(world.wheel, (word << 6) + bit)).key


@inlined
def take_from_wheel(world):
    """Node of the next event, which is one of this minute, taken out."""
    now = world.state[0]
    bucket = now.minute >> now.shift
    node = np.int64(nth(world.wheel, bucket))
    after = np.int64(nth(world.nodes, node).next)
    if after < 0:
        world.bits[bucket >> 6] &= ~(ONE << np.uint64(bucket & 63))
        now.next = UNKNOWN
    else:
        world.wheel[bucket] = after
        now.next = nth(world.nodes, after).key
    free_node(world, node)
    return node


@inlined
def take_node(world):
    """A node that nobody uses."""
    now = world.state[0]
    node = now.free_node
    now.free_node = nth(world.nodes, node).next
    now.room -= 1
    return node


@inlined
def free_node(world, node):
    """Nobody uses a node any more; what it says can be read until another is taken."""
    now = world.state[0]
    nth(world.nodes, node).next = now.free_node
    now.free_node = node
    now.room += 1
