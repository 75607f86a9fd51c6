"""Wales as filled polygons, because plotly's own maps fetch their shapes from afar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.style import (
    HATCH,
    INK,
    PAPER,
    PLATE,
    QUIET,
    class_colour,
    plain_figure,
)
from planner.reports.select_rows import is_illustrative

WIDTH_AT_52_NORTH = 0.61
"""A degree of longitude over a degree of latitude, so that Wales keeps its shape."""

NAMES_BESIDE = {
    "aneurin-bevan": (2.5, 52.02),
    "cardiff-and-vale": (2.55, 51.24),
    "cwm-taf-morgannwg": (3.7, 51.1),
    "swansea-bay": (4.75, 51.30),
}
"""West longitude and latitude of the names that do not fit on their small boards."""

Ring = Sequence[Sequence[float]]


def draw_map(
    rows: pd.DataFrame, boundaries: Mapping[str, Any], texts: Mapping[str, str]
) -> go.Figure:
    """Boards filled by class of their mean; boards with a label are hatched.

    Parameters
    ----------
    rows : one a board: place, mean, label
    boundaries : GeoJSON features by board id
    texts : what stands on each board, by board id
    """
    figure = plain_figure(540)
    for _index, row in rows.iterrows():
        board = row["place"]
        figure.add_trace(_filled(boundaries[board], row, texts[board]))
    for board, feature in boundaries.items():
        if board in texts:
            figure.add_annotation(_name_plate(board, feature, texts[board]))
    figure.update_xaxes(visible=False, range=[-5.5, -1.95])
    figure.update_yaxes(
        visible=False,
        range=[50.98, 53.5],
        scaleanchor="x",
        scaleratio=1 / WIDTH_AT_52_NORTH,
    )
    return figure


def _filled(feature: Mapping[str, Any], row: pd.Series, text: str) -> go.Scatter:
    colour = class_colour(row["mean"])
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for ring in outer_rings(feature):
        longitudes += [*(point[0] for point in ring), None]
        latitudes += [*(point[1] for point in ring), None]
    hatched = is_illustrative(row["label"])
    pattern = {"shape": HATCH, "fgcolor": colour, "bgcolor": PAPER, "size": 9}
    return go.Scatter(
        x=longitudes,
        y=latitudes,
        mode="lines",
        line={"color": INK, "width": 1},
        fill="toself",
        fillcolor=colour,
        fillpattern={**pattern, "solidity": 0.5} if hatched else None,
        name=text.replace("<br>", " "),
        hoverinfo="name",
        hoveron="fills",
    )


def outer_rings(feature: Mapping[str, Any]) -> list[Ring]:
    """Outlines of a polygon or of each part of a multipolygon, without holes."""
    shape = feature["geometry"]
    parts = shape["coordinates"]
    return [parts[0]] if shape["type"] == "Polygon" else [part[0] for part in parts]


def _name_plate(board: str, feature: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The board's name in the middle of its largest part, or beside it with a line."""
    ring = max(outer_rings(feature), key=len)
    longitudes = [point[0] for point in ring]
    latitudes = [point[1] for point in ring]
    middle = {
        "x": (min(longitudes) + max(longitudes)) / 2,
        "y": (min(latitudes) + max(latitudes)) / 2,
    }
    plate = {
        **middle,
        "text": text,
        "showarrow": board in NAMES_BESIDE,
        "font": {"size": 12, "color": INK},
        "bgcolor": PLATE,
        "bordercolor": QUIET,
        "borderpad": 2,
    }
    if board in NAMES_BESIDE:
        west, north = NAMES_BESIDE[board]
        line = {"arrowhead": 6, "arrowcolor": INK, "arrowwidth": 1.2, "arrowsize": 0.6}
        plate |= {"ax": -west, "ay": north, "axref": "x", "ayref": "y", **line}
    return plate
