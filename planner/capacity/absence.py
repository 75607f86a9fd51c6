"""Absence of one post: annual leave, study and sickness, drawn for the whole plan.

It is drawn whether or not the post is filled and whatever its WTE, so that an option
which adds people leaves everybody else's absence as it was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.inputs.terms import RoleTerms
from planner.streams import Purpose, inside, uniforms

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def leave_days(calendar: Calendar, word: int, leave: float) -> Bools:
    """Days of annual leave: whole working weeks in a random order, then single days."""
    return _first_of_year(calendar, word, leave, Purpose.LEAVE, in_weeks=True)


def study_days(calendar: Calendar, word: int, study: float) -> Bools:
    """Days of study leave, scattered over the year."""
    return _first_of_year(calendar, word, study, Purpose.STUDY, in_weeks=False)


def _first_of_year(
    calendar: Calendar, word: int, amount: float, purpose: Purpose, *, in_weeks: bool
) -> Bools:
    """The first `amount` working days of each year in a random order.

    The calendar holds whole years of 52 weeks, so that a longer plan begins alike.
    """
    workdays = np.flatnonzero((calendar.weekday < 5) & ~calendar.bank_holiday)
    block = workdays // DAYS_A_BLOCK
    group = workdays // 7 if in_weeks else workdays
    luck = uniforms(word, purpose, group)
    ordered = np.lexsort((workdays, luck, block))
    place = np.empty(len(workdays), dtype=np.int64)
    place[ordered] = np.arange(len(workdays))
    place -= np.searchsorted(block, block)
    allowed = np.rint(amount)
    taken = np.zeros(calendar.days, dtype=bool)
    taken[workdays[place < allowed]] = True
    return taken


def sick_days(calendar: Calendar, word: int, terms: RoleTerms) -> Bools:
    """Working days lost to sickness, in spells of geometric length."""
    sick = np.zeros(calendar.days, dtype=bool)
    if not terms.sickness:
        return sick
    workdays = np.flatnonzero(calendar.weekday < 5)
    mean = terms.sickness_spell_days
    # Spells start on healthy days only, so with s = starts x length the share of days
    # lost is s / (1 + s).
    starting = terms.sickness / max((1 - terms.sickness) * mean, terms.sickness)
    starts = uniforms(word, Purpose.SICKNESS, workdays) < starting
    luck = inside(uniforms(word, Purpose.SICKNESS_LENGTH, workdays))
    lengths = stats.geom.ppf(luck, 1 / mean).astype(np.int64)
    well_again = 0
    for index in np.flatnonzero(starts):
        if index >= well_again:
            well_again = index + lengths[index]
            sick[workdays[index:well_again]] = True
    return sick
