"""A board's own workbook on its page: fetch it, hand it in, see what it makes."""

from __future__ import annotations

import base64
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import board_workbooks as returns
from dashboard import jobs
from dashboard.names import ROLES, STAGES, name_of
from dashboard.pages import start_from
from dashboard.pages.board_form import problem_lines
from dashboard.store.database import StoreError
from dashboard.ui import blocks, tables
from planner.errors import ScenarioError
from planner.locale import _
from planner.reports.number_format import number

MOST_BYTES = 6_000_000
MOST_FINDINGS = 100
UPLOAD = "board-upload"
START = start_from.field("board")


def panel(said: Any = None) -> Component:
    """Part of the page in which the workbook is fetched and handed in."""
    choose = blocks.button("board-upload-button", _("Upload a workbook"))
    return blocks.panel(
        _("Or upload a workbook"),
        html.P(
            _(
                "Download the board's workbook, fill it in with your colleagues"
                " and upload it here. It stays on the computer that runs this "
                "planner. Counts only: a file with rows about single people is "
                "refused."
            )
        ),
        blocks.row(
            blocks.button("board-template", _("Download the workbook"), quiet=True),
            # The field for the file lies unseen beside its button; this names it.
            html.Label(
                [
                    html.Span(_("the file"), className="for-screen-readers"),
                    dcc.Upload(choose, id=UPLOAD, max_size=MOST_BYTES),
                ]
            ),
        ),
        dcc.Download(id="board-template-file"),
        html.Div(id="board-return", role="status"),
        html.Div(said, id="board-return-saved", role="status"),
    )


def shown(board: str, content: str, name: str) -> Component:
    """Every mistake of a workbook, or day 0 as it makes it and a button to keep it."""
    try:
        returned = _read(board, content, name)
    except returns.ReturnError as error:
        return _findings(error)
    except ScenarioError as error:
        return blocks.notice(problem_lines(error.problems), kind="problem")
    day_zero = returns.reconcile(returned)
    return html.Div(
        [
            blocks.notice(
                _(
                    "The workbook can be used; its figures are of {day}. Below: "
                    "what was typed beside what the simulation starts with.",
                    day=returned.day,
                )
            ),
            _lists(day_zero),
            _hours(day_zero),
            blocks.row(
                blocks.button("board-return-run", _("Run these numbers")),
                blocks.button(
                    "board-return-save", _("Save as an option file"), quiet=True
                ),
            ),
        ]
    )


def _read(board: str, content: str, name: str) -> returns.BoardReturn:
    return returns.read(jobs.service().settings.scenario, board, content, name)


def _findings(error: returns.ReturnError) -> Component:
    lines = [
        {
            "sheet": found.sheet or _("the file"),
            "row": str(found.row or ""),
            "column": found.column,
            "value": found.value,
            "rule": found.rule,
            "hint": found.hint,
        }
        for found in error.findings[:MOST_FINDINGS]
    ]
    title = _("Nothing was saved. To correct: {count}", count=len(error.findings))
    table = tables.table(
        title,
        {
            "sheet": _("Sheet"),
            "row": _("Row"),
            "column": _("Column"),
            "value": _("Found"),
            "rule": _("Rule"),
            "hint": _("Fix"),
        },
        lines,
        numbers=["row"],
    )
    return blocks.notice(table, kind="problem", title=title)


def _lists(day_zero: returns.Reconciliation) -> Component:
    lines = [
        {
            "stage": name_of(STAGES, line.stage),
            "days": _("{first} to {last}", first=line.first_day, last=line.last_day),
            "urgency": _("urgent") if line.urgent else _("routine"),
            "typed": number(line.typed, 0),
            "model": number(line.model, 0),
        }
        for line in day_zero.lists
        if line.typed or line.model
    ]
    caption = _("People on the lists on day 0: typed, and in the simulation")
    headings = {
        "stage": _("List"),
        "days": _("Days waited"),
        "urgency": _("Urgency"),
        "typed": _("Typed"),
        "model": _("Simulation"),
    }
    return tables.table(caption, headings, lines, numbers=["typed", "model"])


def _hours(day_zero: returns.Reconciliation) -> Component:
    lines = [
        {
            "what": name_of(ROLES, line.what),
            "typed": number(line.typed),
            "model": number(line.model),
            "offered": "" if line.offered is None else number(line.offered),
        }
        for line in day_zero.hours
    ]
    caption = _("Hours a week: typed, in the first year's rota, and open to patients")
    headings = {
        "what": _("Role or scanner"),
        "typed": _("Typed"),
        "model": _("Rota"),
        "offered": _("Open to patients"),
    }
    return tables.table(caption, headings, lines, numbers=list(headings)[1:])


def saved(board: str, content: str, name: str) -> Component:
    """Path of the option of a return, or the reason why there is none."""
    try:
        returned = _read(board, content, name)
        path = returns.save(jobs.service().settings.options_folder, returned)
    except ScenarioError as error:
        return blocks.notice(problem_lines(error.problems), kind="problem")
    return blocks.notice(
        _("Saved as {path}. It can now be chosen on the Compare page.", path=path)
    )


def kept(board: str, content: str, name: str) -> tuple[Component, str]:
    """Words on how the workbook's numbers are kept, and their id; empty: they are not.

    Numbers that a workbook of the same day gave are replaced.
    """
    try:
        returned = _read(board, content, name)
        numbers = returns.keep(returned, name)
    except ScenarioError as error:
        return blocks.notice(problem_lines(error.problems), kind="problem"), ""
    except StoreError as error:
        return blocks.notice(str(error), kind="problem"), ""
    text = _(
        "Kept as {name}: every comparison now starts from them, here and on the other"
        " pages.",
        name=numbers.name,
    )
    return blocks.notice(text), numbers.id


@callback(
    Output("board-return-saved", "children", allow_duplicate=True),
    Output(START, "data", allow_duplicate=True),
    Output(START, "value", allow_duplicate=True),
    Output("board-saved-start", "data", allow_duplicate=True),
    Input("board-return-run", "n_clicks"),
    State(UPLOAD, "contents"),
    State(UPLOAD, "filename"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def run_return(clicks: int, content: str, name: str, board: str) -> Any:
    """Start from the workbook's numbers, and run them."""
    if not clicks or not content:
        return (no_update,) * 4
    said, start = kept(board, content, name or "")
    offered = blocks.listed(start_from.choices(board))
    return said, offered, start or no_update, start


@callback(
    Output("board-template-file", "data"),
    Input("board-template", "n_clicks"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def fetch_template(_clicks: int, board: str) -> Any:
    """The workbook of the board, as a file to save."""
    content = returns.template(jobs.service().settings.scenario, board)
    packed = base64.b64encode(content).decode()
    return {"filename": f"{board}.xlsx", "content": packed, "base64": True}


@callback(
    Output("board-return", "children"),
    Output("board-return-saved", "children", allow_duplicate=True),
    Input(UPLOAD, "contents"),
    State(UPLOAD, "filename"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def show_return(content: str | None, name: str, board: str) -> Any:
    """Findings of a workbook, as soon as it is handed in."""
    return (shown(board, content, name or "") if content else None), None


@callback(
    Output("board-return-saved", "children"),
    Input("board-return-save", "n_clicks"),
    State(UPLOAD, "contents"),
    State(UPLOAD, "filename"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def keep_return(clicks: int, content: str, name: str, board: str) -> Any:
    """Keep the workbook's numbers as an option."""
    return saved(board, content, name or "") if clicks else None
