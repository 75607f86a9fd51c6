"""Plans built within a budget: priced at once, refused beyond what there can be."""

from __future__ import annotations

import pytest

import planner
from planner.errors import ScenarioError
from planner.experiment.ask.amounts import Amounts
from planner.experiment.built_plan import (
    added_price,
    amounts_of,
    at_once,
    built,
    capacity_changes,
    most_of,
    usual_limits,
)
from planner.outcomes.staff_costs import employer_cost

BOARD = "aneurin-bevan"


@pytest.fixture(scope="module")
def plan() -> planner.Scenario:
    return planner.load_scenario("wales-today")


def test_nothing_costs_nothing(plan: planner.Scenario):
    price = added_price(plan, built(plan, {BOARD: Amounts()}), [BOARD])
    assert price.revenue == (0.0, 0.0, 0.0)
    assert price.capital == 0.0
    assert price.within(0.0, 0.0)


def test_a_post_costs_its_pay_with_on_costs_and_overheads_in_a_whole_year(
    plan: planner.Scenario,
):
    """The second year is whole; hiring is paid in the first."""
    price = added_price(plan, built(plan, {BOARD: Amounts(nurse=1.0)}), [BOARD])
    money = plan.money
    assert money is not None
    a_year = employer_cost(money, "6") * (1 + money.overheads)
    assert price.revenue[1] == pytest.approx(a_year, rel=0.005)
    assert 0 < price.revenue[0] < a_year
    assert price.capital == 0.0


def test_bought_in_lists_are_priced_as_if_each_were_held(plan: planner.Scenario):
    price = added_price(plan, built(plan, {BOARD: Amounts(lists=2.0)}), [BOARD])
    money = plan.money
    assert money is not None
    each = usual_limits().list_price * (1 + money.tax_on_lists)
    assert price.revenue[1] == pytest.approx(2 * 52 * each, rel=0.05)
    assert price.a_year == max(price.revenue)


def test_sessions_beyond_the_boards_own_scanner_bring_a_scanner_and_its_capital(
    plan: planner.Scenario,
):
    after = built(plan, {BOARD: Amounts(sessions=2.0)})
    price = added_price(plan, after, [BOARD])
    assert price.capital == usual_limits().scanner_capital
    assert price.within(price.a_year, price.capital)
    assert not price.within(price.a_year, price.capital - 100)
    assert not price.within(price.a_year - 100, price.capital)


def test_the_formula_says_at_once_that_lists_shorten_the_wait(plan: planner.Scenario):
    after = built(plan, {BOARD: Amounts(lists=4.0)})
    scanned, waiting = at_once(plan, after, [BOARD])
    assert scanned.after > scanned.before
    assert waiting.after < waiting.before


def test_more_than_a_board_can_have_is_refused_all_at_once(plan: planner.Scenario):
    most = most_of(plan, BOARD)
    amounts = {BOARD: Amounts(nurse=most["nurse"] + 1, lists=-1.0), "powys": Amounts()}
    with pytest.raises(ScenarioError) as why:
        built(plan, amounts)
    assert [problem.key for problem in why.value.problems] == ["nurse", "lists", ""]


def test_every_change_says_that_a_table_decided_it(plan: planner.Scenario):
    changes = capacity_changes(plan, {BOARD: amounts_of({"nurse": 1, "else": 2})})
    assert [change.top["source"] for change in changes] == ["a workshop"]
    assert all(change.start > plan.plan_start for change in changes)
