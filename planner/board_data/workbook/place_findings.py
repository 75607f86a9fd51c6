"""Findings put where they were typed, in the order of the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from planner.board_data.workbook.cell_findings import CellFinding, shown
from planner.board_data.workbook.cells import Grid
from planner.board_data.workbook.parsed_sheet import ParsedSheet
from planner.board_data.workbook.prefill import PrefilledSheets
from planner.board_data.workbook.sheets import (
    ABOUT,
    ALL_TITLES,
    LISTS,
    REFERRALS,
    file_of,
)
from planner.board_data.workbook.to_parameters import PARTS
from planner.errors import Problem
from planner.locale import _


def plain_title(title: str) -> str:
    """A title as it is compared: in small letters, spaces alike."""
    return " ".join(title.split()).casefold()


def place_problems(
    problems: tuple[Problem, ...],
    board: str,
    typed: Mapping[str, ParsedSheet],
    findings: list[CellFinding],
) -> None:
    """Put what the scenario refuses where it was typed, unless it is said already."""
    for problem in problems:
        part, _dot, rest = problem.key.removeprefix(f"boards.{board}.").partition(".")
        name, _dot, column = rest.partition(".")
        title, key = next(
            ((p.sheet, p.key) for p in PARTS if p.name == part),
            (LISTS if part == "waiting_list" else REFERRALS, "stage"),
        )
        sheet = typed.get(title)
        rows = [r for r in sheet.rows if r.values.get(key) == name] if sheet else []
        if sheet and rows:
            told = {(found.row, found.column) for found in sheet.findings}
            sheet.find(rows[0], column.split(".")[0], problem.rule, problem.hint)
            new = sheet.findings[-1]
            # Several decisions may concern one cell; one is enough to mend it.
            findings += [] if (new.row, new.column) in told else [new]
        elif not findings:
            findings.append(CellFinding(problem.rule, problem.hint))


def _unnamed(findings: list[CellFinding], grids: list[Grid]) -> list[CellFinding]:
    """Findings of other sheets by their number: a title may name somebody."""
    asked = {*map(plain_title, ALL_TITLES), *map(file_of, ALL_TITLES)}
    names = {
        grid.title: _("file {number}", number=number)
        if grid.title.endswith(".csv")
        else _("sheet {number}", number=number)
        for number, grid in enumerate(grids, 1)
        if plain_title(grid.title) not in asked and not shown(grid.title)
    }
    return [replace(f, sheet=names.get(f.sheet, f.sheet)) for f in findings]


def in_order(
    findings: list[CellFinding], filled: PrefilledSheets, grids: list[Grid]
) -> list[CellFinding]:
    """Findings by sheet and row; two about one cell are said once."""
    titles = [ABOUT, *filled.sheets]
    places = {plain_title(title): n for n, title in enumerate(titles)}
    places |= {file_of(title): n for n, title in enumerate(titles)}
    unique = {
        (f.sheet, f.row, f.column, f.rule): f for f in _unnamed(findings, grids)
    }.values()
    return sorted(unique, key=lambda f: (places.get(plain_title(f.sheet), 99), f.row))
