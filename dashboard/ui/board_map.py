"""Wales as a map of links: each board's outline is one, its name plate another.

Outlines are clipped boxes, so that colours follow the theme and nothing is fetched.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.ui.blocks import labelled

WEST, EAST, SOUTH, NORTH = -5.4, -2.0, 51.0, 53.46
"""Edges of the map in degrees."""
SHAPE = 0.843
"""Width of the map over its height, as in `wales.css`."""
FINEST = 0.12
"""Per cent of the map's width by which the next point of an outline must differ."""
NAMES_BESIDE = {
    "aneurin-bevan": (-2.5, 52.02),
    "cardiff-and-vale": (-2.58, 51.24),
    "cwm-taf-morgannwg": (-3.95, 51.06),
    "swansea-bay": (-4.82, 51.42),
}
"""Longitude and latitude of the names that do not fit on their small boards."""
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class MapBoard:
    """A board on the map.

    Attributes
    ----------
    step : class of its colour, 0 to 4; None where it has no value
    """

    name: str
    value: str
    step: int | None
    hatched: bool
    address: str


def board_map(
    label: str, boards: Mapping[str, MapBoard], shapes: Mapping[str, Mapping[str, Any]]
) -> html.Div:
    """The map; `shapes` are GeoJSON features by board id."""
    outlines = [_outline(shapes[key], board) for key, board in boards.items()]
    plates = [_plate(key, shapes[key], board) for key, board in boards.items()]
    lines = [_leader(key, shapes[key]) for key in NAMES_BESIDE if key in boards]
    return html.Div(
        [*outlines, *lines, *plates],
        className="wales-map",
        role="group",
        **labelled(label),
    )


def _outline(shape: Mapping[str, Any], board: MapBoard) -> html.Div:
    """The board's outline, for those who point; the plate is there for the others."""
    colour = "none" if board.step is None else str(board.step)
    hatch = " map-hatched" if board.hatched else ""
    link = dmc.Anchor(
        "",
        href=board.address,
        tabIndex=-1,
        className=f"map-fill map-{colour}{hatch}",
        style={"clipPath": _clip(shape)},
        **{"aria-hidden": "true"},
    )
    return html.Div(link, className="map-board", title=f"{board.name}: {board.value}")


def _plate(key: str, shape: Mapping[str, Any], board: MapBoard) -> Component:
    x, y = _percent(NAMES_BESIDE[key] if key in NAMES_BESIDE else _middle(shape))
    return dmc.Anchor(
        [html.Span(board.name), html.Strong(board.value)],
        href=board.address,
        underline="never",
        className="map-plate",
        style={"left": f"{x}%", "top": f"{y}%"},
    )


def _leader(key: str, shape: Mapping[str, Any]) -> html.Span:
    """A line from a board to its name beside it."""
    (x, y), (to_x, to_y) = _percent(_middle(shape)), _percent(NAMES_BESIDE[key])
    across, down = to_x - x, (to_y - y) / SHAPE
    turn = math.degrees(math.atan2(down, across))
    return html.Span(
        className="map-leader",
        style={
            "left": f"{x}%",
            "top": f"{y}%",
            "width": f"{math.hypot(across, down):.2f}%",
            "transform": f"rotate({turn:.1f}deg)",
        },
    )


# Rings are joined by lines that are walked both ways, so that they hold no area.
def _clip(shape: Mapping[str, Any]) -> str:
    """Outlines of a board as one path, each joined to the first point of all."""
    points: list[str] = []
    for ring in outer_rings(shape):
        own = list(_thinned(map(_percent, ring)))
        points += [*own, own[0], *points[:1]]
    return f"polygon(evenodd, {', '.join(points)})"


def _thinned(points: Iterable[tuple[float, float]]) -> Iterable[str]:
    last = (-FINEST * 9, 0.0)
    for x, y in points:
        if abs(x - last[0]) + abs(y - last[1]) >= FINEST:
            last = (x, y)
            yield f"{x:g}% {y:g}%"


def _percent(point: Sequence[float]) -> tuple[float, float]:
    """Place on the map in per cent of its width and height, from the top left."""
    across = 100 * (point[0] - WEST) / (EAST - WEST)
    down = 100 * (NORTH - point[1]) / (NORTH - SOUTH)
    return round(across, 2), round(down, 2)


def _middle(shape: Mapping[str, Any]) -> tuple[float, float]:
    """Middle of the largest part of a board."""
    ring = max(outer_rings(shape), key=len)
    across, up = ([point[k] for point in ring] for k in (0, 1))
    return (min(across) + max(across)) / 2, (min(up) + max(up)) / 2


def outer_rings(shape: Mapping[str, Any]) -> list[Ring]:
    """Outlines of a polygon or of each part of a multipolygon, without holes."""
    parts = shape["geometry"]["coordinates"]
    if shape["geometry"]["type"] == "Polygon":
        return [parts[0]]
    return [part[0] for part in parts]


def map_key(title: str, steps: Sequence[str], hatched: str) -> html.Div:
    """Meaning of the colours, in words beside swatches."""
    swatches = [
        html.Span([html.Span(className=f"swatch map-{step}"), words])
        for step, words in enumerate(steps)
        if words
    ]
    lines = html.Span([html.Span(className="swatch map-2 map-hatched"), hatched])
    return html.Div([html.Span(title), *swatches, lines], className="map-key")
