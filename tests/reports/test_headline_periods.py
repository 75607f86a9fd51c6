"""Headlines of plans that end in the middle of a period, or of any capacity."""

from __future__ import annotations

import datetime
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.experiment.compare import compare
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.inputs.changes import ChangeInForce
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.capacity_warnings import cautions
from planner.reports.finding import headline
from planner.reports.headlines import decisive_lines
from planner.reports.overview_cells import overview_cells
from planner.reports.select_rows import last_row
from tests.results_of_table import results_of_table

BOARD = "swansea-bay"
SCANNER = f"boards.{BOARD}.scanners.scanner"
BASE = load_scenario()
LONG = BASE.with_values({"years": 2.25})
MEASURES = (
    ("kpi4_assessed_90", "all"),
    ("kpi5_scanned_90_of_all", "all"),
    ("kpi5_scanned_90_of_ordered", "all"),
    ("completed_wait", "scan"),
    ("new_referral_wait", "scan"),
    ("waiting_list", "scan"),
)


def summary_of(plan: Scenario, replications: int = 1) -> pd.DataFrame:
    return summarise(run(plan, replications, 1, [BOARD], 1))


@pytest.fixture(scope="module")
def long() -> pd.DataFrame:
    return summary_of(LONG)


@settings(max_examples=12, deadline=None)
@given(st.integers(97, 224))
def test_a_headline_is_the_same_wherever_behind_its_period_the_plan_ends(
    long, hundredths
):
    """Only the plan's length moves; the value is that of the same whole period."""
    plan = BASE.with_values({"years": hundredths / 100})
    summary = summary_of(plan)
    for kpi, stage in MEASURES:
        row = last_row(summary, plan, kpi, BOARD, stage=stage)
        assert row is not None
        if "days of" in row["period"]:
            assert plan.plan_days < 365
            continue
        same = long[
            (long["kpi"] == kpi)
            & (long["stage"] == stage)
            & (long["period"] == row["period"])
            & (long["provider"] == BOARD)
            & (long["group"] == "all")
        ]
        assert row["mean"] == same["mean"].item(), (kpi, row["period"])


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 364), st.integers(100, 160), st.sampled_from([5.0, 7.0, 9.0]))
def test_headlines_do_not_jump_from_one_first_day_to_the_next(shift, hundredths, week):
    levels = []
    for day in (shift, shift + 1):
        start = BASE.plan_start + datetime.timedelta(days=day)
        plan = BASE.with_values({
            "plan_start": start,
            "years": hundredths / 100,
            f"{SCANNER}.sessions_a_week": week,
        })  # fmt: skip
        summary = summary_of(plan)
        load = last_row(summary, plan, "load", BOARD, role="scanner")
        assessed = last_row(summary, plan, "kpi4_assessed_90", BOARD)
        cost = overview_cells(summary, plan, BOARD)["cost"]
        pounds = float(cost.removeprefix("£").replace(",", ""))
        levels.append((load["mean"], assessed["mean"], pounds))
    one, other = levels
    assert other[0] == pytest.approx(one[0], rel=0.35)
    assert other[1] == pytest.approx(one[1], abs=12)
    assert other[2] == pytest.approx(one[2], rel=0.03)


@pytest.mark.parametrize("years", [0.5, 1.0, 1.5, 2.0])
def test_the_cost_a_year_of_an_unchanged_service_is_the_same_in_every_plan(
    years: float,
):
    plan = BASE.with_values({"years": years})
    cost = overview_cells(summary_of(plan), plan, BOARD)["cost"]
    year = BASE.with_values({"years": 1.0})
    assert cost[:1] == "£"
    ratio = _pounds(cost) / _pounds(
        overview_cells(summary_of(year), year, BOARD)["cost"]
    )
    assert ratio == pytest.approx(1, abs=0.02)


def _pounds(text: str) -> float:
    return float(text.removeprefix("£").replace(",", ""))


def test_a_plan_that_ends_days_into_a_year_speaks_of_the_whole_year_before():
    plan = BASE.with_values({"years": 2.01})
    summary = summary_of(plan)
    assert "fractures of 2027/28" in headline(summary, plan)
    load = last_row(summary, plan, "load", BOARD, role="scanner")
    assert load["period"] == "2028-Q1"


