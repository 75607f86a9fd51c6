"""TOML files read with the owner of every number, and all problems at once."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.inputs.provenance import LEAF_KEYS, Provenance, unit_at

OWNER_KEYS = ("source", "year", "confidence")
LARGEST_FILE_BYTES = 2_000_000
"""No scenario file comes near this; a larger one is somebody's mistake."""


def shipped_folder() -> Path:
    """Folder of the scenarios that come with the planner.

    In a wheel they lie inside the package; in a checkout beside it.
    """
    inside = Path(str(resources.files("planner"))) / "_scenarios"
    return inside if inside.is_dir() else inside.parent.parent / "scenarios"


@dataclass
class Contents:
    """What one file says: plain values, the owner of each number, its problems."""

    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_toml(path: Path) -> dict[str, Any]:
    """Raw contents of a TOML file.

    Raises
    ------
    ScenarioError: if it is missing, empty, too large or cut off
    """
    shown = _shown(path)
    text = read_text(path, shown)
    if not text.strip():
        hint = "copy a shipped file from scenarios/ and edit that"
        raise ScenarioError(Problem(shown, "the file is empty", hint=hint))
    try:
        return tomllib.loads(text)
    except RecursionError:
        rule, hint = "is nested too deep to be read", "write fewer brackets in brackets"
        raise ScenarioError(Problem(shown, rule, hint=hint)) from None
    except ValueError as error:
        rule = f"is not complete TOML: {str(error)[:1].lower()}{str(error)[1:]}"
        hint = "the file may be cut off, or a quote or bracket is not closed"
        raise ScenarioError(Problem(shown, rule, hint=hint)) from None


def read_text(path: Path, shown: str, what: str = "scenario") -> str:
    """Text of a file that a person wrote.

    Raises
    ------
    ScenarioError: if it is missing, too large or not UTF-8
    """
    try:
        size = path.stat().st_size
        if size <= LARGEST_FILE_BYTES:
            return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        hint = "save it again as UTF-8"
        raise ScenarioError(Problem(shown, "is not UTF-8 text", hint=hint)) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the name and the folder, and that you may read it"
        problem = Problem(shown, f"cannot be read: {reason}", hint=hint)
        raise ScenarioError(problem) from None
    rule = f"is {size:,} bytes long; at most {LARGEST_FILE_BYTES:,} are read"
    raise ScenarioError(Problem(shown, rule, hint=f"is it really a {what} file?"))


def names_under(raw: Mapping[str, Any], key: str, file: str) -> list[str]:
    """Bare names listed under a key; none when it is not there.

    Raises
    ------
    ScenarioError: with every entry that is no bare name
    """
    names = raw.get(key, [])
    if not isinstance(names, list):
        hint = f'write {key} = ["a-name"]'
        found = Problem(file, "is a list of names", key, repr(names)[:60], hint)
        raise ScenarioError(found)
    problems: list[Problem] = []
    plain = []
    for name in names:
        try:
            plain.append(plain_name(name, file, key))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return plain


def plain_name(name: Any, file: str, key: str) -> str:
    """The name, when it is a bare name and not a path.

    Raises
    ------
    ScenarioError: for anything that could lead outside the folder
    """
    text = str(name)
    if not text or any(mark in text for mark in ("/", "\\", "..", ":", "\0")):
        hint = "write the bare name, without folder and ending"
        rule = "names a file outside the folder"
        raise ScenarioError(Problem(file, rule, key=key, value=repr(text), hint=hint))
    return text.removesuffix(".toml")


def unwrap(raw: dict[str, Any], file: str, model: Any, prefix: str = "") -> Contents:
    """Plain values of a file's tables, with the owner of each number kept apart.

    A number is written as a table with value, unit, source, year and confidence, or
    bare; a bare one belongs to the `source` that stands at the top of its file.
    """
    top = owner_of_bare_numbers(raw)
    rest = {key: value for key, value in raw.items() if key not in top}
    contents = Contents()
    contents.values = _unwrap_table(
        rest, _FileContext(file, model, top, contents), prefix
    )
    return contents


