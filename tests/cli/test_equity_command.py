"""`fls-planner equity` as people use it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError

ask = CliRunner()
SMALL = ["--years", "0.5", "-n", "2", "--board", "powys", "--workers", "1"]


def test_powys_has_a_row_of_its_own_and_an_option_a_table_of_differences(
    tmp_path: Path,
):
    arguments = ["wales-today", "urgent-first", *SMALL, "--out", str(tmp_path)]
    done = ask.invoke(app, ["equity", *arguments])
    assert done.exit_code == 0, done.output
    assert "Powys †" in done.output
    assert "runs no service of its own: its people are counted where" in done.output
    assert "option minus baseline" in " ".join(done.output.split())
    assert "treated outside the model" in done.output
    assert "never ranked" in done.output
    table = pd.read_csv(tmp_path / "equity.csv")
    assert {"residence", "age", "sex", "rural"} <= set(table["kind"])
    assert (tmp_path / "equity-differences.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "no scenario of this name"),
        (["wales-today", "nonsense"], "no option of this name"),
        (["--board", "nowhere"], "no board of this name"),
        (["-n", "0"], "between 1 and"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(arguments: list[str], said: str):
    done = ask.invoke(app, ["equity", *arguments])
    assert isinstance(done.exception, ScenarioError)
    assert said in str(done.exception)
