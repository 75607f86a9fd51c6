"""Appointments: a session takes the first who fits, who comes or does not (F2, F3)."""

from __future__ import annotations

import numpy as np

from planner.compiled import inlined
from planner.pathway.machine.desks import heat_mixed_behind, stand_idle, stand_up
from planner.pathway.machine.lanes import head
from planner.pathway.machine.memory import (
    BUSY,
    BY_DURATION,
    BY_SLOT,
    COMPLETES,
    ELSEWHERE,
    ENDS_SLOT,
    FALLS_FREE,
    FRESH,
    REJOINS,
)
from planner.pathway.machine.wheel import note
from planner.pathway.visits import Outcome
from planner.streams import Purpose, mix_in, to_unit

DNA_LUCK, BACKFILL_LUCK = int(Purpose.DNA), int(Purpose.BACKFILL)
SEEN, DNA = int(Outcome.SEEN), int(Outcome.DNA)
NOBODY_FITS, NOBODY_WAITS = -1, -2


@inlined
def who_fits(
    now, nodes, lanes, people, stages, acts, sessions, groups, offers, number
):  # fmt: skip
    """The head of the first activity whose head fits; else whether anybody waits."""
    session, nobody = sessions[number], NOBODY_WAITS
    group = groups[session.group]
    for index in range(group.first_offer, group.last_offer):
        offer = offers[index]
        if now.minute < session.start + offer.after:
            nobody = NOBODY_FITS
            continue
        activity = acts[offer.activity]
        who = head(now, nodes, lanes, people, activity, np.int64(offer.queue))
        if who >= 0:
            nobody = NOBODY_FITS
            if now.minute + stages[people[who].stage].slot <= session.end:
                return who
    return np.int64(nobody)


@inlined
def ask(
    now, nodes, lanes, people, stages, acts, sessions, groups, offers, number
):  # fmt: skip
    """Whom a session takes, or below 0; one that has closed is idle no more."""
    session = sessions[number]
    if session.idle == BUSY:
        return np.int64(NOBODY_FITS)
    if session.end <= now.minute:
        stand_up(sessions, groups, number)
        return np.int64(NOBODY_FITS)
    who = who_fits(
        now, nodes, lanes, people, stages, acts, sessions, groups, offers, number
    )
    if who < 0 and session.idle == FRESH:
        stand_idle(now, sessions, groups, number)
    if who == NOBODY_WAITS:
        # The others of the group need not be asked.
        groups[session.group].cursor = -1
    return who


@inlined
def begin(
    now, notes, words, people, columns, stages, chances, mixed, sessions, groups, hot,
    again, rows, number, who,
):  # fmt: skip
    """An appointment begins: the person comes, or does not (F2, F3)."""
    now.started = 1
    heat_mixed_behind(now, sessions, groups, hot, mixed, number)
    person = people[who]
    place, stage = np.int64(person.stage), stages[person.stage]
    minutes = minutes_at(columns, stage, person, who)
    chance = chances[place, now.phase]
    person.status = ELSEWHERE
    if chance.dna > 0 and luck(words[who], DNA_LUCK, stage, person) < chance.dna:
        held = held_for(stage.dna_hold, stage.slot, minutes)
        if luck(words[who], BACKFILL_LUCK, stage, person) < chance.backfill:
            held = np.int64(0)
            again[now.again] = number
            now.again += 1
        else:
            stand_up(sessions, groups, number)
            note(now, notes, now.minute + held, FALLS_FREE, number, 0)
        write_row(now, rows, person, who, now.minute, held, held, number, DNA)
        rejoin_later(now, notes, person, stage, held, who)
        return
    stand_up(sessions, groups, number)
    held = held_for(stage.hold, stage.slot, minutes)
    write_row(now, rows, person, who, now.minute, minutes, held, number, SEEN)
    if held == minutes:
        note(now, notes, now.minute + held, ENDS_SLOT, who, number)
    else:
        note(now, notes, now.minute + minutes, COMPLETES, who, 0)
        note(now, notes, now.minute + held, FALLS_FREE, number, 0)


@inlined
def rejoin_later(now, notes, person, stage, held, who):
    """Who missed an appointment comes again, up to the stage's maximum (F3)."""
    again = max(now.minute + held + stage.dna_delay, now.minute + 1)
    if person.attempt < stage.dna_maximum and again < person.exit:
        note(now, notes, again, REJOINS, who, 0)


@inlined
def minutes_at(columns, stage, person, who):
    """Minutes of a person at a stage; the last draw stands for all later visits."""
    if stage.minutes_column < 0:
        return stage.minutes
    return columns[stage.minutes_column + min(person.visit, stage.draws) - 1, who]


@inlined
def held_for(hold, slot, minutes):
    """Minutes for which an appointment holds its session."""
    if hold == BY_DURATION:
        return minutes
    return slot if hold == BY_SLOT else max(slot, minutes)


@inlined
def luck(word, purpose, stage, person):
    """A number at or above 0 and below 1 for one appointment."""
    mixed = mix_in(mix_in(mix_in(word, purpose), stage.number), person.visit)
    return to_unit(mix_in(mixed, person.attempt))


@inlined
def write_row(now, rows, person, who, started, minutes, held, session, outcome):
    """What came of a stay, before the person's place changes."""
    row = rows[now.written]
    row.who, row.session, row.outcome = who, session, outcome
    row.stage, row.visit, row.attempt = person.stage, person.visit, person.attempt
    row.first_joined, row.joined = person.first_joined, person.joined
    row.started = started
    row.finished, row.held_until = now.minute + minutes, now.minute + held
    now.written += 1
