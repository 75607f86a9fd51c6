"""Rows of a sheet as they were typed: headings found, cells read, mistakes named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.board_data.parse_number import EntryError, confirmed
from planner.board_data.workbook.cell_findings import CellFinding, shown
from planner.board_data.workbook.cells import (
    LONGEST_CELL,
    REFUSED,
    SHORTEN,
    TOO_LONG,
    Cell,
    Grid,
    OpenBand,
    Refused,
    is_empty,
    letter,
    read_cell,
)
from planner.board_data.workbook.columns import HEADINGS, SheetColumn
from planner.board_data.workbook.sheets import LONGEST_WAIT, SheetLayout
from planner.board_data.workbook.usual_amounts import UsualAmounts
from planner.errors import did_you_mean
from planner.locale import _

Known = Mapping[str, frozenset[str]]
"""Names that the plan has, by column."""
SHORTEST_OPEN_BAND = 182
"""Days that a band without an end is taken to reach at least."""


@dataclass(frozen=True)
class ParsedRow:
    """One row of a sheet."""

    number: int
    values: dict[str, Any]
    """By column; cells that cannot be used are not among them."""
    whole: bool
    """Whether every cell could be read."""
    confirmed: frozenset[str] = frozenset()
    """Columns whose value is confirmed in the cell."""
    open_band: bool = False
    """Whether the days waited were typed without an end."""


@dataclass
class ParsedSheet:
    """Everything typed into one sheet."""

    layout: SheetLayout
    title: str
    """As the file calls it."""
    known: Known
    usual: UsualAmounts
    places: dict[str, int] = field(default_factory=dict)
    """Position of each column."""
    rows: list[ParsedRow] = field(default_factory=list)
    findings: list[CellFinding] = field(default_factory=list)
    readable: bool = True
    """Whether headings were found, so that what is missing is really missing."""

    def find(self, row: ParsedRow, column: str, rule: str, hint: str) -> None:
        """Add a finding about one cell."""
        value = row.values.get(column)
        free = isinstance(value, str) and value not in self.known.get(column, ())
        text = "" if value is None or free else shown(value)
        self.findings.append(self._at(row.number, column, rule, hint, text))

    def refuse(self, rule: str, hint: str) -> None:
        """Add a finding about the whole sheet."""
        self.findings.append(CellFinding(rule, hint, self.title))

    def _at(
        self, number: int, column: str, rule: str, hint: str, value: str = ""
    ) -> CellFinding:
        where = HEADINGS.get(column, column.replace("_", " "))
        if column in self.places:
            where = f"{where} ({letter(self.places[column])})"
        return CellFinding(rule, hint, self.title, number, where, value)

    def read(self, number: int, cells: list[Cell]) -> None:
        """Add a row, with a finding for each cell that cannot be used."""
        values: dict[str, Any] = {}
        whole = True
        sure: set[str] = set()
        for column in self.layout.columns:
            place = self.places.get(column.id)
            cell = cells[place] if place is not None and place < len(cells) else None
            if column.kind == "note":
                continue
            if isinstance(cell, Refused):
                whole = False
                continue
            try:
                values[column.id] = self._value(column, cell, values)
            except EntryError as error:
                whole = False
                text = "" if column.kind == "name" or is_empty(cell) else shown(cell)
                found = self._at(number, column.id, error.rule, error.hint, text)
                self.findings += [found] if place is not None else []
            if isinstance(cell, str) and confirmed(cell)[1]:
                sure.add(column.id)
        is_open = any(isinstance(value, OpenBand) for value in values.values())
        if is_open and not _close(values):
            whole = False
            rule = _("has no first day")
            hint = _("write 365+, or a first and a last day")
            self.findings.append(self._at(number, "from_day", rule, hint))
        self.rows.append(ParsedRow(number, values, whole, frozenset(sure), is_open))

    def _value(self, column: SheetColumn, cell: Cell, typed: dict[str, Any]) -> Any:
        if not is_empty(cell):
            rule = self.usual.rule(self.layout.title, column, typed)
            known = self.known.get(column.id, frozenset())
            return read_cell(column, cell, known, rule)
        if column.open_band and isinstance(typed.get("from_day"), OpenBand):
            return typed["from_day"]
        if column.needed:
            rule_text = _("is needed: {what}", what=column.what)
            raise EntryError(rule_text, _("fill the cell, or empty the row"))
        return column.default


def _close(values: dict[str, Any]) -> bool:
    """Give a band without an end its days; whether its first day is known."""
    first, last = values.get("from_day"), values.get("to_day")
    if isinstance(first, OpenBand):
        first = first.first
    if first is None and isinstance(last, OpenBand):
        first = last.first
    for name in ("from_day", "to_day"):
        if isinstance(values.get(name), OpenBand):
            del values[name]
    if first is None:
        return False
    values["from_day"] = first
    if isinstance(last, OpenBand):
        longest = int(LONGEST_WAIT)
        values["to_day"] = min(first + max(first, SHORTEST_OPEN_BAND), longest)
    return True


def parse_sheet(
    grid: Grid, layout: SheetLayout, known: Known, usual: UsualAmounts
) -> ParsedSheet:
    """Everything that a grid holds of a sheet's columns."""
    typed = ParsedSheet(layout, grid.title, known, usual)
    lines = list(grid.lines())
    if not lines:
        hint = _("put the headings of the template back; leave the rows as they were")
        typed.findings.append(CellFinding(_("is empty"), hint, grid.title))
        typed.readable = False
        return typed
    (number, heads), *rest = lines
    typed.findings += _place_columns(typed, number, heads)
    if not typed.places:
        hint = _(
            "the first row holds: {names}",
            names=", ".join(c.heading for c in layout.columns),
        )
        finding = CellFinding(_("has no headings"), hint, layout.title, number)
        typed.findings, typed.readable = [finding], False
        return typed
    for number, cells in rest:
        read = [cells[p] for p in typed.places.values() if p < len(cells)]
        if any(isinstance(cell, Refused) for cell in cells) and all(
            isinstance(cell, Refused) or is_empty(cell) for cell in cells
        ):
            typed.rows.append(ParsedRow(number, {}, False))
        elif any(not is_empty(cell) for cell in read):
            typed.read(number, cells)
    return typed


