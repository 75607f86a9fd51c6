"""Native charts of a workbook, drawn from cells of a sheet of their own."""

from __future__ import annotations

import math
from typing import Any

from planner.board_data.spreadsheet_text import as_text
from planner.board_data.workbook.sheets import CHART_DATA
from planner.locale import _
from planner.reports.papers.excel_cells import (
    WIDEST,
    BookFormats,
    SheetWriter,
    label_format,
    write_rows,
)
from planner.reports.papers.model import (
    Cell,
    ChartSeries,
    Figure,
    PaperChart,
    PaperTable,
)
from planner.reports.papers.svg import COLOURS, value_text

CHART_ROWS, CHART_SIZE = 22, {"width": 980, "height": 420}


class ChartSheet:
    """The sheet that charts are drawn from, filled one below the other."""

    def __init__(self, book: Any, page: Any, formats: BookFormats) -> None:
        self._book, self._row = book, 0
        page.set_column(0, 0, WIDEST)
        page.set_column(1, 40, 16)
        self._sheet = SheetWriter(page, [WIDEST, *[16.0] * 40], formats)

    def chart(self, chart: PaperChart) -> Any:
        """A native chart whose values, names and categories stand in cells."""
        top = self._write(chart)
        drawn = self._book.add_chart({"type": chart.kind})
        column, bands, count = 1, list[int](), 0
        for place, each in enumerate(chart.series):
            look = _look(chart, COLOURS[place % len(COLOURS)], each)
            drawn.add_series({**self._cells(chart, top, column), **look})
            column, count = column + 1, count + 1
            for _end in ("low", "high") if each.high else ():
                if chart.kind == "line":
                    thin = _thin(COLOURS[place % len(COLOURS)])
                    drawn.add_series({**self._cells(chart, top, column), **thin})
                    bands.append(count)
                    count += 1
                column += 1
        _describe(drawn, chart, bands)
        return drawn

    def _cells(self, chart: PaperChart, top: int, column: int) -> dict[str, Any]:
        last = top + len(chart.categories)
        return {
            "name": [CHART_DATA, top, column],
            "categories": [CHART_DATA, top + 1, 0, last, 0],
            "values": [CHART_DATA, top + 1, column, last, column],
        }

    def _write(self, chart: PaperChart) -> int:
        """Row of the headings of a chart's data, written."""
        columns: list[tuple[str, tuple[float, ...]]] = []
        for each in chart.series:
            columns.append((each.name, each.values))
            if each.high:
                low = _("{plan}: lowest of 9 in 10", plan=each.name)
                high = _("{plan}: highest of 9 in 10", plan=each.name)
                columns += [(low, each.low), (high, each.high)]
        values = zip(*(figures for _name, figures in columns), strict=True)
        rows: list[tuple[Cell, ...]] = [
            (name, *(Figure(v, value_text(v, chart.unit), chart.unit) for v in each))
            for name, each in zip(chart.categories, values, strict=True)
        ]
        unit = _(chart.unit) if chart.unit else ""
        head = (unit, *(name for name, _values in columns))
        formats = self._sheet.formats
        top = self._row + 2
        title, note = (as_text(text) for text in (chart.title, chart.note))
        self._sheet.page.write_string(self._row, 0, title, formats.head)
        self._sheet.page.write_string(self._row + 1, 0, note, formats.grey)
        write_rows(self._sheet, top, PaperTable("", head, tuple(rows)))
        self._row = top + len(rows) + 3
        return top


def _look(chart: PaperChart, colour: str, each: ChartSeries) -> dict[str, Any]:
    """Line or fill of a series, with its values and its band."""
    if chart.kind == "line":
        return {"line": {"color": colour, "width": 2.25}}
    first = next((v for v in each.values if math.isfinite(v)), 0.0)
    figure = Figure(first, value_text(first, chart.unit), chart.unit)
    shown = {"value": True, "num_format": label_format(figure), "font": {"size": 8}}
    look: dict[str, Any] = {"fill": {"color": colour}, "data_labels": shown}
    if each.high and chart.kind == "bar":
        look["y_error_bars"] = {
            "type": "custom",
            "plus_values": [h - v for h, v in zip(each.high, each.values, strict=True)],
            "minus_values": [v - w for w, v in zip(each.low, each.values, strict=True)],
        }
        shown["position"] = "inside_base"
        shown["font"] = {"size": 8, "color": "white"}
    return look


def _thin(colour: str) -> dict[str, Any]:
    return {"line": {"color": colour, "width": 0.75, "dash_type": "dash"}}


def _describe(drawn: Any, chart: PaperChart, bands: list[int]) -> None:
    """Title with the label, axes and legend."""
    label = f"\n{chart.label}" if chart.label else ""
    name = as_text(f"{chart.title}{label}")
    drawn.set_title({"name": name, "name_font": {"size": 11}, "overlay": False})
    legend: dict[str, Any] = {"position": "bottom", "delete_series": bands}
    if len(chart.series) == 1 and chart.kind != "line":
        legend = {"none": True}
    drawn.set_legend(legend)
    unit = {"name": _(chart.unit), "min": 0}
    if chart.kind == "bar":
        drawn.set_y_axis({"reverse": True, "num_font": {"size": 8}})
        drawn.set_x_axis({**unit, "label_position": "high"})
    else:
        drawn.set_y_axis(unit)
        drawn.set_x_axis({"num_font": {"size": 9}})
    drawn.set_size(CHART_SIZE)
