"""From one level to another in steps: a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

from dashboard.figures.style import (
    FILL_BLUE,
    FILL_ORANGE,
    INK,
    QUIET,
    plain_figure,
)

LABEL_WIDTH = 30
RISES, FALLS, LEVEL = (
    "\N{BLACK UP-POINTING TRIANGLE}",
    "\N{BLACK DOWN-POINTING TRIANGLE}",
    "",
)


def draw_waterfall(
    titles: Sequence[str], amounts: Sequence[float], texts: Sequence[str], unit: str
) -> go.Figure:
    """A bar a step, each from where the one before it ended.

    Parameters
    ----------
    amounts : the first and the last are levels, those between are steps
    texts : of the amounts, as the table has them
    """
    steps = list(amounts[1:-1])
    begins = [0.0]
    level = amounts[0]
    for step in steps:
        begins.append(level)
        level += step
    begins.append(0.0)
    names = ["<br>".join(wrap(title, LABEL_WIDTH)) for title in titles]
    marks = [RISES if step > 0 else FALLS if step < 0 else LEVEL for step in steps]
    figure = plain_figure(90 + 44 * len(titles))
    figure.add_trace(
        go.Bar(
            y=names,
            x=list(amounts),
            base=begins,
            orientation="h",
            marker={"color": [QUIET, *map(_fill, steps), QUIET]},
            text=[
                f"{text} {mark}".strip()
                for text, mark in zip(texts, ["", *marks, ""], strict=True)
            ],
            textposition="outside",
            cliponaxis=False,
            textfont={"color": INK},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(title=unit, rangemode="tozero")
    figure.update_yaxes(
        autorange="reversed", type="category", categoryorder="array",
        categoryarray=names,
    )  # fmt: skip
    figure.update_layout(margin={"r": 70})
    return figure


def _fill(step: float) -> str:
    return FILL_BLUE if step >= 0 else FILL_ORANGE
