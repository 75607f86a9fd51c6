"""Scenarios from TOML files: one folder for a country, one file for each board."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.bricks import apply_bricks, apply_option, load_brick, load_option
from planner.inputs.files import (
    Contents,
    plain_name,
    read_toml,
    shipped_folder,
    shown_path,
    unwrap,
)
from planner.inputs.provenance import problems_from
from planner.inputs.scenario import Scenario

DEFAULT_SCENARIO = "wales-today"
SCENARIO_FILE = "scenario.toml"


def list_scenarios() -> list[str]:
    """Names of the shipped scenarios."""
    root = shipped_folder()
    folders = sorted((root / "baseline").glob(f"*/{SCENARIO_FILE}"))
    files = sorted((root / "verification").glob("*.toml"))
    return [path.parent.name for path in folders] + [path.stem for path in files]


def load_scenario(
    name_or_path: str | Path = DEFAULT_SCENARIO, options: Iterable[str | Path] = ()
) -> Scenario:
    """A validated scenario, with the bricks of these options applied in order.

    Parameters
    ----------
    name_or_path : a shipped name, a scenario file, or a folder that holds one
    options : shipped names or files

    Raises
    ------
    ScenarioError: every problem in every file, at once
    """
    path = _find(name_or_path)
    contents = _read_scenario(path)
    scenario = _validated(contents, path)
    for option in options:
        scenario = apply_option(scenario, load_option(option))
    return scenario


def _find(name_or_path: str | Path) -> Path:
    given = Path(name_or_path)
    if given.is_dir():
        return given / SCENARIO_FILE
    if given.suffix == ".toml" or isinstance(name_or_path, Path):
        return given
    root, name = shipped_folder(), plain_name(name_or_path, "scenario", "name")
    places = (
        root / "baseline" / name / SCENARIO_FILE,
        root / "verification" / f"{name}.toml",
    )
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        rule = f"no scenario of this name; there are: {', '.join(list_scenarios())}"
        hint = "or give the path of a .toml file or of its folder"
        raise ScenarioError(Problem("scenario", rule, value=repr(name), hint=hint))
    return found


def _read_scenario(path: Path) -> Contents:
    """Values of the scenario file, of what it includes, and of its boards' files."""
    raw, shown = read_toml(path), shown_path(path)
    total = Contents()
    problems: list[Problem] = []
    includes = _take_names(raw, "include", shown)
    for name in includes:
        included = path.parent / f"{name}.toml"
        if not included.is_file():
            included = shipped_folder() / "baseline" / f"{name}.toml"
        _add(total, _read(included, problems), shown_path(included))
    pathway = raw.pop("pathway", None)
    if isinstance(pathway, str):
        file = _pathway_file(plain_name(pathway, shown, "pathway"), path.parent)
        _add(total, _read(file, problems), shown_path(file), "pathway")
    elif pathway is not None:
        raw["pathway"] = pathway
    bricks = _take_names(raw, "bricks", shown)
    _add(total, raw, shown)
    for file in _board_files(path, {*includes, *bricks, str(pathway)}):
        _add(total, _read(file, problems), shown_path(file), f"boards.{file.stem}")
    total.problems = [*problems, *total.problems]
    own = path.parent.name if path.name == SCENARIO_FILE else path.stem
    total.values.setdefault("name", own)
    total.values["bricks"] = bricks
    return total


def _board_files(path: Path, named: set[str]) -> list[Path]:
    """Files beside a country's scenario file that it does not name for other uses."""
    if path.name != SCENARIO_FILE:
        return []
    files = sorted(path.parent.glob("*.toml"))
    others = {f"{name.removesuffix('.toml')}.toml" for name in named} | {SCENARIO_FILE}
    return [file for file in files if file.name not in others]


def _read(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        return read_toml(path)
    except ScenarioError as error:
        problems += error.problems
        return {}


def _pathway_file(name: str, beside: Path) -> Path:
    near = beside / f"{name}.toml"
    return near if near.is_file() else shipped_folder() / "pathways" / f"{name}.toml"


def _take_names(raw: dict[str, Any], key: str, file: str) -> list[str]:
    names = raw.pop(key, [])
    if not isinstance(names, list):
        raise ScenarioError(
            Problem(file, "is a list of names", key=key, value=repr(names))
        )
    return [plain_name(name, file, key) for name in names]


def _add(total: Contents, raw: dict[str, Any], file: str, prefix: str = "") -> None:
    contents = unwrap(raw, file, Scenario, prefix)
    nested: dict[str, Any] = contents.values
    for part in reversed(prefix.split(".") if prefix else []):
        nested = {part: nested}
    _merge(total.values, nested)
    total.provenance.update(contents.provenance)
    total.problems += contents.problems


def _merge(into: dict[str, Any], values: dict[str, Any]) -> None:
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _validated(contents: Contents, path: Path) -> Scenario:
    bricks = contents.values.pop("bricks")
    problems = list(contents.problems)
    scenario = None
    try:
        scenario = Scenario.model_validate(contents.values)
    except ValidationError as error:
        problems += problems_from(
            error, shown_path(path), contents.provenance, Scenario
        )
    if problems or scenario is None:
        raise ScenarioError(problems)
    scenario = scenario.with_dated((), (), contents.provenance)
    own = [load_brick(name, path.parent) for name in bricks]
    return apply_bricks(scenario, own, basis="scenario")
