"""The bottleneck by week: a strip a board, with the role in words on each spell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import INK, LOW_TO_HIGH, PAPER, class_colour, plain_figure
from planner.reports.bottleneck import RoleSpell
from planner.reports.number_format import whole_percent

PATTERNS = ("", "x", "\\", ".", "-", "+", "|")
"""Pattern of each role, the most frequent first; lines that rise mean illustrative."""
DARK = LOW_TO_HIGH[3:]
ROW_HEIGHT = 38
DAY = 86_400_000.0


def draw_spells(
    spells: Mapping[str, Sequence[RoleSpell]], names: Mapping[str, str], none: str
) -> go.Figure:
    """A strip a board; the darker a spell, the larger its share of replications.

    Parameters
    ----------
    spells : by the board's name, from top to bottom
    names : words for each role
    none : words for weeks without a bottleneck
    """
    figure = plain_figure(ROW_HEIGHT * len(spells) + 60, showlegend=False)
    for role in _in_order(spells):
        rows = [(b, s) for b, own in spells.items() for s in own if s.role == role]
        figure.add_trace(_bars(rows, names.get(role, none) if role else none, role))
        pattern = PATTERNS[min(_place(role, spells), len(PATTERNS) - 1)]
        figure.data[-1].marker.pattern = {
            "shape": pattern,
            "fgcolor": INK,
            "fgopacity": 0.35,
            "size": 7,
            "solidity": 0.25,
        }
    figure.update_layout(barmode="overlay", bargap=0.25)
    figure.update_xaxes(type="date", tickformat="%b %Y", nticks=8)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_yaxes(categoryorder="array", categoryarray=list(spells))
    return figure


def _bars(rows: list[tuple[str, RoleSpell]], name: str, role: str) -> go.Bar:
    fills = [class_colour(100 * s.share) if role else PAPER for _b, s in rows]
    return go.Bar(
        x=[s.weeks * 7 * DAY for _b, s in rows],
        base=[s.since for _b, s in rows],
        y=[board for board, _s in rows],
        orientation="h",
        name=name,
        text=[f"{name} {whole_percent(s.share)}" for _b, s in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="both",
        textfont={"color": ["#ffffff" if f in DARK else INK for f in fills]},
        marker={"color": fills, "line": {"color": INK, "width": 1}},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def _in_order(spells: Mapping[str, Sequence[RoleSpell]]) -> list[str]:
    """Roles by their weeks, those without one last."""
    weeks = pd.Series(
        [s.weeks for own in spells.values() for s in own],
        index=[s.role for own in spells.values() for s in own],
        dtype=float,
    )
    ordered = weeks.groupby(level=0).sum().sort_values(ascending=False).index
    return sorted(map(str, ordered), key=lambda role: role == "")


def _place(role: str, spells: Mapping[str, Sequence[RoleSpell]]) -> int:
    return _in_order(spells).index(role)
