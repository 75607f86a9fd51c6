"""What the first sheet says about a return: of whom, from what, counted when."""

from __future__ import annotations

import datetime
from typing import Any

from planner.board_data.parse_number import CONFIRMED, EntryError, confirmed
from planner.board_data.workbook.cell_findings import CellFinding, shown
from planner.board_data.workbook.cells import (
    Cell,
    Grid,
    Refused,
    is_empty,
    question,
    read_cell,
)
from planner.board_data.workbook.columns import SheetColumn
from planner.board_data.workbook.prefill import FEW, PrefilledSheets
from planner.board_data.workbook.sheets import ABOUT
from planner.inputs.scenario import Scenario

BOARD, SCENARIO, AS_OF = "board", "scenario", "figures as of"
"""Labels of cells that are read."""
RULES: tuple[tuple[str, str], ...] = (
    (
        "do not type",
        "Anything about one person, patient or colleague: no names, no dates of birth, "
        "no NHS or hospital numbers, no postcodes, no addresses. The planner takes "
        "counts of people, hours and sessions, and refuses the whole file otherwise.",
    ),
    (
        "counts under 5",
        f"Write {FEW} for one to four people. The planner keeps its own number there "
        "if that is under five too, and else takes 2, as an assumption. Counts of one "
        f"to four are shown as {FEW} in this file.",
    ),
    (
        "figures",
        "Plain numbers without their unit: 12.5, not 12,5 or 12 WTE. Shares as 0.25, "
        "not 25 %. Dates as 2026-03-31. No formulas, no merged cells, no macros, no "
        "hidden sheets, rows or columns, no links to other files. A last band of days "
        "waited may have no end: 365+.",
    ),
    (
        "questions",
        "The planner asks about a figure far from what it holds, and about dates of "
        f"another year. Where yours is right, type {CONFIRMED} behind it: 52.5 "
        f"{CONFIRMED}.",
    ),
    (
        "free to use",
        "Empty rows, rows that begin with #, and the column source, which is not read. "
        "Keep the headings and the names of the sheets.",
    ),
)


def about_rows(filled: PrefilledSheets) -> list[tuple[str, Any]]:
    """Label and text of every line."""
    scenario, board = filled.scenario, filled.board
    what = (
        f"The numbers with which the planner stands for {scenario.boards[board].name}, "
        f"from {scenario.plan_start} on. Overwrite what you know better; leave the "
        f"rest as it is. Then: fls-planner import THIS-FILE --board {board}"
    )
    sheets = filled.sheets.values()
    return [
        (ABOUT, None),
        (BOARD, board),
        (SCENARIO, scenario.name),
        (AS_OF, None),
        ("", "Write the day your figures were counted in the cell above: 2026-03-31."),
        ("", None),
        ("what this is", what),
        *((sheet.title, f"{sheet.by}: {sheet.asks}") for sheet in sheets),
        *RULES,
    ]


DATE = SheetColumn(AS_OF, "date")
A_YEAR = datetime.timedelta(days=366)
"""Figures counted further from the plan's first day are asked about."""


def read_about(
    grid: Grid, scenario: Scenario, board: str, today: datetime.date
) -> tuple[datetime.date | None, list[CellFinding]]:
    """The day of the figures, and whatever belongs to another board or plan.

    None where no day stands there, or none that can be used.
    """
    findings: list[CellFinding] = []
    day = None
    for number, cells in grid.lines():
        label = str(cells[0]).strip().casefold() if cells else ""
        cell = cells[1] if len(cells) > 1 else None
        if is_empty(cell) or isinstance(cell, Refused):
            continue
        if label == AS_OF:
            try:
                day = _day(cell, today, scenario.plan_start)
            except EntryError as error:
                wrong = error.rule, error.hint
                findings.append(_finding(wrong, number, AS_OF, shown(cell)))
        elif found := _wrong(label, str(cell).strip(), scenario, board):
            text = str(cell).strip()
            own = text if text in scenario.boards else ""
            findings.append(_finding(found, number, label, own))
    return day, findings


def _finding(
    wrong: tuple[str, str], number: int, label: str, value: str
) -> CellFinding:
    rule, hint = wrong
    return CellFinding(rule, hint, ABOUT, number, label, value)


def _day(cell: Cell, today: datetime.date, plan_start: datetime.date) -> datetime.date:
    """The day of the figures; one of another time than the plan is asked about."""
    day: datetime.date = read_cell(DATE, cell)
    if day > today:
        hint = "write the day the figures were counted"
        raise EntryError("lies in the future", hint)
    sure = isinstance(cell, str) and confirmed(cell)[1]
    if abs(day - plan_start) > A_YEAR and not sure:
        rule = f"figures stand for the plan's first morning, {plan_start}"
        raise EntryError(f"{rule}; this is another year", question(day))
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
