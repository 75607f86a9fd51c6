"""Validation cases as files (fls-validation-case/1): read, checked, put in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.errors import DataError, Problem, unknown_name

SCHEMA = "fls-validation-case/1"
NEEDED = ("id", "kind")


@dataclass(frozen=True)
class Part:
    """One set of inputs with what is asked of it; most cases have only one."""

    prefix: str
    """Put before a metric's name in the results: the sub-case's name and a slash."""
    inputs: Mapping[str, Any]
    asked: Mapping[str, Mapping[str, Any]]
    """Metrics with how they are compared. Their values are never looked at."""
    run: Mapping[str, Any]
    """Replications and lengths that the case wants at least."""


@dataclass(frozen=True)
class Case:
    """One case: its kind decides how it is translated, never its name."""

    id: str
    kind: str
    gate: str
    units: str
    title: str
    about: str
    """What the case says of itself besides its numbers."""
    parts: tuple[Part, ...]


def load_cases(folder: Path, only: Iterable[str] = ()) -> list[Case]:
    """The cases of a folder, in order of file name; of these kinds alone, if any.

    Parameters
    ----------
    only : kinds, or what kinds begin with up to a dot: "queue", "queue.mmc"

    Raises
    ------
    DataError: with every file that cannot be read, or when nothing is left
    """
    if not folder.is_dir():
        hint = "name the folder that holds the cases' JSON files"
        raise DataError(Problem(str(folder), "there is no such folder", hint=hint))
    files = sorted(folder.glob("*.json"))
    problems: list[Problem] = []
    cases = []
    for file in files:
        try:
            cases.append(_read(file))
        except DataError as error:
            problems += error.problems
    if not files:
        problems.append(Problem(str(folder), "holds no JSON file"))
    if problems:
        raise DataError(problems)
    return _chosen(folder, cases, tuple(only))


def _chosen(folder: Path, cases: list[Case], only: tuple[str, ...]) -> list[Case]:
    unknown = [name for name in only if not any(_is_of(case, name) for case in cases)]
    if unknown:
        known = sorted({case.kind for case in cases})
        raise DataError(
            unknown_name("kind of case", name, known, file=str(folder), key="--only")
            for name in unknown
        )
    return [
        case for case in cases if not only or any(_is_of(case, name) for name in only)
    ]


def _is_of(case: Case, name: str) -> bool:
    return case.kind == name or case.kind.startswith(f"{name}.")


def _read(file: Path) -> Case:
    try:
        raw = json.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(Problem(str(file), f"is a JSON file: {error}")) from None
    if not isinstance(raw, dict):
        raise DataError(Problem(str(file), "holds one case, as a JSON object"))
    problems = [
        Problem(str(file), "is given, as text", key)
        for key in NEEDED
        if not isinstance(raw.get(key), str)
    ]
    if raw.get("schema", SCHEMA) != SCHEMA:
        shown = repr(raw["schema"])
        problems.append(Problem(str(file), f"is {SCHEMA}", "schema", shown))
    parts = raw.get("subcases", [raw])
    problems += _wrong_parts(file, parts)
    if problems:
        raise DataError(problems)
    return Case(
        id=raw["id"],
        kind=raw["kind"],
        gate=str(raw.get("gate", "")),
        units=str(raw.get("units", "")),
        title=str(raw.get("title", "")),
        about=f"{raw.get('title', '')}. {raw.get('map_to_model', '')}",
        parts=tuple(_part(raw, part, "subcases" in raw) for part in parts),
    )


def _wrong_parts(file: Path, parts: Any) -> list[Problem]:
    if not isinstance(parts, list) or not all(isinstance(p, dict) for p in parts):
        return [Problem(str(file), "is a list of objects", "subcases")]
    found = []
    for part in parts:
        asked = part.get("expected")
        if not isinstance(asked, dict) or not all(
            isinstance(how, dict) for how in asked.values()
        ):
            found.append(Problem(str(file), "is an object of objects", "expected"))
        for key in ("inputs", "run"):
            if not isinstance(part.get(key, {}), dict):
                found.append(Problem(str(file), "is an object", key))
    return found


def _part(case: Mapping[str, Any], part: Mapping[str, Any], named: bool) -> Part:
    """A part with what the case says for all its parts."""
    return Part(
        prefix=f"{part.get('name', '')}/" if named else "",
        inputs={**case.get("inputs", {}), **part.get("inputs", {})},
        asked=part["expected"],
        run={**case.get("run", {}), **part.get("run", {})},
    )
