"""People and scanners typed as a grid: rows of the workbook's sheets, on a screen.

A grid is text, one row a line and a tab between cells, as spreadsheets copy it; its
first line holds the headings. Cells are read by the rules of the workbook, and columns
that the grid leaves out stay as the plan has them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.board_data.own_numbers import own_change
from planner.board_data.workbook.cells import Grid
from planner.board_data.workbook.importer import known_names
from planner.board_data.workbook.parsed_sheet import ParsedSheet, parse_sheet
from planner.board_data.workbook.prefill import PrefilledSheets, fill
from planner.board_data.workbook.sheets import SCANNERS, STAFF
from planner.board_data.workbook.to_change import Owners
from planner.board_data.workbook.to_parameters import BoardValues, add_entries
from planner.board_data.workbook.usual_amounts import UsualAmounts
from planner.errors import Problem, ScenarioError
from planner.inputs.boards import official_name
from planner.inputs.change_files import Change
from planner.inputs.scenario import Scenario
from planner.locale import _

PEOPLE, MACHINES = "grid:people", "grid:scanners"
MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class GridLayout:
    """One grid: the sheet that it is of, and the columns that it shows."""

    sheet: str
    columns: tuple[str, ...]


GRIDS = {
    PEOPLE: GridLayout(
        STAFF, ("post", "role", "band", "wte", "in_post", "start", "end")
    ),
    MACHINES: GridLayout(
        SCANNERS,
        (
            "scanner",
            "sessions_a_week",
            "evenings_a_week",
            "weekend_sessions_a_week",
            "slots_a_session",
            "slot_minutes",
            "reserved_slots_a_day",
            "start",
            "end",
        ),
    ),
}


def grid_text(scenario: Scenario, board: str, grid: str) -> str:
    """A grid as the plan fills it."""
    filled, layout = fill(scenario, board), GRIDS[grid]
    sheet = filled.sheets[layout.sheet]
    lines = [[sheet.column(name).heading for name in layout.columns]]
    for row in filled.rows[layout.sheet]:
        lines.append([_text(row.get(name)) for name in layout.columns])
    return "\n".join("\t".join(line) for line in lines)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return "" if value is None else str(value)


def grid_change(
    scenario: Scenario, board: str, typed: Mapping[str, str], name: str
) -> Change:
    """The change that typed grids make.

    Raises
    ------
    ScenarioError: every cell that cannot be used, `key` the grid
    """
    filled, entries = fill(scenario, board), BoardValues()
    sheets = {
        GRIDS[grid].sheet: _parsed(filled, grid, text) for grid, text in typed.items()
    }
    add_entries(scenario, board, sheets, entries)
    owner = official_name(scenario.boards[board])
    problems = [
        Problem(owner, found.rule, grid, f"{_place(found)} {found.value}", found.hint)
        for grid in typed
        for found in sheets[GRIDS[grid].sheet].findings
    ]
    if problems:
        raise ScenarioError(problems)
    source = _("typed in for {owner}", owner=owner)
    return own_change(
        scenario,
        board,
        Owners(scenario, board, source, entries, "assumption").values(),
        name=name,
        title=_("Own numbers of {owner}", owner=owner),
        why=_("Own numbers of {owner} instead of the plan's.", owner=owner),
        source=source,
        confidence="assumption",
    )


def _place(found: Any) -> str:
    if not found.row:
        return _("the whole grid")
    column = found.column.partition(" (")[0]
    return _("row {number}, {column}:", number=found.row - 1, column=column)


def _parsed(filled: PrefilledSheets, grid: str, text: str) -> ParsedSheet:
    """The sheet of a grid; columns that it leaves out as the plan has them."""
    layout = GRIDS[grid]
    sheet = filled.sheets[layout.sheet]
    key = layout.columns[0]
    there = {row[key]: row for row in filled.rows[layout.sheet]}
    _heads, *lines = text[:MOST_CHARACTERS].splitlines() or [""]
    rows: list[list[Any]] = [[column.heading for column in sheet.columns]]
    for line in lines:
        cells = dict(zip(layout.columns, line.split("\t"), strict=False))
        before = there.get(cells.get(key, "").strip(), {})
        rows.append(
            [
                cells.get(column.id, "")
                if column.id in layout.columns
                else _cell(before.get(column.id))
                for column in sheet.columns
            ]
        )
    return parse_sheet(
        Grid(layout.sheet, rows),
        sheet,
        known_names(filled, sheet),
        UsualAmounts(filled),
    )


def _cell(value: Any) -> Any:
    """A value of the plan as a cell."""
    if value is None or isinstance(value, str | int | float | datetime.date):
        return value
    return _text(value)
