"""People between appointments: they come, join a stage, complete it, go on (F1, F6).

Whoever leaves is off every list at the exit minute (F5): what would happen to somebody
from that minute on is not even noted.
"""

from __future__ import annotations

import numpy as np

from planner.jit import inlined
from planner.numerics.random_numbers import Purpose, mix_in, to_unit
from planner.pathway.compiled.appointments import SEEN, minutes_at, write_row
from planner.pathway.compiled.event_queue import note
from planner.pathway.compiled.queues import order_of, stand, urgency_of
from planner.pathway.compiled.records import (
    ARRIVES,
    DELAYED,
    ELSEWHERE,
    ENDS_DELAY,
    IS_OFFERED,
    IS_READY,
    JOINS,
    REJOINS,
    WAITS,
    nth,
)
from planner.pathway.compiled.sessions import heat_askers

ROUTE_LUCK, AID_LUCK = int(Purpose.ROUTE), int(Purpose.AID)
NOWHERE = -1


@inlined
def holds(world, condition, who):
    """Whether a condition holds for a person; -1 is no condition."""
    if condition < 0:
        return True
    return (world.own[who, condition >> 6] >> (condition & 63)) & 1 != 0


@inlined
def stage_joined(world, kind, who, what):
    """The stage that somebody joins in this minute, or NOWHERE."""
    person, minute = nth(world.people, who), world.state[0].minute
    if kind == JOINS:
        return what
    if kind == ARRIVES:
        # Whoever is on a list on the first day was there, however early they leave.
        early = person.joined < 0
        return what if early or person.exit > minute else NOWHERE
    if kind == REJOINS:
        return np.int64(person.stage)
    if kind == ENDS_DELAY:
        minutes = np.int64(0)
        write_row(world, person, who, person.joined, minutes, minutes, -1, SEEN)
    person.status = ELSEWHERE
    if person.exit <= minute:
        return NOWHERE
    return go_on(world, person, fix(world, person, who), who)


@inlined
def fix(world, person, who):
    """The route that a person takes, NOWHERE when no way fits (F6)."""
    stage, chance = nth(world.stages, person.stage), 0.0
    if stage.has_shares:
        mixed = mix_in(mix_in(nth(world.words, who), ROUTE_LUCK), stage.number)
        chance = to_unit(mix_in(mixed, person.visit))
    for index in range(stage.first_step, stage.last_step):
        step = nth(world.steps, index)
        if holds(world, step.fits, who):
            if chance < step.share:
                return index
            chance = (chance - step.share) / (1 - step.share)
    return NOWHERE


@inlined
def go_on(world, person, way, who):
    """The next stage, when it is joined in this minute; else it is noted (F6)."""
    if way < 0:
        return np.int64(NOWHERE)
    step, minute = nth(world.steps, way), world.state[0].minute
    if step.to < 0:
        return np.int64(NOWHERE)
    delay = step.delay
    if step.delay_column >= 0:
        delay = world.own[who, step.delay_column]
    joined = max(minute + delay, person.clock + step.not_before)
    if joined <= minute:
        return np.int64(step.to)
    if joined < person.exit:
        note(world, joined, JOINS, who, step.to)
    return np.int64(NOWHERE)


@inlined
def join(world, kind, who, place, joined):
    """Somebody joins a stage: a delay begins, or a wait; whether it is a wait."""
    person, stage = nth(world.people, who), nth(world.stages, place)
    if kind == REJOINS:
        person.attempt += 1
    else:
        person.stage, person.visit, person.attempt = place, 1, 1
        person.first_joined = joined
        if stage.visits_column >= 0:
            world.visits_to[stage.visits_column, who] += 1
            person.visit = world.visits_to[stage.visits_column, who]
        if len(world.aid) > 0:
            choose_list(world, person, stage, who, joined)
    person.joined = joined
    person.stay += 1
    if stage.served:
        person.status = WAITS
        return True
    person.status = DELAYED
    finish = joined + minutes_at(world, stage, person, who)
    finish = max(finish, world.state[0].minute)
    if finish <= person.exit:
        note(world, finish, ENDS_DELAY, who, 0)
    return False


@inlined
def choose_list(world, person, stage, who, joined):
    """The list that somebody joins: of the own provider, or of one who helps (F1)."""
    person.list, person.provider = person.home, person.own
    if stage.first_aid == stage.last_aid:
        return
    mixed = mix_in(mix_in(nth(world.words, who), AID_LUCK), stage.number)
    chance = to_unit(mix_in(mixed, person.visit))
    for index in range(stage.first_aid, stage.last_aid):
        way = nth(world.aid, index)
        if way.home == person.home and way.first_minute <= joined < way.until:
            if chance < way.share:
                person.list, person.provider = way.list, way.provider
                return
            chance -= way.share


@inlined
def stand_where_ready(world, kind, who):
    """Stand in the queue of every activity that takes somebody from now on (F1, F2).

    Whether on joining or later, the next minute at which another one does is noted.
    """
    minute, person = world.state[0].minute, nth(world.people, who)
    stage, soonest = nth(world.stages, person.stage), person.exit
    for index in range(stage.first_act, stage.last_act):
        place = nth(world.serving, index)
        activity = nth(world.acts, place)
        if not holds(world, activity.admits, who):
            continue
        ready = ready_from(person, stage, activity)
        closes = person.clock + activity.last_minute
        number = person.list + place
        queue = nth(world.queues, number)
        # A queue that no session ever offers is not kept.
        if ready > closes or queue.first_asker == queue.last_asker:
            continue
        if ready == minute or (ready < minute and kind != IS_READY):
            lane = 2 * number + urgency_of(person, activity)
            stand(world, lane, order_of(person, activity), who, person.stay)
            heat_askers(world, number)
        elif ready > minute:
            soonest = min(soonest, ready)
        if activity.is_mixed and kind != IS_READY:
            # Behind one who goes may stand somebody who fits.
            note(world, closes + 1, IS_OFFERED, number, 0)
            note(world, person.exit, IS_OFFERED, number, 0)
    if soonest < person.exit:
        note(world, soonest, IS_READY, who, person.stay)


@inlined
def ready_from(person, stage, activity):
    """The minute from which an activity may take somebody (F2)."""
    notice = stage.urgent_notice if person.urgent else stage.routine_notice
    waited = person.first_joined + activity.threshold
    return max(person.joined + notice, waited, person.clock + activity.first_minute)
