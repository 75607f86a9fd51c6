"""Results as one small Excel workbook: a sheet a table, and a stamp of the run.

Text of files and people never becomes a formula or a link.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from planner.board_data.spreadsheet_text import as_text, as_text_table
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.measure_index import ALL
from planner.reports.front_page import front_table
from planner.reports.select_rows import leading_provider, rows_of
from planner.reports.summary import decisive_rows

MOST_ROWS = 100_000
"""Rows of a sheet; Excel itself takes ten times as many."""
LISTS = ("assess", "scan")
"""Stages whose lists are shown by month."""
WIDEST, LONGEST_NAME = 60, 31
"""Most characters of a column, and of the name of a sheet in Excel."""


def workbook_of_tables(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """A workbook of tables by the name of their sheet."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, table in tables.items():
            _write_sheet(book.add_worksheet(name), as_text_table(table), head)
    return stream.getvalue()


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Names of sheets that Excel takes: short, each once, without its own marks.

    >>> sheet_names(["Waits: all [w/e 3 May]", "waits  all  w e 3 may", ""])
    ['Waits all w e 3 May', 'waits all w e 3 may 2', 'Table']
    """
    found: list[str] = []
    for title in titles:
        plain = " ".join(re.sub(r"[\[\]:*?/\\'\s]", " ", title).split())
        plain = plain or _("Table")
        name, number = _short(plain, LONGEST_NAME), 1
        while name.casefold() in map(str.casefold, found):
            number += 1
            name = f"{_short(plain, LONGEST_NAME - 3)} {number}"
        found.append(name)
    return found


def _short(text: str, most: int) -> str:
    """Whole words as far as there is room, or the first characters of a long one."""
    return textwrap.shorten(text, most, placeholder="").rstrip(",;: ") or text[:most]


def run_sheets(
    plans: Sequence[Scenario],
    summaries: Sequence[pd.DataFrame],
    comparisons: Sequence[pd.DataFrame],
    stamp: Mapping[str, Any],
) -> dict[str, pd.DataFrame]:
    """Sheets of a run or a comparison.

    Parameters
    ----------
    summaries : from `summarise`, of each plan
    comparisons : from `compare`, of each plan but the first; none of a run
    stamp : what the manifest says
    """
    places = list(dict.fromkeys(summaries[0]["provider"]))
    lead = leading_provider(summaries[0])
    by_board = _figures(plans, summaries, comparisons, places)
    names = {key: official_name(board) for key, board in plans[0].boards.items()}
    sets = int(summaries[0]["sets"].max()) if len(summaries[0]) else 0
    return {
        "Read first": front_table(plans[0], sets, names),
        "Summary": by_board[by_board["provider"] == lead],
        "By board": by_board,
        "By month": pd.concat([by_month(table) for table in summaries]),
        "Inputs changed": _changes(plans),
        "Run": stamp_table(stamp),
    }


def stamp_table(about: Mapping[str, Any]) -> pd.DataFrame:
    """Lines of a manifest."""
    lines = pd.json_normalize({k: v for k, v in about.items() if k != "runs"})
    rows = [(key, lines[key].iloc[0]) for key in lines]
    for run in about.get("runs", []):
        name = str(run["scenario"])
        kept = {key: value for key, value in run.items() if key != "changes"}
        rows += [(f"{name}: {key}", value) for key, value in kept.items()]
    values = [
        value if isinstance(value, int | float) else str(value) for _k, value in rows
    ]
    keys = [key for key, _value in rows]
    return pd.DataFrame({"what": keys, "value": pd.Series(values, dtype=object)})


def _figures(
    plans: Sequence[Scenario],
    summaries: Sequence[pd.DataFrame],
    comparisons: Sequence[pd.DataFrame],
    places: Sequence[str],
) -> pd.DataFrame:
    """Leading measures of every place: levels of a run, differences of a comparison."""
    if not comparisons:
        return decisive_rows(summaries[0], plans[0], places)
    pairs = zip(comparisons, plans[1:], strict=True)
    return pd.concat([decisive_rows(table, plan, places) for table, plan in pairs])


def by_month(summary: pd.DataFrame) -> pd.DataFrame:
    """The lists on the first day of a week in every month."""
    rows = pd.concat(
        [rows_of(summary, kpi="waiting_list", stage=stage) for stage in LISTS]
    )
    rows = rows[rows["provider"] != ALL].sort_values(["provider", "stage", "start"])
    month = rows["start"].str[:7].rename("month")
    firsts = rows.groupby([rows["provider"], rows["stage"], month]).head(1)
    columns = ["scenario", "provider", "stage", "start", "kpi", "unit", "mean"]
    columns += ["ci_low", "ci_high", "random_low", "random_high"]
    columns += ["band_low", "band_high", "sets", "label"]
    return firsts[columns].rename(columns={"start": "counted_on"})


def _changes(plans: Sequence[Scenario]) -> pd.DataFrame:
    rows = [
        {
            "scenario": plan.name,
            "key": change.key,
            "from": _cell(change.shown[0]),
            "to": _cell(change.shown[1]),
            "in_force": str(change.start or _("always")),
            "source": change.source,
            "change": change.change,
        }
        for plan in plans
        for change in plan.applied
        if change.moves
    ]
    columns = ["scenario", "key", "from", "to", "in_force", "source", "change"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _cell(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)


def _write_sheet(page: Any, table: pd.DataFrame, head: Any) -> None:
    page.freeze_panes(1, 0)
    for place, name in enumerate(table.columns):
        page.write(0, place, as_text(str(name)), head)
        cells = table.iloc[:MOST_ROWS, place].tolist()
        page.write_column(1, place, [None if pd.isna(cell) else cell for cell in cells])
        widths = [len(str(cell)) for cell in (name, *cells[:200]) if cell is not None]
        page.set_column(place, place, min(max(widths) + 2, WIDEST))
