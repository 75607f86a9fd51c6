"""Own numbers kept as an option: read back alike, built upon, never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import Scenario, board_data, load_scenario
from planner.errors import ScenarioError

BOARD = "betsi-cadwaladr"
NAME = "Betsi Cadwaladr University Health Board"
TYPED = {
    "nurse_wte": "6.5",
    "sessions_a_week": "13",
    "reserved_slots_a_day": "2",
    "fls_referrals_a_week": "80",
    "waiting_list_scan": " 1,980 ",
    "waiting_list_vet": "12",
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("wales-today")


def values(scenario: Scenario) -> dict[str, float]:
    """Number that each field shows."""
    return {field.id: field.value for field in board_data.fields(scenario, BOARD)}


def test_a_saved_option_reads_back_to_the_same_boards(
    scenario: Scenario, tmp_path: Path
) -> None:
    path = board_data.save_option(
        tmp_path, "Own numbers, April", scenario, BOARD, TYPED, "counted in April"
    )
    assert path == tmp_path / "own-numbers-april.toml"
    again = load_scenario("wales-today", options=[path])
    assert again.boards == board_data.apply(scenario, BOARD, TYPED).boards
    owner = again.provenance[f"boards.{BOARD}.waiting_list.scan.count"]
    assert (owner.source, owner.unit) == (f"typed in for {NAME}", "people")
    assert {change.change for change in again.applied} >= {"own-numbers-april--numbers"}


def test_own_numbers_of_an_empty_board_read_back_too(
    scenario: Scenario, tmp_path: Path
) -> None:
    typed = {"nurse_wte": "1", "sessions_a_week": "2", "other_referrals_a_week": "3"}
    path = board_data.save_option(tmp_path, "Powys alone", scenario, "powys", typed)
    again = load_scenario("wales-today", options=[path])
    assert again.boards == board_data.apply(scenario, "powys", typed).boards


def test_decisions_build_on_own_numbers(scenario: Scenario, tmp_path: Path) -> None:
    typed = {"sessions_a_week": "4", "nurse_wte": "2"}
    path = board_data.save_option(tmp_path, "Ours", scenario, "hywel-dda", typed)
    both = load_scenario("wales-today", options=[path, "dxa-five-days"])
    scanners = [
        here.boards["hywel-dda"].scanners["scanner"].sessions_a_week
        for _, here in both.periods
    ]
    assert (scanners[0], scanners[-1]) == (4, 10)


def test_two_sets_of_own_numbers_for_one_key_are_refused(
    scenario: Scenario, tmp_path: Path
) -> None:
    paths = [
        board_data.save_option(tmp_path, title, scenario, BOARD, {"nurse_wte": wte})
        for title, wte in (("First", "4"), ("Second", "5"))
    ]
    with pytest.raises(ScenarioError, match="two changes"):
        load_scenario("wales-today", options=paths)


def test_options_in_a_folder_are_listed_without_their_changes(
    scenario: Scenario, tmp_path: Path
) -> None:
    path = board_data.save_option(tmp_path, "One", scenario, BOARD, {"nurse_wte": "4"})
    (tmp_path / "spoilt.toml").write_text("title = ")
    assert [o.title for o in board_data.list_saved(tmp_path).values()] == ["One"]
    assert list(board_data.list_saved(tmp_path)) == [path]


@pytest.mark.parametrize(
    "title",
    [
        "",
        "   ",
        "../../evil",
        "a/b",
        "a\\b",
        "..",
        "two\nlines",
        "nul\x00",
        "!!!",
        "x" * 121,
        "表",
    ],
)
def test_a_title_that_cannot_name_a_file_is_refused(
    scenario: Scenario, tmp_path: Path, title: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        board_data.save_option(tmp_path, title, scenario, BOARD, TYPED)
    assert refused.value.problems[0].key == "title"
    assert list(tmp_path.iterdir()) == []


def test_names_that_a_system_keeps_for_itself_are_avoided(
    scenario: Scenario, tmp_path: Path
) -> None:
    path = board_data.save_option(tmp_path, "NUL", scenario, BOARD, TYPED)
    assert path.name == "nul-option.toml"


def test_nothing_is_overwritten_unless_asked(
    scenario: Scenario, tmp_path: Path
) -> None:
    more = {"nurse_wte": "7"}
    path = board_data.save_option(tmp_path, "Ours", scenario, BOARD, TYPED)
    with pytest.raises(ScenarioError, match="there already"):
        board_data.save_option(tmp_path, "ours", scenario, BOARD, more)
    board_data.save_option(path, "Ours", scenario, BOARD, more, replace=True)
    again = load_scenario("wales-today", options=[path])
    assert values(again)["nurse_wte"] == 7
    assert values(again)["sessions_a_week"] == values(scenario)["sessions_a_week"]


def test_refused_numbers_leave_no_file_behind(
    scenario: Scenario, tmp_path: Path
) -> None:
    for typed in ({"nurse_wte": "abc"}, {}):
        with pytest.raises(ScenarioError):
            board_data.save_option(tmp_path, "Ours", scenario, BOARD, typed)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_plain_problem(
    scenario: Scenario, tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder")
    with pytest.raises(ScenarioError, match="cannot be written"):
        board_data.save_option(taken, "Ours", scenario, BOARD, TYPED)
    assert taken.read_text() == "a file, not a folder"


def test_own_numbers_are_one_file_that_reads_back_to_the_same_boards(
    scenario: Scenario, tmp_path: Path
) -> None:
    text = board_data.own_numbers_text(
        scenario, BOARD, TYPED, title="Ours, April", why="counted in April"
    )
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    again = load_scenario("wales-today", options=[own])
    assert again.boards == board_data.apply(scenario, BOARD, TYPED).boards
    assert board_data.list_saved(tmp_path) == {}, "a start is offered as an option"


def test_fields_typed_over_a_file_of_own_numbers_win(scenario: Scenario) -> None:
    text = board_data.own_numbers_text(scenario, BOARD, TYPED, title="Ours")
    typed = {board_data.OWN_FILE: text}
    assert board_data.apply(scenario, BOARD, typed).boards == (
        board_data.apply(scenario, BOARD, TYPED).boards
    )
    more = values(board_data.apply(scenario, BOARD, typed | {"nurse_wte": "8"}))
    assert more["nurse_wte"] == 8
    assert more["sessions_a_week"] == 13
    again = board_data.own_numbers_text(
        scenario, BOARD, typed | {"nurse_wte": "8"}, title="Ours again"
    )
    now = board_data.apply(scenario, BOARD, {board_data.OWN_FILE: again})
    assert values(now) == more


def test_a_damaged_file_of_own_numbers_is_refused_by_name(scenario: Scenario) -> None:
    for text in ("", "  ", "set = 3", "why = ", 'why = "x"\nfrom = 2026-04-01'):
        if not text:
            assert board_data.apply(scenario, BOARD, {board_data.OWN_FILE: text})
            continue
        with pytest.raises(ScenarioError, match=r"own\.toml"):
            board_data.apply(scenario, BOARD, {board_data.OWN_FILE: text})
