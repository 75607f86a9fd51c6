"""Commands that say how sure a number is: as many runs as needed, draws of inputs."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.inputs.boards import ILLUSTRATIVE

ONE_BOARD = ["--board", "swansea-bay", "--years", "0.1", "--workers", "1"]


def call(*arguments: str) -> Result:
    """What a command gives, or raises, in this process."""
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_compare_runs_until_the_difference_is_known_as_asked(tmp_path: Path):
    done = call(
        "compare", "wales-today", "reserved-slots", *ONE_BOARD, "--measure", "seen",
        "--precision", "50", "--at-most", "40", "--out", str(tmp_path),
    )  # fmt: skip
    assert (
        "After 20 replications the difference that reserved-slots makes" in done.stdout
    )
    assert "as asked (±50 people)" in done.stdout
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert [run["replications"] for run in manifest["runs"]] == [20, 20]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What `uncertainty` says and writes for one board and one option."""
    folder = tmp_path_factory.mktemp("unsure")
    done = call(
        "uncertainty", "wales-today", *ONE_BOARD, "--option", "reserved-slots",
        "--draws", "4", "-n", "2", "--measure", "waiting_list", "--out", str(folder),
    )  # fmt: skip
    return done.stdout, folder


def test_uncertainty_separates_random_variation_from_uncertain_inputs(
    written: tuple[str, Path],
):
    said = " ".join(written[0].split())
    for words in (
        "uncertain",
        "both together",
        "with random variation alone, 9 runs in 10",
    ):
        assert words in said
    assert "option minus baseline" in said
    assert ILLUSTRATIVE in said
    assert "4 draws of" in said


def test_uncertainty_writes_its_draws_its_tables_and_its_ranking(
    written: tuple[str, Path],
):
    tables = {path.name: path for path in written[1].iterdir()}
    assert set(tables) == {
        "inputs.csv", "levels.csv", "differences.csv", "ranking.csv", "manifest.json",
    }  # fmt: skip
    inputs = pd.read_csv(tables["inputs.csv"])
    assert set(inputs["draw"]) == {0, 1, 2, 3}
    assert inputs[["low", "baseline", "high", "source"]].notna().all(axis=None)
    levels = pd.read_csv(tables["levels.csv"], keep_default_na=False)
    own = levels[levels["provider"] == "swansea-bay"]
    assert set(own["label"]) == {ILLUSTRATIVE}
    assert {"random_low", "unknown_low", "both_low", "unknown_share"} < set(levels)
    manifest = json.loads(tables["manifest.json"].read_text("utf-8"))
    assert (manifest["draws"], manifest["shape"]) == (4, "triangular")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "wales-today", "reserved-slots", "--precision", "0"], "above 0"),
        (["compare", "wales-today", "reserved-slots", "--precision", "1",
          "--measure", "luck"], "no measure of this name"),
        (["uncertainty", "--measure", "luck"], "no measure of this name"),
        (["uncertainty", "--shape", "round"], "triangular, PERT"),
        (["uncertainty", "--draws", "1"], "between 2 and"),
        (["uncertainty", "--option", "no-such-option"], "no option of this name"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_before_anything_runs(arguments, said):
    with pytest.raises(ScenarioError, match=said):
        call(*arguments)
