"""Whole plans in a workbook: a sheet each, a line of the plan file a row.

Text alone is read back, so that nothing in the workbook is ever worked out. The sheets
of one board are for people to fill in; these make the very same plan again.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from planner.board_data.workbook.sheets import PLAN_SHEETS
from planner.board_data.workbook.xlsx_safety import wrong_container
from planner.errors import Problem, ScenarioError
from planner.inputs.parse_toml import parse_toml
from planner.inputs.plan_file import is_plan, plan_of, plan_text
from planner.inputs.scenario import Scenario
from planner.locale import _

MOST_LINES, PRINTED_LINES, LINE_WIDTH = 40_000, 40, 120


def add_plan_sheets(book: Any, plans: Sequence[Scenario]) -> None:
    """Add a sheet for each plan to an open workbook of XlsxWriter, in their order."""
    for name, plan in zip(PLAN_SHEETS, plans, strict=False):
        page = book.add_worksheet(name)
        page.set_column(0, 0, LINE_WIDTH)
        # For programs to read: whoever prints the workbook gets its first lines.
        page.print_area(0, 0, PRINTED_LINES, 0)
        for number, line in enumerate(plan_text(plan).splitlines()):
            # Never a formula: a line begins with a name, a quote, a bracket or a hash.
            page.write_string(number, 0, line)


def read_plans(path: Path) -> list[Scenario]:
    """Plans of a report's workbook, the baseline first.

    Raises
    ------
    ScenarioError: for a file that holds none, or that is not as the report wrote it
    """
    texts = plan_texts(path)
    if not texts:
        rule = _("holds no plan")
        hint = _("give a workbook of fls-planner report, or add --board for a return")
        raise ScenarioError(Problem(str(path), rule, hint=hint))
    return [_plan(f"{path.name}, {name}", text) for name, text in texts.items()]


def _plan(file: str, text: str) -> Scenario:
    raw = parse_toml(text, file)
    if not is_plan(raw):
        hint = _("leave the sheet as the report wrote it")
        raise ScenarioError(Problem(file, _("is no plan"), hint=hint))
    return plan_of(raw, file)


def plan_texts(path: Path) -> dict[str, str]:
    """Text of every plan in a workbook by its sheet; none in a file of another kind.

    Raises
    ------
    ScenarioError: for a workbook that is not safe to open, or cannot be read
    """
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return {}
    if wrong := wrong_container(path):
        raise ScenarioError(Problem(str(path), wrong.rule, hint=wrong.hint))
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=False)
            known = [name for name in PLAN_SHEETS if name in book.sheetnames]
            return {name: _text(book[name]) for name in known}
    except Exception as error:  # whatever a broken file sets off inside the reader
        rule = _("cannot be read as an Excel workbook ({kind})",
                 kind=type(error).__name__)  # fmt: skip
        hint = _("copy it again")
        raise ScenarioError(Problem(str(path), rule, hint=hint)) from None


def _text(page: Any) -> str:
    """Lines of a sheet's first column."""
    page.reset_dimensions()
    rows = page.iter_rows(max_row=MOST_LINES, max_col=1, values_only=True)
    return "\n".join("" if value is None else str(value) for (value,) in rows)
