"""Joining a stage and going on from it: what happens to a person between two lists."""

from __future__ import annotations

from planner.formula.flow_state import (
    DAY,
    NEVER,
    Flowed,
    FlowState,
    send,
    stand,
    taken_in_turn,
)
from planner.formula.flow_tables import Flow
from planner.jit import inlined, uncounted

AGAIN = 64
"""Most stages that one person passes within a day without waiting."""


@uncounted
def join(
    tables: Flow, state: FlowState, flowed: Flowed, who: int, days: int, lists: int
) -> None:
    """Somebody joins a list, or passes through stages that nobody serves."""
    people, stages = tables.people, tables.stages
    for _ in range(AGAIN):
        stage, minute = state.stage[who], state.joined[who]
        if people.exit[who] <= minute:
            return
        again = state.attempt[who] > 0
        if not again:
            _begin_visit(tables, state, flowed, who)
        day = max(0, minute // DAY)
        if stages.served[stage]:
            place = state.list[who]
            flowed.joined[stage, place, day] += people.weight[who]
            flowed.waiting[stage, place, day] += people.weight[who]
            stand(state, (stage * lists + place) * 2 + people.urgent[who], who)
            return
        minutes = stages.minutes[stage]
        if stages.own_minutes[stage] >= 0:
            minutes = tables.amounts[stages.own_minutes[stage], who]
        flowed.visits.started[state.row[who]] = minute
        flowed.visits.finished[state.row[who]] = minute + minutes
        if not go_on(tables, state, flowed, who, minute + minutes, days, lists):
            return
        if state.joined[who] // DAY > day:
            send(state, who, state.joined[who], days)
            return


@inlined
def _begin_visit(tables: Flow, state: FlowState, flowed: Flowed, who: int) -> None:
    stage = state.stage[who]
    state.visits[stage, who] += 1
    place = tables.people.home[who]
    for way in range(len(tables.ways.stage)):
        ways = tables.ways
        if ways.stage[way] == stage and ways.home[way] == place:
            inside = ways.first[way] <= state.joined[who] < ways.until[way]
            if inside and taken_in_turn(state, len(state.turn) - 1, ways.share[way]):
                place = ways.to[way]
                break
    state.list[who] = place
    row = min(state.filled[0], len(flowed.visits.person) - 1)
    state.filled[0] = row + 1
    state.row[who] = row
    flowed.visits.person[row], flowed.visits.stage[row] = who, stage
    flowed.visits.list[row] = place
    flowed.visits.first_joined[row] = state.first_joined[who]
    flowed.visits.started[row] = flowed.visits.finished[row] = NEVER


@inlined
def _joins_at(tables: Flow, step: int, who: int, minute: int) -> int:
    """When somebody who goes this way joins the next stage."""
    steps = tables.steps
    delay = steps.delay[step]
    if steps.own_delay[step] >= 0:
        delay = tables.amounts[steps.own_delay[step], who]
    opens = tables.people.clock[who] + steps.not_before[step]
    return int(max(minute + delay, opens))


@uncounted
def go_on(
    tables: Flow,
    state: FlowState,
    flowed: Flowed,
    who: int,
    minute: int,
    days: int,
    lists: int,
) -> bool:
    """Whether somebody who completed a stage goes on, and then where and when."""
    steps, stage = tables.steps, state.stage[who]
    since = minute - state.first_joined[who]
    state.attempt[who] = 0
    if tables.people.exit[who] <= minute:
        return False
    for step in range(
        tables.stages.first_step[stage], tables.stages.first_step[stage + 1]
    ):
        fits = steps.fits[step]
        if fits >= 0 and not tables.answers[fits, who]:
            continue
        times = state.visits[stage, who]
        if times > steps.visits[step] or since <= steps.later_than[step]:
            continue
        joins = _joins_at(tables, step, who, minute)
        beside = steps.companion[step]
        if beside >= 0:
            other = tables.amounts[beside, who]
            if other >= 0 and times == 1 and state.row[other] < 0:
                state.stage[other] = steps.to[step]
                send(state, other, max(joins, (minute // DAY + 1) * DAY), days)
            continue
        if steps.share[step] < 1 and not taken_in_turn(state, step, steps.share[step]):
            continue
        if steps.to[step] < 0:
            return False
        state.stage[who] = steps.to[step]
        state.first_joined[who] = state.joined[who] = joins
        return True
    return False
