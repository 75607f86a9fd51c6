"""A board's own numbers: the form, and keeping them by name as the start of it all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import plans
from dashboard.pages import board_state, start_from
from dashboard.pages.board_form import LEVERS, problem_lines
from dashboard.pages.board_state import BoardChoices
from dashboard.store import own_numbers
from dashboard.store.database import StoreError
from dashboard.store.own_numbers import SavedNumbers
from dashboard.ui import blocks, forms, tables
from dashboard.ui.tiles import folded
from planner import board_data
from planner.board_data.typed_grids import MACHINES, PEOPLE
from planner.errors import PlannerError, ScenarioError
from planner.locale import _
from planner.reports.dates import date_text

NAME = "board"
TYPED = {"type": forms.FIELD, "key": ALL}
START = start_from.field(NAME)
KEEP, REPLACE, RENAME, DELETE, UNDO = (
    "own-keep",
    "own-replace",
    "own-rename",
    "own-delete",
    "own-undo",
)


def panel(
    choices: BoardChoices, typed: Mapping[str, str], said: Any = None
) -> Component:
    """The rest of the form, and what keeps the numbers by name.

    Parameters
    ----------
    said : words on what was saved just now
    """
    numbers = start_from.saved(choices.start)
    # Edited assumptions are of no board alone: they are kept on their own page.
    numbers = numbers if numbers and numbers.board else None
    fields = [
        field
        for field in plans.board_fields(choices.start_plan, choices.board)
        if field.id not in LEVERS
    ]
    return blocks.panel(
        _("This board's own numbers"),
        html.P(
            _(
                "Numbers that you keep become the start of every comparison, here and"
                " on the other pages, until you choose the published ones again. They"
                " are never reported as an effect."
            )
        ),
        folded(
            _("People and scanners, row by row"),
            *_grids(typed),
            id="board-grids",
        ),
        folded(_("More numbers of this board"), _form(fields, typed)),
        _keeping(numbers),
        html.Div(said, id="own-said", role="status"),
        folded(_("History"), history(numbers)) if numbers else None,
        dcc.Store(id="own-version", data=numbers.version if numbers else None),
        dcc.Download(id="own-file"),
        id="board-own",
    )


def _grids(typed: Mapping[str, str]) -> list[Component]:
    """Posts and scanners with dates and vacancies; a lever is laid over them."""
    titles = {PEOPLE: _("People in post"), MACHINES: _("Scanners")}
    said = _(
        "Vacancies: type what is funded under wte and who is there under in post. A"
        " further scanner or operator is a further row, from its start date on. A lever"
        " that is moved is laid over these rows."
    )
    drawn = [
        forms.grid(forms.field_id(key), title, typed[key])
        for key, title in titles.items()
    ]
    return [blocks.note(said), *drawn]


def _form(fields: list[board_data.NumberField], typed: Mapping[str, str]) -> Component:
    titles = {
        "staff": _("People"),
        "scanner": _("Scanners"),
        "referrals": _("Weekly referrals"),
        "list": _("People waiting on day 0"),
    }
    return forms.number_form(fields, typed, titles)


def _keeping(numbers: SavedNumbers | None) -> Component:
    """Fields and buttons; those for numbers that are kept only where some are."""
    kept = numbers is None
    return html.Div(
        [
            blocks.row(
                blocks.text_field(
                    "own-name",
                    _("Name"),
                    value=numbers.name if numbers else "",
                    help_text=_("For example: counted in April"),
                ),
                blocks.text_field(
                    "own-reason",
                    _("Reason"),
                    help_text=_("Where the numbers come from, or why they changed"),
                ),
            ),
            blocks.row(
                blocks.button(KEEP, _("Keep as my numbers")),
                blocks.button(REPLACE, _("Replace"), quiet=True, disabled=kept),
                blocks.button(RENAME, _("Rename"), quiet=True, disabled=kept),
                blocks.button(DELETE, _("Delete"), quiet=True, disabled=kept),
                blocks.button(UNDO, _("Undo"), quiet=True, disabled=kept),
                blocks.button(
                    "own-download", _("Download own.toml"), quiet=True, disabled=kept
                ),
            ),
        ]
    )


def history(numbers: SavedNumbers) -> Component:
    """Every version with its reason, the newest first."""
    try:
        versions = own_numbers.history(numbers.id)
    except StoreError as why:
        return blocks.notice(str(why), kind="problem")
    lines = [
        {
            "version": str(each.version),
            "at": f"{date_text(each.at.date(), short=True)}, {each.at:%H:%M}",
            "action": _(each.action),
            "name": each.name,
            "numbers": _("{count} numbers", count=len(each.typed)),
            "reason": each.reason,
        }
        for each in versions
    ]
    columns = {
        "version": _("Version"),
        "at": _("When (UTC)"),
        "action": _("What was done"),
        "name": _("Name"),
        "numbers": _("Typed"),
        "reason": _("Reason"),
    }
    return tables.table(_("History of these numbers"), columns, lines)


class Saving(NamedTuple):
    """Name and reason that were typed, and the version that the page shows."""

    name: str
    reason: str
    version: int | None = None


def act(
    action: str, choices: BoardChoices, texts: Mapping[str, str], given: Saving
) -> tuple[Component, str]:
    """Words on what was done, and the start from now on.

    Raises
    ------
    StoreError, ScenarioError: if it cannot be done; then nothing was
    """
    if action in (KEEP, REPLACE):
        return _kept(action, choices, texts, given)
    start, version = choices.start, given.version
    changes = {
        RENAME: lambda: own_numbers.rename(start, given.name, version=version),
        DELETE: lambda: own_numbers.delete(start, given.reason, version=version),
        UNDO: lambda: own_numbers.undo(start, version=version),
    }
    done = changes[action]()
    said = {
        RENAME: _("Renamed: {name}.", name=done.name),
        DELETE: _(
            "Deleted: {name}. Links to them still work; undo brings them back.",
            name=done.name,
        ),
        UNDO: _("Undone: {name} is as it was before.", name=done.name),
    }[action]
    return blocks.notice(said), done.id


def _kept(
    action: str, choices: BoardChoices, texts: Mapping[str, str], given: Saving
) -> tuple[Component, str]:
    plan = choices.plan(texts)
    plans.load(plan)
    if not plan.typed:
        text = _("There is nothing to keep yet: no number differs from the plan.")
        return blocks.notice(text, kind="warning"), choices.start
    if action == REPLACE:
        done = own_numbers.replace(
            choices.start, plan.typed, given.reason, version=given.version
        )
    else:
        done = own_numbers.keep(given.name, choices.board, plan.typed, given.reason)
    text = _("Kept: {name}. Every comparison now starts from them.", name=done.name)
    return blocks.notice(text), done.id


def said_of(error: PlannerError) -> Component:
    """Words on why nothing was done."""
    lines = (
        problem_lines(error.problems)
        if isinstance(error, ScenarioError)
        else [html.P(str(error))]
    )
    return blocks.notice(lines, kind="problem", title=_("Nothing was kept"))


@callback(
    Output("own-said", "children"),
    Output(START, "data", allow_duplicate=True),
    Output(START, "value", allow_duplicate=True),
    Output("board-saved-start", "data"),
    *(Input(action, "n_clicks") for action in (KEEP, REPLACE, RENAME, DELETE, UNDO)),
    State("own-name", "value"),
    State("own-reason", "value"),
    State("own-version", "data"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    State(board_state.SHOWN, "data"),
    prevent_initial_call=True,
)
def keep(*given: Any) -> Any:
    """Keep, replace, rename, delete or undo own numbers, and start from them."""
    *clicks, name, reason, version, ids, values, shown = given
    if not any(clicks):
        return (no_update,) * 4
    choices, texts = board_state.of_page(shown), board_state.texts_of(ids, values)
    try:
        said, now = act(
            ctx.triggered_id, choices, texts, Saving(name or "", reason or "", version)
        )
    except PlannerError as why:
        return said_of(why), no_update, no_update, no_update
    offered = blocks.listed(start_from.choices(choices.board))
    return said, offered, now or start_from.PUBLISHED, now


@callback(
    Output("own-file", "data"),
    Output("own-said", "children", allow_duplicate=True),
    Input("own-download", "n_clicks"),
    State(START, "value"),
    prevent_initial_call=True,
)
def download(_clicks: int, start: str) -> Any:
    """The kept numbers as own.toml, which `--start` of the command line takes."""
    numbers = start_from.saved(start)
    if not _clicks or numbers is None:
        return no_update, no_update
    try:
        text = file_text(numbers)
    except PlannerError as why:
        return no_update, said_of(why)
    return {"content": text, "filename": board_data.OWN_FILE}, no_update


def file_text(numbers: SavedNumbers) -> str:
    """Text of own.toml."""
    return board_data.own_numbers_text(
        board_state.scenario(),
        numbers.board,
        dict(numbers.typed),
        title=numbers.name,
        why=numbers.reason,
    )
