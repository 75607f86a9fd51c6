"""TOML files read with the owner of every number, and all problems at once."""

from __future__ import annotations

import math
import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.parse_toml import parse_toml
from planner.inputs.provenance import LEAF_KEYS, Provenance, adapter_at, unit_at
from planner.inputs.units import NUMBER_UNIT

OWNER_KEYS = ("source", "year", "confidence")
LONGEST_NAME = 120
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
    ScenarioError: if it is missing, too large, or its text is refused by `parse_toml`
    """
    shown = _shown(path)
    return parse_toml(read_text(path, shown), shown)


def read_text(path: Path, shown: str, what: str = "scenario") -> str:
    """Text of a file that a person wrote.

    Raises
    ------
    ScenarioError: if it is missing, no plain file, too large or not UTF-8
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            rule, hint = "is no plain file", f"name the {what} file itself"
            raise ScenarioError(Problem(shown, rule, hint=hint))
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
        if len(content) <= LARGEST_FILE_BYTES:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        hint = "save it again as UTF-8"
        raise ScenarioError(Problem(shown, "is not UTF-8 text", hint=hint)) from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the name and the folder, and that you may read it"
        problem = Problem(shown, f"cannot be read: {reason}", hint=hint)
        raise ScenarioError(problem) from None
    size = max(about.st_size, len(content))
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
    for name, times in Counter(map(str, names)).items():
        try:
            plain.append(plain_name(name, file, key))
        except ScenarioError as error:
            problems += error.problems
        if times > 1:
            hint = "a decision counts once; name it once"
            rule = f"is named {times} times"
            problems.append(Problem(file, rule, key, repr(name)[:60], hint))
    if problems:
        raise ScenarioError(problems)
    return plain


def plain_name(name: Any, file: str, key: str) -> str:
    """The name, when it is a bare name and not a path.

    Raises
    ------
    ScenarioError: for anything that could lead outside the folder
    """
    text, rule = str(name), ""
    if not text or any(mark in text for mark in ("/", "\\", "..", ":")):
        rule = "names a file outside the folder"
    elif len(text) > LONGEST_NAME or not text.isprintable():
        rule = f"is no name of a file: at most {LONGEST_NAME} printable characters"
    if rule:
        hint, value = "write the bare name, without folder and ending", repr(text)[:80]
        raise ScenarioError(Problem(file, rule, key=key, value=value, hint=hint))
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
    if declared == NUMBER_UNIT:
        # An id, not an assumption: it has neither a source nor a range.
        return
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
    bound, value = owner.get(end), owner.get("value")
    if bound is None:
        return None
    rule, hint = _wrong_bound(bound, value, end, adapter_at(place.model, _keys(key)))
    if not rule:
        return float(bound) if isinstance(bound, float) else int(bound)
    found = Problem(place.file, rule, f"{key}.{end}", repr(bound)[:60], hint)
    place.contents.problems.append(found)
    return None


def _wrong_bound(
    bound: Any, value: Any, end: str, adapter: TypeAdapter[Any] | None
) -> tuple[str, str]:
    """Rule that a low or high end breaks, and how to fix it; empty when it is right."""
    if not _is_number(bound) or not math.isfinite(bound):
        return f"{end} is a finite number", "write the number without quotes"
    beyond = "above" if end == "low" else "below"
    if _is_number(value) and (bound > value if end == "low" else bound < value):
        hint = f"{end} is the {end}est plausible value; the value lies between the two"
        return f"lies {beyond} the value itself, {value:g}", hint
    try:
        _ = adapter and adapter.validate_python(bound)
    except ValidationError as error:
        text = str(error.errors()[0]["msg"])
        rule = f"is a value that the input may not have: {text[:1].lower()}{text[1:]}"
        return rule, "every value between low and high must be possible"
    return "", ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _keys(key: str) -> tuple[str, ...]:
    return tuple(key.split("."))


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
