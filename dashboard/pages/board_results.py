"""Details below a board's answer: queues, needs, load, waits, KPIs, standards."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answers import Answer
from dashboard.names import BOARDS, STAGES, name_of, translated
from dashboard.pages import (
    board_charts,
    board_measures,
    board_queues,
    plan_warnings,
    start_from,
)
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.board_state import BoardChoices, find_answer
from dashboard.rows import of_place
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.tiles import folded
from planner.board_data import day_zero
from planner.locale import _
from planner.reports import cautions
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import number


def details(choices: BoardChoices, run: Run | None) -> list[Component]:
    """Everything below the answer; nothing while there is none."""
    answer = find_answer(choices, run)
    if answer is None:
        return []
    service = jobs.service()
    if choices.start or service.result(answer.plan, answer.replications) is None:
        # The name of a start may change, and stands in what is drawn.
        return _drawn(choices, answer)
    return service.drawn(
        "board", choices, answer.marks, draw=lambda: _drawn(choices, answer)
    )


def _drawn(choices: BoardChoices, answer: Answer) -> list[Component]:
    board, place = choices.board, of_place(answer.table, choices.board)
    if board not in answer.scenario.providers:
        return [board_measures.show_residents(answer, place)]
    return [
        main_list(answer, board, place),
        _to_read(choices, answer, place),
        *filter(None, [board_queues.show_others(answer, place)]),
        *board_charts.charts(answer, place),
        board_measures.show_kpis(answer, place),
        *_standards(answer),
        folded(_("Lists on day 0"), show_day0(answer, board, place)),
    ]


def main_list(answer: Answer, board: str, place: pd.DataFrame) -> Component:
    """The DXA list, large."""
    shown = board_queues.show_main(answer, board, place)
    return blocks.panel(_("The DXA list"), shown)


def _to_read(choices: BoardChoices, answer: Answer, place: pd.DataFrame) -> Component:
    """Warnings in sight; what else must be read folded away."""
    board, names = choices.board, translated(BOARDS)
    warnings = [
        *[
            blocks.notice(text, kind="warning")
            for text in cautions(place, answer.scenario, names)
        ],
        *plan_warnings.of_plan(answer.plan, board),
    ]
    small = [
        blocks.note(start_from.sentence(choices.start)),
        *[blocks.note(text) for text in beside.label_note(place)],
        *[blocks.note(text) for text in cost_sentences(place, answer.scenario, board)],
        beside.read_first(answer.scenario, answer.sets, [board]),
    ]
    count = len(warnings)
    return html.Div(
        [
            folded(_("Warnings: {count}", count=count), *warnings) if count else "",
            folded(_("What these figures hold, and what is not known"), *small),
        ]
    )


def _standards(answer: Answer) -> list[Component]:
    """Standards, where the results themselves are at hand and of a board's own run."""
    if not answer.plan.board:
        return []
    results = jobs.service().result(answer.plan, answer.replications)
    return [] if results is None else [board_measures.show_standards(answer, results)]


def show_day0(answer: Answer, board: str, place: pd.DataFrame) -> Component:
    """The plan's list, the typed one and the one that the simulation begins with."""
    rows = board_queues.list_rows(place)
    first = rows.groupby("stage", sort=False).head(1).set_index("stage")
    lines = [
        {
            "stage": row.title,
            "before": number(row.before, 0),
            "typed": number(row.typed, 0),
            "model": number(row.model, 0),
            "simulated": number(first["mean"].get(row.stage, row.model), 0),
        }
        for row in day_zero(answer.scenario, board)
    ]
    columns = {
        "stage": _("Stage"),
        "before": _("In the plan's files"),
        "typed": _("Typed, or as planned"),
        "model": _("Put into the simulation"),
        "simulated": _("Simulated list on day 0"),
    }
    caption = _("Lists on day 0: in the plan, typed, and in the simulation")
    table = tables.table(caption, columns, lines, numbers=list(columns)[1:])
    sentence = html.P(
        _(
            "The simulation starts with the lists as they were typed. A list that "
            "nobody typed is a little other in each fitting set: its mean over them "
            "stands in the last column."
        )
        if answer.sets
        else _("The simulation starts with the lists as they were typed."),
        className="sentence",
    )
    return blocks.panel(_("Typed numbers against the list on day 0"), sentence, table)


def day0_line(answer: Answer, board: str) -> str:
    """Lists on day 0 that the simulation begins otherwise than typed, in words."""
    differing = [
        _(
            "{stage}: typed {typed}, simulated {model}",
            stage=name_of(STAGES, row.stage),
            typed=number(row.typed, 0),
            model=number(row.model, 0),
        )
        for row in day_zero(answer.scenario, board)
        if round(row.typed) != round(row.model)
    ]
    if not differing:
        return _("Day 0 agrees: every list begins as it was typed.")
    return _("Day 0: {list}.", list="; ".join(differing))
