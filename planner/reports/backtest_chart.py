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
from planner.reports.svg_parts import GREY, box, line, round_up, svg_root, words

WIDTH, HEIGHT = 640.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 16.0, 34.0
BAND, RANDOM, HELD = "#bcd0e2", "#7ba3c8", "#eef1f3"
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
    scale = _Scale(round_up(float(highest)), len(table))
    root = svg_root(WIDTH, HEIGHT, _told(table))
    _background(root, table, scale)
    for place, (_index, row) in enumerate(table.iterrows()):
        _year(root, row, place, scale)
    return tostring(root, encoding="unicode")


def _told(table: pd.DataFrame) -> str:
    """The picture in words."""
    return "; ".join(_year_inwords(row) for _index, row in table.iterrows())


def _year_inwords(row: pd.Series) -> str:
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


def _background(root: Element, table: pd.DataFrame, scale: _Scale) -> None:
    """The predicted year shaded, lines across, and what they stand for."""
    for place, part in enumerate(table["part"]):
        if part == PREDICTED:
            left = scale.x(place) - scale.column / 2
            size = (left, TOP, scale.column, HEIGHT - TOP - BOTTOM)
            box(root, size, HELD)
    for tick in range(TICKS + 1):
        value = scale.top * tick / TICKS
        y = scale.y(value)
        line(root, (LEFT, y, WIDTH - RIGHT, y), GREY)
        words(root, LEFT - 8, scale.y(value) + 4, f"{value:,.6g}", "end")


def _year(root: Element, row: pd.Series, place: int, scale: _Scale) -> None:
    x = scale.x(place)
    for low, high, colour in (
        ("low", "high", BAND),
        ("random_low", "random_high", RANDOM),
    ):
        if not math.isnan(row[low]):
            height = scale.y(row[low]) - scale.y(row[high])
            box(root, (x - HALF, scale.y(row[high]), 2 * HALF, height), colour)
    if not math.isnan(row["simulated"]):
        y = scale.y(row["simulated"])
        thick = {"stroke-width": "3"}
        line(root, (x - HALF, y, x + HALF, y), SIMULATED, **thick)
    if not math.isnan(row["observed"]):
        spot = {"cx": f"{x:.1f}", "cy": f"{scale.y(row['observed']):.1f}", "r": "6"}
        held = row["part"] == PREDICTED
        fill = {"fill": "#ffffff" if held else OBSERVED, "stroke": OBSERVED}
        SubElement(root, "circle", {**spot, **fill, "stroke-width": "3"})
    said = row["year"]
    if row["part"] == PREDICTED:
        said = _("{year}, predicted", year=said)
    words(root, x, HEIGHT - 12, said, "middle")
