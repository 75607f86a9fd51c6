"""Flow: one possible future of a board, moving through its pathway week by week."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answering_flow import PICTURE
from dashboard.pages import plan_form as form
from dashboard.pages import start_from
from dashboard.questions import FLOW, SaidAnswer
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of
from dashboard.ui.tiles import folded
from planner.errors import PlannerError
from planner.locale import _, gettext_noop
from planner.reports.flow import FUTURE

PATH = "/flow"
NAME = "flow"
TITLE = gettext_noop("Flow")


def layout(
    run: str = "", board: str = "", start: str = "", option: str = "", **_other: str
) -> html.Div:
    """The page with the flow that its address names."""
    address = {"board": board, "start": start, "option": option}
    row = form.row_of(run, [FLOW]) or begun(address)
    shown = blocks.page(
        _("A typical run, week by week"),
        _("One simulated future: its queues, people seen, and each week's bottleneck."),
        form.one_plan(NAME, row, address),
        html.Div(id="flow-problems"),
        run_panel(NAME, row),
        html.Div(body(row), id="flow-results", className="results"),
        dcc.Store(id=address_of(NAME)),
    )
    return html.Div(shown.children, className="page flow-page")


def begun(address: dict[str, str]) -> Run | None:
    """A run of what the address names, where pages may begin one by themselves."""
    service = jobs.service()
    if not service.settings.run_wales_when_opened:
        return None
    known = form.places()
    place = address["board"] if address["board"] in known else next(iter(known))
    options = form.options_of(None, address["option"])[:1]
    try:
        return service.ask(form.request(FLOW, place, options, address["start"]))
    except PlannerError:
        return None  # said as soon as somebody chooses


def body(run: Run | None) -> list[Component]:
    """The moving picture and its tables; advice before anything was asked."""
    said = jobs.service().said(run) if run else None
    if said is None:
        advice = _("Choose a board: its typical run comes within a few seconds.")
        return [] if run and run.under_way else [blocks.notice(advice)]
    return [
        blocks.finding(_(FUTURE), *said.sentences),
        _player(said),
        *map(blocks.note, said.details),
        blocks.panel(_("The same run as a table"), *_tables(said)),
    ]


def _player(said: SaidAnswer) -> Component:
    """The place in which `assets/flow.js` draws the picture."""
    given: dict[str, Any] = {"data-flow": said.files.get(PICTURE, "")}
    return html.Div(className="flow-player panel", **given)


def _tables(said: SaidAnswer) -> list[Component]:
    (quarters,) = said.further
    by_stage, by_quarter = (
        tables.table(title, columns, lines, numbers=list(columns)[first:last])
        for title, columns, lines, first, last in (
            (said.heading, said.columns, said.lines, 2, None),
            (quarters.title, quarters.columns, quarters.lines, 1, -1),
        )
    )
    return [by_stage, folded(quarters.title, by_quarter)]


@callback(
    Output("flow-problems", "children"),
    Output(part("id", NAME), "data"),
    Input(form.place_id(NAME), "value"),
    Input(form.options_id(NAME), "value"),
    Input(start_from.field(NAME), "value"),
    prevent_initial_call=True,
)
def choose(place: str, option: str | None, start: str) -> Any:
    """Run another board, option or start."""
    return form.ask(FLOW, place, [option] if option else [], start)


@callback(
    Output("flow-results", "children"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def show_results(ready: str, run_id: str) -> Any:
    """The picture as soon as it is there."""
    run = jobs.service().row(run_id or "")
    if run is not None and run.under_way:
        return no_update, ready
    return body(run), ready


form.remember_in_address(NAME)
