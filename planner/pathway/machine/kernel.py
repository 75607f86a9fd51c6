"""The compiled engine's loop: minute by minute, happenings first, offers last (F7).

Everything but the offers of a minute may happen in any order: who completes, joins or
leaves changes only what is offered. Leaving is noticed when somebody is looked for:
whoever has gone is passed over from the exit minute on (F5).
"""

from __future__ import annotations

import numpy as np

from planner.compiled import inlined, uncounted
from planner.pathway.machine import memory as at
from planner.pathway.machine.appointments import ask, begin
from planner.pathway.machine.desks import (
    begin_round,
    end_round,
    fall_free,
    heat_askers,
    list_fresh,
    next_to_ask,
    set_out,
)
from planner.pathway.machine.moves import (
    join,
    stage_joined,
    stand_where_ready,
    still_waits,
)
from planner.pathway.machine.wheel import (
    next_in_wheel,
    put_in_wheel,
    take_from_wheel,
)


@uncounted
def flow(
    state, words, columns, masks, stages, steps, acts, serving, chances, phases,
    arrivals, people, visits_to, sessions, groups, offers, queues, askers, mixed,
    lanes, wheel, bits, notes, fresh, again, hot, nodes, rows,
):  # fmt: skip
    """Let everything happen that lies before the horizon; see `Layout`.

    Returns
    -------
    whether it has; else nodes or rows have run out, and it goes on when there are more
    """
    now = state[0]
    while now.room >= 2 * now.wanted and now.written < len(rows):
        put_in_wheel(now, nodes, wheel, bits, notes)
        if now.is_asking:
            offer_work(
                now, notes, words, people, columns, stages, acts, chances, mixed, nodes,
                lanes, sessions, groups, offers, fresh, again, hot, rows,
            )  # fmt: skip
            continue
        kind, who, what = next_of_this_minute(
            now, nodes, wheel, bits, arrivals, people, sessions
        )
        if kind >= at.IS_READY:
            somebody_moves(
                now, notes, words, people, columns, masks, stages, steps, acts, serving,
                visits_to, nodes, lanes, sessions, groups, queues, askers, fresh, hot,
                rows, kind, who, what,
            )  # fmt: skip
        elif kind != at.NOTHING:
            something_opens(
                now, notes, sessions, groups, offers, queues, askers, fresh, hot, kind,
                who,
            )  # fmt: skip
        elif now.fresh + now.hot > 0:
            begin_round(now, groups, hot)
        elif not move_on(now, nodes, wheel, bits, phases, arrivals, sessions):
            return True
    return False


@inlined
def offer_work(
    now, notes, words, people, columns, stages, acts, chances, mixed, nodes, lanes,
    sessions, groups, offers, fresh, again, hot, rows,
):  # fmt: skip
    """Ask the next session of a round; it takes at most one person (F2, F7)."""
    session = next_to_ask(now, sessions, groups, hot, fresh)
    if session < 0:
        end_round(now, groups, hot, mixed, fresh, again)
        return
    who = ask(
        now, nodes, lanes, people, stages, acts, sessions, groups, offers, session
    )
    if who >= 0:
        begin(
            now, notes, words, people, columns, stages, chances, mixed, sessions,
            groups, hot, again, rows, session, who,
        )  # fmt: skip


@inlined
def next_of_this_minute(now, nodes, wheel, bits, arrivals, people, sessions):
    """What else happens in this minute, to whom, and where or with what."""
    node = take_from_wheel(now, nodes, wheel, bits)
    if node >= 0:
        event = nodes[node]
        return np.int64(event.kind), np.int64(event.who), np.int64(event.what)
    if now.arrived < len(arrivals):
        arrival = arrivals[now.arrived]
        if arrival.joined <= now.minute:
            now.arrived += 1
            people[arrival.who].joined = arrival.joined
            return np.int64(at.ARRIVES), np.int64(arrival.who), np.int64(arrival.stage)
    if now.opened < len(sessions) and sessions[now.opened].start <= now.minute:
        session = now.opened
        now.opened = next_opening(sessions, session + 1)
        return np.int64(at.SESSION_OPENS), session, np.int64(0)
    return np.int64(at.NOTHING), np.int64(-1), np.int64(0)


@inlined
def next_opening(sessions, number):
    """The next session, from a number on, that is not lost."""
    while number < len(sessions) and sessions[number].end <= sessions[number].start:
        number += 1
    return number


@inlined
def move_on(now, nodes, wheel, bits, phases, arrivals, sessions):
    """Go to the next minute in which anything happens; whether there is one."""
    following = next_in_wheel(now, nodes, wheel, bits)
    if now.arrived < len(arrivals):
        following = min(following, max(arrivals[now.arrived].joined, 0))
    if now.opened < len(sessions):
        following = min(following, sessions[now.opened].start)
    if following >= now.horizon:
        return False
    now.minute = following
    while now.phase + 1 < len(phases) and phases[now.phase + 1] <= following:
        now.phase += 1
    return True


@inlined
def something_opens(
    now, notes, sessions, groups, offers, queues, askers, fresh, hot, kind, who
):  # fmt: skip
    """A session opens, offers more or falls free, or a queue has another head."""
    if kind == at.IS_OFFERED:
        heat_askers(now, groups, hot, queues, askers, who)
    elif kind == at.OPENS_LATER:
        if sessions[who].idle:
            list_fresh(now, fresh, who)
    else:
        if kind == at.SESSION_OPENS:
            set_out(now, notes, sessions, groups, offers, who)
        fall_free(now, sessions, fresh, who)


@inlined
def somebody_moves(
    now, notes, words, people, columns, masks, stages, steps, acts, serving, visits_to,
    nodes, lanes, sessions, groups, queues, askers, fresh, hot, rows, kind, who, what,
):  # fmt: skip
    """Somebody comes, completes a stage, joins one or may be taken from now on."""
    person = people[who]
    waits = kind == at.IS_READY and still_waits(person, what)
    if kind != at.IS_READY:
        joined = person.joined if kind == at.ARRIVES else now.minute
        stage = stage_joined(
            now, notes, words, people, columns, masks, stages, steps, rows, kind, who,
            what,
        )  # fmt: skip
        if stage >= 0:
            waits = join(
                now, notes, people, columns, stages, visits_to, kind, who, stage, joined
            )
    if waits:
        stand_where_ready(
            now, notes, people, masks, stages, acts, serving, nodes, lanes, groups, hot,
            queues, askers, kind, who,
        )  # fmt: skip
    if kind == at.ENDS_SLOT:
        fall_free(now, sessions, fresh, what)
