"""KPIs and standards of one board, as the audit and the frameworks have them."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

import planner
from dashboard.answers import Answer
from dashboard.names import BOARDS, name_of
from dashboard.pages import tables_beside_charts as beside
from dashboard.rows import choose, in_order, year_in_words, years
from dashboard.ui import blocks, tables
from dashboard.ui.tiles import folded
from planner.experiment.standards import judge
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT
from planner.reports.audit_colours import COLOUR_NOTE, kpi_lines
from planner.reports.standards import judged_lines, unjudged_sentences

MEAN_ALONE = gettext_noop(
    "In brackets: the interval of the mean, by random variation alone."
)


def show_kpis(answer: Answer, place: pd.DataFrame) -> Component:
    """KPIs as the audit has them, with their bases and colours."""
    provider = str(place["provider"].iloc[0])
    lines = [
        {
            "title": line.title,
            "base": line.base,
            "period": line.period,
            "value": line.value,
            "band": line.band,
            "colour": line.colour,
        }
        for line in kpi_lines(place, answer.scenario, provider)
    ]
    columns = {
        "title": _("KPI"),
        "value": _("Mean (interval of the mean)"),
        "band": _("9 futures in 10, over all that fits"),
        "colour": _("Colour in the audit"),
        "base": _("Of"),
        "period": _("Fractures of"),
    }
    caption = _("KPIs of the audit, each for the last year that can be judged")
    return blocks.panel(
        _("KPIs as the audit has them"),
        tables.table(caption, columns, lines, numbers=["value", "band"]),
        blocks.note(_(MEAN_ALONE)),
        blocks.note(_(COLOUR_NOTE)),
        *[blocks.note(text) for text in beside.label_note(place)],
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )


def show_standards(answer: Answer, results: planner.Results) -> Component:
    """Standards that are judged: met or missed, and how many are not judged."""
    table = judge(results)
    provider = answer.plan.board
    lines = [
        {
            "name": line.name,
            "framework": line.framework,
            "value": line.value,
            "state": line.state,
        }
        for line in judged_lines(table, provider)
    ]
    columns = {
        "name": _("Standard"),
        "state": _("State"),
        "value": _("Value (interval of the mean)"),
        "framework": _("Framework"),
    }
    caption = _("Standards held against this plan")
    unjudged = [blocks.note(text) for text in unjudged_sentences(table, provider)]
    return blocks.panel(
        _("Standards"),
        tables.table(caption, columns, lines, numbers=["value"]),
        blocks.note(_(MEAN_ALONE)),
        blocks.note(_("?: the interval includes the mark.")),
        folded(_("Standards that are not judged"), *unjudged) if unjudged else None,
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )


def show_residents(answer: Answer, place: pd.DataFrame) -> Component:
    """The audit's measures of residents, for a board without a service of its own."""
    ids = [kpi.id for kpi in AUDIT]
    measures = in_order(choose(place, kpi=ids), "kpi", ids)
    year = years(answer.scenario)[0]
    rows = choose(measures, period=year)
    sentence = _(
        "Residents of {board}: the audit's measures in {year}, counted "
        "from the fracture.",
        board=name_of(BOARDS, answer.plan.board or rows["residence"].iloc[0]),
        year=year_in_words(answer.scenario, year),
    )
    return blocks.panel(
        _("Its residents, wherever they are seen"),
        html.P(sentence, className="sentence"),
        beside.interval_table(sentence, rows, "kpi", beside.titles(), measure="period"),
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )
