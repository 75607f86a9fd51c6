"""Appointments: a session takes the first who fits, who comes or does not (F2, F3)."""

from __future__ import annotations

import numpy as np

from planner.jit import inlined
from planner.numerics.random_numbers import Purpose, mix_in, to_unit
from planner.pathway.compiled.event_queue import hold, note
from planner.pathway.compiled.queues import head, take_out
from planner.pathway.compiled.records import (
    BUSY,
    BY_DURATION,
    BY_SLOT,
    COMPLETES,
    ELSEWHERE,
    FRESH,
    REJOINS,
    nth,
)
from planner.pathway.compiled.sessions import heat_mixed_behind, stand_idle, stand_up
from planner.pathway.visits import Outcome

DNA_LUCK, BACKFILL_LUCK = int(Purpose.DNA), int(Purpose.BACKFILL)
SEEN, DNA, OPEN = int(Outcome.SEEN), int(Outcome.DNA), int(Outcome.OPEN)
NOBODY_FITS, NOBODY_WAITS = -1, -2


@inlined
def who_fits(world, session):
    """The head of the first activity whose head fits; else whether anybody waits."""
    minute, nobody = world.state[0].minute, NOBODY_WAITS
    group = nth(world.groups, session.group)
    for index in range(group.first_offer, group.last_offer):
        offer = nth(world.offers, index)
        if minute < session.start + offer.after:
            nobody = NOBODY_FITS
            continue
        who = head(world, nth(world.acts, offer.activity), np.int64(offer.queue))
        if who >= 0:
            nobody = NOBODY_FITS
            if (
                minute + nth(world.stages, nth(world.people, who).stage).slot
                <= session.end
            ):
                return who
    return np.int64(nobody)


@inlined
def ask(world, number):
    """Whom a session takes, or below 0; one that has closed is idle no more."""
    session = nth(world.sessions, number)
    if session.idle == BUSY:
        return np.int64(NOBODY_FITS)
    if session.end <= world.state[0].minute:
        stand_up(world, number)
        return np.int64(NOBODY_FITS)
    who = who_fits(world, session)
    if who < 0 and session.idle == FRESH:
        stand_idle(world, number)
    if who == NOBODY_WAITS:
        # The others of the group need not be asked.
        nth(world.groups, session.group).cursor = -1
    return who


@inlined
def begin(world, number, who):
    """An appointment begins: the person comes, or does not (F2, F3)."""
    now, person = world.state[0], nth(world.people, who)
    now.started = 1
    take_out(world, now.lane, now.node)
    heat_mixed_behind(world, number)
    place = np.int64(person.stage)
    stage = nth(world.stages, place)
    chance = world.chances[now.phase, place, person.dna_class]
    minutes = minutes_at(world, stage, person, who)
    person.status = ELSEWHERE
    person.stay += 1
    if chance.dna > 0 and luck(world, who, DNA_LUCK, stage, person) < chance.dna:
        held = held_for(stage.dna_hold, stage.slot, minutes)
        if luck(world, who, BACKFILL_LUCK, stage, person) < chance.backfill:
            held = np.int64(0)
            world.again[now.again] = number
            now.again += 1
        else:
            stand_up(world, number)
            hold(world, now.minute + held, number, -1)
        write_row(world, person, who, now.minute, held, held, number, DNA)
        rejoin_later(world, person, stage, held, who)
        return
    stand_up(world, number)
    held = held_for(stage.hold, stage.slot, minutes)
    write_row(world, person, who, now.minute, minutes, held, number, SEEN)
    if held == minutes:
        hold(world, now.minute + held, number, who)
    else:
        note(world, now.minute + minutes, COMPLETES, who, 0)
        hold(world, now.minute + held, number, -1)


@inlined
def rejoin_later(world, person, stage, held, who):
    """Who missed an appointment comes again, up to the stage's maximum (F3)."""
    minute = world.state[0].minute
    again = max(minute + held + stage.dna_delay, minute + 1)
    if person.attempt < stage.dna_maximum and again < person.exit:
        note(world, again, REJOINS, who, 0)


@inlined
def minutes_at(world, stage, person, who):
    """Minutes of a person at a stage; the last draw stands for all later visits."""
    if stage.minutes_column < 0:
        return stage.minutes
    return world.own[who, stage.minutes_column + min(person.visit, stage.draws) - 1]


@inlined
def held_for(hold, slot, minutes):
    """Minutes for which an appointment holds its session."""
    if hold == BY_DURATION:
        return minutes
    return slot if hold == BY_SLOT else max(slot, minutes)


@inlined
def luck(world, who, purpose, stage, person):
    """A number at or above 0 and below 1 for one appointment."""
    mixed = mix_in(
        mix_in(mix_in(nth(world.words, who), purpose), stage.number), person.visit
    )
    return to_unit(mix_in(mixed, person.attempt))


@inlined
def write_row(world, person, who, started, minutes, held, session, outcome):
    """What came of a stay, before the person's place changes.

    What lies beyond the horizon has not happened.
    """
    now = world.state[0]
    row = nth(world.rows, now.written)
    finished, held_until = now.minute + minutes, now.minute + held
    is_late = finished >= now.horizon
    row.patient, row.list, row.session = who, person.provider, session
    row.outcome = OPEN if is_late and outcome == SEEN else outcome
    row.stage = nth(world.stages, person.stage).number
    row.visit, row.attempt = person.visit, person.attempt
    row.first_joined, row.joined = person.first_joined, person.joined
    row.started, row.finished = started, -1 if is_late else finished
    row.held_until = -1 if held_until >= now.horizon else held_until
    now.written += 1
