"""Monthly counts of what has happened since a plan began, as boards type them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from planner.board_data.parse_number import EntryError, NumberRule, parse_number
from planner.board_data.workbook.cell_findings import CellFinding, ReturnError, shown
from planner.board_data.workbook.cells import Cell, Grid, is_empty, letter
from planner.board_data.workbook.parsed_sheet import refuse_long
from planner.board_data.workbook.personal_data import personal_comments, refuse_personal
from planner.board_data.workbook.read_csv import read_csv_file
from planner.board_data.workbook.read_xlsx import read_xlsx
from planner.errors import ScenarioError, known_names
from planner.inputs.boards import board_ids
from planner.inputs.files import shown_path
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

BOARD, MONTH, LIST = "board", "month", "list"
REFERRALS, SCANS, REMOVALS = "referrals", "scans", "removals"
MISSED, SESSIONS, OPERATORS, NURSES = "missed", "sessions", "operators", "nurses"
COLUMNS: Mapping[str, tuple[str, str]] = {
    LIST: ("people", gettext_noop("people on the DXA list on the month's last day")),
    REFERRALS: ("people", gettext_noop("people put on that list in the month")),
    SCANS: ("people", gettext_noop("people scanned in the month")),
    REMOVALS: ("people", gettext_noop("people taken off the list without a scan")),
    MISSED: ("people", gettext_noop("scan appointments missed (DNA)")),
    SESSIONS: ("sessions", gettext_noop("half-day scanner sessions that ran")),
    OPERATORS: ("WTE", gettext_noop("operators in post, mean of the month")),
    NURSES: ("WTE", gettext_noop("nurses in post, mean of the month")),
}
"""Columns that may be filled: unit and meaning."""
NEEDED = (BOARD, MONTH)
WRITTEN_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
FEW, FEW_STANDS_FOR = "<5", 2.0
"""A small count that is not shown, and what stands for it."""
MOST = {"people": 50_000.0, "sessions": 500.0, "WTE": 200.0}


@dataclass(frozen=True)
class Actuals:
    """Counts by board, month and column; what was not typed is not there."""

    file: str
    counts: Mapping[str, Mapping[str, Mapping[str, float]]]
    few: int = field(default=0)
    """Cells that said <5."""

    @property
    def boards(self) -> tuple[str, ...]:
        """Boards with at least one count."""
        return tuple(self.counts)

    def months(self, board: str) -> list[str]:
        """Months of a board in order."""
        return sorted(self.counts[board])


def months_of(plan: Scenario) -> list[tuple[str, int, int]]:
    """Whole months of a plan: label, first day and the day after the last."""
    found, date = [], plan.plan_start
    if date.day > 1:
        date = _next_month(date)
    while (last := (_next_month(date) - plan.plan_start).days) <= plan.plan_days:
        first = (date - plan.plan_start).days
        found.append((f"{date.year}-{date.month:02d}", first, last))
        date = _next_month(date)
    return found


def _next_month(date: datetime.date) -> datetime.date:
    return datetime.date(date.year + date.month // 12, date.month % 12 + 1, 1)


def template_table(boards: Sequence[str], months: Sequence[str]) -> pd.DataFrame:
    """An empty table to fill in: a row a board and month."""
    rows = [{BOARD: b, MONTH: m} for b in boards for m in months]
    table = pd.DataFrame(rows, columns=[BOARD, MONTH, *COLUMNS])
    return table.astype(object).where(table.notna(), "")


def read_actuals(path: Path, plan: Scenario) -> Actuals:
    """Counts of a CSV file or of the first sheet of a workbook.

    Raises
    ------
    ReturnError: with every mistake at once
    """
    grids, findings = _grids(path)
    if not grids:
        raise ReturnError(shown_path(path), findings)
    grid = grids[0]
    findings += refuse_long(grid)
    _name_boards(grid, plan)
    findings += refuse_personal(grid)
    sheet = _ActualsSheet(grid, plan, findings)
    sheet.read()
    if not findings and not any(sheet.counts.values()):
        hint = _("fls-planner track --template FILE writes an empty one")
        findings.append(CellFinding(_("holds no count"), hint, grid.title))
    if findings:
        raise ReturnError(shown_path(path), findings)
    return Actuals(shown_path(path), sheet.counts, sheet.few)


def _name_boards(grid: Grid, plan: Scenario) -> None:
    """Put ids in place of boards' names, which are like names of people."""
    for _number, cells in grid.lines():
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                with suppress(ScenarioError):
                    (cells[place],) = board_ids(plan.boards, [cell.strip()])


