"""Workshop: a room of people builds plans within a budget, and decides."""

from __future__ import annotations

import base64
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.browsers import browser_id
from dashboard.pages import start_from, workshop_form, workshop_minutes
from dashboard.pages import workshop_lead as lead
from dashboard.pages.workshop_ranking import room_of
from dashboard.pages.workshop_screen import below, show_room
from dashboard.store import workshops
from dashboard.ui import blocks
from dashboard.ui.shell import address_of, link
from planner.errors import PlannerError
from planner.locale import _, gettext_noop
from planner.reports.papers.minutes import DOCX, HTML

PATH = "/workshop"
NAME = "workshop"
TITLE = gettext_noop("Workshop")
LOOK_EVERY_MS = 2000
"""Between looks at a workshop; most answers hold nothing at all."""
WEIGHTS = {"type": workshop_form.WEIGHT, "key": ALL}


def layout(
    workshop: str = "",
    view: str = "",
    key: str = "",
    board: str = "",
    start: str = "",
    **_other: str,
) -> html.Div:
    """The workshop that the address names, or the form that starts one."""
    if workshop and key:
        workshops.accept(workshop, key, browser_id())
    room = room_of(workshop) if workshop else None
    if room is None:
        return _before(workshop, board, start)
    leads = workshops.may_lead(workshop, browser_id()) and view != "screen"
    screen = html.Div(show_room(room), id="workshop-room", className="workshop-room")
    return html.Div(
        [
            screen,
            lead.controls(room) if leads else _not_leading(view),
            html.Div(below(room), id="workshop-below"),
            dcc.Store(id="workshop-id", data=workshop),
            dcc.Store(id="workshop-mark", data=room.mark),
            dcc.Store(id="workshop-acted", data=0),
            dcc.Store(id=address_of(NAME), data=link(workshop=workshop, view=view)),
            dcc.Interval(id="workshop-tick", interval=LOOK_EVERY_MS),
        ],
        className="page workshop workshop-big" if view == "screen" else "page workshop",
    )


def _not_leading(view: str) -> Component:
    if view == "screen":
        return html.Div()
    text = _("You are looking on: the browser that started this workshop leads it.")
    return blocks.note(text)


def _before(asked: str, board: str, start: str) -> html.Div:
    missing = _("There is no workshop of this address on this computer.")
    return blocks.page(
        _("Run a workshop"),
        _(
            "Each table builds a plan within one budget, on its own phone or laptop."
            " All are simulated with the same people and random numbers, and ranked by"
            " what the room values."
        ),
        blocks.notice(missing, kind="warning") if asked else None,
        workshop_form.form(board, start),
        html.Div(workshop_form.earlier(), className="workshop"),
        dcc.Location(id="workshop-go", refresh="callback-nav"),
    )


@callback(
    Output("workshop-problems", "children"),
    Output("workshop-go", "href"),
    Input("workshop-begin", "n_clicks"),
    State("workshop-name", "value"),
    State("workshop-board", "value"),
    State(start_from.field(NAME), "value"),
    State("workshop-revenue", "value"),
    State("workshop-capital", "value"),
    State(WEIGHTS, "id"),
    State(WEIGHTS, "value"),
    prevent_initial_call=True,
)
def begin(
    clicks: int,
    name: str,
    board: str,
    start: str,
    revenue: str,
    capital: str,
    ids: Any,
    weights: Any,
) -> Any:
    """Start the workshop of the form."""
    if not clicks:
        return no_update, no_update
    try:
        terms = workshop_form.read_terms(revenue, capital, ids, weights)
        made = workshop_form.begun(name or "", board, start, terms, browser_id())
    except PlannerError as why:
        return workshop_form.refused(why), no_update
    return None, PATH + link(workshop=made.id)


@callback(
    Output("workshop-room", "children"),
    Output("workshop-below", "children"),
    Output("workshop-mark", "data"),
    Input("workshop-tick", "n_intervals"),
    Input("workshop-acted", "data"),
    State("workshop-id", "data"),
    State("workshop-mark", "data"),
)
def look(_ticks: int, _acted: int, workshop: str, mark: str) -> Any:
    """The screen anew, if anything has changed."""
    room = room_of(workshop)
    if room is None or room.mark == mark:
        return (no_update,) * 3
    return show_room(room), below(room), room.mark


@callback(
    Output("workshop-choice", "data"),
    Output(lead.action_id("pause"), "children"),
    Output(lead.action_id("lock"), "children"),
    Output(lead.action_id("hide"), "children"),
    Output(lead.GOING_ON, "style"),
    Input("workshop-mark", "data"),
    State("workshop-id", "data"),
    prevent_initial_call=True,
)
def follow(_mark: str, workshop: str) -> Any:
    """Words of the controls, and the tables to choose from, as they are now."""
    room = room_of(workshop)
    if room is None:
        return (no_update,) * 5
    words = (lead.pause_label, lead.lock_label, lead.hide_label, lead.style_of)
    return lead.table_choices(room), *(each(room.workshop) for each in words)


@callback(
    Output("workshop-said", "children"),
    Output("workshop-acted", "data"),
    Input({"type": lead.ACTION, "name": ALL}, "n_clicks"),
    State("workshop-id", "data"),
    State("workshop-acted", "data"),
    State("workshop-minutes", "value"),
    State("workshop-choice", "value"),
    State("workshop-text", "value"),
    State("workshop-reasons", "value"),
    prevent_initial_call=True,
)
def act(
    clicks: list[int],
    workshop: str,
    acted: int,
    minutes: str,
    choice: str,
    text: str,
    reasons: str,
) -> Any:
    """The action of the facilitator's button, and its effect in words."""
    if not any(clicks) or not ctx.triggered_id:
        return no_update, no_update
    given = {"minutes": minutes, "choice": choice, "text": text, "reasons": reasons}
    said = lead.act(ctx.triggered_id["name"], workshop, browser_id(), given)
    return said, (acted or 0) + 1


@callback(
    Output("workshop-file", "data"),
    Input("workshop-docx", "n_clicks"),
    Input("workshop-html", "n_clicks"),
    State("workshop-id", "data"),
    prevent_initial_call=True,
)
def download(_docx: int, _html: int, workshop: str) -> Any:
    """The minutes as they are now."""
    room = room_of(workshop)
    if room is None or not ctx.triggered_id:
        return no_update
    name = DOCX if ctx.triggered_id == "workshop-docx" else HTML
    content = base64.b64encode(workshop_minutes.files(room)[name]).decode()
    return {"content": content, "filename": name, "base64": True}
