"""Bars with their intervals: boards against a mark, needed beside offered."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import BLUE, HATCH, INK, NAVY, ORANGE, plain_figure
from planner.reports.select_rows import is_illustrative

ROW_HEIGHT = 40


def draw_marks(
    rows: pd.DataFrame, names: Mapping[str, str], strong: str, axis_title: str
) -> go.Figure:
    """One bar a place with the 95 % interval; places with a label are hatched.

    Parameters
    ----------
    rows : one a place: place, mean, ci_low, ci_high, label, from top to bottom
    strong : the place drawn darker (the whole country)
    """
    figure = plain_figure(ROW_HEIGHT * len(rows) + 70)
    figure.add_trace(
        go.Bar(
            x=rows["mean"],
            y=[names[place] for place in rows["place"]],
            orientation="h",
            marker=_marker(rows, strong),
            error_x=_whiskers(rows),
            text=[f"{mean:.0f}" for mean in rows["mean"]],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            hovertemplate="%{y}: %{x:.1f}<extra></extra>",
            textfont={"color": INK, "size": 13},
            outsidetextfont={"color": INK},
        )
    )
    figure.update_xaxes(range=[0, 104], title=axis_title, tickvals=[0, 25, 50, 75, 100])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


def _marker(rows: pd.DataFrame, strong: str) -> dict[str, object]:
    hatched = rows["label"].map(is_illustrative)
    colours = [NAVY if place == strong else BLUE for place in rows["place"]]
    return {
        "color": ["#9cc4ea" if each else "#6ea8dc" for each in hatched],
        "line": {"color": colours, "width": 1.5},
        "pattern": {
            "shape": [HATCH if each else "" for each in hatched],
            "fillmode": "replace",
            "fgcolor": "#6ea8dc",
            "bgcolor": "white",
            "solidity": 0.35,
        },
    }


def _whiskers(rows: pd.DataFrame) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": rows["ci_high"] - rows["mean"],
        "arrayminus": rows["mean"] - rows["ci_low"],
        "color": INK,
        "thickness": 1.8,
        "width": 5,
    }


def draw_needs(
    needed: pd.DataFrame,
    offered: pd.DataFrame,
    names: Mapping[str, str],
    titles: tuple[str, str, str],
) -> go.Figure:
    """Needed beside offered, a pair of bars a role; hatched where a label says so.

    Parameters
    ----------
    needed, offered : one row a role: role, mean, ci_low, ci_high, label
    titles : of the needed bar, of the offered bar, of the axis
    """
    figure = plain_figure(64 * len(needed) + 100, showlegend=True, barmode="group")
    for rows, title, colour, fill in (
        (offered, titles[1], BLUE, "#6ea8dc"),
        (needed, titles[0], ORANGE, "#f3b562"),
    ):
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
                error_x=_whiskers(rows),
                hovertemplate="%{y}: %{x:.1f}<extra>" + title + "</extra>",
            )
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title=titles[2], rangemode="tozero")
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _needs_marker(rows: pd.DataFrame, edge: str, fill: str) -> dict[str, object]:
    shapes = [HATCH if each else "" for each in rows["label"].map(is_illustrative)]
    pattern = {"shape": shapes, "fgcolor": fill, "bgcolor": "white", "solidity": 0.35}
    return {
        "color": fill,
        "line": {"color": edge, "width": 1.5},
        "pattern": {"fillmode": "replace", **pattern},
    }
