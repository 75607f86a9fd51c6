"""The timeline of the page Build: a bar for each change, its date, price and reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.figures.style import option_looks
from dashboard.pages.build_answer import TriedPlan
from dashboard.pages.build_edits import DUPLICATE, EDIT, REMOVE
from dashboard.ui import blocks
from planner.errors import Problem
from planner.experiment.ask.cost import SMALLEST
from planner.experiment.build.draft import DraftChange, problems_of
from planner.experiment.build.fields import START, UNTIL
from planner.formula.foreseen import ForeseenBudget
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.reports.build import problem_sentences
from planner.reports.dates import date_text, month_and_year
from planner.reports.number_format import short_pounds

DATE, DO = "build-date", "build-do"
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class LineSpan:
    """Days of a plan, to place dates on a line."""

    first: datetime.date
    days: int

    def part(self, day: datetime.date) -> float:
        """Per cent of the line that lie before a day."""
        return min(100.0, max(0.0, 100 * (day - self.first).days / self.days))

    @property
    def quarters(self) -> list[datetime.date]:
        """First days of quarters of financial years, for the marks of the line."""
        last = self.first + datetime.timedelta(days=self.days - 1)
        count = (last.year - self.first.year) * 12 + last.month - self.first.month
        months = (self.first.month - 1 + n for n in range(count + 1))
        found = [
            datetime.date(self.first.year + m // 12, m % 12 + 1, 1) for m in months
        ]
        return [day for day in found if day.month % QUARTER_MONTHS == 1]


@dataclass(frozen=True)
class TimelineRow:
    """A change on the timeline.

    Attributes
    ----------
    price : additions to the start's budget by this change alone; None: not known
    """

    change: DraftChange
    until: datetime.date | None
    date_text: str
    price: ForeseenBudget | None


def date_id(name: Any) -> dict[str, Any]:
    """Id of the field of a change's first day."""
    return {"type": DATE, "name": name}


def do_id(act: Any, name: Any) -> dict[str, Any]:
    """Id of a button of a change."""
    return {"type": DO, "act": act, "name": name}


def show(
    rows: Sequence[TimelineRow],
    plan: Scenario,
    problems: Sequence[Problem],
    opened: str,
) -> Component:
    """All changes of a plan, in its order."""
    span = LineSpan(plan.plan_start, plan.plan_days)
    if not rows:
        return blocks.notice(
            _(
                "No change yet. Add one from the list: it stands here as a bar that you"
                " drag to another date."
            )
        )
    looks = option_looks([each.change.name for each in rows])
    lines = [
        _line(
            row,
            span,
            _beside(row.change, problems),
            {"glyph": looks[row.change.name].glyph, "open": row.change.name == opened},
        )
        for row in rows
    ]
    about: dict[str, Any] = {
        "data-first": span.first.isoformat(),
        "data-days": str(span.days),
    }
    return html.Div(
        [_axis(span), html.Ol(lines, className="plan-lines")],
        className="plan-timeline",
        **about,
    )


def _axis(span: LineSpan) -> Component:
    """Quarters above the bars, a financial year's first with its date."""
    marks = [
        html.Span(
            month_and_year(day, short=True) if day.month in (4, 10) else "",
            className="plan-tick plan-tick-year" if day.month == 4 else "plan-tick",
            style={"left": f"{span.part(day):.2f}%"},
        )
        for day in span.quarters
    ]
    hidden: dict[str, Any] = {"aria-hidden": "true"}
    return html.Div(
        html.Div(marks, className="plan-ticks"), className="plan-axis", **hidden
    )


def _line(
    row: TimelineRow, span: LineSpan, problems: Sequence[str], look: Mapping[str, Any]
) -> Component:
    change = row.change
    refused = " plan-line-refused" if problems else ""
    return html.Li(
        [
            html.Div(
                [
                    html.Strong(change.title, className="plan-title"),
                    html.Span(change.why, className="plan-why"),
                ],
                className="plan-words",
            ),
            dmc.TextInput(
                id=date_id(change.name),
                value=row.date_text,
                debounce=True,
                inputProps={"type": "date"},
                className="plan-date",
                **blocks.labelled(_("First day of {change}", change=change.title)),
            ),
            _track(row, span),
            _price(row.price),
            _buttons(change, opened=bool(look["open"])),
            html.Div(
                [html.P(text) for text in problems],
                className="plan-refused",
                role="alert",
            )
            if problems
            else None,
        ],
        className=f"plan-line{refused}",
    )


def _track(row: TimelineRow, span: LineSpan) -> Component:
    """The bar of a change: a slider that keys and the mouse move."""
    change, until = row.change, row.until
    left = span.part(change.start)
    right = span.part(until) if until else 100.0
    days = (change.start - span.first).days
    said = date_text(change.start)
    about: dict[str, Any] = {
        "aria-label": _("First day of {change}, on the timeline", change=change.title),
        "aria-valuemin": "0",
        "aria-valuemax": str(span.days - 1),
        "aria-valuenow": str(min(max(days, 0), span.days - 1)),
        "aria-valuetext": said,
        "data-start": change.start.isoformat(),
    }
    bar = html.Div(
        html.Span(date_text(change.start, short=True), className="plan-bar-text"),
        id={"type": "build-bar", "name": change.name},
        className="plan-bar",
        role="slider",
        tabIndex="0",
        style={"left": f"{left:.2f}%", "width": f"{max(right - left, 1.5):.2f}%"},
        **about,
    )
    return html.Div(bar, className="plan-track")


def _price(price: ForeseenBudget | None) -> Component:
    """Revenue a year and capital of a change alone."""
    if price is None:
        return html.Div(_("price: see its problem"), className="plan-price")
    yearly = price.a_year if abs(price.a_year) >= SMALLEST else 0.0
    lines = [_("{pounds} a year", pounds=short_pounds(yearly, signed=True))]
    if capital := float(price.capital.sum()):
        lines.append(_("{pounds} capital", pounds=short_pounds(capital, signed=True)))
    return html.Div([html.Div(line) for line in lines], className="plan-price")


def _buttons(change: DraftChange, *, opened: bool) -> Component:
    """Edit, duplicate and remove, each naming its change for those who hear it."""
    words = {
        EDIT: (_("Edit"), _("Edit {change}", change=change.title)),
        DUPLICATE: (_("Copy"), _("Copy {change}", change=change.title)),
        REMOVE: (_("Remove"), _("Remove {change}", change=change.title)),
    }
    pressed: dict[str, Any] = {"aria-expanded": str(opened).lower()}
    return html.Div(
        [
            html.Button(
                text,
                id=do_id(act, change.name),
                type="button",
                n_clicks=0,
                className="plan-do",
                **blocks.labelled(label),
                **(pressed if act == EDIT else {}),
            )
            for act, (text, label) in words.items()
        ],
        className="plan-buttons",
    )


def _beside(change: DraftChange, problems: Sequence[Problem]) -> list[str]:
    """Problems of a change that its fields do not say themselves."""
    return problem_sentences(problems_of(change, problems))


def rows_of(
    made: TriedPlan, plan: Scenario, prices: Mapping[str, ForeseenBudget | None]
) -> list[TimelineRow]:
    """Rows of a plan's changes, as far as they can be read."""
    return [
        TimelineRow(
            change=change,
            until=next(e.value for e in change.fields(plan) if e.id == UNTIL),
            date_text=change.edits.get(START) or change.start.isoformat(),
            price=prices.get(change.name),
        )
        for change in (made.draft.changes if made.draft else ())
    ]
