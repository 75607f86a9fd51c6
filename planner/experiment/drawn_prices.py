"""Prices of a service drawn from their ranges, for the wide band of its worth.

A price multiplies its line of the budget, so that the cost at other prices is known
without simulating the plan again. The draws are the same at every board, and the same
of a plan and of its options.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    NEW_SCANNERS,
    OVERHEADS,
    SCANS,
    STAFF,
    UPKEEP,
    present_factors,
)
from planner.outcomes.measure_index import WALES
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
MONEY = "money."
TIMES = {
    SCANS: ("scan_consumables",),
    UPKEEP: ("scanner_upkeep",),
    CONSULTANTS: ("consultant_sessions", "consultant_session"),
    NEW_SCANNERS: ("scanner_price",),
}
"""Lines of a budget that are so many times the product of some prices."""
PRICES = ("pension", "overheads", *(name for names in TIMES.values() for name in names))
"""Prices that are drawn, by their names under `money`."""
FULL = "full"
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
    own = {name: float(getattr(money, name)) for name in PRICES}
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
    # Overheads are a share of pay and consultants, at whatever prices these have.
    base = lines[OVERHEADS] / own["overheads"] if own["overheads"] else 0.0
    more = base + beyond.get(STAFF, 0.0) + beyond.get(CONSULTANTS, 0.0)
    overheads = more * now["overheads"] - lines[OVERHEADS]
    return np.asarray(sum(beyond.values()) + overheads)


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
        for line in (STAFF, OVERHEADS, *TIMES)
    }
    in_full = (index["kpi"] == "pay_by_band_in_full") & here
    return {**found, FULL: present(in_full.to_numpy())}


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
