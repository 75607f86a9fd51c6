"""A board's return: read, judged as a whole, and made into a scenario."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planner.board_data.own_numbers import OwnNumbers, apply_own_change
from planner.board_data.save import checked_name, save_own_numbers
from planner.board_data.workbook.cell_findings import CellFinding, ReturnError
from planner.board_data.workbook.cells import Grid
from planner.board_data.workbook.cover_sheet import read_about
from planner.board_data.workbook.cross_checks import PlanDates, check_rows
from planner.board_data.workbook.lists_and_referrals import (
    TypedLists,
    add_lists,
    add_referrals,
    typed_lists,
    typed_means,
)
from planner.board_data.workbook.parsed_sheet import (
    ParsedRow,
    ParsedSheet,
    parse_sheet,
    refuse_long,
)
from planner.board_data.workbook.personal_data import personal_comments, refuse_personal
from planner.board_data.workbook.place_findings import (
    in_order,
    place_problems,
    plain_title,
)
from planner.board_data.workbook.prefill import PrefilledSheets, fill
from planner.board_data.workbook.read_csv import read_csv_folder
from planner.board_data.workbook.read_xlsx import read_xlsx
from planner.board_data.workbook.sheets import (
    ABOUT,
    LISTS,
    MEAN,
    REFERRALS,
    SheetLayout,
    file_of,
)
from planner.board_data.workbook.to_change import return_option
from planner.board_data.workbook.to_parameters import BoardValues, add_entries
from planner.board_data.workbook.usual_amounts import UsualAmounts
from planner.errors import ScenarioError, did_you_mean, unknown_name
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop


@dataclass(frozen=True)
class BoardReturn:
    """Numbers that a board typed, and the scenario with them."""

    base: Scenario
    board: str
    day: datetime.date
    """Day on which the figures were counted."""
    scenario: Scenario = field(repr=False)
    option: OwnNumbers = field(repr=False)
    lists: TypedLists = field(repr=False)
    typed: Mapping[str, ParsedSheet] = field(repr=False)

    @property
    def referrals(self) -> dict[str, float]:
        """Mean week of each column of the first sheet."""
        return typed_means(self.typed[REFERRALS])

    @property
    def unchanged(self) -> bool:
        """Whether every number is the plan's own, and none was typed anew."""
        here, there = (each.periods[0][1].boards for each in (self.base, self.scenario))
        weeks = self.typed[REFERRALS].rows
        return here == there and all(row.values["week"] == MEAN for row in weeks)

    def rows(self, title: str) -> list[ParsedRow]:
        """Rows that were typed into a sheet."""
        return self.typed[title].rows


def read_return(
    path: Path,
    scenario: Scenario,
    board: str,
    *,
    today: datetime.date,
    name: str = "",
) -> BoardReturn:
    """Numbers that a board typed into a workbook or a folder of CSV files.

    Parameters
    ----------
    today : day of the import; figures without a day of their own are of this day
    name : of the option that it becomes; empty: the board's

    Raises
    ------
    ReturnError: with every mistake at once
    ScenarioError: if there is no such board or file
    """
    if board not in scenario.boards:
        kind = gettext_noop("board")
        problem = unknown_name(kind, board, scenario.boards, file="--board")
        raise ScenarioError(problem)
    grids, findings = _read(path)
    if not grids:
        raise ReturnError(path.name, findings)
    filled = fill(scenario, board)
    counted, typed = _typed(grids, filled, today, findings)
    last = scenario.plan_start + datetime.timedelta(days=scenario.horizon_days - 1)
    dates = PlanDates(scenario.plan_start, last, today, counted)
    check_rows(typed, filled.rows, dates, scenario.boards[board].posts)
    lists = typed_lists(scenario, board, typed)
    entries = _entries(scenario, board, typed, lists)
    for sheet in typed.values():
        findings += sheet.findings
    weeks = [r.values for r in typed[REFERRALS].rows] if REFERRALS in typed else []
    stem = checked_name(name or board, name or board)
    option = return_option(scenario, board, counted or today, entries, weeks, stem)
    changed = _tried(option, scenario, board, typed, findings)
    if findings or changed is None:
        raise ReturnError(path.name, in_order(findings, filled, grids))
    return BoardReturn(
        base=scenario,
        board=board,
        day=counted or today,
        scenario=changed,
        option=option,
        lists=lists,
        typed=typed,
    )


def _entries(
    scenario: Scenario,
    board: str,
    typed: Mapping[str, ParsedSheet],
    lists: TypedLists,
) -> BoardValues:
    """Values by key of everything that could be read; the rest gets findings."""
    entries = BoardValues()
    add_entries(scenario, board, typed, entries)
    if LISTS in typed:
        add_lists(scenario, board, lists, typed[LISTS], entries)
    if REFERRALS in typed and typed[REFERRALS].readable:
        add_referrals(scenario, board, typed[REFERRALS], entries)
    return entries


