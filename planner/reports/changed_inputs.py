"""Inputs that a plan sets otherwise, in words: name, value before and after, unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sized
from typing import NamedTuple

from planner.inputs.changes import AlteredInput
from planner.inputs.provenance import Provenance
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import pounds
from planner.reports.tornado import said_input

UNSAID = ("number",)
"""Declared numbers, which only random streams depend on."""
UNITLESS = ("", "ratio", "factor", "name", "date")


class ChangedInput(NamedTuple):
    """An input as people read it; its key stays in files."""

    key: str
    name: str
    before: str
    after: str
    start: str
    source: str


def changed_inputs(plan: Scenario, names: Mapping[str, str]) -> Iterator[ChangedInput]:
    """Every input that options and changes move, once each.

    Parameters
    ----------
    names : of the boards by id
    """
    seen = set()
    for change in plan.applied:
        shown = _in_words(change, plan, names)
        if change.moves and shown not in seen:
            seen.add(shown)
            yield shown


def input_title(key: str, names: Mapping[str, str]) -> str:
    """Name of an input at the beginning of a line.

    >>> input_title("boards.powys.posts.second-operator.wte", {"powys": "Powys"})
    'Posts, second operator, WTE (Powys)'
    """
    said = said_input(key, names)
    return said[:1].upper() + said[1:]


def _in_words(
    change: AlteredInput, plan: Scenario, names: Mapping[str, str]
) -> ChangedInput:
    owner = plan.provenance.get(change.key)
    before, after = (_with_unit(value, owner) for value in change.shown)
    start = date_text(change.start, short=True) if change.start else _("always")
    name = input_title(change.key, names)
    return ChangedInput(change.key, name, before, after, start, change.source)


def _with_unit(value: object, owner: Provenance | None) -> str:
    unit = owner.unit if owner else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value_in_words(value)
    if unit == "share":
        return f"{round(100 * value, 1):g} %"
    if unit == "GBP" and float(value).is_integer():
        return pounds(value)
    text = value_in_words(value)
    return text if unit in UNITLESS else f"{text} {_(unit)}"


def value_in_words(value: object) -> str:
    """A value of an input in words: of a table each of its numbers by name.

    >>> value_in_words({"number": 23, "role": "reporter", "wte": 0.24, "end": None})
    'role: reporter; wte: 0.24'
    >>> value_in_words([{"share": 0.74}, {"share": 1.0}]), value_in_words(True)
    ('share: 0.74 / share: 1', 'yes')
    """
    if value is None:
        return _("not there")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        parts = (
            f"{str(name).replace('_', ' ')}: {_part(each)}"
            for name, each in value.items()
            if each is not None
            and name not in UNSAID
            and not (isinstance(each, Sized) and not each)
        )
        return "; ".join(parts) or _("nothing")
    if isinstance(value, list | tuple):
        between = " / " if any(isinstance(each, Mapping) for each in value) else ", "
        return between.join(map(value_in_words, value)) or _("nothing")
    if isinstance(value, datetime.date):
        return date_text(value, short=True)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _part(value: object) -> str:
    """A value within a table; of a table within it in brackets."""
    text = value_in_words(value)
    return f"({text})" if isinstance(value, Mapping) else text
