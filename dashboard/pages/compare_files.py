"""Files of a comparison to take away: one page of HTML, the table as CSV or Excel."""

from __future__ import annotations

import base64
from typing import Any

import pandas as pd

from dashboard import jobs
from dashboard.option_choices import marks
from dashboard.pages.compare_table import mark_cell, year_of
from dashboard.pages.compare_view import View
from dashboard.runs import Run
from planner.board_data.spreadsheet_text import as_text_table
from planner.locale import _
from planner.outcomes.kpi_table import COST_HOLDS
from planner.reports.results_workbook import workbook_of_tables
from planner.reports.summary import CHANCE_NOTE, SUMMARY_NOTE, figures_table

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_file(run: Run | None, year: str) -> dict[str, str] | None:
    """Name and text of the page to download, or nothing to download."""
    if run is None or not run.ready:
        return None
    text = jobs.service().comparison_page(run, year)
    return {
        "filename": f"comparison-{run.id}-{_plain(year)}.html",
        "content": text,
        "type": "text/html",
    }


def table_of(view: View) -> pd.DataFrame:
    """The comparison's table, an option a row, with the chance of the mark."""
    table = figures_table([*view.summaries.values()], view.place, view.year)
    cells = [mark_cell(view, name) for name in view.summaries]
    title = marks().get(view.mark, view.mark)
    table["mark"] = title
    table["chance_of_mark"] = [cell.level for cell in cells]
    table["chance_of_mark_sets"] = [cell.bands for cell in cells]
    return table


def about(view: View) -> pd.DataFrame:
    """Place, year and source of the table, a line a sentence."""
    lines = [
        _("{place}, {year}", place=view.place_name, year=year_of(view)),
        view.source,
        _(SUMMARY_NOTE),
        _(CHANCE_NOTE),
        _(COST_HOLDS),
    ]
    return pd.DataFrame({_("read first"): lines})


def csv_file(view: View | None) -> dict[str, str] | None:
    """Name and text of the table as CSV."""
    if view is None:
        return None
    text = as_text_table(table_of(view)).to_csv(index=False)
    return {"filename": f"{_name(view)}.csv", "content": text, "type": "text/csv"}


def excel_file(view: View | None) -> dict[str, Any] | None:
    """Name and contents of the table as a workbook."""
    if view is None:
        return None
    book = workbook_of_tables({"Options": table_of(view), "Read first": about(view)})
    return {
        "filename": f"{_name(view)}.xlsx",
        "content": base64.b64encode(book).decode(),
        "type": EXCEL,
        "base64": True,
    }


def _name(view: View) -> str:
    return f"comparison-{view.place}-{_plain(view.year)}-{view.run.id}"


def _plain(year: str) -> str:
    """A year in a file's name."""
    return year.replace("/", "-") or "plan"
