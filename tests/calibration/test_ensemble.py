"""Shipped fitting sets meet the published years; every output says so on its front."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner import Scenario, load_scenario
from planner.calibration.between_boards import misses_at, with_points
from planner.calibration.fitting_plan import FITTED, load_plan
from planner.calibration.leave_one_out import held_against, leave_years_out
from planner.calibration.named_constants import keys_at
from planner.calibration.search import Search
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Target
from planner.inputs.fitting_sets import fitted_constants
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
    assert f"{told['observed']} % was observed" in said[1]
    assert "a miss by 4.2 points" in said[1]
    assert "5 of 30 sets" in said[2]
    assert "not drugs" in said[3]
    assert "scans a scanning day" in said[4]
    central = front_page(today.central(), 0, names)
    assert "random variation alone" in central[2]
