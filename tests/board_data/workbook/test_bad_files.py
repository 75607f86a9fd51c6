"""Files that are no return: each gets one finding, soon, and takes little memory."""

from __future__ import annotations

import io
import os
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.board_data.workbook import csv_texts, fill
from tests.board_data.workbook.editing import BOARD, mistakes, plan, template

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET, BOOK = "xl/worksheets/sheet3.xml", "xl/workbook.xml"
STAFF = "staff-in-post.csv"


def repacked(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The template with its parts changed, and more parts, by name."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(template())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes = b"x") -> bytes:
    """The template with one part more."""
    return repacked(lambda _, text: text, **{name: content})


def with_sheet(old: bytes | re.Pattern[bytes], new: bytes) -> bytes:
    """The template with some XML of its third sheet replaced."""
    return repacked(lambda n, text: re.sub(old, new, text) if n == SHEET else text)


def rows(count: int) -> bytes:
    """So many empty rows at the end of a sheet."""
    return b"".join(b'<row r="%d"/>' % (1000 + n) for n in range(count))


def locked_zip() -> bytes:
    """An archive whose parts say that they are locked."""
    content = bytearray(template())
    start = content.find(b"PK\x01\x02")
    while start >= 0:
        content[start + 8] |= 1
        start = content.find(b"PK\x01\x02", start + 4)
    return bytes(content)


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "an empty file": ("r.xlsx", lambda: b"", "is empty"),
    "a truncated file": ("r.xlsx", lambda: template()[:6000], "only a part of one"),
    "a file cut at its end": ("r.xlsx", lambda: template()[:-30], "only a part of one"),
    "a large file": ("r.xlsx", lambda: bytes(50_000_000), "is 50 MB; at most 5 MB"),
    "a bomb": ("r.xlsx", lambda: with_part("xl/a.xml", bytes(20_000_000)), "unpacked"),
    "a large style": ("r.xlsx", lambda: with_part("xl/a.xml", b" " * 1_100_000), ""),
    "macros": ("r.xlsx", lambda: with_part("xl/vbaProject.bin"), "holds macros"),
    "macros by name": ("r.xlsm", template, "holds macros"),
    "links": ("r.xlsx", lambda: with_part("xl/externalLinks/externalLink1.xml"),
              "links to other files"),
    "objects": ("r.xlsx", lambda: with_part("xl/embeddings/oleObject1.bin"),
                "embedded objects"),
    "a binary workbook": ("r.xlsb", lambda: with_part("xl/workbook.bin"), "binary"),
    "an old workbook": ("r.xls", lambda: OLE + bytes(2000), "an old Excel file"),
    "an old workbook renamed": ("r.xlsx", lambda: OLE + bytes(99), "an old Excel file"),
    "a password": ("r.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
                   "locked with a password"),
    "a locked archive": ("r.xlsx", locked_zip, "locked with a password"),
    "entities": ("r.xlsx", lambda: with_sheet(b"<worksheet", b"<!DOCTYPE a><worksheet"),
                 "definitions of its own"),
    "entities in a part that is not opened": ("r.xlsx", lambda: with_part(
        "customXml/item1.xml", "<!doctype a [<!entity b '']>".encode("utf-16")),
        "definitions of its own"),
    "no sheet": ("r.xlsx", lambda: repacked(lambda n, text: re.sub(
        rb"<sheets>.*</sheets>", b"<sheets></sheets>", text) if n == BOOK else text),
        ""),
    "broken XML": ("r.xlsx", lambda: with_sheet(b"</row>", b"</now>"), "be read as"),
    "another archive": ("r.xlsx", lambda: _archive("notes.txt"), "no Excel workbook"),
    "a page of text": ("r.xlsx", lambda: b"post,wte\nnurse,2.4\n", "no Excel workbook"),
    "a single CSV file": ("r.csv", lambda: b"post,wte\n", "a .csv file alone"),
    "a million empty rows": ("r.xlsx", lambda: with_sheet(
        b"</sheetData>", rows(1_000_000) + b"</sheetData>"), "unpacked"),
    "six thousand rows": ("r.xlsx", lambda: with_sheet(
        b"</sheetData>", b"".join(b'<row r="%d"><c r="D%d"><v>1</v></c></row>' % (n, n)
                                  for n in range(1000, 7000)) + b"</sheetData>"),
        "more than 2,000 rows"),
    "a cell far to the right": ("r.xlsx", lambda: with_sheet(
        b"</sheetData>", b'<row r="900"><c r="XFD900"><v>1</v></c></row></sheetData>'),
        "reaches to column XFD"),
}  # fmt: skip


def _archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "nothing")
    return out.getvalue()


@pytest.mark.parametrize("case", BAD)
def test_one_finding_for(case: str, tmp_path: Path):
    name, make, rule = BAD[case]
    path = tmp_path / name
    path.write_bytes(make())
    (found,) = mistakes(path)
    assert rule in found.rule
    assert found.hint


