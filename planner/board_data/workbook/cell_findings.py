"""Mistakes of a return: their place, their rule, how to mend them, and no free text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.board_data.workbook.columns import EARLIEST
from planner.errors import Problem, ScenarioError
from planner.locale import _, gettext_noop

LONGEST_SHOWN, MOST_DIGITS = 40, 8
DATE_LIKE = re.compile(r"\d\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d")
LETTERS = re.compile(r"[^\W\d_]+")
HARMLESS = frozenset(
    LETTERS.findall(
        "a about above all an and approx around at circa clinic confirmed d day days e"
        " false from fte fully h half hour hours hr hrs in inf infinity is least less"
        " mean min mins minute minutes month months more most mths n nan nil no none"
        " not nurse of open or over patients people per plus ref referrals routine scan"
        " sessions slot slots th the to true under unknown urgent vet w week weekly"
        " weeks wk wks wte y year yearly years yes yrs zero admin assess operator"
        " report reporter x"
        " backlog copy csv data list lists note notes sheet table"
    )
)
"""Words that name nobody."""


@dataclass(frozen=True)
class CellFinding:
    """One mistake, where it stands and how to mend it."""

    rule: str
    hint: str
    sheet: str = ""
    """Empty: the whole file is meant."""
    row: int = 0
    """As the row is numbered on the screen; 0: the whole sheet is meant."""
    column: str = ""
    """Its heading, with its letter."""
    value: str = ""
    """The value of the cell; never one that may be about one person."""

    def problem(self, file: str) -> Problem:
        """The same for people who read a list of problems."""
        # A CSV file is its only sheet, and is named once.
        apart = self.sheet and self.sheet != Path(file).name
        where = f"{file}: {self.sheet}" if apart else file
        row = _("row {number}", number=self.row) if self.row else ""
        key = ", ".join(part for part in (row, self.column) if part)
        return Problem(where, self.rule, key, self.value, self.hint)


FRESH_TEMPLATE = gettext_noop(
    "copy the figures into a fresh template (fls-planner template) and import that"
)


def _unreadable() -> CellFinding:
    rule = _("holds nothing that can be read as a board's return")
    return CellFinding(rule, _(FRESH_TEMPLATE))


class ReturnError(ScenarioError):
    """A board's return that cannot be used; carries every finding."""

    def __init__(self, file: str, findings: Iterable[CellFinding]) -> None:
        # Never a refusal without a reason.
        self.file, self.findings = file, tuple(findings) or (_unreadable(),)
        super().__init__([found.problem(file) for found in self.findings])

    def __reduce__(self) -> tuple[type, tuple[str, tuple[CellFinding, ...]]]:  # type: ignore[override]
        return type(self), (self.file, self.findings)


def shown(value: object) -> str:
    """A value as a finding repeats it: figures, dates and words of the trade alone.

    Text that could name somebody is never repeated, wherever it stands.

    >>> shown("52.5 hours"), shown("about 450"), shown("Alwyn"), shown(2.4)
    ("'52.5 hours'", "'about 450'", '', '2.4')
    """
    if isinstance(value, datetime.date):
        return str(value) if value >= EARLIEST else ""
    text = str(value)
    digits = sum(mark.isdigit() for mark in text)
    if len(text) > LONGEST_SHOWN or digits > MOST_DIGITS:
        return ""
    if not isinstance(value, str):
        return text
    if DATE_LIKE.search(text):
        return ""
    words = {word.casefold() for word in LETTERS.findall(text)}
    return repr(text) if words <= HARMLESS else ""
