"""Worth: refractures, beds and pounds avoided, and the price of waiting."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.pages import plan_form as form
from dashboard.pages import start_from
from dashboard.questions import WORTH, SaidAnswer
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of
from dashboard.ui.tiles import folded, tile, tiles
from planner.locale import _, gettext_noop

PATH = "/worth"
NAME = "worth"
TITLE = gettext_noop("Worth")


def layout(
    run: str = "", board: str = "", start: str = "", option: str = "", **_other: str
) -> html.Div:
    """The page with the plan and the answer that its address names."""
    address = {"board": board, "start": start, "option": option}
    row = form.row_of(run, [WORTH])
    go = blocks.button("worth-start", _("Work out the worth"))
    return blocks.page(
        _("What is it worth?"),
        _(
            "Fractures that do not happen, the beds, pounds and years of life they"
            " would have taken, and what each week of waiting costs: against no service"
            " at all, and each option against the plan."
        ),
        form.controls(NAME, row, address, go),
        html.Div(id="worth-problems"),
        run_panel(NAME, row),
        html.Div(body(row), id="worth-results", className="results"),
        dcc.Store(id=address_of(NAME)),
    )


def body(run: Run | None) -> list[Component]:
    """The answer as far as it is known; advice before anything was asked."""
    said = jobs.service().said(run) if run else None
    if said is None:
        return [] if run and run.under_way else [_before()]
    label = _("First answer, from few replications") if said.early else _("Answer")
    return [
        blocks.finding(label, *said.sentences[:1], then=said.sentences[1:]),
        *_tiles(said),
        *_first_table(said),
        *map(_table, said.further),
        folded(_("What is counted, and what is not"), *map(html.P, said.details)),
    ]


def _tiles(said: SaidAnswer) -> list[Component]:
    """The numbers that matter most, large; none where nothing is assumed."""
    found = [tile(label, value, ends, note) for label, value, ends, note in said.tiles]
    return [tiles(_("Worth of the service against none"), *found)] if found else []


def _first_table(said: SaidAnswer) -> list[Component]:
    """Benefits by case; none where nothing is assumed about them."""
    if not said.lines:
        return []
    numbers = list(said.columns)[1:]
    return [tables.table(said.heading, said.columns, said.lines, numbers=numbers)]


def _table(each: Any) -> Component:
    numbers = list(each.columns)[1:]
    shown = tables.table(each.title, each.columns, each.lines, numbers=numbers)
    return folded(each.title, shown)


def _before() -> Component:
    return blocks.notice(
        _(
            "Choose a board, or all of Wales, and press the button. A first answer"
            " comes within seconds, the whole one within a minute or two."
        )
    )


@callback(
    Output("worth-problems", "children"),
    Output(part("id", NAME), "data"),
    Input("worth-start", "n_clicks"),
    State(form.place_id(NAME), "value"),
    State(form.options_id(NAME), "value"),
    State(start_from.field(NAME), "value"),
    prevent_initial_call=True,
)
def begin(_clicks: int, place: str, options: list[str], start: str) -> Any:
    """Work out what the form says."""
    return form.ask(WORTH, place, options, start)


@callback(
    Output("worth-results", "children"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
)
def show_results(ready: str, run_id: str) -> Any:
    """The answer as far as it is known."""
    return body(jobs.service().row(run_id or "")), ready


form.remember_in_address(NAME)
form.close_options_once_asked(NAME)
