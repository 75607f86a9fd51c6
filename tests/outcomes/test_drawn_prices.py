"""Prices of a service drawn from their ranges, against runs at those prices."""

from __future__ import annotations

import numpy as np
import pytest

from planner.experiment.budget import plan_values
from planner.experiment.drawn_prices import (
    PRICES,
    costs_beyond,
    present_lines,
    price_inputs,
)
from planner.experiment.running.run import run
from planner.inputs.load import load_scenario

BOARD = "swansea-bay"


def test_a_drawn_price_costs_what_a_run_at_that_price_costs():
    """Lines of the budget times prices, against the plan simulated at those prices."""
    plan = load_scenario().with_values({"years": 1.0})
    prices = {
        "pension": 0.2, "overheads": 0.05, "scan_consumables": 8.0,
        "scanner_upkeep": 5000.0, "consultant_sessions": 1.6,
        "consultant_session": 13000.0, "scanner_price": 70000.0,
    }  # fmt: skip
    assert set(prices) == set(PRICES)
    dearer = plan.with_values({f"money.{name}": each for name, each in prices.items()})
    own, other = (run(each, 1, boards=[BOARD]) for each in (plan, dearer))
    before, after = (
        plan_values(each, "cost_whole_plan_present") for each in (own, other)
    )
    assert before is not None
    assert after is not None
    assert plan.money is not None
    arrays = {name: np.array([each]) for name, each in prices.items()}
    beyond = costs_beyond(present_lines(own), plan.money, arrays)
    assert beyond == pytest.approx(after - before, abs=0.01)
    assert {item.key for item in price_inputs(plan)} == {f"money.{n}" for n in PRICES}
