"""Sheets of an Excel workbook, read as values; nothing in it is ever run."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, range_boundaries

from planner.board_data.spreadsheet_text import as_typed
from planner.board_data.workbook.cell_findings import CellFinding, shown
from planner.board_data.workbook.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    REFUSED,
    Cell,
    Grid,
    is_empty,
    letter,
)
from planner.board_data.workbook.conditional_formats import HidingRule, hiding_rules
from planner.board_data.workbook.hidden_rows import LOOK, hidden_rows
from planner.board_data.workbook.sheets import REPORT_SHEETS
from planner.board_data.workbook.unseen_cells import CLEAR, is_unseen, unseen_cells
from planner.board_data.workbook.xlsx_safety import wrong_container
from planner.locale import _, gettext_noop

# Found in two steps: whatever a broken file repeats, each byte is looked at once.
MERGED, CELL = rb"<mergeCell\s([^<>]*+)>", rb"<c\s([^<>]*+)(?<!/)>"
RANGE = rb"""\bref\s*+=\s*+["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']"""
PLACE = rb"""\br\s*+=\s*+["']([A-Z]{1,3})(\d{1,7})["']"""
FORMULA = gettext_noop("is a formula; only values are read")
UNMERGE = gettext_noop("unmerge them (Home, Merge & Center) and fill every cell")
MOST_MERGED = 20
MOST_BITS = 1000


def read_xlsx(path: Path) -> tuple[list[Grid], list[CellFinding]]:
    """Every sheet that can be seen, and what is wrong with the file itself."""
    if wrong := wrong_container(path):
        return [], [wrong]
    try:
        with warnings.catch_warnings():
            # Of styles and the like that are not read anyway.
            warnings.simplefilter("ignore")
            return _read(path)
    except Exception as error:  # whatever a broken file sets off inside the reader
        kind = type(error).__name__
        rule = _("cannot be read as an Excel workbook ({kind})", kind=kind)
        hint = _(
            "open it in Excel and save it as an Excel workbook (.xlsx) and import that"
        )
        return [], [CellFinding(rule, hint)]


def _read(path: Path) -> tuple[list[Grid], list[CellFinding]]:
    grids: list[Grid] = []
    findings: list[CellFinding] = []
    # Opened here, since openpyxl leaves a file open whose loading fails.
    with path.open("rb") as file:
        # Formulas are wanted as formulas: what was worked out may be out of date.
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for page in book.worksheets:
            if page.title in REPORT_SHEETS:
                continue
            if page.sheet_state != "visible":
                findings.append(CellFinding(_("is hidden"), _(LOOK), page.title))
                grids.append(Grid(page.title, []))
                continue
            grids.append(_grid(page, path, findings))
    return grids, findings


def _grid(page: Any, path: Path, findings: list[CellFinding]) -> Grid:
    with zipfile.ZipFile(path) as archive:
        text = archive.read(page._worksheet_path.removeprefix("/"))
    if wrong := _too_far(page.title, text):
        findings.append(wrong)
        return Grid(page.title, [])
    # Programs state the used range wrongly: some to the last row there can be.
    page.reset_dimensions()
    rows: list[list[Cell]] = []
    last = 0
    unseen: list[tuple[int, int]] = []
    rules = hiding_rules(text, page.parent._differential_styles.styles)
    hidden: list[tuple[int, int]] = []
    cells = page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for number, row in enumerate(cells, 1):
        rows.append(list(_values(page.title, number, row, findings)))
        unseen += [(number, at) for at, cell in enumerate(row) if is_unseen(cell)]
        hidden += [(number, at) for at in _hidden_by(rules, number, row)]
        last = last if all(map(is_empty, rows[-1])) else number
    del rows[last:]
    findings += hidden_rows(page.title, text, rows)
    findings += unseen_cells(page.title, unseen)
    findings += unseen_cells(page.title, sorted({*hidden} - {*unseen}), CLEAR)
    _blot_merged(page.title, text, rows, findings)
    return Grid(page.title, rows)


def _hidden_by(rules: list[HidingRule], number: int, row: Any) -> Iterator[int]:
    """Places of the filled cells of a row that a conditional format may hide."""
    if not rules:
        return
    for at, cell in enumerate(row):
        filled = cell.value is not None
        if filled and any(rule.hides(number, at + 1, cell) for rule in rules):
            yield at


def _attributes(text: bytes, tag: bytes, attribute: bytes) -> list[tuple[bytes, ...]]:
    """The parts of an attribute, of each tag of its kind that has one."""
    own = re.compile(attribute)
    tags = re.findall(tag, text)
    return [found.groups() for inside in tags if (found := own.search(inside))]


def _too_far(title: str, text: bytes) -> CellFinding | None:
    """Something written far from the table, where nobody would look for it."""
    # Cells with anything in them, by column and row.
    places = _attributes(text, CELL, PLACE)
    row = max((int(number) for _column, number in places), default=0)
    if row > MOST_ROWS:
        rule = _(
            "has more than {most:,} rows: it reaches to row {row:,}",
            most=MOST_ROWS,
            row=row,
        )
        return CellFinding(rule, _("type counts, not a row for each person"), title)
    columns = {column.decode() for column, _number in places}
    column = max(columns, key=lambda name: (len(name), name), default="")
    if column and column_index_from_string(column) > MOST_COLUMNS:
        rule = _("reaches to column {column}", column=column)
        return CellFinding(rule, _("delete what stands right of the table"), title)
    return None


def _values(
    title: str, number: int, row: Any, findings: list[CellFinding]
) -> Iterator[Cell]:
    for place, cell in enumerate(row):
        kind, value = getattr(cell, "data_type", "n"), cell.value
        if kind not in ("f", "e"):
            yield _plain(value)
            continue
        if kind == "f":
            rule, hint = _(FORMULA), _("copy the cell, then Paste Special, Values")
        else:
            rule, hint = _("is an error of Excel"), _("type the number itself")
        findings.append(
            CellFinding(
                rule,
                hint,
                sheet=title,
                row=number,
                column=letter(place),
                value="" if kind == "f" else shown(value),
            )
        )
        yield REFUSED


def _plain(value: Any) -> Cell:
    """A value without its time of day, where that is midnight."""
    if isinstance(value, str):
        return str(as_typed(value))
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else str(value)
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    # A figure of hundreds of digits is no number that could be worked with.
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return str(value)
    return str(value) if value is not None and not _known(value) else value


def _known(value: Any) -> bool:
    return isinstance(value, str | bool | int | float | datetime.date)


def _blot_merged(
    title: str, text: bytes, rows: list[list[Cell]], findings: list[CellFinding]
) -> None:
    """A finding for each merged range that reaches into what is read."""
    for (match,) in _attributes(text, MERGED, RANGE)[:MOST_MERGED]:
        left, top, right, bottom = range_boundaries(match.decode())
        inside = [
            (row, place)
            for row in range(top - 1, min(bottom, len(rows)))
            for place in range(left - 1, min(right, len(rows[row])))
        ]
        if not inside:
            continue
        rule = _("cells {cells} are merged", cells=match.decode())
        findings.append(CellFinding(rule, _(UNMERGE), title, top, letter(left - 1)))
        for row, place in inside[1:]:
            rows[row][place] = REFUSED
