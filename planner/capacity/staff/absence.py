"""Absence of people in post: annual leave, study and sickness, for the whole plan.

It is drawn whether or not the post is filled and whatever its WTE, so that an option
which adds people leaves everybody else's absence as it was.
"""

from __future__ import annotations

from math import ceil, expm1, inf, log1p

import numpy as np
import numpy.typing as npt

from planner.capacity.calendar import DAYS_A_BLOCK, Calendar
from planner.capacity.rota import Lost
from planner.capacity.staff.leave_weights import ALIKE, weights_by_week
from planner.inputs.terms import RoleTerms
from planner.jit import compiled, inlined
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, to_unit

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAVE, STUDY = int(Purpose.LEAVE), int(Purpose.STUDY)
SICKNESS, SICKNESS_LENGTH = int(Purpose.SICKNESS), int(Purpose.SICKNESS_LENGTH)
ON_LEAVE, ON_STUDY, SICK = int(Lost.LEAVE), int(Lost.STUDY), int(Lost.SICKNESS)
ON_BANK_HOLIDAY = int(Lost.BANK_HOLIDAY)
TAKEN = inf
"""More than any random number: what has it is not taken again."""
HALF_A_STEP, NEARLY_ONE = 2.0**-54, 1 - 2.0**-53


def days_lost(seeds: Seeds, calendar: Calendar, terms: RoleTerms) -> Ints:
    """Reason for which each day is lost, the first that applies; one row a person.

    The calendar holds whole years of 52 weeks, so that a longer plan begins alike.
    """
    lost = np.zeros((len(seeds), calendar.days), dtype=np.int64)
    mean = terms.sickness_spell_days
    # Spells start on healthy days only, so with s = starts x length the share of days
    # lost is s / (1 + s).
    starting = terms.sickness / max((1 - terms.sickness) * mean, terms.sickness)
    _mark(
        lost,
        seeds,
        weekdays=calendar.weekdays,
        working=calendar.working,
        leave=round(terms.leave_days),
        weights=weights_by_week(calendar, terms),
        study=round(terms.study_days),
        starting=starting,
        ending=1 / mean,
    )
    return lost


@compiled
def _mark(
    lost: Ints,
    seeds: Seeds,
    weekdays: Ints,
    working: Bools,
    leave: int,
    weights: Floats,
    study: int,
    starting: float,
    ending: float,
) -> None:
    for person in range(len(seeds)):
        seed = seeds[person]
        _fall_sick(lost, person, seed, weekdays, starting, ending)
        # What is marked later stands before what was marked earlier.
        draw = mix_in(seed, STUDY)
        _take(lost, person, draw, ON_STUDY, study, 1, working, ALIKE)
        draw = mix_in(seed, LEAVE)
        _take(lost, person, draw, ON_LEAVE, leave, 7, working, weights)
        for index in range(len(weekdays)):
            if not working[weekdays[index]]:
                lost[person, weekdays[index]] = ON_BANK_HOLIDAY


@compiled
def _fall_sick(
    lost: Ints,
    person: int,
    seed: np.uint64,
    weekdays: Ints,
    starting: float,
    ending: float,
) -> None:
    """Mark working days lost to sickness, in spells of geometric length."""
    starts, lengths = mix_in(seed, SICKNESS), mix_in(seed, SICKNESS_LENGTH)
    well_again = 0
    for index in range(len(weekdays)):
        day = weekdays[index]
        if index >= well_again and to_unit(mix_in(starts, day)) < starting:
            well_again = index + _spell(to_unit(mix_in(lengths, day)), ending)
        if index < well_again:
            lost[person, day] = SICK


@inlined
def _spell(draw: float, ending: float) -> int:
    """Working days of a spell that ends on each with this chance, at least one."""
    if ending == 1.0:
        return 1
    draw = min(draw + HALF_A_STEP, NEARLY_ONE)
    goes_on = log1p(-ending)
    days = ceil(log1p(-draw) / goes_on)
    # Rounding may have gone up past the day on which it ends.
    return days - 1 if -expm1(goes_on * (days - 1)) >= draw else days


@compiled
def _take(
    lost: Ints,
    person: int,
    seed: np.uint64,
    reason: int,
    amount: int,
    size: int,
    working: Bools,
    weights: Floats,
) -> None:
    """Mark `amount` working days of each year: weeks (size 7) or days (1) at random.

    Leave is taken in whole working weeks in a random order, then in single days;
    study is scattered over the year. With weights, a part comes before another with a
    chance in proportion to them; weights that are all alike change no order.
    """
    draw = np.empty(DAYS_A_BLOCK // size)
    for year in range(0, len(working), DAYS_A_BLOCK):
        for part in range(len(draw)):
            place = year // size + part
            draw[part] = to_unit(mix_in(seed, place))
            if len(weights):
                draw[part] = -log1p(-draw[part]) / weights[place]
        left = amount
        for _ in range(len(draw)):
            if left <= 0:
                break
            part = 0
            for other in range(len(draw)):
                part = other if draw[other] < draw[part] else part
            draw[part] = TAKEN
            first = year + part * size
            for day in range(first, first + size):
                if working[day] and left > 0:
                    lost[person, day] = reason
                    left -= 1
