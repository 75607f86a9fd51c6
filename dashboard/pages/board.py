"""Board: one board's people, scanners and lists, its own numbers, and what follows."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html

from dashboard import jobs, plans
from dashboard.pages import board_form, board_results, board_return, board_state
from dashboard.pages.running import row_with_results
from dashboard.ui import blocks, forms
from dashboard.ui.progress import part, run_panel, shade
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/board"
NAME = "board"
TITLE = gettext_noop("Board")

TYPED = {"type": forms.FIELD, "key": ALL}


def layout(board: str = "", run: str = "", **_other: str) -> html.Div:
    """The page of one board, with the run and the numbers that its address names."""
    scenario = board_state.scenario()
    names = plans.boards_by_name(scenario)
    row = row_with_results(run)
    board = board_state.board_of(row) or (
        board if board in names else next(iter(names))
    )
    return html.Div(
        [
            blocks.row(blocks.choice("board-board", _("Health board"), names, board)),
            html.Div(show_board(board, row), id="board-page"),
            dcc.Store(id=address_of(NAME)),
        ],
        className="page",
    )


def show_board(board: str, row: Any = None) -> list[Any]:
    """Everything on the page that belongs to one board."""
    scenario = board_state.scenario()
    typed = board_state.typed_of(row)
    return [
        *board_form.heading(scenario, board),
        board_form.people_and_scanners(scenario, board),
        board_form.number_panel(scenario, board, typed),
        run_panel(NAME, row),
        html.Div(id="board-stale", role="status"),
        html.Div(board_results.body(board, row), id="board-results"),
        board_form.saving(),
        board_return.panel(),
    ]


@callback(
    Output("board-page", "children"),
    Input("board-board", "value"),
    prevent_initial_call=True,
)
def choose_board(board: str) -> Any:
    """Another board, as the plan holds it."""
    return show_board(board)


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def remember(run_id: str, board: str) -> str:
    """Keep the board and its run in the address."""
    return link(board=board, run=run_id or "")


@callback(
    Output({"type": forms.FIELD, "key": ALL}, "error"),
    Output("board-problems", "children"),
    Output(part("id", NAME), "data"),
    Input("board-start", "n_clicks"),
    State("board-board", "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    prevent_initial_call=True,
)
def start(_clicks: int, board: str, ids: list[dict[str, str]], texts: list[str]) -> Any:
    """Run the board with what was typed, or say beside each field what is wrong."""
    keys = [id["key"] for id in ids]
    asked = board_state.ask(board, dict(zip(keys, texts, strict=True)))
    return (*board_form.said(asked, keys), board_state.run_id(asked))


@callback(
    Output("board-results", "children"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
    State("board-board", "value"),
    prevent_initial_call=True,
)
def show_results(ready: str, run_id: str, board: str) -> Any:
    """The charts of the run, as soon as something is ready."""
    return board_results.body(board, jobs.service().row(run_id or "")), ready


@callback(
    Output("board-results", "className"),
    Output("board-stale", "children"),
    Input(TYPED, "value"),
    Input(part("ready", NAME), "data"),
    State(TYPED, "id"),
    State("board-board", "value"),
    State(part("id", NAME), "data"),
)
def show_stale(texts: Any, _ready: str, ids: Any, board: str, run_id: str) -> Any:
    """Grey the results when the numbers above are not theirs any more."""
    keys = [id["key"] for id in ids]
    typed = dict(zip(keys, texts, strict=True))
    return shade(board_state.is_stale(run_id, board, typed))


@callback(
    Output("board-saved", "children"),
    Input("board-save", "n_clicks"),
    State("board-option", "value"),
    State("board-board", "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    prevent_initial_call=True,
)
def save(
    _clicks: int, title: str, board: str, ids: list[dict[str, str]], texts: Any
) -> Any:
    """Keep the typed numbers as an option file."""
    keys = [id["key"] for id in ids]
    return board_form.saved(title, board, dict(zip(keys, texts, strict=True)))
