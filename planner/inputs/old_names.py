"""Names of earlier versions: refused with the new name, and rewritten on request."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from typing import Any

from planner.errors import Problem, ScenarioError
from planner.locale import _

OLD_NAMES = {
    "bricks": "changes",
    "kept_slots_a_day": "reserved_slots_a_day",
    "kept_activities": "reserved_activities",
    "kept slots": "reserved slots",
    "urgent_facts": "urgent_attributes",
    "kept-slots": "reserved-slots",
    "kept-slots-2026": "reserved-slots-2026",
    "kept-slots-hip-spine": "reserved-slots-hip-spine",
    "kept-slots-hip-spine-2026": "reserved-slots-hip-spine-2026",
    "kept-slots-released": "reserved-slots-released",
    "kept-slots-released-2026": "reserved-slots-released-2026",
}
"""Keys, activities, and shipped options and changes, by their former name."""
UPGRADE = "python -m planner check --upgrade"
STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|'
    r"'''.*?'''|"
    r'"(?:\\.|[^"\\\n])*"|'
    r"'[^'\n]*'|"
    r"#[^\n]*",
    re.DOTALL,
)
TOKEN = re.compile(f"{STRING_OR_COMMENT.pattern}|[A-Za-z0-9_-]+", re.DOTALL)
"""A string, a comment or a bare word of a TOML text."""
BLANKS = 80
"""Characters looked at on either side of a string to tell a key from a value."""


def new_name(name: str) -> str:
    """The name today of something that may have had another one."""
    return OLD_NAMES.get(name, name)


def old_names_in(values: dict[str, Any], file: str) -> Iterator[Problem]:
    """A problem for each key or listed name that has a new name."""
    ahead: list[tuple[str, Any]] = [("", values)]
    while ahead:
        key, value = ahead.pop(0)
        if isinstance(value, dict):
            for name, each in value.items():
                where = f"{key}.{name}" if key else name
                for part in name.split("."):
                    if part in OLD_NAMES:
                        yield _renamed(file, where, part)
                ahead.append((where, each))
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, str) and each in OLD_NAMES:
                    yield _renamed(file, key, each)
                elif isinstance(each, dict | list):
                    ahead.append((key, each))


def _renamed(file: str, key: str, old: str) -> Problem:
    rule = _("{old!r} is now called {new!r}", old=old, new=OLD_NAMES[old])
    command = f"{UPGRADE} {shlex.quote(file)}"
    hint = _("rename it, or run: {command}", command=command)
    return Problem(file, rule, key=key, hint=hint)


def upgraded(text: str, file: str) -> tuple[str, list[str]]:
    """A TOML text in today's names, comments and layout kept, and what was renamed.

    Raises
    ------
    ScenarioError: if it is no TOML, or cannot be rewritten without other changes; a
        text without old names is not looked at any closer
    """
    renamed: dict[str, None] = {}
    new = TOKEN.sub(lambda found: _renamed_token(found, renamed), text)
    if not renamed:
        return text, []
    try:
        before, after = tomllib.loads(text), tomllib.loads(new)
        # As text, in which one "not a number" equals another.
        same = repr(after) == repr(_renamed_values(before))
    except (ValueError, RecursionError):
        hint = _("check the file without --upgrade first")
        problem = Problem(file, _("is not complete TOML, so it is left"), hint=hint)
        raise ScenarioError(problem) from None
    if not same:
        rule, hint = _("cannot be rewritten by itself"), _("rename the keys by hand")
        raise ScenarioError(Problem(file, rule, hint=hint))
    return new, list(renamed)


def _renamed_token(found: re.Match[str], renamed: dict[str, None]) -> str:
    """A key or a listed name under today's name; anything else as it stands."""
    token = found.group()
    quote = token[0] if token[0] in "\"'" else ""
    if token[0] == "#" or token[:3] in ('"""', "'''"):
        return token
    text = token[1:-1] if quote else token
    first, last = found.span()
    before = found.string[max(0, first - BLANKS) : first].rstrip(" \t")
    after = found.string[last : last + BLANKS].lstrip(" \t")
    if quote and before.endswith("="):
        return token
    is_key = after.startswith("=")
    parts = text.split(".") if is_key else [text]
    for part in parts:
        if part in OLD_NAMES:
            renamed[f"{part} -> {OLD_NAMES[part]}"] = None
    return f"{quote}{'.'.join(map(new_name, parts))}{quote}"


def _renamed_values(value: Any) -> Any:
    """The same values with every old key and listed name replaced."""
    if isinstance(value, dict):
        return {
            ".".join(map(new_name, name.split("."))): _renamed_values(each)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [
            new_name(each) if isinstance(each, str) else _renamed_values(each)
            for each in value
        ]
    return value
