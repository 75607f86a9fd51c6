"""Monthly actual counts: read by the one road, every mistake at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from planner.board_data.actuals import (
    COLUMNS,
    Actuals,
    months_of,
    read_actuals,
    template_table,
)
from planner.board_data.workbook import ReturnError
from planner.inputs.load import load_scenario

HEAD = "board,month,list,referrals,scans\n"


@pytest.fixture(scope="module")
def plan():
    return load_scenario("wales-today")


def read(folder: Path, text: str, plan) -> Actuals:
    file = folder / "counts.csv"
    file.write_text(text, "utf-8")
    return read_actuals(file, plan)


def test_counts_are_read_by_board_and_month_and_empty_cells_are_missing(tmp_path, plan):
    found = read(tmp_path, HEAD + 'Hywel Dda,2026-4,"1,200",,230\n', plan)
    assert found.counts == {"hywel-dda": {"2026-04": {"list": 1200.0, "scans": 230.0}}}


def test_every_mistake_of_a_file_is_said_at_once_with_its_place(tmp_path, plan):
    rows = "nowhere,2026-04,1,2,3\nhywel-dda,May,1,2,3\nhywel-dda,2026-05,x,-2,1.5\n"
    rows += "hywel-dda,2026-06,,,\nhywel-dda,2026-06,5,6,7\nhywel-dda,2040-01,1,2,3\n"
    with pytest.raises(ReturnError) as error:
        read(tmp_path, HEAD + rows, plan)
    places = [(found.row, found.column) for found in error.value.findings]
    assert places == [
        (2, "board"),
        (3, "month"),
        (4, "list"),
        (4, "referrals"),
        (4, "scans"),
        (6, "board, month"),
        (7, "month"),
    ]
    assert all(found.hint for found in error.value.findings)
    said = {problem.file for problem in error.value.problems}
    assert len(said) == 1
    assert said.pop().count(".csv") == 1


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        ("board,month,list,list\n", "twice"),
        ("board,list\n", "missing"),
        ("board,month,moon\n", "not a column"),
        ("", "empty"),
    ],
)
def test_wrong_columns_are_refused(tmp_path, plan, head, rule):
    with pytest.raises(ReturnError) as error:
        read(tmp_path, head + "hywel-dda,2026-04,1\n" * bool(head), plan)
    assert any(rule in found.rule for found in error.value.findings)


def test_a_row_about_a_person_is_refused_and_not_repeated(tmp_path, plan):
    with pytest.raises(ReturnError) as error:
        read(tmp_path, "board,month,list,name\nhywel-dda,2026-04,1,Alwyn\n", plan)
    assert "Alwyn" not in str(error.value)


def test_fewer_than_five_stands_for_two_and_is_counted(tmp_path, plan):
    found = read(tmp_path, HEAD + "hywel-dda,2026-04,<5,2,3\n", plan)
    assert found.counts["hywel-dda"]["2026-04"]["list"] == 2.0
    assert found.few == 1


def test_a_workbook_is_read_alike_and_a_formula_is_not(tmp_path: Path, plan):
    file = tmp_path / "counts.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["board", "month", "list", "scans"])
    book.active.append(["hywel-dda", datetime.date(2026, 4, 1), 1200, 230])
    book.save(file)
    month = read_actuals(file, plan).counts["hywel-dda"]["2026-04"]
    assert month == {"list": 1200.0, "scans": 230.0}
    book.active.append(["hywel-dda", "2026-05", "=C2+1", 1])
    book.save(file)
    with pytest.raises(ReturnError, match="formula"):
        read_actuals(file, plan)


def test_a_template_comes_back_as_a_file_without_counts(tmp_path: Path, plan):
    months = [label for label, _first, _last in months_of(plan)]
    table = template_table(["hywel-dda"], months)
    assert list(table) == ["board", "month", *COLUMNS]
    with pytest.raises(ReturnError, match="no count"):
        read(tmp_path, table.to_csv(index=False), plan)


def test_a_plan_has_its_whole_months(plan):
    months = months_of(plan)
    assert len(months) == 36
    assert months[0] == ("2026-04", 0, 30)
    later = plan.with_values({"plan_start": datetime.date(2026, 4, 15)})
    assert months_of(later)[0] == ("2026-05", 16, 47)
