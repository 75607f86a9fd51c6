"""When a board's backlog is gone, stage by stage, and how sure that is."""

from __future__ import annotations

import datetime
import math

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.answers import Answer
from dashboard.locale import name_of, say, words
from dashboard.locale.numbers import percent_of_runs
from dashboard.pages import tables_beside_charts as twins
from dashboard.rows import PLAN, choose, in_order
from dashboard.ui import blocks, tables
from planner.reports.number_format import date_text


def show_clearance(answer: Answer, place: pd.DataFrame) -> Component | None:
    """The chance that each list is cleared within the plan, and by when."""
    by_plan = choose(place, period=PLAN)
    cleared = in_order(choose(by_plan, kpi="cleared"), "stage", words("stages"))
    if cleared.empty:
        return None
    days = choose(by_plan, kpi="clearance_day").set_index("stage")
    start = answer.scenario.plan_start
    lines = [
        {
            "stage": name_of("stages", row["stage"]),
            "chance": percent_of_runs(row["mean"]),
            **_dates(days, row["stage"], start),
        }
        for _, row in cleared.iterrows()
    ]
    columns = words("clearance_columns")
    numbers = ("chance", "mean", "band_low", "band_high")
    sentence = say("board.clearance_sentence", marks=answer.scenario.marks)
    return blocks.panel(
        say("board.clearance_title"),
        html.P(sentence, className="sentence"),
        tables.long_table(
            say("board.clearance_title"), columns, lines, numbers=numbers
        ),
        *[blocks.note(text) for text in twins.label_note(place)],
        html.P(say("chart.source", text=twins.source(answer)), className="source"),
    )


def _dates(days: pd.DataFrame, stage: str, start: datetime.date) -> dict[str, str]:
    """Mean and band of the day of clearance, as dates."""
    if stage not in days.index:
        return {}
    return {
        column: _date(float(days[column].loc[stage]), start)
        for column in ("mean", "band_low", "band_high")
    }


def _date(day: float, start: datetime.date) -> str:
    """A day of the plan as people write dates."""
    if math.isnan(day):
        return say("numbers.none")
    if day < 1:
        return say("board.clearance_at_once")
    return date_text(start + datetime.timedelta(days=round(day)), short=True)
