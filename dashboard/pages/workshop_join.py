"""A workshop's page for its tables: a name, a plan within the budget, hand in."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.browsers import browser_id
from dashboard.guests import JOIN, workshop_of
from dashboard.pages import workshop_build as build
from dashboard.pages import workshop_plans as built
from dashboard.pages.workshop_ranking import TableState, own_state, room_of
from dashboard.pages.workshop_screen import answer, below, place_name
from dashboard.store import workshop_tables
from dashboard.store.database import StoreError
from dashboard.store.workshop_tables import NameTakenError
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks
from planner.errors import PlannerError
from planner.locale import _, gettext_noop
from planner.reports.number_format import pounds

PATH = f"{JOIN}<code>"
NAME = "workshop-join"
TITLE = gettext_noop("Join a workshop")
LOOK_EVERY_MS = 2000
LEVERS = {"type": build.LEVER, "board": ALL, "part": ALL}
HIDDEN, SHOWN = {"display": "none"}, dict[str, str]()


def layout(code: str = "", **_other: str) -> html.Div:
    """The page of the workshop with this code."""
    try:
        workshop = workshop_of(code)
    except StoreError as why:
        return blocks.page(_(TITLE), "", blocks.notice(str(why), kind="problem"))
    if workshop is None:
        text = _("There is no workshop with this code. Look at the big screen again.")
        return blocks.page(_(TITLE), "", blocks.notice(text, kind="problem"))
    return html.Div(
        [
            html.Div(body(workshop), id="workshop-join-body"),
            dcc.Store(id="workshop-join-code", data=code),
        ],
        className="page workshop-join",
    )


def body(workshop: Workshop) -> list[Component]:
    """The form of this browser's table, or that in which it gives its name.

    After the end there is nothing to fill in: then it is what the room decided.
    """
    if workshop.ended:
        return _outcome(workshop)
    table = workshop_tables.of_browser(workshop.id, browser_id())
    if table is None:
        return _entrance(workshop)
    plan = built.build(workshop, table.draft or table.plan, formula=True)
    state = own_state(workshop, browser_id())
    hand_in = blocks.button(
        "workshop-join-submit", _("Hand in"), disabled=not _may(workshop, plan)
    )
    return [
        html.Div(build.heading(workshop, table), id="workshop-join-head"),
        html.Div(build.show_state(workshop, state), id="workshop-join-state"),
        html.Div(
            [
                html.Div(build.show_price(workshop, plan), id="workshop-join-price"),
                hand_in,
                html.Div(id="workshop-join-said", role="status"),
            ],
            className="workshop-bill",
        ),
        build.show_form(workshop, table),
        build.show_valued(workshop),
        dcc.Store(id="workshop-join-mark", data=""),
        dcc.Interval(id="workshop-join-tick", interval=LOOK_EVERY_MS),
    ]


def _outcome(workshop: Workshop) -> list[Component]:
    """Decision, ranking and results of a workshop that has ended."""
    own, room = own_state(workshop, browser_id()), room_of(workshop.id)
    assert room is not None, "workshops are ended, never deleted"
    return [
        build.heading(workshop, own.table if own else None),
        *build.show_state(workshop, own),
        *answer(room),
        *below(room),
    ]


def _may(workshop: Workshop, plan: built.BuiltPlan) -> bool:
    return workshop.open and plan.may_be_handed_in


def _entrance(workshop: Workshop) -> list[Component]:
    terms = workshop.terms
    about = _(
        "{place}: {revenue} a year and {capital} of capital to spend",
        place=place_name(workshop),
        revenue=pounds(terms["revenue"]),
        capital=pounds(terms["capital"]),
    )
    return [
        build.heading(workshop, None),
        html.P(about, className="page-lead"),
        html.Div(build.show_state(workshop, None)),
        blocks.panel(
            _("Your table"),
            blocks.text_field(
                "workshop-join-name",
                _("Name of your table"),
                help_text=_("as the room will see it, such as Table 3"),
            ),
            html.Div(id="workshop-join-refused"),
            blocks.row(
                blocks.button("workshop-join-enter", _("Join")),
                html.Div(
                    blocks.button("workshop-join-take", _("Take it over"), quiet=True),
                    id="workshop-join-take-box",
                    style=HIDDEN,
                ),
            ),
        ),
        build.show_valued(workshop),
    ]


def _found(code: str) -> Workshop:
    """The workshop of a code.

    Raises
    ------
    StoreError: if there is none
    """
    workshop = workshop_of(code or "")
    if workshop is None:
        raise StoreError(_("There is no workshop with this code."))
    return workshop


@callback(
    Output("workshop-join-body", "children"),
    Output("workshop-join-refused", "children"),
    Output("workshop-join-take-box", "style"),
    Input("workshop-join-enter", "n_clicks"),
    Input("workshop-join-take", "n_clicks"),
    State("workshop-join-name", "value"),
    State("workshop-join-code", "data"),
    prevent_initial_call=True,
)
def enter(clicks: int, taking: int, name: str, code: str) -> Any:
    """Sit down at the table of this name; one that is taken is taken over, if asked."""
    if not clicks and not taking:
        return no_update, no_update, no_update
    return sit_down(code, name or "", take_over=bool(taking))


def sit_down(code: str, name: str, *, take_over: bool) -> Any:
    """The form of the table, or why it is refused."""
    try:
        workshop = _found(code)
        workshop_tables.join(workshop.id, name, browser_id(), take_over=take_over)
    except NameTakenError as why:
        return no_update, blocks.notice(str(why), kind="problem"), SHOWN
    except StoreError as why:
        return no_update, blocks.notice(str(why), kind="problem"), HIDDEN
    return body(workshop), no_update, no_update


@callback(
    Output("workshop-join-price", "children"),
    Output("workshop-join-submit", "disabled"),
    Input(LEVERS, "value"),
    Input("workshop-join-options", "value"),
    State(LEVERS, "id"),
    State("workshop-join-code", "data"),
    prevent_initial_call=True,
)
def price(values: Any, options: Any, ids: Any, code: str) -> Any:
    """The price and the formula's answer at once; the draft is saved."""
    workshop = _found(code)
    content = built.content_of(ids, values, options)
    workshop_tables.save_draft(workshop.id, browser_id(), content)
    plan = built.build(workshop, content, formula=True)
    return build.show_price(workshop, plan), not _may(workshop, plan)


