"""Ranking of a workshop's plans: a line each, and a table of what is valued."""

from __future__ import annotations

import math
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.pages import workshop_plans as built
from dashboard.pages.workshop_ranking import Room
from dashboard.store.workshops import Workshop
from dashboard.ui import blocks, tables
from planner.experiment.valued import RankedPlan, ValuedRanking
from planner.experiment.valued_measures import shares_of
from planner.locale import _
from planner.reports.valued import (
    LEVEL_NOTE,
    PLACE_NOTE,
    PRICE_NOTE,
    SCALE_NOTE,
    basis,
    certainty,
    place_text,
    price_text,
    results_columns,
    results_lines,
    score_range,
    score_text,
    standing,
    weights_text,
)


def what_is_valued(workshop: Workshop) -> Component:
    """Each measure with its share of the score."""
    shares = shares_of({str(k): float(w) for k, w in workshop.terms["weights"]})
    items = [html.Li(text) for text in weights_text(shares)]
    title = html.H2(_("What this room values"), className="workshop-subtitle")
    return html.Section([title, html.Ul(items, className="workshop-weights")])


def rank_line(room: Room, plan: RankedPlan, ranking: ValuedRanking) -> Component:
    """A plan in its place: contents, price, score, certainty."""
    first = " workshop-rank-first" if plan.may_be_first else ""
    content = next(t.table.plan for t in room.tables if t.table.name == plan.name)
    price = built.build(room.workshop, content).price
    return html.Li(
        [
            html.Span(place_text(plan, ranking), className="workshop-place"),
            html.Div(
                [
                    html.Strong(plan.name, className="workshop-plan"),
                    html.Span(
                        "; ".join(built.described(room.workshop, content))
                        or _("nothing"),
                        className="workshop-contents",
                    ),
                    html.Span(
                        price_text(price) if price else "", className="workshop-price"
                    ),
                ],
                className="workshop-who",
            ),
            html.Div(
                [
                    html.Span(score_text(plan), className="workshop-score"),
                    html.Span(score_range(plan), className="workshop-range"),
                ],
                className="workshop-points",
            ),
            html.Div(
                [
                    _bar(plan, ranking),
                    html.Span(certainty(plan, ranking.sets), className="workshop-sure"),
                    _standing(plan),
                ],
                className="workshop-measure",
            ),
        ],
        className=f"workshop-rank{first}",
    )


def _standing(plan: RankedPlan) -> Component:
    """Whether it may be the best, in a frame, or which plan it is surely behind."""
    if plan.may_be_first:
        return blocks.badge(standing(plan), kind="seen")
    return html.Span(standing(plan), className="workshop-sure")


def _bar(plan: RankedPlan, ranking: ValuedRanking) -> Component:
    """The score as a bar from 0 with its interval; the numbers stand beside it."""
    ends = [0.0, *(end for each in ranking.plans for end in (each.low, each.high))]
    known = [end for end in ends if math.isfinite(end)]
    least, most = min(known), max(known)
    width = max(most - least, 1.0)

    def at(value: float) -> float:
        return 100 * (min(max(value, least), most) - least) / width

    left, right = sorted((at(0.0), at(plan.score)))
    low, high = (
        at(end if math.isfinite(end) else plan.score) for end in (plan.low, plan.high)
    )
    parts = {
        "workshop-bar-score": (left, right),
        "workshop-bar-interval": (low, high),
        "workshop-bar-zero": (at(0.0), at(0.0)),
    }
    hidden: dict[str, Any] = {"aria-hidden": "true"}
    return html.Div(
        [
            html.Span(
                className=name,
                style={"left": f"{start:.2f}%", "width": f"{end - start:.2f}%"},
            )
            for name, (start, end) in parts.items()
        ],
        className="workshop-bar",
        **hidden,
    )


def _by_lines(text: str) -> Component:
    """A text with a break where it has a line's end."""
    first, *others = text.split("\n")
    return html.Span([first, *(p for other in others for p in (html.Br(), other))])


def details(ranking: ValuedRanking) -> Component:
    """Levels and differences of each measure that is valued."""
    columns = results_columns(ranking)
    lines = [
        {key: _by_lines(text) for key, text in line.items()}
        for line in results_lines(ranking)
    ]
    caption = _("Results of what is valued")
    shown = tables.table(caption, columns, lines, numbers=list(columns)[1:])
    notes = (_(LEVEL_NOTE), _(SCALE_NOTE), _(PLACE_NOTE), _(PRICE_NOTE))
    return html.Section(
        [
            html.H2(caption, className="workshop-subtitle"),
            blocks.note(basis(ranking) + "."),
            shown,
            *map(blocks.note, notes),
        ],
        className="workshop-details",
    )
