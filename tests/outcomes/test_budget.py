"""The budget by financial year and line: its sums, its days, and its prices."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.experiment.budget import (
    a_year,
    budget_table,
    pay_table,
    plan_values,
    total_of,
    without_drugs,
)
from planner.experiment.running.results import Results
from planner.inputs.changes import ChangeInForce, Price
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.budget import CAPITAL, LINES
from planner.outcomes.costs import fixed_costs
from planner.outcomes.staff_costs import employer_cost

BOARDS = ["swansea-bay", "hywel-dda"]
COURSE = ChangeInForce(
    name="course",
    start=datetime.date(2026, 10, 1),
    values={"boards.swansea-bay.posts.nurse.wte": 3.0},
    price=Price(
        capital=5000.4, one_off=700, one_off_is_for="training", revenue_a_year=36_525
    ),
)


def plan_from(start: datetime.date, years: float) -> Scenario:
    plain = load_scenario().central()
    dated = {"plan_start": start, "years": years, "run_on_days": 0}
    return plain.with_values(dated).with_dated((COURSE,))


def simulated(start: datetime.date, years: float) -> Results:
    return planner.run(plan_from(start, years), 2, boards=BOARDS)


@pytest.fixture(scope="module", params=[((2026, 7, 1), 1.5), ((2026, 4, 1), 1.0)])
def results(request: pytest.FixtureRequest) -> Results:
    start, years = request.param
    return simulated(datetime.date(*start), years)


def test_totals_are_the_sums_over_boards_years_and_lines_to_the_penny(
    results: Results,
):
    table = budget_table(results)
    for column in ("pounds", "cash", "present"):
        pence = (table[column] * 100).round().astype(int)
        # Whole pence from the start, so that nothing is lost on the way to a total.
        assert (table[column] * 100 - pence).abs().max() < 1e-6
        whole = round(100 * total_of(table, column))
        assert whole == pence.sum()
        for way in itertools.permutations(["provider", "period", "line"], 2):
            parts = [total_of(rows, column) for _, rows in table.groupby(list(way))]
            assert sum(round(100 * part) for part in parts) == whole


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from(["2026/27", "2027/28"]),
            st.integers(-(10**11), 10**11),
        ),
        min_size=1,
    )
)
def test_any_budget_adds_up_to_the_penny(rows: list[tuple[str, str, int]]):
    table = pd.DataFrame(rows, columns=["provider", "period", "pence"])
    table["pounds"] = table["pence"] / 100
    whole = round(100 * total_of(table))
    assert whole == table["pence"].sum()
    for column in ("provider", "period"):
        parts = [total_of(part) for _, part in table.groupby(column)]
        assert sum(round(100 * part) for part in parts) == whole


def test_the_lines_are_the_total_cost_and_capital_of_the_results(results: Results):
    table = budget_table(results)
    index, mean = results.index, results.matrix.mean(axis=0)
    for kpi, kind in (("cost_total", "revenue"), ("cost_capital", "capital")):
        of_kpi = (index["kpi"] == kpi) & (index["provider"] != "wales")
        counted = without_drugs(table)
        cells = len(counted[counted["kind"] == kind])
        found = total_of(counted, kind=kind)
        assert found == pytest.approx(mean[of_kpi].sum(), abs=0.005 * cells)
    assert set(table["line"]) == {*LINES, *CAPITAL}


def test_a_rate_a_year_is_paid_by_the_day_in_every_financial_year(results: Results):
    table = budget_table(results)
    mine = table[table["provider"] == "swansea-bay"].set_index(["line", "period"])
    other = mine.loc["other-changes"]
    start = results.scenario.plan_start
    from_october = (COURSE.start - start).days
    first = int(other.loc["2026/27", "days"]) - from_october
    assert other["pounds"].tolist() == [
        pytest.approx(100 * days) for days in (first, *other["days"].iloc[1:])
    ]
    assert mine.loc["training", "pounds"].tolist() == [700, *[0] * (len(other) - 1)]
    assert mine.loc["changes", "pounds"].iloc[0] == 5000.4
    assert int(other["days"].sum()) == results.scenario.plan_days
    consultants = mine.loc["consultants", "pounds"] / other["days"]
    assert consultants.max() == pytest.approx(consultants.min(), abs=0.01)


def test_a_year_of_a_plan_is_its_days_and_not_the_financial_years_it_touches():
    long = simulated(datetime.date(2026, 7, 1), 1.0)
    staff = total_of(budget_table(long), line="consultants")
    money, boards = long.scenario.money, long.scenario.boards
    assert money is not None
    fractures = sum(boards[board].demand.fractures_a_year for board in BOARDS)
    yearly = fractures / 1000 * money.consultant_sessions * money.consultant_session
    assert a_year(staff, long) == pytest.approx(yearly, abs=0.02)


def test_cash_and_present_value_follow_inflation_and_the_discount_rate():
    results = simulated(datetime.date(2026, 7, 1), 1.5)
    rows = without_drugs(budget_table(results))
    by_year = rows.groupby("period")[["pounds", "cash", "present"]].sum()
    # 2026/27 is the price year, and the first year is not discounted.
    assert (by_year.cash / by_year.pounds).round(6).tolist() == [1.0, 1.02]
    present = (by_year.present / by_year.pounds).round(6).tolist()
    assert present == [1.0, round(1 / 1.035, 6)]
    for kpi, column in (("cash", "cash"), ("present", "present")):
        values = plan_values(results, f"cost_whole_plan_{kpi}")
        assert values is not None
        assert values.mean() == pytest.approx(by_year[column].sum(), abs=1.0)


def test_staff_by_band_are_the_staff_line_and_dearer_with_the_pension_in_full(
    results: Results,
):
    pay, table = pay_table(results), budget_table(results)
    assert total_of(pay) == pytest.approx(total_of(table, line="staff"), abs=0.1)
    money = results.scenario.money
    assert money is not None
    for band, rows in pay.groupby("band"):
        in_full = employer_cost(money, band, in_full=True)
        ratio = in_full / employer_cost(money, band)
        found = rows["in_full"].to_numpy() / rows["pounds"].to_numpy()
        assert np.allclose(found, ratio, atol=1e-5)
        assert in_full - employer_cost(money, band) == pytest.approx(
            0.094 * money.pay[band]
        )


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("pools.west", {"number": 1, "boards": BOARDS,
                        "stages": ["scan"]}),
        ("aid.west", {"number": 1, "board": "hywel-dda", "to": BOARDS[0],
                      "stages": ["scan"], "share": 0.2}),
    ],
)  # fmt: skip
def test_boards_that_share_a_list_share_its_price_and_no_other_board_does(
    key: str, values: dict[str, object]
):
    """A list of two boards was paid for by all that run a service."""
    change = ChangeInForce(
        name="west",
        start=datetime.date(2026, 10, 1),
        values={key: values},
        price=Price(one_off=15_000),
    )
    plan = load_scenario().with_dated((change,))
    for board in BOARDS:
        assert fixed_costs(plan, board).decisions.sum() == 7_500
    others = set(plan.providers) - set(BOARDS)
    assert others
    for board in others:
        assert fixed_costs(plan, board).decisions.sum() == 0
