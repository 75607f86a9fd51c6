"""Paired differences, each with its 95 % interval, around a line at nought."""

from __future__ import annotations

from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import BLUE, INK, ORANGE, QUIET, plain_figure

MARKERS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
LABEL_WIDTH = 26
COLOURS = (BLUE, ORANGE, INK, "#7c2855", "#00703c", QUIET)


def draw_differences(rows: pd.DataFrame, axis_title: str) -> go.Figure:
    """Option minus baseline with its 95 % interval, one marker shape an option.

    Parameters
    ----------
    rows : measure and option (words for the axes), difference, ci_low, ci_high
    """
    options = list(dict.fromkeys(rows["option"]))
    height = 60 + len(rows) * 30 + 34 * len(options)
    figure = plain_figure(height, showlegend=True, scattermode="group")
    for position, option in enumerate(options):
        figure.add_trace(_dots(rows[rows["option"] == option], option, position))
    figure.add_vline(x=0, line={"color": INK, "width": 1.5})
    figure.update_xaxes(title=axis_title)
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _dots(rows: pd.DataFrame, option: str, position: int) -> go.Scatter:
    colour = COLOURS[position % len(COLOURS)]
    return go.Scatter(
        x=rows["difference"],
        y=["<br>".join(wrap(measure, LABEL_WIDTH)) for measure in rows["measure"]],
        name=option,
        mode="markers",
        orientation="h",
        offsetgroup=str(position),
        marker={
            "symbol": MARKERS[position % len(MARKERS)],
            "color": colour,
            "size": 11,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["ci_high"] - rows["difference"],
            "arrayminus": rows["difference"] - rows["ci_low"],
            "color": colour,
            "thickness": 2,
            "width": 6,
        },
        hovertemplate="%{y}: %{x:+,.1f}<extra>" + option + "</extra>",
    )
