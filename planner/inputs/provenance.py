"""Where a number comes from, and how a refused number is reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from planner.errors import Problem
from planner.inputs.units import Parameters, unit_of

Confidence = Literal["seen", "derived", "assumption"]


@dataclass(frozen=True)
class Provenance:
    """Owner of one number: its unit, source, year and how sure we are."""

    value: Any
    unit: str = ""
    source: str = ""
    year: str = ""
    confidence: Confidence = "assumption"
    why: str = ""
    low: float | None = None
    high: float | None = None
    file: str = ""


LEAF_KEYS = frozenset(
    {"value", "unit", "source", "year", "confidence", "why", "low", "high"}
)


def fields_along(model: Any, keys: tuple[str, ...]) -> list[FieldInfo]:
    """Declarations of the fields a dotted key passes, the field itself last."""
    fields: list[FieldInfo] = []
    annotation: Any = model
    for key in keys:
        owner = _model_in(annotation)
        if owner is not None and key in owner.model_fields:
            fields.append(owner.model_fields[key])
            annotation = fields[-1].annotation
        elif (inner := _inside(annotation, key)) is not None:
            annotation = inner
        else:
            return []
    return fields


def unit_at(model: Any, keys: tuple[str, ...]) -> str | None:
    """Unit of the number a dotted key leads to, or None.

    A distribution's own numbers take the unit of the field that holds it.
    """
    units = [unit for field in fields_along(model, keys) if (unit := unit_of(field))]
    return units[-1] if units else None


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _parts(part)


def _model_in(annotation: Any) -> type[Parameters] | None:
    if getattr(annotation, "__origin__", None) is dict:
        return None
    for part in _parts(annotation):
        if isinstance(part, type) and issubclass(part, Parameters):
            return part
    return None


def _inside(annotation: Any, key: str) -> Any:
    """Type of the values of a dict, or of the items of a tuple by their position."""
    wanted = tuple if key.isdigit() else dict
    for part in _parts(annotation):
        origin = getattr(part, "__origin__", None)
        if origin is dict or origin is wanted:
            return part.__args__[-1 if origin is dict else 0]
    return None


def problems_from(
    error: ValidationError, file: str, provenance: Mapping[str, Provenance], model: Any
) -> list[Problem]:
    """Every finding of pydantic as a problem a person can act on."""
    return [_problem(item, file, provenance, model) for item in error.errors()]


def _problem(
    item: Any, file: str, provenance: Mapping[str, Provenance], model: Any
) -> Problem:
    keys = tuple(str(part) for part in item["loc"])
    key = ".".join(keys)
    owner = provenance.get(key)
    value = "" if item["type"] == "missing" else _short(item.get("input"))
    unit = unit_at(model, keys)
    return Problem(
        file=_file_of(key, provenance) or (owner.file if owner else "") or file,
        key=key,
        value=value,
        rule=_rule(item, unit),
        hint=_hint(item, unit, keys),
    )


def _file_of(key: str, provenance: Mapping[str, Provenance]) -> str:
    """File that holds this key or, for a missing one, its nearest neighbours."""
    while key:
        near = next((p.file for k, p in provenance.items() if k.startswith(key)), "")
        if near:
            return near
        key = key.rpartition(".")[0]
    return ""


def _short(value: Any) -> str:
    text = repr(value)
    return "" if isinstance(value, dict | Parameters) or len(text) > 60 else text


def _rule(item: Any, unit: str | None) -> str:
    text = str(item["msg"]).removeprefix("Value error, ")
    rules = {
        "extra_forbidden": "there is no such key",
        "missing": "this key is needed",
    }
    rule = rules.get(item["type"], text[:1].lower() + text[1:])
    return f"{rule} (unit: {unit})" if unit else rule


def _hint(item: Any, unit: str | None, keys: tuple[str, ...]) -> str:
    value = item.get("input")
    if (
        unit
        and unit.startswith("share")
        and isinstance(value, int | float)
        and value > 1
    ):
        return f"percentages are written as {value / 100:g}, not {value:g}"
    if item["type"] == "extra_forbidden":
        return f"check the spelling of {keys[-1]!r}, or take the line out"
    if item["type"] == "missing":
        return f"add {keys[-1]} with its unit and source"
    if item["type"].startswith("greater_than"):
        return "write the amount itself; a reduction is a smaller amount, not a minus"
    return "see the shipped files in scenarios/baseline for the form"
