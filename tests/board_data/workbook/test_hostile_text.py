"""Texts made to keep a reader busy are judged at once, or refused as too long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planner.board_data import number_advice
from planner.board_data.workbook import cells, read_xlsx
from planner.board_data.workbook import xlsx_safety as container
from planner.board_data.workbook.personal_data import personal_heading, personal_value
from tests.board_data.workbook.editing import (
    mistakes,
    opened,
    plan,
    put,
    saved,
    template,
)
from tests.board_data.workbook.test_bad_files import (
    folder_of,
    repacked,
    staff,
    with_part,
    with_sheet,
)

A_MOMENT = 1.0
"""Seconds; a pattern that tries every way of reading takes minutes, or years."""
LONG = 200_000


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Fail when a test computes for more than a moment."""
    plan(), template()
    begun = time.process_time()
    yield
    assert time.process_time() - begun < A_MOMENT


ORDINARY = ["Maaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_", "Ab" * 20 + "!", "O'" + "Brien" * 30]
REPEATED = [
    "a", "A", "Aa", "A'", "a-", " ", "\u00a0", "-", "1", "1 ", ".", "@", "a@", "@a.",
    "A, ", "Mr ", "Mr A", "(", "\u0175", "w\u0302", "\u0302", "_", "=", ",", "nhs",
    "d.o.b.", "1/", "\u00ad", "fdfa\ufdfa",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_word_is_judged_at_once(text: str):
    personal_value(text)
    personal_heading(text)


@pytest.mark.parametrize("part", REPEATED)
@pytest.mark.parametrize("end", ["", "!", " \n", "A", "@"])
def test_a_text_that_repeats_itself_is_judged_at_once(part: str, end: str):
    for text in (part * 10_000 + end, f"nhs{part * 10_000}{end}", f"M{part * 99}{end}"):
        personal_value(text)
        personal_heading(text)
        for pattern in (number_advice.WITH_UNIT, cells.OPEN_BEFORE, cells.OPEN_BEHIND):
            pattern.fullmatch(text[: cells.LONGEST_CELL])


@pytest.mark.parametrize(
    "broken",
    [b"<c ", b"<mergeCell ", b'r="A1" ', b'ref="A1:B2" ', b"/", b'<c r="A1"', b"<c />"],
)
@pytest.mark.parametrize("start", [b"", b"<c ", b"<mergeCell "])
def test_the_places_of_a_broken_sheet_are_found_at_once(start: bytes, broken: bytes):
    text = start + broken * LONG
    read_xlsx._attributes(text, read_xlsx.CELL, read_xlsx.PLACE)
    read_xlsx._attributes(text, read_xlsx.MERGED, read_xlsx.RANGE)


@pytest.mark.parametrize("cell", ["x" * 2_001, "M" + "a" * 30_000, "9" * 2_001])
@pytest.mark.parametrize("heading", ["post", "wte"])
def test_a_cell_of_thousands_of_characters_is_refused(
    cell: str, heading: str, tmp_path: Path
):
    book = opened()
    put(book, "Staff in post", ("nurse",), heading, cell)
    (found,) = mistakes(saved(book, tmp_path))
    assert found.rule == "is longer than 2,000 characters"
    assert (found.sheet, found.value) == ("Staff in post", "")


@pytest.mark.parametrize("length", [2_001, 200_000])
def test_such_a_cell_of_a_csv_file_is_refused_too(length: int, tmp_path: Path):
    row = f"{'x' * length},nurse,6,1\r\n"
    staff(lambda text: text + row)(folder_of(tmp_path))
    (found,) = mistakes(tmp_path)
    assert "longer than 2,000 characters" in found.rule


def _number(digits: int) -> Callable[[], bytes]:
    number = b'<row r="900"><c r="D900"><v>%s</v></c></row></sheetData>' % (
        b"9" * digits
    )
    return lambda: with_sheet(b"</sheetData>", number)


def _format() -> bytes:
    style = b'<numFmts><numFmt numFmtId="164" formatCode="%s"/></numFmts><fonts'
    old, new = b"<fonts", style % (b"[" * 900_000)
    return repacked(
        lambda name, text: text.replace(old, new, 1) if "styles" in name else text
    )


@pytest.mark.parametrize(
    "make",
    [_number(400), _number(4_000), _number(9_000), _format,
     lambda: with_sheet(b"</sheetData>", b"<c " * 500_000),
     lambda: with_part("xl/styles2.xml", b"<a/>" + b"formatCode='" * 50_000 + b"<")],
)  # fmt: skip
def test_a_file_made_to_keep_the_reader_busy_ends_in_findings_or_a_return(
    make: Callable[[], bytes], tmp_path: Path
):
    path = tmp_path / "r.xlsx"
    path.write_bytes(make())
    assert len(mistakes(path)) <= 4


def test_the_longest_number_format_of_excel_is_read():
    assert not container.LONG_FORMAT.search(b'formatCode="%s"' % (b"0" * 255))
