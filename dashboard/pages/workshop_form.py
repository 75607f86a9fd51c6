"""The form that starts a workshop, and the list of those there were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.pages import start_from
from dashboard.pages.ask_form import EVERY
from dashboard.pages.plan_form import places
from dashboard.pages.workshop_screen import place_name
from dashboard.store import workshops
from dashboard.store.database import StoreError
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks
from dashboard.ui.shell import link
from planner.errors import Problem, ScenarioError
from planner.experiment.valued_measures import MEASURES, shares_of
from planner.locale import _
from planner.reports.dates import date_text

NAME = "workshop"
WEIGHT = "workshop-weight"
USUAL_WEIGHTS = {
    "kpi5_scanned_90_of_all": "4",
    "waiting_list": "3",
    "cost_whole_plan": "3",
}
USUAL_REVENUE, USUAL_CAPITAL = "150,000", "100,000"
MOST_POUNDS = 1e9


def form(board: str, start: str) -> Component:
    """Everything that a facilitator decides before the tables come."""
    known = places(_("All of Wales"))
    return html.Div(
        [
            blocks.row(
                blocks.text_field("workshop-name", _("Name of the workshop")),
                blocks.choice(
                    "workshop-board",
                    _("Board"),
                    known,
                    board if board in known else next(iter(known)),
                ),
                start_from.control(NAME, start),
            ),
            blocks.row(
                blocks.text_field(
                    "workshop-revenue",
                    _("Revenue to spend, pounds a year"),
                    value=USUAL_REVENUE,
                    help_text=_("in each financial year, on top of today's plan"),
                ),
                blocks.text_field(
                    "workshop-capital",
                    _("Capital to spend, pounds"),
                    value=USUAL_CAPITAL,
                    help_text=_("of the whole plan; a further scanner is capital"),
                ),
            ),
            _weights(),
            html.Div(id="workshop-problems"),
            blocks.button("workshop-begin", _("Start the workshop")),
        ],
        className="workshop-form",
    )


def _weights() -> Component:
    fields = [
        dmc.TextInput(
            id={"type": WEIGHT, "key": measure.kpi},
            label=_(measure.title),
            description=_("100 points: {best}", best=_(measure.best)),
            value=USUAL_WEIGHTS.get(measure.kpi, "0"),
            className="workshop-weight",
        )
        for measure in MEASURES
    ]
    note = _(
        "Agree the weights with the room before anybody builds: how much is it worth"
        " to move each from where it is today to its 100 points? Only their ratios"
        " count; 0 leaves a measure out."
    )
    return html.Fieldset(
        [
            html.Legend(_("What the room values: a weight from 0 to 10")),
            blocks.note(note),
            html.Div(fields, className="workshop-weight-fields"),
        ],
        className="form-group workshop-valued",
    )


def read_terms(
    revenue: str, capital: str, ids: Sequence[Mapping[str, str]], values: Sequence[Any]
) -> dict[str, Any]:
    """Budget and weights as they were typed.

    Raises
    ------
    ScenarioError: for everything that is no number, all at once
    """
    problems: list[Problem] = []
    pounds = {
        key: _number(text, title, MOST_POUNDS, problems)
        for key, title, text in (
            ("revenue", _("Revenue to spend"), revenue),
            ("capital", _("Capital to spend"), capital),
        )
    }
    titles = {measure.kpi: _(measure.title) for measure in MEASURES}
    weights = [
        [str(id["key"]), _number(text, titles[str(id["key"])], 10, problems)]
        for id, text in zip(ids, values, strict=True)
    ]
    if problems:
        raise ScenarioError(problems)
    shares_of(dict(map(tuple, weights)))  # type: ignore[arg-type]
    return {**pounds, "weights": [pair for pair in weights if pair[1]]}


def _number(text: Any, title: str, most: float, problems: list[Problem]) -> float:
    """A number typed with or without commas; a problem where it is none."""
    cleaned = str(text or "0").replace(",", "").replace("£", "").strip()
    try:
        found = float(cleaned)
    except ValueError:
        found = -1.0
    if 0 <= found <= most:
        return found
    rule = _("a number from 0 to {most}", most=f"{most:,.0f}")
    hint = _("type digits, such as 120,000")
    problems.append(Problem(title, rule, "", str(text)[:40], hint))
    return 0.0


def begun(
    name: str, board: str, start: str, terms: Mapping[str, Any], browser: str
) -> Workshop:
    """A new workshop of what the form says.

    Raises
    ------
    PlannerError: if something is refused
    """
    if board not in places(_("All of Wales")):
        raise StoreError(_("Choose a board from the list."))
    numbers = start_from.saved(start)
    kept = start_from.in_address(start) if numbers else ""
    place = "" if board == EVERY else board
    return workshops.begin(name, place, kept, terms, browser)


def refused(why: Exception) -> Component:
    """A refusal, a line each problem."""
    if not isinstance(why, ScenarioError):
        return blocks.notice(str(why), kind="problem")
    lines = [
        html.P(": ".join(p for p in (_found(each), each.rule, each.hint) if p))
        for each in why.problems
    ]
    return blocks.notice(lines, kind="problem")


def _found(problem: Problem) -> str:
    return f"{problem.file} = {problem.value}" if problem.value else problem.file


def earlier() -> list[Component]:
    """Workshops that there were, each with a link; those that go on first."""
    try:
        found = workshops.listed()
    except StoreError as why:
        return [blocks.notice(str(why), kind="warning")]
    if not found:
        return []
    lines = [_line(each) for each in sorted(found, key=lambda w: w.ended is not None)]
    return [blocks.panel(_("Workshops on this computer"), html.Ul(lines))]


def _line(workshop: Workshop) -> Component:
    state = _("ended") if workshop.ended else _("going on")
    about = _(
        "{place}, {date}, {state}",
        place=place_name(workshop),
        date=date_text(workshop.begun.date()),
        state=state,
    )
    address = "/workshop" + link(workshop=workshop.id)
    return html.Li([dmc.Anchor(workshop.name, href=address), f": {about}"])
