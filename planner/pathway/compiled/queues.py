"""Queues of people: two for each line (list and activity), urgent people first.

Nearly everybody comes in order and is put at the end of the queue's row; a straggler
goes into a heap beside it. Nobody is searched for: who was taken elsewhere, has left or
may not be taken any more is passed over on coming to the head.
"""

from __future__ import annotations

import numpy as np

from planner.jit import compiled, inlined
from planner.pathway.compiled.event_queue import free_entry, new_entry
from planner.pathway.compiled.records import BREACH, FIRST_COME, LONGEST_WAIT, nth


@inlined
def urgency_of(person, activity):
    """The queue of a line in which a person stands: 0 goes before 1."""
    return 1 if activity.urgent_first and not person.urgent else 0


@inlined
def order_of(person, activity):
    """Criteria for the next person within one urgency (F1)."""
    if activity.discipline == FIRST_COME:
        return person.joined
    if activity.discipline == LONGEST_WAIT:
        return person.first_joined
    if activity.discipline == BREACH:
        return person.clock + activity.target
    return -person.joined


@inlined
def stand(arrays, place, order, who, version):
    """Somebody stands in a queue, behind those who go before."""
    entries, queue = arrays.entries, nth(arrays.queues, place)
    number = new_entry(arrays)
    entry = nth(entries, number)
    entry.key, entry.who, entry.what = order, who, version
    entry.left = entry.next = -1
    if queue.head < 0:
        queue.head = queue.tail = number
    elif goes_before(entry, nth(entries, queue.tail)):
        queue.heap = merged(entries, np.int64(queue.heap), number)
    else:
        nth(entries, queue.tail).next = number
        queue.tail = number


@inlined
def head(arrays, activity, line):
    """The next person of those still waiting and admitted; -1 for nobody."""
    now, place = arrays.state[0], 2 * line
    last = place + activity.urgent_first
    while place <= last:
        entry = first_of(arrays.entries, nth(arrays.queues, place))
        if entry < 0:
            place += 1
        elif may_be_taken(arrays, nth(arrays.entries, entry), activity):
            now.queue, now.entry = place, entry
            return np.int64(nth(arrays.entries, entry).who)
        else:
            take_out(arrays, place, entry)
    return np.int64(-1)


@inlined
def may_be_taken(arrays, entry, activity):
    """Whether somebody in a queue is still there: waits, has not left, is admitted."""
    person, minute = nth(arrays.people, entry.who), arrays.state[0].minute
    if person.version != entry.what or person.exit <= minute:
        return False
    return minute <= person.clock + activity.last_minute


@inlined
def first_of(entries, queue):
    """Entry of the first person in a queue, in its row or its heap; or -1."""
    if queue.heap >= 0 and (
        queue.head < 0
        or goes_before(nth(entries, queue.heap), nth(entries, queue.head))
    ):
        return np.int64(queue.heap)
    return np.int64(queue.head)


@inlined
def take_out(arrays, place, entry):
    """Take the first of a queue out of it."""
    entries, queue = arrays.entries, nth(arrays.queues, place)
    if entry == queue.heap:
        below = nth(entries, entry)
        queue.heap = merged(entries, np.int64(below.left), np.int64(below.next))
    else:
        queue.head = nth(entries, entry).next
    free_entry(arrays, entry)


@inlined
def goes_before(one, other):
    """Whether one entry goes before another: by order, then by patient number."""
    return one.key < other.key or (one.key == other.key and one.who < other.who)


@compiled
def merged(entries, one, other):
    """Root of two heaps made one (a skew heap: children change sides on the way)."""
    if one < 0:
        return other
    if other >= 0 and goes_before(nth(entries, other), nth(entries, one)):
        one, other = other, one
    root = one
    while other >= 0:
        top = nth(entries, one)
        below = np.int64(top.next)
        top.next = top.left
        if below >= 0 and goes_before(nth(entries, below), nth(entries, other)):
            below, other = other, below
        top.left = other
        one, other = other, below
    return root
