"""Frame of every page: name, pages, main content, small print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import dash
import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.figures.style import FONT
from dashboard.ui.blocks import labelled
from planner.locale import _

THEME = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT},
    "primaryColor": "nhs",
    "primaryShade": 7,
    "defaultRadius": "sm",
    "colors": {
        "nhs": [
            "#eaf3fb",
            "#d3e6f7",
            "#a9cdee",
            "#7bb1e4",
            "#4c94d8",
            "#2b80cf",
            "#1570c4",
            "#005eb8",
            "#004a94",
            "#003a75",
        ]
    },
}

# Plotly comes once and before the graphs: left to itself, Dash asks for its 5 MB once
# for every graph of a page that opens.
INDEX_PAGE = """<!DOCTYPE html>
<html lang="LANGUAGE">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
 viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%23005eb8'/%3E%3Cpath
 d='M3 12V9h2v3zm4 0V4h2v8zm4 0V7h2v5z' fill='white'/%3E%3C/svg%3E">
{%css%}
</head>
<body>
{%app_entry%}
{%config%}
<script src="/_dash-component-suites/plotly/package_data/plotly.min.js"></script>
{%scripts%}
{%renderer%}
</body>
</html>"""

ADDRESS = "address"
"""Id of the location that holds the page's choices; opens no page anew."""
NAVIGATION = "navigation"
APOLOGY = "apology"
ASSETS = Path(__file__).parents[1] / "assets"


def link(**choices: str) -> str:
    """The query part of an address that holds these choices."""
    return "?" + urlencode({key: value for key, value in choices.items() if value})


def address_of(page: str) -> dict[str, str]:
    """Id of the choices that a page wants in the address."""
    return {"type": "choices", "page": page}


def frame(pages: Mapping[str, str]) -> dmc.MantineProvider:
    """The whole screen; `pages` gives each page's name by its path."""
    return dmc.MantineProvider(
        theme=THEME,
        forceColorScheme="light",
        children=[
            dcc.Location(id=ADDRESS, refresh=False),
            html.A(_("Skip to the main content"), href="#main", className="skip"),
            html.Header([_brand(), _navigation(pages)], className="top"),
            html.Div(id=APOLOGY, role="alert"),
            html.Main(
                dash.page_container,
                id="main",
                tabIndex="-1",
                **_while_empty(),
            ),
            html.Footer(
                html.P(
                    _(
                        "Simulated results, not observed performance. Fracture Liaison "
                        "Service (FLS), bone density scan (DXA). Everything on this "
                        "page runs on this computer; nothing is fetched or sent."
                    )
                ),
                className="bottom",
            ),
        ],
    )


def _while_empty() -> dict[str, Any]:
    """Placeholder that the style sheet shows until the page is there."""
    return {"data-loading": _("Opening the page")}


def _brand() -> html.Div:
    return html.Div(
        [
            html.Span(_("Fracture Liaison Service planner"), className="brand-name"),
            html.Span(_("Wales"), className="brand-country"),
        ],
        className="brand",
    )


def _navigation(pages: Mapping[str, str]) -> html.Nav:
    return html.Nav(links(pages, ""), id=NAVIGATION, **labelled(_("Pages")))


def links(pages: Mapping[str, str], here: str) -> html.Ul:
    """One link a page; the page that is open says so, not only by its colour."""
    return html.Ul(
        [html.Li(_link(path, name, path == here)) for path, name in pages.items()]
    )


def _link(path: str, name: str, is_here: bool) -> dmc.Anchor:
    current = {"aria-current": "page"} if is_here else {}
    return dmc.Anchor(
        name,
        href=path,
        underline="never",
        className="nav-link nav-here" if is_here else "nav-link",
        **current,
    )
