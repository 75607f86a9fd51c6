"""Sheets as they were found: cells by row, whatever kind of file held them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from openpyxl.utils import get_column_letter

COMMENT = "#"
MOST_ROWS, MOST_COLUMNS = 2_000, 64
LARGEST_FILE_BYTES = 5_000_000
"""A return is some tens of kilobytes; a larger file is something else."""


class Refused:
    """Stands for a cell that was found wrong already, so that it is said once."""


REFUSED: Final = Refused()
Cell = str | int | float | bool | datetime.date | Refused | None


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of cells; the first row is row 1."""

    title: str
    rows: list[list[Cell]] = field(repr=False)

    def lines(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows with their number, without empty ones and comments."""
        for number, cells in enumerate(self.rows, 1):
            first = next((cell for cell in cells if not is_empty(cell)), None)
            comment = isinstance(first, str) and first.strip().startswith(COMMENT)
            if first is not None and not comment:
                yield number, cells


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letter(place: int) -> str:
    """Letter of a column, as spreadsheets show it.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    return str(get_column_letter(place + 1))
