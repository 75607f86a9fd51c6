"""Tables a person and a screen reader can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.ui.blocks import labelled

Cell = str | Component


def table(
    caption: str,
    columns: Mapping[str, str],
    lines: Sequence[Mapping[str, Cell]],
    *,
    numbers: Sequence[str] = (),
    show_caption: bool = False,
) -> html.Div:
    """A table that scrolls sideways by itself when the screen is narrow.

    Parameters
    ----------
    columns : heading by key, in order; the first column heads its line
    numbers : keys of the columns to set flush right
    """
    head = html.Tr(
        [
            html.Th(title, scope="col", className=_side(key, numbers))
            for key, title in columns.items()
        ]
    )
    body = [_line(line, list(columns), numbers) for line in lines]
    hidden = "" if show_caption else "for-screen-readers"
    whole = [
        html.Caption(caption, className=hidden),
        html.Thead(head),
        html.Tbody(body),
    ]
    return html.Div(
        html.Table(whole, className="table"),
        className="table-frame",
        tabIndex="0",
        role="region",
        **labelled(caption),
    )


def long_table(
    caption: str,
    columns: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    *,
    numbers: Sequence[str] = (),
) -> html.Div:
    """A table of words only, as one component: Dash is slow with thousands of cells.

    Parameters
    ----------
    columns : heading by key, in order
    numbers : keys of the columns to set flush right; they follow one another
    """
    keys = list(columns)
    flush = [position for position, key in enumerate(keys, 1) if key in numbers]
    first, last = (flush[0], flush[-1]) if flush else (0, 0)
    whole = dmc.Table(
        data={
            "caption": caption,
            "head": list(columns.values()),
            "body": [[line.get(key, "") for key in keys] for line in lines],
        },
        className=f"table flush-from-{first} flush-to-{last}",
    )
    return html.Div(
        whole, className="table-frame", tabIndex="0", role="region", **labelled(caption)
    )


def _line(line: Mapping[str, Cell], keys: list[str], numbers: Sequence[str]) -> html.Tr:
    first, *rest = keys
    head = html.Th(line.get(first, ""), scope="row")
    cells = [_cell(line.get(key, ""), _side(key, numbers)) for key in rest]
    return html.Tr([head, *cells])


def _cell(content: Cell, side: str) -> html.Td:
    return content if isinstance(content, html.Td) else html.Td(content, className=side)


def shaded(text: str, level: str, *, hatched: bool) -> html.Td:
    """A cell with a ground colour; its text carries the sense without the colour.

    Parameters
    ----------
    level : one of the levels that the style sheet knows: calm, near, over, far
    hatched : for boards that publish nothing
    """
    hatch = " hatched" if hatched else ""
    return html.Td(text, className=f"shaded shaded-{level}{hatch}")


def _side(key: str, numbers: Sequence[str]) -> str:
    return "number" if key in numbers else ""
