"""Frame of every page: name, pages, language, theme, main content, small print."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import dash
import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.figures.style import FONT, IN_THE_DARK
from dashboard.ui.blocks import labelled
from planner.locale import _, chosen_language, languages

THEME = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT},
    "primaryColor": "nhs",
    "primaryShade": {"light": 7, "dark": 6},
    "defaultRadius": "sm",
    "respectReducedMotion": True,
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

PLOTLY = "/assets/vendor/plotly-cartesian.min.js"
# Plotly comes once and before the graphs: left to itself, Dash asks for its 5 MB once
# for every graph of a page that opens.
INDEX_PAGE = """<!DOCTYPE html>
<html lang="LANGUAGE">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="dark-colours" content="COLOURS">
<meta name="month-names" content="MONTHS">
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'
 viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%23005eb8'/%3E%3Cpath
 d='M3 12V9h2v3zm4 0V4h2v8zm4 0V7h2v5z' fill='white'/%3E%3C/svg%3E">
{%css%}
<script src="/assets/theme.js"></script>
</head>
<body>
{%app_entry%}
{%config%}
<script src="PLOTLY"></script>
{%scripts%}
{%renderer%}
</body>
</html>""".replace("PLOTLY", PLOTLY).replace("COLOURS", escape(json.dumps(IN_THE_DARK)))
LOADED_BY_INDEX = "theme"
"""Assets that the index page asks for by itself, where they are due."""

ADDRESS = "address"
"""Id of the location that holds the page's choices; opens no page anew."""
NAVIGATION = "navigation"
LANGUAGES = "languages"
APOLOGY = "apology"
NO_ANSWER = "no-answer"
STAMP = "stamp"
GUIDE = "guide"
ASSETS = Path(__file__).parents[1] / "assets"
CARRIED = ("board", "start", "lang")
"""Choices of the address that stay when the page changes."""
IN_THEMSELVES = {"en": "English", "cy": "Cymraeg"}
"""Each language's name in that language."""


def link(**choices: str) -> str:
    """The query part of an address that holds these choices.

    An empty choice is left out; one that other pages share stays, empty, to say that
    it is not carried over from the address before.
    """
    said = {k: v for k, v in choices.items() if v or (k in CARRIED and v is not None)}
    return "?" + urlencode(said)


def choices_of(search: str | None) -> dict[str, str]:
    """The choices that an address holds."""
    return dict(parse_qsl((search or "").removeprefix("?"), keep_blank_values=True))


def carried(search: str | None) -> dict[str, str]:
    """Those choices of an address that go with the reader to another page."""
    now = choices_of(search)
    return {key: now[key] for key in CARRIED if now.get(key)}


def with_carried(search: str, before: str | None) -> str:
    """An address's new choices beside those that stay from the one before."""
    wanted = {**carried(before), **choices_of(search)}
    return "?" + urlencode({key: value for key, value in wanted.items() if value})


def address_of(page: str) -> dict[str, str]:
    """Id of the choices that a page wants in the address."""
    return {"type": "choices", "page": page}


def frame(pages: Mapping[str, str]) -> dmc.MantineProvider:
    """The whole screen; `pages` gives each page's name by its path."""
    return dmc.MantineProvider(
        theme=THEME,
        defaultColorScheme="auto",
        children=[
            dcc.Location(id=ADDRESS, refresh=False),
            html.A(_("Skip to the main content"), href="#main", className="skip"),
            html.Header(
                [
                    _brand(),
                    _menu_button(),
                    _tools(),
                    html.Nav(
                        links(pages, "", ""), id=NAVIGATION, **labelled(_("Pages"))
                    ),
                ],
                className="top",
            ),
            html.Div(id=APOLOGY, role="alert"),
            html.Div(
                _("The server does not answer. What you typed is still on this page."),
                id=NO_ANSWER,
                role="alert",
                hidden=True,
                className="notice notice-warning",
            ),
            guide(),
            html.Main(
                dash.page_container,
                id="main",
                tabIndex="-1",
                **_while_empty(),
            ),
            html.Footer(
                [
                    html.P(
                        _(
                            "Simulated results, not observed performance. Fracture "
                            "Liaison Service (FLS), bone density scan (DXA). "
                            "Everything on this page runs on this computer; nothing "
                            "is fetched or sent."
                        )
                    ),
                    html.P(id=STAMP, className="stamp"),
                ],
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


def _menu_button() -> html.Button:
    """Button of narrow screens that opens the pages; `assets/shell.js` listens."""
    state: dict[str, Any] = {"aria-expanded": "false", "aria-controls": NAVIGATION}
    return html.Button(_("Menu"), className="menu-button", type="button", **state)


def _tools() -> html.Div:
    switches = [_languages(), _theme_switch(), _guide_button()]
    return html.Div(switches, className="tools")


def _languages() -> html.Nav:
    """The other languages, each by its own name; empty while there is but one."""
    return html.Nav(
        language_links("", ""), id=LANGUAGES, **labelled(_("Language of the pages"))
    )


def language_links(path: str, search: str | None) -> list[html.A]:
    """A link to the same page, with all its choices, in each other language."""
    now = choices_of(search)
    return [
        html.A(
            IN_THEMSELVES.get(language, language),
            href=path + link(**{**now, "lang": language}),
            lang=language,
            hrefLang=language,
            className="tool",
        )
        for language in languages()
        if language != chosen_language()
    ]


def _theme_switch() -> dmc.ColorSchemeToggle:
    return dmc.ColorSchemeToggle(
        lightIcon=html.Span(_("Dark theme")),
        darkIcon=html.Span(_("Light theme")),
        className="tool",
        variant="transparent",
        # Else Mantine names it, in English; what is read holds what is seen.
        **labelled(_("Dark theme or light theme")),
    )


def _guide_button() -> html.Button:
    """Button that shows the guide again; `assets/shell.js` listens."""
    shows: dict[str, Any] = {"aria-controls": GUIDE}
    return html.Button(
        _("Guide"), className="tool guide-button", type="button", **shows
    )


def guide() -> html.Aside:
    """Three steps to a first comparison; `assets/shell.js` shows it on a first visit.

    It is closed by its button or the key Escape, and the browser remembers that.
    """
    steps = (
        (
            "/",
            _("Wales"),
            _("Read the finding: who is seen in time, and what the bottleneck is."),
        ),
        (
            "/board",
            _("Board"),
            _("Choose your board. Type a number that you know better, and press Run."),
        ),
        (
            "/compare",
            _("Compare"),
            _("Choose one or two options and press Run: each gets a row of answers."),
        ),
    )
    return html.Aside(
        [
            html.H2(_("A first comparison in three minutes"), className="guide-title"),
            html.Ol(
                [
                    html.Li([dmc.Anchor(name, href=path), f": {text}"])
                    for path, name, text in steps
                ]
            ),
            html.Button(_("Close the guide"), className="guide-close", type="button"),
        ],
        id=GUIDE,
        className="guide",
        hidden=True,
        **labelled(_("Guide for a first visit")),
    )


def links(pages: Mapping[str, str], here: str, search: str | None) -> html.Ul:
    """One link a page with the choices that stay; the open page is marked twice."""
    stays = carried(search)
    query = "?" + urlencode(stays) if stays else ""
    return html.Ul(
        [
            html.Li(_link(path + query, name, path == here))
            for path, name in pages.items()
        ]
    )


def _link(address: str, name: str, is_here: bool) -> dmc.Anchor:
    current = {"aria-current": "page"} if is_here else {}
    return dmc.Anchor(
        name,
        href=address,
        underline="never",
        className="nav-link nav-here" if is_here else "nav-link",
        **current,
    )
