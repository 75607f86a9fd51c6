"""Fractures of ages and sites that grow, or have seasons, apart from the others.

Nobody who is there without it changes: where an age or a site grows more than the
others, people are added who come from a source of their own; where it grows less, some
stay away by a random number of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.demand.arriving_people import ArrivingPeople
from planner.demand.fractures import (
    LEAD_DAYS,
    dated_periods,
    resident_cells,
    season,
    seasonal_wave,
    site_shares,
)
from planner.demand.patient_groups import About, Among, PatientGroups
from planner.inputs.cached import cached
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.numerics.random_numbers import Purpose, uniforms

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


class AddedResidents(NamedTuple):
    """People added to one age, or one site, or one age at one site."""

    number: int
    """Declared by what it is: random numbers depend on it."""
    among: Among
    factor: Floats
    """Additional fractures of each day, beside all fractures of the board."""


@cached
def factors(scenario: Scenario) -> Floats | None:
    """Fractures beside what growth and season common to all give.

    Returns
    -------
    shape (age bands, sites, days from LEAD_DAYS before the plan), or None where
    nothing grows and nothing has a season apart
    """
    days = np.arange(-LEAD_DAYS, scenario.horizon_days)
    table = np.ones((len(AGE_BANDS), len(SITES), len(days)))
    apart = False
    for first, last, here in dated_periods(scenario):
        population = here.population
        if population is None:
            continue
        now = (days >= first) & (days < last)
        years = np.maximum(days[now], 0) / DAYS_A_YEAR
        for band, growth in population.growth_by_age.items():
            relative = ((1 + growth) / (1 + population.growth)) ** years
            table[AGE_BANDS.index(band)][:, now] *= relative
            apart = True
        common = season(here, days[now], population)
        for site, uplift in population.winter_uplift_by_site.items():
            own = 1 + seasonal_wave(here, days[now], uplift)
            table[:, SITES.index(site), now] *= own / common
            apart = True
    return table if apart else None


def extras(scenario: Scenario, code: str) -> list[AddedResidents]:
    """Those who are added to the fractures of a board's residents."""
    table = factors(scenario)
    if table is None:
        return []
    more = np.maximum(table - 1, 0.0)
    cells = np.diff(resident_cells(code), prepend=0.0).reshape(len(SEXES), -1)
    more *= (cells.sum(axis=0)[:, None] * site_shares())[:, :, None]
    # All sites of a band together, unless they differ; all bands of a site likewise.
    found = []
    for row, bands in _parts(AGE_BANDS, np.ptp(table, axis=0).any()):
        for column, sites in _parts(SITES, np.ptp(table, axis=1).any()):
            factor = more[bands][:, sites].sum(axis=(0, 1))
            if factor.any():
                site = SITES[sites.start] if column else ""
                number = row * (len(SITES) + 1) + column
                found.append(
                    AddedResidents(
                        number, Among(code, tuple(AGE_BANDS[bands]), site), factor
                    )
                )
    return found


def _parts(seeds: tuple[str, ...], differ: bool) -> list[tuple[int, slice]]:
    """Number and place of each word where they differ, else of all of them together."""
    if not differ:
        return [(0, slice(0, len(seeds)))]
    return [(1 + place, slice(place, place + 1)) for place in range(len(seeds))]


@dataclass(frozen=True)
class Thinning:
    """People who stay away where an age or a site has grown less than the others."""

    factors: Floats
    thinned: Bools
    """By patient group."""

    def keeps(self, come: ArrivingPeople, answers: Bytes) -> Bools:
        """Which of these people are there after all."""
        rows = np.flatnonzero(self.thinned[come.group])
        band, site = answers[2, rows], answers[3, rows]
        share = self.factors[band, site, come.fracture_day[rows] + LEAD_DAYS]
        keeps = np.ones(len(come.seeds), dtype=bool)
        keeps[rows] = uniforms(come.seeds[rows], Purpose.GROWTH) < share
        return keeps


def thinning(scenario: Scenario, groups: PatientGroups) -> Thinning | None:
    """People who stay away; None where nobody does."""
    table = factors(scenario)
    if table is None or table.min() >= 1:
        return None
    return Thinning(table, groups.about[:, About.THINNED].astype(bool))
