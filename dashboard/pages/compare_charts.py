"""Paired differences on screen: the finding, the measures, the lists, the cost."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import jobs, plans
from dashboard.figures.differences import draw_differences
from dashboard.names import BOARDS, STAGES, name_of, translated
from dashboard.pages import compare_boards, compare_table, equity, plan_warnings
from dashboard.pages import tables_beside_charts as beside
from dashboard.pages.compare_view import View
from dashboard.rows import ALL, WALES, in_order, of_place, weeks, year_in_words
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from dashboard.ui.tiles import folded
from planner.locale import _
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpi_table import COST_HOLDS, COSTS
from planner.reports import finding
from planner.reports.changed_inputs import changed_inputs
from planner.reports.number_format import (
    NOTHING,
    amount,
    better_sets,
    interval,
    whole_percent,
)
from planner.reports.option_notes import option_notes
from planner.reports.ranking import ranking_sentences
from planner.reports.warnings import MEANING, sharing_sentences

TOTAL = "cost_total"


def show_sharing(view: View) -> list[Component]:
    """Sentences on lists that boards share under each option, then their meaning."""
    said = [
        text if text == MEANING else _("{option}: {text}", option=title, text=text)
        for title, plan in view.options.items()
        for text in sharing_sentences(plans.load(plan))
    ]
    in_order = sorted(dict.fromkeys(said), key=MEANING.__eq__)
    return [blocks.note(text) for text in in_order]


def charts(view: View) -> list[Component]:
    """Everything below the controls: the answer and its table first."""
    top = [compare_table.show_table(view), compare_table.show_cost_and_effect(view)]
    parts = [
        compare_table.show_answer(view),
        html.Div([each for each in top if each is not None], className="compare-top"),
        *plan_warnings.of_options(view.options, view.run.plans[0], view.place),
        compare_boards.show_boards(view),
        compare_boards.show_lists_over_time(view),
        show_changes(view),
        folded(
            _("In words, option by option"), show_finding(view), *show_sharing(view)
        ),
        folded(
            _("Every difference: the audit's measures, waiting lists, cost"),
            show_measures(view),
            show_lists(view),
            show_cost(view),
        ),
        folded(
            _("Equity: waits by patient group"),
            equity.panel(view.run.plans[0], view.options, view.run.ready),
        ),
    ]
    warning = beside.provisional(view.run.ready)
    return [*warning, *[each for each in parts if each is not None]]


def show_finding(view: View) -> Component:
    """The planner's own sentence on every option, with its interval."""
    names = {**translated(BOARDS), WALES: _("Wales")}
    sentences = [
        finding(
            of_place(view.found[plan], view.place),
            plans.load(plan),
            names,
            title=option,
            year=view.year,
        )
        for option, plan in view.options.items()
    ]
    finding_card = blocks.finding(_("Finding"), *sentences, then=_orders(view, names))
    base = plans.load(view.run.plans[0])
    places = list(base.boards) if view.place == WALES else [view.place]
    first = beside.read_first(base, view.sets, places)
    return html.Div([finding_card, *map(blocks.note, _cannot_move(view, names)), first])


def _orders(view: View, names: Mapping[str, str]) -> list[str]:
    """Whether the order of the plans changes between the fitting sets."""
    ranking = jobs.service().ranking(view.run, view.place)
    return [] if ranking is None else ranking_sentences(ranking, names)


def _cannot_move(view: View, names: Mapping[str, str]) -> list[str]:
    """Sentences on measures that an option cannot move, and why."""
    base = plans.load(view.run.plans[0])
    return [
        sentence
        for plan in view.options.values()
        for sentence in option_notes(
            base, plans.load(plan), of_place(view.found[plan], view.place), names
        )
    ]


def show_measures(view: View) -> Component:
    """Differences in the audit's measures."""
    kpis = [kpi.id for kpi in AUDIT]
    rows = in_order(view.rows(kpi=kpis, period=view.year, stage=ALL), "kpi", kpis)
    rows = rows.assign(measure=[beside.measure_name(kpi) for kpi in rows["kpi"]])
    sentence = _(
        "Option minus baseline in {year}. A thin line that crosses zero: what fits "
        "the published years does not agree that there is a difference.",
        year=year_in_words(plans.load(view.run.plans[0]), view.year),
    )
    axis = _("percentage points")
    drawn = _difference_chart(view, rows, sentence, axis)
    bases = blocks.note(beside.denominators(dict.fromkeys(rows["kpi"])))
    return blocks.panel(_("Paired differences in the audit's measures"), drawn, bases)


