"""A paper as six PowerPoint slides with native charts that can be edited.

A slide has a finding for its title, a few points, a chart or a table, the stamp at its
foot, and the sentences of its sections as notes.
"""

from __future__ import annotations

import datetime
import io
import math
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from planner.board_data.spreadsheet_text import as_text
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.excel_cells import (
    SHORT_POUNDS,
    label_format,
    number_format,
)
from planner.reports.papers.model import (
    Figure,
    Paper,
    PaperChart,
    PaperTable,
    Slide,
    text_of,
)
from planner.reports.papers.svg import COLOURS, value_text
from planner.reports.svg_parts import printable

WIDTH, HEIGHT, MARGIN = Mm(338.7), Mm(190.5), Mm(12)
TOP, FOOT = Mm(36), Mm(175)
BLUE, INK = RGBColor(0x12, 0x43, 0x6D), RGBColor(0x14, 0x20, 0x2B)
GREY = RGBColor(0x44, 0x52, 0x5E)
TITLE_ONLY = 5
"""Place of the layout with a title and room below."""
TITLES = ((90, 26), (120, 22), (150, 19), (1_000_000, 16))
"""Points of a title with fewer letters than this, so that two lines hold it."""
KINDS = {
    "line": XL_CHART_TYPE.LINE,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
}
SIZES = ((260, 18), (420, 16), (640, 14), (900, 12.5), (1300, 11))
"""Letters of all points together, and the size in which they fit half a slide."""
SMALLEST = 10.0


def write(paper: Paper, evidence: Evidence) -> bytes:
    """The slides as bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    about, day = deck.core_properties, paper.stamp.made_on
    about.title, about.author = paper.title[:250], f"fls-planner {paper.stamp.version}"
    about.language = f"{paper.language}-GB"
    about.created = about.modified = datetime.datetime(day.year, day.month, day.day)
    for number, slide in enumerate(paper.slides, 1):
        _add_slide(deck, number, slide, paper)
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _add_slide(deck: Any, number: int, slide: Slide, paper: Paper) -> None:
    page = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    title = page.shapes.title
    title.left, title.top, title.width, title.height = (
        *(MARGIN, Mm(8), WIDTH - 2 * MARGIN, Mm(25)),
    )
    size = next(points for letters, points in TITLES if len(slide.title) < letters)
    _write(title.text_frame, [slide.title], size, colour=BLUE, bold=True)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    _fill(page, slide)
    foot = page.shapes.add_textbox(MARGIN, FOOT, WIDTH - 2 * MARGIN, Mm(12))
    _write(foot.text_frame, [f"{paper.stamp.line} · {number}"], 9, colour=GREY)
    if slide.notes:
        page.notes_slide.notes_text_frame.text = printable_lines(slide.notes)


def printable_lines(text: str) -> str:
    """Lines without what no XML file may hold."""
    return "\n".join(map(printable, text.split("\n")))


def _fill(page: Any, slide: Slide) -> None:
    """Points beside a chart, above a table, or alone."""
    whole = WIDTH - 2 * MARGIN
    height = FOOT - TOP - Mm(4)
    if slide.chart is not None:
        narrow = int(whole * 0.36)
        _add_points(page, slide.points, (MARGIN, TOP, narrow, height), 1.0)
        left = MARGIN + narrow + Mm(6)
        _add_chart(
            page, slide, slide.chart, (left, TOP, whole - narrow - Mm(6), height)
        )
    elif slide.table is not None:
        half = int(height * 0.5)
        _add_points(page, slide.points, (MARGIN, TOP, whole, half), 1.25)
        _add_table(page, slide.table, (MARGIN, TOP + half, whole, height - half))
    else:
        _add_points(page, slide.points, (MARGIN, TOP, whole, height), 2.6)


def _add_points(
    page: Any, points: tuple[str, ...], where: tuple[int, int, int, int], room: float
) -> None:
    """Points in the largest size that fits.

    Parameters
    ----------
    room : letters that fit, against half a slide
    """
    letters = sum(len(point) + 30 for point in points) / room
    size = next((points_ for most, points_ in SIZES if letters < most), SMALLEST)
    frame = page.shapes.add_textbox(*where).text_frame
    _write(frame, [f"• {point}" for point in points], size)


def _write(
    frame: Any,
    texts: list[str],
    size: float,
    *,
    colour: RGBColor = INK,
    bold: bool = False,
) -> None:
    frame.word_wrap = True
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 2)
        run = paragraph.add_run()
        run.text = printable(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb, run.font.name = colour, "Arial"


def _add_table(page: Any, table: PaperTable, where: tuple[int, int, int, int]) -> None:
    """The table in full, with its first note below."""
    left, top, width, height = where
    rows, columns = len(table.rows) + 1, len(table.head)
    note = Mm(14)
    frame = page.shapes.add_table(
        rows, columns, left, top, width, min(height - note, Mm(11) * rows)
    )
    _describe(frame, table.title)
    size = 11 if rows < 7 else 9
    for at, share in enumerate(table.shares):
        frame.table.columns[at].width = Emu(int(width * share))
    every = [table.head, *(tuple(map(text_of, row)) for row in table.rows)]
    for row, cells in zip(frame.table.rows, every, strict=True):
        row.height = min(Mm(11), (height - note) // rows)
        for cell, text in zip(row.cells, cells, strict=True):
            cell.margin_top = cell.margin_bottom = Mm(0.6)
            lines = text.split("\n")
            _write(cell.text_frame, [lines[0]], size)
            for line in lines[1:]:
                cell.text_frame.paragraphs[0].add_line_break()
                run = cell.text_frame.paragraphs[0].add_run()
                run.text, run.font.size, run.font.name = line, Pt(size), "Arial"
            cell.text_frame.paragraphs[0].space_after = Pt(0)
    _white_head(frame.table)
    below = page.shapes.add_textbox(left, top + height - note, width, note)
    _write(below.text_frame, list(table.notes), 8, colour=GREY)


def _white_head(table: Any) -> None:
    for cell in table.rows[0].cells:
        cell.fill.solid()
        cell.fill.fore_color.rgb = BLUE
        for run in cell.text_frame.paragraphs[0].runs:
            run.font.color.rgb, run.font.bold = RGBColor(0xFF, 0xFF, 0xFF), True


def _add_chart(
    page: Any, slide: Slide, chart: PaperChart, where: tuple[int, int, int, int]
) -> None:
    """A native chart, its label on it and its base below."""
    left, top, width, height = where
    note = Mm(13)
    frame = page.shapes.add_chart(
        KINDS[chart.kind], left, top, width, height - note, _data(chart)
    )
    _describe(frame, f"{chart.title}. {chart.told}. {chart.note}")
    drawn = frame.chart
    drawn.font.size, drawn.font.name = Pt(10), "Arial"
    said = [chart.title] if chart.title != slide.title else []
    said += [chart.label] if chart.label else []
    drawn.has_title = bool(said)
    if said:
        _write(drawn.chart_title.text_frame, said, 11, colour=GREY)
    _colour(drawn, chart)
    _axes(drawn, chart)
    below = page.shapes.add_textbox(left, top + height - note, width, note)
    banded = chart.kind == "line"
    note_text = chart.note if banded else chart.note_without_band
    _write(below.text_frame, [note_text], 9, colour=GREY)


def _describe(frame: Any, told: str) -> None:
    """Words for people who do not see it."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", printable(told))


