"""Expected referrals of a board: fractures among residents, and how many are found."""

from __future__ import annotations

import datetime
from functools import lru_cache, reduce
from operator import sub

import numpy as np

from planner.data import fracture_rates, population_by_cell, site_mix
from planner.data.facts import age_group
from planner.inputs.cached import cached
from planner.inputs.conditions import AGE_BANDS, SEXES, SITES
from planner.inputs.demand import OTHER, Demand, Identification
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_WEEK, DAYS_A_YEAR


def fractures_a_week(scenario: Scenario, board_id: str) -> float:
    """Expected fractures among residents in a mean week of the plan's first year."""
    demand = scenario.boards[board_id].demand
    if scenario.population is None:
        return 0.0
    reference = datetime.date(demand.reference_year, 7, 1)
    years = (scenario.plan_start - reference).days / DAYS_A_YEAR
    grown = demand.fractures_a_year * (1 + scenario.population.growth) ** years
    return float(grown / DAYS_A_YEAR * DAYS_A_WEEK)


def share_that_comes(scenario: Scenario, residence: str, provider: str) -> float:
    """Share of a board's residents who go to this provider."""
    shares = scenario.boards[residence].demand.providers
    return shares.get(provider, 0.0) if shares else float(residence == provider)


def found_share(code: str, identified: Identification) -> float:
    """Share of fractures of a board's residents that these shares by site find."""
    weights = kind_weights(code, identified.kinds)
    return sum(weight * identified.at(kind) for kind, weight in weights.items())


def fls_referrals_a_week(scenario: Scenario, residence: str, provider: str) -> float:
    """People found a week who live with one board and go to one provider."""
    board = scenario.boards[residence]
    found = found_share(board.code, board.demand.identified)
    coming = share_that_comes(scenario, residence, provider)
    return fractures_a_week(scenario, residence) * found * coming


@lru_cache(maxsize=64)
def kind_weights(code: str, kinds: tuple[str, ...]) -> dict[str, float]:
    """Share of residents' fractures at each of these sites; all others are `other`."""
    rates = fracture_rates().set_index(["sex", "age_group"])["value"]
    mix = site_mix().pivot(index="age_group", columns="site", values="value")
    total = np.zeros(len(SITES))
    for sex in SEXES:
        residents = _residents(code, sex)
        for band in AGE_BANDS:
            group = age_group(band)
            sites = mix.loc[group, list(SITES)].to_numpy(dtype=float)
            total += residents[band] * rates[(sex, group)] * sites / sites.sum()
    shares = dict(zip(SITES, (total / total.sum()).tolist(), strict=True))
    own = {kind: shares[kind] for kind in kinds if kind != OTHER}
    return {**own, OTHER: reduce(sub, own.values(), 1.0)}


def _residents(code: str, sex: str) -> dict[str, float]:
    if not code:
        return dict.fromkeys(AGE_BANDS, 1.0)
    everybody = population_by_cell(code)
    own = everybody[everybody["sex"] == sex].set_index("age_band")["population"]
    return {band: float(own[band]) for band in AGE_BANDS}


@cached
def people_found_a_week(
    scenario: Scenario, provider: str, first: float, last: float
) -> float:
    """FLS patients who are found for a provider in a mean week of a stretch of days.

    Growth is left out; a share that climbs is that of the stretch's middle.
    """
    middle = scenario.plan_start + datetime.timedelta(days=(first + last) / 2)
    found = 0.0
    for residence, board in scenario.boards.items():
        coming = share_that_comes(scenario, residence, provider)
        if board.demand.fractures_a_year and coming:
            weights = kind_weights(board.code, board.demand.identified.kinds)
            share = sum(
                weight * _identified_on(board.demand, kind, middle)
                for kind, weight in weights.items()
            )
            found += board.demand.fractures_a_year * share * coming
    return found / DAYS_A_YEAR * DAYS_A_WEEK


def _identified_on(demand: Demand, kind: str, date: datetime.date) -> float:
    """Share of fractures of a site that are found on a date, by its ramp if any."""
    before, ramp = demand.identified.at(kind), demand.ramp_at(kind)
    if ramp is None or date <= ramp.start:
        return before
    days = (ramp.end - ramp.start).days
    part = min(1.0, (date - ramp.start).days / days) if days else 1.0
    return before + part * (ramp.to - before)
