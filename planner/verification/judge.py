"""Verdicts: a value held against what is expected, values held against each other."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from planner.locale import _, gettext_noop
from planner.verification.format import Case, Expect, Relation

SHARP = 4.5
"""Standard errors that a tolerance shall hold: a right model then hardly ever fails."""
SMALLEST = 1e-9
NOT_EXPRESSED = gettext_noop("not expressed")
"""Verdict on what cannot be asked of the planner; the case says why."""
OPERATORS: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow,
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max, "round": round}


@dataclass(frozen=True)
class CaseAnswer:
    """Result of one expectation or relation."""

    id: str
    gate: str
    verdict: str
    """pass, fail, inconclusive, informative, or not expressed."""
    value: Any = None
    se: float | None = None
    why: str = ""


def evaluate(text: str, numbers: Mapping[str, float]) -> float:
    """A sum of numbers and of named ones.

    >>> evaluate("(a + 1) / 2", {"a": 3.0}), evaluate("min(a, 2)", {"a": 3.0})
    (2.0, 2.0)
    """
    return _value(ast.parse(text, mode="eval").body, numbers)


def _value(node: ast.expr, numbers: Mapping[str, float]) -> float:
    match node:
        case ast.BinOp() if type(node.op) in OPERATORS:
            left, right = _value(node.left, numbers), _value(node.right, numbers)
            return float(OPERATORS[type(node.op)](left, right))
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, numbers)
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if (
            name in FUNCTIONS and parts
        ):
            values = [_value(part, numbers) for part in parts]
            return float(FUNCTIONS[name](*values))
        case ast.Name():
            return numbers[node.id]
        case ast.Constant(value=int() | float() as value):
            return float(value)
    part = ast.unparse(node)
    raise ValueError(_("{part} is no number, name or operator", part=part))


def tolerance(each: Expect) -> float:
    """Largest distance of a value from the one expected."""
    size = abs(each.value) if isinstance(each.value, float) else 0.0
    return max(each.tolerance, each.tolerance_share * size, SMALLEST)


def judge(case: Case, each: Expect, value: Any, se: float | None) -> CaseAnswer:
    """The verdict on a value with its standard error."""
    gate, near = each.gate or case.gate, tolerance(each)
    if value is None:
        why = _("there is nobody to measure it on")
        return CaseAnswer(each.name, gate, "fail", why=why)
    if each.informative:
        return CaseAnswer(each.name, gate, "informative", value, se)
    if isinstance(value, list) or isinstance(each.value, tuple):
        verdict = "pass" if _alike(value, each.value, near) else "fail"
        why = _("expected {value}", value=each.value)
        return CaseAnswer(each.name, gate, verdict, value, se, why)
    low, high = _bounds(each, near)
    off = max(low - value, value - high, 0.0)
    sure = each.value is None or 2 * (se or 0.0) <= near
    verdict = "pass" if sure and not off else "fail"
    if not sure and off <= SHARP * (se or 0.0):
        verdict = "inconclusive"
    why = _("expected {low:g} to {high:g}", low=low, high=high)
    return CaseAnswer(each.name, gate, verdict, value, se, why)


def _bounds(each: Expect, near: float) -> tuple[float, float]:
    if isinstance(each.value, float):
        return each.value - near, each.value + near
    low, high = each.between or (-math.inf, math.inf)
    low = low if each.at_least is None else each.at_least
    return low - SMALLEST, (high if each.at_most is None else each.at_most) + SMALLEST


def _alike(one: Any, other: Any, near: float) -> bool:
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_alike(a, b, near) for a, b in pairs)
    if isinstance(one, str) or isinstance(other, str | None):
        return bool(one == other)
    return bool(abs(one - other) <= near)


def relate(case: Case, each: Relation, answers: Mapping[str, CaseAnswer]) -> CaseAnswer:
    """The verdict on what holds between values."""
    gate, parts = each.gate or case.gate, [answers[name] for name in each.of]
    if any(part.value is None for part in parts):
        return CaseAnswer(each.id, gate, "fail", why=_("not every value is known"))
    values = [part.value for part in parts]
    if each.holds in ("ratio", "reaches"):
        value = float(np.interp(each.level, values, each.at or values))
        value = values[0] / values[1] if each.holds == "ratio" else value
        keys = ("id", "value", "between", "tolerance", "gate")
        wanted = {key: getattr(each, key) for key in keys}
        return judge(case, Expect.model_construct(**wanted), value, None)
    rule, errors = HOLDS[each.holds], [each.errors * (part.se or 0.0) for part in parts]
    slack = [each.tolerance + math.hypot(*pair) for pair in pairwise(errors)]
    holds = all(rule(*pair, s) for pair, s in zip(pairwise(values), slack, strict=True))
    shown = ", ".join(f"{part.id}: {str(part.value)[:40]}" for part in parts)
    return CaseAnswer(
        id=each.id,
        gate=gate,
        verdict="pass" if holds else "fail",
        value={"holds": holds, "how": shown},
        why=shown,
    )


HOLDS: Mapping[str, Callable[[Any, Any, float], bool]] = {
    "equal": _alike,
    "greater": lambda a, b, near: a > b - near,
    "less": lambda a, b, near: a < b + near,
    "rising": lambda a, b, near: a <= b + near,
    "falling": lambda a, b, near: a >= b - near,
}
