"""Results for one board: lists with bands, day 0, and the charts beside them."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.answers import Answer
from dashboard.figures.lists import draw_waiting_list
from dashboard.names import BOARDS, STAGES, name_of, translated
from dashboard.pages import board_charts, plan_warnings
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.board_state import alone, national
from dashboard.rows import ALL, choose, in_order, of_place, weeks
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.board_data import day_zero
from planner.locale import _
from planner.reports import cautions, headline
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import bands_in_words, number


def body(board: str, run: Run | None) -> list[Component]:
    """All charts of the board, or a word on why there are none."""
    answer = find_answer(board, run)
    if answer is None:
        return [
            blocks.notice(
                _(
                    "No results for this board yet. Press Run: first results come "
                    "within seconds."
                )
            )
        ]
    place = of_place(answer.table, board)
    if board not in answer.scenario.providers:
        return [board_charts.show_residents(answer, place)]
    whose = (
        []
        if answer.plan.boards
        else [
            blocks.note(
                _("These are the plan's own numbers, from the simulation of all Wales.")
            )
        ]
    )
    return [
        html.H2(_("Results"), className="results-title"),
        *whose,
        *beside.provisional(answer.replications),
        blocks.finding(
            _("Finding"), headline(place, answer.scenario, translated(BOARDS))
        ),
        *[blocks.note(text) for text in beside.label_note(place)],
        *[blocks.note(text) for text in cost_sentences(place, answer.scenario, board)],
        beside.read_first(answer.scenario, answer.sets, [board]),
        *[
            blocks.notice(text, kind="warning")
            for text in cautions(place, answer.scenario, translated(BOARDS))
        ],
        *plan_warnings.of_plan(answer.plan, board),
        show_day0(answer, board, place),
        show_lists(answer, place),
        *board_charts.charts(answer, place),
    ]


def find_answer(board: str, run: Run | None) -> Answer | None:
    """The run's newest answer; without a run, what the plan itself gives."""
    service = jobs.service()
    if run is not None:
        return service.answer(run.plans[0], run.ready) if run.ready else None
    return service.latest(alone(board)) or service.latest(national())


def list_rows(place: pd.DataFrame) -> pd.DataFrame:
    """Waiting lists of every stage by week."""
    return weeks(choose(place, kpi="waiting_list", group=ALL))


def show_day0(answer: Answer, board: str, place: pd.DataFrame) -> Component:
    """The plan's list, the typed one and the one that the simulation begins with."""
    first = list_rows(place).groupby("stage", sort=False).head(1).set_index("stage")
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
    beside = tables.table(caption, columns, lines, numbers=list(columns)[1:])
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
    return blocks.panel(_("Typed numbers against the list on day 0"), sentence, beside)


def show_lists(answer: Answer, place: pd.DataFrame) -> Component:
    """One small chart a stage, longest list first in the pathway's order."""
    rows = list_rows(place)
    stages = [stage for stage in rows["stage"].unique() if stage != ALL]
    ordered = [stage for stage in translated(STAGES) if stage in stages]
    ordered += [stage for stage in stages if stage not in ordered]
    drawn = [_one_list(rows[rows["stage"] == stage], stage) for stage in ordered]
    main = "scan" if "scan" in ordered else ordered[0]
    whole_chart = chart(
        drawn,
        sentence=_list_sentence(rows[rows["stage"] == main], main),
        table=beside.interval_table(
            _("Waiting lists every 13 weeks and in the last week of the plan"),
            _every_quarter(rows, ordered),
            "stage",
            translated(STAGES),
            measure="period",
        ),
        source=beside.source(answer),
        notes=[
            _(
                "Line: mean. Wide band: 9 futures in 10 over all sets that fit what"
                " was published. Dark band: by random variation alone, which is not"
                " what is known. Diamond: the list on day 0."
            ),
            *beside.label_note(place),
        ],
    )
    return blocks.panel(_("Waiting lists"), whole_chart)


def _every_quarter(rows: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    """Every 13th week and the last one: enough to read, few enough to scroll."""
    dates = sorted(set(rows["period"]))
    kept = {*dates[::13], dates[-1]}
    return in_order(rows[rows["period"].isin(kept)], "stage", stages)


def _one_list(rows: pd.DataFrame, stage: str) -> Component:
    sentence = _list_sentence(rows, stage)
    figure = draw_waiting_list(rows, _("people"))
    return html.Div(
        [blocks.subheading(name_of(STAGES, stage)), graph(figure, sentence)]
    )


def _list_sentence(rows: pd.DataFrame, stage: str) -> str:
    first, last = rows.iloc[0], rows.iloc[-1]
    return _(
        "{stage}: {first} people wait on day 0 and {last} at the end of"
        " the plan ({bands}).",
        stage=name_of(STAGES, stage),
        first=number(first["mean"], 0),
        last=number(last["mean"], 0),
        bands=bands_in_words(last, "people"),
    )
