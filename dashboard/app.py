"""The application: pages in order, one frame around them, strict headers."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any

import dash
from dash import Input, Output, callback, html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.browsers import know_browsers
from dashboard.guests import JOIN
from dashboard.names import BOARDS, name_of
from dashboard.pages import (
    ask,
    assumptions,
    board,
    build,
    compare,
    flow,
    glossary,
    method,
    papers,
    running,
    wales,
    workshop,
    workshop_join,
    worth,
)
from dashboard.plans import Plan
from dashboard.security import protect
from dashboard.serving import compress
from dashboard.settings import Settings
from dashboard.store import database
from dashboard.ui import shell
from dashboard.ui.shell import choices_of
from planner.locale import _, chosen_language, gettext_noop, use_language
from planner.reports.dates import MONTHS, SHORT_MONTHS, date_text

log = logging.getLogger(__name__)

APOLOGY = gettext_noop(
    "Something went wrong in the planner. The details are in the log; "
    "nothing you typed is lost."
)

PAGES = (
    *(wales, board, compare, ask, build, worth, papers, flow),
    *(assumptions, method, glossary, workshop),
)
PARTS = (running,)
"""Callbacks that several pages share; imported so that they are there."""


def create_app(settings: Settings | None = None) -> dash.Dash:
    """The Dash application; nothing is simulated by making it."""
    settings = settings or Settings()
    use_language(settings.language)
    database.configure(settings.database)
    jobs.configure(settings)
    app = PlannerDash(
        "dashboard",
        use_pages=True,
        pages_folder="",
        assets_folder=str(shell.ASSETS),
        serve_locally=True,
        suppress_callback_exceptions=True,
        update_title="",
        title=_("FLS and DXA capacity planner"),
        index_string=shell.INDEX_PAGE,
        assets_ignore=shell.LOADED_BY_INDEX,
        on_error=show_apology,
    )
    for order, page in enumerate(PAGES):
        dash.register_page(
            page.__name__,
            path=page.PATH,
            name=page.NAME,
            title=functools.partial(page_title, page.PATH),
            order=order,
            layout=with_single_values(page.layout),
        )
    dash.register_page(
        workshop_join.__name__,
        path_template=workshop_join.PATH,
        name=workshop_join.NAME,
        title=_(workshop_join.TITLE),
        layout=with_single_values(workshop_join.layout),
    )
    dash.register_page("not_found_404", layout=show_not_found, path="/not-found")
    app.layout = show_frame
    protect(app, settings)
    know_browsers(app.server)
    compress(app.server)
    return app


class PlannerDash(dash.Dash):
    """Dash whose first page says in which language it is, with the months' names."""

    def interpolate_index(self, *args: str, **parts: str) -> str:
        """The index page in the language of the request."""
        page = str(super().interpolate_index(*args, **parts))
        page = page.replace("LANGUAGE", chosen_language(), 1)
        return page.replace("MONTHS", escape(month_names()), 1)


def month_names() -> str:
    """Months in the language of the request, as figures take them, as JSON."""
    names = {"months": MONTHS, "shortMonths": SHORT_MONTHS}
    shown = {key: [_(month) for month in named] for key, named in names.items()}
    return json.dumps(shown, ensure_ascii=False)


def show_frame() -> Component:
    """The frame of every page, in the language of the request."""
    return shell.frame(page_names())


def page_title(path: str, **_address: str) -> str:
    """Title of a page's window."""
    return _("{page} - FLS and DXA capacity planner", page=page_names()[path])


def page_names() -> dict[str, str]:
    """Name of every page by its path, in the order of the navigation."""
    return {page.PATH: _(page.TITLE) for page in PAGES}


def show_not_found(**_other: str) -> html.Div:
    """Page for an address that there is not."""
    return html.Div(
        [
            html.H1(_("There is no such page")),
            html.P(_("The address does not belong to a page of this planner.")),
        ],
        className="page",
    )


def stamp(search: str | None) -> str:
    """One line with everything that a reader needs to find the same numbers again."""
    settings = jobs.service().settings
    chosen = choices_of(search)
    parts = [
        _("Shown on {day}", day=date_text(date.today())),
        _("scenario {name}", name=settings.scenario),
        _("seed {seed}", seed=settings.seed),
        _("inputs {fingerprint}", fingerprint=_inputs(settings.scenario)),
        _("start: my numbers, {id}", id=chosen["start"])
        if chosen.get("start")
        else _("start: published numbers"),
    ]
    if board := chosen.get("board"):
        parts.append(_("board: {name}", name=name_of(BOARDS, board)))
    if year := chosen.get("year"):
        parts.append(_("year {year}", year=year))
    if run := chosen.get("run"):
        parts.append(_("run {id}", id=run))
    return "; ".join(parts) + "."


def _inputs(scenario: str) -> str:
    """Short fingerprint of a scenario's inputs."""
    return plans.load(Plan(scenario)).fingerprint()[:12]


def with_single_values(layout: Callable[..., html.Div]) -> Callable[..., html.Div]:
    """A page's layout that takes the first of several values an address repeats."""

    @functools.wraps(layout)
    def show(**choices: str | list[str]) -> html.Div:
        single = {
            name: value[0] if isinstance(value, list) else value
            for name, value in choices.items()
        }
        return layout(**single)

    return show


def show_apology(why: Exception) -> None:
    """Write the trace to the log, apologise, and leave the rest of the screen."""
    log.error("callback failed", exc_info=why)
    dash.set_props(shell.APOLOGY, {"children": _(APOLOGY)})


@callback(
    Output(shell.NAVIGATION, "children"),
    Output(shell.LANGUAGES, "children"),
    Output(shell.STAMP, "children"),
    Input("_pages_location", "pathname"),
    Input(shell.ADDRESS, "search"),
)
def show_navigation(path: str, search: str) -> tuple[Any, list[Any], str]:
    """Links to all pages and languages with the choices that stay; the page's stamp."""
    theirs = {} if (path or "").startswith(JOIN) else page_names()
    pages = shell.links(theirs, path, search)
    return pages, shell.language_links(path, search), stamp(search)


@callback(Output(shell.APOLOGY, "children"), Input("_pages_location", "pathname"))
def end_apology(_path: str) -> str:
    """An apology ends with its page; that nothing can be saved is said on each."""
    return database.database().trouble
