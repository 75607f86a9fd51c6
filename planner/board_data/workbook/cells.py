"""One cell read as what its column asks for, or refused with how to fix it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils import get_column_letter

from planner.board_data.parse_number import (
    CONFIRMED,
    EntryError,
    NumberRule,
    confirmed,
    parse_number,
)
from planner.board_data.workbook.columns import EARLIEST, LATEST, SheetColumn
from planner.board_data.workbook.prefill import FEW
from planner.errors import did_you_mean
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 40
RESERVED = frozenset({"value", "add", "multiply"})
"""Words that mean something else where a name would stand."""
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
SHORT_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})", re.ASCII)
NEAR_YEARS = range(10, 41)
"""Two figures that can only stand for a year of this century near today."""
YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
UNIT = r"(?P<unit>days?|d|weeks?|wks?|w|months?|mths?|m|years?|yrs?|y)?"
OPEN_BEFORE = re.compile(
    rf"(?P<sign>over|more than|longer than|above|>=?|\u2265|at least)\s?"
    rf"(?P<amount>\d{{1,4}})\s?{UNIT}",
    re.ASCII,
)
MORE = r"(\+|plus|and over|or over|or more|and more|and above|or longer|and longer)"
OPEN_BEHIND = re.compile(
    rf"(?P<amount>\d{{1,4}})\s?"
    rf"({UNIT}\s?{MORE}|{MORE}\s?{UNIT.replace('unit', 'last')})",
    re.ASCII,
)
OPEN_ALONE = re.compile(rf"{MORE}|open|no limit|over|>")
DAYS_OF = {"d": 1.0, "w": 7.0, "m": DAYS_A_YEAR / 12, "y": DAYS_A_YEAR}


@dataclass(frozen=True)
class OpenBand:
    """Days waited without an upper end."""

    first: int | None
    """None where only the missing end was typed."""


def read_cell(
    column: SheetColumn,
    cell: Cell,
    known: frozenset[str] = frozenset(),
    rule: NumberRule | None = None,
) -> Any:
    """The value of a filled cell.

    Parameters
    ----------
    known : names that are there already, which need not be in small letters
    rule : for its number, where the plan holds one; else the column's

    Raises
    ------
    EntryError
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
    if column.open_band and (band := _open_band(text)):
        return band
    number = parse_number(cell, rule or column.rule)
    return number if column.kind == "number" else int(number)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _name(text: str, known: frozenset[str]) -> str:
    if text in known:
        return text
    if not NAME.fullmatch(text) or len(text) > LONGEST_NAME or text in RESERVED:
        rule = _(
            "is a name of at most {most} small letters, figures and dashes",
            most=LONGEST_NAME,
        )
        raise EntryError(rule, _("name the work, never a person: clinic-nurse"))
    return text


def _choice(column: SheetColumn, text: str) -> str:
    alike = {choice.casefold(): choice for choice in column.choices}
    if text.casefold() not in alike:
        rule = _("is one of: {names}", names=", ".join(column.choices))
        guess = did_you_mean(text, column.choices)
        raise EntryError(rule, guess or _("choose one of these"))
    return alike[text.casefold()]


def _yes_or_no(cell: Cell, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    if text.casefold() not in YES:
        raise EntryError(_("is yes or no"), _("write yes or no"))
    return YES[text.casefold()]


def _date(cell: Cell, text: str) -> datetime.date:
    plain = confirmed(text)[0]
    date = cell if isinstance(cell, datetime.date) else _written_date(plain)
    if date is None:
        raise EntryError(_("is a date"), _advice(plain))
    if not EARLIEST <= date <= LATEST:
        rule = _(
            "is a date from {first} to {last}", first=EARLIEST.year, last=LATEST.year
        )
        hint = _("write when the post or week began, nothing about people")
        raise EntryError(rule, hint)
    return date


def _written_date(text: str) -> datetime.date | None:
    """A date in the ways in which British spreadsheets write one."""
    parts: tuple[str, ...] | None = None
    if match := ISO.fullmatch(text):
        parts = match.groups()
    elif match := BRITISH.fullmatch(text):
        parts = match.groups()[::-1]
    try:
        return datetime.date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def _advice(text: str) -> str:
    """A fix for what is no date."""
    match = SHORT_YEAR.fullmatch(text)
    if match is None:
        return _("write it like 2026-03-31, or 31/03/2026 with the day first")
    day, month, year = match.groups()
    full = f"{int(day):02}/{int(month):02}/20{year}"
    if int(year) in NEAR_YEARS and _written_date(full):
        return _("write the year with four figures: {full}", full=full)
    return _("write the year with four figures, the day first")


def question(date: datetime.date) -> str:
    """A fix for a date that is asked about."""
    return _(
        "correct it; if it is right, write {date} {confirmed}",
        date=date,
        confirmed=CONFIRMED,
    )


def _open_band(text: str) -> OpenBand | None:
    """Days waited without an end, in the usual ways of published waits.

    >>> _open_band("365+"), _open_band("over 24 weeks"), _open_band("> 52 weeks")
    (OpenBand(first=365), OpenBand(first=169), OpenBand(first=365))
    """
    plain = " ".join(text.casefold().split())
    if OPEN_ALONE.fullmatch(plain):
        return OpenBand(None)
    before, behind = OPEN_BEFORE.fullmatch(plain), OPEN_BEHIND.fullmatch(plain)
    found = before or behind
    if found is None:
        return None
    said = found.groupdict()
    unit = (said["unit"] or said.get("last") or "days")[0]
    days = round(int(said["amount"]) * DAYS_OF[unit])
    beyond = before is not None and said["sign"] not in (">=", "\u2265", "at least")
    return OpenBand(days + beyond)


COMMENT = "#"
MOST_ROWS, MOST_COLUMNS = 2_000, 64
LARGEST_FILE_BYTES = 5_000_000
"""A return is some tens of kilobytes; a larger file is something else."""
LONGEST_CELL = 2_000
TOO_LONG = gettext_noop("is longer than {most:,} characters")
SHORTEN = gettext_noop(
    "type the count or the name alone; long notes stay outside the sheets"
)


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
