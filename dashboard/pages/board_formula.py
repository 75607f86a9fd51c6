"""The formula's answer to what was typed: at once, before any simulation."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.names import ROLES, name_of
from dashboard.pages.board_state import BoardChoices
from dashboard.plans import Plan
from dashboard.ui import blocks
from planner.errors import ScenarioError
from planner.formula.answer import FormulaAnswer, answer
from planner.formula.fluid import is_ready
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import unit_of
from planner.outcomes.periods import Periods, headline_period
from planner.reports.number_format import amount, number

MEASURES = (
    ("kpi5_scanned_90_of_all", "all", gettext_noop("scanned within 90 days")),
    ("kpi4_assessed_90", "all", gettext_noop("assessed within 90 days")),
    ("waiting_list", "scan", gettext_noop("waiting for DXA at the end")),
)


class FormulaFigure(NamedTuple):
    """One figure by formula, beside that of the start."""

    title: str
    now: str
    start: str


@lru_cache(maxsize=64)
def by_formula(plan: Plan) -> FormulaAnswer:
    """The formula's answer for the board of a plan."""
    return answer(plans.load(plan), [plan.board])


def show(choices: BoardChoices, plan: Plan) -> Component:
    """One line: each figure by formula, and the start's where it differs."""
    if not is_ready():
        return blocks.note(_("The formula is being made ready on this computer."))
    try:
        found = figures(choices, plan)
    except (ScenarioError, ValueError, ZeroDivisionError):
        return blocks.note(_("The formula has no answer to these numbers."))
    parts = [
        html.Span(
            [
                html.Span(each.title, className="formula-title"),
                html.Strong(each.now),
                html.Span(
                    _("start: {value}", value=each.start), className="formula-start"
                )
                if each.start != each.now
                else "",
            ],
            className="formula-figure",
        )
        for each in found
    ]
    label = _("At once, by formula: an estimate without random variation")
    if plan != choices.unmoved and all(each.now == each.start for each in found):
        label = _("At once, by formula: as the start, nothing of this moves")
    return html.Div(
        [html.Span(label, className="formula-label"), *parts], className="formula"
    )


def figures(choices: BoardChoices, plan: Plan) -> list[FormulaFigure]:
    """Figures of the plan beside those of its start; no board without a service."""
    here, start = by_formula(plan), by_formula(choices.unmoved)
    if plan.board not in here.boards:
        return []
    pairs = [
        FormulaFigure(
            _(title), *(_value(each, kpi, stage, choices) for each in (here, start))
        )
        for kpi, stage, title in MEASURES
    ]
    both = (_busiest(each, choices.board) for each in (here, start))
    return [*pairs, FormulaFigure(_("busiest"), *both)]


def _value(found: FormulaAnswer, kpi: str, stage: str, choices: BoardChoices) -> str:
    period = headline_period(found.scenario, kpi, choices.year)
    if kpi == "waiting_list":
        period = Periods.of(found.scenario).last_whole("week")
    label = period.label if period else ""
    value = found.value(choices.board, kpi, stage, "all", label)
    return amount(value, unit_of(kpi))


def _busiest(found: FormulaAnswer, board: str) -> str:
    """The role with the highest load in the last whole quarter, with it."""
    period = Periods.of(found.scenario).last_whole("quarter")
    if period is None:
        return _("none")
    roles = found.frame(board).stages_by_role
    loads = {r: found.value(board, "load", "all", r, period.label) for r in roles}
    known = {role: load for role, load in loads.items() if not math.isnan(load)}
    if not known:
        return _("none")
    role = max(known, key=lambda name: known[name])
    return _(
        "{role}, load {load}", role=name_of(ROLES, role), load=number(known[role], 2)
    )
