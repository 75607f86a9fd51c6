"""Metrics of lists that sessions serve: places used and lost, lists, missed ones."""

from __future__ import annotations

import math

import numpy as np

from planner.pathway.visits import Outcome
from planner.verification.measures import Measure
from planner.verification.network import UNITS
from planner.verification.sight import Floats, Part, Sight

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def mean_list(after: int) -> Measure:
    """Mean list at the openings: just before (0) or just after (1) places are used."""

    def measure(sight: Sight) -> Part:
        lists = _lists(sight, after)
        return float(lists.sum()), float(len(lists))

    return measure


def list_on(day: str) -> Measure:
    """Mean list at the start of one weekday, before that day's places are used."""

    def measure(sight: Sight) -> Part:
        first = math.ceil(sight.begin / UNITS["week"]) * UNITS["week"]
        starts = np.arange(first, sight.end, UNITS["week"])
        minutes = starts + WEEKDAYS.index(day[:3]) * UNITS["day"]
        # Places of a day are used in the minute before it begins.
        lists = sight.number_at(minutes, waiting_only=True)
        lists += sight.given_at(minutes - 1)
        return float(lists.sum()), float(len(lists))

    return measure


def _lists(sight: Sight, after: int) -> Floats:
    assert sight.openings is not None
    minutes = sight.openings[sight.sessions]
    if after and (sight.stays.outcome == Outcome.DNA).any():
        # Who missed a place is back on the list one minute later.
        return sight.number_at(minutes + 2, waiting_only=True)
    lists = sight.number_at(minutes + 1, waiting_only=True)
    return lists if after else lists + sight.given_at(minutes)


def share_cleared() -> Measure:
    """Share of openings after which nobody is left on the list."""

    def measure(sight: Sight) -> Part:
        left = _lists(sight, 1)
        return float(np.count_nonzero(left == 0)), float(len(left))

    return measure


def places_used() -> Measure:
    """Share of places that somebody was booked into, missed ones included."""
    return lambda sight: (sight.begun(), sight.places_offered())


def used_by(unit: str) -> Measure:
    """Places used, missed ones included, a week or a day."""
    return lambda sight: (sight.begun(), (sight.end - sight.begin) / UNITS[unit])


def lost_by(unit: str) -> Measure:
    """Places that nobody took, a week or a day."""
    return lambda sight: (
        sight.places_offered() - sight.begun(),
        (sight.end - sight.begin) / UNITS[unit],
    )


def done_by(unit: str) -> Measure:
    """People seen, a week or a day."""

    def measure(sight: Sight) -> Part:
        seen = sight.only(sight.stays.outcome == Outcome.SEEN)
        return seen.begun(), (sight.end - sight.begin) / UNITS[unit]

    return measure


def reserved_places(unit: str) -> Measure:
    """Places offered x the share of appointments that are kept, a week or a day."""

    def measure(sight: Sight) -> Part:
        seen = sight.only(sight.stays.outcome == Outcome.SEEN).begun()
        weeks = (sight.end - sight.begin) / UNITS[unit]
        return seen * sight.places_offered() / weeks, sight.begun()

    return measure


def given_a_kept(missed: int) -> Measure:
    """Appointments (0), or missed ones alone (1), for each one that was kept."""

    def measure(sight: Sight) -> Part:
        stays = sight.counted
        begun = np.count_nonzero(stays.started >= 0)
        seen = np.count_nonzero(stays.outcome == Outcome.SEEN)
        return float(begun - seen * missed), float(seen)

    return measure


def share_missed() -> Measure:
    """Share of appointments that were missed."""

    def measure(sight: Sight) -> Part:
        missed = sight.only(sight.stays.outcome == Outcome.DNA)
        return missed.begun(), sight.begun()

    return measure


def share_discharged() -> Measure:
    """Share of those who joined whose last appointment was missed."""

    def measure(sight: Sight) -> Part:
        stays = sight.counted
        last = np.flatnonzero(np.diff(stays.patient, append=-1))
        missed = np.count_nonzero(stays.outcome[last] == Outcome.DNA)
        return float(missed), float(len(last))

    return measure
