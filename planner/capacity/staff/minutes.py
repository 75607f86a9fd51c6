"""Minutes of a moving post: planned, vacant, absent, in training, given, offered.

Every half day's planned minutes fall into these parts, each rounded to whole minutes
and each cut off what the one before leaves, so that they add up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import Calendar
from planner.capacity.rota import Lost
from planner.capacity.session_order import (
    HALF_DAYS_A_BLOCK,
    HALF_DAYS_A_WEEK,
    WEEKS_A_BLOCK,
)
from planner.capacity.staff.absence import days_lost
from planner.capacity.staff.changing_posts import Moves
from planner.capacity.staff.induction_and_skills import Standing
from planner.inputs.posts import WEEKDAYS, Cover
from planner.inputs.terms import RoleTerms
from planner.inputs.units import SESSION_MINUTES
from planner.numerics.random_numbers import Purpose, Seeds, uniforms

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Duty:
    """Minutes of each chair on each half day, shape (chairs, half days).

    Attributes
    ----------
    planned : minutes of the establishment
    clinical : of those worked, minutes that are for patients at full speed
    available : the same at the speed of whoever works them
    offered : the same after covering for others, who are quicker at it
    lost : by day: why nothing is offered
    covers : which of the activities that the post covers the half day is given to,
        counted from 1; 0: own work
    """

    planned: Ints
    clinical: Ints
    available: Ints
    offered: Ints
    lost: Ints
    covers: Ints


def duty(
    moves: Moves,
    terms: RoleTerms,
    seeds: Seeds,
    place: Ints,
    standing: Standing,
    busy: Floats | None = None,
) -> Duty:
    """What the people of a moving post do on each half day.

    Parameters
    ----------
    seeds : seed of each seat
    place : of each half day in the order of each seat, or of one that all share
    busy : WTE that supervising learners of other posts takes, by day
    """
    calendar = moves.calendar
    days = calendar.half_days // 2
    planned = planned_minutes(moves, place)
    lost = absence(moves, terms, seeds)
    lost[moves.there & ~standing.here] = Lost.VACANCY
    speed = _speed(moves, standing, busy)
    lost[(lost == Lost.OFFERED) & (speed == 0.0)] = Lost.TRAINING
    worked = ((lost == Lost.OFFERED) | (lost == Lost.TRAINING))[:, days]
    share = moves.patient_share[days]
    clinical = _minutes(np.where(worked, planned, 0) * share)
    available = _minutes(clinical * speed[:, days])
    covers, quickness = _covers(moves, seeds, standing)
    offered = available if quickness is None else _minutes(available * quickness)
    return Duty(planned, clinical, available, offered, lost, covers)


def _minutes(amounts: Floats | Ints) -> Ints:
    return np.rint(amounts).astype(np.int64)


def planned_minutes(moves: Moves, place: Ints) -> Ints:
    """Minutes of the establishment on each half day, by chair."""
    place = _on_weekdays(moves, place)[np.minimum(moves.seat_of, len(place) - 1)]

    def upto(ends: list[float]) -> Ints:
        taken = np.array(ends)[:, None] * HALF_DAYS_A_BLOCK - place
        return _minutes(np.clip(taken, 0.0, 1.0) * SESSION_MINUTES)

    chairs = moves.chairs
    minutes = upto([c.high for c in chairs]) - upto([c.low for c in chairs])
    there: Bools = moves.there[:, moves.calendar.half_days // 2]
    return np.asarray(minutes * there)


def _on_weekdays(moves: Moves, place: Ints) -> Ints:
    """The same order with the post's own weekdays before the others of their week."""
    days = moves.periods[0].post.weekdays
    if not days:
        return place
    calendar = moves.calendar
    own = np.isin(calendar.weekday, [WEEKDAYS.index(day) for day in days])
    rank, turn = np.divmod(place, WEEKS_A_BLOCK)
    late = rank + HALF_DAYS_A_WEEK * ~own[calendar.half_days // 2]
    by_week = late.reshape(len(place), -1, HALF_DAYS_A_WEEK)
    rank = by_week.argsort(axis=2).argsort(axis=2).reshape(place.shape)
    return np.asarray(rank * WEEKS_A_BLOCK + turn)


def absence(moves: Moves, terms: RoleTerms, seeds: Seeds) -> Ints:
    """Reason for which each day is lost, by chair; chairs of a seat share it."""
    if moves.periods[0].post.contract == "staff":
        return days_lost(seeds, moves.calendar, terms)[moves.seat_of]
    calendar: Calendar = moves.calendar
    holidays = np.where(calendar.working, int(Lost.OFFERED), int(Lost.BANK_HOLIDAY))
    return np.tile(holidays, (len(moves.chairs), 1))


def _speed(moves: Moves, standing: Standing, busy: Floats | None) -> Floats:
    """Share of full speed by chair and day, supervision of others taken off."""
    if busy is None:
        return standing.speed
    in_post = standing.wte(moves)
    left = 1.0 - np.minimum(1.0, busy / np.maximum(in_post, 1e-9))
    return np.asarray(standing.speed * left)


def _covers(
    moves: Moves, seeds: Seeds, standing: Standing
) -> tuple[Ints, Floats | None]:
    """Which activity of others each half day is given to, and how quickly it goes."""
    half_days = moves.calendar.half_days
    shape = len(moves.chairs), len(half_days)
    chosen, quickness = np.zeros(shape, dtype=np.int64), np.ones(shape)
    names = moves.covered
    if not names:
        return chosen, None
    draw = uniforms(seeds[:, None], int(Purpose.COVER), half_days)[moves.seat_of]
    below = np.zeros(len(half_days))
    for number, name in enumerate(names, 1):
        for period in moves.periods:
            cover = period.post.covers.get(name)
            if cover is None:
                continue
            may = _may(moves, standing, cover, period.first, period.last)
            mine = may & (draw >= below) & (draw < below + cover.share)
            chosen[mine], quickness[mine] = number, cover.speed
            here = (half_days // 2 >= period.first) & (half_days // 2 < period.last)
            below += cover.share * here
    return chosen, quickness


def _may(
    moves: Moves, standing: Standing, cover: Cover, first: int, last: int
) -> Bools:
    """Whether each chair may cover on each half day."""
    calendar = moves.calendar
    days = calendar.half_days // 2
    opens = max(first, calendar.day_of(cover.start, 0))
    closes = min(last, calendar.day_of(cover.end, last) + 1)
    within = (days >= opens) & (days < closes)
    if not cover.skill:
        return np.tile(within, (len(moves.chairs), 1))
    return np.asarray(standing.trained[cover.skill][:, days] & within)
