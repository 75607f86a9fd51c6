"""Numbers as people type them: read when plain, refused with how to fix it when not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from planner.board_data.fields import Field
from planner.errors import Problem

PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+")
"""1980, 1,980, 12.5 or .5, and nothing cleverer."""
DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
WITH_EXPONENT = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")


def read_typed(
    known: Mapping[str, Field], typed: Mapping[str, Any], file: str
) -> tuple[dict[str, float], list[Problem]]:
    """Numbers by field, and a problem for each that cannot be used.

    Parameters
    ----------
    known : fields by id
    typed : raw text, or a number, by field; None leaves a field as it is
    file : what the problems name as their place
    """
    numbers: dict[str, float] = {}
    problems: list[Problem] = []
    for name, raw in typed.items():
        if raw is None:
            continue
        fault = _fault(known.get(name), raw, list(known))
        if fault:
            rule, hint = fault
            problems.append(Problem(file, rule, name, repr(raw)[:60], hint))
        else:
            numbers[name] = _number(raw)
    return numbers, problems


def _number(raw: Any) -> float:
    return float(str(raw).strip().replace(",", ""))


def _fault(field: Field | None, raw: Any, known: list[str]) -> tuple[str, str] | None:
    """What is wrong with one entry and how to fix it, or None."""
    if field is None:
        return "there is no such field", f"use {', '.join(known)}"
    text = str(raw).strip()
    if isinstance(raw, bool) or not PLAIN.fullmatch(text):
        return _not_plain(text, field)
    number = _number(raw)
    if field.whole and number != int(number):
        return f"is a whole number (unit: {field.unit})", f"write {number:.0f}"
    if not field.low <= number <= field.high:
        rule = f"between {field.low:g} and {field.high:,.12g} (unit: {field.unit})"
        return rule, f"the plan holds {field.value:,.12g}"
    return None


def _not_plain(text: str, field: Field) -> tuple[str, str]:
    rule = f"is a number (unit: {field.unit})"
    if not text:
        return rule, "leave the field out to keep the plan's number"
    if text[0] in "-\u2212" and PLAIN.fullmatch(text[1:].strip()):
        return f"is 0 or more (unit: {field.unit})", "write the amount without a minus"
    if DECIMAL_COMMA.fullmatch(text):
        return rule, "write a point before decimals, and commas between thousands"
    if WITH_EXPONENT.fullmatch(text):
        return rule, "write it out in figures, such as 1,980"
    return rule, "write figures only, such as 1,980 or 2.5"
