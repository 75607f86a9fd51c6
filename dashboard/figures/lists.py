"""A waiting list by week: the mean as a line, the prediction band around it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import (
    BAND,
    BAND_EDGE,
    BLUE,
    HATCH,
    INK,
    plain_figure,
)
from planner.reports.select_rows import is_illustrative


def draw_waiting_list(
    rows: pd.DataFrame, axis_title: str, height: int = 260
) -> go.Figure:
    """The list of one stage week by week.

    Parameters
    ----------
    rows : one a week: date, mean, band_low, band_high, label, in order of date;
        the band is hatched where a label says so
    """
    figure = plain_figure(height)
    _add_band(figure, rows)
    figure.add_trace(
        go.Scatter(
            x=rows["date"],
            y=rows["mean"],
            mode="lines",
            line={"color": BLUE, "width": 2.5},
            customdata=rows[["band_low", "band_high"]].to_numpy(),
            hovertemplate=(
                "%{x|%d %b %Y}: %{y:,.0f} (%{customdata[0]:,.0f}"
                "\N{EN DASH}%{customdata[1]:,.0f})<extra></extra>"
            ),
        )
    )
    _mark_first(figure, rows)
    figure.update_yaxes(
        title=axis_title, rangemode="tozero", nticks=5, tickformat=",.0f"
    )
    figure.update_xaxes(nticks=6, tickformat="%b %Y", showgrid=False)
    return figure


def _add_band(figure: go.Figure, rows: pd.DataFrame) -> None:
    edge = {"color": BAND_EDGE, "width": 1, "dash": "dot"}
    hatch = {"shape": HATCH, "fgcolor": BAND_EDGE, "bgcolor": "white", "size": 8}
    hatched = (
        {**hatch, "solidity": 0.2} if rows["label"].map(is_illustrative).any() else None
    )
    for column, fill in (("band_low", None), ("band_high", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=rows["date"],
                y=rows[column],
                mode="lines",
                line=edge,
                fill=fill,
                fillcolor=BAND,
                fillpattern=hatched if fill else None,
                hoverinfo="skip",
            )
        )


def _mark_first(figure: go.Figure, rows: pd.DataFrame) -> None:
    """Day 0, where the simulated list is the list that was put in."""
    first = rows.head(1)
    figure.add_trace(
        go.Scatter(
            x=first["date"],
            y=first["mean"],
            mode="markers",
            marker={"color": INK, "size": 9, "symbol": "diamond"},
            hoverinfo="skip",
        )
    )
