"""Prices of a service drawn from their ranges, against runs at those prices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from planner.experiment.budget import plan_values
from planner.experiment.drawn_prices import (
    PRICES,
    costs_beyond,
    present_lines,
    price_inputs,
)
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.inputs.apply_changes import apply_changes, load_change
from planner.inputs.load import load_scenario

BOARD = "swansea-bay"
BOUGHT = {"tax_on_lists": 0.05, "uplift.bank": 1.2, "uplift.agency": 2.0}


def test_a_drawn_price_costs_what_a_run_at_that_price_costs():
    """Lines of the budget times prices, against the plan simulated at those prices."""
    plan = load_scenario().with_values({"years": 1.0})
    prices = {
        "pension": 0.2, "overheads": 0.05, "scan_consumables": 8.0,
        "scanner_upkeep": 5000.0, "consultant_sessions": 1.6,
        "consultant_session": 13000.0, "scanner_price": 70000.0,
    }  # fmt: skip
    assert set(prices) | set(BOUGHT) == set(PRICES)
    dearer = plan.with_values({f"money.{name}": each for name, each in prices.items()})
    own, other = (run(each, 1, boards=[BOARD]) for each in (plan, dearer))
    assert by_draw(own, prices) == pytest.approx(by_run(own, other), abs=0.01)
    assert {item.key for item in price_inputs(plan)} == {f"money.{n}" for n in PRICES}


def test_so_does_a_drawn_price_of_what_is_bought_in():
    """Weekend lists with value added tax at one board, bank operators at another."""
    names = ("insourced-weekend-lists-2026", "bank-operators-2026")
    plan = load_scenario().with_values({"years": 1.0})
    plan = apply_changes(plan, [load_change(name) for name in names])
    dearer = plan.with_values({f"money.{name}": each for name, each in BOUGHT.items()})
    boards = ["aneurin-bevan", BOARD]
    own, other = (run(each, 1, boards=boards) for each in (plan, dearer))
    assert by_run(own, other) < -1000
    assert by_draw(own, BOUGHT) == pytest.approx(by_run(own, other), abs=0.01)


def by_run(own: Results, other: Results) -> np.ndarray:
    """Present cost of one run less that of another."""
    before, after = (
        plan_values(each, "cost_whole_plan_present") for each in (own, other)
    )
    assert before is not None
    assert after is not None
    return after - before


def by_draw(own: Results, prices: Mapping[str, float]) -> np.ndarray:
    """The same from the lines of the budget, at these prices."""
    assert own.scenario.money is not None
    arrays = {name: np.array([each]) for name, each in prices.items()}
    return costs_beyond(present_lines(own), own.scenario.money, arrays)
