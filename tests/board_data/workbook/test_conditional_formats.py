"""Values that a conditional format may hide are asked about, others are not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl.formatting.rule import (
    CellIsRule,
    ColorScaleRule,
    DataBarRule,
    FormulaRule,
    IconSetRule,
    Rule,
)
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from tests.board_data.workbook.editing import BOARD, mistakes, opened, put, row_of

STAFF = "Staff in post"
WHITE, BLUE = "FFFFFFFF", "FF1F4E79"


def formatted(code: str) -> Rule:
    """A rule that changes the format of numbers, whatever they are."""
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=code))
    return Rule(type="expression", formula=["TRUE"], dxf=style)


HIDING = {
    "white text": FormulaRule(["TRUE"], font=Font(color=WHITE)),
    "text in the colour of its fill": CellIsRule(
        "greaterThan", ["0"], font=Font(color=BLUE), fill=PatternFill(bgColor=BLUE)
    ),
    "a format that shows nothing": formatted(";;;"),
    "a bar instead of the value": DataBarRule(
        "min", 0, "max", 1, BLUE, showValue=False
    ),
    "icons instead of the value": IconSetRule(
        "3Arrows", "percent", [0, 33, 67], showValue=False
    ),
}
HARMLESS = {
    "white on blue": FormulaRule(
        ["TRUE"], font=Font(color=WHITE), fill=PatternFill(bgColor=BLUE)
    ),
    "red text": CellIsRule("lessThan", ["5"], font=Font(color="FFC00000")),
    "a fill": FormulaRule(["TRUE"], fill=PatternFill(bgColor="FFFFF2CC")),
    "two places": formatted("0.00"),
    "a scale of colours": ColorScaleRule("min", 0, WHITE, "max", 1, BLUE),
    "a bar beside the value": DataBarRule("min", 0, "max", 1, BLUE),
    "icons beside the value": IconSetRule("3Arrows", "percent", [0, 33, 67]),
}


def with_rule(rule: Rule, folder: Path, cells: str = "A1:Z40") -> Path:
    """A return with one value typed, and a rule for some cells of its sheet."""
    book = opened()
    put(book, STAFF, 4, "wte", 1.4)
    book[STAFF].conditional_formatting.add(cells, rule)
    path = folder / "return.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("name", [*HIDING, *HARMLESS])
def test_a_value_that_a_rule_may_hide_is_asked_about(name: str, tmp_path: Path):
    path = with_rule({**HIDING, **HARMLESS}[name], tmp_path, "D4")
    found = mistakes(path, BOARD)
    if name in HARMLESS:
        assert found == ()
        return
    assert [(one.sheet, one.row, one.column) for one in found] == [(STAFF, 4, "D")]
    assert "conditional format" in found[0].hint


def test_empty_cells_and_other_cells_of_a_rule_are_no_mistake(tmp_path: Path):
    rule = HIDING["white text"]
    assert mistakes(with_rule(rule, tmp_path, "M30:N40 P2"), BOARD) == ()


@pytest.mark.parametrize("cells", ["A1:XFD1048576", "A4:Z400"])
def test_a_rule_for_the_whole_sheet_is_one_finding(cells: str, tmp_path: Path):
    (found,) = mistakes(with_rule(formatted(";;;"), tmp_path, cells), BOARD)
    assert "values cannot be seen, from cell" in found.rule
    assert "conditional format" in found.hint


def test_a_rule_of_newer_files_with_its_own_style_is_seen_too(tmp_path: Path):
    """Excel writes such rules where a condition looks at another sheet."""
    book = opened()
    row = row_of(book, STAFF)
    put(book, STAFF, row, "wte", 1.4)
    plain, changed = tmp_path / "plain.xlsx", tmp_path / "newer.xlsx"
    book.save(plain)
    sheet = f"xl/worksheets/sheet{book.sheetnames.index(STAFF) + 1}.xml"
    office = "http://schemas.microsoft.com/office"
    rule = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"'
        f' xmlns:x14="{office}/spreadsheetml/2009/9/main">'
        "<x14:conditionalFormattings><x14:conditionalFormatting"
        f' xmlns:xm="{office}/excel/2006/main"><x14:cfRule type="expression"'
        ' priority="1"><xm:f>TRUE</xm:f><x14:dxf><font><color rgb="FFFFFFFF"/></font>'
        f"</x14:dxf></x14:cfRule><xm:sqref>D{row}</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8", "surrogateescape")
            if name == sheet:
                text = text.replace("</worksheet>", rule + "</worksheet>")
            new.writestr(name, text.encode("utf-8", "surrogateescape"))
    (found,) = mistakes(changed, BOARD)
    assert (found.sheet, found.row, found.column) == (STAFF, row, "D")
