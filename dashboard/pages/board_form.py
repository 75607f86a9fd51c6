"""The board page above its results: people, scanners, fields, saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

import planner
from dashboard import jobs, plans
from dashboard.locale import name_of, say, words
from dashboard.locale.numbers import plain
from dashboard.pages.board_state import RunRequest
from dashboard.ui import blocks, forms, tables
from planner import board_data
from planner.errors import Problem, ScenarioError
from planner.inputs.boards import Board


def heading(scenario: planner.Scenario, board_id: str) -> list[Component]:
    """The board's name, and what it means that it publishes nothing."""
    board = scenario.boards[board_id]
    parts: list[Component] = [
        dmc.Title(board.name, order=1, className="page-title"),
        html.P(say("board.lead"), className="page-lead"),
    ]
    if not board.kpis_published:
        text = say("illustrative.one", board=board.name)
        parts.append(blocks.notice(text, kind="warning"))
    return parts


def people_and_scanners(scenario: planner.Scenario, board_id: str) -> Component:
    """Posts and scanners of the plan, side by side."""
    board = scenario.boards[board_id]
    if not board.posts and not board.scanners:
        return blocks.panel(
            say("board.people_title"), blocks.notice(say("board.people_empty"))
        )
    return html.Div(
        [
            blocks.panel(say("board.people_title"), _posts(scenario, board_id)),
            blocks.panel(say("board.scanners_title"), _scanners(board)),
        ]
    )


def _posts(scenario: planner.Scenario, board_id: str) -> Component:
    board = scenario.boards[board_id]
    lines = [
        {
            "post": post_id,
            "role": name_of("roles", post.role),
            "band": post.band,
            "wte": plain(post.wte, 2),
            "in_post": plain(post.filled, 2),
            "start": str(post.start or say("posts.from_before")),
            "end": str(post.end or say("posts.open_end")),
            "confidence": _confidence(
                scenario, f"boards.{board_id}.posts.{post_id}.wte"
            ),
        }
        for post_id, post in board.posts.items()
    ]
    caption = say("board.people_caption", board=board.name)
    return tables.table(
        caption, words("posts_columns"), lines, numbers=["wte", "in_post"]
    )


def _scanners(board: Board) -> Component:
    lines = [
        {
            "scanner": scanner_id,
            "sessions_a_week": plain(scanner.sessions_a_week),
            "slots_a_session": plain(scanner.slots_a_session, 0),
            "slot_minutes": plain(scanner.slot_minutes, 0),
            "reserved_slots_a_day": plain(scanner.reserved_slots_a_day),
            "extended": plain(sum(scanner.extended)),
            "downtime": f"{scanner.downtime:.0%}",
        }
        for scanner_id, scanner in board.scanners.items()
    ]
    caption = say("board.scanners_caption", board=board.name)
    headings = words("scanners")
    return tables.table(caption, headings, lines, numbers=list(headings)[1:])


def _confidence(scenario: planner.Scenario, key: str) -> str:
    origin = scenario.provenance.get(key)
    return name_of("confidence", origin.confidence) if origin else ""


def number_panel(
    scenario: planner.Scenario, board_id: str, typed: Mapping[str, str]
) -> Component:
    """The form, its problems and the button that runs it."""
    form = forms.number_form(
        board_data.fields(scenario, board_id), typed, words("own_groups")
    )
    return blocks.panel(
        say("board.own_title"),
        html.P(say("board.own_lead")),
        form,
        html.Div(id="board-problems"),
        blocks.row(blocks.button("board-start", say("run.start"))),
    )


def said(asked: RunRequest, keys: Sequence[str]) -> tuple[list[str], Any]:
    """Each problem for its field, and a summary for those that have no field."""
    errors = [_beside(key, asked.problems) for key in keys]
    if not asked.problems:
        return errors, None
    elsewhere = [problem for problem in asked.problems if problem.key not in keys]
    text = [html.P(say("board.problems_text")), *problem_lines(elsewhere)]
    summary = blocks.notice(text, kind="problem", title=say("board.problems_title"))
    return errors, summary


def problem_lines(problems: Sequence[Problem]) -> list[Component]:
    """Each problem with its place, rule and how to fix it, as a line of its own."""
    return [html.P(str(problem), className="problem-line") for problem in problems]


def _beside(key: str, problems: Sequence[Problem]) -> str:
    own = [problem for problem in problems if problem.key == key]
    return " ".join(
        say("forms.problem", rule=problem.rule, hint=problem.hint) for problem in own
    )


def saving() -> Component:
    """Where a change gets its name."""
    return blocks.panel(
        say("board.save_title"),
        blocks.row(
            blocks.text_field(
                "board-option",
                say("board.save_name"),
                help_text=say("board.save_help"),
            ),
            blocks.button("board-save", say("board.save_button"), quiet=True),
        ),
        html.Div(id="board-saved", role="status"),
    )


def saved(title: str | None, board: str, typed: Mapping[str, str | None]) -> Component:
    """Where the option file is, or why there is none."""
    plan = plans.for_board(jobs.service().settings.scenario, board, typed)
    if not plan.typed:
        return blocks.notice(say("board.save_nothing"), kind="warning")
    try:
        path = plans.save_option(
            jobs.service().settings.options_folder, title or "", plan
        )
    except ScenarioError as why:
        return blocks.notice(problem_lines(why.problems), kind="problem")
    return blocks.notice(say("board.saved", path=path))
