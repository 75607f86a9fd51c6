"""People between appointments: they come, join a stage, complete it, go on (F1, F6).

Whoever leaves is off every list at the exit minute (F5): what would happen to somebody
from that minute on is not even noted.
"""

from __future__ import annotations

import numpy as np

from planner.compiled import inlined
from planner.pathway.machine.appointments import SEEN, minutes_at, write_row
from planner.pathway.machine.desks import heat_askers
from planner.pathway.machine.lanes import order_of, stand, urgency_of
from planner.pathway.machine.memory import (
    ARRIVES,
    DELAYED,
    ELSEWHERE,
    ENDS_DELAY,
    IS_OFFERED,
    IS_READY,
    JOINS,
    REJOINS,
    WAITS,
)
from planner.pathway.machine.wheel import note
from planner.streams import Purpose, mix_in, to_unit

ROUTE_LUCK = int(Purpose.ROUTE)
NOWHERE = -1


@inlined
def admits(masks, column, who):
    """Whether a condition holds for a person; -1 is no condition."""
    return column < 0 or masks[column, who]


@inlined
def stage_joined(
    now, notes, words, people, columns, masks, stages, steps, rows, kind, who, what
):  # fmt: skip
    """The stage that somebody joins in this minute, or NOWHERE."""
    person = people[who]
    if kind == JOINS:
        return what
    if kind == ARRIVES:
        # Whoever is on a list on the first day was there, however early they leave.
        early = person.joined < 0
        return what if early or person.exit > now.minute else NOWHERE
    if kind == REJOINS:
        return np.int64(person.stage)
    if kind == ENDS_DELAY:
        minutes = np.int64(0)
        write_row(now, rows, person, who, person.joined, minutes, minutes, -1, SEEN)
    person.status = ELSEWHERE
    if person.exit <= now.minute:
        return NOWHERE
    step = way_out(words, people, masks, stages, steps, who)
    return go_on(now, notes, person, columns, steps, step, who)


@inlined
def way_out(words, people, masks, stages, steps, who):
    """The way out that a person takes, NOWHERE when no way fits (F6)."""
    person = people[who]
    stage, chance = stages[person.stage], 0.0
    if stage.has_shares:
        mixed = mix_in(mix_in(words[who], ROUTE_LUCK), stage.number)
        chance = to_unit(mix_in(mixed, person.visit))
    for index in range(stage.first_step, stage.last_step):
        share = steps[index].share
        if admits(masks, steps[index].fits, who):
            if chance < share:
                return index
            chance = (chance - share) / (1 - share)
    return NOWHERE


@inlined
def go_on(now, notes, person, columns, steps, way, who):
    """The next stage, when it is joined in this minute; else it is noted (F6)."""
    if way < 0 or steps[way].to < 0:
        return np.int64(NOWHERE)
    step = steps[way]
    delay = step.delay
    if step.delay_column >= 0:
        delay = columns[step.delay_column, who]
    joined = max(now.minute + delay, person.clock + step.not_before)
    if joined <= now.minute:
        return np.int64(step.to)
    if joined < person.exit:
        note(now, notes, joined, JOINS, who, step.to)
    return np.int64(NOWHERE)


@inlined
def join(now, notes, people, columns, stages, visits_to, kind, who, place, joined):
    """Somebody joins a stage: a delay begins, or a wait; whether it is a wait."""
    person, stage = people[who], stages[place]
    if kind == REJOINS:
        person.attempt += 1
    else:
        person.stage, person.visit, person.attempt = place, 1, 1
        person.first_joined = joined
        if stage.visits_column >= 0:
            visits_to[stage.visits_column, who] += 1
            person.visit = visits_to[stage.visits_column, who]
    person.joined = joined
    person.stay += 1
    person.status = WAITS if stage.served else DELAYED
    if not stage.served:
        finish = joined + minutes_at(columns, stage, person, who)
        finish = max(finish, now.minute)
        if finish <= person.exit:
            note(now, notes, finish, ENDS_DELAY, who, 0)
    return stage.served


@inlined
def stand_where_ready(
    now, notes, people, masks, stages, acts, serving, nodes, lanes, groups, hot, queues,
    askers, kind, who,
):  # fmt: skip
    """Stand in the queue of every activity that takes somebody from now on (F1, F2).

    Whether on joining or later, the next minute at which another one does is noted.
    """
    person = people[who]
    stage, soonest = stages[person.stage], person.exit
    for index in range(stage.first_act, stage.last_act):
        activity = acts[serving[index]]
        if not admits(masks, activity.admits, who):
            continue
        ready = ready_from(person, stage, activity)
        closes = person.clock + activity.last_minute
        queue = person.list + serving[index]
        # A queue that no session ever offers is not kept.
        if ready > closes or queues[queue].first_asker == queues[queue].last_asker:
            continue
        if ready == now.minute or (ready < now.minute and kind != IS_READY):
            lane = lanes[2 * queue + urgency_of(person, activity)]
            stand(now, nodes, lane, order_of(person, activity), who, person.stay)
            heat_askers(now, groups, hot, queues, askers, queue)
        elif ready > now.minute:
            soonest = min(soonest, ready)
        if activity.is_mixed and kind != IS_READY:
            # Behind one who goes may stand somebody who fits.
            note(now, notes, closes + 1, IS_OFFERED, queue, 0)
            note(now, notes, person.exit, IS_OFFERED, queue, 0)
    if soonest < person.exit:
        note(now, notes, soonest, IS_READY, who, person.stay)


@inlined
def ready_from(person, stage, activity):
    """The minute from which an activity may take somebody (F2)."""
    notice = stage.urgent_notice if person.urgent else stage.routine_notice
    waited = person.first_joined + activity.threshold
    return max(person.joined + notice, waited, person.clock + activity.first_minute)


@inlined
def still_waits(person, stay):
    """Whether somebody is where they were when something was noted."""
    return person.stay == stay and person.status == WAITS
