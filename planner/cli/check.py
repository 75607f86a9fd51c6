"""Checking of files before a run: scenarios, options, changes and pathways."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planner.errors import Problem, ScenarioError
from planner.inputs.apply_changes import (
    Option,
    apply_changes,
    apply_option,
    load_option,
    read_change,
)
from planner.inputs.change_files import Change
from planner.inputs.files import read_toml, shown_path
from planner.inputs.load import DEFAULT_SCENARIO, SCENARIO_FILE, load_scenario
from planner.inputs.pathways import BASE, PATHWAY, load_pathway
from planner.inputs.scenario import Scenario


def check_files(paths: Iterable[Path]) -> list[str]:
    """One sentence for each file that is right.

    Raises
    ------
    ScenarioError: with the problems of all files together
    """
    sentences: list[str] = []
    problems: list[Problem] = []
    for path in paths:
        for file in _files_in(path):
            try:
                sentences.append(_check(file))
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return sentences


def _files_in(path: Path) -> list[Path]:
    """The file, or the files of a folder that can be checked by themselves."""
    if not path.is_dir():
        return [path]
    if (path / SCENARIO_FILE).is_file():
        return [path / SCENARIO_FILE]
    # Boards' files are checked with their scenario, not by themselves.
    files = sorted(
        file
        for file in path.rglob("*.toml")
        if file.name == SCENARIO_FILE
        or (not (file.parent / SCENARIO_FILE).is_file() and file.name != "common.toml")
    )
    if not files:
        raise ScenarioError(Problem(str(path), "holds no TOML file"))
    return files


def _check(path: Path) -> str:
    """What one file is, when it is right, judged by the keys it has."""
    raw, shown = read_toml(path), shown_path(path)
    if (path.parent / SCENARIO_FILE).is_file() and path.name != SCENARIO_FILE:
        scenario = load_scenario(path.parent / SCENARIO_FILE)
        return f"{shown}: right, as a board of {scenario.name}"
    if {"stages", BASE} & set(raw):
        return _check_pathway(path)
    of_scenario = {"boards", "plan_start"} & set(raw)
    if "without" in raw or ({"changes", PATHWAY} & set(raw) and not of_scenario):
        return _check_option(path)
    if "set" in raw or "why" in raw:
        change = read_change(path)
        base = load_scenario(DEFAULT_SCENARIO)
        if not _is_in(base.changes, change.name):
            _try_change(base, change)
        return f"{shown}: a change in force from {change.start}, {len(change.raw)} keys"
    scenario = load_scenario(path)
    return (
        f"{shown}: a scenario of {len(scenario.boards)} boards from"
        f" {scenario.plan_start}, fingerprint {scenario.fingerprint()}"
    )


def _try_change(base: Scenario, change: Change) -> None:
    """Apply a change by itself, on the pathway that it names."""
    if change.on_pathway:
        here = change.file, change.folder, change.on_pathway
        apply_option(base, Option(change.name, "", "", (change.name,), (), *here))
    else:
        apply_changes(base, [change])


def _is_in(changes: Iterable[object], name: str) -> bool:
    return any(getattr(change, "name", "") == name for change in changes)


def _check_option(path: Path) -> str:
    option = load_option(path)
    changed = apply_option(load_scenario(DEFAULT_SCENARIO), option)
    count = len(changed.applied)
    return f"{shown_path(path)}: an option on {DEFAULT_SCENARIO}, {count} keys set"


def _check_pathway(path: Path) -> str:
    pathway = load_pathway(path)
    return f"{shown_path(path)}: a pathway of {len(pathway.stages)} stages"
