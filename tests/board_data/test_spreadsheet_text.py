"""Text of a file or field never runs as a formula in what we write; numbers stay."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from planner.board_data.spreadsheet_text import as_text, as_text_table, as_typed
from planner.board_data.workbook import csv_texts, fill, workbook_bytes
from planner.cli.write import write_file
from tests.board_data.workbook.editing import BOARD, plan

ACTIVE = [
    '=HYPERLINK("http://a","b")', "+1+cmd", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)",
    "\t=1", "\r=1", "'=1", " =1", "\uff1d1",
]  # fmt: skip


@pytest.mark.parametrize("text", ACTIVE)
def test_what_could_run_gets_an_apostrophe_and_loses_it_again(text: str):
    assert as_text(text) == f"'{text}"
    assert as_typed(as_text(text)) == text


@pytest.mark.parametrize("value", ["nurse", "2.4", "-3.5", "", "8a", "'tis", -3, 1.5])
def test_anything_else_stays(value: object):
    assert as_text(value) == value
    assert as_typed(value) == value


def test_a_table_is_written_without_formulas(tmp_path: Path):
    table = pd.DataFrame(
        {"scenario": ["=1+1", "plain"], "value": [-1.5, 2.0], "=kpi": pd.NA}
    )
    write_file(tmp_path / "t.csv", table)
    rows = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text("utf-8"))))
    assert rows == [
        ["scenario", "value", "'=kpi"], ["'=1+1", "-1.5", ""], ["plain", "2.0", ""],
    ]  # fmt: skip
    assert list(table["scenario"]) == ["=1+1", "plain"]
    same = pd.DataFrame({"value": [-1.0]})
    assert as_text_table(same).equals(same)


def test_a_template_holds_no_formula_whatever_the_names(tmp_path: Path):
    base = plan().renamed('=HYPERLINK("http://a")', "=title")
    filled = fill(base, BOARD)
    (tmp_path / "t.xlsx").write_bytes(workbook_bytes(filled))
    book = load_workbook(tmp_path / "t.xlsx")
    cells = [cell.value for page in book for row in page for cell in row]
    for text in csv_texts(filled).values():
        cells += [c for row in csv.reader(io.StringIO(text[1:])) for c in row]
    texts = [cell for cell in cells if isinstance(cell, str)]
    assert not [t for t in texts if t[:1] in tuple("=+@\t\r")]
    assert '\'=HYPERLINK("http://a")' in texts
