"""A paper as a Word document: headings, tables with repeating heads, words for charts.

Charts are the drawing of the PDF, turned into PNG. Text of people is set as text alone.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from planner.locale import _
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.model import (
    Paper,
    PaperChart,
    PaperSection,
    PaperTable,
    text_of,
)
from planner.reports.papers.pdf import png_of, stamp_lines
from planner.reports.svg_parts import printable

GREY = RGBColor(0x44, 0x52, 0x5E)
BLUE = RGBColor(0x12, 0x43, 0x6D)
WIDTH = Mm(174)
FONT = "Arial"


def write(paper: Paper, evidence: Evidence | None = None) -> bytes:
    """The document as bytes."""
    document = Document()
    _set_up(document, paper)
    document.add_heading(printable(paper.title), level=0)
    document.add_paragraph(printable(paper.place))
    if paper.stamp.label:
        document.add_paragraph(paper.stamp.label, style="Intense Quote")
    for number, section in enumerate(paper.sections, 1):
        _add_section(document, number, section)
    document.add_heading(paper.assumptions.title, level=1)
    _add_table(document, paper.assumptions, points=6.5)
    document.add_heading(_("Run stamp"), level=1)
    for line in stamp_lines(paper):
        document.add_paragraph(printable(line), style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    """Page, fonts, language, properties and the stamp at the foot of every page."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin, page.bottom_margin = Mm(18), Mm(22)
    for name, points in (("Normal", 10), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb = BLUE
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), f"{paper.language}-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    day = paper.stamp.made_on
    about = document.core_properties
    about.title, about.author = paper.title[:250], f"fls-planner {paper.stamp.version}"
    about.language = f"{paper.language}-GB"
    about.created = about.modified = datetime.datetime(day.year, day.month, day.day)
    about.comments = paper.stamp.line[:250]
    foot = page.footer.paragraphs[0]
    _small(foot, f"{paper.stamp.line} · ", 7)
    _page_number(foot)


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(7)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)


def _small(paragraph: Any, text: str, points: float) -> None:
    run = paragraph.add_run(printable(text))
    run.font.size, run.font.color.rgb = Pt(points), GREY


def _add_section(document: Any, number: int, section: PaperSection) -> None:
    document.add_heading(f"{number}. {section.heading}", level=1)
    title = document.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.add_run(printable(section.title)).bold = True
    for sentence in section.sentences:
        document.add_paragraph(printable(sentence))
    for chart in section.charts:
        _add_chart(document, chart)
    for table in section.tables:
        if table.rows:
            _add_table(document, table)
    for note in section.notes:
        document.add_paragraph(printable(note), style="List Bullet")


def _add_chart(document: Any, chart: PaperChart) -> None:
    caption = document.add_paragraph(printable(chart.title), style="Caption")
    caption.paragraph_format.keep_with_next = True
    document.add_picture(io.BytesIO(png_of(chart)), width=WIDTH)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    told = document.inline_shapes[-1]._inline.docPr
    told.set("descr", printable(f"{chart.title}. {chart.told}. {chart.note}"))
    told.set("title", printable(chart.title))
    _small(document.add_paragraph(), chart.note, 8)


def _add_table(document: Any, table: PaperTable, *, points: float = 7.5) -> None:
    """A table with its caption above, its head on every page, its notes below."""
    caption = document.add_paragraph(printable(table.title), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=len(table.rows) + 1, cols=len(table.head))
    made.style, made.autofit = "Light List Accent 1", False
    properties = made._tbl.tblPr
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), printable(table.title)[:250])
    properties.append(about)
    widths = [int(WIDTH * share) for share in table.shares]
    for grid, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = width
    rights = table.rights
    every = [table.head, *(tuple(map(text_of, row)) for row in table.rows)]
    for at, (row, cells) in enumerate(zip(made._tbl.tr_lst, every, strict=True)):
        _mark_row(row, head=at == 0)
        for place, cell in enumerate(row.tc_lst):
            cell.width = widths[place]
            _fill(cell, cells[place], points, right=rights[place])
    for note in table.notes:
        _small(document.add_paragraph(), note, 8)


def _mark_row(row: Any, *, head: bool) -> None:
    """A row that stays on one page; the head goes on every page."""
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if head else ("w:cantSplit",):
        properties.append(OxmlElement(name))


def _fill(cell: Any, text: str, points: float, *, right: bool) -> None:
    """Lines of a cell, in the size of the table."""
    paragraph = cell.p_lst[0]
    properties = paragraph.get_or_add_pPr()
    if right:
        properties.jc_val = WD_ALIGN_PARAGRAPH.RIGHT
    space = properties.get_or_add_spacing()
    space.after = space.before = Pt(1)
    for at, line in enumerate(text.split("\n")):
        run = paragraph.add_r()
        run.get_or_add_rPr().sz_val = Pt(points)
        if at:
            run.add_br()
        run.add_t(printable(line))
