"""The event queue: buckets of a few minutes, in order of time within each.

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
SEQUENCE_64 = np.uint64(SEQUENCE)


@inlined
def note(arrays, minute, kind, who, what):
    """Note what is to happen, unless it is past or beyond the horizon."""
    now = arrays.state[0]
    if now.minute <= minute < now.horizon:
        blank = nth(arrays.notes, now.noted)
        blank.minute, blank.kind, blank.who, blank.what = minute, kind, who, what
        now.noted += 1


@inlined
def hold(arrays, minute, session, who):
    """A session is held until a minute, by somebody or (-1) for nobody."""
    now, slots, place = arrays.state[0], arrays.slots, arrays.state[0].held
    if place == MOST_HELD:
        kind = FALLS_FREE if who < 0 else ENDS_SLOT
        note(arrays, minute, kind, session if who < 0 else who, session)
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
def take_slot(arrays):
    """The slot that ends first, taken out; it can be read until another is held."""
    now = arrays.state[0]
    now.held -= 1
    now.ends = nth(arrays.slots, now.held - 1).minute if now.held else now.horizon
    return nth(arrays.slots, now.held)


@inlined
def schedule_noted(arrays):
    """Move noted events into the event queue."""
    now, entries = arrays.state[0], arrays.entries
    for index in range(now.noted):
        noted = nth(arrays.notes, index)
        minute, entry = noted.minute, new_entry(arrays)
        event, bucket = nth(entries, entry), minute >> now.shift
        event.key, event.kind = minute, noted.kind
        event.who, event.what = noted.who, noted.what
        flag = ONE << np.uint64(bucket & 63)
        before, after = np.int64(-1), np.int64(-1)
        if nth(arrays.occupied, bucket >> 6) & flag != NONE:
            after = np.int64(nth(arrays.event_queue, bucket))
            while after >= 0 and nth(entries, after).key < minute:
                before, after = after, np.int64(nth(entries, after).next)
        event.next = after
        if before < 0:
            arrays.occupied[bucket >> 6] |= flag
            arrays.event_queue[bucket] = entry
        else:
            nth(entries, before).next = entry
        if minute < now.next or minute == now.minute:
            now.next = minute
        now.noted = 0


@inlined
def first_event(arrays):
    """Minute of the first event from now on, or the horizon."""
    now, occupied = arrays.state[0], arrays.occupied
    word = (now.minute >> now.shift) >> 6
    while word < len(occupied) and nth(occupied, word) == NONE:
        word += 1
    if word == len(occupied):
        return now.horizon
    lowest = nth(occupied, word) & (~nth(occupied, word) + ONE)
    bit = PLACE_OF[np.int64((lowest * SEQUENCE_64) >> TOP_SIX)]
    return nth(arrays.entries, nth(arrays.event_queue, (word << 6) + bit)).key


@inlined
def take_event(arrays):
    """Node of the next event, which is one of this minute, taken out."""
    now = arrays.state[0]
    bucket = now.minute >> now.shift
    entry = np.int64(nth(arrays.event_queue, bucket))
    after = np.int64(nth(arrays.entries, entry).next)
    if after < 0:
        arrays.occupied[bucket >> 6] &= ~(ONE << np.uint64(bucket & 63))
        now.next = UNKNOWN
    else:
        arrays.event_queue[bucket] = after
        now.next = nth(arrays.entries, after).key
    free_entry(arrays, entry)
    return entry


@inlined
def new_entry(arrays):
    """An entry that is free, taken."""
    now = arrays.state[0]
    entry = now.free_entry
    now.free_entry = nth(arrays.entries, entry).next
    now.room -= 1
    return entry


@inlined
def free_entry(arrays, entry):
    """Free an entry; what it says can be read until another is taken."""
    now = arrays.state[0]
    nth(arrays.entries, entry).next = now.free_entry
    now.free_entry = entry
    now.room += 1
