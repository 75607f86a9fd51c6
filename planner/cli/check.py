"""Checking of files before a run: scenarios, options, changes and pathways."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from planner.errors import Problem, ScenarioError
from planner.files import write_all
from planner.inputs.apply_changes import (
    Option,
    apply_changes,
    apply_option,
    load_option,
    read_change,
)
from planner.inputs.change_files import Change
from planner.inputs.files import read_text, read_toml, shown_path
from planner.inputs.load import DEFAULT_SCENARIO, SCENARIO_FILE, load_scenario
from planner.inputs.old_names import upgraded
from planner.inputs.pathways import BASE, PATHWAY, load_pathway
from planner.inputs.problems import Gathered
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


def upgrade_files(paths: Iterable[Path]) -> list[str]:
    """One sentence for each file: what was renamed in it, if anything.

    Every file is judged before the first is written.

    Raises
    ------
    ScenarioError: with the problems of all files; none is changed then
    """
    gathered, texts = Gathered(), dict[Path, bytes]()
    sentences: list[str] = []
    for path in itertools.chain.from_iterable(map(_all_files_in, paths)):
        shown = shown_path(path)
        old = gathered.attempt(read_text, path, shown)
        new = gathered.attempt(upgraded, old, shown) if old is not None else None
        if new is None:
            continue
        if new[1]:
            texts[path] = new[0].encode()
        said = "; ".join(new[1]) or "nothing to rename"
        sentences.append(f"{shown}: {said}")
    gathered.refuse()
    try:
        write_all(texts)
    except OSError as error:
        hint = "check that you may write there, and that there is room"
        place, rule = error.filename or "files", f"cannot be written: {error.strerror}"
        raise ScenarioError(Problem(str(place), rule, hint=hint)) from None
    return sentences


def _all_files_in(path: Path) -> list[Path]:
    """The file, or every TOML file of a folder, boards' files among them."""
    return sorted(path.rglob("*.toml")) if path.is_dir() else [path]


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
        if any(own.name == change.name for own in base.changes):
            # Its own change of this name makes room: every file is tried as it stands.
            base = base.without_changes((change.name,))
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


def _check_option(path: Path) -> str:
    option = load_option(path)
    changed = apply_option(load_scenario(DEFAULT_SCENARIO), option)
    count = len(changed.applied)
    return f"{shown_path(path)}: an option on {DEFAULT_SCENARIO}, {count} keys set"


def _check_pathway(path: Path) -> str:
    pathway = load_pathway(path)
    return f"{shown_path(path)}: a pathway of {len(pathway.stages)} stages"