def test_one_finding_for_a_file_that_is_not_there(tmp_path: Path):
    (found,) = mistakes(tmp_path / "return.xlsx")
    assert found.rule == "there is no such file or folder"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_one_finding_for_a_pipe_without_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "r.xlsx")
    for path in (tmp_path / "r.xlsx", Path("/dev/zero"), Path("/dev/null")):
        (found,) = mistakes(path)
        assert found.rule == "is no plain file"
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / STAFF)
    found = mistakes(tmp_path / "folder")
    assert ("is no plain file", STAFF) in {(f.rule, f.sheet) for f in found}


def test_one_finding_for_a_folder_of_many_files(tmp_path: Path):
    for number in range(100):
        (tmp_path / f"{number}.csv").write_text("a,b\n", "utf-8")
    (found,) = mistakes(tmp_path)
    assert found.rule == "holds 100 CSV files; the template has six"


HARMLESS = {
    "a used range that is stated too large": (
        re.compile(rb'<dimension ref="[^"]*"'), b'<dimension ref="A1:XFD1048576"'
    ),
    "some thousand empty rows": (b"</sheetData>", rows(20_000) + b"</sheetData>"),
    "one empty row far down": (
        b"</sheetData>", b'<row r="1048576"><c r="A1048576"/></row></sheetData>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMLESS)
def test_is_read_in_spite_of(case: str, tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(with_sheet(*HARMLESS[case]))
    assert mistakes(path) == ()


def test_what_sharing_programs_add_is_not_opened(tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(with_part("customXml/item1.xml", "<a/>".encode("utf-16")))
    assert mistakes(path) == ()


def test_far_too_many_posts_are_one_finding(tmp_path: Path):
    rows = "".join(f"post-{n},nurse,6,1\r\n" for n in range(1000))
    staff(lambda text: text + rows)(folder_of(tmp_path))
    (found,) = mistakes(tmp_path)
    assert found.rule == "has 1007 rows; at most 300 posts"


def folder_of(tmp_path: Path) -> Path:
    """The template as CSV files."""
    for name, text in csv_texts(fill(plan(), BOARD)).items():
        (tmp_path / name).write_text(text, "utf-8", newline="")
    return tmp_path


def staff(change: Callable[[str], str]) -> Callable[[Path], object]:
    """A change of the text of one file."""

    def edit(folder: Path) -> None:
        text = (folder / STAFF).read_text("utf-8-sig")
        (folder / STAFF).write_text(change(text), "utf-8", newline="")

    return edit


def encoded(encoding: str) -> Callable[[Path], object]:
    """One file in another encoding."""

    def edit(folder: Path) -> None:
        text = (folder / STAFF).read_text("utf-8-sig") + "# Ynys Môn\n"
        (folder / STAFF).write_bytes(text.encode(encoding))

    return edit


CSV_FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "UTF-16": (encoded("utf-16"), "UTF-16"),
    "UTF-16 without its mark": (encoded("utf-16-le"), "UTF-16"),
    "Latin-1": (encoded("latin-1"), "not written in UTF-8"),
    "semicolons": (staff(lambda t: t.replace(",", ";")), "not parted by commas"),
    "an open quotation mark": (staff(lambda t: t + '"nurse'), "no complete CSV"),
    "a formula": (staff(lambda t: t.replace("2.4", "=1+1.4")), "is a formula"),
    "a large file": (staff(lambda t: t + "," * 1_100_000), "at most 1 MB"),
    "a missing file": (lambda f: (f / STAFF).unlink(), "the sheet is missing"),
    "a file too many": (lambda f: (f / "b.csv").write_text("a,b\n"), "no such sheet"),
    "an empty file": (lambda f: (f / STAFF).write_text(""), "is empty"),
    "words for a number": (staff(lambda t: t.replace("2.4", "two")), "is a number"),
}  # fmt: skip


@pytest.mark.parametrize("case", CSV_FAULTS)
def test_one_finding_for_a_folder_with(case: str, tmp_path: Path):
    edit, rule = CSV_FAULTS[case]
    edit(folder_of(tmp_path))
    (found,) = mistakes(tmp_path)
    assert rule in found.rule
    assert found.hint
    assert found.sheet or rule == "the sheet is missing"


def test_a_folder_of_csv_files_reads_like_the_workbook(tmp_path: Path):
    assert mistakes(folder_of(tmp_path)) == ()


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path):
    (folder_of(tmp_path) / "readme.txt").write_bytes(b"\xff\xfe")
    assert mistakes(tmp_path) == ()


@pytest.mark.parametrize("case", ["a bomb", "a million empty rows", "broken XML"])
def test_little_memory_is_taken_by(case: str, tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(BAD[case][1]())
    tracemalloc.start()
    try:
        assert mistakes(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
