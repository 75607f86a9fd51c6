"""Fractures among residents: how many on each day, and whose.

Counts are Poisson on calendar days, taken from one uniform number a day, so that a
higher rate only adds people and keeps those already there.
"""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import stats

from planner.data import fracture_rates, population_by_cell, site_mix
from planner.data.facts import age_group
from planner.inputs.features import AGE_BANDS, SEXES, SITES
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.streams import Purpose, inside, mix_words, uniforms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

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


def sample_people(
    word: int, keys: tuple[int, ...], days: Ints, rates: Floats
) -> tuple[Ints, Words]:
    """Day and luck word of everybody who arrives, in order of day.

    Parameters
    ----------
    word : the replication's word
    keys : declared numbers of the source
    days, rates : the days and the expected number on each
    """
    luck = inside(uniforms(word, *keys, days, Purpose.COUNT))
    counts = np.where(rates > 0, stats.poisson.ppf(luck, np.maximum(rates, 1e-12)), 0)
    return people_on(word, keys, days, counts.astype(np.int64))


def people_on(
    word: int, keys: tuple[int, ...], days: Ints, counts: Ints
) -> tuple[Ints, Words]:
    """Day and luck word of this many people on each of these days."""
    repeated = np.repeat(days, counts)
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    kth = np.arange(len(repeated)) - firsts
    return repeated, mix_words(word, *keys, repeated, Purpose.PERSON, kth)


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


def sample_cells(code: str, words: Words) -> tuple[Ints, Ints, Ints]:
    """Sex, age band and fracture site of these people, as positions."""
    cells, sites = resident_cells(code)
    cell = np.searchsorted(cells, uniforms(words, Purpose.CELL), side="right")
    cell = np.minimum(cell, len(cells) - 1)
    sex, band = np.divmod(cell, len(AGE_BANDS))
    luck = uniforms(words, Purpose.SITE)
    site = (luck[:, None] >= sites[band]).sum(axis=1)
    return sex, band, np.minimum(site, len(SITES) - 1)
