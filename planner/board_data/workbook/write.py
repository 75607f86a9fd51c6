"""A board's sheets written as an Excel workbook or as a folder of CSV files."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import xlsxwriter

from planner.board_data.spreadsheet_text import as_text
from planner.board_data.workbook.columns import EARLIEST, LATEST, SheetColumn
from planner.board_data.workbook.cover_sheet import about_rows
from planner.board_data.workbook.prefill import FEW, FEWEST, PrefilledSheets
from planner.board_data.workbook.sheets import ABOUT, MEAN, SheetLayout, file_of
from planner.locale import _

COMMENT = "#"
"""First mark of a row that is not read."""
LAST_ROW = 500
"""Cells down to this row are told what may be typed."""
LONGEST_CHOICES = 255
"""Excel takes no longer list of choices."""


def workbook_bytes(filled: PrefilledSheets) -> bytes:
    """The workbook of a board's sheets."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        add_input_sheets(book, filled)
    return stream.getvalue()


def add_input_sheets(book: Any, filled: PrefilledSheets) -> None:
    """Add a board's sheets to a workbook that may hold others.

    Parameters
    ----------
    book : an open workbook of XlsxWriter that takes no text for a formula or a link
    """
    formats = _formats(book)
    _write_about(book.add_worksheet(ABOUT), filled, formats)
    for title, sheet in filled.sheets.items():
        page = book.add_worksheet(title)
        _write_sheet(page, sheet, filled.rows[title], formats)


def csv_texts(filled: PrefilledSheets) -> dict[str, str]:
    """The same sheets as CSV, by the name of their file."""
    texts = {file_of(ABOUT): _csv(about_rows(filled))}
    for title, sheet in filled.sheets.items():
        texts[sheet.file] = _csv([*_head(sheet), *_body(sheet, filled.rows[title])])
    return texts


def cell_of(column: SheetColumn, value: Any) -> Any:
    """A value as it stands in a cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _head(sheet: SheetLayout) -> Iterator[list[str]]:
    """Headings, units and meanings."""
    yield [column.heading for column in sheet.columns]
    for texts in (
        [column.what for column in sheet.columns],
        [_(column.help) for column in sheet.columns],
    ):
        yield [f"{COMMENT} {texts[0]}", *texts[1:]]


def _body(sheet: SheetLayout, rows: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for row in rows:
        yield [cell_of(column, _hidden(column, row)) for column in sheet.columns]


def _hidden(column: SheetColumn, row: dict[str, Any]) -> Any:
    """A value of a row; counts of one to four people are not shown."""
    value = row.get(column.id)
    # A mean week is a rate; nobody has counted it.
    if not column.few or row.get("week") == MEAN or not isinstance(value, int | float):
        return value
    return FEW if 0 < value < FEWEST else value


def _csv(rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
    # With its mark, so that Excel reads Welsh names rightly.
    return f"\ufeff{text.getvalue()}"


def _text(cell: Any) -> Any:
    """A cell as text; small amounts written out, without a power of ten."""
    if cell is None:
        return ""
    return f"{Decimal(repr(cell)):f}" if isinstance(cell, float) else as_text(cell)


def _formats(book: Any) -> dict[str, Any]:
    grey = {"font_color": "#555555", "text_wrap": True, "valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "grey": book.add_format({**grey, "italic": True}),
        "note": book.add_format({**grey, "text_wrap": False}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
    }


def _write_about(page: Any, filled: PrefilledSheets, formats: dict[str, Any]) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 100)
    for number, (label, text) in enumerate(about_rows(filled)):
        page.write(number, 0, label, formats["bold" if number else "title"])
        if text is not None:
            page.write(number, 1, as_text(text), formats["wrap"])


def _write_sheet(
    page: Any, sheet: SheetLayout, rows: list[dict[str, Any]], formats: dict[str, Any]
) -> None:
    head = list(_head(sheet))
    for number, texts in enumerate(head):
        for place, text in enumerate(texts):
            style = formats["grey" if number else "head"]
            page.write(number, place, as_text(text), style)
    page.freeze_panes(len(head), 1)
    for number, cells in enumerate(_body(sheet, rows), len(head)):
        for place, cell in enumerate(cells):
            _write_cell(page, number, place, cell, sheet.columns[place], formats)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, 60 if column.kind == "note" else 18)
        if rule := _validation(column):
            page.data_validation(len(head), place, LAST_ROW, place, rule)


def _write_cell(
    page: Any,
    row: int,
    place: int,
    cell: Any,
    column: SheetColumn,
    formats: dict[str, Any],
) -> None:
    if isinstance(cell, datetime.date):
        page.write_datetime(row, place, cell, formats["date"])
    elif cell is not None:
        style = formats["note"] if column.kind == "note" else None
        page.write(row, place, as_text(cell), style)


def _validation(column: SheetColumn) -> dict[str, Any] | None:
    """Checks that Excel itself makes; the importer judges anyway."""
    told: dict[str, Any] = {
        "input_title": column.heading[:32],
        "input_message": f"{column.what}. {_(column.help)}"[:255],
        "error_type": "warning",
        "ignore_blank": True,
    }
    choices = ("yes", "no") if column.kind == "yes or no" else column.choices
    if choices and len(",".join(choices)) <= LONGEST_CHOICES:
        return {**told, "validate": "list", "source": list(choices)}
    if column.kind == "number" and column.low is not None and not column.above:
        high = 1e9 if column.high is None else column.high
        between = {"criteria": "between", "minimum": column.low, "maximum": high}
        return {**told, "validate": "decimal", **between}
    if column.kind == "date" and not column.needed:
        between = {"criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return {**told, "validate": "date", **between}
    return None if column.kind == "note" else {**told, "validate": "any"}
