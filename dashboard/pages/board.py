"""Board: the finding beside its levers, and below it everything that it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from dash.exceptions import PreventUpdate

from dashboard import plans
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
from dashboard.pages.running import asks, page_mark, row_with_results, set_off_by
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
SHOWN = board_state.SHOWN
FORMULA = "board-formula"
SAID = "own-said", "board-return-saved"
"""Words on what was saved; they stay when the page is drawn anew for it."""


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
            dcc.Store(id=SHOWN, data=choices.shown),
            dcc.Store(id="board-settled"),
            dcc.Store(id="board-saved-start"),
            dcc.Store(id=address_of(NAME)),
        ],
        className="page board",
    )


def show_board(
    choices: BoardChoices, run: Run | None = None, said: Sequence[Any] = ()
) -> list[Any]:
    """Everything on the page that belongs to one board and one start.

    Parameters
    ----------
    said : words on what was saved just now, of its own numbers and of its workbook
    """
    own, returned = said or (None, None)
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
        board_own.panel(choices, typed, own),
        board_form.saving(),
        board_return.panel(returned),
    ]


clientside_callback(
    # Sends one sign once the levers have rested for a moment (assets/levers.js).
    ClientsideFunction("levers", "settle"),
    Output("board-settled", "data"),
    Input(TYPED, "value"),
    prevent_initial_call=True,
)


@callback(
    Output("board-page", "children"),
    Output(START, "data"),
    Output(START, "value"),
    Output(SHOWN, "data"),
    Input("board-board", "value"),
    Input(START, "value"),
    State("board-year", "value"),
    State("board-saved-start", "data"),
    *(State(each, "children") for each in SAID),
    prevent_initial_call=True,
)
def choose_board(
    board: str, start: str, year: str, saved_start: str | None, *said: Any
) -> Any:
    """Another board or another start, as the plan holds it."""
    choices = board_state.chosen(board, start, year)
    offered = blocks.listed(start_from.choices(choices.board))
    kept = said if saved_start and saved_start == choices.start else ()
    page = show_board(choices, said=kept)
    return page, offered, choices.start or start_from.PUBLISHED, choices.shown


@callback(
    Output(address_of(NAME), "data"),
    Input(part("id", NAME), "data"),
    Input("board-year", "value"),
    Input(SHOWN, "data"),
)
def remember(run_id: str, year: str, shown: Mapping[str, str]) -> str:
    """Keep the board, the start, the year and the run in the address."""
    run = board_state.run_shown(shown, run_id)
    return link(**shown, year=year or "", run=run.id if run else "")


@callback(
    Output(FORMULA, "children"),
    Output("board-answer", "className"),
    Output("board-results", "className"),
    Output("board-stale", "children"),
    Input(TYPED, "value"),
    Input("board-year", "value"),
    Input(SHOWN, "data"),
    State(TYPED, "id"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def answer_at_once(
    values: Any, year: str, shown: Mapping[str, str], ids: Any, run_id: str
) -> Any:
    """The formula's answer to every key, and a shade over results of other numbers."""
    page_is_as_asked()
    choices = board_state.of_page(shown, year)
    texts = board_state.texts_of(ids, values)
    plan = board_state.usable(choices, texts)
    run = board_state.run_shown(shown, run_id)
    grey, words = board_answer.shade(
        board_state.is_at_hand(choices, plan, run), wrong=plan is None
    )
    formula = board_formula.show(choices, plan) if plan else no_update
    return formula, grey, grey, words


@callback(
    Output({"type": forms.FIELD, "key": ALL}, "error"),
    Output("board-problems", "children"),
    Output(part("id", NAME), "data"),
    Input("board-settled", "data"),
    Input("board-start", "n_clicks"),
    Input(SHOWN, "data"),
    State(TYPED, "value"),
    State(TYPED, "id"),
    State("board-year", "value"),
    State(part("id", NAME), "data"),
    *asks(NAME),
    prevent_initial_call=True,
)
def move(
    _settled: int,
    _clicks: int,
    shown: Mapping[str, str],
    values: Any,
    ids: Any,
    year: str,
    *asked: Any,
) -> Any:
    """The simulation of what the levers say once they rest, or what is wrong there."""
    page_is_as_asked()
    choices = board_state.of_page(shown, year)
    texts = board_state.texts_of(ids, values)
    found = board_state.ask(choices, texts, asked[0], page_mark(*asked[1:]))
    return *board_form.said(found, list(texts)), found.run_id or no_update


@callback(
    Output("board-answer", "children"),
    Output("board-answer", "className", allow_duplicate=True),
    Output("board-results", "className", allow_duplicate=True),
    Output("board-stale", "children", allow_duplicate=True),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    Input("board-year", "value"),
    Input(SHOWN, "data"),
    State(part("id", NAME), "data"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    prevent_initial_call=True,
)
def show_answer(
    ready: str, year: str, shown: Mapping[str, str], run_id: str, ids: Any, values: Any
) -> Any:
    """Finding and tiles of the run, as soon as something is ready."""
    page_is_as_asked()
    choices = board_state.of_page(shown, year)
    run = board_state.run_shown(shown, run_id)
    answer = board_state.find_answer(choices, run)
    if answer is None and run is not None and run.under_way:
        return no_update, no_update, no_update, no_update, ready
    texts = board_state.texts_of(ids, values)
    grey, words = board_answer.shade(board_state.is_shown(choices, texts, run))
    return board_answer.show(choices, answer, run), grey, grey, words, ready


@callback(
    Output("board-results", "children"),
    Input(part("drawn", NAME), "data"),
    Input(SHOWN, "data"),
    State(part("id", NAME), "data"),
    State("board-year", "value"),
    prevent_initial_call=True,
)
def show_details(_drawn: str, shown: Mapping[str, str], run_id: str, year: str) -> Any:
    """Details of the run once it has ended; until then those before stay, grey."""
    page_is_as_asked()
    run = board_state.run_shown(shown, run_id)
    if run is not None and run.under_way:
        return no_update
    return board_results.details(board_state.of_page(shown, year), run)


@callback(
    Output(part("id", NAME), "data", allow_duplicate=True),
    Input("board-precise", "n_clicks"),
    Input(SHOWN, "data"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    State("board-year", "value"),
    *asks(NAME),
    prevent_initial_call=True,
)
def run_precisely(
    clicks: int, shown: Mapping[str, str], ids: Any, values: Any, year: str, *asked: Any
) -> Any:
    """Run the board until its leading measure is known to within a point."""
    page_is_as_asked()
    if not clicks:
        return no_update
    choices = board_state.of_page(shown, year)
    texts = board_state.texts_of(ids, values)
    mark = page_mark(*asked)
    return board_state.ask_precisely(choices, texts, mark) or no_update


def page_is_as_asked() -> None:
    """Answer nothing where the page was drawn anew for another board or start.

    Every callback whose answer belongs to what the page shows hears of that: Dash then
    drops the answer to what it had been asked before, however late that comes.

    Raises
    ------
    PreventUpdate
    """
    if set_off_by(SHOWN):
        raise PreventUpdate
