"""The board page above its results: people, scanners, fields, saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

import planner
from dashboard import jobs, plans
from dashboard.names import CONFIDENCE, ROLES, name_of
from dashboard.pages.board_state import PageRequest
from dashboard.ui import blocks, forms, tables
from planner import board_data
from planner.errors import Problem, ScenarioError
from planner.inputs.boards import Board
from planner.locale import _
from planner.reports.number_format import number


def heading(scenario: planner.Scenario, board_id: str) -> list[Component]:
    """The board's name, and what it means that it publishes nothing."""
    board = scenario.boards[board_id]
    parts: list[Component] = [
        dmc.Title(board.name, order=1, className="page-title"),
        html.P(
            _(
                "People, scanners and lists of one board. Type the board's own "
                "numbers and run them."
            ),
            className="page-lead",
        ),
    ]
    if not board.kpis_published:
        text = _(
            "{board} publishes no audit figures of its own. What is shown "
            "is illustrative: not this board's performance. Type the "
            "board's own numbers in place of the assumptions.",
            board=board.name,
        )
        parts.append(blocks.notice(text, kind="warning"))
    return parts


def people_and_scanners(scenario: planner.Scenario, board_id: str) -> Component:
    """Posts and scanners of the plan, side by side."""
    board = scenario.boards[board_id]
    if not board.posts and not board.scanners:
        return blocks.panel(
            _("People in post"),
            blocks.notice(
                _(
                    "This board runs no Fracture Liaison Service of its own in the "
                    "plan: its residents are seen by other boards, as their shares "
                    "under Assumptions say."
                )
            ),
        )
    return html.Div(
        [
            blocks.panel(_("People in post"), _posts(scenario, board_id)),
            blocks.panel(_("Scanners"), _scanners(board)),
        ]
    )


def _posts(scenario: planner.Scenario, board_id: str) -> Component:
    board = scenario.boards[board_id]
    lines = [
        {
            "post": post_id,
            "role": name_of(ROLES, post.role),
            "band": post.band,
            "wte": number(post.wte, 2),
            "in_post": number(post.filled, 2),
            "start": str(post.start or _("before the plan")),
            "end": str(post.end or _("no end")),
            "confidence": _confidence(
                scenario, f"boards.{board_id}.posts.{post_id}.wte"
            ),
        }
        for post_id, post in board.posts.items()
    ]
    caption = _("Posts of {board} in the plan", board=board.name)
    return tables.table(
        caption,
        {
            "post": _("Post"),
            "role": _("Role"),
            "band": _("Band"),
            "wte": _("WTE funded"),
            "in_post": _("WTE in post"),
            "start": _("From"),
            "end": _("Until"),
            "confidence": _("Confidence"),
        },
        lines,
        numbers=["wte", "in_post"],
    )


def _scanners(board: Board) -> Component:
    lines = [
        {
            "scanner": scanner_id,
            "sessions_a_week": number(scanner.sessions_a_week),
            "slots_a_session": number(scanner.slots_a_session, 0),
            "slot_minutes": number(scanner.slot_minutes, 0),
            "reserved_slots_a_day": number(scanner.reserved_slots_a_day),
            "extended": number(sum(scanner.extended)),
            "downtime": f"{scanner.downtime:.0%}",
        }
        for scanner_id, scanner in board.scanners.items()
    ]
    caption = _("DXA scanners of {board} in the plan", board=board.name)
    headings = {
        "scanner": _("Scanner"),
        "sessions_a_week": _("Sessions a week"),
        "slots_a_session": _("Slots a session"),
        "slot_minutes": _("Minutes a slot"),
        "reserved_slots_a_day": _("Slots a day reserved for the FLS"),
        "extended": _("Evenings and weekend sessions a week"),
        "downtime": _("Downtime"),
    }
    return tables.table(caption, headings, lines, numbers=list(headings)[1:])


def _confidence(scenario: planner.Scenario, key: str) -> str:
    origin = scenario.provenance.get(key)
    return name_of(CONFIDENCE, origin.confidence) if origin else ""


def number_panel(
    scenario: planner.Scenario, board_id: str, typed: Mapping[str, str]
) -> Component:
    """The form, its problems and the button that runs it."""
    form = forms.number_form(
        board_data.fields(scenario, board_id),
        typed,
        {
            "staff": _("People"),
            "scanner": _("Scanners"),
            "referrals": _("Weekly referrals"),
            "list": _("People waiting on day 0"),
        },
    )
    return blocks.panel(
        _("The board's own numbers"),
        html.P(
            _(
                "The fields hold the plan's numbers. Replace them by the "
                "board's own: they apply from the plan's first day."
            )
        ),
        form,
        html.Div(id="board-problems"),
        blocks.row(blocks.button("board-start", _("Run"))),
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
        _("{rule}; {hint}.", rule=problem.rule, hint=problem.hint) for problem in own
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


def saved(title: str | None, board: str, typed: Mapping[str, str | None]) -> Component:
    """Path of the option file, or the reason why there is none."""
    plan = plans.for_board(jobs.service().settings.scenario, board, typed)
    if not plan.typed:
        return blocks.notice(
            _("There is nothing to save yet: no number differs from the plan."),
            kind="warning",
        )
    try:
        path = plans.save_option(
            jobs.service().settings.options_folder, title or "", plan
        )
    except ScenarioError as why:
        return blocks.notice(problem_lines(why.problems), kind="problem")
    return blocks.notice(
        _("Saved as {path}. It can now be chosen on the Compare page.", path=path)
    )
