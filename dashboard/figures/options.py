"""Options beside each other: cost against effect, and lists over time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import INK, OptionLook, plain_figure, whiskers
from planner.experiment.decisive import PersonPrice

HEIGHT = 380
MARK_EVERY = 13
"""Weeks between the marks on a line."""
LEGEND_LETTERS = 34
"""Letters of a line of the legend, which has to fit a phone."""


def draw_cost_and_effect(
    prices: Mapping[str, PersonPrice],
    looks: Mapping[str, OptionLook],
    titles: tuple[str, str, str],
) -> go.Figure:
    """A mark an option: further people scanned in time, and extra cost, with bands.

    Parameters
    ----------
    prices : by option
    titles : of the effect's axis, of the cost's, and of the baseline
    """
    figure = plain_figure(HEIGHT)
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.add_hline(y=0, line={"color": INK, "width": 1})
    figure.add_annotation(
        x=0, y=0, text=titles[2], showarrow=False, xshift=34, yshift=-12
    )
    for option, price in prices.items():
        look = looks[option]
        figure.add_trace(
            go.Scatter(
                x=[price.people],
                y=[price.cost],
                name=option,
                mode="markers",
                marker={"symbol": look.symbol, "color": look.colour, "size": 14},
                error_x=_ends(price.people, price.people_band, look.colour),
                error_y=_ends(price.cost, price.cost_band, look.colour),
                hovertemplate="%{x:+,.0f}, £%{y:+,.0f}<extra>" + option + "</extra>",
            )
        )
    figure.update_xaxes(title=titles[0], tickformat="+,.0f", nticks=6)
    figure.update_yaxes(title=titles[1], tickformat="~s", tickprefix="£", nticks=6)
    return figure


def _ends(middle: float, band: tuple[float, float], colour: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(band[1] - middle, 0.0)],
        "arrayminus": [max(middle - band[0], 0.0)],
        "color": colour,
        "thickness": 1.2,
        "width": 4,
    }


def draw_lists_over_time(
    rows: Mapping[str, pd.DataFrame], looks: Mapping[str, OptionLook], axis_title: str
) -> go.Figure:
    """A line a plan with its mark, and at the end nine futures in ten.

    Parameters
    ----------
    rows : by plan: one a week with date, mean and the ends of its bands; a plan without
        a look is the baseline
    """
    figure = plain_figure(HEIGHT, showlegend=True)
    for name, weekly in rows.items():
        look = looks.get(name, OptionLook(INK, "line-ns", ""))
        every = list(range(0, len(weekly), MARK_EVERY))
        line = {"color": look.colour, "width": 2}
        if name not in looks:
            line |= {"dash": "dash"}
        figure.add_trace(
            go.Scatter(
                x=weekly["date"],
                y=weekly["mean"],
                name="<br>".join(textwrap.wrap(name, LEGEND_LETTERS)),
                mode="lines+markers",
                line=line,
                marker={"symbol": look.symbol, "size": 9, "maxdisplayed": len(every)},
                hovertemplate="%{x|%d %b %Y}: %{y:,.0f}<extra>" + name + "</extra>",
            )
        )
    for place, (name, weekly) in enumerate(rows.items()):
        figure.add_trace(_last_band(weekly, looks.get(name), place))
    figure.update_yaxes(title=axis_title, rangemode="tozero", tickformat=",.0f")
    figure.update_xaxes(nticks=7, tickformat="%b %Y", showgrid=False)
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"})
    return figure


def _last_band(weekly: pd.DataFrame, look: OptionLook | None, place: int) -> go.Scatter:
    """Both bands of the last week, beside each other beyond the end of the lines."""
    last = weekly.tail(1)
    beyond = last["date"] + pd.Timedelta(days=14 + 12 * place)
    colour = look.colour if look else INK
    return go.Scatter(
        x=beyond,
        y=last["mean"],
        mode="markers",
        marker={
            "symbol": look.symbol if look else "line-ew",
            "color": colour,
            "size": 8,
        },
        error_y=whiskers(last, "mean", colour=colour),
        showlegend=False,
        hoverinfo="skip",
    )
