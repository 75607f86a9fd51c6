"""Figures foreseen of a plan that is being built, beside those of its run."""

from __future__ import annotations

import numpy as np
import pytest

from planner.experiment.budget import budget_table, without_drugs
from planner.experiment.decisive import clearances
from planner.experiment.running.run import run
from planner.formula.foreseen import foresee
from planner.inputs.load import load_scenario

BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def five_days():
    return load_scenario("wales-today", options=["dxa-five-days"])


@pytest.fixture(scope="module")
def found(five_days):
    return foresee(five_days, [BOARD])


@pytest.fixture(scope="module")
def results(five_days):
    return run(five_days, 4, 1, [BOARD])


def test_the_budget_of_every_year_is_that_of_a_run(found, results):
    table = without_drugs(budget_table(results))
    by_year = table.groupby("period")["pounds"].sum()
    for year, total in zip(found.budget.years, found.budget.total, strict=True):
        assert total == pytest.approx(by_year[year], rel=0.01)


def test_a_backlog_is_cleared_within_a_third_of_a_year_of_a_run(found, results):
    day = (found.cleared[BOARD] - found.scenario.plan_start).days
    assert abs(day - np.median(clearances(results)[BOARD].days)) < 122
    assert found.all_cleared == found.cleared[BOARD]


def test_a_plan_that_clears_nothing_is_foreseen_to_clear_nothing():
    today = foresee(load_scenario("wales-today"), [BOARD])
    assert today.cleared == {BOARD: None}
    assert today.all_cleared is None


def test_nobody_waits_too_long_who_does_not_wait(found):
    waiting = found.found.waiting(BOARD, "scan")
    ever, long = (found.found.waiting_over(BOARD, "scan", d) for d in (0.0, 42.0))
    assert (long <= ever + 1e-6).all()
    assert ever[1:-1] == pytest.approx(waiting[1:-1], abs=0.1 * waiting.max())


def test_a_bought_in_list_with_nobody_booked_costs_nothing():
    start = load_scenario("wales-today")
    lists = load_scenario("wales-today", options=["evening-lists"])
    more = foresee(lists, [BOARD]).budget.beyond(foresee(start, [BOARD]).budget)
    # Nine months of long waits against a year with few of them left.
    assert more.revenue[0] > 1.5 * more.revenue[2] > 0
