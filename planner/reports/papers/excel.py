"""A paper as an Excel workbook: a sheet a section, native charts, inputs that import.

A sheet a section, then the data, the stamp of the run and, for one board, the sheets of
its inputs as `template` writes them.
"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from planner.board_data.workbook import add_input_sheets, add_plan_sheets
from planner.board_data.workbook.sheets import (
    ALL_NUMBERS,
    CHART_DATA,
    OPTION_BUDGETS,
    REPORT_DATA,
    REPORT_SECTIONS,
    RUN_STAMP,
)
from planner.locale import _
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.excel_cells import (
    BookFormats,
    add_page,
    formats_of,
    say,
    sheet_of,
    write_rows,
    write_table,
)
from planner.reports.papers.excel_charts import CHART_ROWS, ChartSheet
from planner.reports.papers.model import (
    Cell,
    Figure,
    Paper,
    PaperSection,
    PaperTable,
    RunStamp,
)


def write(paper: Paper, evidence: Evidence) -> bytes:
    """The workbook as bytes."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": paper.title[:250], "comments": paper.stamp.line})
        formats = formats_of(book)
        pages = [
            (add_page(book, name, paper.stamp), section)
            for name, section in zip(REPORT_SECTIONS, paper.sections, strict=True)
        ]
        _add_table_sheet(book, ALL_NUMBERS, paper.assumptions, paper.stamp, formats)
        for name, table in zip(_data_names(paper), paper.data, strict=True):
            _add_table_sheet(book, name, table, paper.stamp, formats)
        _add_budgets(book, paper, formats)
        data = ChartSheet(book, add_page(book, CHART_DATA, paper.stamp), formats)
        for page, section in pages:
            _write_section(page, section, paper.stamp, formats, data)
        _write_stamp(add_page(book, RUN_STAMP, paper.stamp), paper, evidence, formats)
        add_plan_sheets(book, [each.plan for each in evidence.plans])
        if evidence.inputs is not None:
            add_input_sheets(book, evidence.inputs)
    return stream.getvalue()


def _data_names(paper: Paper) -> list[str]:
    """Sheets of the tables of data: there are no differences without options."""
    if len(paper.data) == len(REPORT_DATA):
        return list(REPORT_DATA)
    return [REPORT_DATA[0], REPORT_DATA[-1]]


def _write_section(
    page: Any,
    section: PaperSection,
    stamp: RunStamp,
    formats: BookFormats,
    data: ChartSheet,
) -> None:
    sheet = sheet_of(page, section.tables, formats)
    row = say(sheet, 0, section.title, formats.title)
    row = say(sheet, row, stamp.line, formats.grey)
    for sentence in section.sentences:
        row = say(sheet, row, sentence, formats.text)
    row += 1
    for chart in section.charts:
        drawn = data.chart(chart)
        about = {"description": f"{chart.told}. {chart.note}", "object_position": 2}
        page.insert_chart(row, 0, drawn, about)
        row = say(sheet, row + CHART_ROWS, chart.note, formats.grey) + 1
    for table in section.tables:
        row = write_table(sheet, row, table)
    for note in section.notes:
        row = say(sheet, row, note, formats.text)


def _add_table_sheet(
    book: Any, name: str, table: PaperTable, stamp: RunStamp, formats: BookFormats
) -> None:
    """A sheet of one table, its head frozen."""
    page = add_page(book, name, stamp)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    write_rows(sheet_of(page, [table], formats), 0, table)


def _add_budgets(book: Any, paper: Paper, formats: BookFormats) -> None:
    """The whole budget of each option, one below the other."""
    if not paper.budgets:
        return
    page = add_page(book, OPTION_BUDGETS, paper.stamp)
    sheet, row = sheet_of(page, paper.budgets, formats), 0
    for table in paper.budgets:
        row = write_table(sheet, row, table)


def _write_stamp(
    page: Any, paper: Paper, evidence: Evidence, formats: BookFormats
) -> None:
    stamp = paper.stamp
    rows: list[tuple[str, Cell]] = [
        (_("fls-planner"), stamp.version),
        (_("made on"), str(stamp.made_on)),
        (_("seed"), str(stamp.seed)),
        (_("replications"), Figure(stamp.replications, str(stamp.replications))),
        (_("fitting sets"), f"{stamp.sets} / {stamp.all_sets}"),
        (_("plan"), stamp.plan),
    ]
    for plan, fingerprint in stamp.fingerprints.items():
        rows.append((_("inputs of {plan}", plan=plan), fingerprint))
        rows.append((_("results of {plan}", plan=plan), stamp.digests[plan]))
    rows.append((_("inputs that import back"), _import_sentence(evidence)))
    table = PaperTable("", ("", ""), tuple(rows))
    write_rows(sheet_of(page, [table], formats), 0, table)


def _import_sentence(evidence: Evidence) -> str:
    whole = _("every plan, from the sheets Plan, Plan 2 and so on: fls-planner import"
              " THIS-FILE")  # fmt: skip
    if evidence.inputs is None:
        return whole
    return _(
        "{whole}; the board's own numbers, to fill in and read back, from the last six:"
        " fls-planner import THIS-FILE --board {board}",
        whole=whole,
        board=evidence.inputs.board,
    )
