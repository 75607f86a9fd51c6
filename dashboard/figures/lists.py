"""A waiting list by week: the mean as a line, both bands around it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import (
    BAND,
    BAND_EDGE,
    BAND_INNER,
    BLUE,
    HATCH,
    INK,
    PAPER,
    plain_figure,
)
from planner.reports.select_rows import is_illustrative

FEW_PEOPLE = 4


def draw_waiting_list(
    rows: pd.DataFrame, axis_title: str, height: int = 260
) -> go.Figure:
    """The list of one stage week by week.

    Parameters
    ----------
    rows : one a week: date, mean, ends of both bands, label, in order of date;
        the wide band is hatched where a label says so
    """
    figure = plain_figure(height)
    _add_band(figure, rows, "band", BAND)
    _add_band(figure, rows, "random", BAND_INNER)
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
        title=axis_title,
        rangemode="tozero",
        nticks=5,
        # Half people would be written as whole ones, twice each.
        dtick=1 if rows["band_high"].max() < FEW_PEOPLE else None,
        tickformat=",.0f",
    )
    figure.update_xaxes(nticks=6, tickformat="%b %Y", showgrid=False)
    return figure


def _add_band(figure: go.Figure, rows: pd.DataFrame, band: str, colour: str) -> None:
    """Draw one band: over all that fits, or by random variation alone within it."""
    outer = band == "band"
    edge = {"color": BAND_EDGE, "width": 1 if outer else 0, "dash": "dot"}
    hatch = {"shape": HATCH, "fgcolor": BAND_EDGE, "bgcolor": PAPER, "size": 8}
    illustrative = outer and rows["label"].map(is_illustrative).any()
    hatched = {**hatch, "solidity": 0.2} if illustrative else None
    for column, fill in ((f"{band}_low", None), (f"{band}_high", "tonexty")):
        figure.add_trace(
            go.Scatter(
                x=rows["date"],
                y=rows[column],
                mode="lines",
                line=edge,
                fill=fill,
                fillcolor=colour,
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