def _place_columns(
    typed: ParsedSheet, number: int, heads: list[Cell]
) -> list[CellFinding]:
    """Put every heading in its place; those that are unknown, double or missing."""
    findings: list[CellFinding] = []
    columns = typed.layout.columns
    by_heading = {_plain(column.id): column for column in columns}
    by_heading |= {column.heading: column for column in columns}
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
            rule = _("the heading {heading!r} stands twice", heading=column.heading)
            findings.append(
                CellFinding(
                    rule,
                    _("keep one of the two columns"),
                    sheet=typed.title,
                    row=number,
                    column=letter(place),
                )
            )
        else:
            typed.places[column.id] = place
    for column in typed.layout.columns:
        missing = column.id not in typed.places and not column.may_be_missing
        if missing and not refused:
            hint = _(
                "add a column headed {heading!r}, as in the template",
                heading=column.heading,
            )
            rule = _("the column {heading!r} is missing", heading=column.heading)
            findings.append(CellFinding(rule, hint, typed.title, number))
    return findings


def _unknown(typed: ParsedSheet, number: int, place: int, cell: Cell) -> CellFinding:
    """A finding for a heading that nobody asked for, which is not repeated."""
    known = [column.heading for column in typed.layout.columns]
    rule = _("no such column is asked for")
    hint = _take_out(did_you_mean(cell, known), known)
    return CellFinding(rule, hint, sheet=typed.title, row=number, column=letter(place))


def _take_out(guess: str, known: Iterable[str]) -> str:
    """A fix for what nobody asked for, which may only be spelled wrongly."""
    names = ", ".join(known)
    if guess:
        return _(
            "{guess} if not, take it out; there are: {names}", guess=guess, names=names
        )
    return _("take it out; there are: {names}", names=names)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def refuse_long(grid: Grid) -> list[CellFinding]:
    """Findings for cells too long to be looked at; they are blotted out."""
    findings: list[CellFinding] = []
    for number, cells in enumerate(grid.rows, 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                findings.append(
                    CellFinding(
                        _(TOO_LONG, most=LONGEST_CELL),
                        _(SHORTEN),
                        sheet=grid.title,
                        row=number,
                        column=letter(place),
                    )
                )
                cells[place] = REFUSED
    return findings
