"""Rows about single people are refused, told why, and never repeated."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from planner.board_data.workbook.personal_data import (
    nhs_number,
    personal_heading,
    personal_value,
)
from tests.board_data.workbook.editing import mistakes, opened, plan, put, saved

INVENTED = "999 000 0018"
"""Passes the check; numbers that begin with 999 are given to nobody."""


def test_the_invented_number_passes_the_check():
    assert nhs_number(INVENTED.replace(" ", ""))
    assert not nhs_number("9990000019")


@pytest.mark.parametrize(
    "heading",
    [
        "Name", "Patient name", "Surname", "first_name", "DOB", "D.O.B.",
        "Date of Birth", "NHS Number", "NHS No", "nhs_no.", "NHS", "Hospital number",
        "Hospital No.", "MRN", "CRN", "Case note number", "Postcode", "Post Code",
        "Patient ID", "Home address", "E-mail", "Telephone",
    ],
)  # fmt: skip
def test_a_heading_that_asks_about_single_people_is_known(heading: str):
    assert personal_heading(heading)


@pytest.mark.parametrize(
    "value",
    [
        INVENTED, "9990000018", 9990000018, 9990000018.0, "NHS 999-000-0018",
        "CF10 3AT", "np20 2ub", "Jones, Mary", "Mary Jones", "Siân Wyn-Jones",
        "Mr Jones", "Dr O'Brien", "M1234567", "a.jones@example.org",
        "12/03/1951", "1951-03-12", datetime.date(1951, 3, 12),
        "Al\u0175n Jones", "Alw\u0302n Jones", "Mari L\u0177n", "\u0174yn ap Rhys",
        "Dafydd ap Gwilym", "Anna van der Berg", "Llinos  Wyn\u2011Jones",
        "JONES, Mary", "O\u2019BRIEN, Si\u00e2n (Mrs)", "McDONALD, J.", "Mrs \u0174yn",
        "Si\u00e2n D\u2019Arcy", "\u0141ukasz Nowak",
       "\u041e\u043b\u044c\u0433\u0430 \u041a\u043e\u0432\u0430\u043b\u044c",
        "Ma\u00adry Jones", "999\u00a0000\u00a00018",
    ],
)  # fmt: skip
def test_a_value_about_one_person_is_known(value: object):
    assert personal_value(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "clinic-nurse", "nurse", "Nurse", "Nurse assessment", "DXA scan", "mean",
        "1,980", 1980, 2.4, True, None, "<5", 1234567890, "1234567890",
        "2026-04-01", "01/04/2026", datetime.date(2026, 4, 1), "8a", "royal-gwent",
        "band-7", "scan list", "routine",
    ],
)  # fmt: skip
def test_a_value_of_a_return_is_not_taken_for_a_person(value: object):
    assert not personal_value(value)  # type: ignore[arg-type]


def test_a_heading_of_the_sheets_is_not_taken_for_a_person():
    from planner.board_data.workbook import fill

    for sheet in fill(plan(), "powys").sheets.values():
        assert [c for c in sheet.columns if personal_heading(c.heading)] == []


def test_a_row_about_one_person_is_one_finding_that_repeats_nothing(tmp_path: Path):
    book = opened()
    row = ["Mary Jones", INVENTED, "CF10 3AT", datetime.date(1951, 3, 12), "M1234567"]
    for place, value in enumerate(row, 1):
        book["Staff in post"].cell(14, place, value)
    (found,) = mistakes(saved(book, tmp_path))
    assert (found.sheet, found.row) == ("Staff in post", 14)
    assert "seems to be about one person" in found.rule
    for what in ("an NHS number", "a name", "a postcode", "a date of birth"):
        assert what in found.rule
    assert found.value == ""
    assert not any(str(value) in str(found) for value in row)


def test_a_list_of_patients_is_one_finding_a_column(tmp_path: Path):
    book = opened()
    page = book.create_sheet("Backlog")
    page.append(["NHS Number", "Surname", "DOB", "weeks waited"])
    for _ in range(300):
        page.append([INVENTED, "Jones", "12/03/1951", 20])
    found = mistakes(saved(book, tmp_path))
    assert [f.rule for f in found] == [
        "no such sheet is asked for",
        "a column asks for NHS numbers",
        "a column asks for names",
        "a column asks for dates of birth or death",
    ]
    assert "Jones" not in str(found)
    assert "counts only" in found[1].hint


def test_many_rows_about_people_without_a_heading_are_one_finding(tmp_path: Path):
    book = opened()
    for row in range(40, 140):
        book["Waiting lists"].cell(row, 1, "Jones, Mary")
    (found,) = mistakes(saved(book, tmp_path))
    assert found.rule == "100 rows seem to be about single people: a name"


@pytest.mark.parametrize("sheet", ["Read me first", "Weekly referrals"])
def test_notes_and_comments_are_looked_at_too(sheet: str, tmp_path: Path):
    book = opened()
    book[sheet].cell(30, 1, f"# see {INVENTED}")
    (found,) = mistakes(saved(book, tmp_path))
    assert found.rule == "seems to be about one person: an NHS number"


def test_a_post_named_in_capitals_is_refused_without_repeating_it(tmp_path: Path):
    book = opened()
    put(book, "Staff in post", ("nurse",), "post", "Gwenllian")
    (found,) = mistakes(saved(book, tmp_path))
    assert "small letters" in found.rule
    assert "Gwenllian" not in str(found)


@pytest.mark.parametrize(
    "title",
    ["Nurse Specialist", "Clinical Lead", "Senior Radiographer", "Ward Clerk",
     "Advanced Nurse Practitioner", "Consultant Rheumatologist", "Bank Nurse"],
)  # fmt: skip
def test_a_job_title_is_no_person(title: str, tmp_path: Path):
    book = opened()
    put(book, "Staff in post", ("nurse",), "role", title)
    put(book, "Staff in post", ("admin",), "post", title)
    rules = [found.rule for found in mistakes(saved(book, tmp_path))]
    assert len(rules) == 2
    assert "is one of: nurse" in rules[0]
    assert "small letters" in rules[1]


@pytest.mark.parametrize(
    "day", ["02/03/26", "1/6/27", "12.03.51", datetime.date(1951, 3, 12), "12/03/1951"]
)
@pytest.mark.parametrize("heading", ["start", "end"])
def test_a_date_column_holds_no_dates_of_birth(
    day: object, heading: str, tmp_path: Path
):
    book = opened()
    put(book, "Staff in post", ("nurse",), heading, day)
    (found,) = mistakes(saved(book, tmp_path))
    assert "date" in found.rule
    assert "person" not in found.rule
    assert "1951" not in str(found)


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [
        ("Staff in post", "role"), ("Staff in post", "band"), ("Staff in post", "wte"),
        ("Staff in post", "start"), ("Staff in post", "post"),
        ("Scanner diary", "needs operator"), ("Weekly referrals", "week"),
        ("Waiting lists", "people"), ("Waiting lists", "stage"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["gwenllian", "JONES mary", "mary 2", "Al\u0175n"])
def test_free_text_is_never_repeated(
    sheet: str, heading: str, text: str, tmp_path: Path
):
    book = opened()
    put(book, sheet, 4, heading, text)
    name = next(part for part in text.split() if part.isalpha())
    found = mistakes(saved(book, tmp_path))
    assert name not in str(found)
    assert found or heading == "post"


def test_titles_of_sheets_and_headings_are_not_repeated(tmp_path: Path):
    book = opened()
    book.create_sheet("Gwenllian").append(["Bronwen", "weeks"])
    book["Staff in post"].cell(1, 30, "Bronwen")
    found = mistakes(saved(book, tmp_path))
    assert {f.rule for f in found} == {
        "no such column is asked for", "no such sheet is asked for"
    }  # fmt: skip
    assert "Gwenllian" not in str(found)
    assert "Bronwen" not in str(found)
    assert "sheet 7" in {f.sheet for f in found}


@pytest.mark.parametrize(
    ("text", "rules"),
    [("checked in March", 0), (f"see {INVENTED}", 1), ("Mary Jones", 1)],
)
def test_comments_are_looked_at(text: str, rules: int, tmp_path: Path):
    book = opened()
    book["Staff in post"]["D4"].comment = Comment(text, "fls-planner")
    found = mistakes(saved(book, tmp_path))
    assert len(found) == rules, found
    assert all("a comment or text box" in each.rule for each in found)
    assert "Jones" not in str(found)
