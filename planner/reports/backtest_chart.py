"""Observed beside simulated, year by year, as SVG that needs no other file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import pandas as pd

from planner.calibration.tables import PREDICTED
from planner.locale import _
from planner.reports.number_format import amount, interval

WIDTH, HEIGHT = 640.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 16.0, 34.0
INK, GREY, BAND, RANDOM, HELD = "#14202b", "#c8d0d6", "#bcd0e2", "#7ba3c8", "#eef1f3"
SIMULATED, OBSERVED = "#12436d", "#b3400d"
HALF = 26.0
"""Half the width of a band."""
TICKS = 4


@dataclass(frozen=True)
class _Scale:
    """Positions of values and years on the picture."""

    top: float
    years: int

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM)

    def x(self, place: int) -> float:
        return LEFT + (place + 0.5) * self.column

    @property
    def column(self) -> float:
        return (WIDTH - LEFT - RIGHT) / self.years


def chart_of(table: pd.DataFrame) -> str:
    """The picture of one measure: bands, simulated means, observed points.

    Parameters
    ----------
    table : rows of one measure from `compared`, one a year
    """
    highest = np.nanmax(table[["high", "random_high", "observed"]].to_numpy(float))
    scale = _Scale(_round_up(float(highest)), len(table))
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}",
            "role": "img",
            "font-family": "Arial, Helvetica, sans-serif",
            "font-size": "13",
        },
    )
    SubElement(root, "title").text = _told(table)
    _background(root, table, scale)
    for place, (_index, row) in enumerate(table.iterrows()):
        _year(root, row, place, scale)
    return tostring(root, encoding="unicode")


def _told(table: pd.DataFrame) -> str:
    """The picture in words."""
    return "; ".join(_year_in_words(row) for _index, row in table.iterrows())


def _year_in_words(row: pd.Series) -> str:
    unit = row["unit"]
    said = {
        "year": row["year"],
        "simulated": amount(row["simulated"], unit),
        "band": interval(row["low"], row["high"], unit),
    }
    if math.isnan(row["observed"]):
        return _("{year}: simulated {simulated} (band {band})", **said)
    return _(
        "{year}: simulated {simulated} (band {band}), observed {observed}",
        observed=amount(row["observed"], unit),
        **said,
    )


def _round_up(value: float) -> float:
    """A round number a little above the highest value.

    >>> _round_up(31.4), _round_up(2344.0), _round_up(0.0)
    (40.0, 3000.0, 1.0)
    """
    if not value > 0:
        return 1.0
    power = float(10 ** math.floor(math.log10(value)))
    return math.ceil(value * 1.02 / power) * power


def _background(root: Element, table: pd.DataFrame, scale: _Scale) -> None:
    """The predicted year shaded, lines across, and what they stand for."""
    for place, part in enumerate(table["part"]):
        if part == PREDICTED:
            left = scale.x(place) - scale.column / 2
            size = (left, TOP, scale.column, HEIGHT - TOP - BOTTOM)
            _box(root, size, HELD)
    for tick in range(TICKS + 1):
        value = scale.top * tick / TICKS
        y = f"{scale.y(value):.1f}"
        ends = {"x1": f"{LEFT:g}", "x2": f"{WIDTH - RIGHT:g}", "y1": y, "y2": y}
        SubElement(root, "line", {**ends, "stroke": GREY})
        _words(root, LEFT - 8, scale.y(value) + 4, f"{value:,.6g}", "end")


def _year(root: Element, row: pd.Series, place: int, scale: _Scale) -> None:
    x = scale.x(place)
    for low, high, colour in (
        ("low", "high", BAND),
        ("random_low", "random_high", RANDOM),
    ):
        if not math.isnan(row[low]):
            height = scale.y(row[low]) - scale.y(row[high])
            _box(root, (x - HALF, scale.y(row[high]), 2 * HALF, height), colour)
    if not math.isnan(row["simulated"]):
        y = f"{scale.y(row['simulated']):.1f}"
        ends = {"x1": f"{x - HALF:.1f}", "x2": f"{x + HALF:.1f}", "y1": y, "y2": y}
        SubElement(root, "line", {**ends, "stroke": SIMULATED, "stroke-width": "3"})
    if not math.isnan(row["observed"]):
        spot = {"cx": f"{x:.1f}", "cy": f"{scale.y(row['observed']):.1f}", "r": "6"}
        held = row["part"] == PREDICTED
        fill = {"fill": "#ffffff" if held else OBSERVED, "stroke": OBSERVED}
        SubElement(root, "circle", {**spot, **fill, "stroke-width": "3"})
    said = row["year"]
    if row["part"] == PREDICTED:
        said = _("{year}, predicted", year=said)
    _words(root, x, HEIGHT - 12, said, "middle")


def _box(root: Element, size: tuple[float, float, float, float], fill: str) -> None:
    names = ("x", "y", "width", "height")
    placed = {n: f"{value:.1f}" for n, value in zip(names, size, strict=True)}
    SubElement(root, "rect", {**placed, "fill": fill})


def _words(root: Element, x: float, y: float, text: str, anchor: str) -> None:
    placed = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": INK}
    SubElement(root, "text", placed).text = text