def owner_of_bare_numbers(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Source, year and confidence as they stand at the top of a file."""
    return {key: value for key, value in raw.items() if key in OWNER_KEYS}


@dataclass(frozen=True)
class _FileContext:
    file: str
    model: Any
    top: dict[str, Any]
    contents: Contents


def _unwrap_table(
    table: dict[str, Any], place: _FileContext, prefix: str
) -> dict[str, Any]:
    return {
        name: _unwrap_value(value, place, f"{prefix}.{name}" if prefix else name)
        for name, value in table.items()
    }


def _unwrap_value(value: Any, place: _FileContext, key: str) -> Any:
    if isinstance(value, dict):
        if "value" not in value:
            return _unwrap_table(value, place, key)
        _check_leaf(value, place, key)
        _own(value["value"], {**place.top, **value}, place, key)
        return value["value"]
    if isinstance(value, list):
        return [
            _unwrap_value(item, place, f"{key}.{index}")
            if isinstance(item, dict)
            else item
            for index, item in enumerate(value)
        ]
    if isinstance(value, int | float) and not isinstance(value, bool):
        _own(value, place.top, place, key)
    return value


def _own(value: Any, owner: dict[str, Any], place: _FileContext, key: str) -> None:
    declared = unit_at(place.model, tuple(key.split(".")))
    confidence = str(owner.get("confidence", "assumption"))
    if confidence not in ("seen", "derived", "assumption"):
        rule = "confidence is one of seen, derived, assumption"
        hint = "write one of the three words; assumption is the humblest"
        problem = Problem(place.file, rule, key, repr(confidence), hint)
        place.contents.problems.append(problem)
    place.contents.provenance[key] = Provenance(
        value=value,
        unit=str(owner.get("unit", declared or "")),
        source=str(owner.get("source", f"not stated in {place.file}")),
        year=str(owner.get("year", "")),
        confidence=confidence,  # type: ignore[arg-type]  # checked above
        why=str(owner.get("why", "")),
        low=_bound(owner, "low", place, key),
        high=_bound(owner, "high", place, key),
        file=place.file,
    )


def _bound(
    owner: dict[str, Any], end: str, place: _FileContext, key: str
) -> float | None:
    """Low or high end of what is plausible, None where none is given."""
    value = owner.get(end)
    if value is None or (isinstance(value, int | float) and math.isfinite(value)):
        return value
    rule, hint = f"{end} is a finite number", "write the number without quotes"
    found = Problem(place.file, rule, f"{key}.{end}", repr(value)[:60], hint)
    place.contents.problems.append(found)
    return None


def _check_leaf(leaf: dict[str, Any], place: _FileContext, key: str) -> None:
    for name in sorted(set(leaf) - LEAF_KEYS):
        known = ", ".join(sorted(LEAF_KEYS))
        place.contents.problems.append(
            Problem(
                place.file,
                "a number is described by known words only",
                key=f"{key}.{name}",
                hint=f"use {known}",
            )
        )
    declared = unit_at(place.model, tuple(key.split(".")))
    given = leaf.get("unit")
    if isinstance(leaf["value"], dict):
        rule, hint = "value is a number, not a table", "write value = 1.5"
        place.contents.problems.append(Problem(place.file, rule, key, hint=hint))
    if declared and given is not None and given != declared:
        rule = f"the unit is {declared!r}, not {given!r}"
        hint = f"convert the number, then write unit = {declared!r}"
        problem = Problem(
            place.file, rule, key=key, value=repr(leaf["value"]), hint=hint
        )
        place.contents.problems.append(problem)


def _shown(path: Path) -> str:
    """The file as a person knows it: below the scenarios folder, or as given."""
    try:
        return str(
            Path("scenarios") / path.resolve().relative_to(shipped_folder().resolve())
        )
    except (OSError, ValueError, RuntimeError):
        return str(path)


shown_path = _shown
