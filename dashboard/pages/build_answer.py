"""The plan's budget and the formula's answer, at once; prices of its changes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache

from dash import html
from dash.development.base_component import Component

from dashboard import drafts, plans
from dashboard.drafts import Held
from dashboard.plans import Plan
from dashboard.ui import blocks, tables
from planner.errors import Problem, ScenarioError
from planner.experiment.build.draft import DraftPlan
from planner.formula.fluid import is_ready
from planner.formula.foreseen import Foreseen, ForeseenBudget, foresee
from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.build import figures_of, problem_sentences
from planner.reports.number_format import short_pounds

FIGURES = {
    "cleared": gettext_noop("DXA backlog cleared by"),
    "waiting": gettext_noop("waiting for DXA at the end"),
    "scanned": gettext_noop("scanned within 90 days"),
}


@dataclass(frozen=True)
class TriedPlan:
    """A plan laid over its start: a scenario, or the problems that it has."""

    draft: DraftPlan | None = None
    scenario: Scenario | None = None
    problems: tuple[Problem, ...] = field(default=())


def tried(held: Held, start: Plan) -> TriedPlan:
    """The plan that the page holds, laid over its start."""
    changes = {key: held.get(key) for key in ("changes", "without", "pathway")}
    return _tried(json.dumps(changes, sort_keys=True), start, _stamps(held))


def _stamps(held: Held) -> tuple[float, ...]:
    """Moments at which the plan's own definitions were saved."""
    names = (str(c["definition"]).partition(":") for c in held["changes"])
    paths = (drafts.folder() / f"{n}.toml" for own, _c, n in names if own == drafts.OWN)
    return tuple(path.stat().st_mtime for path in paths if path.exists())


@lru_cache(maxsize=64)
def _tried(changes: str, start: Plan, _saved: tuple[float, ...]) -> TriedPlan:
    base, draft = plans.load(start), None
    try:
        held = {"title": _("This plan"), **json.loads(changes)}
        held = {k: v for k, v in held.items() if v is not None}
        draft = drafts.draft_of({"changes": [], **held}, base)
        return TriedPlan(draft, draft.over(base))
    except ScenarioError as why:
        return TriedPlan(draft, problems=why.problems)


@cached
def _foreseen(scenario: Scenario, boards: tuple[str, ...]) -> Foreseen:
    return foresee(scenario, boards)


def foreseen(scenario: Scenario, place: str) -> Foreseen:
    """The formula's figures of a plan for a board, or for all where none is named."""
    return _foreseen(scenario, (place,) if place else ())


def prices(held: Held, start: Plan, place: str) -> dict[str, ForeseenBudget | None]:
    """Additions to the start's budget by each change alone, by its name.

    None of a change that cannot stand alone, or without prices.
    """
    found: dict[str, ForeseenBudget | None] = {}
    before = foreseen(plans.load(start), place).budget if is_ready() else None
    for each in held["changes"]:
        alone = tried({"changes": [each]}, start).scenario
        after = foreseen(alone, place).budget if alone and before else None
        found[each["name"]] = after.beyond(before) if after and before else None
    return found


def show(held: Held, start: Plan, place: str) -> list[Component]:
    """Budget by financial year and the formula's figures, those of the start beside."""
    if not is_ready():
        return [blocks.note(_("The formula is being made ready on this computer."))]
    made = tried(held, start)
    base = foreseen(plans.load(start), place)
    if made.scenario is None:
        text = _("The plan cannot be worked out yet: a change below has a problem.")
        return [blocks.notice(text, kind="warning")]
    found = foreseen(made.scenario, place)
    return [_figures(found, base), *_budget(found, base)]


def elsewhere(made: TriedPlan) -> list[Component]:
    """Problems that belong to no change of the plan."""
    titles = [each.title for each in made.draft.changes] if made.draft else []
    left = [p for p in made.problems if not any(t in p.file for t in titles)]
    lines = [html.P(text) for text in problem_sentences(left)]
    return [blocks.notice(lines, kind="problem")] if lines else []


def _figures(found: Foreseen, base: Foreseen) -> Component:
    now, before = figures_of(found), figures_of(base)
    parts = [
        html.Span(
            [
                html.Span(_(title), className="formula-title"),
                html.Strong(now[key]),
                html.Span(
                    _("start: {value}", value=before[key]), className="formula-start"
                ),
            ],
            className="formula-figure",
        )
        for key, title in FIGURES.items()
    ]
    label = _("At once, by formula: an estimate without random variation")
    return html.Div(
        [html.Span(label, className="formula-label"), *parts], className="formula"
    )


def _budget(found: Foreseen, base: Foreseen) -> list[Component]:
    """The total by financial year, and what it adds to the start's."""
    budget, before = found.budget, base.budget
    if budget is None or before is None:
        return [blocks.note(_("The scenario has no prices, so there is no budget."))]
    more = budget.beyond(before)
    columns = {"line": _("Budget, by formula"), **{year: year for year in budget.years}}
    columns["whole"] = _("Whole plan")
    lines = [
        _line(_("Total"), budget.total, budget, signed=False),
        _line(_("On top of the start"), more.total, budget, signed=True),
    ]
    if more.capital.any():
        line = _line(_("of which capital"), more.capital, budget, signed=True)
        lines.append(line)
    table = tables.table(
        _("Budget by financial year"), columns, lines, numbers=list(columns)[1:]
    )
    return [html.Div(table, className="plan-budget")]


def _line(
    title: str, values: object, budget: ForeseenBudget, *, signed: bool
) -> dict[str, str]:
    amounts = [float(v) for v in values]  # type: ignore[attr-defined]
    shown = {
        year: short_pounds(value, signed=signed)
        for year, value in zip(budget.years, amounts, strict=True)
    }
    return {"line": title, **shown, "whole": short_pounds(sum(amounts), signed=signed)}
