"""What happens when: a wheel of buckets, a few minutes each, in order within each.

A bit for each bucket tells whether it holds anything, so empty hours cost nothing.
"""

from __future__ import annotations

import numpy as np

from planner.compiled import inlined
from planner.pathway.machine.memory import PLACE_OF, SEQUENCE

ONE, NONE, TOP_SIX = np.uint64(1), np.uint64(0), np.uint64(58)
SEQUENCE_WORD = np.uint64(SEQUENCE)


@inlined
def note(now, notes, minute, kind, who, what):
    """Note what is to happen, unless it is past or beyond the horizon."""
    if now.minute <= minute < now.horizon:
        blank = notes[now.noted]
        blank.minute, blank.kind, blank.who, blank.what = minute, kind, who, what
        now.noted += 1


@inlined
def put_in_wheel(now, nodes, wheel, bits, notes):
    """Put what was noted into the buckets of their minutes."""
    for index in range(now.noted):
        noted = notes[index]
        node = take_node(now, nodes)
        event = nodes[node]
        event.key, event.kind = noted.minute, noted.kind
        event.who, event.what = noted.who, noted.what
        bucket = noted.minute >> now.shift
        flag = ONE << np.uint64(bucket & 63)
        before, after = np.int64(-1), np.int64(-1)
        if bits[bucket >> 6] & flag != NONE:
            after = np.int64(wheel[bucket])
            while after >= 0 and nodes[after].key < noted.minute:
                before, after = after, np.int64(nodes[after].next)
        event.next = after
        if before < 0:
            bits[bucket >> 6] |= flag
            wheel[bucket] = node
        else:
            nodes[before].next = node
    now.noted = 0


@inlined
def next_in_wheel(now, nodes, wheel, bits):
    """Minute of the first event from now on, or the horizon."""
    word = (now.minute >> now.shift) >> 6
    while word < len(bits) and bits[word] == NONE:
        word += 1
    if word == len(bits):
        return now.horizon
    lowest = bits[word] & (~bits[word] + ONE)
    bit = PLACE_OF[np.int64((lowest * SEQUENCE_WORD) >> TOP_SIX)]
    return nodes[wheel[(word << 6) + bit]].key


@inlined
def take_from_wheel(now, nodes, wheel, bits):
    """Node of an event of this minute, taken out, or -1 when there is none left."""
    bucket = now.minute >> now.shift
    flag = ONE << np.uint64(bucket & 63)
    if bits[bucket >> 6] & flag == NONE:
        return np.int64(-1)
    node = np.int64(wheel[bucket])
    if nodes[node].key != now.minute:
        return np.int64(-1)
    if nodes[node].next < 0:
        bits[bucket >> 6] &= ~flag
    else:
        wheel[bucket] = nodes[node].next
    free_node(now, nodes, node)
    return node


@inlined
def take_node(now, nodes):
    """A node that nobody uses."""
    node = now.free_node
    now.free_node = nodes[node].next
    now.room -= 1
    return node


@inlined
def free_node(now, nodes, node):
    """Nobody uses a node any more; what it says can be read until another is taken."""
    nodes[node].next = now.free_node
    now.free_node = node
    now.room += 1
