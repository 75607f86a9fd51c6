"""Prices of a service drawn from their ranges, for the wide band of its worth.

A price multiplies its line of the budget, so that the cost at other prices is known
without simulating the plan again. The draws are the same at every board, and the same
of a plan and of its options. Where a line holds several things (bank and agency hours,
lists with value added tax and own evenings without), its parts are taken to be as they
were planned: an assumption that moves the wide band alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from planner.experiment.budget import KINDS
from planner.experiment.running.results import Results
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.inputs.terms import Money
from planner.inputs.uncertainty_ranges import UncertainInput, unknowns_of
from planner.numerics.random_numbers import Purpose, replication_seed, uniforms
from planner.outcomes.benefits.assumptions import DRAWN
from planner.outcomes.budget import (
    CONSULTANTS,
    HOURS,
    NEW_SCANNERS,
    OVERHEADS,
    SCANS,
    STAFF,
    UPKEEP,
    present_factors,
)
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import Periods
from planner.outcomes.scanning_costs import OUTSOURCING, SESSIONS
from planner.outcomes.staff_costs import HOURS_A_YEAR, employer_cost

Floats = npt.NDArray[np.float64]
MONEY = "money."
TIMES = {
    SCANS: ("scan_consumables",),
    UPKEEP: ("scanner_upkeep",),
    CONSULTANTS: ("consultant_sessions", "consultant_session"),
    NEW_SCANNERS: ("scanner_price",),
}
"""Lines of a budget that are so many times the product of some prices."""
TAX = "tax_on_lists"
UPLIFTS = {"bank": "uplift.bank", "agency": "uplift.agency"}
"""Uplift over substantive cost, by contract."""
PRICES = (
    *("pension", "overheads", TAX, *UPLIFTS.values()),
    *(name for names in TIMES.values() for name in names),
)
"""Prices that are drawn, by their names under `money`."""
FULL, TAXED = "full", "taxed"
APART = 1000
"""First number of draws, so that they are not those of the benefits."""


@cached
def price_inputs(scenario: Scenario) -> tuple[UncertainInput, ...]:
    """Drawn prices that have a range, in order of their unknowns."""
    keys = {f"{MONEY}{name}" for name in PRICES}
    every = (item for unknown in unknowns_of(scenario) for item in unknown.inputs)
    return tuple(item for item in every if item.key in keys)


def drawn_costs(results: Results) -> Floats:
    """Present cost of a plan at drawn prices less that at its own, boards together.

    Returns
    -------
    array, shape (draws, replications)
    """
    lines, money = present_lines(results), results.scenario.money
    assert money is not None
    return np.stack(
        [
            costs_beyond(lines, money, _drawn(results, number))
            for number in range(len(DRAWN))
        ]
    )


def costs_beyond(
    lines: Mapping[str, Floats], money: Money, prices: Mapping[str, Floats]
) -> Floats:
    """Cost of a budget at other prices less that at its own.

    Parameters
    ----------
    lines : present cost of each line; `full` of staff with the pension in full
    prices : by name; one that is left out stays as it is
    """
    own = {name: _own_price(money, name) for name in PRICES}
    now: dict[str, Floats | float] = {**own, **prices}
    beyond = {
        line: lines[line] * (_product(now, names) / _product(own, names) - 1)
        for line, names in TIMES.items()
        if _product(own, names)
    }
    gap = max(money.pension_in_full - money.pension, 0.0)
    if gap:
        slope = (lines[FULL] - lines[STAFF]) / gap
        beyond[STAFF] = slope * (now["pension"] - own["pension"])
    beyond[TAXED] = lines[TAXED] * ((1 + now[TAX]) / (1 + own[TAX]) - 1)
    hours = sum(
        lines[name] * (now[name] / own[name] - 1)
        for name in UPLIFTS.values()
        if own[name]
    )
    beyond[HOURS] = np.asarray(hours)
    # Overheads are a share of pay and consultants, at whatever prices these have.
    base = lines[OVERHEADS] / own["overheads"] if own["overheads"] else 0.0
    more = base + beyond.get(STAFF, 0.0) + beyond.get(CONSULTANTS, 0.0) + hours
    overheads = more * now["overheads"] - lines[OVERHEADS]
    return np.asarray(sum(beyond.values()) + overheads)


def _own_price(money: Money, name: str) -> float:
    for contract, key in UPLIFTS.items():
        if key == name:
            return float(money.uplift.get(contract, 1.0))  # type: ignore[call-overload]
    return float(getattr(money, name))


def _product(prices: Mapping[str, Floats | float], names: tuple[str, ...]) -> Floats:
    found = np.asarray(1.0)
    for name in names:
        found = found * prices[name]
    return found


def present_lines(results: Results) -> dict[str, Floats]:
    """Present cost of each line of the budget, one value a replication."""
    scenario, index = results.scenario, results.index
    periods = Periods.of(scenario)
    assert scenario.money is not None
    factors = present_factors(periods, scenario.money.discount_rate)
    by_year = dict(zip(periods.financial_years.labels, factors.tolist(), strict=True))
    here = index["provider"] != WALES

    def present(rows: npt.NDArray[np.bool_]) -> Floats:
        weights = index.loc[rows, "period"].map(by_year).to_numpy(dtype=float)
        return np.asarray(results.matrix[:, rows] @ weights)

    budget = index["kpi"].isin(KINDS) & here
    found = {
        line: present((budget & (index["reason"] == line)).to_numpy())
        for line in (STAFF, OVERHEADS, HOURS, SESSIONS, OUTSOURCING, *TIMES)
    }
    boards = [name for name in index.loc[here, "provider"].unique() if name != ALL]
    taxed = _taxed_of_sessions(scenario, boards)
    found[TAXED] = found.pop(SESSIONS) * taxed + found.pop(OUTSOURCING)
    hours = found.pop(HOURS)
    for contract, share in _shares_of_hours(scenario, boards).items():
        found[UPLIFTS[contract]] = hours * share
    in_full = (index["kpi"] == "pay_by_band_in_full") & here
    return {**found, FULL: present(in_full.to_numpy())}


def _taxed_of_sessions(scenario: Scenario, boards: Sequence[str]) -> float:
    """Share of the sessions bought that bears value added tax, as they were planned."""
    assert scenario.money is not None
    taxed = untaxed = 0.0
    for days, here in _stretches(scenario):
        for board in (here.boards[name] for name in boards):
            for lists in board.temporary.values():
                price = lists.price_without_reports * (1 + scenario.money.tax_on_lists)
                taxed += days * lists.sessions_a_week * price
            for own in board.extended_hours.values():
                price = own.price_a_session + own.second_person_price
                untaxed += days * sum(own.amounts) * price
    return taxed / (taxed + untaxed) if taxed else 0.0


def _shares_of_hours(scenario: Scenario, boards: Sequence[str]) -> dict[str, float]:
    """Shares of bank, agency and overtime that each uplift multiplies, as planned."""
    money = scenario.money
    assert money is not None
    found, total = dict.fromkeys(UPLIFTS, 0.0), 0.0
    for days, here in _stretches(scenario):
        for post in (p for name in boards for p in here.boards[name].posts.values()):
            if post.contract == "staff":
                continue
            an_hour = employer_cost(money, post.band) / HOURS_A_YEAR
            an_hour *= money.uplift.get(post.contract, 1.0)
            an_hour = post.price_an_hour or an_hour
            total += days * post.wte * an_hour
            if post.contract in found and post.price_an_hour is None:
                found[post.contract] += days * post.wte * an_hour
    return {name: each / total if total else 0.0 for name, each in found.items()}


def _stretches(scenario: Scenario) -> Iterator[tuple[int, Scenario]]:
    """Days of each stretch of the plan in which inputs stay the same."""
    firsts = [*(day for day, _here in scenario.periods), scenario.plan_days]
    for (day, here), end in zip(scenario.periods, firsts[1:], strict=True):
        yield max(0, end - max(day, 0)), here


def _drawn(results: Results, number: int) -> dict[str, Floats]:
    """Prices of one draw, one value a replication."""
    inputs = price_inputs(results.scenario)
    places = np.stack(
        [
            uniforms(
                replication_seed(results.seed, results.first + replication),
                Purpose.BENEFITS,
                APART + number,
                np.arange(len(inputs)),
            )
            for replication in range(results.replications)
        ],
        axis=1,
    )
    return {
        item.key.removeprefix(MONEY): np.array([item.at(float(p)) for p in row])
        for item, row in zip(inputs, places, strict=True)
    }
