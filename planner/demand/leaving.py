"""Why people leave: they die, move, decline, give up, or are found to need it no more.

Each cause has a random number of its own; the one that comes first counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople
from planner.demand.cohort import FAR, OTHER, Cause
from planner.demand.fractures import dated_periods
from planner.demand.patient_groups import NO_SITE, About, PatientGroups
from planner.inputs.conditions import AGE_BANDS, SITES
from planner.inputs.demand import Validation
from planner.inputs.pathway import Pathway
from planner.inputs.population import Population
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.numerics.quantiles import exponential_values
from planner.numerics.random_numbers import Purpose, places, uniforms

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Rate(NamedTuple):
    """People a year who leave for one cause, by age band, site and for no site."""

    cause: Cause
    purpose: Purpose
    a_year: Floats


class Going(NamedTuple):
    """A list that is gone through on one day."""

    number: int
    share: float
    minute: int
    asked: Bools
    """By patient group."""


@dataclass(frozen=True)
class Leaving:
    """Every cause for which somebody may leave besides those not told apart."""

    rates: tuple[Rate, ...]
    goings: tuple[Going, ...]

    def first_of(
        self, come: ArrivingPeople, answers: Bytes, exits: Ints
    ) -> tuple[Ints, Ints]:
        """When each person leaves, and why, as `Cause`.

        Parameters
        ----------
        exits : when they leave for reasons not told apart, or FAR
        """
        causes = np.full(len(exits), Cause.OTHER, dtype=np.int64)
        for cause, minutes in self._minutes(come, answers):
            sooner = minutes < exits
            causes[sooner] = cause
            exits = np.where(sooner, minutes, exits)
        return exits, causes

    def _minutes(
        self, come: ArrivingPeople, answers: Bytes
    ) -> Iterator[tuple[Cause, Ints]]:
        if come.leaves is not None:
            yield Cause.IMPATIENT, come.leaves
        for rate in self.rates:
            yield rate.cause, _minutes_until(rate, come, answers)
        for going in self.goings:
            asked = going.asked[come.group] & (come.joined < going.minute)
            rows = np.flatnonzero(asked)
            draw = uniforms(come.seeds[rows], Purpose.VALIDATION, going.number)
            minutes = np.full(len(come.seeds), FAR)
            minutes[rows[draw < going.share]] = max(going.minute, 1)
            yield Cause.NOT_NEEDED, minutes


def _minutes_until(rate: Rate, come: ArrivingPeople, answers: Bytes) -> Ints:
    """When each person would leave for this cause, counted from joining; FAR: never."""
    a_year = rate.a_year[answers[2], answers[3]]
    years = exponential_values(places(come.seeds, rate.purpose), 1.0)
    after = np.full(len(years), np.inf)
    np.divide(years * DAYS_A_YEAR * MINUTES_A_DAY, a_year, out=after, where=a_year > 0)
    whole = np.floor(np.minimum(after, FAR)).astype(np.int64)
    return np.asarray(np.minimum(np.maximum(come.joined, 0) + 1 + whole, FAR))


def leaving_of(scenario: Scenario, groups: PatientGroups) -> Leaving:
    """The causes that a scenario knows."""
    population = scenario.population
    rates = tuple(_rates(population)) if population else ()
    return Leaving(rates, tuple(_goings(scenario, groups)))


def _rates(population: Population) -> Iterator[Rate]:
    deaths = [population.death_rate.get(band, 0.0) for band in AGE_BANDS]
    factors = [*(population.death_factor.get(site, 1.0) for site in SITES), 1.0]
    everybody = np.ones((len(AGE_BANDS), NO_SITE + 1))
    for cause, purpose, a_year in (
        (Cause.DIED, Purpose.DEATH, np.outer(deaths, factors)),
        (Cause.MOVED, Purpose.MOVING, everybody * population.moving_rate),
        (Cause.DECLINED, Purpose.DECLINING, everybody * population.declining_rate),
    ):
        if a_year.any():
            yield Rate(cause, purpose, a_year)


def _goings(scenario: Scenario, groups: PatientGroups) -> Iterator[Going]:
    """Lists gone through, as far as the decision holds on that day."""
    pathway = scenario.pathway
    for first, last, here in dated_periods(scenario):
        for board in here.boards.values():
            for validation in board.validations.values():
                day = (validation.date - scenario.plan_start).days
                # Before the plan it is done, and the list's count tells.
                if max(first, 0) <= day < last:
                    asked = _asked(pathway, groups, board.number, validation)
                    minute = day * MINUTES_A_DAY
                    yield Going(validation.number, validation.share, minute, asked)


def _asked(
    pathway: Pathway, groups: PatientGroups, provider: int, validation: Validation
) -> Bools:
    """Patient groups that are asked whether they still need what they wait for."""
    about = groups.about
    listed = about[:, About.AT_START] == 1
    listed &= about[:, About.STAGE] == pathway.stages[validation.stage].number
    ways = [
        stage.number
        for name, stage in pathway.stages.items()
        if validation.stage in _reached(pathway, name)
    ]
    coming = (about[:, About.SOURCE] == OTHER) & np.isin(about[:, About.STAGE], ways)
    here = about[:, About.PROVIDER] == provider
    return np.asarray(here & (listed | coming))


def _reached(pathway: Pathway, start: str) -> set[str]:
    """Stages that somebody may come to from this one, itself among them."""
    seen, ahead = {start}, [start]
    while ahead:
        for step in pathway.stages[ahead.pop()].next:
            if step.to in pathway.stages and step.to not in seen:
                seen.add(step.to)
                ahead.append(step.to)
    return seen
