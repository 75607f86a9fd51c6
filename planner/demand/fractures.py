"""Fractures among residents: how many to expect on each day, and whose."""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.data import fracture_rates, population_by_cell, site_mix
from planner.data.facts import age_group
from planner.inputs.features import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAD_DAYS = 180
"""Fractures this long before the plan may still be identified within it."""
COLDEST_DAY = 15
"""Middle of January: top of the seasonal wave."""
POPULATION_YEAR = 2023
"""Year whose residents are known by sex and age band; they set shares, not numbers."""


def rates_by_day(scenario: Scenario, board_id: str, days: Ints) -> Floats:
    """Expected fractures among a board's residents on each of these days."""
    rates = np.zeros(len(days))
    for first, last, here in stretches(scenario):
        board = here.boards[board_id]
        demand, population = board.demand, here.population
        if population is None or not demand.fractures_a_year:
            continue
        reference = datetime.date(demand.reference_year, 7, 1)
        offset = (scenario.plan_start - reference).days
        growth = (1 + population.growth) ** ((days + offset) / DAYS_A_YEAR)
        wave = 1 + seasonal_wave(scenario, days, population.winter_uplift)
        level = demand.fractures_a_year / DAYS_A_YEAR * growth * wave
        rates = np.where((days >= first) & (days < last), level, rates)
    return rates


def seasonal_wave(scenario: Scenario, days: Ints, winter_uplift: float) -> Floats:
    """Deviation from the yearly mean on each day.

    The cosine's winter half lies above its summer half by `winter_uplift` of the mean.
    """
    day_of_year = scenario.plan_start.timetuple().tm_yday + days
    angle = 2 * np.pi * (day_of_year - COLDEST_DAY) / DAYS_A_YEAR
    return np.asarray(np.pi / 4 * winter_uplift * np.cos(angle))


def stretches(scenario: Scenario) -> list[tuple[float, float, Scenario]]:
    """First day, day after the last, and parameters of each stretch of the plan.

    The first reaches back before the plan, the last beyond it.
    """
    phases = scenario.phases
    firsts = [-np.inf, *(day for day, _ in phases[1:])]
    lasts = [*firsts[1:], np.inf]
    return [
        (first, last, here)
        for first, last, (_, here) in zip(firsts, lasts, phases, strict=True)
    ]


@lru_cache(maxsize=64)
def resident_cells(code: str) -> tuple[Floats, Floats]:
    """Cumulative shares of fractures by sex and age, and of sites by age.

    Returns
    -------
    array, shape (sexes x age bands,) : cumulative share of each sex and age band
    array, shape (age bands, sites) : cumulative share of each site
    """
    weights = [_fracture_weights(code, sex) for sex in SEXES]
    cells = np.cumsum(np.concatenate(weights))
    mix = site_mix().pivot(index="age_group", columns="site", values="value")
    by_site = mix.loc[[age_group(band) for band in AGE_BANDS], list(SITES)]
    table = np.cumsum(by_site.to_numpy(dtype=float), axis=1)
    return cells / cells[-1], table / table[:, -1:]


def _fracture_weights(code: str, sex: str) -> Floats:
    """Expected fractures by age band; equal numbers of residents without a code."""
    rates = fracture_rates().set_index(["sex", "age_group"])["value"]
    rate = np.array([rates[(sex, age_group(band))] for band in AGE_BANDS], dtype=float)
    if not code:
        return rate
    residents = population_by_cell(code, POPULATION_YEAR)
    own = residents[residents["sex"] == sex].set_index("age_band")["population"]
    return np.asarray(rate * own.loc[list(AGE_BANDS)].to_numpy(dtype=float))
