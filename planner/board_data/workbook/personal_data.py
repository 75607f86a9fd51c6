"""What may be about one person: refused, and never repeated."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from planner.board_data.workbook.cells import REFUSED, Cell, Grid, is_empty, letter
from planner.board_data.workbook.parsed_sheet import CellFinding
from planner.board_data.workbook.person_names import folded, holds_name

NO_PATIENTS = (
    "the planner takes counts only: take every row and column about single people out,"
    " and send nobody such a file; a post or a scanner is named in small letters"
)
HEADINGS: dict[str, str] = {
    r"(fore|first|given|christian|middle|sur|last|family|full|patient)\W*+names?"
    r"|names?|patients?|person|nok|next of kin|known as|initials": "names",
    r"d\W*+o\W*+b|(date|year|month) of birth|birth\W*+(date|day|year)|born|dod"
    r"|date of death": "dates of birth or death",
    r"(nhs|n\.h\.s\.?)\W*+(number|numbers|no|nos|num|id)?\W*+": "NHS numbers",
    r"(hospital|hosp|case\W*+note|unit|patient|district|crn|mrn|pas|local|record)"
    r"\W*+(number|no|num|id|identifier|ref|reference)\W*+|mrn|crn|chi\W*+(number|no)?":
        "hospital numbers",
    r"post\W*+codes?|zip\W*+(codes?)?": "postcodes",
    r"(home |e\W?mail |patient )?address(es)?( line)? ?\d?|e\W?mail|(tele)?phone"
    r"( (number|no))?|mobile( (number|no))?": "addresses",
    r"ethnicity|religion|diagnosis|gp name|gp practice": "facts about single people",
}  # fmt: skip
"""Headings of columns about single people, and what they ask for."""
HEADING_RULES = {re.compile(pattern): what for pattern, what in HEADINGS.items()}
TEN_DIGITS = re.compile(r"(?<![\d.])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\d.])")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
HOSPITAL_NUMBER = re.compile(r"\b[A-Z]{1,2}\d{6,7}\b", re.IGNORECASE)
EMAIL = re.compile(r"\S@[^\s@]+\.\w")
BIRTH = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](19[0-6]\d|\d\d)|19[0-6]\d-\d\d-\d\d")
LAST_BIRTH = datetime.date(1969, 12, 31)
MOST_ROWS_NAMED = 5
Judge = Callable[..., str]
"""`personal_value`, or the same with a memory."""


def nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number.

    >>> nhs_number("9434765919"), nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight
        for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)
    )
    check = (11 - total % 11) % 11
    return check != 10 and check == int(digits[9])


def personal_heading(text: str) -> str:
    """What a heading asks for, when that is about single people."""
    plain = " ".join(folded(text).replace("_", " ").split())
    plain = plain.strip(" .:;*?!").casefold()
    return next((w for rule, w in HEADING_RULES.items() if rule.fullmatch(plain)), "")


def personal_value(cell: Cell, *, prose: bool = False) -> str:
    """What a cell seems to hold, when that is about one person.

    Parameters
    ----------
    prose : whether sentences are expected here, which may hold places and titles
    """
    if isinstance(cell, datetime.date):
        return "a date of birth" if cell <= LAST_BIRTH else ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    text = f"{cell:.0f}" if isinstance(cell, float) else folded(str(cell))
    if any(nhs_number("".join(parts)) for parts in TEN_DIGITS.findall(text)):
        return "an NHS number"
    if not isinstance(cell, str):
        return ""
    for rule, what in (
        (POSTCODE, "a postcode"),
        (EMAIL, "an address"),
        (HOSPITAL_NUMBER, "a hospital number"),
    ):
        if rule.search(text):
            return what
    if prose:
        return ""
    text = text.strip()
    if holds_name(text):
        return "a name"
    return "a date of birth" if BIRTH.fullmatch(text) else ""


def refuse_personal(
    grid: Grid, *, prose: Collection[int] = (), all_prose: bool = False
) -> list[CellFinding]:
    """Findings for columns and rows about single people; their cells are blotted out.

    Parameters
    ----------
    prose : places of columns whose cells hold sentences
    """
    findings: list[CellFinding] = []
    # A sheet may hold one text thousands of times; it is forgotten with the sheet.
    judge: Judge = lru_cache(maxsize=None, typed=True)(personal_value)
    lines = list(enumerate(grid.rows, 1))
    heads = next(grid.lines(), (0, []))
    if not all_prose:
        findings += _headings(grid, *heads)
    found: dict[int, list[tuple[int, str]]] = {}
    for number, cells in lines:
        if number != heads[0] or all_prose:
            comment = all_prose or _is_comment(cells)
            own = list(_in_row(cells, prose, comment, judge))
            if own:
                found[number] = own
                for place in range(len(cells)):
                    cells[place] = REFUSED
    return findings + _rows(grid.title, found)


def _is_comment(cells: list[Cell]) -> bool:
    first = next((cell for cell in cells if not is_empty(cell)), None)
    return isinstance(first, str) and first.strip().startswith("#")


def _headings(grid: Grid, number: int, cells: list[Cell]) -> Iterator[CellFinding]:
    for place, cell in enumerate(cells):
        what = personal_heading(cell) if isinstance(cell, str) else ""
        if what:
            rule = f"a column asks for {what}"
            yield CellFinding(rule, NO_PATIENTS, grid.title, number, letter(place))
            for row in grid.rows[number - 1 :]:
                if place < len(row):
                    row[place] = REFUSED


def _in_row(
    cells: list[Cell], prose: Collection[int], all_prose: bool, judge: Judge
) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(cells):
        what = judge(cell, prose=all_prose or place in prose)
        if what:
            yield place, what


def _rows(title: str, found: dict[int, list[tuple[int, str]]]) -> list[CellFinding]:
    """A finding for each row; many rows together."""
    if len(found) > MOST_ROWS_NAMED:
        kinds = sorted({what for own in found.values() for _, what in own})
        first = min(found)
        rule = f"{len(found)} rows seem to be about single people: {', '.join(kinds)}"
        return [CellFinding(rule, NO_PATIENTS, title, first)]
    return [
        CellFinding(
            f"seems to be about one person: {', '.join(what for _, what in own)}",
            NO_PATIENTS,
            title,
            number,
            ", ".join(letter(place) for place, _ in own),
        )
        for number, own in found.items()
    ]
