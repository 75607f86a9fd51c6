"""Rows and columns of a sheet that nobody sees, though they would be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import Cell, is_empty, letter
from planner.locale import _, gettext_noop, ngettext

LOOK = gettext_noop("unhide it and look, or delete it: everything is read")
TAG = r"<(?:[A-Za-z]{1,20}:)?%s\s([^<>]*+)>"
ROW, COL, DEFAULT = (
    re.compile((TAG % name).encode()) for name in ("row", "col", "sheetFormatPr")
)
ATTRIBUTE = re.compile(rb"""([A-Za-z]+)\s*+=\s*+["']([^"'<>]*+)["']""")
YES = (b"1", b"true")
NOTHING = re.compile(rb"0+(\.\d*)?")
"""A height or width at which nothing shows."""
MOST_NAMED = 5


def hidden_rows(
    title: str, text: bytes, rows: list[list[Cell]]
) -> Iterator[CellFinding]:
    """A finding for each hidden row or column with anything in it.

    Parameters
    ----------
    text : the sheet as it stands in the file
    rows : its cells
    """
    unseen = [
        number for number in _hidden_rows(text, len(rows)) if _is_filled(rows, number)
    ]
    if len(unseen) > MOST_NAMED:
        rule = ngettext(
            "{n} row is hidden, from row {first} on",
            "{n} rows are hidden, from row {first} on",
            len(unseen),
            first=unseen[0],
        )
        yield CellFinding(rule, _(LOOK), title, unseen[0])
    else:
        for number in unseen:
            yield CellFinding(
                _("row {number} is hidden", number=number), _(LOOK), title, number
            )
    for place in _hidden_columns(text):
        if any(place < len(row) and not is_empty(row[place]) for row in rows):
            name = letter(place)
            yield CellFinding(
                _("column {name} is hidden", name=name), _(LOOK), title, 0, name
            )


def _is_filled(rows: list[list[Cell]], number: int) -> bool:
    return number <= len(rows) and not all(map(is_empty, rows[number - 1]))


def _hidden_rows(text: bytes, last: int) -> list[int]:
    """Numbers of rows that are hidden, by themselves or as all are."""
    default = [dict(ATTRIBUTE.findall(tag)) for tag in DEFAULT.findall(text)]
    all_hidden = any(said.get(b"zeroHeight") in YES for said in default)
    seen: dict[int, bool] = {}
    number = 0
    for tag in ROW.findall(text):
        said = dict(ATTRIBUTE.findall(tag))
        given = said.get(b"r", b"")
        number = int(given) if given.isdigit() and len(given) < 8 else number + 1
        shown = all_hidden and said.get(b"hidden", b"") not in (b"", *YES)
        own = said.get(b"hidden") in YES or NOTHING.fullmatch(said.get(b"ht", b"-"))
        seen[number] = not own and (not all_hidden or shown)
    return [n for n, visible in sorted(seen.items()) if not visible and n <= last]


def _hidden_columns(text: bytes) -> list[int]:
    """Places of columns that are hidden."""
    places: list[int] = []
    for tag in COL.findall(text):
        said = dict(ATTRIBUTE.findall(tag))
        width = said.get(b"width", b"-")
        if said.get(b"hidden") in YES or NOTHING.fullmatch(width):
            first, last = said.get(b"min", b""), said.get(b"max", b"")
            if first.isdigit() and last.isdigit() and len(first + last) < 12:
                places += range(int(first) - 1, min(int(last), 64))
    return places
