"""Queues as lanes: two for each list and activity, who is urgent before who is not.

Nearly everybody comes in order and is put at the end of the lane's row; a straggler
goes into a heap beside it. Nobody is searched for: who was taken elsewhere, has left or
may not be taken any more is passed over on coming to the head.
"""

from __future__ import annotations

import numpy as np

from planner.jit import compiled, inlined
from planner.pathway.compiled.event_queue import free_node, take_node
from planner.pathway.compiled.records import BREACH, FIRST_COME, LONGEST_WAIT, nth


@inlined
def urgency_of(person, activity):
    """Which of its two lanes of a queue a person stands in: 0 goes before 1."""
    return 1 if activity.urgent_first and not person.urgent else 0


@inlined
def order_of(person, activity):
    """What decides who goes first within one urgency (F1)."""
    if activity.discipline == FIRST_COME:
        return person.joined
    if activity.discipline == LONGEST_WAIT:
        return person.first_joined
    if activity.discipline == BREACH:
        return person.clock + activity.target
    return -person.joined


@inlined
def stand(world, place, order, who, stay):
    """Somebody stands in a lane, behind those who go before."""
    nodes, lane, node = world.nodes, nth(world.lanes, place), take_node(world)
    entry = nth(nodes, node)
    entry.key, entry.who, entry.what = order, who, stay
    entry.left = entry.next = -1
    if lane.head < 0:
        lane.head = lane.tail = node
    elif goes_before(entry, nth(nodes, lane.tail)):
        lane.heap = merged(nodes, np.int64(lane.heap), node)
    else:
        nth(nodes, lane.tail).next = node
        lane.tail = node


@inlined
def head(world, activity, queue):
    """Who goes first of those who still wait and are admitted; -1 for nobody."""
    now, place = world.state[0], 2 * queue
    last = place + activity.urgent_first
    while place <= last:
        node = first_of(world.nodes, nth(world.lanes, place))
        if node < 0:
            place += 1
        elif may_be_taken(world, nth(world.nodes, node), activity):
            now.lane, now.node = place, node
            return np.int64(nth(world.nodes, node).who)
        else:
            take_out(world, place, node)
    return np.int64(-1)


@inlined
def may_be_taken(world, entry, activity):
    """Whether somebody in a lane is still there: waits, has not left, is admitted."""
    person, minute = nth(world.people, entry.who), world.state[0].minute
    if person.stay != entry.what or person.exit <= minute:
        return False
    return minute <= person.clock + activity.last_minute


@inlined
def first_of(nodes, lane):
    """Node of whoever stands first in a lane, in its row or its heap; or -1."""
    if lane.heap >= 0 and (
        lane.head < 0 or goes_before(nth(nodes, lane.heap), nth(nodes, lane.head))
    ):
        return np.int64(lane.heap)
    return np.int64(lane.head)


@inlined
def take_out(world, place, node):
    """Take the first of a lane out of it."""
    nodes, lane = world.nodes, nth(world.lanes, place)
    if node == lane.heap:
        below = nth(nodes, node)
        lane.heap = merged(nodes, np.int64(below.left), np.int64(below.next))
    else:
        lane.head = nth(nodes, node).next
    free_node(world, node)


@inlined
def goes_before(one, other):
    """Whether one entry goes before another: by order, then by patient number."""
    return one.key < other.key or (one.key == other.key and one.who < other.who)


@compiled
def merged(nodes, one, other):
    """Root of two heaps made one (a skew heap: children change sides on the way)."""
    if one < 0:
        return other
    if other >= 0 and goes_before(nth(nodes, other), nth(nodes, one)):
        one, other = other, one
    root = one
    while other >= 0:
        top = nth(nodes, one)
        below = np.int64(top.next)
        top.next = top.left
        if below >= 0 and goes_before(nth(nodes, below), nth(nodes, other)):
            below, other = other, below
        top.left = other
        one, other = other, below
    return root
