"""Fields of a change: every date, number and yes or no that its definition sets."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from planner.board_data.parse_number import EntryError, NumberRule, parse_number
from planner.errors import Problem, ScenarioError
from planner.inputs.change_files import Change
from planner.inputs.option_text import UNITS
from planner.inputs.provenance import unit_at
from planner.inputs.relative_values import RELATIVE
from planner.inputs.scenario import Scenario
from planner.inputs.units import NUMBER_UNIT, months_after
from planner.locale import _

START, UNTIL, TITLE, WHY = "from", "until", "title", "why"
PRICE, SET = "price.", "set."
WORDS = (TITLE, WHY)
DATES = (START, UNTIL)
YES_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class ChangeField:
    """One field of a change.

    Attributes
    ----------
    id : a word of `DATES` or `WORDS`, a part of the price, or `SET` and a dotted key
    value : as the definition has it
    source : of this value alone; what a change has at its top is not repeated
    low, high : plausible range, where its source gives one
    """

    id: str
    value: Any
    unit: str = ""
    source: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def key(self) -> str:
        """Dotted key inside a scenario, or the id itself."""
        return self.id.removeprefix(SET)

    @property
    def board(self) -> str:
        """Board whose input it is; empty: of none alone."""
        parts = self.key.split(".")
        return parts[1] if parts[0] == "boards" and parts[1] != "*" else ""

    @property
    def text(self) -> str:
        """The value as it stands in a field."""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, float):
            return f"{self.value:.10g}"
        return "" if self.value is None else str(self.value)


def fields_of(change: Change) -> list[ChangeField]:
    """Dates, price and every input of a change that can be edited, in its order."""
    price = change.price.model_dump()
    return [
        ChangeField(START, change.start),
        ChangeField(UNTIL, change.until),
        *(ChangeField(f"{PRICE}{name}", price[name], UNITS[name]) for name in UNITS),
        *_inputs(change.raw, ()),
    ]


def _inputs(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[ChangeField]:
    """Fields of a table of inputs and of those inside it."""
    for name, value in table.items():
        here = (*path, name)
        if not isinstance(value, Mapping):
            yield from _field(here, value, {})
        elif "value" in value:
            yield from _field(here, value["value"], value)
        elif parts := RELATIVE & value.keys():
            for part in sorted(parts):
                yield from _field((*here, part), value[part], value)
        else:
            yield from _inputs(value, here)


def _field(
    path: tuple[str, ...], value: Any, leaf: Mapping[str, Any]
) -> Iterator[ChangeField]:
    """The field of one value; texts, lists and declared numbers cannot be edited."""
    key = ".".join(path)
    keys = tuple(key.split("."))
    inside = keys[:-1] if keys[-1] in RELATIVE else keys
    unit = str(leaf.get("unit") or unit_at(Scenario, inside) or "")
    if isinstance(value, bool | int | float | datetime.date) and unit != NUMBER_UNIT:
        yield ChangeField(
            id=f"{SET}{key}",
            value=value,
            unit="" if isinstance(value, bool) else unit,
            source=str(leaf.get("source", "")),
            low=leaf.get("low"),
            high=leaf.get("high"),
        )


def parsed(field: ChangeField, text: str, file: str) -> Any:
    """The value that was typed into a field.

    Raises
    ------
    ScenarioError: naming the field's key, the rule, and how to fix it
    """
    text = text.strip()
    if field.id in DATES or isinstance(field.value, datetime.date):
        return _parsed_date(field, text, file)
    if isinstance(field.value, bool):
        if text not in YES_NO:
            rule, hint = _("is true or false"), _("write true or false")
            raise ScenarioError(Problem(file, rule, field.key, text, hint))
        return YES_NO[text]
    try:
        number = parse_number(text, NumberRule(unit=field.unit))
    except EntryError as why:
        raise ScenarioError(
            Problem(file, why.rule, field.key, text, why.hint)
        ) from None
    whole = isinstance(field.value, int) and number.is_integer()
    return int(number) if whole else number


def _parsed_date(field: ChangeField, text: str, file: str) -> datetime.date | None:
    if not text and field.id == UNTIL:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        rule = _("is a date: year, month and day")
        hint = _("write a date such as 2028-03-31")
        raise ScenarioError(Problem(file, rule, field.key, text, hint)) from None


def with_field(change: Change, field: ChangeField, value: Any) -> Change:
    """The change with another value of one field."""
    if field.id == UNTIL:
        return replace(change, until=value)
    if field.id.startswith(PRICE):
        name = field.id.removeprefix(PRICE)
        price = change.price.model_copy(update={name: value})
        return replace(change, price=price)
    raw = deepcopy(dict(change.raw))
    _put(raw, field.key, value)
    return replace(change, raw=raw)


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    """Put a value under a dotted key; keys of the tables may hold dots themselves."""
    for name in list(table):
        inside = table[name]
        if name == key:
            leaf = isinstance(inside, Mapping) and "value" in inside
            # The range belonged to the number that stood there.
            table[name] = (
                {k: v for k, v in inside.items() if k not in ("low", "high")}
                | {"value": value}
                if leaf
                else value
            )
        elif key.startswith(f"{name}.") and isinstance(inside, dict):
            _put(inside, key.removeprefix(f"{name}."), value)


def moved(change: Change, start: datetime.date, last: datetime.date) -> Change:
    """The change with another first day; its other dates move as far.

    A date on the plan's last day, or beyond, stays: it means to the end.
    """
    if start == change.start:
        return change

    def shifted(day: datetime.date) -> datetime.date:
        if day >= last:
            return day
        if start.day == change.start.day:
            months = 12 * (start.year - change.start.year)
            return months_after(day, months + start.month - change.start.month)
        return day + (start - change.start)

    def walk(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: walk(inside) for name, inside in value.items()}
        is_date = isinstance(value, datetime.date)
        return shifted(value) if is_date else value

    until = shifted(change.until) if change.until else None
    return replace(change, start=start, until=until, raw=walk(change.raw))
