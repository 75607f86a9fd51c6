"""One cell read as what its column asks for, or refused with how to fix it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils import get_column_letter

from planner.board_data.parse_number import DECIMAL_COMMA, PLAIN
from planner.board_data.workbook.columns import EARLIEST, LATEST, Column
from planner.board_data.workbook.prefill import FEW

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 40
RESERVED = frozenset({"value", "add", "multiply"})
"""Words that mean something else where a name would stand."""
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
SIGNED = re.compile(r"[-\u2212]\s*(.+)")
YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


class Fault(Exception):  # noqa: N818  # never leaves this package
    """Why a cell cannot be used, and how to fix it."""

    def __init__(self, rule: str, hint: str, *, secret: bool = False) -> None:
        super().__init__(rule)
        self.rule, self.hint = rule, hint
        self.secret = secret
        """Whether the value must not be repeated: it may name somebody."""


def read_cell(column: Column, cell: Cell, known: frozenset[str] = frozenset()) -> Any:
    """The value of a filled cell.

    Parameters
    ----------
    known : names that are there already, which need not be in small letters

    Raises
    ------
    Fault
    """
    text = cell.strip() if isinstance(cell, str) else ""
    if column.kind == "name":
        return _name(_as_text(cell), known)
    if column.kind == "choice":
        return _choice(column, _as_text(cell))
    if column.kind == "date":
        word = text.casefold()
        return word if word in column.choices else _date(cell, text)
    if column.kind == "yes or no":
        return _yes_or_no(cell, text)
    if column.few and text.replace(" ", "") == FEW:
        return FEW
    return _number(column, cell, text)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _name(text: str, known: frozenset[str]) -> str:
    if text in known:
        return text
    if not NAME.fullmatch(text) or len(text) > LONGEST_NAME or text in RESERVED:
        rule = f"is a name of at most {LONGEST_NAME} small letters, figures and dashes"
        hint = "name the work, never a person: clinic-nurse"
        raise Fault(rule, hint, secret=True)
    return text


def _choice(column: Column, text: str) -> str:
    alike = {choice.casefold(): choice for choice in column.choices}
    if text.casefold() not in alike:
        raise Fault(f"is one of: {', '.join(column.choices)}", "choose one of these")
    return alike[text.casefold()]


def _yes_or_no(cell: Cell, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    if text.casefold() not in YES:
        raise Fault("is yes or no", "write yes or no")
    return YES[text.casefold()]


def _date(cell: Cell, text: str) -> datetime.date:
    date = cell if isinstance(cell, datetime.date) else _written_date(text)
    if date is None:
        hint = "write it like 2026-03-31, or 31/03/2026 with the day first"
        raise Fault("is a date", hint)
    if not EARLIEST <= date <= LATEST:
        rule = f"is a date from {EARLIEST.year} to {LATEST.year}"
        raise Fault(rule, "write when the post or week began, nothing about people")
    return date


def _written_date(text: str) -> datetime.date | None:
    """A date in the two ways in which British spreadsheets write one."""
    parts: tuple[str, ...] | None = None
    if match := ISO.fullmatch(text):
        parts = match.groups()
    elif match := BRITISH.fullmatch(text):
        parts = match.groups()[::-1]
    try:
        return datetime.date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _number(column: Column, cell: Cell, text: str) -> float | int:
    if isinstance(cell, bool | datetime.date):
        hint = "format the cell as a number, then type the figures again"
        raise Fault(column.bounds, hint)
    if isinstance(cell, str):
        if not PLAIN.fullmatch(text):
            raise Fault(column.bounds, _way_out(text))
        number = float(text.replace(",", ""))
    else:
        number = float(cell)  # type: ignore[arg-type]  # nothing else is left
    if not column.holds(number) or number != number:
        raise Fault(column.bounds, _nearer(column, number))
    if column.kind == "number":
        return number
    if not number.is_integer():
        raise Fault(column.bounds, f"write {number:.0f}, or what was counted")
    return int(number)


def _way_out(text: str) -> str:
    if DECIMAL_COMMA.fullmatch(text):
        return f"write a point before decimals: {text.replace(',', '.')}"
    if text.endswith("%") and PLAIN.fullmatch(text[:-1].strip()):
        share = float(text[:-1].replace(",", "")) / 100
        return f"write shares of one without the sign: {share:g}"
    if (signed := SIGNED.fullmatch(text)) and PLAIN.fullmatch(signed.group(1)):
        return "write the amount without a minus"
    if text.startswith("<"):
        return f"write the count; only counts of people may be {FEW}"
    first = text.split()[0] if text.split() else ""
    if PLAIN.fullmatch(first):
        return f"write the figure alone, without its unit: {first}"
    return "write figures only, such as 1,980 or 2.5"


def _nearer(column: Column, number: float) -> str:
    if column.unit.startswith("share") and 1 < number <= 100:
        return f"percentages are written as {number / 100:g}, not {number:g}"
    if number < 0:
        return "write the amount without a minus"
    return "check the figure and its unit"


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
