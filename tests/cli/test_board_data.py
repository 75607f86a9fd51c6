"""A board's own figures at the command line: template, import, run."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app
from planner.cli.options import command_line
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from tests.board_data.workbook.editing import BOARD, opened, put, saved
from tests.board_data.workbook.test_mistakes import planted


def call(*arguments: object) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(app, list(map(str, arguments)), env={"COLUMNS": "200"})


def test_a_template_goes_in_and_out_and_the_next_command_is_said(tmp_path: Path):
    book, option = tmp_path / "mine.xlsx", tmp_path / "own" / "mine.toml"
    done = call("template", book, "--board", BOARD)
    assert done.exit_code == 0, done.output
    assert f"fls-planner import {book} --board {BOARD}" in done.output
    done = call("import", book, "--board", BOARD, "--out", option)
    assert done.exit_code == 0, done.output
    assert f"fls-planner run wales-today --option {option} --board {BOARD}" in (
        done.output
    )
    now, then = load_scenario("wales-today"), load_scenario("wales-today", [option])
    assert then.boards == now.boards
    done = call("check", option)
    assert (done.exit_code, "an option on wales-today" in done.output) == (0, True)


def test_the_reconciliation_shows_typed_and_model_side_by_side(tmp_path: Path):
    book = opened()
    put(book, "Waiting lists", ("scan", 0, 41, "urgent"), "people", 1234)
    path = saved(book, tmp_path)
    done = call("import", path, "--board", BOARD, "--out", tmp_path / "own.toml")
    assert done.exit_code == 0, done.output
    assert done.output.count("1,234") == 2
    assert "Hours a week" in done.output


def test_mistakes_are_shown_at_once_and_nothing_is_written(tmp_path: Path):
    book = opened()
    planted(book)
    path = saved(book, tmp_path)
    done = call("import", path, "--board", BOARD, "--out", tmp_path / "own")
    assert done.exit_code == 2
    assert "25 mistakes" in done.output
    assert "nothing was written" in done.output
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_of_csv_files_is_written_and_read(tmp_path: Path):
    folder = tmp_path / "mine"
    assert call("template", folder, "--board", "powys", "--csv").exit_code == 0
    assert len(list(folder.glob("*.csv"))) == 6
    out = tmp_path / "own.toml"
    assert call("import", folder, "--board", "powys", "--out", out).exit_code == 0
    assert load_scenario("wales-today", [out]).boards == load_scenario().boards


@pytest.mark.parametrize(
    "arguments",
    [
        ("template", "there.xlsx", "--board", BOARD),
        ("template", "new", "--board", BOARD),
        ("template", "new.xlsx", "--board", "nowhere"),
        ("import", "there.xlsx", "--board", "nowhere"),
    ],
)
def test_what_cannot_be_done_is_refused_and_writes_nothing(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("there.xlsx").write_bytes(b"mine")
    done = call(*arguments)
    assert isinstance(done.exception, ScenarioError)
    assert Path("there.xlsx").read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_return_is_not_written_over_unless_asked(tmp_path: Path):
    book, out = tmp_path / "mine.xlsx", tmp_path / "own.toml"
    call("template", book, "--board", BOARD)
    assert call("import", book, "--board", BOARD, "--out", out).exit_code == 0
    again = call("import", book, "--board", BOARD, "--out", out)
    assert "--replace" in str(again.exception)
    done = call("import", book, "--board", BOARD, "--out", out, "--replace")
    assert done.exit_code == 0


def test_printed_commands_can_be_copied_whatever_the_folder_is_called(tmp_path: Path):
    book = tmp_path / "a b.xlsx"
    folder = tmp_path / "OneDrive - NHS Wales" / "DXA"
    done = call("template", book, "--board", "powys")
    assert f'fls-planner import "{book}" --board powys' in done.output
    done = call("import", book, "--board", "powys", "--out", folder)
    option = folder / "powys.toml"
    assert f'--option "{option}" --board powys' in done.output
    assert f'fls-planner compare wales-today "{option}"' in done.output


@pytest.mark.parametrize("name", ["a$b c", "it's", 'say "no"', "a;b", "-x", "é", "a&b"])
def test_a_quoted_word_is_one_word_to_the_shell(name: str):
    words = shlex.split(command_line("run", Path(name)))
    assert words == ["fls-planner", "run", f"./{name}" if name == "-x" else name]
