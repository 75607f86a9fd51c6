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
    NEWLY_IDLE,
    REJOINS,
    nth,
)
from planner.pathway.compiled.sessions import offer_mixed_behind, stand_idle, stand_up
from planner.pathway.visits import Outcome

DNA_PURPOSE, BACKFILL_PURPOSE = int(Purpose.DNA), int(Purpose.BACKFILL)
SEEN, DNA, OPEN = int(Outcome.SEEN), int(Outcome.DNA), int(Outcome.OPEN)
NOBODY_FITS, NOBODY_WAITS = -1, -2


@inlined
def first_who_fits(arrays, session):
    """The head of the first activity whose head fits; else whether anybody waits."""
    minute, nobody = arrays.state[0].minute, NOBODY_WAITS
    group = nth(arrays.groups, session.group)
    for index in range(group.first_offer, group.last_offer):
        offer = nth(arrays.offers, index)
        if minute < session.start + offer.after:
            nobody = NOBODY_FITS
            continue
        who = head(arrays, nth(arrays.activities, offer.activity), np.int64(offer.line))
        if who >= 0:
            nobody = NOBODY_FITS
            if (
                minute + nth(arrays.stages, nth(arrays.people, who).stage).slot
                <= session.end
            ):
                return who
    return np.int64(nobody)


@inlined
def person_taken(arrays, number):
    """Whom a session takes, or below 0; one that has closed is idle no more."""
    session = nth(arrays.sessions, number)
    if session.idle == BUSY:
        return np.int64(NOBODY_FITS)
    if session.end <= arrays.state[0].minute:
        stand_up(arrays, number)
        return np.int64(NOBODY_FITS)
    who = first_who_fits(arrays, session)
    if who < 0 and session.idle == NEWLY_IDLE:
        stand_idle(arrays, number)
    if who == NOBODY_WAITS:
        # The others of the group would find nobody either.
        nth(arrays.groups, session.group).cursor = -1
    return who


@inlined
def begin(arrays, number, who):
    """An appointment begins: the person comes, or does not (F2, F3)."""
    now, person = arrays.state[0], nth(arrays.people, who)
    now.started = 1
    take_out(arrays, now.queue, now.entry)
    offer_mixed_behind(arrays, number)
    place = np.int64(person.stage)
    stage = nth(arrays.stages, place)
    chance = arrays.chances[now.period, place, person.dna_class]
    minutes = minutes_at(arrays, stage, person, who)
    person.status = ELSEWHERE
    person.version += 1
    if chance.dna > 0 and draw(arrays, who, DNA_PURPOSE, stage, person) < chance.dna:
        held = held_for(stage.dna_hold, stage.slot, minutes)
        if draw(arrays, who, BACKFILL_PURPOSE, stage, person) < chance.backfill:
            held = free_at_once(arrays, number)
        elif 0 < held <= nth(arrays.sessions, number).overrun:
            # Somebody booked on top has the slot, and the session ends sooner.
            nth(arrays.sessions, number).overrun -= held
            nth(arrays.sessions, number).end -= held
            held = free_at_once(arrays, number)
        else:
            stand_up(arrays, number)
            hold(arrays, now.minute + held, number, -1)
        write_row(arrays, person, who, now.minute, held, held, number, DNA)
        rejoin_later(arrays, person, stage, held, who)
        return
    stand_up(arrays, number)
    held = held_for(stage.hold, stage.slot, minutes)
    write_row(arrays, person, who, now.minute, minutes, held, number, SEEN)
    if held == minutes:
        hold(arrays, now.minute + held, number, who)
    else:
        note(arrays, now.minute + minutes, COMPLETES, who, 0)
        hold(arrays, now.minute + held, number, -1)


@inlined
def free_at_once(arrays, number):
    """Offer a session anew in this minute; how long the slot was held."""
    now = arrays.state[0]
    arrays.again[now.again] = number
    now.again += 1
    return np.int64(0)


@inlined
def rejoin_later(arrays, person, stage, held, who):
    """Another visit after a missed appointment, up to the stage's maximum (F3)."""
    minute = arrays.state[0].minute
    again = max(minute + held + stage.dna_delay, minute + 1)
    if person.attempt < stage.dna_maximum and again < person.exit:
        note(arrays, again, REJOINS, who, 0)


@inlined
def minutes_at(arrays, stage, person, who):
    """Minutes of a person at a stage; the last draw stands for all later visits."""
    if stage.minutes_column < 0:
        return stage.minutes
    return arrays.own[who, stage.minutes_column + min(person.visit, stage.draws) - 1]


@inlined
def held_for(hold, slot, minutes):
    """Minutes for which an appointment holds its session."""
    if hold == BY_DURATION:
        return minutes
    return slot if hold == BY_SLOT else max(slot, minutes)


@inlined
def draw(arrays, who, purpose, stage, person):
    """A number at or above 0 and below 1 for one appointment."""
    mixed = mix_in(
        mix_in(mix_in(nth(arrays.seeds, who), purpose), stage.number), person.visit
    )
    return to_unit(mix_in(mixed, person.attempt))


@inlined
def write_row(arrays, person, who, started, minutes, held, session, outcome):
    """Write the row of a visit, before the person's place changes.

    What lies beyond the horizon has not happened.
    """
    now = arrays.state[0]
    row = nth(arrays.rows, now.written)
    finished, held_until = now.minute + minutes, now.minute + held
    is_late = finished >= now.horizon
    row.patient, row.list, row.session = who, person.provider, session
    row.outcome = OPEN if is_late and outcome == SEEN else outcome
    row.stage = nth(arrays.stages, person.stage).number
    row.visit, row.attempt = person.visit, person.attempt
    row.first_joined, row.joined = person.first_joined, person.joined
    row.started, row.finished = started, -1 if is_late else finished
    row.held_until = -1 if held_until >= now.horizon else held_until
    now.written += 1
