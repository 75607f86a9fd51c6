"""Compare: one option of the comparison taken apart, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from dashboard import jobs
from dashboard.figures.waterfall import draw_waterfall
from dashboard.option_choices import titles
from dashboard.questions import EXPLAIN, AskRequest, SaidAnswer, SaidTable
from dashboard.rows import WALES
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from dashboard.ui.progress import part, run_panel
from dashboard.ui.tiles import folded
from planner.errors import PlannerError
from planner.locale import _, chosen_language

NAME = "explain"
OPTION, BOX = "compare-explained", "compare-explain-box"
OF_COMPARISON = part("ready", "compare"), part("id", "compare")


def panel() -> Component:
    """The choice of an option, the button, and the steps."""
    return html.Div(
        blocks.panel(
            _("What each part of an option brings"),
            blocks.row(
                blocks.choice(OPTION, _("Option"), {}, ""),
                blocks.button("compare-explain", _("Explain step by step")),
            ),
            html.Div(id="compare-explain-problem"),
            run_panel(NAME, None),
            html.Div(id="compare-explain-steps"),
        ),
        id=BOX,
        hidden=True,
    )


def body(said: SaidAnswer) -> list[Component]:
    """Sentences, a waterfall a measure with its table, and how it was worked out."""
    label = _("First answer, from few replications") if said.early else _("Answer")
    return [
        blocks.finding(label, said.heading, then=said.sentences),
        *waterfalls(said),
        *(
            [folded(_("How the steps were worked out"), *map(html.P, said.details))]
            if said.details
            else []
        ),
    ]


def waterfalls(said: SaidAnswer) -> list[Component]:
    """A chart for each measure that was taken apart."""
    first = SaidTable(said.columns.get("title", ""), said.columns, said.lines)
    return [*map(_waterfall, [first, *said.further])] if said.lines else []


def _waterfall(each: SaidTable) -> Component:
    """One measure from start to option; the difference stands in the table alone."""
    drawn = [*each.lines[:-2], each.lines[-1]]
    figure = draw_waterfall(
        [line["title"] for line in drawn],
        [float(line["amount"]) for line in drawn],
        [line["share"] for line in drawn],
        each.columns["share"],
    )
    sentence = _("{measure}: from start to option, part by part.", measure=each.title)
    columns = list(each.columns)
    table = tables.table(each.title, each.columns, each.lines, numbers=columns[1:])
    where = _("runs of every combination of the option's parts")
    return chart(graph(figure, sentence), sentence=sentence, table=table, source=where)


def ask(option: str, run: Run | None, place: str) -> tuple[Any, Any]:
    """Problems to show, and the id of the run that takes an option apart."""
    chosen = [name for plan in run.plans[1:] for name in plan.options] if run else []
    if run is None or option not in chosen:
        return blocks.notice(_("Choose one option."), kind="warning"), no_update
    boards = run.plans[0].boards if place == WALES else (place,)
    request = AskRequest(
        kind=EXPLAIN,
        plan=replace(run.plans[0], boards=boards),
        options=(option,),
        replications=jobs.service().settings.replications,
        language=chosen_language(),
    )
    try:
        return None, jobs.service().ask(request).id
    except PlannerError as why:
        return blocks.notice(str(why), kind="problem"), no_update


@callback(
    Output(OPTION, "data"),
    Output(OPTION, "value"),
    Output(BOX, "hidden"),
    Input(OF_COMPARISON[0], "data"),
    State(OF_COMPARISON[1], "data"),
    State(OPTION, "value"),
)
def offer(_ready: str, run_id: str, now: str) -> Any:
    """The options of the comparison."""
    run = jobs.service().row(run_id or "")
    known = titles()
    plans = run.plans[1:] if run and run.ready else ()
    offered = {name: known.get(name, name) for p in plans for name in p.options}
    first = now if now in offered else next(iter(offered), "")
    return blocks.listed(offered), first, not offered


@callback(
    Output("compare-explain-problem", "children"),
    Output(part("id", NAME), "data"),
    Input("compare-explain", "n_clicks"),
    State(OPTION, "value"),
    State(OF_COMPARISON[1], "data"),
    State("compare-place", "value"),
    prevent_initial_call=True,
)
def begin(clicks: int, option: str, run_id: str, place: str) -> Any:
    """Simulate every combination of the option's parts."""
    run = jobs.service().row(run_id or "")
    return ask(option, run, place) if clicks else (no_update, no_update)


@callback(
    Output("compare-explain-steps", "children"),
    Output(part("drawn", NAME), "data"),
    Input(part("ready", NAME), "data"),
    State(part("id", NAME), "data"),
    prevent_initial_call=True,
)
def show(ready: str, run_id: str) -> Any:
    """The steps as far as they are known."""
    run = jobs.service().row(run_id or "")
    said = jobs.service().said(run) if run else None
    return (body(said) if said else []), ready
