"""The DXA list large, with the plan's dates on it; other queues as small lines."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.lists import draw_waiting_list
from dashboard.figures.style import BLUE, INK, ORANGE, QUIET
from planner.reports.svg_parts import printable

WIDE, HIGH = 180, 36
"""Size of a small line, in points."""


class DateMark(NamedTuple):
    """A date on a chart, with the sign that the words below it repeat."""

    date: datetime.date
    sign: str


def draw_main_list(
    rows: pd.DataFrame,
    axis_title: str,
    changes: Sequence[DateMark],
    cleared: DateMark | None,
    height: int = 340,
) -> go.Figure:
    """The list of one stage over the whole plan, with dates of changes on it.

    Parameters
    ----------
    rows : as `draw_waiting_list` takes them
    changes : first days of changes, each with its number
    cleared : mean date of clearance with its words, if the list is cleared
    """
    figure = draw_waiting_list(rows, axis_title, height)
    for each in changes:
        _mark(figure, each, QUIET, "dot")
    if cleared is not None:
        _mark(figure, cleared, ORANGE, "solid")
    figure.update_layout(margin={"t": 26})
    return figure


def _mark(figure: go.Figure, each: DateMark, colour: str, dash: str) -> None:
    figure.add_shape(
        type="line", x0=each.date, x1=each.date, y0=0, y1=1, yref="paper",
        line={"color": colour, "width": 1.5, "dash": dash},
    )  # fmt: skip
    figure.add_annotation(
        x=each.date, y=1, yref="paper", yanchor="bottom", showarrow=False,
        text=each.sign, font={"color": INK, "size": 13},
    )  # fmt: skip


def small_line(values: Sequence[float], told: str) -> str:
    """A line of these values from nought up, as the address of a picture.

    Parameters
    ----------
    told : the line in words
    """
    top = max(values, default=0.0) or 1.0
    across = (WIDE - 4) / max(len(values) - 1, 1)
    points = " ".join(
        f"{2 + across * place:.1f},{HIGH - 3 - (HIGH - 6) * value / top:.1f}"
        for place, value in enumerate(values)
    )
    title = printable(told).replace("&", "&amp;").replace("<", "&lt;")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}">'
        f"<title>{title}</title>"
        f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2"/>'
        "</svg>"
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
