"""A plan and options to answer for: the form that Worth, Papers and Flow share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import Input, Output, callback, html, no_update
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
from dashboard.ui.option_choice import one_option, several_options
from dashboard.ui.progress import part
from dashboard.ui.shell import address_of, link
from dashboard.ui.tiles import folded
from planner.errors import PlannerError, Problem, ScenarioError
from planner.locale import _, chosen_language

MOST_OPTIONS = 3
"""Options of a paper: more do not fit its charts."""


def row_of(run_id: str | None, kinds: Iterable[str]) -> Run | None:
    """The row of a run of one of these kinds, or None."""
    row = row_with_results(run_id or "")
    return row if row is not None and row.kind in kinds else None


def places(whole: str = "") -> dict[str, str]:
    """Each board that runs a service, by id; before them all together under `whole`."""
    national = plans.load(Plan(jobs.service().settings.scenario))
    named = plans.boards_by_name(national)
    own = {board: named[board] for board in named if board in national.providers}
    return {EVERY: whole, **own} if whole else own


def controls(
    page: str, row: Run | None, address: dict[str, str], *buttons: Component
) -> Component:
    """Board, start, up to three options, and the buttons of a page.

    Parameters
    ----------
    address : board, start and option, as the address says them
    """
    known, chosen = places(_("All of Wales")), options_of(row, address["option"])
    ticked = several_options(
        options_id(page), _("Options"), option_choices.grouped(), chosen
    )
    label = _("Options beside the plan, {most} at most", most=MOST_OPTIONS)
    return html.Div(
        [
            _place_and_start(page, known, place_of(row, address["board"]), address),
            html.Div(start_from.remark(address["start"])),
            folded(
                label, ticked, id=_picker_id(page), opened=bool(chosen) and row is None
            ),
            blocks.row(*buttons),
        ],
        className="ask-form",
    )


def one_plan(page: str, row: Run | None, address: dict[str, str]) -> Component:
    """Board, start and one option or none."""
    known, (option, *_rest) = places(), [*options_of(row, address["option"]), ""]
    shown_under = one_option(
        options_id(page),
        _("Shown under"),
        option_choices.grouped(),
        option,
        _("today's plan"),
    )
    return html.Div(
        [
            _place_and_start(
                page, known, place_of(row, address["board"]), address, shown_under
            ),
            html.Div(start_from.remark(address["start"])),
        ],
        className="ask-form",
    )


def _place_and_start(
    page: str,
    known: dict[str, str],
    place: str,
    address: dict[str, str],
    *more: Component,
) -> Component:
    place = place if place in known else next(iter(known))
    return blocks.row(
        blocks.choice(place_id(page), _("Board"), known, place),
        start_from.control(page, address["start"]),
        *more,
    )


def place_of(row: Run | None, board: str) -> str:
    """The place of a run, all of Wales where it names none; else the address's."""
    return next(iter(request_of(row).plan.boards), EVERY) if row else board


def options_of(row: Run | None, option: str) -> list[str]:
    """The options of a run; without one, those of the address that lists offer."""
    wanted = request_of(row).options if row else option.split(",")
    return [name for name in wanted if option_choices.known(name)]


def remember_in_address(page: str) -> None:
    """Have a page's run, board, start and options stay in its address."""

    @callback(
        Output(address_of(page), "data"),
        Input(part("id", page), "data"),
        Input(place_id(page), "value"),
        Input(start_from.field(page), "value"),
        Input(options_id(page), "value"),
        prevent_initial_call=True,
    )
    def remember(
        run_id: str, place: str, start: str, options: list[str] | str | None
    ) -> str:
        """The choices of the page, as its address holds them."""
        board = "" if place == EVERY else place
        chosen = options if isinstance(options, str) else ",".join(options or [])
        start = start_from.in_address(start)
        return link(run=run_id or "", board=board, start=start, option=chosen)


def close_options_once_asked(page: str) -> None:
    """Have a page's list of options make room for the answer."""

    @callback(
        Output(_picker_id(page), "open"),
        Input(part("id", page), "data"),
        prevent_initial_call=True,
    )
    def close(_run_id: str) -> bool:
        """The list is closed."""
        return False


def _picker_id(page: str) -> dict[str, str]:
    return {"type": "plan-picker", "page": page}


def place_id(page: str) -> dict[str, str]:
    """Id of a page's choice of a board."""
    return {"type": "plan-place", "page": page}


def options_id(page: str) -> dict[str, str]:
    """Id of a page's choice of options: several, or one."""
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
    if place not in places(_("All of Wales")) or not all(
        map(option_choices.known, options)
    ):
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