def _data(chart: PaperChart) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format(_first(chart)))
    data.categories = [as_text(printable(name)) for name in chart.categories]
    for each in chart.lines:
        name = as_text(printable(each.name))
        data.add_series(name, [_known(value) for value in each.values])
    return data


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _first(chart: PaperChart) -> Figure:
    """The first value of a chart, whose words say how the others are read."""
    every = [value for each in chart.series for value in each.values]
    first = next((value for value in every if math.isfinite(value)), 0.0)
    return Figure(first, value_text(first, chart.unit), chart.unit)


def _colour(drawn: Any, chart: PaperChart) -> None:
    """Colours of the series; ends of a band as thin dashes in that of their plan."""
    shown = chart.lines
    for series, each in zip(drawn.plots[0].series, shown, strict=True):
        colour = RGBColor.from_string(COLOURS[each.place % len(COLOURS)][1:])
        if chart.kind != "line":
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour
            continue
        series.smooth = False
        series.format.line.color.rgb = colour
        series.format.line.width = Pt(0.75 if each.is_end else 2.5)
        if each.is_end:
            series.format.line.dash_style = MSO_LINE.DASH
    plot = drawn.plots[0]
    if chart.kind != "line":
        plot.gap_width = 60
        plot.has_data_labels = True
        plot.data_labels.font.size = Pt(9)
        plot.data_labels.number_format = label_format(_first(chart))
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    drawn.has_legend = len(chart.series) > 1 or chart.kind == "line"
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
        drawn.legend.font.size = Pt(9)
        _leave_out(drawn.legend, [at for at, each in enumerate(shown) if each.is_end])


def _leave_out(legend: Any, places: list[int]) -> None:
    """Take the ends of bands out of a legend; the note below names them."""
    for at in reversed(places):
        entry = legend._element.makeelement(qn("c:legendEntry"))
        for name, value in (("c:idx", str(at)), ("c:delete", "1")):
            part = entry.makeelement(qn(name))
            part.set("val", value)
            entry.append(part)
        legend._element.insert(1, entry)


def _axes(drawn: Any, chart: PaperChart) -> None:
    values, names = drawn.value_axis, drawn.category_axis
    values.minimum_scale = 0
    if chart.unit == "%":
        values.maximum_scale = 100
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = RGBColor(0xC8, 0xD0, 0xD6)
    values.tick_labels.font.size = names.tick_labels.font.size = Pt(9)
    small = chart.unit in ("WTE", "ratio")
    shown = SHORT_POUNDS if chart.unit == "GBP" else "0.0" if small else "#,##0"
    values.tick_labels.number_format = shown
    values.tick_labels.number_format_is_linked = False
    if chart.kind == "bar":
        names.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
