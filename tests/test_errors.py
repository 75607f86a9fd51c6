"""Every problem that people are told of says how to fix it."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import (
    OutputError,
    PlannerError,
    ScenarioError,
    check_count,
    unknown_name,
)

HINT = 4
"""Place of the hint among the arguments of a problem."""


def without_hint(source: str) -> Iterator[int]:
    """Lines on which a problem is made that has no hint.

    >>> list(without_hint("Problem(file, rule)"))
    [1]
    >>> list(without_hint("Problem(file, rule, hint=hint)"))
    []
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Problem":
            continue
        # A row of arguments given as a whole has been looked at where it is made.
        whole = any(isinstance(each, ast.Starred) for each in node.args)
        named = any(each.arg in ("hint", None) for each in node.keywords)
        if not (whole or named or len(node.args) > HINT):
            yield node.lineno


def test_every_problem_has_a_hint(root: Path):
    found = [
        f"{path.relative_to(root)}:{line}"
        for folder in ("planner", "dashboard")
        for path in sorted((root / folder).rglob("*.py"))
        for line in without_hint(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_number_out_of_bounds_is_answered_with_the_nearest():
    with pytest.raises(ScenarioError, match=r"fix: the nearest .* is 1,000"):
        check_count("replications", 5000, 1, 1000)


def test_advice_goes_on_after_a_question_without_a_semicolon():
    names = [f"option-{number}" for number in range(99)]
    problem = unknown_name("option", "optoin-7", names, hint="or give its path")
    assert "? or give its path" in problem.hint


def test_what_cannot_be_written_says_so_in_another_process_too():
    error = pickle.loads(pickle.dumps(OutputError("not written", "make room")))
    assert (error.text, error.hint) == ("not written", "make room")
    assert str(error) == "not written\n    fix: make room"


@pytest.mark.parametrize(
    "call",
    [
        ["template", "FILE/book.xlsx", "--board", "swansea-bay"],
        ["run", "--years", "0.1", "-n", "1", "--out", "FILE"],
        ["run", "--years", "0.1", "-n", "1", "--out", "FILE/in/it"],
        ["run", "--years", "0.1", "-n", "1", "--out", "FILE/answer.xlsx"],
        ["workforce", "-n", "1", "--years", "0.1", "--out", "FILE/staff.csv"],
        ["verify", "--only", "O-D01", "--out", "FILE/verify.json"],
        ["check", "EMPTY"],
    ],
    ids=lambda call: " ".join(call[:1] + call[-1:]),
)
def test_a_file_where_a_folder_should_be_is_said_with_what_to_do(
    call: list[str], tmp_path: Path
):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    places = {"FILE": str(tmp_path / "file"), "EMPTY": str(tmp_path / "empty")}
    filled = list(call)
    for name, place in places.items():
        filled = [part.replace(name, place) for part in filled]
    done = CliRunner().invoke(app, filled)
    assert isinstance(done.exception, PlannerError)
    assert "fix: " in str(done.exception)
    assert (tmp_path / "file").read_text() == "mine"
