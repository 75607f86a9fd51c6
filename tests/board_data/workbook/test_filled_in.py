"""Workbooks filled in from an earlier template are read, or refused for a reason."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Color, Font, PatternFill

from planner.board_data.workbook import CellFinding
from tests.board_data.workbook.editing import mistakes, put, read

FOLDER = Path(__file__).with_name("filled_in")
BOARD = "hywel-dda"
RIGHT = {
    "hours.xlsx": ("Staff in post", 4, "1.4"),
    "th4.xlsx": ("Waiting lists", 21, "write 1980 if that was meant"),
    "yy.xlsx": ("Weekly referrals", 5, "write the year with four figures: 02/03/2026"),
    "asof2019.xlsx": ("Read me first", 4, "write 2019-01-01 confirmed"),
    "future.xlsx": ("Weekly referrals", 5, "a week that has been counted"),
    "hidden_row.xlsx": ("Staff in post", 11, "unhide it and look"),
    "strict.xlsx": ("", 0, "Excel Workbook (.xlsx)"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_workbook_gets_its_one_finding(name: str):
    sheet, row, hint = RIGHT[name]
    (found,) = mistakes(FOLDER / name, BOARD)
    assert (found.sheet, found.row) == (sheet, row)
    assert hint in found.hint


def mended(tmp_path: Path, name: str, *edit: object) -> tuple[CellFinding, ...]:
    """Findings of a workbook after one cell was typed anew."""
    book = load_workbook(FOLDER / name)
    put(book, *edit)  # type: ignore[arg-type]
    book.save(tmp_path / name)
    return mistakes(tmp_path / name, BOARD)


def test_what_was_asked_is_answered_in_the_cell(tmp_path: Path):
    nurse = "Staff in post", 4, "wte"
    assert mended(tmp_path, "hours.xlsx", *nurse, 1.4) == ()
    (asked,) = mended(tmp_path, "hours.xlsx", *nurse, 52.5)
    assert "write 52.5 confirmed" in asked.hint
    assert mended(tmp_path, "hours.xlsx", *nurse, "52.5 confirmed") == ()
    book = load_workbook(FOLDER / "asof2019.xlsx")
    book["Read me first"].cell(4, 2, "2019-01-01 confirmed")
    book.save(tmp_path / "old.xlsx")
    assert read(tmp_path / "old.xlsx", BOARD).day == datetime.date(2019, 1, 1)


def test_the_heading_that_boards_know_stays_and_the_new_one_is_read(tmp_path: Path):
    path = tmp_path / "r.xlsx"
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    heads = [cell.value for cell in book["Scanner diary"][1]]
    at = heads.index("kept slots a day") + 1
    typed = book["Scanner diary"].cell(4, at).value
    assert isinstance(typed, float)
    for heading in ("kept slots a day", "reserved slots a day"):
        book["Scanner diary"].cell(1, at, heading)
        book.save(path)
        scanner = read(path, BOARD).scenario.boards[BOARD].scanners["scanner"]
        assert scanner.reserved_slots_a_day == typed


@pytest.mark.parametrize(
    ("week", "counted", "rule"),
    [
        ("2026-12-28", "", "lies in the future"),
        ("2020-03-02", "", "more than two years from the plan's first day"),
        ("2026-05-04", "2026-03-31", "begins after the day of the figures"),
        ("02/03/2026", "2026-03-31", ""),
        ("2020-03-02 confirmed", "", ""),
    ],
)
def test_a_week_of_another_time_is_not_taken_as_it_stands(
    week: str, counted: str, rule: str, tmp_path: Path
):
    book = load_workbook(FOLDER / "yy.xlsx")
    put(book, "Weekly referrals", 5, "week", week)
    book["Read me first"].cell(4, 2, counted)
    book.save(tmp_path / "r.xlsx")
    found = mistakes(tmp_path / "r.xlsx", BOARD)
    assert len(found) == bool(rule), found
    assert all(rule in each.rule for each in found)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("365+", None, (365, 730)),
        ("over 52 weeks", None, (365, 730)),
        (365, "+", (365, 730)),
        ("> 364", "> 364", (365, 730)),
        (365, "no limit", (365, 730)),
        ("365+", 500, (365, 500)),
        (365, "52+ weeks", (365, 730)),
    ],
)
def test_a_last_band_without_an_end_is_read_as_an_assumption(
    first: object, last: object, days: tuple[int, int], tmp_path: Path
):
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    page = book["Waiting lists"]
    for place, value in enumerate(["scan", first, last, "routine", 30], 1):
        page.cell(60, place, value)
    book.save(tmp_path / "r.xlsx")
    returned = read(tmp_path / "r.xlsx", BOARD)
    assert returned.lists.tables["scan"][*days, False] == 30
    key = f"boards.{BOARD}.waiting_list.scan.count"
    owner = returned.scenario.provenance[key]
    if last != 500:
        assert returned.lists.open_bands == {"scan": "365-730"}
        assert owner.confidence == "assumption"


def test_hidden_columns_and_rows_of_no_height_are_named_too(tmp_path: Path):
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    book["Staff in post"].column_dimensions["E"].hidden = True
    book["Waiting lists"].row_dimensions[6].height = 0.5
    book["Scanner diary"].row_dimensions[40].hidden = True
    put(book, "Staff in post", 4, "in post", 1.0)
    book.save(tmp_path / "r.xlsx")
    rules = [found.rule for found in mistakes(tmp_path / "r.xlsx", BOARD)]
    assert rules == ["column E is hidden", "row 6 is hidden"]


def white(**of: object) -> Font:
    return Font(color=Color(**of))


UNSEEN = {
    "white text": {"font": white(rgb="FFFFFFFF")},
    "white text of a theme": {"font": white(theme=0)},
    "white text by number": {"font": white(indexed=9)},
    "text nearly white": {"font": white(rgb="00FAFAFA")},
    "text in the colour of its cell": {
        "font": white(theme=4, tint=0.4),
        "fill": PatternFill("solid", fgColor=Color(theme=4, tint=0.4)),
    },
    "black on black": {"fill": PatternFill("solid", fgColor="00000000")},
    "a format that shows nothing": {"number_format": ";;;"},
    "a format that shows no numbers": {"number_format": ";;"},
    "a format that is white": {"number_format": "[White]0.0"},
    "a format that shows another figure": {"number_format": '"3"'},
    "text of one point": {"font": Font(sz=1)},
}
SEEN = {
    "white on blue": {
        "font": white(rgb="FFFFFFFF"),
        "fill": PatternFill("solid", fgColor="FF1F4E79"),
    },
    "white on blue of a theme": {
        "font": white(theme=0),
        "fill": PatternFill("solid", fgColor=Color(theme=4)),
    },
    "grey text": {"font": white(rgb="FFA0A0A0")},
    "pounds": {"number_format": '"£"#,##0.00;[Red]-"£"#,##0.00'},
    "as accounts write": {"number_format": '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-'},
    "with a unit": {"number_format": '0.0" WTE"'},
    "as text": {"number_format": "@"},
    "with a condition": {"number_format": "[>=100]#,##0;0.0"},
}


@pytest.mark.parametrize("look", [*UNSEEN, *SEEN])
def test_a_value_that_nobody_can_see_is_not_counted_in_silence(
    look: str, tmp_path: Path
):
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    cell = book["Staff in post"].cell(4, 4)
    for part, style in {**UNSEEN, **SEEN}[look].items():
        setattr(cell, part, style)
    book.save(tmp_path / "r.xlsx")
    found = mistakes(tmp_path / "r.xlsx", BOARD)
    if look in SEEN:
        assert found == ()
        return
    assert [(one.sheet, one.row, one.column) for one in found] == [
        ("Staff in post", 4, "D")
    ]
    assert "cannot be seen" in found[0].rule


def test_many_values_that_nobody_can_see_are_one_finding(tmp_path: Path):
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    for row in range(4, 30):
        for cell in book["Waiting lists"][row]:
            cell.number_format = ";;;"
    book.save(tmp_path / "r.xlsx")
    (found,) = mistakes(tmp_path / "r.xlsx", BOARD)
    assert "values cannot be seen, from cell" in found.rule


@pytest.mark.parametrize(
    ("sheet", "heading", "date"),
    [
        ("Staff in post", "end", "2020-01-01"),
        ("Staff in post", "advert", "2040-01-01"),
        ("Staff in post", "start", "2040-01-01"),
        ("Scanner diary", "end", "01/01/2020"),
        ("Scanner diary", "installed", "2030-01-01"),
    ],
)
def test_a_date_on_which_nothing_of_the_plan_can_happen_is_asked_about(
    sheet: str, heading: str, date: str, tmp_path: Path
):
    book = load_workbook(FOLDER / "hours.xlsx")
    put(book, "Staff in post", 4, "wte", 1.4)
    put(book, sheet, 4, heading, date)
    book.save(tmp_path / "r.xlsx")
    (found,) = mistakes(tmp_path / "r.xlsx", BOARD)
    assert (found.sheet, found.row) == (sheet, 4)
    confirmed = found.hint.rpartition("write ")[2]
    put(book, sheet, 4, heading, confirmed)
    book.save(tmp_path / "r.xlsx")
    assert mistakes(tmp_path / "r.xlsx", BOARD) == ()
