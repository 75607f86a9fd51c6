"""The flow: expected people through lists that are emptied like tanks, day by day.

Each row of people stands for several. Sessions that offer the same are one amount of
minutes a day; who is first on the list is first to be seen, urgent people before others
where an activity says so. A share of a way, or of those who miss an appointment, is
taken of the rows in turn, so that it comes out as stated and nothing is random.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.formula.flow_moves import go_on, join
from planner.formula.flow_state import (
    DAY,
    NOBODY,
    Flowed,
    FlowState,
    FlowVisits,
    cut_out,
    send,
    take_off,
    taken_in_turn,
)
from planner.formula.flow_tables import Flow
from planner.jit import inlined, is_compiled, uncounted

Floats = npt.NDArray[np.float64]
OPENS = 540
"""Minute of the day from which people are seen."""
VISITS_A_ROW = 24
BY_DURATION, BY_SLOT = 0, 1
"""Places in `HOLDS` of what builds the arrays."""


def is_ready() -> bool:
    """Whether a flow begins at once; else the first one compiles it, for a minute."""
    return is_compiled(_run)


def flow(tables: Flow, days: int, lists: int) -> Flowed:
    """Everybody through the pathway, over so many days."""
    people, stages = len(tables.people.weight), len(tables.stages.slot)
    rows = VISITS_A_ROW * people + 1
    # Memory that is never touched costs nothing.
    visits = FlowVisits(*(np.empty(rows, np.int64) for _ in FlowVisits._fields))
    shape = (stages, lists, days + 1)
    flowed = Flowed(
        visits=visits,
        waiting=np.zeros(shape),
        joined=np.zeros(shape),
        seen=np.zeros(shape),
        used=np.zeros((len(tables.offers.minutes), days)),
    )
    queues = stages * lists * 2
    state = FlowState(
        stage=tables.people.entry.copy(),
        list=tables.people.home.copy(),
        first_joined=tables.people.joined.copy(),
        joined=tables.people.joined.copy(),
        visits=np.zeros((stages, people), np.int16),
        attempt=np.zeros(people, np.int64),
        row=np.full(people, NOBODY),
        next=np.full(people, NOBODY),
        bucket=np.full(days + 1, NOBODY),
        head=np.full(queues, NOBODY),
        tail=np.full(queues, NOBODY),
        cursor=np.full(queues, NOBODY),
        before=np.full(queues, NOBODY),
        turn=np.zeros(len(tables.steps.to) + stages + 1),
        filled=np.zeros(1, np.int64),
    )
    _run(tables, state, flowed, np.zeros(len(flowed.used)), days, lists)
    used = int(state.filled[0])
    return flowed._replace(visits=FlowVisits(*(column[:used] for column in visits)))


@uncounted
def _run(
    tables: Flow, state: FlowState, flowed: Flowed, owed: Floats, days: int, lists: int
) -> None:
    people = tables.people
    # The last go first, so that the first stand at the head of their bucket.
    for k in range(len(people.weight)):
        who = len(people.weight) - 1 - k
        if people.comes[who] and people.entry[who] >= 0:
            send(state, who, people.joined[who], days)
    for day in range(days):
        who = state.bucket[day]
        while who >= 0:
            following = state.next[who]
            join(tables, state, flowed, who, days, lists)
            who = following
        for kind in range(len(owed)):
            budget = tables.offers.minutes[kind, day] - owed[kind]
            if tables.offers.minutes[kind, day] > 0 and budget > 0:
                left = budget
                for offer in range(
                    tables.offers.first[kind], tables.offers.first[kind + 1]
                ):
                    left = _serve(tables, state, flowed, offer, left, day, days, lists)
                flowed.used[kind, day] = budget - left
                # Minutes nobody used are lost; what was taken too much is owed.
                owed[kind] = max(0.0, -left)
            else:
                owed[kind] = max(0.0, -budget)
    _leave_at_last(tables, state, flowed, days, lists)


@inlined
def _serve(
    tables: Flow,
    state: FlowState,
    flowed: Flowed,
    offer: int,
    budget: float,
    day: int,
    days: int,
    lists: int,
) -> float:
    """See people of one activity's list while there are minutes; what is left."""
    offers, first, last = tables.offers, 0, 0
    first, last = offers.first_stage[offer], offers.last_stage[offer]
    for index in range(first, last):
        for urgency in range(2):
            queue = (offers.stages[index] * lists + offers.list[offer]) * 2 + urgency
            state.cursor[queue], state.before[queue] = state.head[queue], NOBODY
    while budget > 0:
        best, soonest = NOBODY, 0
        for urgency in range(2):
            for index in range(first, last):
                stage = offers.stages[index]
                queue = (stage * lists + offers.list[offer]) * 2 + urgency
                if state.cursor[queue] < 0:
                    continue
                who = _first_admitted(tables, state, flowed, offer, queue, day, days)
                if who >= 0 and (best < 0 or state.joined[who] < soonest):
                    best, soonest = queue, state.joined[who]
            if best >= 0 and offers.urgent_first[offer]:
                break
        if best < 0:
            return budget
        budget -= _see(tables, state, flowed, best, day, days, lists)
    return budget


