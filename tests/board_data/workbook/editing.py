"""Templates edited as a person would: by sheet, row and heading."""

from __future__ import annotations

import datetime
import io
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from planner import Scenario, load_scenario
from planner.board_data.workbook import (
    BoardReturn,
    CellFinding,
    ReturnError,
    fill,
    read_return,
    workbook_bytes,
)

BOARD = "aneurin-bevan"
TODAY = datetime.date(2026, 11, 22)


@cache
def plan(name: str = "wales-today") -> Scenario:
    """A shipped scenario."""
    return load_scenario(name)


@cache
def template(board: str = BOARD, name: str = "wales-today") -> bytes:
    """A board's template as it is written."""
    return workbook_bytes(fill(plan(name), board))


def opened(board: str = BOARD) -> Workbook:
    """A template as a spreadsheet program holds it."""
    return load_workbook(io.BytesIO(template(board)))


def place(book: Workbook, sheet: str, heading: str) -> int:
    """Number of the column of this heading."""
    heads = [cell.value for cell in book[sheet][1]]
    return heads.index(heading) + 1


def row_of(book: Workbook, sheet: str, *keys: Any) -> int:
    """Number of the row, below headings and help, that begins with these cells."""
    for number, row in enumerate(book[sheet].iter_rows(values_only=True), 1):
        if number > 3 and row[: len(keys)] == keys:
            return number
    raise LookupError(keys)


def put(
    book: Workbook, sheet: str, row: int | tuple[Any, ...], heading: str, value: Any
) -> None:
    """Type a value into the cell of a row and a heading."""
    number = row if isinstance(row, int) else row_of(book, sheet, *row)
    book[sheet].cell(number, place(book, sheet, heading)).value = value


def saved(book: Workbook, folder: Path, name: str = "return.xlsx") -> Path:
    """The workbook as a file."""
    path = folder / name
    book.save(path)
    return path


def read(path: Path, board: str = BOARD, name: str = "wales-today") -> BoardReturn:
    """The return in a file."""
    return read_return(path, plan(name), board, today=TODAY)


def mistakes(path: Path, board: str = BOARD) -> tuple[CellFinding, ...]:
    """What is wrong with a file; none when it can be read."""
    try:
        read(path, board)
    except ReturnError as error:
        return error.findings
    return ()
