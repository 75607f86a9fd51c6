"""Build: changes on a timeline, dragged or keyed; their budget and effect at once."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from dashboard import plans
from dashboard.drafts import Held
from dashboard.pages import build_answer as answer
from dashboard.pages import build_edits as edits
from dashboard.pages import build_form as form
from dashboard.pages import build_page as page
from dashboard.pages import build_saving as saving
from dashboard.pages import build_timeline as timeline
from dashboard.pages import start_from
from dashboard.pages.build_page import ADD, CLOCK, HELD, NAME, OPEN, OPENED, PLACE, SAID
from dashboard.pages.build_page import here_of as _here
from dashboard.ui.shell import address_of, link
from planner.formula.fluid import is_ready
from planner.locale import gettext_noop

PATH = "/build"
TITLE = gettext_noop("Build")
START = start_from.field(NAME)


def layout(
    option: str = "", board: str = "", start: str = "", **_other: str
) -> html.Div:
    """The page with the option that its address names, or with an empty plan."""
    return page.page(option, board, start)


@callback(
    Output(ADD, "data"),
    Input(PLACE, "value"),
    Input(START, "value"),
    prevent_initial_call=True,
)
def offer(place: str, start: str) -> Any:
    """Changes to add: with a board chosen also its own new capacity."""
    return page.listed(plans.load(start_from.start_plan(start)), _here(place))


@callback(
    Output(HELD, "data"),
    Output(saving.TITLE, "value"),
    Output("build-history", "children"),
    Input(OPENED, "value"),
    prevent_initial_call=True,
)
def open_option(option: str | None) -> Any:
    """Open an option, shipped or somebody's own; the list forgets a deleted one."""
    if option is None:
        return (no_update,) * 3
    held = page.opened(option)
    return held, held["title"], saving.history(held)


@callback(
    Output(HELD, "data", allow_duplicate=True),
    Output(ADD, "value"),
    Input("build-add-button", "n_clicks"),
    State(ADD, "value"),
    State(HELD, "data"),
    State(PLACE, "value"),
    prevent_initial_call=True,
)
def add(clicks: int, name: str, held: Held, place: str) -> Any:
    """Add a change to the plan."""
    if not clicks or not name:
        return no_update, no_update
    return edits.added(held, name, _here(place)), None


@callback(
    Output(HELD, "data", allow_duplicate=True),
    Input("build-undo", "n_clicks"),
    State(HELD, "data"),
    prevent_initial_call=True,
)
def undo(clicks: int, held: Held) -> Any:
    """Take the last edit back."""
    return edits.undone(held) if clicks else no_update


@callback(
    Output(HELD, "data", allow_duplicate=True),
    Output(OPEN, "data"),
    Input(timeline.do_id(ALL, ALL), "n_clicks"),
    State(HELD, "data"),
    State(OPEN, "data"),
    State(START, "value"),
    prevent_initial_call=True,
)
def act(clicks: list[int], held: Held, opened: str, start: str) -> Any:
    """Edit, copy or remove a change."""
    if not any(clicks) or not ctx.triggered[0]["value"]:
        return no_update, no_update
    wanted, name = ctx.triggered_id["act"], ctx.triggered_id["name"]
    if wanted == edits.EDIT:
        return no_update, "" if opened == name else name
    if wanted == edits.REMOVE:
        return edits.removed(held, name), "" if opened == name else no_update
    scenario = plans.load(start_from.start_plan(start))
    return edits.duplicated(held, name, scenario), no_update


@callback(
    Output(HELD, "data", allow_duplicate=True),
    Input(timeline.date_id(ALL), "value"),
    State(timeline.date_id(ALL), "id"),
    State(HELD, "data"),
    State(START, "value"),
    prevent_initial_call=True,
)
def move(values: list[str], ids: list[Any], held: Held, start: str) -> Any:
    """Move the change whose date was typed, or whose bar was moved."""
    dates = {id["name"]: value for id, value in zip(ids, values, strict=True)}
    scenario = plans.load(start_from.start_plan(start))
    now = edits.dated(held, dates, scenario)
    return no_update if now is held else now


@callback(
    Output(HELD, "data", allow_duplicate=True),
    Input(form.field_id(ALL, ALL), "value"),
    Input(form.boards_id(ALL), "value"),
    State(form.field_id(ALL, ALL), "id"),
    State(form.boards_id(ALL), "id"),
    State(HELD, "data"),
    State(START, "value"),
    prevent_initial_call=True,
)
def type_in(
    values: Any, boards: Any, ids: Any, board_ids: Any, held: Held, start: str
) -> Any:
    """Take what was typed into the form of a change."""
    scenario = plans.load(start_from.start_plan(start))
    now = form.typed(held, ids, values, scenario)
    now = form.chosen_boards(now, board_ids, boards, scenario)
    return no_update if now is held else now


