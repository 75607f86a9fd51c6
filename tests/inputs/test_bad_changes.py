"""Bad changes and options: refused with every problem, before anything is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from tests.inputs.writing import CHANGE, OPTION, only, problems_of, write_country


def test_two_changes_that_set_one_key(tmp_path: Path):
    country = write_country(tmp_path)
    folder = tmp_path / "options"
    (folder / "third-nurse.toml").write_text(CHANGE.replace("2.5", "3.5"), "utf-8")
    option = folder / "both.toml"
    option.write_text('changes = ["second-nurse", "third-nurse"]\n', "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(country, options=[option])
    (problem,) = caught.value.problems
    assert "second-nurse.toml" in problem.file
    assert "third-nurse.toml" in problem.file
    assert problem.key == "boards.north.posts.nurse.wte"
    assert "two changes" in problem.rule
    assert problem.hint


def test_a_change_that_the_scenario_already_holds_is_not_counted_twice(tmp_path: Path):
    option = tmp_path / "again.toml"
    option.write_text('changes = ["roll-out-2024"]\n', "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("wales-today", options=[option])
    (problem,) = caught.value.problems
    assert "already holds the change roll-out-2024" in problem.rule
    assert problem.hint


CHANGE_CASES = {
    "a board that does not exist": ("boards.north", "boards.east", "east"),
    "a post's key that does not exist": ("nurse.wte", "nurse.wage", "no such key"),
    "a negative WTE": ("= 2.5", "= -2.5", "greater than"),
    "no date": ("from = 2026-04-01\n", "", "needs 'from'"),
    "no reason": ('why = "The list grows."\n', "", "needs 'why'"),
    "a date as text": ("2026-04-01", '"2026-04-01"', "date"),
    "an end before its start": (
        "from = 2026-04-01", "from = 2026-04-01\nuntil = 2026-03-01", "before from",
    ),
    "an unknown key": ("why =", "wy = 1\nwhy =", "no such key"),
    "nothing to set": ("[set]", "[sett]", "no such key"),
    "a list to set": (
        CHANGE[CHANGE.index("[set]"):], "set = [1]\n", "is a table",
    ),
    "a factor in words": ("= 2.5", '= { multiply = "two" }', "finite number"),
    "a factor for a table": (".nurse.wte\" = 2.5", '.nurse" = { add = 1 }', "number"),
    "a price in words": ("[set]", '[price]\ncapital = "dear"\n[set]', "number"),
    "a price that is no table": ("[set]", "price = 3\n[set]", ""),
    "a reason that is a number": ('"The list grows."', "3", "text"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGE_CASES)
def test_a_change_with(case: str, tmp_path: Path):
    old, new, rule = CHANGE_CASES[case]
    assert old in CHANGE
    problems = problems_of(tmp_path, second_nurse=CHANGE.replace(old, new, 1))
    assert all("second-nurse" in problem.file for problem in problems)
    assert any(rule in f"{p.rule} {p.value}" for p in problems)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('["second-nurse"]', "[]", "changes"),
        ('["second-nurse"]', '"second-nurse"', "changes"),
        ("question", "quest", "quest"),
        ('["second-nurse"]', '["no-such-change"]', ""),
        ('["second-nurse"]', '["second-nurse"]\nwithout = ["roll-out"]', "without"),
        ('["second-nurse"]', "[3]", ""),
    ],
)
def test_an_option_with_a_wrong(old: str, new: str, key: str, tmp_path: Path):
    problem = only(tmp_path, more_nurses=OPTION.replace(old, new, 1))
    assert problem.key == key
