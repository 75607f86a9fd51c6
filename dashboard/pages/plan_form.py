"""A plan and options to answer for: the form that the pages Worth and Papers share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import html, no_update
from dash.development.base_component import Component

from dashboard import jobs, option_choices, plans
from dashboard.asking import request_of
from dashboard.pages import start_from
from dashboard.pages.ask_form import EVERY
from dashboard.pages.running import row_with_results
from dashboard.plans import Plan
from dashboard.questions import AskRequest
from dashboard.runs import Run
from dashboard.ui import blocks
from dashboard.ui.option_choice import several_options
from dashboard.ui.tiles import folded
from planner.errors import PlannerError, Problem, ScenarioError
from planner.locale import _, chosen_language

MOST_OPTIONS = 3
"""Options of a paper: more do not fit its charts."""


def row_of(run_id: str | None, kinds: Iterable[str]) -> Run | None:
    """The row of a run of one of these kinds, or None."""
    row = row_with_results(run_id or "")
    return row if row is not None and row.kind in kinds else None


def places(whole: str) -> dict[str, str]:
    """All boards together under `whole`, then each that runs a service, by id."""
    national = plans.load(Plan(jobs.service().settings.scenario))
    named = plans.boards_by_name(national)
    own = {board: named[board] for board in named if board in national.providers}
    return {EVERY: whole, **own}


def controls(
    page: str, row: Run | None, address: dict[str, str], *buttons: Component
) -> Component:
    """Board, start, options and the buttons of a page.

    Parameters
    ----------
    address : board and start, as the address says them
    """
    asked = request_of(row) if row else None
    known = places(_("All of Wales"))
    place = asked.plan.boards[0] if asked and asked.plan.boards else address["board"]
    options = [o for o in asked.options if option_choices.known(o)] if asked else []
    return html.Div(
        [
            blocks.row(
                blocks.choice(
                    place_id(page),
                    _("Board"),
                    known,
                    place if place in known else EVERY,
                ),
                start_from.control(page, address["start"]),
            ),
            html.Div(start_from.remark(address["start"])),
            folded(
                _("Options beside the plan, {most} at most", most=MOST_OPTIONS),
                several_options(
                    options_id(page),
                    _("Options"),
                    option_choices.grouped(),
                    options,
                ),
                opened=bool(options),
            ),
            blocks.row(*buttons),
        ],
        className="ask-form",
    )


def place_id(page: str) -> dict[str, str]:
    """Id of a page's choice of a board."""
    return {"type": "plan-place", "page": page}


def options_id(page: str) -> dict[str, str]:
    """Id of a page's choice of options."""
    return {"type": "plan-options", "page": page}


def ask(kind: str, place: str, options: list[str] | None, start: str) -> Any:
    """Problems to show, and the id of the run that answers."""
    try:
        run = jobs.service().ask(request(kind, place, options or [], start))
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), no_update
    return None, run.id


def request(kind: str, place: str, options: list[str], start: str) -> AskRequest:
    """The question of the form.

    Raises
    ------
    ScenarioError: for a name that no list offers, or too many options
    """
    if place not in places("") or not all(map(option_choices.known, options)):
        rule = _("choose from the lists")
        raise ScenarioError(Problem(_("question"), rule, hint=_("choose again")))
    if len(options) > MOST_OPTIONS:
        rule = _("at most {most} options", most=MOST_OPTIONS)
        hint = _("take out those that matter least; Compare takes more")
        raise ScenarioError(
            Problem(_("options"), rule, value=f"{len(options)}", hint=hint)
        )
    plan = start_from.start_plan(start)
    boards = () if place == EVERY else (place,)
    return AskRequest(
        kind=kind,
        plan=Plan(plan.scenario, plan.options, plan.board, plan.typed, boards),
        options=tuple(options),
        replications=jobs.service().settings.replications,
        language=chosen_language(),
    )
