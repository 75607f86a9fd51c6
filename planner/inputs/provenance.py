"""Sources of numbers, and the report of a refused number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from planner.errors import Problem, known_names
from planner.inputs.findings import ContradictionError, Finding
from planner.inputs.units import Parameters, unit_of
from planner.locale import _, gettext_noop

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
    part_of: str = ""
    """Total that it is a part of: the total is known, how it is split is not."""


LEAF_KEYS = frozenset(
    {"value", "unit", "source", "year", "confidence", "why", "low", "high", "part_of"}
)


TRIED_TYPE = re.compile(r"(tuple|bool|str)(\[.*)?")
"""A type among several that pydantic tried, as it names it within a place."""
SEE_SHIPPED = gettext_noop("see the shipped files in scenarios/baseline for the form")
WRITE_A_TABLE = gettext_noop("write a table: [its.name], or { key = value }")
HINTS = {
    "dict_type": WRITE_A_TABLE,
    "model_type": WRITE_A_TABLE,
    "tuple_type": gettext_noop("write a list in square brackets"),
    "string_type": gettext_noop("write text in quotes"),
    "bool_type": gettext_noop("write true or false, without quotes"),
    "date_type": gettext_noop("write the date without quotes, like 2026-10-01"),
    "finite_number": gettext_noop("write a finite number"),
    "int_from_float": gettext_noop("write a whole number"),
}
"""Fixes by the kind of refusal."""
RULES = {
    "extra_forbidden": gettext_noop("there is no such key"),
    "missing": gettext_noop("this key is needed"),
    "greater_than": gettext_noop("input should be greater than {gt}"),
    "greater_than_equal": gettext_noop("input should be greater than or equal to {ge}"),
    "less_than": gettext_noop("input should be less than {lt}"),
    "less_than_equal": gettext_noop("input should be less than or equal to {le}"),
    "literal_error": gettext_noop("input should be {expected}"),
    "string_type": gettext_noop("input should be a valid string"),
    "dict_type": gettext_noop("input should be a valid dictionary"),
    "tuple_type": gettext_noop("input should be a valid tuple"),
    "finite_number": gettext_noop("input should be a finite number"),
    "int_from_float": gettext_noop(
        "input should be a valid integer, got a number with a fractional part"
    ),
    "model_type": gettext_noop(
        "input should be a valid dictionary or instance of {class_name}"
    ),
}
"""Rules by the kind of refusal; any other kind is told in the words of pydantic."""


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


@lru_cache(maxsize=4096)
def adapter_at(model: Any, keys: tuple[str, ...]) -> TypeAdapter[Any] | None:
    """Check of a value by the bounds of the field a dotted key leads to."""
    annotation: Any = model
    for place, key in enumerate(keys, 1):
        owner = _model_in(annotation)
        if owner is not None and key in owner.model_fields:
            if place == len(keys):
                return _adapter_of(owner, key)
            annotation = owner.model_fields[key].annotation
        elif (annotation := _inside(annotation, key)) is None:
            return None
    return TypeAdapter(annotation)


@lru_cache(maxsize=1024)
def _adapter_of(model: type[Parameters], name: str) -> TypeAdapter[Any]:
    """Check of a value by the bounds of a field; boards have theirs in common."""
    found = model.model_fields[name]
    annotation: Any = found.annotation
    if found.metadata:
        annotation = Annotated[(annotation, *found.metadata)]
    return TypeAdapter(annotation)


def known_keys(model: Any, keys: tuple[str, ...]) -> list[str]:
    """Names of the fields of the table that a dotted key leads to."""
    annotation: Any = model
    for key in keys:
        owner = _model_in(annotation)
        if owner is not None and key in owner.model_fields:
            annotation = owner.model_fields[key].annotation
        else:
            annotation = _inside(annotation, key)
    table = _model_in(annotation)
    return [] if table is None else list(table.model_fields)


@lru_cache(maxsize=4096)
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
    place = _Origin(file, provenance, model)
    found: list[Problem] = []
    for item in error.errors():
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, ContradictionError):
            found += [place.contradiction(item, each) for each in cause.findings]
        else:
            found.append(place.problem(item))
    return found


@dataclass(frozen=True)
class _Origin:
    """Sources of values, to be named in a problem."""

    file: str
    provenance: Mapping[str, Provenance]
    model: Any

    def file_of(self, key: str) -> str:
        return _file_of(key, self.provenance) or self.file

    def problem(self, item: Any) -> Problem:
        """One value that is refused by itself."""
        keys = tuple(str(part) for part in item["loc"])
        # Of a choice of types pydantic names the one it tried; that is no key.
        keys = tuple(key for key in keys if not TRIED_TYPE.fullmatch(key))
        key = ".".join(keys)
        value = "" if item["type"] == "missing" else _short(item.get("input"))
        unit = unit_at(self.model, keys)
        rule, hint = rule_of(item), _hint(item, unit, keys)
        if unit:
            rule = _("{rule} (unit: {unit})", rule=rule, unit=_(unit))
        if item["type"] == "extra_forbidden":
            hint = known_names(keys[-1], known_keys(self.model, keys[:-1])) or hint
        return Problem(self.file_of(key), rule, key=key, value=value, hint=hint)

    def contradiction(self, item: Any, found: Finding) -> Problem:
        """Values that are refused together."""
        parts = [str(part) for part in item["loc"] if str(part) != "[key]"]
        key = ".".join([*parts, found.key] if found.key else parts)
        rule, hint = found.rule, found.hint or _(SEE_SHIPPED)
        return Problem(self.file_of(key), rule, key=key, value=found.value, hint=hint)


def _file_of(key: str, provenance: Mapping[str, Provenance]) -> str:
    """File that holds this key or, for a missing one, its nearest neighbours."""
    while key:
        inside = f"{key}."
        for known, owner in provenance.items():
            if owner.file and (known == key or known.startswith(inside)):
                return owner.file
        key = key.rpartition(".")[0]
    return ""


def _short(value: Any) -> str:
    text = repr(value)
    return "" if isinstance(value, dict | Parameters) or len(text) > 60 else text


def rule_of(item: Any) -> str:
    """The rule that pydantic found broken, in words."""
    if item["type"] in RULES:
        limits = {key: _limit(value) for key, value in item.get("ctx", {}).items()}
        return _(RULES[item["type"]], **limits)
    text = str(item["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _limit(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def _hint(item: Any, unit: str | None, keys: tuple[str, ...]) -> str:
    value = item.get("input")
    if (
        unit
        and unit.startswith("share")
        and isinstance(value, int | float)
        and 1 < value < float("inf")
    ):
        return _(
            "percentages are written as {share:g}, not {number:g}",
            share=value / 100,
            number=value,
        )
    if item["type"] == "extra_forbidden":
        return _("check the spelling of {key!r}, or take the line out", key=keys[-1])
    if item["type"] == "missing":
        return _("add {key} with its unit and source", key=keys[-1])
    if item["type"].startswith("greater_than"):
        return _(
            "write the amount itself; a reduction is a smaller amount, not a minus"
        )
    return _(HINTS.get(item["type"], SEE_SHIPPED))
