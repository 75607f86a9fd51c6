"""Amounts that a change gives relative to what stands there: times, plus."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from planner.errors import Problem, ScenarioError, known_names
from planner.inputs.changes import expand, read_key
from planner.inputs.provenance import LEAF_KEYS
from planner.locale import _

RELATIVE = frozenset({"multiply", "add"})


def unknown_keys(raw: Iterable[str], known: frozenset[str], file: str) -> list[Problem]:
    """A problem for each key that nobody knows."""
    rule, names = _("there is no such key"), sorted(known)
    return [
        Problem(file, rule, key, hint=known_names(key, names))
        for key in sorted(set(raw) - known)
    ]


def written_out(
    raw: Mapping[str, Any], top: Mapping[str, Any], file: str, tree: Mapping[str, Any]
) -> dict[str, Any]:
    """A change's keys by board, with `multiply` and `add` worked out.

    Parameters
    ----------
    raw, top, file : the change's keys, the owner of its numbers, its file
    tree : the values before

    Raises
    ------
    ScenarioError: for every amount that cannot be worked out
    """
    resolved: dict[str, Any] = {**top}
    problems: list[Problem] = []
    for key, value in expand(raw, tree["boards"]).items():
        if not isinstance(value, dict) or not RELATIVE & set(value):
            resolved[key] = value
            continue
        before = read_key(tree, key)
        if before is None:
            # A board without this post or scanner is left as it is.
            continue
        found = _wrong_amounts(key, before, value, file)
        problems += found
        if not found:
            after = before * value.get("multiply", 1) + value.get("add", 0)
            leaf = {name: item for name, item in value.items() if name in LEAF_KEYS}
            resolved[key] = {**leaf, "value": after}
    if problems:
        raise ScenarioError(problems)
    return resolved


def factors(raw: Mapping[str, Any], boards: Iterable[str]) -> dict[str, float]:
    """Keys that a change gives relatively, each with the factor on what stood there."""
    return {
        key: float(times)
        for key, value in expand(raw, boards).items()
        if isinstance(value, dict) and RELATIVE & set(value)
        for times in [value.get("multiply", 1)]
        if _is_number(times)
    }


def _wrong_amounts(
    key: str, before: Any, value: Mapping[str, Any], file: str
) -> list[Problem]:
    known = frozenset(f"{key}.{name}" for name in LEAF_KEYS | RELATIVE)
    numbers = {f"{key}.{name}": value[name] for name in RELATIVE & set(value)}
    hint = _("multiply and add take a number and work on a number")
    wrong = [
        Problem(file, _("is a finite number"), name, repr(number)[:60], hint)
        for name, number in {**numbers, key: before}.items()
        if not _is_number(number)
    ]
    return [*unknown_keys((f"{key}.{name}" for name in value), known, file), *wrong]


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value)
