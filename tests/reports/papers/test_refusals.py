"""Papers, money and worth that are refused, each in one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app
from planner.errors import ScenarioError

BOARD = "hywel-dda"
SMALL = ["--board", BOARD, "--years", "2"]


def call(*arguments: object) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(
        app, list(map(str, arguments)), env={"COLUMNS": "200"}, catch_exceptions=False
    )


def test_a_board_without_a_service_is_sent_to_the_commissioners_view(tmp_path: Path):
    with pytest.raises(ScenarioError) as refused:
        call("report", "--board", "Powys", "--out", tmp_path / "out")
    (problem,) = refused.value.problems
    assert problem.rule.startswith("Powys Teaching Health Board runs no service")
    assert problem.hint.startswith("fls-planner commissioner powys")
    assert list(tmp_path.iterdir()) == []


def test_a_paper_is_of_one_board_or_of_all(tmp_path: Path):
    boards = ["--board", BOARD, "--board", "cardiff-and-vale"]
    with pytest.raises(ScenarioError, match="one board"):
        call("report", *boards, "--out", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["money", "worth"])
def test_money_and_worth_name_their_board_and_refuse_one_without_a_service(
    command: str,
):
    with pytest.raises(ScenarioError, match="no service of its own"):
        call(command, "--board", "powys", "-n", 1)
    done = call(command, *SMALL, "-n", 1, "--workers", 1)
    assert "Hywel Dda University Health Board alone." in done.output
