"""Staff are priced by who is there and what was bought, never by what is funded."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from planner.capacity.workforce import ledgers
from planner.experiment.running.replicate import replicate_once
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.staff_costs import HOURS_A_YEAR, employer_cost
from tests.capacity.staffed import BOARD, day, plain, with_post

YEARS = 1.0


def staff_cost(scenario: Scenario, replication: int = 0) -> float:
    """Pounds for staff over the whole plan."""
    measured = measure(replicate_once(scenario, BOARD, 1, replication))
    return float(
        sum(
            amounts.numerator[0].sum()
            for key, amounts in measured
            if key.kpi == "cost_staff" and key.provider == BOARD
        )
    )


def extra_cost(**post: Any) -> float:
    """Pounds that a post adds over a year."""
    return staff_cost(with_post(YEARS, **post)) - staff_cost(plain(YEARS))


def of_a_year(band: str = "6") -> float:
    money = plain(YEARS).money
    assert money is not None
    return employer_cost(money, band)


def test_a_vacancy_costs_nothing():
    assert extra_cost(wte=2.0, in_post=0.0) == pytest.approx(0.0)
    half = extra_cost(wte=2.0, in_post=0.5)
    assert half == pytest.approx(0.5 * of_a_year() * 365 / 365.25)


def test_a_hire_is_paid_from_the_first_day_at_full_pay_whatever_the_speed():
    slow = {"months": 12.0, "first": 0.0}
    cost = extra_cost(in_post=0.0, months_to_hire=3.0, induction=slow)
    days = 365 - day("2026-07-01")
    assert cost == pytest.approx(of_a_year() * days / 365.25)


def test_each_hire_costs_its_price_once():
    terms = {"in_post": 0.0, "months_to_hire": 3.0, "wte": 2.0}
    priced = with_post(YEARS, **terms).with_values({"roles.nurse.hire_price": 1500.0})
    free = with_post(YEARS, **terms)
    assert staff_cost(priced) - staff_cost(free) == pytest.approx(2 * 1500)


@pytest.mark.parametrize(
    ("contract", "price", "factor"),
    [("agency", 60.0, None), ("agency", None, 1.75), ("bank", None, 1.1),
     ("overtime", None, 1.5)],
)  # fmt: skip
def test_bought_hours_cost_their_price_between_their_dates(
    contract: str, price: float | None, factor: float | None
):
    post = {
        "contract": contract,
        "price_an_hour": price,
        "start": datetime.date(2026, 7, 1),
        "end": datetime.date(2026, 12, 31),
        "wte": 0.5,
    }
    scenario = with_post(YEARS, **post)
    (ledger,) = [x for x in ledgers(scenario, 1, 0, BOARD) if x.post_id == "trial"]
    away = ledger.minutes["bank holiday"].sum()
    hours = (ledger.minutes["establishment"].sum() - away) / 60
    assert hours == pytest.approx(0.5 * 37.5 * 184 / 7, rel=0.1)
    each = price or of_a_year() / HOURS_A_YEAR * (factor or 0.0)
    assert extra_cost(**post) == pytest.approx(hours * each)


def test_a_board_may_say_its_own_uplift():
    bank = with_post(YEARS, contract="bank", wte=0.5)
    dearer = bank.with_values({"money.uplift": {"bank": 2.2}})
    base = staff_cost(plain(YEARS))
    assert staff_cost(dearer) - base == pytest.approx(2 * (staff_cost(bank) - base))


def test_who_left_by_luck_is_not_paid():
    leaving = {"turnover": 0.9, "wte": 3.0}
    scenario = with_post(YEARS, **leaving)
    for replication in (0, 1):
        found = ledgers(scenario, 1, replication, BOARD)
        (ledger,) = [each for each in found if each.post_id == "trial"]
        there = ledger.in_post[:365].sum()
        assert there < 3 * 365
        base = staff_cost(plain(YEARS), replication)
        cost = staff_cost(scenario, replication) - base
        assert cost == pytest.approx(there * of_a_year() / 365.25)


def test_posts_that_do_not_move_cost_what_they_did():
    assert staff_cost(with_post(YEARS)) == pytest.approx(
        staff_cost(with_post(YEARS, in_post=1.0))
    )
