"""Minutes of a changing post: planned, vacant, absent, in training, given, offered.

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
from planner.capacity.staff.changing_posts import ChangingPost
from planner.capacity.staff.induction_and_skills import PostHolders
from planner.inputs.posts import WEEKDAYS, Cover
from planner.inputs.terms import RoleTerms
from planner.inputs.units import SESSION_MINUTES
from planner.numerics.random_numbers import Purpose, Seeds, uniforms

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Duty:
    """Minutes of each part on each half day, shape (parts, half days).

    Attributes
    ----------
    planned : minutes of the establishment
    clinical : of those worked, minutes that are for patients at full speed
    available : the same at the speed of those who work them
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
    changing: ChangingPost,
    terms: RoleTerms,
    seeds: Seeds,
    place: Ints,
    holders: PostHolders,
    busy: Floats | None = None,
) -> Duty:
    """Use of each half day by the people of a changing post.

    Parameters
    ----------
    seeds : seed of each position
    place : of each half day in the order of each position, or of one that all share
    busy : WTE that supervising learners of other posts takes, by day
    """
    calendar = changing.calendar
    days = calendar.half_days // 2
    planned = planned_minutes(changing, place)
    lost = absence(changing, terms, seeds)
    lost[changing.there & ~holders.here] = Lost.VACANCY
    speed = _speed(changing, holders, busy)
    lost[(lost == Lost.OFFERED) & (speed == 0.0)] = Lost.TRAINING
    worked = ((lost == Lost.OFFERED) | (lost == Lost.TRAINING))[:, days]
    share = changing.patient_share[days]
    clinical = _minutes(np.where(worked, planned, 0) * share)
    available = _minutes(clinical * speed[:, days])
    covers, quickness = _covers(changing, seeds, holders)
    offered = available if quickness is None else _minutes(available * quickness)
    return Duty(planned, clinical, available, offered, lost, covers)


def _minutes(amounts: Floats | Ints) -> Ints:
    return np.rint(amounts).astype(np.int64)


def planned_minutes(changing: ChangingPost, place: Ints) -> Ints:
    """Minutes of the establishment on each half day, by part."""
    place = _on_weekdays(changing, place)[
        np.minimum(changing.position_of, len(place) - 1)
    ]

    def upto(ends: list[float]) -> Ints:
        taken = np.array(ends)[:, None] * HALF_DAYS_A_BLOCK - place
        return _minutes(np.clip(taken, 0.0, 1.0) * SESSION_MINUTES)

    parts = changing.parts
    minutes = upto([c.high for c in parts]) - upto([c.low for c in parts])
    there: Bools = changing.there[:, changing.calendar.half_days // 2]
    return np.asarray(minutes * there)


def _on_weekdays(changing: ChangingPost, place: Ints) -> Ints:
    """The same order with the post's own weekdays before the others of their week."""
    days = changing.periods[0].post.weekdays
    if not days:
        return place
    calendar = changing.calendar
    own = np.isin(calendar.weekday, [WEEKDAYS.index(day) for day in days])
    rank, turn = np.divmod(place, WEEKS_A_BLOCK)
    late = rank + HALF_DAYS_A_WEEK * ~own[calendar.half_days // 2]
    by_week = late.reshape(len(place), -1, HALF_DAYS_A_WEEK)
    rank = by_week.argsort(axis=2).argsort(axis=2).reshape(place.shape)
    return np.asarray(rank * WEEKS_A_BLOCK + turn)


def absence(changing: ChangingPost, terms: RoleTerms, seeds: Seeds) -> Ints:
    """Reason for which each day is lost, by part; parts of a position share it."""
    if changing.periods[0].post.contract == "staff":
        return days_lost(seeds, changing.calendar, terms)[changing.position_of]
    calendar: Calendar = changing.calendar
    holidays = np.where(calendar.working, int(Lost.OFFERED), int(Lost.BANK_HOLIDAY))
    return np.tile(holidays, (len(changing.parts), 1))


def _speed(changing: ChangingPost, holders: PostHolders, busy: Floats | None) -> Floats:
    """Share of full speed by part and day, supervision of others taken off."""
    if busy is None:
        return holders.speed
    in_post = holders.wte(changing)
    left = 1.0 - np.minimum(1.0, busy / np.maximum(in_post, 1e-9))
    return np.asarray(holders.speed * left)


def _covers(
    changing: ChangingPost, seeds: Seeds, holders: PostHolders
) -> tuple[Ints, Floats | None]:
    """Which activity of others each half day is given to, and how quickly it goes."""
    half_days = changing.calendar.half_days
    shape = len(changing.parts), len(half_days)
    chosen, quickness = np.zeros(shape, dtype=np.int64), np.ones(shape)
    names = changing.covered
    if not names:
        return chosen, None
    draw = uniforms(seeds[:, None], int(Purpose.COVER), half_days)[changing.position_of]
    below = np.zeros(len(half_days))
    for number, name in enumerate(names, 1):
        for period in changing.periods:
            cover = period.post.covers.get(name)
            if cover is None:
                continue
            may = _may(changing, holders, cover, period.first, period.last)
            mine = may & (draw >= below) & (draw < below + cover.share)
            chosen[mine], quickness[mine] = number, cover.speed
            here = (half_days // 2 >= period.first) & (half_days // 2 < period.last)
            below += cover.share * here
    return chosen, quickness


def _may(
    changing: ChangingPost, holders: PostHolders, cover: Cover, first: int, last: int
) -> Bools:
    """Whether each part may cover on each half day."""
    calendar = changing.calendar
    days = calendar.half_days // 2
    opens = max(first, calendar.day_of(cover.start, 0))
    closes = min(last, calendar.day_of(cover.end, last) + 1)
    within = (days >= opens) & (days < closes)
    if not cover.skill:
        return np.tile(within, (len(changing.parts), 1))
    return np.asarray(holders.trained[cover.skill][:, days] & within)
