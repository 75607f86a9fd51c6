"""Sheets of a folder of CSV files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from planner.board_data.spreadsheet_text import as_typed
from planner.board_data.workbook.cell_findings import CellFinding
from planner.board_data.workbook.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    REFUSED,
    SHORTEN,
    Cell,
    Grid,
    letter,
)
from planner.locale import _, gettext_noop, ngettext

LARGEST_BYTES = 1_000_000
SAVE_UTF8 = gettext_noop("in Excel: Save As, CSV UTF-8 (Comma delimited)")
MOST_FILES = 30
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv_folder(folder: Path) -> tuple[list[Grid], list[CellFinding]]:
    """Every CSV file of a folder, and what is wrong with the files themselves."""
    grids: list[Grid] = []
    findings: list[CellFinding] = []
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv")
    if not files:
        hint = _("fls-planner template --csv writes the files")
        return [], [CellFinding(_("holds no CSV file"), hint)]
    if len(files) > MOST_FILES:
        rule = ngettext(
            "holds {n} CSV file; the template has six",
            "holds {n:,} CSV files; the template has six",
            len(files),
        )
        return [], [CellFinding(rule, _("keep only the files of the template"))]
    for path in files:
        read, own = read_csv_file(path)
        findings += own
        # Also when it cannot be read: it is there, so it is not missing.
        grids += read or [Grid(path.name, [])]
    return grids, findings


def read_csv_file(path: Path) -> tuple[list[Grid], list[CellFinding]]:
    """One CSV file as a sheet, and what is wrong with it."""
    findings: list[CellFinding] = []
    rows: list[list[Cell]] = []
    wrong = _wrong(path)
    if wrong is None:
        rows, wrong = _rows(path, findings)
    if wrong:
        return [], [CellFinding(*wrong, sheet=path.name)]
    return [Grid(path.name, rows)], findings


def _wrong(path: Path) -> tuple[str, str] | None:
    if not path.is_file():
        return _("is no plain file"), _("keep the CSV files side by side in one folder")
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        rule = _(
            "is {size:,.0f} MB; at most {most:.0f} MB are read",
            size=size / 1e6,
            most=LARGEST_BYTES / 1e6,
        )
        return rule, _("type counts, not one row for each person")
    return None


def _rows(
    path: Path, findings: list[CellFinding]
) -> tuple[list[list[Cell]], tuple[str, str] | None]:
    content = path.read_bytes()
    if content[:2] in UTF_16 or b"\x00" in content:
        return [], (_("is written in UTF-16"), _(SAVE_UTF8))
    try:
        text = content.decode("utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        if "," not in first and any(mark in first for mark in ";\t"):
            return [], (_("has columns that are not parted by commas"), _(SAVE_UTF8))
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        return [], (_("is not written in UTF-8"), _(SAVE_UTF8))
    except csv.Error as error:
        if "field limit" in str(error):
            return [], (
                _(
                    "holds a cell that is longer than {most:,} characters",
                    most=LONGEST_CELL,
                ),
                _(SHORTEN),
            )
        return [], (
            _("is no complete CSV file: {error}", error=error),
            _("close every quotation mark"),
        )
    if len(rows) > MOST_ROWS:
        if any(any(map(str.strip, row)) for row in rows[MOST_ROWS:]):
            rule = _("has more than {most:,} rows", most=MOST_ROWS)
            return [], (rule, _("type counts, not one row for each person"))
        del rows[MOST_ROWS:]
    return [_cells(path.name, n, row, findings) for n, row in enumerate(rows, 1)], None


def _cells(
    title: str, number: int, row: list[str], findings: list[CellFinding]
) -> list[Cell]:
    cells: list[Cell] = []
    for place, text in enumerate(row[:MOST_COLUMNS]):
        if text.lstrip().startswith("="):
            rule = _("is a formula; only values are read")
            hint = _("write the number itself")
            findings.append(CellFinding(rule, hint, title, number, letter(place)))
            cells.append(REFUSED)
        else:
            cells.append(as_typed(text) if text.strip() else None)
    return cells
