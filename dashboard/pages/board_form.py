"""The board page above its details: name, levers, what was refused, saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, Output, State, callback, html
from dash.development.base_component import Component

import planner
from dashboard import jobs, plans
from dashboard.pages import board_state, start_from
from dashboard.pages.board_state import BoardChoices, PageRequest
from dashboard.ui import blocks, forms
from planner.board_data.own_numbers import GRID
from planner.errors import Problem, ScenarioError
from planner.inputs.boards import official_name
from planner.locale import _

TYPED = {"type": forms.FIELD, "key": ALL}
LEVERS = (
    "nurse_wte",
    "admin_wte",
    "operator_wte",
    "reporter_wte",
    "scanner_count",
    "sessions_a_week",
    "evening_lists",
    "weekend_lists",
    "bought_lists",
)
"""Fields beside the finding; the others lie below, among the board's own numbers."""


def heading(choices: BoardChoices) -> list[Component]:
    """The board's name, what it means that it publishes nothing, and the start."""
    board = board_state.scenario().boards[choices.board]
    name = official_name(board)
    parts: list[Component] = [
        dmc.Title(name, order=1, className="page-title"),
        *start_from.remark(choices.start),
    ]
    if not board.kpis_published:
        text = _(
            "{board} publishes no audit figures of its own. What is shown "
            "is illustrative: not this board's performance. Type the "
            "board's own numbers in place of the assumptions.",
            board=name,
        )
        parts.append(blocks.note(text))
    if not _has_service(choices.scenario, choices.board):
        parts.append(
            blocks.notice(
                _(
                    "This board runs no Fracture Liaison Service of its own in the "
                    "plan: its residents are seen by other boards, as their shares "
                    "under Assumptions say."
                )
            )
        )
    return parts


def _has_service(scenario: planner.Scenario, board: str) -> bool:
    here = scenario.boards[board]
    return bool(here.posts or here.scanners)


def levers(choices: BoardChoices, typed: Mapping[str, str]) -> Component:
    """Numbers that are moved most, their problems, and the buttons that run them."""
    fields = plans.board_fields(choices.start_plan, choices.board)
    by_id = {field.id: field for field in fields}
    shown = [by_id[key] for key in LEVERS if key in by_id]
    return html.Section(
        [
            html.H2(_("Move a lever"), className="panel-title"),
            forms.levers(shown, typed),
            html.Div(id="board-problems"),
            blocks.row(
                blocks.button("board-start", _("Run")),
                blocks.button(
                    "board-precise",
                    _("Run until known to within 1 point"),
                    quiet=True,
                ),
                html.A(_("All numbers of this board"), href="#board-own"),
            ),
        ],
        className="panel board-levers",
    )


def said(asked: PageRequest, keys: Sequence[str]) -> tuple[list[str], Any]:
    """Each problem for its field, and a summary for those that have no field."""
    errors = [_beside(key, asked.problems) for key in keys]
    if not asked.problems:
        return errors, None
    elsewhere = [problem for problem in asked.problems if problem.key not in keys]
    text = [
        html.P(_("Nothing was run. Each problem is explained beside its field.")),
        *problem_lines(elsewhere),
    ]
    summary = blocks.notice(
        text, kind="problem", title=_("Some numbers cannot be used")
    )
    return errors, summary


def problem_lines(problems: Sequence[Problem]) -> list[Component]:
    """Each problem with its place, rule and how to fix it, as a line of its own."""
    return [html.P(str(problem), className="problem-line") for problem in problems]


def _beside(key: str, problems: Sequence[Problem]) -> str:
    own = [problem for problem in problems if problem.key == key]
    return " ".join(
        (f"{problem.value} " if key.startswith(GRID) else "")
        + _("{rule}; {hint}.", rule=problem.rule, hint=problem.hint)
        for problem in own
    )


def saving() -> Component:
    """Field for the name of a change."""
    return blocks.panel(
        _("Save this change as an option"),
        blocks.row(
            blocks.text_field(
                "board-option",
                _("Name of the option"),
                help_text=_("For example: two more nurses from April"),
            ),
            blocks.button("board-save", _("Save as an option file"), quiet=True),
        ),
        html.Div(id="board-saved", role="status"),
    )


def saved(
    choices: BoardChoices, title: str | None, typed: Mapping[str, str | None]
) -> Component:
    """Path of the option file, or the reason why there is none."""
    plan = choices.plan(typed)
    if plan == choices.unmoved:
        return blocks.notice(
            _("There is nothing to save yet: no number differs from the start."),
            kind="warning",
        )
    try:
        folder = jobs.service().settings.options_folder
        path = plans.save_option(folder, title or "", choices.start_plan, plan)
    except ScenarioError as why:
        return blocks.notice(problem_lines(why.problems), kind="problem")
    return blocks.notice(
        _("Saved as {path}. It can now be chosen on the Compare page.", path=path)
    )


@callback(
    Output("board-saved", "children"),
    Input("board-save", "n_clicks"),
    State("board-option", "value"),
    State(TYPED, "id"),
    State(TYPED, "value"),
    State(board_state.SHOWN, "data"),
    prevent_initial_call=True,
)
def save(
    _clicks: int, title: str, ids: Any, values: Any, shown: Mapping[str, str]
) -> Any:
    """Save the levers that were moved as an option file."""
    choices = board_state.of_page(shown)
    return saved(choices, title, board_state.texts_of(ids, values))
