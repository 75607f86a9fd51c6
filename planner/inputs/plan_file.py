"""A whole plan as one file: every value, its owner, and what was altered on the way.

A scenario file names other files, an option too; a plan file stands for itself. It is
written by reports and read like any scenario file, to the same fingerprint.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from planner.errors import Problem, ScenarioError
from planner.inputs.changes import AlteredInput
from planner.inputs.provenance import Provenance, problems_from
from planner.inputs.scenario import Scenario
from planner.locale import _

PLAN, OWNERS, ALTERED = "plan", "owners", "altered"
ONE, ONE_OF = "[{}]", "[[{}]]"
"""Heads of a table, and of a table in a list of them."""
BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
"""Names that need no quotes."""
NOTHING = "nothing"
"""Stands for a value that is not there: `{ nothing = true }`."""
PARTS = (PLAN, OWNERS, ALTERED)
"""Tables of a plan file; the first one is needed."""


def plan_text(plan: Scenario) -> str:
    """The file of a plan.

    >>> from planner.inputs.load import load_scenario
    >>> from planner.inputs.parse_toml import parse_toml
    >>> plan = load_scenario()
    >>> again = plan_of(parse_toml(plan_text(plan), "plan.toml"), "plan.toml")
    >>> again.fingerprint() == plan.fingerprint()
    True
    """
    title = " ".join((plan.title or plan.name).split())
    said = _(
        "{plan}: inputs {fingerprint}.", plan=title, fingerprint=plan.fingerprint()
    )
    tables = {
        PLAN: plan.model_dump(),
        OWNERS: {key: _fields(owner) for key, owner in plan.provenance.items()},
        ALTERED: {f"{n:04}": _fields(each) for n, each in enumerate(plan.altered)},
    }
    lines = [line for name in tables for line in _table([name], tables[name], ONE)]
    return "\n".join([f"# {said}", *lines, ""])


def _fields(record: Any) -> dict[str, Any]:
    """Fields of a record that are not left as they are by default."""
    fields = dataclasses.fields(record)
    pairs = [(each.name, getattr(record, each.name), each.default) for each in fields]
    return {name: value for name, value, default in pairs if value != default}


def _table(path: list[str], here: Mapping[str, Any], head: str) -> Iterator[str]:
    """Lines of a table: its own values first, then the tables in it.

    tomlkit takes seconds for so many values.
    """
    yield head.format(".".join(map(_key, path)))
    for name, value in here.items():
        if not isinstance(value, Mapping) and not _are_tables(value):
            yield f"{_key(str(name))} = {_written(value)}"
    for name, value in here.items():
        if isinstance(value, Mapping):
            yield from _table([*path, str(name)], value, ONE)
        elif _are_tables(value):
            for item in value:
                yield from _table([*path, str(name)], item, ONE_OF)


def _are_tables(value: Any) -> bool:
    """Whether a value is a list of tables, which is too long for a line."""
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return listed and bool(value) and all(isinstance(v, Mapping) for v in value)


def _key(name: str) -> str:
    """A name as it stands in a head or before its value.

    >>> _key("hywel-dda"), _key("post and filing")
    ('hywel-dda', '"post and filing"')
    """
    return name if BARE.fullmatch(name) else json.dumps(name)


def _written(value: Any) -> str:
    """A value as TOML, which has no sign for nothing."""
    if value is None:
        return f"{{ {NOTHING} = true }}"
    if isinstance(value, Mapping):
        pairs = (f"{_key(str(k))} = {_written(v)}" for k, v in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, datetime.date):
        return value.isoformat()
    # Text in quotes, numbers and yes or no are written in TOML as in JSON.
    return json.dumps(value)


def _read(value: Any) -> Any:
    """A value with nothing where the file says so."""
    if value == {NOTHING: True}:
        return None
    if isinstance(value, dict):
        return {name: _read(item) for name, item in value.items()}
    return [_read(item) for item in value] if isinstance(value, list) else value


def is_plan(raw: Mapping[str, Any]) -> bool:
    """Whether the contents of a file are those of a plan file."""
    return PLAN in raw and set(raw) <= set(PARTS)


def plan_of(raw: Mapping[str, Any], file: str) -> Scenario:
    """The plan of a file's contents.

    Raises
    ------
    ScenarioError: with every value that is refused
    """
    tables = [raw.get(part, {}) for part in PARTS]
    wrong = [
        Problem(file, _("is a table"), part, repr(table)[:60],
                _("leave it as the report wrote it"))
        for part, table in zip(PARTS, tables, strict=True)
        if not isinstance(table, dict)
    ]  # fmt: skip
    if wrong:
        raise ScenarioError(wrong)
    values, owners, altered = (_read(table) for table in tables)
    try:
        plan = Scenario.model_validate(values)
    except ValidationError as error:
        raise ScenarioError(problems_from(error, file, {}, Scenario)) from None
    try:
        known = {key: Provenance(**owner) for key, owner in owners.items()}
        ends = {"before": None, "after": None}
        moved = tuple(AlteredInput(**{**ends, **each}) for each in altered.values())
    except TypeError as error:
        hint = _("leave the tables of owners as the report wrote them")
        problem = Problem(file, _("has an owner or a change of another kind"),
                          OWNERS, str(error)[:80], hint)  # fmt: skip
        raise ScenarioError(problem) from None
    return plan.with_dated((), moved, known)
