"""Choices of the page Ask, and the question they make."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.plans import Plan
from dashboard.questions import (
    CHEAPEST,
    EXPLAIN,
    INFORMATION,
    LIMITS,
    STRESS,
    AskRequest,
)
from dashboard.ui import blocks
from dashboard.ui.tiles import folded
from planner.experiment.ask.question import CLEAR, LEVEL, MEET
from planner.experiment.marks import SHORT
from planner.inputs.limits import Limits
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.periods import Periods
from planner.reports.dates import date_text

EVERY, NONE = "all", "none"
WAIT = "wait:scan"
KINDS = {
    MEET: gettext_noop("What would it take to meet a mark by a date?"),
    CLEAR: gettext_noop("What clears the backlog by a date?"),
    LEVEL: gettext_noop("What keeps the scan list no longer than today?"),
    CHEAPEST: gettext_noop("Which mix of changes is the cheapest that meets a mark?"),
    STRESS: gettext_noop("Does the plan hold when things go wrong?"),
    INFORMATION: gettext_noop("Which number is worth finding out first?"),
    EXPLAIN: gettext_noop("What does each part of an option bring?"),
}
WITH_OPTIONS = (INFORMATION, EXPLAIN)
WITH_MARKS = (MEET, CHEAPEST, STRESS)
CHANCES = ("50", "60", "70", "80", "90", "95")
USUAL_CHANCE = "80"
USUAL_MARKS = (("scanned", "80"), (NONE, ""), (NONE, ""))
USUAL_YEAR = 2028
SHOWN: dict[str, str] = {}
HIDDEN = {"display": "none"}


def limit_id(name: Any) -> dict[str, Any]:
    """Id of the field of one limit."""
    return {"type": "ask-limit", "name": name}


def national() -> Scenario:
    """The published plan for all of Wales."""
    return plans.load(Plan(jobs.service().settings.scenario))


def places() -> dict[str, str]:
    """All boards that run a service, then each, by id."""
    named = plans.boards_by_name(national())
    own = {board: named[board] for board in named if board in national().providers}
    return {EVERY: _("Every board with a service"), **own}


def dates(plan: Scenario) -> dict[str, str]:
    """Ends of quarters by which a mark can be held, by ISO date."""
    periods = Periods.of(plan)
    first = periods.date(int(periods.years.edges[1]) - 1)
    last = periods.date(plan.plan_days - 1)
    found = {}
    for year in range(first.year, last.year + 1):
        for month in (3, 6, 9, 12):
            day = first.replace(
                year=year, month=month, day=calendar.monthrange(year, month)[1]
            )
            if first <= day <= last:
                found[day.isoformat()] = date_text(day)
    return found or {last.isoformat(): date_text(last)}


def mark_names() -> dict[str, str]:
    """Measures that a mark can be set for, by the name the planner reads."""
    known = {name: _(KPIS[kpi].title) for name, kpi in SHORT.items()}
    return {**known, WAIT: _("Nobody waits for a scan longer than so many days")}


def controls(
    asked: AskRequest | None, start: Component, place: str, mark: str = "", by: str = ""
) -> Component:
    """The question, what it is about, and the button that asks it.

    Parameters
    ----------
    mark, by : as a link to the page fills them in, the date as year and month
    """
    kind = asked.kind if asked else MEET
    return html.Div(
        [
            html.Div(
                blocks.choice("ask-kind", _("Question"), _translated(KINDS), kind),
                className="ask-wide",
            ),
            html.Div(_marks(asked, mark), id="ask-marks-box", style=shown_marks(kind)),
            html.Div(_choice(asked), id="ask-choice-box", style=shown_choice(kind)),
            blocks.row(*_about(asked, place, by), start),
            _limits(asked),
            blocks.row(blocks.button("ask-start", _("Ask"))),
        ],
        className="ask-form",
    )


def shown_marks(kind: str) -> dict[str, str]:
    """Style of the fields for marks: only some questions have any."""
    return SHOWN if kind in WITH_MARKS else HIDDEN


def shown_choice(kind: str) -> dict[str, str]:
    """Style of the fields for options to choose between."""
    return SHOWN if kind in WITH_OPTIONS else HIDDEN


def _about(asked: AskRequest | None, place: str, linked: str) -> list[Component]:
    known, by = places(), dates(national())
    own = asked.plan.boards[0] if asked and len(asked.plan.boards) == 1 else place
    wanted = linked or f"{USUAL_YEAR}-03"
    usual = next((day for day in by if day.startswith(wanted)), list(by)[-1])
    day = asked.by if asked and asked.by in by else usual
    chance = str(asked.chance) if asked else USUAL_CHANCE
    return [
        blocks.choice("ask-place", _("Board"), known, own if own in known else EVERY),
        blocks.choice("ask-by", _("By"), by, day),
        blocks.choice(
            "ask-chance",
            _("With a chance of at least, %"),
            CHANCES,
            chance if chance in CHANCES else USUAL_CHANCE,
        ),
    ]


def _marks(asked: AskRequest | None, linked: str = "") -> list[Component]:
    texts = asked.marks if asked else (linked,)
    split = [mark.rpartition("=") for mark in texts]
    known = {NONE, *mark_names()}
    given = [(name, target) for name, _equals, target in split if name in known]
    rows = [*given, *USUAL_MARKS[len(given) :]] if given else list(USUAL_MARKS)
    lines = [
        _mark_line(place, name, target) for place, (name, target) in enumerate(rows[:3])
    ]
    more = any(name != NONE for name, _target in rows[1:])
    return [lines[0], folded(_("Further marks to meet"), *lines[1:], opened=more)]


def _mark_line(place: int, name: str, target: str) -> Component:
    """Measure and number of one mark."""
    names = mark_names() if place == 0 else {NONE: _("none"), **mark_names()}
    return html.Div(
        [
            blocks.choice(
                f"ask-mark-{place}", _("Mark {place}", place=place + 1), names, name
            ),
            blocks.text_field(
                f"ask-target-{place}",
                _("At least, % (of a wait: at most, days)"),
                value=target,
            ),
        ],
        className="control-row ask-wide",
    )


def _choice(asked: AskRequest | None) -> list[Component]:
    known = plans.options(jobs.service().settings.options_folder)
    chosen = [o for o in asked.options if o in known] if asked else []
    worth = f"{asked.willingness:g}" if asked and asked.willingness else ""
    return [
        blocks.row(
            blocks.choices(
                "ask-options", _("Options beside today"), known, chosen,
                _("Choose one or more"),
            ),
            blocks.text_field(
                "ask-worth",
                _("One more person in time is worth, pounds"),
                value=worth,
                help_text=_("Left empty, people are counted and costs are not."),
            ),
        )
    ]  # fmt: skip


def _limits(asked: AskRequest | None) -> Component:
    usual, own = Limits(), dict(asked.limits) if asked else {}
    fields = [
        blocks.text_field(
            limit_id(name),
            _("{title} ({unit})", title=usual.title(name), unit=usual.owner(name).unit),
            value=f"{own.get(name, getattr(usual, name)):g}",
            help_text=_("Source: {source}", source=usual.owner(name).source),
        )
        for name in LIMITS
    ]
    return folded(
        _("Limits on new capacity: time to hire, rooms, prices"),
        html.Div(fields, className="ask-limits"),
        opened=bool(own),
    )


def _translated(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _(text) for key, text in texts.items()}
