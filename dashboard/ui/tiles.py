"""Tiles: a number large, its interval small beneath; and what is folded away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.ui.blocks import Child, labelled

KINDS = ("", "good", "short", "unsure")
"""Frames of a tile: plain; a mark that is met; one that is not; one that may be."""
MARKS = {"good": "\N{CHECK MARK}", "short": "\N{MULTIPLICATION SIGN}", "unsure": "?"}
"""Signs of the frames beside the number, so that colour is never alone."""


def tile(
    label: str,
    number: str,
    interval: str | Sequence[str] = "",
    note: str = "",
    kind: str = "",
) -> html.Div:
    """One number with its label above and its interval beneath.

    Parameters
    ----------
    number : with its unit, as written by `planner.reports.number_format`
    interval : one line, or one a band; each says which band it is
    note : small print, such as the number of fitting sets
    kind : one of `KINDS`
    """
    lines = [interval] if isinstance(interval, str) else list(interval)
    sign = [html.Span(MARKS[kind], className="tile-sign")] if kind in MARKS else []
    return html.Div(
        [
            html.Dt(label, className="tile-label"),
            html.Dd([number, *sign], className="tile-number"),
            *[html.Dd(line, className="tile-interval") for line in lines if line],
            *([html.Dd(note, className="tile-note")] if note else []),
        ],
        className=f"tile tile-{kind}" if kind else "tile",
    )


def tiles(label: str, *each: Component) -> html.Div:
    """Tiles side by side, wrapping; `label` names the group for screen readers."""
    group = html.Dl(list(each), className="tiles")
    return html.Div(group, role="group", **labelled(label))


def folded(
    summary: str,
    *children: Child,
    id: str | dict[str, str] | None = None,
    opened: bool = False,
) -> html.Details:
    """Parts that open by a click or a key: what does not move, and small print."""
    given: dict[str, Any] = {"id": id} if id else {}
    shown = [child for child in children if child is not None]
    return html.Details(
        [html.Summary(summary), html.Div(shown, className="folded-body")],
        className="folded",
        open=opened,
        **given,
    )
