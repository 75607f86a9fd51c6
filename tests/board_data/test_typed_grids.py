"""People and scanners typed as a grid: read by the workbook's rules."""

from __future__ import annotations

import datetime

import pytest

from planner import Scenario, board_data, load_scenario
from planner.board_data.typed_grids import GRIDS, MACHINES, PEOPLE, grid_text
from planner.errors import ScenarioError

BOARD = "aneurin-bevan"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-today")


def test_grids_as_the_plan_fills_them_change_nothing(scenario: Scenario) -> None:
    typed = {grid: grid_text(scenario, BOARD, grid) for grid in GRIDS}
    own = board_data.apply(scenario, BOARD, typed)
    assert own.periods[0][1].boards == scenario.periods[0][1].boards


def test_a_vacancy_a_start_date_and_a_second_scanner_are_rows(
    scenario: Scenario,
) -> None:
    people = grid_text(scenario, BOARD, PEOPLE)
    machines = grid_text(scenario, BOARD, MACHINES)
    typed = {
        PEOPLE: people + "\nlate-operator\toperator\t6\t1\t0.5\t2027-01-01\t",
        MACHINES: machines + "\nsecond\t4\t1\t0\t8\t25\t2\t\t",
    }
    own = board_data.apply(scenario, BOARD, typed)
    board = own.periods[0][1].boards[BOARD]
    post, scanner = board.posts["late-operator"], board.scanners["second"]
    assert (post.wte, post.filled) == (1, 0.5)
    assert post.start == datetime.date(2027, 1, 1)
    assert (scanner.sessions_a_week, scanner.evenings_a_week) == (4, 1)
    text = board_data.own_numbers_text(scenario, BOARD, typed, title="Ours")
    again = board_data.apply(scenario, BOARD, {board_data.OWN_FILE: text})
    assert again.boards == own.boards


def test_a_lever_is_laid_over_a_grid(scenario: Scenario) -> None:
    people = grid_text(scenario, BOARD, PEOPLE)
    typed = {PEOPLE: people + "\nnew\tnurse\t7\t1\t\t\t", "nurse_wte": "9"}
    fields = board_data.fields(board_data.apply(scenario, BOARD, typed), BOARD)
    assert {f.id: f.value for f in fields}["nurse_wte"] == 9


def test_every_wrong_cell_is_named_by_row_and_column(scenario: Scenario) -> None:
    people = grid_text(scenario, BOARD, PEOPLE)
    with pytest.raises(ScenarioError) as refused:
        board_data.apply(scenario, BOARD, {PEOPLE: people + "\nx y\tfoo\t6\tabc"})
    problems = refused.value.problems
    assert {problem.key for problem in problems} == {PEOPLE}
    said = " ".join(problem.value for problem in problems)
    for column in ("post", "role", "wte"):
        assert f"row 8, {column}:" in said


@pytest.mark.parametrize("text", ["", "\t\t\n\t", "a\nb\nc", "\x00", "x" * 99_999])
def test_nonsense_in_a_grid_is_refused_and_never_raises(
    scenario: Scenario, text: str
) -> None:
    with pytest.raises(ScenarioError):
        board_data.apply(scenario, BOARD, {PEOPLE: text})
