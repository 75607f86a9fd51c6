"""Two pathways at once: refused, or one file that says what both say."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.apply_changes import (
    apply_changes,
    apply_option,
    list_options,
    load_change,
    load_option,
)
from planner.inputs.pathways import list_pathways, load_pathway
from planner.pathway.visits import Outcome
from tests.inputs.test_pathway_files import FOLDER, written

FALLS = "falls-and-exercise"
CHOOSE = sorted(
    name
    for name, option in list_options().items()
    if option.pathway or any("pathway" in load_change(c).raw for c in option.changes)
)
"""Options that choose a pathway, by themselves or through a change."""


@pytest.mark.parametrize("name", [name for name in CHOOSE if name != FALLS])
def test_two_options_that_choose_a_pathway_are_refused_together_by_one_problem(name):
    """Nothing is said of what only follows from there being two."""
    for names in ((name, FALLS), (FALLS, name)):
        with pytest.raises(ScenarioError, match="set one key") as refused:
            planner.load_scenario(options=names)
        (problem,) = refused.value.problems
        assert problem.key == "pathway"
        assert "based on one of them" in problem.hint


def leaves_the_assessment(name: str) -> bool:
    """Whether a pathway says nothing of who goes on from it, nor of nurses' work."""
    own = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    ways = "next" in own.get("stages", {}).get("assess", {})
    return own.get("based_on") == "standard" and not (
        ways or "nurse" in own.get("roles", {})
    )


WITH_FALLS = sorted(set(filter(leaves_the_assessment, list_pathways())) - {FALLS})


def test_some_shipped_pathways_leave_the_assessment_to_another() -> None:
    assert {"telephone-only", "virtual-clinic"} <= set(WITH_FALLS)


@pytest.mark.parametrize("name", WITH_FALLS)
def test_falls_and_exercise_go_with_every_pathway_that_leaves_the_assessment_to_it(
    name: str, tmp_path: Path
):
    """The same file, based on the pathway with falls questions instead."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert text.count('based_on = "standard"') == 1
    combined = tmp_path / "combined.toml"
    combined.write_text(text.replace('"standard"', f'"{FALLS}"', 1), "utf-8")
    pathway = load_pathway(combined)
    assert "falls_questions" in [step.to for step in pathway.stages["assess"].next]
    option = load_option(FALLS)
    keys = {"title": '"Both"', "question": '"Do both run?"', "pathway": '"combined"'}
    scenario = apply_option(
        planner.load_scenario(), load_option(written(tmp_path, "both", keys))
    )
    clinics = [
        replace(change, raw={k: v for k, v in change.raw.items() if k != "pathway"})
        for change in map(load_change, option.changes)
    ]
    both = apply_changes(scenario, clinics).with_values({"years": 0.3})
    record = replicate_once(both, "swansea-bay", 4, 0)
    for stage in ("falls_questions", "falls_service", "class"):
        assert (record.at_stage(stage).outcome == Outcome.SEEN).any()
