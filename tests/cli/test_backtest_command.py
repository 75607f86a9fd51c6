"""`fls-planner backtest`, from a board's file to its page."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from planner.cli.main import app
from planner.errors import ScenarioError

FIGURES = """\
board,year,measure,value,denominator,source,tolerance
swansea-bay,2021,waiting_list.scan,900,,own count,40 %
swansea-bay,2021,kpi5_scanned_90_of_all,20,700,own count,15
swansea-bay,2022,kpi5_scanned_90_of_all,1.4,700,own count,0.1
"""


def call(*arguments: str) -> Result:
    """What the command gives, or raises, in this process."""
    return CliRunner().invoke(app, ["backtest", *arguments], catch_exceptions=False)


def test_a_boards_file_gives_prediction_then_comparison_and_a_page(tmp_path: Path):
    file, out = tmp_path / "own.csv", tmp_path / "out"
    file.write_text(FIGURES, "utf-8")
    done = call(
        "wales-2023", "--board", "swansea-bay", "--observed", str(file),
        "--fit-years", "2021", "--constants", "starting_list,reserved_slots=1:3",
        "--quick", "--draws", "16", "--workers", "1", "--out", str(out),
    )  # fmt: skip
    said = done.stdout
    assert said.index("PREDICTION for 2022") < said.index("COMPARED with what was")
    assert "Observed 1.4 %" not in said[: said.index("COMPARED")]
    assert "MISS. Observed 1.4 %" in said
    assert {path.name for path in out.iterdir()} == {
        "backtest.html", "figures.csv", "constants.csv", "sets.csv", "observed.csv",
        "left_out.csv", "manifest.json",
    }  # fmt: skip
    left_out = pd.read_csv(out / "left_out.csv")
    assert set(left_out["year"]) == {2021, 2022}
    # One year alone leaves no other that could predict it.
    assert (left_out.loc[left_out["year"] == 2021, "sets"] == 0).all()
    assert "Each year left out, predicted by the others" in said
    assert json.loads((out / "manifest.json").read_text())["predicted"] == "2022"
    # What was put in comes out again, fit for the next back-test.
    again = pd.read_csv(out / "observed.csv").drop(columns="note")
    pd.testing.assert_frame_equal(
        again.sort_values(["year", "measure"], ignore_index=True),
        pd.read_csv(file).sort_values(["year", "measure"], ignore_index=True),
        check_dtype=False,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--draws", "3"], "between 16 and"),
        (["--replications", "1"], "between 2 and"),
        (["--engine", "quick"], "there are: compiled, simpy"),
        (["--workers", "0"], "between 1 and"),
        (["--observed", "no-such.csv"], "cannot be read"),
        (["--board", "hywel-dda"], "a board with published figures: aneurin-bevan"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(arguments, said):
    with pytest.raises(ScenarioError, match=said):
        call(*arguments)


@pytest.mark.parametrize("command", ["calibrate", "backtest"])
def test_all_wrong_options_of_a_fit_are_named_at_once(command):
    wrong = ["--draws", "3", "--workers", "-3", "--seed", "-1", "--engine", "quick"]
    with pytest.raises(ScenarioError) as caught:
        CliRunner().invoke(app, [command, *wrong], catch_exceptions=False)
    named = {problem.file for problem in caught.value.problems}
    assert named == {"--draws", "--workers", "--seed", "--engine"}
