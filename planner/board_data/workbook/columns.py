"""Columns of a sheet, read from the fields of the parameters that they fill."""

from __future__ import annotations

import datetime
import types
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from planner.board_data.parse_number import NumberRule
from planner.inputs.units import Parameters, descriptions_of, unit_of
from planner.locale import _

Kind = Literal["name", "choice", "number", "whole", "date", "yes or no", "note"]
EARLIEST, LATEST = datetime.date(1970, 1, 1), datetime.date(2100, 12, 31)
"""Dates of posts and scanners lie between; others are slips, or dates of birth."""


HEADINGS = {"reserved_slots_a_day": "kept slots a day"}
"""Headings that boards know from earlier workbooks; both names are read."""
ADDED = {"overbooked_slots_a_session", "overrun_price_an_hour"}
"""Columns that earlier workbooks do not have; without one, its cells are empty."""


@dataclass(frozen=True)
class SheetColumn:
    """One column: what may stand in it, and what it means."""

    id: str
    kind: Kind
    help: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    """Whether the low end itself is too low."""
    below: bool = False
    """Whether the high end itself is too high."""
    choices: tuple[str, ...] = ()
    needed: bool = True
    open_band: bool = False
    """Whether a last band without an end may be typed, such as 365+."""
    few: bool = False
    """Whether it holds counts of people, of which small ones are not shown."""
    default: Any = None
    """Meaning of an empty cell, where one is allowed."""

    @property
    def heading(self) -> str:
        """Heading above the column."""
        return HEADINGS.get(self.id, self.id.replace("_", " "))

    @property
    def may_be_missing(self) -> bool:
        """Whether a workbook may come without the column."""
        return self.kind == "note" or self.id in ADDED

    @property
    def what(self) -> str:
        """Values that may be typed, in a few words."""
        words = {
            "name": _("small letters, figures and dashes"),
            "choice": _("one of: {names}", names=", ".join(self.choices)),
            "date": _("date"),
            "yes or no": _("yes or no"),
            "note": _("not read"),
        }
        what = words.get(self.kind) or _(self.unit) or _("number")
        if self.needed or self.kind == "note":
            return what
        return _("{what}; may be empty", what=what)

    @property
    def rule(self) -> NumberRule:
        """The rule for its figures."""
        return NumberRule(
            unit=self.unit,
            whole=self.kind == "whole",
            low=self.low,
            high=self.high,
            above=self.above,
            below=self.below,
        )


def columns_of(
    model: type[Parameters], leave_out: Collection[str] = ("number",)
) -> tuple[SheetColumn, ...]:
    """A column for every plain field of a model: figures, text, dates, choices.

    Tables inside tables have no column; they stay as the plan holds them.
    """
    found = (
        _column(name, field, descriptions_of(model).get(name, ""))
        for name, field in model.model_fields.items()
        if name not in leave_out
    )
    return tuple(column for column in found if column)


def _column(name: str, field: FieldInfo, about: str) -> SheetColumn | None:
    parts = list(_flat(field.annotation, field.metadata))
    plain = [part for part in parts if isinstance(part, type) or _is_choice(part)]
    optional = type(None) in plain
    kinds = [part for part in plain if part is not type(None)]
    kind = _kind(kinds[0]) if len(kinds) == 1 else None
    if kind is None:
        return None
    default = None if field.is_required() else field.get_default()
    return SheetColumn(
        id=name,
        kind=kind,
        help=_help(about),
        unit=unit_of(field) or "",
        **_bounds(parts),
        choices=get_args(kinds[0]) if kind == "choice" else (),
        needed=field.is_required() or (default is None and not optional),
        default=default,
    )


def _help(description: str) -> str:
    """The description of a field on one line; a cell is empty, never None."""
    return " ".join(_(description).split()).replace("None:", _("empty:"))


def _is_choice(part: Any) -> bool:
    return get_origin(part) is Literal


def _kind(part: Any) -> Kind | None:
    if _is_choice(part):
        return "choice"
    kinds: dict[Any, Kind] = {
        bool: "yes or no",
        int: "whole",
        float: "number",
        str: "name",
        datetime.date: "date",
    }
    return kinds.get(part)


def _flat(annotation: Any, metadata: Any = ()) -> Iterator[Any]:
    """The types of a field and whatever is said about them, one after another."""
    if get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _flat(part)
    elif hasattr(annotation, "__metadata__"):
        yield from _flat(annotation.__origin__, annotation.__metadata__)
    elif get_origin(annotation) in (dict, list, tuple):
        # Two types: more than one plain kind, so no column.
        yield from (dict, list)
    else:
        yield annotation
    for item in metadata:
        yield from _flat_field(item) if isinstance(item, FieldInfo) else (item,)


def _flat_field(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata


def _bounds(parts: list[Any]) -> dict[str, Any]:
    """Low and high end, and whether they are allowed themselves."""
    found: dict[str, Any] = {}
    for part in parts:
        for name, end, strict in (
            ("ge", "low", ""),
            ("gt", "low", "above"),
            ("le", "high", ""),
            ("lt", "high", "below"),
        ):
            value = getattr(part, name, None)
            if isinstance(value, int | float):
                found[end] = value
                if strict:
                    found[strict] = True
    return found
