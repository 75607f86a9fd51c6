"""Tables of a command in other forms than a table: csv, json, or a workbook."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import pandas as pd

from planner.board_data.spreadsheet_text import as_text_table
from planner.cli.console import CSV, JSON, TABLE, XLSX, choose_form, chosen_form
from planner.cli.tables import TerminalTable, to_print
from planner.errors import Problem, ScenarioError
from planner.locale import _


def print_collected() -> None:
    """Print the collected tables, in the form that was chosen."""
    tables, form = list(to_print), chosen_form()
    to_print.clear()
    choose_form(TABLE)
    if form == CSV:
        frames = [as_text_table(table.frame).to_csv(index=False) for table in tables]
        sys.stdout.write("\n".join(frames))
    elif form == JSON:
        named = [
            f'{{"title":{json.dumps(table.title)},"rows":{_rows_as_json(table.frame)}}}'
            for table in tables
        ]
        sys.stdout.write(f'{{"tables":[{",".join(named)}]}}\n')
    elif form == XLSX and tables:
        _print_workbook(tables)


def refuse_workbook_on_terminal() -> None:
    """Refuse to fill a terminal with the bytes of a workbook.

    Raises
    ------
    ScenarioError
    """
    if sys.stdout.isatty():
        hint = _("write --out answer.xlsx instead, or > answer.xlsx at the end")
        rule = _("is a workbook, which a terminal cannot show")
        raise ScenarioError(Problem("--format", rule, value=XLSX, hint=hint))


def _print_workbook(tables: Sequence[TerminalTable]) -> None:
    """Print tables as one workbook, a sheet each by its title."""
    # Only who asks for a workbook loads what makes it.
    from planner.reports.results_workbook import sheet_names, workbook_of_tables

    names = sheet_names([table.title for table in tables])
    frames = [table.frame for table in tables]
    book = workbook_of_tables(dict(zip(names, frames, strict=True)))
    sys.stdout.flush()
    sys.stdout.buffer.write(book)


def _rows_as_json(frame: pd.DataFrame) -> str:
    return str(frame.to_json(orient="records", double_precision=15, date_format="iso"))
