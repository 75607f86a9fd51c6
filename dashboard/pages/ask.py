"""Ask: what capacity clears the backlog, keeps the list level or meets a mark."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html

from dashboard import jobs
from dashboard.asking import request_of
from dashboard.pages import ask_form as form
from dashboard.pages import ask_reading
from dashboard.pages import ask_results as results
from dashboard.pages.running import row_with_results
from dashboard.pages.start_from import control, field, in_address, start_plan
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/ask"
NAME = "ask"
TITLE = gettext_noop("Ask")


def layout(
    run: str = "",
    board: str = "",
    start: str = "",
    mark: str = "",
    by: str = "",
    **_other: str,
) -> html.Div:
    """The page with the question and the answer that its address names."""
    row = _row(run)
    asked = request_of(row) if row else None
    return blocks.page(
        _("Ask"),
        _(
            "What would it take, and what does it cost? The formula answers at once;"
            " the simulation then confirms it."
        ),
        form.controls(asked, control(NAME, start), board, mark, by),
        html.Div(id="ask-problems"),
        run_panel(NAME, row),
        html.Div(results.body(row), id="ask-results", className="results"),
        html.Div(
            [
                blocks.button("ask-open", _("Open as an option and compare")),
                html.Div(id="ask-open-problem"),
            ],
            id="ask-open-box",
            style=form.SHOWN if results.can_open(row) else form.HIDDEN,
        ),
        dcc.Store(id=address_of(NAME)),
    )


def _row(run_id: str | None) -> Run | None:
    """The row of a run that answers a question, or None."""
    row = row_with_results(run_id or "")
    return row if row is not None and not row.simulates else None


@callback(
    Output("ask-marks-box", "style"),
    Output("ask-choice-box", "style"),
    Input("ask-kind", "value"),
)
def show_fields(kind: str) -> Any:
    """Only the fields that the chosen question has."""
    return form.shown_marks(kind), form.shown_choice(kind)


@callback(
    output=(Output("ask-problems", "children"), Output(part("id", NAME), "data")),
    inputs={
        "_clicks": Input("ask-start", "n_clicks"),
        "start": State(field(NAME), "value"),
        "given": {
            "kind": State("ask-kind", "value"),
            "place": State("ask-place", "value"),
            "by": State("ask-by", "value"),
            "chance": State("ask-chance", "value"),
            "options": State("ask-options", "value"),
            "worth": State("ask-worth", "value"),
            "marks": [State(f"ask-mark-{n}", "value") for n in range(3)],
            "targets": [State(f"ask-target-{n}", "value") for n in range(3)],
        },
        "limits": State(form.limit_id(ALL), "value"),
        "ids": State(form.limit_id(ALL), "id"),
    },
    prevent_initial_call=True,
)
def start(
    _clicks: int, start: str, given: dict[str, Any], limits: Any, ids: Any
) -> Any:
    """Ask what the form says."""
    texts = {each["name"]: text for each, text in zip(ids, limits, strict=True)}
    return ask_reading.ask(given, texts, start_plan(start))


@callback(
    Output("ask-results", "children"),
    Output("ask-open-box", "style"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
)
def show_results(ready: str, run_id: str) -> Any:
    """The answer as far as it is known."""
    run = jobs.service().row(run_id or "")
    style = form.SHOWN if results.can_open(run) else form.HIDDEN
    return results.body(run), style, ready


@callback(
    Output("ask-open-problem", "children"),
    Output("_pages_location", "href"),
    Input("ask-open", "n_clicks"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def open_as_option(clicks: int, run_id: str) -> Any:
    """Save the answer as an option and compare it with the plan."""
    # Dash calls this when the page opens too: the address stands outside of the page.
    run = jobs.service().row(run_id or "") if clicks else None
    return results.open_option(run)


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    Input("ask-place", "value"),
    Input(field(NAME), "value"),
    prevent_initial_call=True,
)
def remember(run_id: str, place: str, start: str) -> str:
    """Keep the run, the board and the start in the address."""
    board = "" if place == form.EVERY else place
    return link(run=run_id or "", board=board, start=in_address(start))
