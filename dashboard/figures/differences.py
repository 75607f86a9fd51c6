"""Paired differences, each with its two bands, around a line at zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import INK, OptionLook, plain_figure, whiskers

LABEL_WIDTH = 26


def draw_differences(
    rows: pd.DataFrame, axis_title: str, looks: Mapping[str, OptionLook]
) -> go.Figure:
    """Option minus baseline with both bands, each option in its own look.

    Parameters
    ----------
    rows : measure and option (words for the axes), difference and the ends of
        both bands
    looks : of every option, in the plan's order; see `option_looks`
    """
    height = 60 + len(rows) * 30 + 34 * len(looks)
    figure = plain_figure(height, showlegend=True, scattermode="group")
    for option, look in looks.items():
        own = rows[rows["option"] == option]
        if not own.empty:
            figure.add_traces([_by_chance(own, option, look), _dots(own, option, look)])
    figure.add_vline(x=0, line={"color": INK, "width": 1.5})
    figure.update_xaxes(title=axis_title)
    measures = _wrapped(dict.fromkeys(rows["measure"]))
    figure.update_yaxes(
        autorange="reversed",
        type="category",
        categoryorder="array",
        categoryarray=measures,
    )
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _wrapped(measures: Iterable[str]) -> list[str]:
    return ["<br>".join(wrap(measure, LABEL_WIDTH)) for measure in measures]


def _by_chance(rows: pd.DataFrame, option: str, look: OptionLook) -> go.Scatter:
    """The band of random variation alone, behind the mark and the thin whiskers."""
    return go.Scatter(
        x=rows["difference"],
        y=_wrapped(rows["measure"]),
        mode="markers",
        orientation="h",
        offsetgroup=option,
        showlegend=False,
        hoverinfo="skip",
        opacity=0.45,
        marker={"size": 0.1, "color": look.colour},
        error_x=whiskers(rows, "difference", thin=False, colour=look.colour),
    )


def _dots(rows: pd.DataFrame, option: str, look: OptionLook) -> go.Scatter:
    return go.Scatter(
        x=rows["difference"],
        y=_wrapped(rows["measure"]),
        name=option,
        mode="markers",
        orientation="h",
        offsetgroup=option,
        marker={
            "symbol": look.symbol,
            "color": look.colour,
            "size": 11,
        },
        error_x=whiskers(rows, "difference", colour=look.colour),
        hovertemplate="%{y}: %{x:+,.1f}<extra>" + option + "</extra>",
    )
