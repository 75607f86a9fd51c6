"""Board: the finding beside its levers, and below it everything that it stands on."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update

from dashboard import jobs, plans
from dashboard.pages import (
    board_answer,
    board_form,
    board_formula,
    board_own,
    board_results,
    board_return,
    board_state,
    start_from,
)
from dashboard.pages.board_state import BoardChoices
from dashboard.pages.running import asks, page_mark, row_with_results
from dashboard.runs import Run
from dashboard.ui import blocks, forms
from dashboard.ui.progress import part, run_panel
from dashboard.ui.shell import address_of, link
from planner.locale import _, gettext_noop

PATH = "/board"
NAME = "board"
TITLE = gettext_noop("Board")

TYPED = {"type": forms.FIELD, "key": ALL}
START = start_from.field(NAME)
CHOICES = (
    State("board-board", "value"),
    State(START, "value"),
    State("board-year", "value"),
)


def layout(
    board: str = "", run: str = "", start: str = "", year: str = "", **_other: str
) -> html.Div:
    """The page of one board, with the run and the numbers that its address names."""
    row = row_with_results(run)
    choices = board_state.chosen(board, start, year, row)
    names = plans.boards_by_name(board_state.scenario())
    known = board_state.years(board_state.scenario())
    return html.Div(
        [
            blocks.row(
                blocks.choice("board-board", _("Health board"), names, choices.board),
                start_from.control(NAME, choices.start, choices.board),
                blocks.choice("board-year", _("Year"), known, choices.year),
            ),
            html.Div(show_board(choices, row), id="board-page"),
            dcc.Store(id=address_of(NAME)),
        ],
        className="page board",
    )


def show_board(choices: BoardChoices, run: Run | None = None) -> list[Any]:
    """Everything on the page that belongs to one board and one start."""
    run = run or board_state.begun(choices)
    answer = board_state.find_answer(choices, run)
    typed = board_state.texts_shown(choices, run)
    shown = html.Div(
        [
            html.Div(board_formula.show(choices, choices.plan(typed)), id=FORMULA),
            html.Div(id="board-stale", role="status"),
            html.Div(board_answer.show(choices, answer, run), id="board-answer"),
            run_panel(NAME, run),
        ],
        className="board-answer-column",
    )
    return [
        *board_form.heading(choices),
        html.Div([shown, board_form.levers(choices, typed)], className="board-top"),
        html.Div(board_results.details(choices, run), id="board-results"),
        board_own.panel(choices, typed),
        board_form.saving(),
        board_return.panel(),
    ]


FORMULA = "board-formula"


@callback(
    Output("board-page", "children"),
    Output(START, "data"),
    Output(START, "value"),
    Input("board-board", "value"),
    Input(START, "value"),
    State("board-year", "value"),
    prevent_initial_call=True,
)
def choose_board(board: str, start: str, year: str) -> Any:
    """Another board or another start, as the plan holds it."""
    choices = board_state.chosen(board, start, year)
    offered = blocks.listed(start_from.choices(choices.board))
    return show_board(choices), offered, choices.start or start_from.PUBLISHED


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    Input("board-year", "value"),
    State("board-board", "value"),
    State(START, "value"),
)
def remember(run_id: str, year: str, board: str, start: str) -> str:
    """Keep the board, the start, the year and the run in the address."""
    start = start_from.in_address(start)
    return link(board=board, start=start, year=year or "", run=run_id or "")


@callback(
    Output({"type": forms.FIELD, "key": ALL}, "error"),
    Output("board-problems", "children"),
    Output(FORMULA, "children"),
    Output(part("id", NAME), "data"),
    Output("board-answer", "className"),
    Output("board-results", "className"),
    Output("board-stale", "children"),
    Input(TYPED, "value"),
    Input("board-start", "n_clicks"),
    State(TYPED, "id"),
    *CHOICES,
    State(part("id", NAME), "data"),
    *asks(NAME),
    prevent_initial_call=True,
)
def move(
    values: Any, _clicks: int, ids: Any, board: str, start: str, year: str, *shown: Any
) -> Any:
    """The formula's answer to the levers at once, and the simulation on its way."""
    choices = board_state.chosen(board, start, year)
    texts = board_state.texts_of(ids, values)
    asked = board_state.ask(choices, texts, shown[0], page_mark(*shown[1:]))
    said = board_form.said(asked, list(texts))
    formula = board_formula.show(choices, asked.plan) if asked.plan else no_update
    grey, words = board_answer.shade(asked.is_shown, wrong=bool(asked.problems))
    return *said, formula, asked.run_id or no_update, grey, grey, words


@callback(
    Output(FORMULA, "children", allow_duplicate=True),
    Input("board-year", "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    *CHOICES[:2],
    prevent_initial_call=True,
)
def choose_year(year: str, ids: Any, values: Any, board: str, start: str) -> Any:
    """The formula's answer in another year; nothing has to run for it."""
    choices = board_state.chosen(board, start, year)
    plan = board_state.usable(choices, board_state.texts_of(ids, values))
    return board_formula.show(choices, plan) if plan else no_update


@callback(
    Output("board-answer", "children"),
    Output("board-answer", "className", allow_duplicate=True),
    Output("board-results", "className", allow_duplicate=True),
    Output("board-stale", "children", allow_duplicate=True),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("board-year", "value"),
    State(part("id", NAME), "data"),
    State("board-board", "value"),
    State(START, "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    prevent_initial_call=True,
)
def show_answer(
    ready: str, year: str, run_id: str, board: str, start: str, ids: Any, values: Any
) -> Any:
    """Finding and tiles of the run, as soon as something is ready."""
    choices = board_state.chosen(board, start, year)
    run = jobs.service().row(run_id or "")
    answer = board_state.find_answer(choices, run)
    if answer is None and run is not None and run.under_way:
        return no_update, no_update, no_update, no_update, ready
    texts = board_state.texts_of(ids, values)
    grey, words = board_answer.shade(board_state.is_shown(choices, texts, run))
    return board_answer.show(choices, answer, run), grey, grey, words, ready


@callback(
    Output("board-results", "children"),
    Input(part("drawn", NAME), "data"),
    State(part("id", NAME), "data"),
    *CHOICES,
    prevent_initial_call=True,
)
def show_details(_drawn: str, run_id: str, board: str, start: str, year: str) -> Any:
    """Details of the run once it has ended; until then those before stay, grey."""
    run = jobs.service().row(run_id or "")
    if run is not None and run.under_way:
        return no_update
    return board_results.details(board_state.chosen(board, start, year), run)


@callback(
    Output("board-saved", "children"),
    Input("board-save", "n_clicks"),
    State("board-option", "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    *CHOICES,
    prevent_initial_call=True,
)
def save(
    _clicks: int, title: str, ids: Any, values: Any, board: str, start: str, year: str
) -> Any:
    """Save the levers that were moved as an option file."""
    choices = board_state.chosen(board, start, year)
    return board_form.saved(choices, title, board_state.texts_of(ids, values))


@callback(
    Output(part("id", NAME), "data", allow_duplicate=True),
    Input("board-precise", "n_clicks"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    *CHOICES,
    *asks(NAME),
    prevent_initial_call=True,
)
def run_precisely(
    clicks: int, ids: Any, values: Any, board: str, start: str, year: str, *asked: Any
) -> Any:
    """Run the board until its leading measure is known to within a point."""
    if not clicks:
        return no_update
    choices = board_state.chosen(board, start, year)
    texts = board_state.texts_of(ids, values)
    mark = page_mark(*asked)
    return board_state.ask_precisely(choices, texts, mark) or no_update
