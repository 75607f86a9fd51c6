"""The first sheet of a return: its board, its scenario, the day of its figures."""

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
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop

BOARD, SCENARIO, AS_OF = "board", "scenario", "figures as of"
"""Labels of cells that are read."""
RULES: tuple[tuple[str, str], ...] = (
    (
        gettext_noop("do not type"),
        gettext_noop(
            "Anything about one person, patient or colleague: no names, no dates of "
            "birth, no NHS or hospital numbers, no postcodes, no addresses. The "
            "planner takes counts of people, hours and sessions, and refuses the "
            "whole file otherwise."
        ),
    ),
    (
        gettext_noop("counts under 5"),
        gettext_noop(
            "Write {few} for one to four people. The planner keeps its own number "
            "there if that is under five too, and else takes 2, as an assumption. "
            "Counts of one to four are shown as {few} in this file."
        ),
    ),
    (
        gettext_noop("figures"),
        gettext_noop(
            "Plain numbers without their unit: 12.5, not 12,5 or 12 WTE. Shares as "
            "0.25, not 25 %. Dates as 2026-03-31. No formulas, no merged cells, no "
            "macros, no hidden sheets, rows or columns, no links to other files. A "
            "last band of days waited may have no end: 365+."
        ),
    ),
    (
        gettext_noop("questions"),
        gettext_noop(
            "The planner asks about a figure far from what it holds, and about dates "
            "of another year. Where yours is right, type {confirmed} behind it: 52.5 "
            "{confirmed}."
        ),
    ),
    (
        gettext_noop("free to use"),
        gettext_noop(
            "Empty rows, rows that begin with #, and the column source, which is not "
            "read. Keep the headings and the names of the sheets."
        ),
    ),
)


def about_rows(filled: PrefilledSheets) -> list[tuple[str, Any]]:
    """Label and text of every line."""
    scenario, board = filled.scenario, filled.board
    what = _(
        "The numbers with which the planner stands for {board}, from "
        "{date} on. Overwrite what you know better; leave the rest "
        "as it is. Then: fls-planner import THIS-FILE --board {id}",
        board=official_name(scenario.boards[board]),
        date=scenario.plan_start,
        id=board,
    )
    sheets = filled.sheets.values()
    return [
        (ABOUT, None),
        (BOARD, board),
        (SCENARIO, scenario.name),
        (AS_OF, None),
        (
            "",
            _("Write the day your figures were counted in the cell above: 2026-03-31."),
        ),
        ("", None),
        (_("what this is"), what),
        *((sheet.title, f"{sheet.by}: {sheet.asks}") for sheet in sheets),
        *((_(label), _(text, few=FEW, confirmed=CONFIRMED)) for label, text in RULES),
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
        hint = _("write the day the figures were counted")
        raise EntryError(_("lies in the future"), hint)
    sure = isinstance(cell, str) and confirmed(cell)[1]
    if abs(day - plan_start) > A_YEAR and not sure:
        rule = _(
            "figures stand for the plan's first morning, {date}; this is another year",
            date=plan_start,
        )
        raise EntryError(rule, question(day))
    return day


def _wrong(
    label: str, text: str, scenario: Scenario, board: str
) -> tuple[str, str] | None:
    if label == BOARD and text != board:
        rule = _("the file is not for {board}", board=board)
        return rule, _("add --board with the board of the file")
    if label == SCENARIO and text != scenario.name:
        rule = _(
            "the file was made from another scenario than {name}", name=scenario.name
        )
        return rule, _("add --scenario with the scenario of the file")
    return None
