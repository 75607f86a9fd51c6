"""Queues of a board: the DXA list large, the others as small lines."""

from __future__ import annotations

import datetime
from functools import lru_cache

import pandas as pd
from dash import html
from dash.development.base_component import Component

import planner
from dashboard.answers import Answer
from dashboard.figures.queues import DateMark, draw_main_list, small_line
from dashboard.names import STAGES, name_of, translated
from dashboard.pages import tables_beside_charts as beside
from dashboard.rows import ALL, PLAN, choose, in_order, weeks
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.errors import ScenarioError
from planner.inputs.change_files import load_change
from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import (
    bands_in_words,
    interval,
    number,
    whole_percent,
)
from planner.reports.select_rows import four_week_means

MAIN = "scan"
HARDLY_ANYBODY = 1.0
"""Fewer people than this on a mean week are no queue."""
IN_MOST_RUNS = 0.5
NUMBERS = "①②③④⑤⑥⑦⑧⑨"


def list_rows(place: pd.DataFrame) -> pd.DataFrame:
    """Waiting lists of every stage by week."""
    return weeks(choose(place, kpi="waiting_list", group=ALL))


def show_main(answer: Answer, board: str, place: pd.DataFrame) -> Component | None:
    """The DXA list over the plan: four-week means, changes, and its clearance."""
    weekly = list_rows(place)
    weekly = weekly[weekly["stage"] == MAIN]
    if weekly.empty:
        return None
    rows = four_week_means(weekly)
    marks = changes_of(answer.scenario, board)
    dates = [DateMark(date, sign) for date, sign in zip(marks, NUMBERS, strict=False)]
    cleared = _cleared(answer, place)
    figure = draw_main_list(rows, _("people"), dates, cleared)
    sentence = list_sentence(weekly, MAIN)
    return chart(
        graph(figure, sentence),
        sentence=sentence,
        table=beside.interval_table(
            _("The DXA list, means of four weeks"),
            rows,
            "stage",
            translated(STAGES),
            measure="period",
        ),
        source=beside.source(answer),
        notes=[*_legend(marks, cleared), *beside.label_note(place)],
    )


def _legend(
    marks: dict[datetime.date, list[str]], cleared: DateMark | None
) -> list[str]:
    dated = [
        f"{sign} {date_text(date, short=True)}: {', '.join(titles)}"
        for sign, (date, titles) in zip(NUMBERS, marks.items(), strict=False)
    ]
    found = [
        _(
            "Line: mean of four weeks. Wide band: 9 futures in 10 over all sets that"
            " fit what was published. Dark band: by random variation alone, which is"
            " not what is known. Diamond: the list on day 0."
        )
    ]
    if dated:
        found.append(_("Changes: {list}.", list="; ".join(dated)))
    found.append(
        _("Flag: mean date by which the backlog is cleared.")
        if cleared
        else _("No flag: the backlog is cleared in fewer than half of the runs.")
    )
    return found


def changes_of(
    scenario: planner.Scenario, board: str
) -> dict[datetime.date, list[str]]:
    """Titles of changes that begin or end while the plan runs, by date."""
    found: dict[datetime.date, list[str]] = {}
    last = scenario.plan_start + datetime.timedelta(days=scenario.plan_days)
    for change in scenario.changes:
        if change.basis == "own numbers" or not _concerns(change.values, board):
            continue
        title = title_of(change.name)
        ends = (
            (change.start, title),
            (change.day_after, _("end of {title}", title=title)),
        )
        for date, text in ends:
            if date and scenario.plan_start < date < last:
                found.setdefault(date, []).append(text)
    return dict(sorted(found.items()))


def _concerns(values: dict[str, object], board: str) -> bool:
    """Whether a change is about a board, about all of them or about the pathway."""
    parts = [key.split(".") for key in values]
    return any(p[0] != "boards" or p[1:2] in ([board], ["*"]) for p in parts)


@lru_cache(maxsize=256)
def title_of(change: str) -> str:
    """Title of a shipped change; of another its name in words."""
    try:
        return load_change(change).title
    except ScenarioError:
        return change.replace("-", " ")


def _cleared(answer: Answer, place: pd.DataFrame) -> DateMark | None:
    """Mean date of clearance, where most runs clear the list."""
    by_plan = choose(place, period=PLAN, stage=MAIN)
    share = choose(by_plan, kpi="cleared")["mean"]
    day = choose(by_plan, kpi="clearance_day")["mean"].dropna()
    if share.empty or day.empty or share.iloc[0] < IN_MOST_RUNS:
        return None
    date = answer.scenario.plan_start + datetime.timedelta(days=round(day.iloc[0]))
    text = _("⚑ cleared ({share})", share=whole_percent(share.iloc[0]))
    return DateMark(date, text)


def show_others(answer: Answer, place: pd.DataFrame) -> Component | None:
    """A line for each other queue; those with nobody are said to be none."""
    rows = list_rows(place)
    rows = in_order(rows[~rows["stage"].isin([ALL, MAIN])], "stage", STAGES)
    by_stage = {stage: rows[rows["stage"] == stage] for stage in rows["stage"].unique()}
    empty = [s for s, own in by_stage.items() if own["mean"].max() < HARDLY_ANYBODY]
    lines = [_line(s, own) for s, own in by_stage.items() if s not in empty]
    columns = {
        "stage": _("Queue"),
        "first": _("Day 0"),
        "line": _("Over the plan"),
        "most": _("Most"),
        "last": _("At the end"),
        "band": _("9 futures in 10"),
        "random": _("random variation alone"),
    }
    none = ", ".join(name_of(STAGES, stage) for stage in empty)
    return blocks.panel(
        _("Other queues"),
        tables.table(
            _("Other queues of the board, in people"),
            columns,
            lines,
            numbers=["first", "most", "last", "band", "random"],
        )
        if lines
        else None,
        blocks.note(_("No queue: {stages}.", stages=none)) if empty else None,
        html.P(_("Source: {text}", text=beside.source(answer)), className="source"),
    )


def _line(stage: str, rows: pd.DataFrame) -> dict[str, tables.Cell]:
    first, last = rows.iloc[0], rows.iloc[-1]
    told = list_sentence(rows, stage)
    means = four_week_means(rows)["mean"].tolist()
    return {
        "stage": name_of(STAGES, stage),
        "first": number(first["mean"], 0),
        "line": html.Img(src=small_line(means, told), alt=told, className="small-line"),
        "most": number(max(means), 0),
        "last": number(last["mean"], 0),
        "band": interval(last["band_low"], last["band_high"], "people"),
        "random": interval(last["random_low"], last["random_high"], "people"),
    }


def list_sentence(rows: pd.DataFrame, stage: str) -> str:
    """A list on day 0 and at the end of the plan, in words."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return _(
        "{stage}: {first} people wait on day 0 and {last} at the end of"
        " the plan ({bands}).",
        stage=name_of(STAGES, stage),
        first=number(first["mean"], 0),
        last=number(last["mean"], 0),
        bands=bands_in_words(last, "people"),
    )
