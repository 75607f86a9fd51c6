"""Fractures among residents: how many to expect on each day, and whose."""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.data import fracture_rates, population_by_cell, site_mix
from planner.data.facts import age_group
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.population import Population
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Names = tuple[str, ...]

LEAD_DAYS = 180
"""Fractures this long before the plan may still be identified within it."""
MONTH_DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
COLDEST_DAY = 15
"""Middle of January: top of the seasonal wave."""


def rates_by_day(scenario: Scenario, board_id: str, days: Ints) -> Floats:
    """Expected fractures among a board's residents on each of these days."""
    rates = np.zeros(len(days))
    for first, last, here in dated_periods(scenario):
        board = here.boards[board_id]
        demand, population = board.demand, here.population
        if population is None or not demand.fractures_a_year:
            continue
        reference = datetime.date(demand.reference_year, 7, 1)
        offset = (scenario.plan_start - reference).days
        growth = (1 + population.growth) ** ((days + offset) / DAYS_A_YEAR)
        wave = season(scenario, days, population)
        level = demand.fractures_a_year / DAYS_A_YEAR * growth * wave
        rates = np.where((days >= first) & (days < last), level, rates)
    return rates


def season(scenario: Scenario, days: Ints, population: Population) -> Floats:
    """Fractures on each day beside the yearly mean, by months or as a wave."""
    if not population.month_weights:
        return 1 + seasonal_wave(scenario, days, population.winter_uplift)
    weights = np.array(population.month_weights)
    dates = np.datetime64(scenario.plan_start, "D") + days
    months = dates.astype("datetime64[M]").astype(np.int64) % len(weights)
    return np.asarray(weights[months] * DAYS_A_YEAR / (weights @ MONTH_DAYS))


def seasonal_wave(scenario: Scenario, days: Ints, winter_uplift: float) -> Floats:
    """Deviation from the yearly mean on each day.

    The cosine's winter half lies above its summer half by `winter_uplift` of the mean.
    """
    day_of_year = scenario.plan_start.timetuple().tm_yday + days
    angle = 2 * np.pi * (day_of_year - COLDEST_DAY) / DAYS_A_YEAR
    return np.asarray(np.pi / 4 * winter_uplift * np.cos(angle))


def dated_periods(scenario: Scenario) -> list[tuple[float, float, Scenario]]:
    """First day, day after the last, and parameters of each period of the plan.

    The first reaches back before the plan, the last beyond it.
    """
    periods = scenario.periods
    firsts = [-np.inf, *(day for day, _ in periods[1:])]
    lasts = [*firsts[1:], np.inf]
    return [
        (first, last, here)
        for first, last, (_, here) in zip(firsts, lasts, periods, strict=True)
    ]


@lru_cache(maxsize=512)
def resident_cells(code: str, bands: Names = AGE_BANDS, site: str = "") -> Floats:
    """Cumulative shares of fractures by sex and age, shape (sexes x age bands,).

    Without a code there are equally many residents of every age.

    Parameters
    ----------
    bands, site : those whose fractures are meant; without a site, all of them
    """
    rates = _values(fracture_rates(), "sex", "age_group", "value")
    weights = np.array([rates[sex, age_group(b)] for sex in SEXES for b in AGE_BANDS])
    if code:
        table = population_by_cell(code)
        residents = _values(table, "sex", "age_band", "population")
        weights *= [residents[sex, band] for sex in SEXES for band in AGE_BANDS]
    if bands != AGE_BANDS or site:
        weights *= np.tile(_part_of(bands, site), len(SEXES))
    cells = np.cumsum(weights)
    return np.asarray(cells / cells[-1])


def _part_of(bands: Names, site: str) -> Floats:
    """Share of each age's fractures that lie in these bands, at this site."""
    inside = np.array([float(band in bands) for band in AGE_BANDS])
    return inside * site_shares()[:, SITES.index(site)] if site else inside


def site_shares() -> Floats:
    """Shares of fracture sites, shape (age bands, sites)."""
    return np.diff(sites_by_age(), axis=1, prepend=0.0)


@lru_cache(maxsize=1)
def sites_by_age() -> Floats:
    """Cumulative shares of fracture sites, shape (age bands, sites)."""
    mix = _values(site_mix(), "age_group", "site", "value")
    shares = [[mix[age_group(band), site] for site in SITES] for band in AGE_BANDS]
    table = np.cumsum(np.array(shares), axis=1)
    return np.asarray(table / table[:, -1:])


def _values(
    table: pd.DataFrame, row: str, column: str, value: str
) -> dict[tuple[str, str], float]:
    """Numbers of a table by two of its columns; a frame's own index is slow to make."""
    keys = zip(table[row].tolist(), table[column].tolist(), strict=True)
    numbers = table[value].astype(float).tolist()
    return dict(zip(keys, numbers, strict=True))