def show_lists(view: View) -> Component | None:
    """Differences in each list in the last week of the plan."""
    by_week = weeks(view.rows(kpi="waiting_list", group=ALL))
    rows = by_week.groupby(["option", "stage"], sort=False).tail(1)
    rows = in_order(rows[rows["stage"] != ALL], "stage", translated(STAGES))
    if rows.empty:
        return None
    rows = rows.assign(measure=[name_of(STAGES, stage) for stage in rows["stage"]])
    sentence, axis = (
        _("People on each list in the last week of the plan, option minus baseline."),
        _("people"),
    )
    drawn = _difference_chart(view, rows, sentence, axis)
    return blocks.panel(_("Difference in waiting lists"), drawn)


def show_cost(view: View) -> Component | None:
    """Differences in cost, by kind, year by year."""
    kinds = [kpi.id for kpi in COSTS]
    rows = in_order(view.rows(kpi=kinds), "kpi", kinds)
    if rows.empty:
        return None
    rows = rows.assign(
        measure=[
            f"{beside.measure_name(kpi)}, {period}"
            for kpi, period in zip(rows["kpi"], rows["period"], strict=True)
        ]
    )
    total = rows[rows["kpi"] == TOTAL]
    sentence, axis = (
        _("Pounds by financial year, option minus baseline.") + f" {_(COST_HOLDS)}",
        _("pounds"),
    )
    drawn = chart(
        graph(draw_differences(total, axis, view.looks), sentence),
        sentence=sentence,
        table=_difference_table(view, rows),
        source=view.source,
        notes=[_(beside.BANDS_NOTE)],
    )
    return blocks.panel(_("What it costs"), drawn)


def _difference_chart(
    view: View, rows: pd.DataFrame, sentence: str, axis: str
) -> Component:
    return chart(
        graph(draw_differences(rows, axis, view.looks), sentence),
        sentence=sentence,
        table=_difference_table(view, rows),
        source=view.source,
        notes=[_(beside.BANDS_NOTE), *beside.label_note(rows)],
    )


def _difference_table(view: View, rows: pd.DataFrame) -> Component:
    lines = [
        {
            "measure": row["measure"],
            "option": view.marked(row["option"]),
            "baseline": amount(row["baseline_mean"], row["unit"]),
            "mean": amount(row["option_mean"], row["unit"]),
            "difference": amount(row["difference"], row["unit"], signed=True),
            "band": _band(row, "band") if row["sets"] else NOTHING,
            "random": _band(row, "random"),
            "better": better_sets(row) or whole_percent(row["chance_better"]),
        }
        for _index, row in rows.iterrows()
    ]
    caption = _(
        "Paired differences, {place}, {year}", place=view.place_name, year=view.year
    )
    columns = {
        "measure": _("Measure"),
        "option": _("Option"),
        "baseline": _("Baseline mean"),
        "mean": _("Option mean"),
        "difference": _("Difference"),
        "band": _("9 futures in 10, over all that fits"),
        "random": _("By random variation alone"),
        "better": _("Better in so many fitting sets; without any, share of runs"),
    }
    return tables.long_table(caption, columns, lines, numbers=NUMBERS)


NUMBERS = ("baseline", "mean", "difference", "band", "random", "better")


def _band(row: pd.Series, band: str) -> str:
    """Ends of one of the two bands of a difference."""
    return interval(row[f"{band}_low"], row[f"{band}_high"], row["unit"])


def show_changes(view: View) -> Component:
    """Every input that an option sets, by its name, with its value before and after."""
    names = translated(BOARDS)
    lines = [
        {"option": view.marked(view.title(plan)), **change._asdict()}
        for plan in view.found
        for change in changed_inputs(plans.load(plan), names)
        if view.concerns(change.key)
    ]
    columns = {
        "option": _("Option"),
        "name": _("Number"),
        "before": _("Before"),
        "after": _("After"),
        "start": _("From"),
        "source": _("Source"),
    }
    caption = _("Every number that an option sets, with its value before and after.")
    return blocks.panel(
        _("What the options change"), tables.long_table(caption, columns, lines)
    )
