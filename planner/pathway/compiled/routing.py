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
from planner.pathway.compiled.sessions import offer_line

ROUTE_PURPOSE, AID_PURPOSE = int(Purpose.ROUTE), int(Purpose.AID)
SITE_PURPOSE = int(Purpose.SITE_LIST)
NOWHERE = -1


@inlined
def holds(arrays, condition, who):
    """Whether a condition holds for a person; -1 is no condition."""
    if condition < 0:
        return True
    return (arrays.own[who, condition >> 6] >> (condition & 63)) & 1 != 0


@inlined
def stage_joined(arrays, kind, who, what):
    """The stage that somebody joins in this minute, or NOWHERE."""
    person, minute = nth(arrays.people, who), arrays.state[0].minute
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
        write_row(arrays, person, who, person.joined, minutes, minutes, -1, SEEN)
    person.status = ELSEWHERE
    if person.exit <= minute:
        return NOWHERE
    send_companions(arrays, person, who)
    return go_on(arrays, person, step_taken(arrays, person, who), who)


@inlined
def is_open(arrays, step, person, who):
    """Whether somebody who completes a stage may go this way (F6)."""
    if person.visit > step.visits or not holds(arrays, step.fits, who):
        return False
    minute = arrays.state[0].minute
    if minute - person.clock <= step.late_after:
        return False
    return minute - person.first_joined > step.later_than


@inlined
def send_companions(arrays, person, who):
    """Have a companion go each way beside the others that is open, once (F6)."""
    stage = nth(arrays.stages, person.stage)
    for index in range(stage.first_beside, stage.last_beside):
        step = nth(arrays.beside, index)
        companion = np.int64(step.companion)
        if step.companion_column >= 0:
            companion = arrays.own[who, step.companion_column]
        if companion >= 0 and person.visit == 1 and is_open(arrays, step, person, who):
            joined = joined_by(arrays, step, person, who)
            if joined < person.exit:
                note(arrays, joined, JOINS, companion, step.to)


@inlined
def step_taken(arrays, person, who):
    """The step that a person takes, NOWHERE when no step fits (F6)."""
    stage, chance = nth(arrays.stages, person.stage), 0.0
    if stage.has_shares:
        mixed = mix_in(mix_in(nth(arrays.seeds, who), ROUTE_PURPOSE), stage.number)
        chance = to_unit(mix_in(mixed, person.visit))
    for index in range(stage.first_step, stage.last_step):
        step = nth(arrays.steps, index)
        if is_open(arrays, step, person, who):
            if chance < step.share:
                return index
            chance = (chance - step.share) / (1 - step.share)
    return NOWHERE


@inlined
def go_on(arrays, person, way, who):
    """The next stage, when it is joined in this minute; else it is noted (F6)."""
    if way < 0:
        return np.int64(NOWHERE)
    step, minute = nth(arrays.steps, way), arrays.state[0].minute
    if step.to < 0:
        return np.int64(NOWHERE)
    joined = joined_by(arrays, step, person, who)
    if joined <= minute:
        return np.int64(step.to)
    if joined < person.exit:
        note(arrays, joined, JOINS, who, step.to)
    return np.int64(NOWHERE)


@inlined
def joined_by(arrays, step, person, who):
    """The minute at which the next stage is joined by a step that begins now."""
    delay = step.delay
    if step.delay_column >= 0:
        delay = arrays.own[who, step.delay_column]
    return max(arrays.state[0].minute + delay, person.clock + step.not_before)


@inlined
def join(arrays, kind, who, place, joined):
    """Somebody joins a stage: a delay begins, or a wait; whether it is a wait."""
    person, stage = nth(arrays.people, who), nth(arrays.stages, place)
    if kind == REJOINS:
        person.attempt += 1
    else:
        person.stage, person.visit, person.attempt = place, 1, 1
        person.first_joined = joined
        if stage.visits_column >= 0:
            arrays.visits_to[stage.visits_column, who] += 1
            person.visit = arrays.visits_to[stage.visits_column, who]
        if len(arrays.aid) > 0:
            choose_list(arrays, person, stage, who, joined)
    person.joined = joined
    person.version += 1
    if stage.served:
        person.status = WAITS
        return True
    person.status = DELAYED
    finish = joined + minutes_at(arrays, stage, person, who)
    finish = max(finish, arrays.state[0].minute)
    if finish <= person.exit:
        note(arrays, finish, ENDS_DELAY, who, 0)
    return False


@inlined
def choose_list(arrays, person, stage, who, joined):
    """The list that somebody joins: of the own provider, a helper, a site (F1)."""
    person.list, person.provider = person.home, person.own
    seed = nth(arrays.seeds, who)
    if stage.first_aid < stage.last_aid:
        mixed = mix_in(mix_in(seed, AID_PURPOSE), stage.number)
        chance = to_unit(mix_in(mixed, person.visit))
        join_by_share(arrays, person, stage.first_aid, stage.last_aid, joined, chance)
    if stage.first_site < stage.last_site:
        chance = to_unit(mix_in(seed, SITE_PURPOSE))
        join_by_share(arrays, person, stage.first_site, stage.last_site, joined, chance)


@inlined
def join_by_share(arrays, person, first, last, joined, chance):
    """Join the list of the first of these whose share holds the random number."""
    home = np.int64(person.list)
    for index in range(first, last):
        way = nth(arrays.aid, index)
        if way.home == home and way.first_minute <= joined < way.until:
            if chance < way.share:
                person.list, person.provider = way.list, way.provider
                return
            chance -= way.share


@inlined
def stand_where_ready(arrays, kind, who):
    """Stand in the line of every activity that takes somebody from now on (F1, F2).

    Whether on joining or later, the next minute at which another one does is noted.
    """
    minute, person = arrays.state[0].minute, nth(arrays.people, who)
    stage, soonest = nth(arrays.stages, person.stage), person.exit
    for index in range(stage.first_act, stage.last_act):
        place = nth(arrays.serving, index)
        activity = nth(arrays.activities, place)
        if not holds(arrays, activity.admits, who):
            continue
        ready = ready_from(person, stage, activity)
        closes = person.clock + activity.last_minute
        number = person.list + place
        line = nth(arrays.lines, number)
        # A line that no session ever offers has no queue.
        if ready > closes or line.first_group == line.last_group:
            continue
        if ready == minute or (ready < minute and kind != IS_READY):
            queue = 2 * number + urgency_of(person, activity)
            stand(arrays, queue, order_of(person, activity), who, person.version)
            offer_line(arrays, number)
        elif ready > minute:
            soonest = min(soonest, ready)
        if activity.is_mixed and kind != IS_READY:
            # Behind one who goes may stand somebody who fits.
            note(arrays, closes + 1, IS_OFFERED, number, 0)
            note(arrays, person.exit, IS_OFFERED, number, 0)
    if soonest < person.exit:
        note(arrays, soonest, IS_READY, who, person.version)


@inlined
def ready_from(person, stage, activity):
    """The minute from which an activity may take somebody (F2)."""
    notice = stage.urgent_notice if person.urgent else stage.routine_notice
    waited = person.first_joined + activity.threshold
    return max(person.joined + notice, waited, person.clock + activity.first_minute)
