"""When a board's backlog is gone, stage by stage, and how sure that is."""

from __future__ import annotations

import datetime
import math

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.answers import Answer
from dashboard.names import STAGES, name_of, translated
from dashboard.pages import tables_beside_charts as beside
from dashboard.rows import PLAN, choose, in_order
from dashboard.ui import blocks, tables
from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import NOTHING, number, whole_percent


def show_clearance(answer: Answer, place: pd.DataFrame) -> Component | None:
    """The chance that each list is cleared within the plan, and by when."""
    by_plan = choose(place, period=PLAN)
    cleared = in_order(choose(by_plan, kpi="cleared"), "stage", translated(STAGES))
    if cleared.empty:
        return None
    days = choose(by_plan, kpi="clearance_day").set_index("stage")
    start, marks = answer.scenario.plan_start, answer.scenario.marks
    lines = [
        {
            "stage": name_of(STAGES, row["stage"]),
            "chance": whole_percent(row["mean"]),
            **_dates(days, row["stage"], start),
        }
        for _index, row in cleared.iterrows()
    ]
    columns = {
        "stage": _("Stage"),
        "chance": _("Chance within the plan"),
        **beside.interval_headings(),
        "mean": _("Mean date"),
    }
    numbers = ("chance", *beside.INTERVAL)
    sentence = _(
        "A backlog is cleared when {share} of the people on the list "
        "wait no longer than {days} days, for at least four weeks "
        "running. Dates are of the replications in which that happens.",
        share=whole_percent(marks.cleared_share),
        days=number(marks.cleared_wait_days, 0),
    )
    return blocks.panel(
        _("When the backlog is cleared"),
        html.P(sentence, className="sentence"),
        tables.long_table(
            _("When the backlog is cleared"), columns, lines, numbers=numbers
        ),
        *[blocks.note(text) for text in beside.label_note(place)],
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )


def _dates(days: pd.DataFrame, stage: str, start: datetime.date) -> dict[str, str]:
    """Mean and both bands of the day of clearance, as dates."""
    if stage not in days.index:
        return dict.fromkeys(beside.INTERVAL, NOTHING) | {"mean": _("not in plan")}
    return {
        column: _date(float(days[column].loc[stage]), start)
        for column in beside.INTERVAL
    }


def _date(day: float, start: datetime.date) -> str:
    """A day of the plan as people write dates."""
    if math.isnan(day):
        return NOTHING
    if day < 1:
        return _("from the start")
    return date_text(start + datetime.timedelta(days=round(day)), short=True)
