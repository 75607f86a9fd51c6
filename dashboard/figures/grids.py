"""Tables of coloured cells that carry their number: load, and what binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import INK, plain_figure

BELOW_AND_ABOVE_ONE = [
    [0.0, "#e3eef9"],
    [0.4999, "#ffffff"],
    [0.5, "#fdebd3"],
    [1.0, "#e08a2e"],
]
NONE_TO_ALL = [[0.0, "#ffffff"], [1.0, "#e08a2e"]]


def draw_grid(
    means: pd.DataFrame,
    write: Callable[[float], str],
    *,
    ends: tuple[float, float],
    colours: Sequence[Sequence[object]] = NONE_TO_ALL,
) -> go.Figure:
    """A cell for each row and column of `means`, coloured and with its number.

    Parameters
    ----------
    means : index and columns are the words on the axes, in order
    write : how a cell's number is written
    ends : values at which the colours begin and end
    """
    figure = plain_figure(42 * len(means) + 90)
    figure.add_trace(
        go.Heatmap(
            z=means.to_numpy(),
            x=list(means.columns),
            y=list(means.index),
            text=[[write(value) for value in line] for line in means.to_numpy()],
            texttemplate="%{text}",
            textfont={"color": INK, "size": 13},
            zmin=ends[0],
            zmax=ends[1],
            colorscale=[list(stop) for stop in colours],
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    figure.update_xaxes(side="top", showgrid=False, type="category", tickangle=0)
    return figure
