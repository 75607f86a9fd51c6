"""What is wrong with a workbook: sheet, row, column, value, rule and way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.errors import Problem, ScenarioError

LONGEST_SHOWN = 40


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
    """What stands there; never what may be about one person."""

    def problem(self, file: str) -> Problem:
        """The same for people who read a list of problems."""
        where = f"{file}: {self.sheet}" if self.sheet else file
        row = f"row {self.row}" if self.row else ""
        key = ", ".join(part for part in (row, self.column) if part)
        return Problem(where, self.rule, key, self.value, self.hint)


class ReturnError(ScenarioError):
    """A board's return that cannot be used; carries every finding."""

    def __init__(self, file: str, findings: Iterable[CellFinding]) -> None:
        self.file, self.findings = file, tuple(findings)
        super().__init__([found.problem(file) for found in self.findings])

    def __reduce__(self) -> tuple[type, tuple[str, tuple[CellFinding, ...]]]:  # type: ignore[override]
        return type(self), (self.file, self.findings)


def shown(value: object) -> str:
    """A value as a finding repeats it."""
    text = str(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
