"""Cells, tables and sentences on a sheet: formats by unit, widths by what stands there.

Text of people never becomes a formula or a link: everything goes through `as_text`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from planner.board_data.spreadsheet_text import as_text
from planner.locale import _
from planner.reports.number_format import MINUS
from planner.reports.papers.model import Cell, Figure, PaperTable, RunStamp, text_of

BEHIND = ("%", "people", "days", "WTE")
"""Units that stand behind a number."""
SHORT_POUNDS = '[>=999500]£0.00,,"m";[>=1000]£0,"k";£0'
NARROWEST, WIDEST = 11.0, 46.0
ACROSS = 8
"""Columns that a sentence goes over."""
LINE_POINTS, TITLE_TIMES = 15, 1.45
LONGEST_FOOT = 250


class BookFormats(NamedTuple):
    """Formats of the workbook's cells."""

    title: Any
    text: Any
    grey: Any
    head: Any
    cell: Any
    right: Any
    right_head: Any
    made: dict[str, Any]
    book: Any

    def number(self, figure: Figure) -> Any:
        """Format of a figure: as many decimals as its words have, and its unit."""
        shown = number_format(figure)
        if shown not in self.made:
            look = {"valign": "top", "align": "right", "indent": 1, **LINED}
            self.made[shown] = self.book.add_format({**look, "num_format": shown})
        return self.made[shown]


class SheetWriter(NamedTuple):
    """A sheet with the widths of its columns, in letters."""

    page: Any
    widths: list[float]
    formats: BookFormats

    def letters(self) -> float:
        """Letters that a sentence has room for on a line."""
        return sum(self.widths[:ACROSS])


LINED = {"bottom": 4, "bottom_color": "#c8d0d6"}


def number_format(figure: Figure) -> str:
    """The format in which a spreadsheet shows a figure.

    >>> number_format(Figure(13.46, "13.5 %", "%"))
    '#,##0.0" %"'
    >>> number_format(Figure(1.2e6, "£1.20 million", "GBP"))
    '£#,##0;−£#,##0'
    """
    if figure.unit == "GBP":
        return f"£#,##0;{MINUS}£#,##0"
    after = f'" {_(figure.unit)}"' if figure.unit in BEHIND else ""
    places = re.search(r"\.(\d+)", figure.text)
    decimals = f".{'0' * len(places[1])}" if places else ""
    return f"#,##0{decimals}{after}"


def label_format(figure: Figure) -> str:
    """The format of a value beside its mark on a chart, where room is scarce.

    >>> label_format(Figure(811_000, "£811k", "GBP"))
    '[>=999500]£0.00,,"m";[>=1000]£0,"k";£0'
    """
    return SHORT_POUNDS if figure.unit == "GBP" else number_format(figure)


def formats_of(book: Any) -> BookFormats:
    """Formats that every sheet has."""
    plain = {"text_wrap": True, "valign": "top"}
    head = {**plain, "bold": True, "bottom": 1}
    right = {"align": "right", "indent": 1}
    return BookFormats(
        title=book.add_format({**plain, "bold": True, "font_size": 14}),
        text=book.add_format(plain),
        grey=book.add_format({**plain, "font_color": "#44525e", "font_size": 9}),
        head=book.add_format(head),
        cell=book.add_format({**plain, **LINED}),
        right=book.add_format({**plain, **LINED, **right}),
        right_head=book.add_format({**head, **right}),
        made={},
        book=book,
    )


def add_page(book: Any, name: str, stamp: RunStamp) -> Any:
    """A sheet that prints on pages which carry the stamp."""
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
    foot = f"&L&8{stamp.line.replace('&', '&&')}"
    page.set_footer(foot[:LONGEST_FOOT])
    return page


def sheet_of(
    page: Any, tables: Iterable[PaperTable], formats: BookFormats
) -> SheetWriter:
    """A sheet whose columns are as wide as its tables need."""
    widths = [NARROWEST] * ACROSS
    for table in tables:
        for cells in (table.head, *table.rows):
            for at, cell in enumerate(cells):
                if at == len(widths):
                    widths.append(NARROWEST)
                widths[at] = max(widths[at], _needed(text_of(cell)))
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    return SheetWriter(page, widths, formats)


def _needed(text: str) -> float:
    """Letters of a column for a text: long ones go over several lines."""
    longest = max(map(len, text.split("\n")))
    return min(2 + (longest if longest < 14 else 14 + (longest - 14) ** 0.75), WIDEST)


def _put(
    sheet: SheetWriter, row: int, column: int, cell: Cell, *, right: bool = False
) -> None:
    page, formats = sheet.page, sheet.formats
    look = formats.right if right else formats.cell
    if isinstance(cell, Figure) and math.isfinite(cell.value):
        page.write_number(row, column, cell.value, formats.number(cell))
    else:
        page.write_string(row, column, as_text(text_of(cell)), look)


def say(sheet: SheetWriter, row: int, text: str, style: Any) -> int:
    """Next row after a sentence that goes across the sheet."""
    large = TITLE_TIMES if style is sheet.formats.title else 1.0
    room = sheet.letters() / large
    lines = sum(math.ceil(len(part) / room) or 1 for part in text.split("\n"))
    sheet.page.merge_range(row, 0, row, ACROSS - 1, "", style)
    sheet.page.write_string(row, 0, as_text(text), style)
    sheet.page.set_row(row, LINE_POINTS * lines * large)
    return row + 1


def write_table(sheet: SheetWriter, row: int, table: PaperTable) -> int:
    """Next row after a table with its caption and notes."""
    row = say(sheet, row, table.title, sheet.formats.title)
    write_rows(sheet, row, table)
    row += len(table.rows) + 1
    for note in table.notes:
        row = say(sheet, row, note, sheet.formats.grey)
    return row + 1


def write_rows(sheet: SheetWriter, top: int, table: PaperTable) -> None:
    """Head and rows, texts to the left and figures to the right."""
    page, formats = sheet.page, sheet.formats
    rights = table.rights
    for column, head in enumerate(table.head):
        right = rights[column]
        look = formats.right_head if right else formats.head
        page.write_string(top, column, as_text(head), look)
    page.set_row(top, LINE_POINTS * _lines(sheet, table.head))
    for row, cells in enumerate(table.rows, top + 1):
        page.set_row(row, LINE_POINTS * _lines(sheet, cells))
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, right=rights[column])


def _lines(sheet: SheetWriter, cells: Sequence[Cell]) -> int:
    """Lines that the fullest cell of a row takes."""
    counts = [
        sum(
            math.ceil(len(part) * 1.1 / (width - 1)) or 1
            for part in text_of(cell).split("\n")
        )
        for cell, width in zip(cells, sheet.widths, strict=False)
    ]
    return max(counts, default=1)
