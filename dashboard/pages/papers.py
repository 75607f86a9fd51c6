"""Papers: a board paper in every format, and the assurance pack."""

from __future__ import annotations

import base64
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answering_papers import PACK, file_of
from dashboard.asking import question_key
from dashboard.pages import plan_form as form
from dashboard.pages import start_from
from dashboard.questions import ASSURANCE, PAPERS
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of
from planner.locale import _, gettext_noop

PATH = "/papers"
NAME = "papers"
TITLE = gettext_noop("Papers")
FILE = "papers-file"
KINDS = {
    "paper.docx": gettext_noop("Board paper, Word"),
    "paper.pdf": gettext_noop("Board paper, PDF for screen readers"),
    "slides.pptx": gettext_noop("Six slides, PowerPoint"),
    "paper.xlsx": gettext_noop("Workbook, Excel, with inputs that import back"),
    "paper.html": gettext_noop("One page for a browser"),
    PACK: gettext_noop("Assurance pack, one archive"),
}
"""Words for each file, by its name."""


def layout(
    run: str = "", board: str = "", start: str = "", option: str = "", **_other: str
) -> html.Div:
    """The page with the papers that its address names."""
    address = {"board": board, "start": start, "option": option}
    row = form.row_of(run, [PAPERS, ASSURANCE])
    go = blocks.button("papers-start", _("Write the papers"))
    pack = blocks.button("papers-pack", _("Make the assurance pack"), quiet=True)
    return blocks.page(
        _("Papers to hand in"),
        _(
            "One content in five formats, in the order of a business case: case for"
            " change, service, options, workforce, capacity, benefits, money, risks,"
            " equality, timetable, recommendation, assumptions."
        ),
        form.controls(NAME, row, address, go, pack),
        html.Div(id="papers-problems"),
        run_panel(NAME, row),
        html.Div(body(row), id="papers-results", className="results"),
        dcc.Download(id="papers-download"),
        dcc.Store(id=address_of(NAME)),
    )


def body(run: Run | None) -> list[Component]:
    """The summary and a button for each file; advice before anything was asked."""
    said = jobs.service().said(run) if run else None
    if said is None:
        return [] if run and run.under_way else [_before()]
    files = [blocks.button(_file(name), _(KINDS[name])) for name in said.made]
    return [
        html.H2(said.heading, className="panel-title"),
        blocks.finding(_("Summary"), *said.sentences[:1], then=said.sentences[1:]),
        blocks.row(*files),
        *map(blocks.note, said.details),
    ]


def _file(name: Any) -> Any:
    return {"type": FILE, "name": name}


def _before() -> Component:
    return blocks.notice(
        _(
            "Choose a board, or all of Wales, and up to three options. The papers of"
            " one board take a minute or two; nothing leaves this computer."
        )
    )


@callback(
    Output("papers-problems", "children"),
    Output(part("id", NAME), "data"),
    Input("papers-start", "n_clicks"),
    Input("papers-pack", "n_clicks"),
    State(form.place_id(NAME), "value"),
    State(form.options_id(NAME), "value"),
    State(start_from.field(NAME), "value"),
    prevent_initial_call=True,
)
def begin(_paper: int, _pack: int, place: str, options: list[str], start: str) -> Any:
    """Write what the button says of what the form says."""
    is_pack = ctx.triggered_id == "papers-pack"
    chosen = [] if is_pack else options
    return form.ask(ASSURANCE if is_pack else PAPERS, place, chosen, start)


@callback(
    Output("papers-results", "children"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
)
def show_results(ready: str, run_id: str) -> Any:
    """The papers as soon as they are made."""
    return body(jobs.service().row(run_id or "")), ready


@callback(
    Output("papers-download", "data"),
    Output("papers-problems", "children", allow_duplicate=True),
    Input(_file(ALL), "n_clicks"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def download(clicks: list[int], run_id: str) -> Any:
    """The file of the button; a sentence where it has to be made again."""
    run = jobs.service().row(run_id or "")
    if run is None or not any(clicks):
        return no_update, no_update
    name = ctx.triggered_id["name"]
    content = file_of(jobs.service().cache, question_key(run), name)
    if content is None:
        gone = _("This file is no longer on this computer. Press the button again.")
        return no_update, blocks.notice(gone, kind="warning")
    packed = base64.b64encode(content).decode()
    return {"content": packed, "filename": name, "base64": True}, None


form.remember_in_address(NAME)
form.close_options_once_asked(NAME)
