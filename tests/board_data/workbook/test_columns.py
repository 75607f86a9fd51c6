"""Sheets follow the parameters: a new field has its column, unit and bounds at once."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

import pytest
from pydantic import Field

from planner.board_data.parse_number import EntryError
from planner.board_data.workbook.cells import read_cell
from planner.board_data.workbook.columns import SheetColumn, columns_of
from planner.inputs.posts import Post
from planner.inputs.scanners import Scanner
from planner.inputs.units import Date, Parameters, Share, Unit, Whole, Wte


class Kettle(Parameters):
    """Something with a field of every kind."""

    number: int
    litres: Annotated[Wte, Unit("litres")]
    cups: Annotated[Whole, Field(ge=1, le=12), Unit("cups")]
    full: Share | None = None
    """How full; None: not known."""
    colour: Literal["red", "blue"] = "red"
    bought: Date | None = None
    spouts: dict[str, Share] = Field(default_factory=dict)
    days: tuple[Date, ...] = ()


def test_every_plain_field_has_a_column_with_its_unit_and_bounds():
    columns = {column.id: column for column in columns_of(Kettle)}
    kinds = {name: column.kind for name, column in columns.items()}
    assert kinds == {
        "litres": "number",
        "cups": "whole",
        "full": "number",
        "colour": "choice",
        "bought": "date",
    }
    assert columns["cups"].rule.text == "is a whole number from 1 to 12 (unit: cups)"
    assert (columns["full"].needed, columns["cups"].needed) == (False, True)
    assert columns["full"].help == "How full; empty: not known."
    assert (columns["colour"].choices, columns["colour"].default) == (
        ("red", "blue"), "red"
    )  # fmt: skip


@pytest.mark.parametrize("model", [Post, Scanner])
def test_what_has_no_column_is_a_table_or_a_list(model: type[Parameters]):
    shown = {column.id for column in columns_of(model)}
    for name, field in model.model_fields.items():
        if name not in shown | {"number"}:
            default = field.get_default()
            assert default is None or isinstance(default, dict | tuple), name


WTE = SheetColumn("wte", "number", unit="WTE", low=0.0, high=200.0)
SHARE = SheetColumn("downtime", "number", unit="share", low=0.0, high=1.0)
DAY = SheetColumn("start", "date")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        (WTE, "19.5", 19.5),
        (WTE, " 2 ", 2.0),
        (WTE, 0, 0.0),
        (SheetColumn("n", "whole"), 3.0, 3),
        (SheetColumn("band", "choice", choices=("7", "8a")), 7.0, "7"),
        (SheetColumn("band", "choice", choices=("7", "8a")), "8A", "8a"),
        (DAY, "2026-3-1", datetime.date(2026, 3, 1)),
        (DAY, "13/02/2026", datetime.date(2026, 2, 13)),
        (SheetColumn("ok", "yes or no"), "No", False),
    ],
)
def test_a_cell_is_read(column: SheetColumn, cell: object, value: object):
    found = read_cell(column, cell)  # type: ignore[arg-type]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("column", "cell", "hint"),
    [
        (WTE, "1,5", "write a point before decimals: 1.5"),
        (WTE, "12 WTE", "write the figure alone, without its unit: 12"),
        (SHARE, "50 %", "write shares of one without the sign: 0.5"),
        (WTE, "50 %", "this is no percentage: write it in WTE"),
        (WTE, "-1", "write the amount without a minus"),
        (WTE, "<5", "write the count; only counts of people may be <5"),
        (WTE, "1e3", "write it out in figures, such as 1,980"),
        (WTE, float("nan"), "check the figure and its unit"),
        (WTE, True, "format the cell as a number, then type the figures again"),
        (DAY, "02/13/2026", "write it like 2026-03-31, or 31/03/2026 with the day"),
        (DAY, 46000, "write it like 2026-03-31"),
        (DAY, datetime.date(1950, 1, 1), "nothing about people"),
    ],
)
def test_a_cell_is_refused_with_a_way_out(column: SheetColumn, cell: object, hint: str):
    with pytest.raises(EntryError) as refused:
        read_cell(column, cell)  # type: ignore[arg-type]
    assert hint in refused.value.hint
