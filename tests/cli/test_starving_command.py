"""The warning that a rule starves a group, below the tables of run and compare."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from planner.cli.main import app

ask = CliRunner()
SMALL = ["--board", "swansea-bay", "--years", "2", "-n", "2", "--workers", "1"]
STARVED = "Warning: Swansea Bay University Health Board, DXA scan: the rules of access"


@pytest.mark.parametrize(
    ("arguments", "warned"),
    [
        (["run", "--option", "urgent-first"], True),
        (["compare", "wales-today", "urgent-first"], True),
        (["run"], False),
        (["compare", "wales-today", "telephone-only"], False),
    ],
    ids=["run urgent", "compare urgent", "run", "compare telephone"],
)
def test_whom_a_rule_passes_over_is_named_and_nobody_else(
    arguments: list[str], warned: bool
):
    done = ask.invoke(app, [*arguments, *SMALL])
    assert done.exit_code == 0, done.output
    assert (STARVED in done.output.replace("\n", " ")) == warned