def test_a_plan_shorter_than_a_period_says_how_many_days_of_it_there_are():
    plan = BASE.with_values({"years": 0.5})
    assert "fractures of 182 days of 2026/27" in headline(summary_of(plan), plan)


@pytest.fixture(scope="module")
def closed() -> tuple[Scenario, pd.DataFrame]:
    plan = BASE.with_values({"years": 1.0, f"{SCANNER}.sessions_a_week": 0.0})
    return plan, summary_of(plan, 2)


def test_without_a_scanner_the_load_is_no_capacity_and_it_is_said(closed):
    plan, summary = closed
    load = last_row(summary, plan, "load", BOARD, role="scanner")
    assert math.isnan(load["mean"])
    assert load["n"] == 0
    assert load["label"].endswith("no capacity in 2 of 2 runs")
    assert "no capacity" in overview_cells(summary, plan, BOARD).values()
    said = " ".join(cautions(summary, plan, {BOARD: "Swansea Bay"}))
    assert "people need the scanner in 2027-Q1 and nothing is offered" in said
    assert "0 of 0" not in said
    assert "gets as far as the sessions of reporter, because nothing is" in said
    assert "Send patients there" not in said


@settings(max_examples=5, deadline=None)
@given(
    st.integers(0, 364), st.integers(40, 130),
    st.sampled_from([0.0, 3.0, 7.0]), st.booleans(),
)  # fmt: skip
def test_a_load_is_undefined_if_and_only_if_nothing_is_offered(
    shift: int, hundredths: int, week: float, closes: bool
):
    """Whenever a plan begins, and also where capacity ends halfway."""
    start = BASE.plan_start + datetime.timedelta(days=shift)
    plan = BASE.with_values({"plan_start": start, "years": hundredths / 100})
    begins = start + datetime.timedelta(days=plan.plan_days // 3 if closes else 0)
    values = {f"{SCANNER}.sessions_a_week": 0.0 if closes else week}
    change = ChangeInForce(name="x", start=begins, values=values)
    plan = plan.with_dated((*plan.changes, change))
    row = last_row(summary_of(plan, 2), plan, "load", BOARD, role="scanner")
    assert row is not None
    first = datetime.date.fromisoformat(row["start"])
    nothing = begins <= first if closes else week == 0
    if nothing:
        assert math.isnan(row["mean"])
        assert "no capacity in 2 of 2 runs" in row["label"]
    elif not closes:
        assert row["mean"] > 0


def test_a_comparison_says_that_an_option_takes_nobody(closed):
    open_ = BASE.with_values({"years": 1.0})
    table = compare(*(run(plan, 2, 1, [BOARD], 1) for plan in (open_, closed[0])))
    lines = {line.title: line for line in decisive_lines(table, open_, BOARD)}
    wait = lines["Wait that a new referral faces (scan)"]
    assert wait.period == "2027-Q1"
    assert wait.before.endswith("days")
    assert (wait.after, wait.difference) == ("nobody taken", "undefined")


def test_no_mean_is_taken_over_the_runs_that_happen_to_have_one():
    few = {f"{SCANNER}.sessions_a_week": 0.1, f"{SCANNER}.slots_a_session": 1}
    results = run(BASE.with_values({"years": 1.0, **few}), 3, 1, [BOARD], 1)
    rows = summarise(results).query("kpi == 'new_referral_wait' and stage == 'scan'")
    some = rows[rows["n"] < 3]
    assert len(some)
    assert some["mean"].isna().all()
    assert some["label"].str.contains(r"nobody taken in [123] of 3 runs").all()
    tidy = results.table.query("kpi == 'new_referral_wait' and value.isna()")
    assert tidy["label"].str.endswith("nobody taken").all()
    again = results_of_table(results.table, scenario=results.scenario, seed=1)
    assert again.digest == results.digest


def test_every_measure_of_a_year_is_the_same_in_a_longer_plan():
    short, longer = (
        run(BASE.with_values({"years": years}), 1, 1, [BOARD], 1).table
        for years in (1.0, 2.01)
    )
    short = short[short["span"] != "plan"]
    keys = ["provider", "residence", "stage", "role", "group", "reason", "span",
            "period", "kpi"]  # fmt: skip
    both = short.merge(longer, on=keys, how="left", suffixes=("", "_longer"))
    differ = both[both["value"].fillna(-1) != both["value_longer"].fillna(-1)]
    assert list(differ["kpi"]) == []
