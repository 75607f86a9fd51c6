"""Bad input: one error lists every problem: file, key, value, rule, how to fix it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from planner.errors import ScenarioError
from planner.inputs.apply_changes import load_option
from planner.inputs.files import LARGEST_FILE_BYTES
from planner.inputs.load import load_scenario
from planner.inputs.provenance import RULES, rule_of
from planner.inputs.units import Parameters, PlanStart
from tests.inputs.writing import (
    CHANGE,
    NORTH,
    OPTION,
    SCENARIO,
    SOUTH,
    only,
    problems_of,
    write_country,
)


def test_the_country_of_these_tests_is_right(tmp_path: Path):
    country = write_country(tmp_path)
    option = tmp_path / "options" / "more-nurses.toml"
    assert load_scenario(country).boards["north"].posts["nurse"].wte == 1.5
    changed = load_scenario(country, options=[option])
    assert changed.boards["north"].posts["nurse"].wte == 2.5


NORTH_CASES = {
    "an unknown key": ("wte =", "wtee = 1\nwte =", "posts.nurse.wtee", "no such key"),
    "an unknown key that begins like the name of a type": (
        "wte =", "strikes = 1\nwte =", "posts.nurse.strikes", "no such key"
    ),
    "another unit": ('"WTE"', '"hours"', "posts.nurse.wte", "unit is 'WTE'"),
    "a negative WTE": ("value = 1.5", "value = -1.5", "posts.nurse.wte", "greater"),
    "a WTE that is text": ("value = 1.5", 'value = "1.5"', "posts.nurse.wte", "number"),
    "a WTE that is yes": ("value = 1.5", "value = true", "posts.nurse.wte", "number"),
    "not a number": ("value = 1.5", "value = nan", "posts.nurse.wte", "finite"),
    "an infinite WTE": ("value = 1.5", "value = inf", "posts.nurse.wte", ""),
    "a date as text": (
        'band = "7"', 'band = "7"\nstart = "2026-10-01"', "posts.nurse.start", "date",
    ),
    "a number as date": (
        'band = "7"', 'band = "7"\nstart = 86400', "posts.nurse.start", "date",
    ),
    "end before start": (
        'band = "7"', 'band = "7"\nstart = 2026-10-01\nend = 2026-09-30',
        "posts.nurse.end", "before start",
    ),
    "a role nobody knows": ('"nurse"\nband', '"wizard"\nband', "posts.nurse.role", ""),
    "half a person": ("count = 100", "count = 100.5", "waiting_list.scan.count", ""),
    "shares that add up to 0.9": (
        '"42-89" = 0.5', '"42-89" = 0.4', "waiting_list.scan.age_shares", "add up to 1",
    ),
    "an age band in words": (
        '"42-89"', '"six weeks"', "waiting_list.scan.age_shares.six weeks", "in days",
    ),
    "a list for a stage without one": (
        "[waiting_list.scan]", "[waiting_list.letter]", "waiting_list.letter", "letter",
    ),
    "a table where a number belongs": (
        "count = 100", "count = { one = 1 }", "waiting_list.scan.count", "number",
    ),
    "a list where a table belongs": (
        "[demand.other.gp]\nnumber = 1\nreferrals_a_week = 10", "other = []",
        "demand.other", "dictionary",
    ),
    "a yes that is text": (
        "needs_operator = false", 'needs_operator = "no"',
        "scanners.scanner.needs_operator", "true or false",
    ),
    "a confidence nobody has": (
        'confidence = "assumption" }', 'confidence = "sure" }', "posts.nurse.wte",
        "confidence",
    ),
    "a missing key": ("role = \"nurse\"\n", "", "posts.nurse.role", "needed"),
    "a bound in words": (
        'unit = "WTE",', 'unit = "WTE", low = "few",', "posts.nurse.wte.low", "number",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NORTH_CASES)
def test_a_board_file_with(case: str, tmp_path: Path):
    old, new, key, rule = NORTH_CASES[case]
    assert old in NORTH
    problem = only(tmp_path, north=NORTH.replace(old, new, 1))
    assert "north.toml" in problem.file
    if key:
        assert problem.key == f"boards.north.{key}"
    assert rule in f"{problem.rule} {problem.value}"


def test_a_percentage_written_as_82_is_told_how_to_write_it(tmp_path: Path):
    spoilt = SCENARIO.replace("dna = 0.08", "dna = 82")
    problem = only(tmp_path, scenario=spoilt)
    assert problem.key == "pathway.stages.scan.dna"
    assert problem.value == "82"
    assert problem.hint == "percentages are written as 0.82, not 82"


SCENARIO_CASES = {
    "a way to nowhere": ('{ to = "done" }]\n[pathway.stages.scan]',
                         '{ to = "heaven" }]\n[pathway.stages.scan]',
                         "pathway.stages.assess.next"),
    "a condition nobody can be asked": ("needs_dxa = true }", "needs_mri = true }",
                                        "pathway.stages.assess.next"),
    "a condition with a word nobody knows": ('site = "hip"', 'site = "toe"',
                                             "pathway.attributes.needs_dxa.groups"),
    "an activity for no stage": ('stages = ["scan"]', 'stages = ["mri"]',
                                 "pathway.activities.scan.stages"),
    "two stages of one number": ("number = 2\nslot_minutes = 25",
                                 "number = 1\nslot_minutes = 25",
                                 "pathway.stages.scan.number"),
    "no way in for a kind of patient": (', other = "scan"', "",
                                        "boards.north.demand.other"),
    "a plan of a day": ("years = 1", "years = 0.003", "years"),
    "a plan start in the year 1": ("2026-04-01", "0001-01-01", "plan_start"),
    "a role without terms": ("[roles.nurse]", "[roles.admin]",
                             "boards.north.posts.nurse.role"),
}  # fmt: skip


@pytest.mark.parametrize("case", SCENARIO_CASES)
def test_a_scenario_with(case: str, tmp_path: Path):
    old, new, key = SCENARIO_CASES[case]
    assert old in SCENARIO
    problems = problems_of(tmp_path, scenario=SCENARIO.replace(old, new, 1))
    assert key in [problem.key for problem in problems]


@pytest.mark.parametrize("name", ["east", "nort"])
def test_a_board_that_does_not_exist(name: str, tmp_path: Path):
    problem = only(tmp_path, south=SOUTH.replace("north =", f"{name} ="))
    assert "south.toml" in problem.file
    assert problem.value == repr(name)
    assert "does not exist" in problem.rule
    assert problem.hint.endswith("there are: north, south")
    assert problem.hint.startswith("did you mean north?") == (name == "nort")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        ("   \n\n", "empty"),
        (NORTH[:180], "not complete TOML"),
        (NORTH.encode("utf-16"), "not UTF-8"),
        ("number = [[[[" + "[" * 5000, "nested too deep"),
        ("number = " + "9" * 5000, "not complete TOML"),
        ("number = 1\nnumber = 2", "not complete TOML"),
        ("#" * (LARGEST_FILE_BYTES + 1), "bytes long"),
    ],
    ids=["empty", "blank", "cut", "utf-16", "deep", "digits", "twice", "huge"],
)
def test_a_file_that_cannot_be_read(text: str | bytes, rule: str, tmp_path: Path):
    problems = problems_of(tmp_path, north=text)
    assert rule in problems[0].rule
    assert "north.toml" in problems[0].file
    assert len(problems) == 1


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "a\\b", "..", "c:d", "", "a/../b"]
)
def test_a_name_that_leads_outside_the_folder(name: str, tmp_path: Path):
    change = OPTION.replace("second-nurse", name.replace("\\", "\\\\"))
    problem = only(tmp_path, more_nurses=change)
    assert "outside the folder" in problem.rule
    line = f'changes = ["{name}"]\n'.replace("\\", "\\\\")
    problem = only(tmp_path, scenario=line + SCENARIO)
    assert "outside the folder" in problem.rule
    assert problem.key == "changes"


@pytest.mark.parametrize("key", ["changes", "include"])
def test_a_name_where_a_list_of_names_belongs(key: str, tmp_path: Path):
    problem = only(tmp_path, scenario=f'{key} = "common"\n{SCENARIO}')
    assert problem.key == key
    assert problem.rule == "is a list of names"


def test_an_included_file_that_is_not_there(tmp_path: Path):
    problem = only(tmp_path, scenario=f'include = ["nothing"]\n{SCENARIO}')
    assert "nothing.toml" in problem.file


def test_mistakes_in_four_files_are_told_at_once(tmp_path: Path):
    problems = problems_of(
        tmp_path,
        scenario=SCENARIO.replace("dna = 0.08", "dna = 82"),
        north=NORTH.replace("value = 1.5", "value = -1.5").replace("count = 100", ""),
        south=SOUTH.replace("north =", "east ="),
        second_nurse=CHANGE.replace("why =", "wy = 1\nwhy ="),
    )
    found = {(Path(problem.file).name, problem.key) for problem in problems}
    assert found == {
        ("scenario.toml", "pathway.stages.scan.dna"),
        ("north.toml", "boards.north.posts.nurse.wte"),
        ("north.toml", "boards.north.waiting_list.scan.count"),
        ("south.toml", "boards.south.demand.providers.east"),
        ("second-nurse.toml", "wy"),
    }


def test_nothing_is_said_that_is_only_missing_because_it_was_wrong(tmp_path: Path):
    """North is taken out for want of a number; South names a board that exists."""
    problem = only(tmp_path, north=NORTH.replace("number = 1\n", "", 1))
    assert problem.key == "boards.north.number"


@pytest.mark.parametrize("name", ["wales-tomorrow", "../x", "a\0b", ""])
def test_a_scenario_or_option_of_no_name_is_told_which_there_are(name: str):
    for load in (load_scenario, load_option):
        with pytest.raises(ScenarioError) as caught:
            load(name)
        assert caught.value.problems[0].hint


def test_a_file_or_folder_that_is_not_there(tmp_path: Path):
    for path in (tmp_path, tmp_path / "x.toml", tmp_path / "x\0.toml"):
        with pytest.raises(ScenarioError, match="cannot be read"):
            load_scenario(path)


def test_changes_typed_in_are_all_checked_at_once():
    scenario = load_scenario()
    with pytest.raises(ScenarioError) as caught:
        scenario.with_values(
            {
                "boards.atlantis.posts.nurse.wte": 1.0,
                "boards.powys.sheep": 3,
                "yeers": 3,
            }
        )
    assert {p.key for p in caught.value.problems} == {
        "boards.atlantis.posts.nurse.wte",
        "boards.powys.sheep",
        "yeers",
    }


class Limits(Parameters):
    """A field for each kind of refusal that is told in words of the catalogue."""

    more: Annotated[float, Field(gt=0)] = 1
    least: Annotated[float, Field(ge=0.5)] = 1
    less: Annotated[float, Field(lt=10_000_000)] = 1
    most: Annotated[int, Field(le=5_000_000_000)] = 1
    day: PlanStart = datetime.date(2026, 4, 1)
    kind: Literal["staff", "bank"] = "staff"
    text: str = ""
    shares: dict[str, float] = Field(default_factory=dict)
    names: tuple[str, ...] = ()
    count: int = 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("more", 0), ("least", 0.4), ("less", 10_000_000), ("most", 6_000_000_000)],
        *[("day", datetime.date(1999, 1, 1)), ("kind", "agency"), ("text", 1)],
        *[("shares", 1), ("names", 1), ("count", 1.5), ("more", float("inf"))],
    ],
)
def test_a_refusal_is_told_in_the_words_of_pydantic(field: str, value: object):
    """The words are the planner's own, so that they can be translated."""
    with pytest.raises(ValidationError) as caught:
        Limits.model_validate({field: value})
    (item,) = caught.value.errors()
    assert item["type"] in RULES
    assert rule_of(item) == item["msg"][0].lower() + item["msg"][1:]
