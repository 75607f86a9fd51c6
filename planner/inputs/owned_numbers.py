"""Values of a TOML file with the owner of every number, and all problems at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.errors import Problem
from planner.inputs.provenance import (
    LEAF_KEYS,
    Provenance,
    adapter_at,
    rule_of,
    unit_at,
)
from planner.inputs.units import NUMBER_UNIT
from planner.locale import _

OWNER_KEYS = ("source", "year", "confidence")


@dataclass
class Contents:
    """Contents of one file: plain values, the owner of each number, its problems."""

    values: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Provenance] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


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
        rule = _("confidence is one of seen, derived, assumption")
        hint = _("write one of the three words; assumption is the humblest")
        problem = Problem(place.file, rule, key, repr(confidence), hint)
        place.contents.problems.append(problem)
    place.contents.provenance[key] = Provenance(
        value=value,
        unit=str(owner.get("unit", declared or "")),
        source=str(owner["source"])
        if "source" in owner
        else _("not stated in {file}", file=place.file),
        year=str(owner.get("year", "")),
        confidence=confidence,  # type: ignore[arg-type]  # checked above
        why=str(owner.get("why", "")),
        low=_bound(owner, "low", place, key),
        high=_bound(owner, "high", place, key),
        file=place.file,
        part_of=str(owner.get("part_of", "")),
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
        rule = _("{key} is a finite number", key=end)
        return rule, _("write the number without quotes")
    if _is_number(value) and end == "low" and bound > value:
        rule = _("lies above the value itself, {value:g}", value=value)
        return rule, _(
            "low is the lowest plausible value; the value lies between the two"
        )
    if _is_number(value) and end == "high" and bound < value:
        rule = _("lies below the value itself, {value:g}", value=value)
        return rule, _(
            "high is the highest plausible value; the value lies between the two"
        )
    try:
        if adapter:
            adapter.validate_python(bound)
    except ValidationError as error:
        refused = rule_of(error.errors()[0])
        rule = _("is a value that the input may not have: {rule}", rule=refused)
        return rule, _("every value between low and high must be possible")
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
                _("a number is described by known words only"),
                key=f"{key}.{name}",
                hint=_("use {names}", names=known),
            )
        )
    declared = unit_at(place.model, tuple(key.split(".")))
    given = leaf.get("unit")
    if isinstance(leaf["value"], dict):
        rule, hint = _("value is a number, not a table"), _("write value = 1.5")
        place.contents.problems.append(Problem(place.file, rule, key, hint=hint))
    if declared and given is not None and given != declared:
        rule = _("the unit is {unit!r}, not {given!r}", unit=declared, given=given)
        hint = _("convert the number, then write unit = {unit!r}", unit=declared)
        problem = Problem(place.file, rule, key, repr(leaf["value"]), hint)
        place.contents.problems.append(problem)