@callback(
    Output("build-timeline", "children"),
    Output("build-problems", "children"),
    Output("build-form", "children"),
    Output("build-undo", "disabled"),
    Input(HELD, "data"),
    Input(OPEN, "data"),
    Input(START, "value"),
    Input(PLACE, "value"),
    Input(CLOCK, "disabled"),
)
def show(held: Held, opened: str, start: str, place: str, _ready: Any = True) -> Any:
    """The timeline, what is wrong with the plan, and the form that is open."""
    plan = start_from.start_plan(start)
    scenario, made = plans.load(plan), answer.tried(held, plan)
    prices = answer.prices(held, plan, _here(place))
    rows = timeline.rows_of(made, scenario, prices)
    lines = timeline.show(rows, scenario, made.problems, opened)
    shown = form.show(made, opened, scenario)
    return lines, answer.elsewhere(made), shown, not held.get("past")


@callback(
    Output(CLOCK, "disabled"),
    Input(CLOCK, "n_intervals"),
    prevent_initial_call=True,
)
def look_again(_ticks: int) -> bool:
    """Draw again once the formula is ready on this computer."""
    return is_ready()


@callback(
    Output("build-answer", "children"),
    Input(HELD, "data"),
    Input(START, "value"),
    Input(PLACE, "value"),
    Input(CLOCK, "disabled"),
)
def show_answer(held: Held, start: str, place: str, _ready: Any = True) -> Any:
    """Budget by financial year and the formula's figures."""
    return answer.show(held, start_from.start_plan(start), _here(place))


@callback(
    Output("build-saved", "children"),
    Output(HELD, "data", allow_duplicate=True),
    Output("build-history", "children", allow_duplicate=True),
    Output(OPENED, "data"),
    *(Input(act, "n_clicks") for act in (saving.SAVE, saving.DELETE, saving.UNDO)),
    State(HELD, "data"),
    State(START, "value"),
    State(saving.TITLE, "value"),
    State(saving.REASON, "value"),
    prevent_initial_call=True,
)
def save(*given: Any) -> Any:
    """Save the plan as an option, delete it, or take the last of these back."""
    *clicks, held, start, title, reason = given
    if not any(clicks):
        return (no_update,) * 4
    said, now = saving.act(ctx.triggered_id, held, start, title, reason)
    if now is None:
        return said, *(no_update,) * 3
    return said, now, saving.history(now), page.to_open()


@callback(
    Output("build-saved", "children", allow_duplicate=True),
    Output("build-file", "data"),
    Input("build-export", "n_clicks"),
    State(HELD, "data"),
    State(START, "value"),
    State(saving.TITLE, "value"),
    prevent_initial_call=True,
)
def export(clicks: int, held: Held, start: str, title: str) -> Any:
    """The plan's files to take away."""
    return saving.export(held, start, title) if clicks else (no_update, no_update)


@callback(
    Output("build-problems", "children", allow_duplicate=True),
    Output(HELD, "data", allow_duplicate=True),
    Output("_pages_location", "href", allow_duplicate=True),
    Input("build-simulate", "n_clicks"),
    State(HELD, "data"),
    State(START, "value"),
    State(saving.TITLE, "value"),
    State(saving.REASON, "value"),
    State(PLACE, "value"),
    prevent_initial_call=True,
)
def simulate(
    clicks: int, held: Held, start: str, title: str, reason: str, place: str
) -> Any:
    """Save the plan and open Compare, where it runs against its start."""
    if not clicks:
        return no_update, no_update, no_update
    return saving.simulate(held, start, title, reason, _here(place))


@callback(
    Output(SAID, "children"),
    Input(HELD, "modified_timestamp"),
    State(HELD, "data"),
    State(START, "value"),
    prevent_initial_call=True,
)
def announce(_when: int, held: Held, start: str) -> str:
    """The last edit in words, for those who do not see the timeline."""
    before = {**held, "changes": (held.get("past") or [held["changes"]])[-1]}
    return edits.said(before, held, plans.load(start_from.start_plan(start)))


@callback(
    Output(address_of(NAME), "data"),
    Input(PLACE, "value"),
    Input(START, "value"),
    Input(OPENED, "value"),
    prevent_initial_call=True,
)
def remember(place: str, start: str, option: str) -> str:
    """Keep the board, the start and the option in the address."""
    begun = start_from.in_address(start)
    return link(board=_here(place), start=begun, option=option or "")
