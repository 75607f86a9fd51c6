"""Case files: found, read, checked, with every problem in every file at once."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError, known_names
from planner.inputs.files import read_toml, shipped_folder, shown_path
from planner.inputs.provenance import problems_from
from planner.locale import _
from planner.verification.format import Case
from planner.verification.judge import evaluate
from planner.verification.measures import is_statistic_of
from planner.verification.sight import MINUTES, lay_out_case

MARKS = ("expect", "not_expressed")
"""Keys by which a file is known for a case."""
UNREADABLE = (ArithmeticError, LookupError, SyntaxError, TypeError, ValueError)
UNITS = ("minutes", "hours", "days", "weeks")
"""Units that a text may name, such as "90 days"."""
QUANTITY = re.compile(rf"(-?\d+(?:\.\d+)?) ({'|'.join(UNITS)})")


@dataclass(frozen=True)
class CaseFile:
    """A case as its file has it, and with what each of its variants changes."""

    path: Path
    variants: Mapping[str, Case]
    """The case itself stands under the empty name."""


def shipped_cases() -> Path:
    """Folder of the cases that come with the planner."""
    return shipped_folder() / "verification" / "cases"


def load_cases(paths: Iterable[Path], only: Iterable[str] = ()) -> list[CaseFile]:
    """Cases of files and folders, those whose id begins as asked.

    Raises
    ------
    ScenarioError: with every problem of each of their files
    """
    begins = tuple(only) or ("",)
    found: list[CaseFile] = []
    problems: list[Problem] = []
    for path in paths:
        for file in sorted(path.rglob("*.toml")) if path.is_dir() else [path]:
            try:
                raw = read_toml(file)
                is_case = not path.is_dir() or any(mark in raw for mark in MARKS)
                # Laying out a case that nobody asked for takes longer than reading it.
                if is_case and str(raw.get("id", file.stem)).startswith(begins):
                    found.append(read_case(file, raw))
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return found


def read_case(file: Path, raw: dict[str, Any]) -> CaseFile:
    """One case with its variants, each checked."""
    shown = shown_path(file)
    raw = {"id": file.stem, **raw}
    changes = raw.pop("variants", {})
    unit = str(raw.get("unit", ""))
    raw = _in_unit(raw, unit)
    problems: list[Problem] = []
    variants: dict[str, Case] = {}
    for name, change in {"": {}, **changes}.items():
        try:
            tree = copy.deepcopy(raw)
            for key, value in change.items():
                _set(tree, key, _in_unit(value, unit), shown, f"variants.{name}.{key}")
            case = variants[name] = Case.model_validate(tree)
            runs = any(e.measure and e.variant == name for e in case.expect)
            if runs and not case.not_expressed:
                lay_out_case(case)
        except ValidationError as error:
            problems += problems_from(error, shown, {}, Case)
        except ScenarioError as error:
            problems += error.problems
    if "" in variants:
        problems += _wrong_expectations(variants[""], shown, changes)
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return CaseFile(file, variants)


def _in_unit(value: Any, unit: str) -> Any:
    """Texts such as "90 days" as numbers in the case's unit."""
    if isinstance(value, dict):
        return {key: _in_unit(item, unit) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_unit(item, unit) for item in value]
    found = QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None or unit not in UNITS:
        return value
    return float(found.group(1)) * MINUTES[found.group(2)] / MINUTES[unit]


def _set(tree: Any, key: str, value: Any, shown: str, place: str) -> None:
    """Put a value under a dotted key; lists are entered by position."""
    *path, last = key.split(".")
    try:
        for part in path:
            inside = isinstance(tree, list)
            tree = tree[int(part)] if inside else tree.setdefault(part, {})
        tree[int(last) if isinstance(tree, list) else last] = value
    except (AttributeError, IndexError, TypeError, ValueError):
        hint = _(
            "write tables and keys with dots between them, lists by position from 0"
        )
        problem = Problem(shown, _("leads to a key"), place, repr(value)[:60], hint)
        raise ScenarioError(problem) from None


def _wrong_expectations(case: Case, shown: str, known: Iterable[str]) -> list[Problem]:
    """Statistics and variants that do not exist, sums that cannot be worked out."""
    found: list[tuple[str, str, str, str]] = []
    for place, each in enumerate(case.expect):
        key = f"expect.{place}"
        for what in filter(None, (each, each.per)):
            if what.measure and not is_statistic_of(what):
                rule = _("is a statistic of {measure}", measure=what.measure)
                hint = _("see the README")
                found.append((rule, f"{key}.statistic", what.statistic, hint))
        if each.variant and each.variant not in known:
            rule = _("is one of the case's variants")
            hint = known_names(each.variant, list(known))
            found.append((rule, f"{key}.variant", each.variant, hint))
        try:
            evaluate(each.sum or "0", case.numbers)
        except UNREADABLE as error:
            rule = _("is a sum: {kind} {error}", kind=type(error).__name__, error=error)
            hint = _("use names of {table}", table="[numbers]")
            found.append((rule, f"{key}.sum", each.sum, hint))
    return [Problem(shown, *each) for each in found]
