"""Rules of flow that need no clock: order within a minute, holds, ways out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from planner.pathway.network import StageTable, StepTable
from planner.pathway.visits import Outcome


class Phase(IntEnum):
    """Order within one minute (F7)."""

    COMPLETION = 1
    EXIT = 2
    JOIN = 3
    SESSION_END = 4
    SESSION_START = 5
    OFFER = 6


@dataclass(slots=True)
class Person:
    """Place of one person in the pathway."""

    number: int
    seed: int
    provider: int
    clock: int
    exit_minute: int
    list: int = 0
    """Provider whose list the person is on, or was on last (F1)."""
    stage: int = 0
    visit: int = 0
    attempt: int = 0
    first_joined: int = 0
    joined: int = 0
    version: int = 0
    """Counts every change of place; what refers to an earlier one is out of date."""
    waiting: bool = False
    delayed: bool = False
    in_service: bool = False
    gone: bool = False


def held_minutes(hold: str, slot: int, duration: int) -> int:
    """Minutes for which an appointment holds its session.

    >>> held_minutes("duration", 20, 26), held_minutes("slot", 20, 26)
    (26, 20)
    >>> held_minutes("larger", 20, 14)
    20
    """
    if hold == "duration":
        return duration
    return slot if hold == "slot" else max(slot, duration)


def is_open(step: StepTable, person: Person, now: int) -> bool:
    """Whether somebody who completes a stage may go this way (F6)."""
    if not step.fits[person.number] or person.visit > step.visits:
        return False
    if now - int(step.clock[person.number]) <= step.late_after:
        return False
    return now - person.first_joined > step.later_than


def next_step(
    stage: StageTable, person: Person, now: int, draw: float
) -> StepTable | None:
    """The step that a person takes, None when no step fits.

    Steps are tried in order; one with a share takes that share of those it fits.
    """
    for step in stage.steps:
        if not is_open(step, person, now):
            continue
        if draw < step.share:
            return step
        draw = (draw - step.share) / (1 - step.share)
    return None


def row_of(
    person: Person,
    outcome: Outcome,
    times: tuple[int, int, int],
    session: int,
    horizon: int,
) -> tuple[int, ...]:
    """Row of the visits table; what lies beyond the horizon has not happened.

    Parameters
    ----------
    times : started, finished, held until; -1 for what did not happen
    """
    started, finished, held_until = times
    unfinished = finished >= horizon and outcome is Outcome.SEEN
    return (
        person.number,
        person.stage,
        person.visit,
        person.attempt,
        person.list,
        person.first_joined,
        person.joined,
        started,
        -1 if finished >= horizon else finished,
        -1 if held_until >= horizon else held_until,
        session,
        Outcome.OPEN if unfinished else outcome,
    )
