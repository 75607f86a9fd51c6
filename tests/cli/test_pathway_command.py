"""`fls-planner pathway` as people use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app, with_file
from planner.errors import ScenarioError
from planner.inputs.pathways import list_pathways

ask = CliRunner()


def test_without_a_name_every_pathway_is_listed_with_its_title():
    done = ask.invoke(app, ["pathway"])
    assert [line.partition(":")[0] for line in done.output.splitlines()] == (
        list_pathways()
    )


def test_a_diagram_is_written_where_it_is_asked_for(tmp_path: Path):
    file = tmp_path / "new" / "clinic.svg"
    done = ask.invoke(app, ["pathway", "one-stop-clinic", "--svg", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_text("utf-8").startswith("<svg")
    assert "One-stop visit" in file.read_text("utf-8")


def test_without_a_file_the_diagram_itself_is_printed():
    done = ask.invoke(app, with_file(["pathway", "standard", "--svg"]))
    assert done.output.startswith("<svg")
    assert done.output.rstrip().endswith("</svg>")


def test_an_options_pathway_is_told_in_words():
    done = ask.invoke(app, ["pathway", "--option", "telephone-only", "--text"])
    assert "Telephone assessment (nurse; 35 minutes; DNA 11 %" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "no pathway of this name"),
        (["--svg", "standard"], "needs the name or file of a pathway"),
        (["../standard"], "outside the folder"),
        (["standard", "--svg", "standard.png"], "is an SVG file"),
        (["standard", "--option", "telephone-only"], "leave one of the two out"),
        (["scenarios/options/telephone-only.toml"], "is no pathway"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(arguments: list[str], said: str):
    done = ask.invoke(app, ["pathway", *arguments])
    assert isinstance(done.exception, ScenarioError)
    assert said in str(done.exception)
