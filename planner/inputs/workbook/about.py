"""What the first sheet says about a return: of whom, from what, counted when."""

from __future__ import annotations

import datetime

from planner.inputs.scenario import Scenario
from planner.inputs.workbook.cells import Fault, read_cell
from planner.inputs.workbook.columns import Column
from planner.inputs.workbook.findings import CellFinding, shown
from planner.inputs.workbook.grid import Cell, Grid, Refused, is_empty
from planner.inputs.workbook.sheets import ABOUT
from planner.inputs.workbook.words import AS_OF, BOARD, SCENARIO

DATE = Column(AS_OF, "date")


def read_about(
    grid: Grid, scenario: Scenario, board: str, today: datetime.date
) -> tuple[datetime.date, list[CellFinding]]:
    """The day of the figures, and whatever belongs to another board or plan."""
    findings: list[CellFinding] = []
    day = today
    for number, cells in grid.lines():
        label = str(cells[0]).strip().casefold() if cells else ""
        cell = cells[1] if len(cells) > 1 else None
        if is_empty(cell) or isinstance(cell, Refused):
            continue
        if label == AS_OF:
            try:
                day = _day(cell, today)
            except Fault as fault:
                wrong = fault.rule, fault.hint
                findings.append(_finding(wrong, number, AS_OF, cell))
        elif found := _wrong(label, str(cell).strip(), scenario, board):
            findings.append(_finding(found, number, label, cell))
    return day, findings


def _finding(
    wrong: tuple[str, str], number: int, label: str, cell: Cell
) -> CellFinding:
    rule, hint = wrong
    return CellFinding(rule, hint, ABOUT, number, label, shown(cell))


def _day(cell: Cell, today: datetime.date) -> datetime.date:
    day: datetime.date = read_cell(DATE, cell)
    if day > today:
        raise Fault("lies in the future", "write the day the figures were counted")
    return day


def _wrong(
    label: str, text: str, scenario: Scenario, board: str
) -> tuple[str, str] | None:
    if label == BOARD and text != board:
        return f"the file is not for {board}", "add --board with the board of the file"
    if label == SCENARIO and text != scenario.name:
        rule = f"the file was made from another scenario than {scenario.name}"
        return rule, "add --scenario with the scenario of the file"
    return None
