"""Sampling of people: one compiled pass over everybody who comes."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from planner.demand.attributes import CHARACTERISTICS, AttributeTables
from planner.demand.choices import ChoiceTables, draw_choices
from planner.demand.cohort import FAR
from planner.demand.patient_groups import NO_SITE, About, PatientGroups
from planner.inputs.conditions import AGE_BANDS
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.jit import compiled, inlined
from planner.numerics.quantiles import exponential_value
from planner.numerics.random_numbers import Purpose, Seeds, mix_in, to_place, to_unit

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOBODY_LEAVES = 0.0
NUMBERS = (
    "source", "residence", "provider", "entry_stage",
    "sex", "age_band", "site", "fracture_day", "first_joined", "exit_minute",
)  # fmt: skip
"""Rows of a cohort's numbers; the first four are the same for all of a group."""
# Compiled code takes in plain numbers, not members of an enumeration.
CELL, SITE, URGENT = int(Purpose.CELL), int(Purpose.SITE), int(Purpose.URGENT)
IDENTIFIED, EXIT = int(Purpose.IDENTIFIED), int(Purpose.EXIT)
ATTRIBUTE = int(Purpose.ATTRIBUTE)
AT_START, FRACTURED = int(About.AT_START), int(About.FRACTURED)
RESIDENTS, SITES, IN_COMMON = int(About.RESIDENTS), int(About.SITES), 4
ROWS, BANDS, FIRST_ATTRIBUTE = len(NUMBERS), len(AGE_BANDS), len(CHARACTERISTICS)


@compiled
def draw_people(
    seeds: Seeds,
    days: Ints,
    joined: Ints,
    group_of: Ints,
    first_days: Ints,
    groups: PatientGroups,
    attributes: AttributeTables,
    choices: ChoiceTables,
    mean_years: float,
) -> tuple[Ints, Bytes, Bytes]:
    """Numbers of these people, their answers, and whether they are identified.

    Answers tell groups of people apart: `CHARACTERISTICS`, attributes, choices.

    Parameters
    ----------
    days, joined, group_of : day of the fracture, minute of joining and group of each
    first_days : of each period of the plan
    mean_years : until somebody leaves for reasons of their own, or NOBODY_LEAVES
    """
    numbers = np.empty((ROWS, len(seeds)), dtype=np.int64)
    first_choice = FIRST_ATTRIBUTE + len(attributes.numbers)
    rows = first_choice + len(choices.numbers)
    answers = np.empty((rows, len(seeds)), dtype=np.uint8)
    period_of = _periods(days, first_days)
    _draw_characteristics(seeds, group_of, groups, answers)
    draw_choices(seeds, group_of, period_of, choices, first_choice, answers)
    _draw_attributes(seeds, group_of, period_of, attributes, answers)
    _put_numbers(days, joined, group_of, groups, answers, numbers)
    _draw_exits(seeds, joined, mean_years, numbers)
    found = _draw_identified(seeds, days, joined, group_of, period_of, groups, answers)
    return numbers, answers, found


@inlined
def _periods(days: Ints, first_days: Ints) -> Bytes:
    """Stretch of the plan in which each day lies; the first reaches back before it."""
    found = np.zeros(len(days), dtype=np.uint8)
    for period in range(1, len(first_days)):
        for i in range(len(days)):
            found[i] += days[i] >= first_days[period]
    return found


@inlined
def _draw_characteristics(
    seeds: Seeds, group_of: Ints, groups: PatientGroups, answers: Bytes
) -> None:
    """Source, sex, age, site and urgency of each person."""
    about, urgent = groups.about, groups.urgent
    cells, cell_guide = groups.cells, groups.cell_guide
    sites, site_guide = groups.sites, groups.site_guide
    steps = cell_guide.shape[1]
    for i in range(len(seeds)):
        group, draw = group_of[i], to_unit(mix_in(seeds[i], CELL))
        row = about[group, RESIDENTS]
        cell = cell_guide[row, int(draw * steps)]
        while draw >= cells[row, cell]:
            cell += 1
        band = cell % BANDS
        site = NO_SITE
        if about[group, FRACTURED]:
            draw = to_unit(mix_in(seeds[i], SITE))
            row = about[group, SITES] + band
            site = site_guide[row, int(draw * steps)]
            while draw >= sites[row, site]:
                site += 1
        answers[0, i], answers[1, i], answers[2, i] = (
            about[group, 0],
            cell // BANDS,
            band,
        )
        answers[3, i] = site
        answers[4, i] = to_unit(mix_in(seeds[i], URGENT)) < urgent[group, cell, site]


