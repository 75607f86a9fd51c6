"""The calibration: how it searches, and what the frozen baseline has to show."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from planner import Scenario, compare, load_scenario, run
from planner.calibration.bottleneck_ranges import dxa_is_bottleneck, turning_points
from planner.calibration.calibrate import Calibration
from planner.calibration.fit import FitResult
from planner.calibration.fitting_plan import FITTED, Constant, FitPlan, load_plan
from planner.calibration.leave_one_out import leave_years_out
from planner.calibration.named_constants import keys_at, scanning_changes
from planner.calibration.search import (
    best_fitted,
    correlations_of,
    refine,
    search_box,
)
from planner.calibration.targets import LIST, Target, mean_of_month_ends
from planner.experiment.running.results import Results
from planner.outcomes.periods import Periods
from planner.reports.calibration import calibration_report

SEED = 1
BOARD, OTHER_BOARD = "aneurin-bevan", "hywel-dda"
OWN, WALES = (fit.targets_for(FITTED) for fit in load_plan().fits)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-2023")


@pytest.fixture(scope="module")
def wales(scenario: Scenario) -> Results:
    """All boards, 2021 to 2023."""
    return run(scenario, replications=2, seed=SEED)


def mean_of(results: Results, target: Target) -> float:
    """Simulated figure of a target, mean over replications."""
    table = results.table
    keys = {"provider": target.provider, "stage": target.stage, "kpi": target.kpi}
    keys |= {"group": "all", "residence": "all", "role": "all"}
    rows = table[(table[list(keys)] == pd.Series(keys)).all(axis=1)]
    by_period = rows.groupby("period")["value"].mean()
    if target.kpi != LIST:
        return float(by_period[target.year])
    periods = Periods.of(results.scenario)
    year = periods.years.labels.index(target.year)
    return mean_of_month_ends(by_period.to_numpy(), periods, year)


# ---- the frozen baseline -----------------------------------------------------------


@pytest.mark.parametrize("target", WALES, ids=lambda target: target.id)
def test_wales_meets_the_audit_of_2023(wales: Results, target: Target):
    assert mean_of(wales, target) == pytest.approx(
        target.observed, abs=target.tolerance
    )


@pytest.mark.parametrize("target", OWN, ids=lambda target: target.id)
def test_Aneurin_Bevan_meets_its_published_years(wales: Results, target: Target):
    assert mean_of(wales, target) == pytest.approx(
        target.observed, abs=target.tolerance
    )


def test_Aneurin_Bevans_list_grows_while_KPI_5_falls_and_then_stays(wales: Results):
    figures = [mean_of(wales, target) for target in OWN]
    lists, shares = figures[:3], figures[3:]
    assert lists[0] < lists[1] < lists[2]
    assert shares[1] < shares[0] - 5
    assert shares[2] == pytest.approx(shares[1], abs=5)


@pytest.mark.parametrize("provider", ["wales", BOARD])
def test_the_scanner_is_overloaded_and_the_nurses_are_not(
    wales: Results, provider: str
):
    table = wales.table
    load = table[(table["kpi"] == "load") & (table["provider"] == provider)]
    by_role = {
        role: load[load["role"] == role]
        .pivot(index="replication", columns="period", values="value")
        .to_numpy()
        for role in ("scanner", "nurse")
    }
    assert dxa_is_bottleneck(by_role["scanner"], by_role["nurse"])


def test_finding_more_people_without_more_scans_lowers_KPI_5_and_lengthens_the_list(
    scenario: Scenario,
):
    found = scenario.boards[OTHER_BOARD].demand.identified
    sites = {"hip": found.hip, "spine": found.spine, "other": found.other}
    more = scenario.with_values(
        {
            f"boards.{OTHER_BOARD}.demand.identified.{site}": min(1.0, share * 1.4)
            for site, share in sites.items()
        }
    )
    pair = [
        run(each, replications=4, seed=SEED, boards=[OTHER_BOARD])
        for each in (scenario, more)
    ]
    table = compare(*pair)
    table = table[table["provider"] == OTHER_BOARD]
    kpi5 = table[table["kpi"] == "kpi5_scanned_90_of_all"].set_index("period")
    assert kpi5.loc["2023", "ci_high"] < 0
    waiting = table[(table["kpi"] == "waiting_list") & (table["stage"] == "scan")]
    last = waiting[waiting["group"] == "all"].sort_values("start").iloc[-1]
    assert last["ci_low"] > 0


def test_reserved_slots_served_first_come_scan_nobody_within_90_days(
    scenario: Scenario,
):
    first_come = scenario.with_values(
        {"pathway.activities.reserved slots.route": {"source": "fls"}}
    )
    results = run(first_come, replications=1, seed=SEED, boards=[BOARD])
    shares = [mean_of(results, target) for target in OWN if "kpi5" in target.id]
    # The first year still empties the short list that the plan began with.
    assert shares[1:] == pytest.approx([0, 0], abs=1)
    assert shares[0] < 5


# ---- how the search works ----------------------------------------------------------

LINE = (
    Target("sum", "Sum", "", "", "", "", "", 10.0, 0.5),
    Target("first", "First", "", "", "", "", "", 3.0, 1.0),
)
BOX = tuple(
    Constant(id=name, name=name, low=0.0, high=10.0, step=0.1, unit="people")
    for name in ("one", "two")
)


def add_up(points: np.ndarray) -> np.ndarray:
    """A service whose list is the sum of two flows, and whose first flow is seen."""
    values = points * 10
    return np.stack([values.sum(axis=1), values[:, 0]], axis=1)


def test_the_search_finds_the_constants_that_made_the_targets():
    search = search_box(BOX, (LINE, LINE), add_up, draws=32, seed=SEED)
    found = refine(LINE, add_up, best_fitted(search, {}, 0.1), 0.1) * 10
    assert found == pytest.approx([3, 7], abs=0.3)


def test_every_set_that_fits_meets_every_target_and_shows_what_is_left_open():
    loose = (LINE[0], LINE[1].__class__(**{**vars(LINE[1]), "tolerance": 5.0}))
    sets = search_box(BOX, (loose, loose), add_up, draws=64, seed=SEED).sets
    assert len(sets) > 10
    assert (sets["one"] + sets["two"]).between(9.5, 10.5).all()
    assert correlations_of(sets).loc["one", "two"] < -0.9


def test_the_same_seed_searches_the_same_points():
    first, again = (
        search_box(BOX, (LINE, LINE), add_up, draws=16, seed=SEED).points
        for _ in range(2)
    )
    assert np.array_equal(first, again)


def test_a_list_that_grows_by_one_a_week_has_its_mean_month_end_in_mid_year():
    periods = Periods(datetime.date(2021, 1, 1), 3 * 365)
    by_week = np.arange(len(periods.weeks), dtype=float)
    second = mean_of_month_ends(by_week, periods, 1)
    assert second == pytest.approx(365 / 7 * 1.5 + 2, abs=1)


# ---- what a point sets in a scenario -----------------------------------------------


def test_a_date_of_the_first_change_moves_that_decision_only(scenario: Scenario):
    moved = scenario.with_values(keys_at(scenario, [BOARD], {"first_change": 500}))
    first, *later = scanning_changes(moved, BOARD)
    assert first.start == scenario.plan_start + datetime.timedelta(days=500)
    assert later == list(scanning_changes(scenario, BOARD)[1:])
    assert len(moved.changes) == len(scenario.changes)


def test_other_referrals_keep_their_mix(scenario: Scenario):
    keys = keys_at(scenario, [BOARD], {"other_referrals": 80.0})
    changed = scenario.with_values(keys).boards[BOARD].demand.other
    before = scenario.boards[BOARD].demand.other
    assert sum(other.referrals_a_week for other in changed.values()) == pytest.approx(
        80, abs=0.1
    )
    mixes = [
        each["gp"].referrals_a_week / each["hospital"].referrals_a_week
        for each in (changed, before)
    ]
    assert mixes[0] == pytest.approx(mixes[1], rel=0.01)


def test_the_common_set_follows_the_caseload_and_leaves_Aneurin_Bevan_alone(
    scenario: Scenario,
):
    point = {"reserved_slots": 2.0, "other_referrals": 16.0, "starting_list": 500.0}
    plan = load_plan()
    boards = plan.boards_of(plan.fits[1], scenario)
    keys = keys_at(scenario, boards, point, per_1000_fractures=True)
    assert not any(BOARD in key or "powys" in key for key in keys)
    changed = scenario.with_values(keys)
    for name, board in changed.boards.items():
        if name not in (BOARD, "powys"):
            size = board.demand.fractures_a_year / 1000
            assert board.waiting_list["scan"].count == pytest.approx(500 * size, abs=1)


def test_longer_lists_of_slots_are_shorter_slots(scenario: Scenario):
    changed = scenario.with_values(keys_at(scenario, [BOARD], {"scans_a_session": 12}))
    scanner = changed.boards[BOARD].scanners["scanner"]
    assert (scanner.slots_a_session, scanner.slot_minutes) == (12, 18)
    assert changed.pathway.stages["scan"].slot_minutes == 18


# ---- what is reported --------------------------------------------------------------


def test_DXA_is_the_bottleneck_only_if_most_quarters_of_most_replications_say_so():
    often, seldom = np.full((3, 4), 1.1), np.full((3, 4), 0.9)
    assert dxa_is_bottleneck(often, seldom)
    assert not dxa_is_bottleneck(seldom, seldom)
    assert not dxa_is_bottleneck(often, often)


def levels() -> pd.DataFrame:
    """Loads at three levels of one input, for Wales and Aneurin Bevan."""
    parts = {"input": "Scans", "unit": "slots", "level": [6.0, 8.0, 10.0]}
    for provider in ("wales", BOARD):
        parts[f"{provider} scanner load"] = [1.4, 1.1, 0.9]
        parts[f"{provider} nurse load"] = [0.8, 0.8, 0.8]
        parts[f"{provider} DXA is the bottleneck"] = [True, True, False]
    return pd.DataFrame(parts)


def test_the_level_at_which_DXA_stops_being_the_bottleneck_is_read_between_two_levels():
    row = turning_points(levels()).iloc[0]
    assert (row["bottleneck_from"], row["bottleneck_to"]) == (6, 8)
    assert row["scanner_at_1"] == pytest.approx(9)
    assert np.isnan(row["nurse_at_1"])


def test_the_report_says_a_miss_is_a_miss(scenario: Scenario):
    plan = FitPlan(id="line", title="Line", boards=(BOARD,), constants=BOX)
    search = search_box(BOX, (LINE, LINE), add_up, draws=32, seed=SEED)
    fit = FitResult(plan, plan.boards, search, {"one": 3.0, "two": 7.0}, {})
    shown = pd.DataFrame(
        [("sum", "Sum", "wales", "2023", 10.0, 0.5, "people", 12.0, 11.0, 13.0, False)],
        columns=["id", "name", "provider", "year", "observed", "tolerance", "unit",
                 "simulated", "p5", "p95", "inside"],
    )  # fmt: skip
    calibration = Calibration(
        scenario=scenario,
        draws=32,
        replications=10,
        seed=SEED,
        fits=(fit,),
        frozen={},
        constants=fit.table(),
        targets=shown,
        alternatives=shown,
        year_after=shown,
        left_out=leave_years_out(search),
        ranges=levels(),
        bottleneck={"wales": True},
    )
    report = calibration_report(calibration)
    row = "| wales: Sum | 2023 | 10.0 people | ± 0.50 | 12.0 | 11.0 to 13.0 | NO |"
    assert row in report
    assert "Each year left out" in report
