"""A chart with its sentence, its table, its interval and its source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.figures.style import SCREEN
from dashboard.ui.blocks import labelled
from planner.locale import _


def graph(figure: go.Figure, sentence: str) -> html.Div:
    """A figure as one image with words, for those who cannot see it."""
    screen: Any = SCREEN
    return html.Div(
        dcc.Graph(
            figure=figure,
            config=screen,
            style={"height": f"{figure.layout.height}px"},
            responsive=True,
        ),
        role="img",
        className="graph",
        **labelled(
            _(
                "Chart. {sentence} The table below it holds the same numbers.",
                sentence=sentence,
            )
        ),
    )


def chart(
    graphs: Component | Sequence[Component],
    *,
    sentence: str,
    table: Component,
    source: str,
    notes: Sequence[str] = (),
) -> html.Figure:
    """One or more graphs under one sentence, above one table."""
    drawn = [graphs] if isinstance(graphs, Component) else list(graphs)
    grid = "graphs" if len(drawn) > 1 else ""
    small_print = [html.P(text, className="note") for text in notes]
    return html.Figure(
        [
            html.Figcaption(sentence, className="sentence"),
            html.Div(drawn, className=grid),
            *small_print,
            html.Details(
                [html.Summary(_("Show the numbers as a table")), table],
                className="chart-table",
            ),
            html.P(_("Source: {text}", text=source), className="source"),
        ],
        className="chart",
    )
