"""A chart of a paper drawn once, as SVG that needs no other file.

Plans differ by colour and by dash or pattern of their legend's order, and every value
that matters stands beside its mark, so that nothing hangs on colour alone.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from planner.locale import _
from planner.reports.number_format import DECIMALS, number, short_pounds
from planner.reports.papers.model import ChartSeries, PaperChart
from planner.reports.svg_parts import (
    GREY,
    INK,
    box,
    line,
    printable,
    round_up,
    svg_root,
    words,
)

COLOURS = ("#12436d", "#c75000", "#1f7f76", "#801650", "#5c5c5c", "#8a6d00")
DASHES = ("", "8 4", "2 3", "10 3 2 3", "5 5", "1 4")
WIDTH, LEFT, RIGHT = 680.0, 64.0, 20.0
NAMES = 250.0
"""Room for the names of horizontal bars."""
PLOT = 200.0
"""Height of an upright chart."""
BAR, GAP = 16.0, 14.0
LINE = 16.0
LETTERS = 100
"""Letters of a line across the whole chart."""
NAME_LETTERS = 38
LETTER_WIDTH = 0.58
"""Width of a letter against its height."""
ROOM_ABOVE = 1.16
"""Height of upright columns with the values above them, against the highest."""
MOST_BANDS = 3
TICKS = 4


def svg_of(chart: PaperChart) -> str:
    """The picture: label, legend, then lines or bars."""
    head = _head_lines(chart)
    top = 8 + LINE * len(head) + (10 if head else 0)
    height = top + (_bars_height(chart) if chart.kind == "bar" else PLOT + 60)
    root = svg_root(WIDTH, height, f"{chart.title}. {chart.told}. {chart.note}")
    SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for number_, (place, text) in enumerate(head):
        y = 8 + LINE * (number_ + 0.75)
        x = 4.0
        if place is not None:
            _key(root, place, x, y - 4, chart.kind)
            x += 34
        bold = {"font-weight": "bold"} if place is None else {}
        words(root, x, y, text, **bold)
    if chart.kind == "bar":
        _bars(root, chart, top)
    else:
        _upright(root, chart, top)
    return tostring(root, encoding="unicode")


def _head_lines(chart: PaperChart) -> list[tuple[int | None, str]]:
    """Label and legend, a line each: the series that a line stands for, its text."""
    head: list[tuple[int | None, str]] = [
        (None, text) for text in textwrap.wrap(printable(chart.label), LETTERS)
    ]
    if len(chart.series) > 1 or chart.kind == "line":
        head += [
            (place, textwrap.shorten(printable(each.name), LETTERS - 10))
            for place, each in enumerate(chart.series)
        ]
    return head


def _key(root: Element, place: int, x: float, y: float, kind: str) -> None:
    colour = COLOURS[place % len(COLOURS)]
    if kind == "line":
        look = {"stroke-width": "3", "stroke-dasharray": _dash(place)}
        line(root, (x, y, x + 28, y), colour, **look)
    else:
        box(root, (x + 8, y - 6, 12, 12), colour)


def _dash(place: int) -> str:
    return DASHES[place % len(DASHES)] or "none"


def value_text(value: float, unit: str) -> str:
    """A value as it stands beside its mark.

    >>> value_text(581_234, "GBP"), value_text(13.46, "%"), value_text(12.3, "people")
    ('£581k', '13.5 %', '12')
    """
    if unit == "GBP":
        return short_pounds(value)
    text = number(value, DECIMALS.get(unit, 1))
    return f"{text} %" if unit == "%" else text


def _highest(series: Iterable[ChartSeries]) -> float:
    every = [v for each in series for v in (*each.values, *each.high)]
    return max((value for value in every if math.isfinite(value)), default=0.0)


def _bars_height(chart: PaperChart) -> float:
    return sum(_row_height(chart, name) for name in chart.categories) + 40


def _row_height(chart: PaperChart, name: str) -> float:
    lines = len(textwrap.wrap(name, NAME_LETTERS)) or 1
    return max(BAR * len(chart.series), (LINE - 2) * lines) + GAP


def _bars(root: Element, chart: PaperChart, top: float) -> None:
    """Horizontal bars, a group a category, with band and value."""
    room = WIDTH - NAMES - RIGHT - 80
    scale = room / (100.0 if chart.unit == "%" else round_up(_highest(chart.series)))
    y = top
    for at, name in enumerate(chart.categories):
        height = _row_height(chart, name)
        for row, text in enumerate(textwrap.wrap(printable(name), NAME_LETTERS)):
            look = {"font-size": "12"}
            words(root, NAMES - 8, y + 12 + (LINE - 2) * row, text, "end", **look)
        for place, each in enumerate(chart.series):
            _bar(root, chart, each, at, place, (y + BAR * place, scale))
        y += height
    line(root, (NAMES, top - 4, NAMES, y - GAP / 2), INK)
    words(root, NAMES, y + 12, _axis(chart.unit), **{"font-size": "12"})


def _bar(
    root: Element,
    chart: PaperChart,
    each: ChartSeries,
    at: int,
    place: int,
    put: tuple[float, float],
) -> None:
    y, scale = put
    value = each.values[at]
    if math.isnan(value):
        return
    size = (NAMES, y, max(value, 0) * scale, BAR - 3)
    box(root, size, COLOURS[place % len(COLOURS)])
    end = value
    if each.high and math.isfinite(each.high[at]):
        ends = (max(each.low[at], 0), each.high[at])
        middle = y + (BAR - 3) / 2
        low, high = (NAMES + scale * each_end for each_end in ends)
        for width, colour in (("4", "#ffffff"), ("1.6", INK)):
            line(root, (low, middle, high, middle), colour, **{"stroke-width": width})
        end = max(end, ends[1])
    text = value_text(value, chart.unit)
    words(root, NAMES + end * scale + 6, y + 11, text, **{"font-size": "12"})


def _axis(unit: str) -> str:
    """Unit of the values, in words."""
    if unit == "GBP":
        return _("pounds")
    return _("per cent") if unit == "%" else _(unit)


def _upright(root: Element, chart: PaperChart, top: float) -> None:
    """Axes with lines across, then lines or columns over them."""
    above = ROOM_ABOVE if chart.kind == "column" else 1.0
    highest = round_up(_highest(chart.series) * above)
    bottom = top + 18 + PLOT

    def y(value: float) -> float:
        return bottom - max(value, 0) / highest * PLOT

    words(root, 4, top + 8, _axis(chart.unit), **{"font-size": "12"})
    for tick in range(TICKS + 1):
        value = highest * tick / TICKS
        line(root, (LEFT, y(value), WIDTH - RIGHT, y(value)), GREY)
        text = short_pounds(value) if chart.unit == "GBP" else f"{value:,.6g}"
        words(root, LEFT - 6, y(value) + 4, text, "end", **{"font-size": "12"})
    column = (WIDTH - LEFT - RIGHT) / max(len(chart.categories), 1)
    every = math.ceil(len(chart.categories) / 10)
    for at, name in enumerate(chart.categories):
        if at % every == 0:
            x = LEFT + (at + 0.5) * column
            words(root, x, bottom + 18, name, "middle", **{"font-size": "12"})
    if chart.kind == "line":
        _lines(root, chart, column, y)
    else:
        _columns(root, chart, column, y)


def _lines(root: Element, chart: PaperChart, column: float, y: object) -> None:
    assert callable(y)

    def points(values: Iterable[float]) -> list[tuple[float, float]]:
        places = enumerate(values)
        return [(LEFT + (at + 0.5) * column, y(v)) for at, v in places if v == v]

    for place, each in enumerate(chart.series[:MOST_BANDS]):
        if each.high:
            edge = [*points(each.high), *reversed(points(each.low))]
            look = {"fill": COLOURS[place % len(COLOURS)], "fill-opacity": "0.14"}
            SubElement(root, "polygon", {"points": _joined(edge), **look})
    for place, each in enumerate(chart.series):
        look = {
            "points": _joined(points(each.values)),
            "fill": "none",
            "stroke": COLOURS[place % len(COLOURS)],
            "stroke-width": "2.6",
            "stroke-dasharray": _dash(place),
        }
        SubElement(root, "polyline", look)


def _joined(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _columns(root: Element, chart: PaperChart, column: float, y: object) -> None:
    assert callable(y)
    width = min(column * 0.8 / max(len(chart.series), 1), 70.0)
    for at, _name in enumerate(chart.categories):
        left = LEFT + (at + 0.5) * column - width * len(chart.series) / 2
        for place, each in enumerate(chart.series):
            value = each.values[at]
            if math.isnan(value):
                continue
            x, top = left + width * place, y(value)
            size = (x, top, width * 0.92, y(0) - top)
            box(root, size, COLOURS[place % len(COLOURS)])
            _over_column(
                root, x + width * 0.46, top, value_text(value, chart.unit), width
            )


def _over_column(root: Element, x: float, top: float, text: str, width: float) -> None:
    """A value above its column: along it where it is wider than the column."""
    size = 11.0
    if len(text) * size * LETTER_WIDTH <= width:
        words(root, x, top - 4, text, "middle", **{"font-size": f"{size:g}"})
        return
    x += size / 3
    turned = {"transform": f"rotate(-90 {x:.1f} {top - 4:.1f})", "font-size": "10"}
    words(root, x, top - 4, text, **turned)
