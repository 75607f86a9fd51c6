"""Start from: the published numbers, or a board's own, on every page.

The address says `start=<id of the saved numbers>`; without it a page starts from what
is published. A page puts `control` among its choices, and reads `start_plan` of its
address: options are laid over that plan, and it is the baseline that they are compared
with, so that what was typed is never reported as an effect.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.plans import Plan
from dashboard.store import own_numbers
from dashboard.store.database import StoreError
from dashboard.store.own_numbers import SavedNumbers
from dashboard.ui import blocks
from planner.errors import ScenarioError
from planner.locale import _
from planner.reports.dates import date_text

PUBLISHED = "published"
FIELD = "start-from"


def field(page: str) -> dict[str, str]:
    """Id of the control on a page; its value is `PUBLISHED` or an id."""
    return {"type": FIELD, "page": page}


def control(page: str, start: str = "", board: str | None = None) -> Component:
    """The choice of the start among what was saved.

    Parameters
    ----------
    start : as the address says it
    board : whose numbers are offered; None: those of every board
    """
    known = choices(board)
    return blocks.choice(
        field(page), _("Start from"), known, start if start in known else PUBLISHED
    )


def choices(board: str | None = None) -> dict[str, str]:
    """Words for each start that can be chosen, by id; the published numbers first."""
    return {PUBLISHED: _("published numbers")} | {
        each.id: _words(each, board) for each in _listed(board)
    }


def _words(numbers: SavedNumbers, board: str | None) -> str:
    """A start in the list of them."""
    if not numbers.board:
        return _("edited assumptions: {name}", name=numbers.name)
    if board:
        return _("my numbers: {name}", name=numbers.name)
    about = {"board": _board_name(numbers), "name": numbers.name}
    return _("{board}'s numbers: {name}", **about)


def saved(start: str | None) -> SavedNumbers | None:
    """The own numbers that an address names, or None: what is published.

    Also of numbers that were deleted since, so that a link still shows what it showed.
    """
    if not start or start == PUBLISHED:
        return None
    try:
        return own_numbers.read(start)
    except StoreError:
        return None


def start_plan(start: str | None) -> Plan:
    """All of Wales from this start; what cannot be used any more is left out."""
    published = Plan(jobs.service().settings.scenario)
    numbers = saved(start)
    if numbers is None:
        return published
    plan = Plan(published.scenario, board=numbers.board, typed=numbers.typed)
    return published if problem(plan) else plan


def in_address(start: str | None) -> str:
    """The start as the address holds it: nothing where it is what is published."""
    return "" if not start or start == PUBLISHED else start


def sentence(start: str | None) -> str:
    """The start in words, for the small print of results and exports."""
    numbers = saved(start)
    if numbers is None:
        return _("Starts from the published numbers.")
    if not numbers.board:
        return _(
            "Starts from edited assumptions, {name}, saved on {date}: they are part of"
            " both sides of a comparison and never an effect.",
            name=numbers.name,
            date=date_text(numbers.at.date()),
        )
    return _(
        "Starts from {board}'s own numbers, {name}, saved on {date}: they are part of"
        " both sides of a comparison and never an effect.",
        board=_board_name(numbers),
        name=numbers.name,
        date=date_text(numbers.at.date()),
    )


def remark(start: str | None) -> list[Component]:
    """Words under the control: the start, or why the one asked for is not used."""
    numbers = saved(start)
    if numbers is None and in_address(start):
        text = _("The own numbers of this link are not on this computer.")
        return [blocks.notice(text, kind="warning")]
    if numbers is None:
        return []
    plan = Plan(jobs.service().settings.scenario, (), numbers.board, numbers.typed)
    if why := problem(plan):
        lines = [html.P(text) for text in why]
        title = _("These own numbers cannot be used any more; published ones are shown")
        return [blocks.notice(lines, kind="problem", title=title)]
    return [blocks.note(sentence(start))]


def problem(plan: Plan) -> list[str]:
    """Reasons why a start cannot be used; none: it can."""
    try:
        plans.load(plan)
    except ScenarioError as why:
        return [str(each) for each in why.problems]
    return []


def _listed(board: str | None) -> tuple[SavedNumbers, ...]:
    try:
        everywhere = own_numbers.listed("") if board else ()
        return (*own_numbers.listed(board), *everywhere)
    except StoreError:
        return ()


def _board_name(numbers: SavedNumbers) -> str:
    names = plans.boards_by_name(plans.load(Plan(jobs.service().settings.scenario)))
    return names.get(numbers.board, numbers.board)
