"""Shipped fitting sets meet the published years; every output says so on its front."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from planner import Scenario, load_scenario
from planner.calibration.about_sets import effect_of, predicted_by
from planner.calibration.between_boards import misses_at, with_points
from planner.calibration.ensemble import lists_run_on
from planner.calibration.fitting_plan import FITTED, load_plan
from planner.calibration.leave_one_out import held_against, leave_years_out, year_after
from planner.calibration.named_constants import keys_at
from planner.calibration.search import Search
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Target
from planner.inputs.fitting_sets import fitted_constants, table_of_sets
from planner.reports import front_page as front
from planner.reports.front_page import about_sets, front_page

BOARD = "aneurin-bevan"
SAMPLE = (1, 11, 21)
SEED = 7


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-2023")


def points_of(number: int) -> dict[str, dict[str, float]]:
    table = fitted_constants()
    rows = table[table["set"] == number].set_index("board")
    return {
        str(board): row.drop(["set", "weight", "misfit"]).dropna().to_dict()
        for board, row in rows.iterrows()
    }


@pytest.mark.parametrize("number", SAMPLE)
def test_a_set_of_Aneurin_Bevan_meets_each_of_its_figures(
    scenario: Scenario, number: int
):
    """With another seed than the one that it was found with."""
    keys = keys_at(scenario, [BOARD], points_of(number)[BOARD])
    targets = load_plan().fits[0].targets_for(FITTED)
    misses = misses_at(
        Simulator(SEED, 0), [scenario.with_values(keys)], [BOARD], targets, 4
    )
    assert (misses <= 1).all()


def test_a_set_of_all_boards_meets_the_figures_of_Wales(scenario: Scenario):
    made = with_points(scenario, points_of(SAMPLE[0]))
    targets = load_plan().fits[1].targets_for(FITTED)
    misses = misses_at(Simulator(SEED, 0), [made], scenario.providers, targets, 2)
    assert (misses <= 1).all()


def test_the_list_of_today_of_a_shipped_set_is_worked_out_again(scenario: Scenario):
    """By the steps of `calibrate --sets`, with the seed that the table names.

    The constants of the table are rounded, so the list may be off by some people.
    """
    table, seed = fitted_constants(), about_sets()["seed"]
    held = load_scenario().boards[BOARD].waiting_list["scan"].count
    level = np.random.default_rng(seed + 2).random(int(table["set"].max()))
    points = [points_of(number)[BOARD] for number in SAMPLE]
    run_on = lists_run_on(Simulator(seed, 0), scenario, BOARD, points)
    shipped = table_of_sets().set_index(["board", "set"])["waiting_list.scan.count"]
    for number, reached in zip(SAMPLE, run_on, strict=True):
        expected = reached + level[number - 1] * (held - reached)
        assert shipped[BOARD, number] == pytest.approx(expected, rel=0.01)


def test_scans_and_other_referrals_move_together_along_the_sets():
    table = fitted_constants()
    own = table[(table["board"] == BOARD) & (table["set"] > 0)]
    pair = own[["scans_a_session", "other_referrals"]].corr().iloc[0, 1]
    assert pair > 0.8


def test_a_year_left_out_is_predicted_by_the_sets_that_fit_the_others():
    """Three points on a line; the figure of the second year is not seen."""
    targets = tuple(
        Target(year, year, BOARD, year, "", "kpi", "%", seen, 1.0)
        for year, seen in (("2021", 10.0), ("2022", 99.0))
    )
    simulated = np.array([[10.0, 20.0], [10.5, 22.0], [15.0, 99.0]])
    found = leave_years_out(Search((), targets, np.zeros((3, 0)), simulated))
    row = found[found["year"] == "2022"].iloc[0]
    assert row["predicted"] == 21
    assert row["sets"] == 2
    assert not row["inside"]
    assert row["beyond"] == pytest.approx(99 - row["high"])


def test_the_year_after_is_of_runs_with_random_numbers_of_their_own(
    scenario: Scenario,
):
    """One replication of all sets said how that one went: 7 % where 15 % is due."""
    asked: list[tuple[int, bool]] = []

    def measure(_: object, __: object, each: int, ___: object, **how: bool) -> list:
        asked.append((each, how["independent"]))
        return []

    sets = pd.DataFrame({"reserved_slots": [1.9, 2.0], "misfit": [0.1, 0.2]})
    fit = SimpleNamespace(search=SimpleNamespace(sets=sets), boards=(BOARD,))
    target = Target("one", "One", BOARD, "2024", "", "kpi", "%", 10.0, 1.0)
    found = year_after(SimpleNamespace(measure=measure), scenario, fit, (target,))
    ((each, independent),) = asked
    assert independent
    assert each > 1
    assert list(found["sets"]) == [2]


def test_figures_without_any_set_that_fits_are_undefined():
    target = Target("one", "One", BOARD, "2021", "", "kpi", "%", 10.0, 1.0)
    found = held_against((target,), np.empty((0, 1)))
    assert pd.isna(found["predicted"]).all()
    assert not found["inside"].any()


def test_the_front_page_says_five_things():
    today = load_scenario()
    names = {key: board.name for key, board in today.boards.items()}
    said = front_page(today, 5, names)
    assert len(said) == 5
    assert "Published figures: Aneurin Bevan" in said[0]
    told = about_sets()["prediction"]
    assert f"predicted: {told['predicted']} % scanned" in said[1]
    assert f"{told['observed']} % was observed" in said[1]
    beyond = told["observed"] - told["high"]
    assert f"a miss by {beyond:.1f} points" in said[1]
    assert "5 of 30 sets" in said[2]
    assert "not drugs" in said[3]
    assert "scans a half-day session (6 to 12)" in said[4]
    central = front_page(today.central(), 0, names)
    assert "random variation alone" in central[2]


def test_the_front_page_takes_its_figures_from_the_file(monkeypatch):
    told = deepcopy(about_sets())
    told["prediction"] |= {"low": 20.0, "high": 24.0}
    told["first"]["input"][0]["high"]["list"] = 12345
    monkeypatch.setattr(front, "about_sets", lambda: told)
    said = front.front_page(load_scenario(), 5, {})
    assert "(20.0 to 24.0)" in said[1]
    assert said[1].endswith("a hit.")
    assert "12,345" in said[4]


@pytest.mark.parametrize("name", ["scans", "referrals"])
def test_what_the_front_page_says_of_an_input_is_still_true(name: str):
    """Two replications of another seed, within four standard errors."""
    first = about_sets()["first"]
    (told,) = (each for each in first["input"] if each["id"] == name)
    found = effect_of(Simulator(SEED, 0), load_scenario().central(), name, 2)
    for end in ("low", "high"):
        for what, rounded in (("share", 0.1), ("list", 1.0)):
            error = told[end][f"{what}_sd"] * (1 / 2 + 1 / first["replications"]) ** 0.5
            gap = abs(found[end][what] - told[end][what])
            assert gap <= 4 * error + rounded
    assert (found["low"]["list"] < found["high"]["list"]) == (name == "referrals")


def test_the_prediction_of_the_front_page_is_still_true(scenario: Scenario):
    """Sets drawn from the thirty, of another seed: their mean lies in the band."""
    told, plan = about_sets()["prediction"], load_plan()
    points = [points_of(number)[BOARD] for number in range(1, 31, 3)]
    found = predicted_by(Simulator(SEED, 0), scenario, plan, points, 2)
    assert found["observed"] == told["observed"]
    assert told["low"] <= found["predicted"] <= told["high"]
    assert (found["high"] < found["observed"]) == (told["high"] < told["observed"])
