"""The calibration's file: whole, sourced, and the only place that names a board."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import load_scenario
from planner.calibration.calibrate import calibrate
from planner.calibration.fitting_plan import (
    CHECK,
    FITTED,
    Constant,
    load_plan,
)
from planner.calibration.named_constants import NAMED, value_now
from planner.errors import ScenarioError
from planner.outcomes.kpi_table import KPIS

PLAN = load_plan()
CONSTANTS = [c for fit in PLAN.fits for c in fit.constants] + [*PLAN.bottleneck.ranges]
FIGURES = [figure for fit in PLAN.fits for figure in fit.targets]
FITTING_CODE = (
    "calibration",
    "cli/backtest.py",
    "cli/calibrate.py",
    "reports/backtest.py",
    "reports/backtest_page.py",
    "reports/calibration.py",
)


@pytest.mark.parametrize("constant", CONSTANTS, ids=lambda constant: constant.id)
def test_a_constant_is_known_and_has_a_box_a_unit_and_a_source(constant: Constant):
    assert constant.id in NAMED
    assert constant.low < constant.high
    assert constant.unit
    assert constant.source


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_a_target_reads_its_value_and_source_from_a_table_of_facts(figure):
    target = figure.target
    assert target.observed > 0
    assert target.tolerance > 0
    assert target.source
    assert target.kpi.removesuffix(".denominator") in KPIS


def test_a_fit_has_figures_enough_to_choose_its_constants_and_checks_are_later():
    for fit in PLAN.fits:
        assert len(fit.free) <= min(4, len(fit.targets_for(FITTED)))
    last = max(target.year for target in PLAN.targets_for(FITTED))
    assert all(target.year > last for target in PLAN.targets_for(CHECK))


def test_the_fits_together_change_every_board_once():
    scenario = load_scenario("wales-2023")
    boards = [board for fit in PLAN.fits for board in PLAN.boards_of(fit, scenario)]
    assert sorted(boards) == sorted(scenario.providers)


def test_every_named_constant_has_a_value_in_the_calibrated_board():
    scenario = load_scenario("wales-2023")
    board = PLAN.published_boards[0]
    assert all(value_now(scenario, board, name) > 0 for name in NAMED)


def test_no_board_is_named_in_the_code_of_the_fit(root: Path):
    boards = load_scenario("wales-2023").boards
    for place in FITTING_CODE:
        path = root / "planner" / place
        for file in path.glob("*.py") if path.is_dir() else [path]:
            text = file.read_text("utf-8")
            assert not [board for board in boards if board in text], file


def test_a_scenario_of_other_years_is_refused_before_anything_runs():
    with pytest.raises(ScenarioError, match="simulates the years that are fitted"):
        calibrate(load_scenario("wales-today"))
