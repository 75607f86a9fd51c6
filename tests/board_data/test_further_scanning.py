"""Scanning beyond ten half days of one scanner: typed, held, read back."""

from __future__ import annotations

import pytest

from planner import Scenario, board_data, load_scenario
from planner.errors import ScenarioError

BOARD = "aneurin-bevan"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-today")


def values(scenario: Scenario, board: str = BOARD) -> dict[str, float]:
    """Number that each field shows."""
    return {field.id: field.value for field in board_data.fields(scenario, board)}


@pytest.mark.parametrize(
    "typed",
    [
        {"scanner_count": "2"},
        {"scanner_count": "2", "sessions_a_week": "14"},
        {"evening_lists": "2", "weekend_lists": "1"},
        {"bought_lists": "2"},
        {
            "scanner_count": "3",
            "sessions_a_week": "30",
            "weekend_lists": "4",
            "bought_lists": "9",
        },
    ],
)
def test_what_is_typed_is_what_the_board_has_and_its_file_too(
    scenario: Scenario, typed: dict[str, str]
) -> None:
    own = board_data.apply(scenario, BOARD, typed)
    now = values(own)
    assert {key: now[key] for key in typed} == {k: float(v) for k, v in typed.items()}
    text = board_data.own_numbers_text(scenario, BOARD, typed, title="Ours")
    again = board_data.apply(scenario, BOARD, {board_data.OWN_FILE: text})
    assert again.boards == own.boards


def test_a_second_scanner_alone_adds_no_session(scenario: Scenario) -> None:
    own = values(board_data.apply(scenario, BOARD, {"scanner_count": "2"}))
    assert own["sessions_a_week"] == values(scenario)["sessions_a_week"]


def test_sessions_beyond_ten_say_which_field_holds_them(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as refused:
        board_data.apply(scenario, BOARD, {"sessions_a_week": "14"})
    (problem,) = refused.value.problems
    assert problem.key == "sessions_a_week"
    assert "type a further one under Scanners" in problem.hint
    assert "Insourced lists" in problem.hint


@pytest.mark.parametrize("field", ["evening_lists", "weekend_lists", "bought_lists"])
def test_an_amount_that_no_week_has_room_for_says_what_to_use_instead(
    scenario: Scenario, field: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        board_data.apply(scenario, BOARD, {field: "12"})
    (problem,) = refused.value.problems
    assert "further scanner" in problem.hint


def test_evenings_without_anybody_to_work_them_are_refused(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as refused:
        board_data.apply(scenario, "powys", {"evening_lists": "1"})
    assert "insourced lists instead" in refused.value.problems[0].hint