@callback(
    Output("workshop-join-said", "children"),
    Output("workshop-join-mark", "data", allow_duplicate=True),
    Input("workshop-join-submit", "n_clicks"),
    State(LEVERS, "value"),
    State("workshop-join-options", "value"),
    State(LEVERS, "id"),
    State("workshop-join-code", "data"),
    prevent_initial_call=True,
)
def submit(clicks: int, values: Any, options: Any, ids: Any, code: str) -> Any:
    """Hand in what stands in the form."""
    if not clicks:
        return no_update, no_update
    content = built.content_of(ids, values, options)
    try:
        said = hand_in(_found(code), content)
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return html.P(said, className="workshop-handed-in"), ""


def hand_in(workshop: Workshop, content: built.Content) -> str:
    """The sentence once a plan is handed in and on its way.

    Raises
    ------
    PlannerError: if it is over the budget, wrong, or too late
    """
    plan = built.build(workshop, content)
    if not plan.may_be_handed_in:
        raise StoreError(" ".join(plan.problems) or plan.over)
    if not workshop.open:
        raise StoreError(_("Plans are locked: nothing more can be handed in."))
    before = workshop_tables.of_browser(workshop.id, browser_id())
    run_id = built.start_run(workshop, content)
    workshop_tables.submit(workshop.id, browser_id(), content, run_id)
    if before is not None and before.run_id not in ("", run_id):
        jobs.service().cancel(before.run_id)
    return _(
        "Handed in. You can change it and hand it in again until plans are locked."
    )


@callback(
    Output("workshop-join-head", "children"),
    Output("workshop-join-state", "children"),
    Output("workshop-join-mark", "data"),
    Output("workshop-join-submit", "disabled", allow_duplicate=True),
    Output("workshop-join-body", "children", allow_duplicate=True),
    Input("workshop-join-tick", "n_intervals"),
    State("workshop-join-code", "data"),
    State("workshop-join-mark", "data"),
    prevent_initial_call=True,
)
def look(_ticks: int, code: str, mark: str) -> Any:
    """Clock and state anew, if anything has changed; after the end the outcome."""
    workshop = _found(code)
    if workshop.ended:
        return *(no_update,) * 4, body(workshop)
    own = own_state(workshop, browser_id())
    if own is None:
        return *_turned_away(mark), no_update
    clock = f"{workshop.deadline}:{workshop.left_seconds}"
    now = f"{workshop.open}:{clock}:{own.state}:{own.ready}"
    changed = now != mark
    return *(_anew(workshop, own, now) if changed else (no_update,) * 4), no_update


def _anew(workshop: Workshop, own: TableState, now: str) -> Any:
    """Head and state of a table's page, its mark, and whether its button is off."""
    head = build.heading(workshop, own.table)
    plan = built.build(workshop, own.table.draft)
    return head, build.show_state(workshop, own), now, not _may(workshop, plan)


def _turned_away(mark: str) -> Any:
    """The notice to a browser whose table another one has taken over."""
    if mark == "away":
        return (no_update,) * 4
    text = _("Another browser took this table over. Reload the page to join again.")
    return no_update, [blocks.notice(text, kind="warning")], "away", True