@inlined
def _first_admitted(
    tables: Flow,
    state: FlowState,
    flowed: Flowed,
    offer: int,
    queue: int,
    day: int,
    days: int,
) -> int:
    """The first of a queue, from its cursor on, who may be seen today; or NOBODY."""
    offers, people = tables.offers, tables.people
    now = day * DAY + OPENS
    admits = offers.admits[offer]
    opens, closes = offers.opens[offer], offers.closes[offer]
    while state.cursor[queue] >= 0:
        who = state.cursor[queue]
        since = now - people.clock[who]
        # Those whom the offer is not for come first: most steps are past them.
        fits = admits < 0 or tables.answers[admits, who]
        if not (fits and opens <= since <= closes):
            state.before[queue] = who
            state.cursor[queue] = state.next[who]
            continue
        if people.exit[who] <= now:
            take_off(tables, state, flowed, who, days)
            cut_out(state, queue)
            continue
        notice = tables.stages.notice[state.stage[who], people.urgent[who]]
        due = state.joined[who] + notice < (day + 1) * DAY
        if not due or now - state.first_joined[who] <= offers.threshold[offer]:
            # Whoever stands behind joined later still.
            return NOBODY
        return int(who)
    return NOBODY


@inlined
def _see(
    tables: Flow,
    state: FlowState,
    flowed: Flowed,
    queue: int,
    day: int,
    days: int,
    lists: int,
) -> float:
    """See the one at a queue's cursor, or be missed by; minutes that it takes."""
    people, stages, who = tables.people, tables.stages, state.cursor[queue]
    stage, place, weight = state.stage[who], state.list[who], people.weight[who]
    cut_out(state, queue)
    flowed.waiting[stage, place, day] -= weight
    minutes = stages.minutes[stage]
    if stages.own_minutes[stage] >= 0:
        minutes = tables.amounts[stages.own_minutes[stage], who]
    start = max(day * DAY + OPENS, state.joined[who])
    state.attempt[who] += 1
    period = tables.period_of_day[day]
    missed = stages.dna[stage, period, people.dna_class[who]]
    if missed > 0 and taken_in_turn(state, len(tables.steps.to) + stage, missed):
        held = stages.slot[stage] if stages.dna_held[stage] else minutes
        flowed.visits.finished[state.row[who]] = start
        _rejoin(tables, state, who, start + held + stages.dna_delay[stage], day, days)
        return float(weight * held * (1 - stages.backfill[stage, period]))
    flowed.seen[stage, place, day] += weight
    flowed.visits.started[state.row[who]] = start
    flowed.visits.finished[state.row[who]] = start + minutes
    if go_on(tables, state, flowed, who, start + minutes, days, lists):
        if state.joined[who] // DAY > day:
            send(state, who, state.joined[who], days)
        else:
            join(tables, state, flowed, who, days, lists)
    return float(weight * _held(stages.hold[stage], stages.slot[stage], minutes))


@inlined
def _rejoin(
    tables: Flow, state: FlowState, who: int, again: int, day: int, days: int
) -> None:
    """Send back to the list who missed an appointment, up to the stage's maximum."""
    most = tables.stages.dna_most[state.stage[who]]
    if state.attempt[who] < most and again < tables.people.exit[who]:
        since = state.first_joined[who]
        send(state, who, max(again, (day + 1) * DAY), days)
        state.first_joined[who] = since


@inlined
def _held(hold: int, slot: int, minutes: int) -> int:
    """Minutes for which an appointment holds its session."""
    if hold == BY_DURATION:
        return minutes
    return slot if hold == BY_SLOT else max(slot, minutes)


@uncounted
def _leave_at_last(
    tables: Flow, state: FlowState, flowed: Flowed, days: int, lists: int
) -> None:
    """Take off the lists those who were gone before the end, seen by nobody."""
    for queue in range(len(state.head)):
        who = state.head[queue]
        while who >= 0:
            if tables.people.exit[who] < days * DAY:
                take_off(tables, state, flowed, who, days)
            who = state.next[who]