def _grids(path: Path) -> tuple[list[Grid], list[CellFinding]]:
    if not path.is_file():
        hint = _("name the CSV file or the workbook itself")
        return [], [CellFinding(_("there is no such file"), hint)]
    if path.suffix.lower() == ".csv":
        return read_csv_file(path)
    if path.suffix.lower() != ".xlsx":
        hint = _("save it as CSV UTF-8 or as an Excel workbook (.xlsx)")
        return [], [CellFinding(_("is neither CSV nor an Excel workbook"), hint)]
    grids, findings = read_xlsx(path)
    return grids, findings + (personal_comments(path) if grids else [])


@dataclass
class _ActualsSheet:
    """The sheet as it is read, row by row."""

    grid: Grid
    plan: Scenario
    findings: list[CellFinding]
    counts: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    few: int = 0

    def read(self) -> None:
        """Add the counts of every row, and a finding for all that is wrong."""
        lines = list(self.grid.lines())
        if not lines:
            hint = _("first line: {names}", names=",".join([*NEEDED, *COLUMNS]))
            self._find(_("is empty"), hint)
            return
        places = self._places(*lines[0])
        known = {label for label, _first, _last in months_of(self.plan)}
        if any(name not in places for name in NEEDED):
            return
        for number, cells in lines[1:]:
            self._row(number, cells, places, known)

    def _places(self, number: int, heads: list[Cell]) -> dict[str, int]:
        """Place of each column by name."""
        places: dict[str, int] = {}
        names = ", ".join([*NEEDED, *COLUMNS])
        for place, cell in enumerate(heads):
            name = str(cell or "").strip().casefold()
            if not name:
                continue
            if name not in (*NEEDED, *COLUMNS):
                rule = _("is not a column of this file")
                hint = known_names(shown(cell), [*NEEDED, *COLUMNS])
                self._find(rule, hint, number, letter(place), cell)
            elif name in places:
                hint = _("take one of them out")
                self._find(_("a column stands twice"), hint, number, name)
            places.setdefault(name, place)
        for name in NEEDED:
            if name not in places:
                hint = _("columns are {names}", names=names)
                self._find(_("a column is missing"), hint, number, name)
        return places

    def _row(
        self,
        number: int,
        cells: list[Cell],
        places: Mapping[str, int],
        known: set[str],
    ) -> None:
        cell_of = {n: cells[p] for n, p in places.items() if p < len(cells)}
        board = self._board(number, cell_of.get(BOARD))
        month = self._month(number, cell_of.get(MONTH), known)
        values: dict[str, float] = {}
        for name, (unit, _meaning) in COLUMNS.items():
            cell = cell_of.get(name)
            if not is_empty(cell):
                value = self._number(number, name, unit, cell)
                if value is not None:
                    values[name] = value
        if not board or not month:
            return
        mine = self.counts.setdefault(board, {})
        if (board, month) in self.seen:
            hint = _("one row for each board and month: take one of them out")
            self._find(_("stands twice"), hint, number, f"{BOARD}, {MONTH}", month)
        elif values:
            mine[month] = values
        self.seen.add((board, month))

    def _board(self, number: int, cell: Cell) -> str:
        try:
            (found,) = board_ids(self.plan.boards, [str(cell or "").strip()])
        except ScenarioError:
            hint = _("there are: {names}", names=", ".join(self.plan.boards))
            self._find(_("names no board of the plan"), hint, number, BOARD, cell)
            return ""
        return found

    def _month(self, number: int, cell: Cell, known: set[str]) -> str:
        text = str(cell or "").strip()
        if isinstance(cell, datetime.date):
            text = f"{cell.year}-{cell.month}"
        found = WRITTEN_MONTH.fullmatch(text)
        if not found:
            hint = _("write year and month, such as 2026-09")
            self._find(_("is a month"), hint, number, MONTH, cell)
            return ""
        month = f"{found[1]}-{int(found[2]):02d}"
        if month not in known:
            ends = sorted(known) or [""]
            hint = _("months of the plan: {first} to {last}",
                     first=ends[0], last=ends[-1])  # fmt: skip
            self._find(_("is no month of the plan"), hint, number, MONTH, month)
            return ""
        return month

    def _number(self, number: int, name: str, unit: str, cell: Cell) -> float | None:
        if isinstance(cell, str) and cell.replace(" ", "") == FEW and unit == "people":
            self.few += 1
            return FEW_STANDS_FOR
        rule = NumberRule(unit=unit, whole=unit == "people", low=0, high=MOST[unit])
        try:
            return parse_number(cell, rule)
        except EntryError as error:
            self._find(error.rule, error.hint, number, name, cell)
            return None

    def _find(
        self,
        rule: str,
        hint: str,
        row: int = 0,
        column: str = "",
        value: Cell = None,
    ) -> None:
        said = "" if value is None else shown(value)
        self.findings.append(
            CellFinding(rule, hint, self.grid.title, row, column, said)
        )
