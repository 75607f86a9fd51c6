"""Bars with their two bands: boards against a mark, needed beside offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import (
    BLUE,
    FILL_BLUE,
    FILL_ORANGE,
    HATCH,
    INK,
    NAVY,
    ORANGE,
    PALE_BLUE,
    PAPER,
    QUIET,
    plain_figure,
    whiskers,
)
from planner.reports.select_rows import is_illustrative

ROW_HEIGHT = 40


def draw_marks(
    rows: pd.DataFrame, names: Mapping[str, str], strong: str, axis_title: str
) -> go.Figure:
    """One bar a place with both bands; places with a label are hatched.

    Parameters
    ----------
    rows : one a place: place, mean, ends of both bands, label, from top to bottom
    strong : the place drawn darker (the whole country)
    """
    figure = plain_figure(ROW_HEIGHT * len(rows) + 70)
    figure.add_trace(
        go.Bar(
            x=rows["mean"],
            y=[names[place] for place in rows["place"]],
            orientation="h",
            marker=_marker(rows, strong),
            error_x=whiskers(rows, "mean"),
            hovertemplate="%{y}: %{x:.1f}<extra></extra>",
        )
    )
    figure.add_trace(_values(rows, [names[place] for place in rows["place"]]))
    _draw_random_band(figure, rows)
    figure.update_xaxes(range=[0, 112], title=axis_title, tickvals=[0, 25, 50, 75, 100])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _marker(rows: pd.DataFrame, strong: str) -> dict[str, object]:
    hatched = rows["label"].map(is_illustrative)
    colours = [NAVY if place == strong else BLUE for place in rows["place"]]
    return {
        "color": [PALE_BLUE if each else FILL_BLUE for each in hatched],
        "line": {"color": colours, "width": 1.5},
        "pattern": {
            "shape": [HATCH if each else "" for each in hatched],
            "fillmode": "replace",
            "fgcolor": FILL_BLUE,
            "bgcolor": PAPER,
            "solidity": 0.35,
        },
    }


def _values(rows: pd.DataFrame, places: list[str]) -> go.Scatter:
    """Each mean as a number, beyond the end of its thin line."""
    return go.Scatter(
        x=rows[["mean", "band_high"]].max(axis=1),
        y=places,
        text=[f" {mean:.0f}" for mean in rows["mean"]],
        mode="text",
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        hoverinfo="skip",
    )


def _draw_random_band(figure: go.Figure, rows: pd.DataFrame, off: float = 0) -> None:
    """Draw a thick line over each bar: random variation alone.

    Parameters
    ----------
    off : middle of the bar off the middle of its row, in rows
    """
    for at, (_index, row) in enumerate(rows.iterrows()):
        figure.add_shape(
            type="line",
            x0=row["random_low"],
            x1=row["random_high"],
            y0=at + off,
            y1=at + off,
            opacity=0.55,
            line={"color": INK, "width": 6},
        )


class NeedsTitles(NamedTuple):
    """Words for each bar and for the axis."""

    offered: str
    needed: str
    extra: str
    axis: str


def draw_needs(
    needed: pd.DataFrame,
    offered: pd.DataFrame,
    names: Mapping[str, str],
    titles: NeedsTitles,
    extra: pd.DataFrame,
) -> go.Figure:
    """Offered, needed and extra to clear, three bars a role; hatched where labelled.

    Parameters
    ----------
    needed, offered, extra : one row a role: role, mean, ends of both bands, label
    """
    figure = plain_figure(84 * len(needed) + 100, showlegend=True, barmode="group")
    for rows, title, colour, fill, off in (
        (offered, titles.offered, BLUE, FILL_BLUE, -0.27),
        (needed, titles.needed, ORANGE, FILL_ORANGE, 0.0),
        (extra, titles.extra, QUIET, PALE_BLUE, 0.27),
    ):
        _draw_random_band(figure, rows, off)
        figure.add_trace(
            go.Bar(
                x=rows["mean"],
                y=[names[role] for role in rows["role"]],
                name=title,
                orientation="h",
                marker=_needs_marker(rows, colour, fill),
                text=[f"{mean:.1f}" for mean in rows["mean"]],
                textposition="inside",
                insidetextanchor="start",
                textangle=0,
                textfont={"color": INK},
                error_x=whiskers(rows, "mean"),
                hovertemplate="%{y}: %{x:.1f}<extra>" + title + "</extra>",
            )
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title=titles.axis, rangemode="tozero")
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _needs_marker(rows: pd.DataFrame, edge: str, fill: str) -> dict[str, object]:
    shapes = [HATCH if each else "" for each in rows["label"].map(is_illustrative)]
    pattern = {"shape": shapes, "fgcolor": fill, "bgcolor": PAPER, "solidity": 0.35}
    return {
        "color": fill,
        "line": {"color": edge, "width": 1.5},
        "pattern": {"fillmode": "replace", **pattern},
    }
