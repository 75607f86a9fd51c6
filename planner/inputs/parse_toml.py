"""TOML text as plain values, with bounds on what a file may hold.

Numbers, keys and nesting far beyond any scenario are refused as findings, each with its
key, before anything works on them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.inputs.old_names import STRING_OR_COMMENT, old_names_in
from planner.locale import _

MOST_KEY_PARTS = 40
"""Parts of a dotted key, and tables in tables; the deepest real key has 8."""
LARGEST_WHOLE_NUMBER = 2**63 - 1
MOST_PROBLEMS = 50
LONG_KEY = re.compile(rf"[\w-](?:[ \t]*\.[ \t]*[\w-]+){{{MOST_KEY_PARTS}}}")


def parse_toml(text: str, file: str, example: str = "") -> dict[str, Any]:
    """Values of a TOML text.

    Parameters
    ----------
    example : of what such a file may hold, where no shipped file is like it

    Raises
    ------
    ScenarioError: if it is empty, cut off, nested too deep, holds a whole number of
        more than 18 digits, or uses names of earlier versions
    """
    if not text.strip():
        hint = (
            _("write for example: {example}", example=example)
            if example
            else _("copy a shipped file from scenarios/ and edit that")
        )
        raise ScenarioError(Problem(file, _("the file is empty"), hint=hint))
    if LONG_KEY.search(STRING_OR_COMMENT.sub("x", text)):
        raise ScenarioError(_too_deep(file))
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(_too_deep(file)) from None
    except ValueError as error:
        reason = f"{str(error)[:1].lower()}{str(error)[1:]}"
        rule = _("is not complete TOML: {reason}", reason=reason)
        hint = _("the file may be cut off, or a quote or bracket is not closed")
        raise ScenarioError(Problem(file, rule[:300], hint=hint)) from None
    problems = [*_out_of_bounds(values, file), *old_names_in(values, file)]
    if problems:
        raise ScenarioError(problems[:MOST_PROBLEMS])
    return values


def _too_deep(file: str, key: str = "") -> Problem:
    rule = _(
        "is nested too deep to be read: at most {most} tables in tables",
        most=MOST_KEY_PARTS,
    )
    hint = _("write fewer brackets in brackets, and shorter dotted keys")
    return Problem(file, rule, key=key, hint=hint)


def _out_of_bounds(values: dict[str, Any], file: str) -> Iterator[Problem]:
    """Numbers, keys and tables beyond all bounds, without following them by calls."""
    ahead: list[tuple[str, Any, int]] = [("", values, 0)]
    while ahead:
        key, value, depth = ahead.pop()
        if depth > MOST_KEY_PARTS or key.count(".") >= MOST_KEY_PARTS:
            yield _too_deep(file, f"{key[:60]}...")
        elif isinstance(value, dict):
            prefix = f"{key}." if key else ""
            inner = [(f"{prefix}{name}", each) for name, each in value.items()]
            ahead += [(name, each, depth + 1) for name, each in reversed(inner)]
        elif isinstance(value, list):
            ahead += [(key, each, depth + 1) for each in reversed(value)]
        elif isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER:
            rule = _("is a number of more than 18 digits")
            yield Problem(file, rule, key=key, hint=_("write the number meant"))
