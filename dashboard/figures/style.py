"""One look for every figure: colours that differ in lightness, patterns, two themes.

Figures are drawn in the colours of the light theme. The browser changes each for its
twin in `IN_THE_DARK` where the reader's theme is dark, so that a figure is made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

INK = "#212b32"
QUIET = "#4c6272"
PAPER = "white"
PLATE = "rgba(255, 255, 255, 0.92)"
"""Ground of words that stand on a drawing."""
GRID = "#d8dde0"
BLUE = "#005eb8"
NAVY = "#003087"
ORANGE = "#b35c00"
BAND = "rgba(0, 94, 184, 0.16)"
BAND_INNER = "rgba(0, 94, 184, 0.34)"
BAND_EDGE = "rgba(0, 94, 184, 0.55)"
PALE_BLUE = "#9cc4ea"
FILL_BLUE = "#6ea8dc"
FILL_ORANGE = "#f3b562"
"""Fills that dark words can stand on."""
LOW_TO_HIGH = ("#cfe3f5", PALE_BLUE, FILL_BLUE, "#2b74bd", "#003f87")
FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
)
HATCH = "/"
PURPLE = "#7c2855"
GREEN = "#00703c"
IN_THE_DARK = {
    colour.replace(" ", ""): twin
    for colour, twin in {
        INK: "#e9eef2",
        QUIET: "#b4c0c9",
        PAPER: "#1b232a",
        "#ffffff": "#1b232a",
        PLATE: "rgba(27, 35, 42, 0.92)",
        GRID: "#3d4a55",
        BLUE: "#6db3f2",
        NAVY: "#a9cdf7",
        ORANGE: "#f0a04b",
        PURPLE: "#e38fc0",
        GREEN: "#5fca8f",
        "#b00020": "#ff8a97",
        "#007a87": "#5fd0dc",
        BAND: "rgba(109, 179, 242, 0.18)",
        BAND_INNER: "rgba(109, 179, 242, 0.38)",
        BAND_EDGE: "rgba(109, 179, 242, 0.6)",
        "#cfe3f5": "#1d3145",
        PALE_BLUE: "#26486b",
        FILL_BLUE: "#2f5f8f",
        FILL_ORANGE: "#80530f",
        "#2b74bd": "#5d9fd9",
        "#003f87": "#b9dcfb",
    }.items()
}
"""Each colour of the figures, with the colour that stands for it on a dark ground."""


class OptionLook(NamedTuple):
    """Colour and mark of one option in every chart and table.

    Attributes
    ----------
    symbol : plotly's name of the mark
    glyph : the same mark as a letter, for tables and sentences
    """

    colour: str
    symbol: str
    glyph: str


RED = "#b00020"
TEAL = "#007a87"
OPTION_COLOURS = (BLUE, ORANGE, INK, PURPLE, GREEN, QUIET, RED, TEAL)
OPTION_MARKS = (
    ("circle", "\N{BLACK CIRCLE}"),
    ("square", "\N{BLACK SQUARE}"),
    ("diamond", "\N{BLACK DIAMOND}"),
    ("triangle-up", "\N{BLACK UP-POINTING TRIANGLE}"),
    ("cross", "\N{HEAVY GREEK CROSS}"),
    ("star", "\N{BLACK STAR}"),
    ("triangle-down", "\N{BLACK DOWN-POINTING TRIANGLE}"),
    ("hexagon", "\N{BLACK HEXAGON}"),
)

SCREEN = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
}
"""Configuration of every graph: nothing leaves the machine, nothing traps a scroll."""


AXIS = {
    "automargin": True,
    "gridcolor": GRID,
    "zeroline": False,
    "fixedrange": True,
}


def plain_figure(height: int, **layout: object) -> go.Figure:
    """An empty figure in the house style."""
    look = {
        "template": "none",
        "height": height,
        "autosize": True,
        "font": {"family": FONT, "size": 14, "color": INK},
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "showlegend": False,
        "hoverlabel": {"bgcolor": PAPER, "font": {"color": INK, "family": FONT}},
        "dragmode": False,
        "xaxis": AXIS,
        "yaxis": AXIS,
    }
    return go.Figure(layout={**look, **layout})


def whiskers(
    rows: pd.DataFrame, middle: str, *, thin: bool = True, colour: str = INK
) -> dict[str, object]:
    """Error bars of nine futures in ten: thin over all that fits, thick by chance.

    Parameters
    ----------
    rows : with the column `middle` and the ends of both bands
    thin : over all that fits; else by random variation alone
    """
    low, high = (f"{'band' if thin else 'random'}_{end}" for end in ("low", "high"))
    return {
        "type": "data",
        "symmetric": False,
        "array": rows[high] - rows[middle],
        "arrayminus": rows[middle] - rows[low],
        "color": colour,
        "thickness": 1.5 if thin else 6,
        "width": 5 if thin else 0,
    }


def option_looks(options: Iterable[str]) -> dict[str, OptionLook]:
    """The look of each option by its place in the plan, not in a chart.

    From the ninth on colours come again, with other marks.
    """
    looks = {}
    for place, option in enumerate(options):
        colours, marks = len(OPTION_COLOURS), len(OPTION_MARKS)
        symbol, glyph = OPTION_MARKS[(place + place // colours) % marks]
        looks[option] = OptionLook(OPTION_COLOURS[place % colours], symbol, glyph)
    return looks


def class_colour(value: float, highest: float = 100.0) -> str:
    """Fill for a value on a scale of five equal classes from 0 to `highest`."""
    last = len(LOW_TO_HIGH) - 1
    step = int(value / highest * len(LOW_TO_HIGH))
    return LOW_TO_HIGH[min(max(step, 0), last)]