@inlined
def _draw_attributes(
    seeds: Seeds,
    group_of: Ints,
    period_of: Bytes,
    attributes: AttributeTables,
    answers: Bytes,
) -> None:
    """The pathway's attributes, by each person's patient group, period and rules."""
    shares, draw = np.empty(len(seeds)), np.empty(len(seeds), dtype=np.uint64)
    for i in range(len(seeds)):
        draw[i] = mix_in(seeds[i], ATTRIBUTE)
    for attribute in range(len(attributes.numbers)):
        own, number = attributes.shares[attribute], attributes.numbers[attribute]
        for i in range(len(seeds)):
            shares[i] = own[group_of[i], period_of[i]]
        _share_of_groups(attribute, period_of, attributes, answers, shares)
        if attributes.apart[attribute]:
            for i in range(len(seeds)):
                group, period = group_of[i], period_of[i]
                if attributes.own[attribute, group, period] >= 0:
                    shares[i] = attributes.own[attribute, group, period]
                shares[i] *= attributes.factor[attribute, group, period]
        for i in range(len(seeds)):
            answers[FIRST_ATTRIBUTE + attribute, i] = (
                to_unit(mix_in(draw[i], number)) < shares[i]
            )


@inlined
def _share_of_groups(
    attribute: int,
    period_of: Bytes,
    attributes: AttributeTables,
    answers: Bytes,
    shares: Floats,
) -> None:
    """Put the shares of groups in their people's place.

    The last group goes first: the first one that fits has the last word.
    """
    first_group, first_condition = (
        attributes.first_group[attribute],
        attributes.first_condition,
    )
    fits = np.empty(len(shares), dtype=np.uint8)
    for period in range(len(first_group) - 1):
        for group in range(first_group[period + 1] - 1, first_group[period] - 1, -1):
            for i in range(len(fits)):
                fits[i] = period_of[i] == period
            for c in range(first_condition[group], first_condition[group + 1]):
                asked, allows = answers[attributes.asks[c]], attributes.allows[c]
                for i in range(len(fits)):
                    fits[i] &= (allows >> asked[i]) & 1
            for i in range(len(fits)):
                if fits[i]:
                    shares[i] = attributes.group_shares[group]


@inlined
def _put_numbers(
    days: Ints,
    joined: Ints,
    group_of: Ints,
    groups: PatientGroups,
    answers: Bytes,
    numbers: Ints,
) -> None:
    """All numbers but the exit minute."""
    about = groups.about
    for i in range(len(days)):
        for row in range(IN_COMMON):
            numbers[row, i] = about[group_of[i], row]
        numbers[4, i], numbers[5, i] = answers[1, i], answers[2, i]
        numbers[6, i] = answers[3, i] if answers[3, i] < NO_SITE else -1
        numbers[7, i], numbers[8, i] = days[i], joined[i]


@inlined
def _draw_exits(seeds: Seeds, joined: Ints, mean_years: float, numbers: Ints) -> None:
    """When each person leaves for reasons of their own, counted from joining."""
    for i in range(len(seeds)):
        numbers[9, i] = FAR
        if mean_years != NOBODY_LEAVES:
            years = exponential_value(to_place(mix_in(seeds[i], EXIT))) * mean_years
            after = math.floor(years * DAYS_A_YEAR * MINUTES_A_DAY)
            numbers[9, i] = max(joined[i], 0) + 1 + after


@inlined
def _draw_identified(
    seeds: Seeds,
    days: Ints,
    joined: Ints,
    group_of: Ints,
    period_of: Bytes,
    groups: PatientGroups,
    answers: Bytes,
) -> Bytes:
    """Whether each person is identified, by patient group, period, site and day."""
    identified, about = np.empty(len(seeds), dtype=np.uint8), groups.about
    shares, ramps = groups.found, groups.ramps
    for i in range(len(seeds)):
        group, period, site = group_of[i], period_of[i], answers[3, i]
        part = (days[i] - ramps[group, period, site, 0]) * ramps[group, period, site, 1]
        share = shares[group, period, site]
        share += min(max(part, 0.0), 1.0) * ramps[group, period, site, 2]
        found = to_unit(mix_in(seeds[i], IDENTIFIED)) < share
        # Those identified before the plan began are on its day-0 lists already.
        identified[i] = found & ((joined[i] >= 0) | (about[group, AT_START] == 1))
    return identified
