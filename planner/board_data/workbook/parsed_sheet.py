"""Rows of a sheet as they were typed: headings found, cells read, mistakes named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.board_data.workbook.cells import (
    REFUSED,
    Cell,
    Fault,
    Grid,
    Refused,
    is_empty,
    letter,
    read_cell,
)
from planner.board_data.workbook.columns import Column
from planner.board_data.workbook.sheets import Sheet
from planner.errors import Problem, ScenarioError

Known = Mapping[str, frozenset[str]]
"""Names that the plan has, by column."""


@dataclass(frozen=True)
class TypedRow:
    """One row of a sheet."""

    number: int
    values: dict[str, Any]
    """By column; cells that cannot be used are not among them."""
    whole: bool
    """Whether every cell could be read."""


@dataclass
class TypedSheet:
    """Everything typed into one sheet."""

    sheet: Sheet
    title: str
    """As the file calls it."""
    places: dict[str, int]
    """Where each column stands."""
    rows: list[TypedRow]
    findings: list[CellFinding] = field(default_factory=list)
    readable: bool = True
    """Whether headings were found, so that what is missing is really missing."""

    def find(self, row: TypedRow, column: str, rule: str, hint: str) -> None:
        """Add a finding about one cell, unless its row has one already."""
        value = row.values.get(column)
        text = "" if value is None else shown(value)
        self.findings.append(self._at(row.number, column, rule, hint, text))

    def refuse(self, rule: str, hint: str) -> None:
        """Add a finding about the whole sheet."""
        self.findings.append(CellFinding(rule, hint, self.title))

    def _at(
        self, number: int, column: str, rule: str, hint: str, value: str = ""
    ) -> CellFinding:
        where = column.replace("_", " ")
        if column in self.places:
            where = f"{where} ({letter(self.places[column])})"
        return CellFinding(rule, hint, self.title, number, where, value)

    def read(self, number: int, cells: list[Cell], known: Known) -> None:
        """Add a row, with a finding for each cell that cannot be used."""
        values: dict[str, Any] = {}
        whole = True
        for column in self.sheet.columns:
            place = self.places.get(column.id)
            cell = cells[place] if place is not None and place < len(cells) else None
            if column.kind == "note":
                continue
            if isinstance(cell, Refused):
                whole = False
                continue
            try:
                values[column.id] = self._value(column, cell, known)
            except Fault as fault:
                whole = False
                value = "" if fault.secret else shown(cell)
                text = value if not is_empty(cell) else ""
                told = number, column.id, fault.rule, fault.hint, text
                if place is not None:
                    self.findings.append(self._at(*told))
        self.rows.append(TypedRow(number, values, whole))

    @staticmethod
    def _value(column: Column, cell: Cell, known: Known) -> Any:
        if not is_empty(cell):
            return read_cell(column, cell, known.get(column.id, frozenset()))
        if column.needed:
            raise Fault(f"is needed: {column.what}", "fill the cell, or empty the row")
        return column.default


def typed_sheet(grid: Grid, sheet: Sheet, known: Known) -> TypedSheet:
    """What a grid holds of a sheet's columns."""
    typed = TypedSheet(sheet, grid.title, {}, [])
    lines = list(grid.lines())
    if not lines:
        hint = "put the headings of the template back; leave the rows as they were"
        typed.findings.append(CellFinding("is empty", hint, grid.title))
        typed.readable = False
        return typed
    (number, heads), *rest = lines
    typed.findings += _place_columns(typed, number, heads)
    if not typed.places:
        hint = f"the first row holds: {', '.join(c.heading for c in sheet.columns)}"
        finding = CellFinding("has no headings", hint, sheet.title, number)
        typed.findings, typed.readable = [finding], False
        return typed
    for number, cells in rest:
        read = [cells[p] for p in typed.places.values() if p < len(cells)]
        if any(isinstance(cell, Refused) for cell in cells) and all(
            isinstance(cell, Refused) or is_empty(cell) for cell in cells
        ):
            typed.rows.append(TypedRow(number, {}, False))
        elif any(not is_empty(cell) for cell in read):
            typed.read(number, cells, known)
    return typed


def _place_columns(
    typed: TypedSheet, number: int, heads: list[Cell]
) -> list[CellFinding]:
    """Put every heading in its place; those that are unknown, double or missing."""
    findings: list[CellFinding] = []
    by_heading = {column.heading: column for column in typed.sheet.columns}
    refused = REFUSED in heads
    for place, cell in enumerate(heads):
        if not isinstance(cell, str) or is_empty(cell):
            if not is_empty(cell) and not isinstance(cell, Refused):
                findings.append(_unknown(typed, number, place, cell))
            continue
        column = by_heading.get(_plain(cell))
        if column is None:
            findings.append(_unknown(typed, number, place, cell))
        elif column.id in typed.places:
            rule = f"the heading {column.heading!r} stands twice"
            where = typed.title, number, letter(place)
            findings.append(CellFinding(rule, "keep one of the two columns", *where))
        else:
            typed.places[column.id] = place
    for column in typed.sheet.columns:
        if column.id not in typed.places and column.kind != "note" and not refused:
            hint = f"add a column headed {column.heading!r}, as in the template"
            rule = f"the column {column.heading!r} is missing"
            findings.append(CellFinding(rule, hint, typed.title, number))
    return findings


def _unknown(typed: TypedSheet, number: int, place: int, cell: Cell) -> CellFinding:
    known = ", ".join(column.heading for column in typed.sheet.columns)
    rule, hint = "no such column is asked for", f"take it out; there are: {known}"
    where = typed.title, number, letter(place)
    return CellFinding(rule, hint, *where, shown(cell))


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


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