def save_return(folder: Path, returned: BoardReturn, *, replace: bool = False) -> Path:
    """Path of the option file; the change lies beside it.

    Raises
    ------
    ScenarioError: if a file is there already, or nothing can be written
    """
    return save_own_numbers(folder, returned.option, replace=replace)


def _read(path: Path) -> tuple[list[Grid], list[CellFinding]]:
    try:
        if path.is_dir():
            return read_csv_folder(path)
        if not path.exists():
            hint = _("check the name and the folder")
            return [], [CellFinding(_("there is no such file or folder"), hint)]
        if not path.is_file():
            # Pipes and devices: to open one could wait for ever.
            hint = _("give an Excel workbook, or the folder that holds the CSV files")
            return [], [CellFinding(_("is no plain file"), hint)]
        if path.suffix.lower() in (".csv", ".txt", ".ods", ".numbers", ".pdf"):
            hint = _("give an Excel workbook, or the folder that holds the CSV files")
            return [], [
                CellFinding(
                    _("a {ending} file alone is not read", ending=path.suffix), hint
                )
            ]
        grids, findings = read_xlsx(path)
        return grids, findings + (personal_comments(path) if grids else [])
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = _("close it in other programs, and check that you may read it")
        return [], [CellFinding(_("cannot be read: {reason}", reason=reason), hint)]


def _typed(
    grids: list[Grid],
    filled: PrefilledSheets,
    today: datetime.date,
    findings: list[CellFinding],
) -> tuple[datetime.date | None, dict[str, ParsedSheet]]:
    """The day of the figures, where it was typed, and every sheet that was found."""
    alike = {plain_title(title): title for title in (*filled.sheets, ABOUT)}
    alike |= {file_of(title): title for title in (*filled.sheets, ABOUT)}
    typed: dict[str, ParsedSheet] = {}
    day, seen = None, set()
    usual = UsualAmounts(filled)
    for grid in grids:
        title = alike.get(plain_title(grid.title), "")
        known = filled.sheets.get(title)
        findings += refuse_long(grid)
        findings += _personal(grid, known, title)
        if not title or title in seen:
            findings.append(_extra(grid, filled, again=bool(title)))
            continue
        seen.add(title)
        if title == ABOUT:
            day, wrong = read_about(grid, filled.scenario, filled.board, today)
            findings += wrong
        elif known and (grid.rows or not _is_reported(grid, findings)):
            typed[title] = parse_sheet(grid, known, known_names(filled, known), usual)
    for title in filled.sheets:
        if title not in seen:
            hint = _(
                "put it back from the template; leave it as it was if nothing changes"
            )
            findings.append(CellFinding(_("the sheet is missing"), hint, title))
    return day, typed


def _personal(grid: Grid, sheet: SheetLayout | None, title: str) -> list[CellFinding]:
    heads = [str(cell).strip().casefold() for cell in next(grid.lines(), (0, []))[1]]
    by_heading = {c.heading: c.kind for c in sheet.columns} if sheet else {}
    kinds = {n: by_heading[h] for n, h in enumerate(heads) if h in by_heading}
    prose = [place for place, kind in kinds.items() if kind == "note"]
    return refuse_personal(grid, prose=prose, all_prose=title == ABOUT, kinds=kinds)


def _extra(grid: Grid, filled: PrefilledSheets, *, again: bool) -> CellFinding:
    if again:
        rule, hint = _("the sheet is there twice"), _("keep one of the two")
    else:
        rule = _("no such sheet is asked for")
        known = (ABOUT, *filled.sheets)
        names, guess = ", ".join(known), did_you_mean(grid.title, known)
        hint = _("delete it; there are: {names}", names=names)
        if guess:
            hint = _(
                "{guess} if not, delete it; there are: {names}",
                guess=guess,
                names=names,
            )
    return CellFinding(rule, hint, grid.title)


def _is_reported(grid: Grid, findings: list[CellFinding]) -> bool:
    return any(found.sheet == grid.title for found in findings)


def known_names(
    filled: PrefilledSheets, sheet: SheetLayout
) -> dict[str, frozenset[str]]:
    """Names that the plan has, by column."""
    return {
        column.id: frozenset(
            str(row[column.id])
            for rows in filled.rows.values()
            for row in rows
            if row.get(column.id)
        )
        for column in sheet.columns
        if column.kind == "name"
    }


def _tried(
    option: OwnNumbers,
    scenario: Scenario,
    board: str,
    typed: Mapping[str, ParsedSheet],
    findings: list[CellFinding],
) -> Scenario | None:
    """The scenario with the return; None with findings where it cannot be."""
    try:
        changed = apply_own_change(scenario, option.change)
    except ScenarioError as error:
        place_problems(error.problems, board, typed, findings)
        return None
    return changed.renamed(option.name, option.title)
