"""Case files: what is refused, in which words, and what `verify` prints and writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.inputs.files import shipped_folder
from planner.verification.read import load_cases
from planner.verification.run import CaseEffort, run_case

GOOD = """
title = "One nurse, two people"
gate = "must"
unit = "hours"
sources = ["worked out by hand"]
[window]
end = 5
[stages.visit]
duration = 1
[servers.nurse]
[arrivals.people]
at = [0, 0]
[[expect]]
id = "wait"
measure = "wait"
value = 0.5
"""


def written(folder: Path, text: str, name: str = "case.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


AT, LENGTH, VALUE = "at = [0, 0]", "duration = 1", "value = 0.5"
TWICE = 'next = [{ to = "done", share = 0.7 }, { to = "done", share = 0.7 }]'
TURNS = 'duration = 1\nin_turn = ["done"]\n[arrivals.more]\nrate = 1'
NOWHERE = '\n[[relation]]\nid = "r"\nholds = "less"\nof = ["wait", "x"]'
STAGE, SERVERS = "stages.visit", "servers.nurse"
BAD = {
    "a key that does not exist": (LENGTH, "duraton = 1", f"{STAGE}.duraton"),
    "a stage that does not exist": (
        f"[{SERVERS}]", f'[{SERVERS}]\nstages = ["scan"]', f"{SERVERS}.stages"),
    "a class that does not exist": (AT, f'{AT}\nclass = "red"', "people.class"),
    "a measure that does not exist": ('"wait"\nvalue', '"weight"\nvalue', "measure"),
    "a statistic of another measure": (
        'measure = "wait"', 'measure = "wait"\nstatistic = "rate"', "statistic"),
    "text for a number": ("end = 5", 'end = "five"', "window.end"),
    "a negative time to run": ("end = 5", "end = -5", "window.end"),
    "nothing expected": (VALUE, "", "expect.0"),
    "no source": ('sources = ["worked out by hand"]', "", "sources"),
    "shares above one": (LENGTH, TWICE, f"{STAGE}.next"),
    "a variant that is not there": (VALUE, f'{VALUE}\nvariant = "x"', "0.variant"),
    "a sum of unknown numbers": ('measure = "wait"', 'sum = "a / b"', "expect.0.sum"),
    "a relation to nothing": (VALUE, VALUE + NOWHERE, "relation.r.of"),
    "a distribution without a spread": (
        LENGTH, 'duration = { kind = "lognormal", mean = 1 }', f"{STAGE}.duration"),
    "a duration that is not complete": (
        LENGTH, 'duration = { kind = "gamma", mean = 1 }', f"{STAGE}.duration"),
    "turns for people who come by chance": (LENGTH, TURNS, f"{STAGE}.in_turn"),
    "a variant of a key that leads nowhere": (
        VALUE, f'{VALUE}\n[variants.more]\n"window.end.x" = 1', "window.end.x"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_file_key_rule_and_a_way_to_fix_it(
    what: str, tmp_path: Path
):
    old, new, key = BAD[what]
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_cases([path])
    problems = caught.value.problems
    assert any(key in problem.key for problem in problems), str(caught.value)
    for problem in problems:
        assert "case" in problem.file
        assert problem.rule
        assert problem.hint


def test_all_bad_files_are_told_at_once(tmp_path: Path):
    written(tmp_path, GOOD.replace("end = 5", "end = -5"), "one.toml")
    written(tmp_path, GOOD.replace("[window]", "[[window"), "two.toml")
    with pytest.raises(ScenarioError, match=r"(?s)one.toml.*two.toml"):
        load_cases([tmp_path])


def test_a_folder_may_hold_scenarios_that_are_no_cases(tmp_path: Path):
    written(tmp_path, GOOD)
    mm1 = shipped_folder() / "verification" / "mm1.toml"
    written(tmp_path, mm1.read_text(), "mm1.toml")
    assert [file.path.name for file in load_cases([tmp_path])] == ["case.toml"]


def test_the_page_begins_with_a_case_that_runs(tmp_path: Path):
    page = (shipped_folder() / "verification" / "README.md").read_text("utf-8")
    text = next(t for t in re.findall(r"```toml\n(.*?)```", page, re.S) if "title" in t)
    (file,) = load_cases([written(tmp_path, text)])
    (answer,) = run_case(file, CaseEffort(workers=2))
    assert answer.verdict == "pass"


def test_verify_prints_verdicts_writes_values_and_fails_on_a_failed_must(
    tmp_path: Path,
):
    out = tmp_path / "out.json"
    good = written(tmp_path, GOOD)
    done = CliRunner().invoke(app, ["verify", str(good), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text())["case"] == {"wait": 0.5}
    bad = written(tmp_path, GOOD.replace("value = 0.5", "value = 0.25"))
    done = CliRunner().invoke(app, ["verify", str(bad)])
    assert done.exit_code == 1
    assert "fail: case wait: 0.5 (expected 0.25 to 0.25)" in done.output
    should = written(tmp_path, bad.read_text().replace('"must"', '"should"'))
    assert CliRunner().invoke(app, ["verify", str(should)]).exit_code == 0


def test_what_cannot_be_expressed_is_said_with_its_reason(tmp_path: Path):
    out = tmp_path / "out.json"
    text = 'title = "t"\nsources = ["s"]\nnot_expressed = "no limit to lists"\n'
    done = CliRunner().invoke(
        app, ["verify", str(written(tmp_path, text)), "--out", str(out)]
    )
    assert done.exit_code == 0
    assert "not expressed: case: (no limit to lists)" in done.output
    assert "no limit to lists" in out.read_text()


def test_replications_give_a_mean_with_its_error_and_shape_of_results(tmp_path: Path):
    text = GOOD.replace(AT, "rate = 0.5")
    text = text.replace("end = 5", "end = 500\nreplications = 4")
    (file,) = load_cases([written(tmp_path, text)])
    (answer,) = run_case(file, CaseEffort(share=0.5, workers=1))
    assert answer.se is not None
    assert 0 < answer.se < 1


def test_texts_with_a_unit_are_put_into_the_unit_of_the_case(tmp_path: Path):
    text = GOOD.replace("duration = 1", 'duration = "30 minutes"')
    (file,) = load_cases([written(tmp_path, text)])
    assert [a.value for a in run_case(file, CaseEffort(workers=1))] == [0.25]
