"""Paired differences on screen: the finding, the measures, the lists, the cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import plans
from dashboard.figures.differences import draw_differences
from dashboard.jobs import service
from dashboard.locale import name_of, say, words
from dashboard.locale.numbers import (
    interval,
    percent_of_runs,
    plain,
    pounds,
    signed,
    whole,
)
from dashboard.pages import compare_parts as starved
from dashboard.pages import equity
from dashboard.pages import tables_beside_charts as twins
from dashboard.plans import Plan
from dashboard.rows import ALL, WALES, choose, in_order, of_place, weeks
from dashboard.runs import Run
from dashboard.ui import blocks, tables
from dashboard.ui.charts import chart, graph
from planner.outcomes.kpi_table import AUDIT, COSTS
from planner.reports import finding
from planner.reports.warnings import MEANING, sharing_sentences

TOTAL = "cost_total"


@dataclass(frozen=True)
class View:
    """One comparison as the person looks at it."""

    run: Run
    found: Mapping[Plan, pd.DataFrame]
    place: str
    year: str
    titles: Mapping[str, str]

    def title(self, plan: Plan) -> str:
        """Name of the option of a plan."""
        return plans.title(plan, self.titles)

    @property
    def options(self) -> dict[str, Plan]:
        """Plans of the options by their names."""
        return {self.title(plan): plan for plan in self.found}

    @property
    def place_name(self) -> str:
        """Name of the place looked at."""
        if self.place == WALES:
            return say("app.country")
        return name_of("boards", self.place)

    def rows(self, **wanted: object) -> pd.DataFrame:
        """Rows of all options that fit, with the option's name."""
        parts = [
            choose(of_place(table, self.place), **wanted).assign(
                option=self.title(plan)
            )
            for plan, table in self.found.items()
        ]
        return pd.concat(parts, ignore_index=True)

    def concerns(self, key: str) -> bool:
        """Whether a changed key belongs to the place looked at."""
        everywhere = self.place == WALES or not key.startswith("boards.")
        return everywhere or key.startswith(f"boards.{self.place}.")

    @property
    def source(self) -> str:
        """Which runs the differences are from."""
        return say(
            "compare.source",
            baseline=self.run.plans[0].scenario,
            replications=self.run.ready,
            seed=self.run.seed,
        )


def show_sharing(view: View) -> list[Component]:
    """Sentences on lists that boards share under each option, then their meaning."""
    said = [
        text if text == MEANING else say("starved.under", option=title, text=text)
        for title, plan in view.options.items()
        for text in sharing_sentences(plans.load(plan))
    ]
    in_order = sorted(dict.fromkeys(said), key=MEANING.__eq__)
    return [blocks.note(text) for text in in_order]


def charts(view: View) -> list[Component]:
    """Everything below the controls."""
    few = view.run.ready < service().default_steps[-1]
    text = say("chart.too_few", replications=view.run.ready)
    warning = [blocks.notice(text, kind="warning")] if few else []
    parts = [
        show_finding(view),
        *show_sharing(view),
        *starved.by_options(view.options, view.run.plans[0], view.place),
        show_measures(view),
        show_lists(view),
        show_cost(view),
        equity.panel(view.run.plans[0], view.options, view.run.ready),
        show_changes(view),
    ]
    return [*warning, *[each for each in parts if each is not None]]


def show_finding(view: View) -> Component:
    """The planner's own sentence on every option, with its interval."""
    names = {**words("boards"), WALES: say("app.country")}
    sentences = [
        finding(of_place(table, view.place).assign(option=view.title(plan)), names)
        for plan, table in view.found.items()
    ]
    return blocks.finding(say("overview.finding_label"), *sentences)


def show_measures(view: View) -> Component:
    """Differences in the audit's measures."""
    kpis = [kpi.id for kpi in AUDIT]
    rows = in_order(view.rows(kpi=kpis, period=view.year, stage=ALL), "kpi", kpis)
    rows = rows.assign(measure=[twins.measure_name(kpi) for kpi in rows["kpi"]])
    sentence = say("compare.differences_sentence", year=view.year)
    axis = say("compare.differences_axis")
    drawn = _difference_chart(view, rows, sentence, axis, plain, signed)
    bases = blocks.note(twins.denominators(dict.fromkeys(rows["kpi"])))
    return blocks.panel(say("compare.differences_title"), drawn, bases)


def show_lists(view: View) -> Component | None:
    """Differences in each list in the last week of the plan."""
    by_week = weeks(view.rows(kpi="waiting_list", group=ALL))
    rows = by_week.groupby(["option", "stage"], sort=False).tail(1)
    rows = in_order(rows[rows["stage"] != ALL], "stage", words("stages"))
    if rows.empty:
        return None
    rows = rows.assign(measure=[name_of("stages", stage) for stage in rows["stage"]])
    sentence, axis = say("compare.lists_sentence"), say("compare.lists_axis")
    drawn = _difference_chart(view, rows, sentence, axis, whole, _signed_whole)
    return blocks.panel(say("compare.lists_title"), drawn)


def _signed_whole(value: float) -> str:
    return signed(value, 0)


def show_cost(view: View) -> Component | None:
    """Differences in cost, by kind, year by year."""
    kinds = [kpi.id for kpi in COSTS]
    rows = in_order(view.rows(kpi=kinds), "kpi", kinds)
    if rows.empty:
        return None
    rows = rows.assign(
        measure=[
            f"{twins.measure_name(kpi)}, {period}"
            for kpi, period in zip(rows["kpi"], rows["period"], strict=True)
        ]
    )
    total = rows[rows["kpi"] == TOTAL]
    sentence, axis = say("compare.cost_sentence"), say("compare.cost_axis")
    drawn = chart(
        graph(draw_differences(total, axis), sentence),
        sentence=sentence,
        twin=_difference_table(view, rows, pounds, pounds),
        source=view.source,
    )
    return blocks.panel(say("compare.cost_title"), drawn)


Write = Callable[[float], str]


def _difference_chart(
    view: View, rows: pd.DataFrame, sentence: str, axis: str, level: Write, move: Write
) -> Component:
    return chart(
        graph(draw_differences(rows, axis), sentence),
        sentence=sentence,
        twin=_difference_table(view, rows, level, move),
        source=view.source,
        notes=twins.label_note(rows),
    )


def _difference_table(
    view: View, rows: pd.DataFrame, level: Write, move: Write
) -> Component:
    lines = [
        {
            "measure": row["measure"],
            "option": row["option"],
            "baseline": level(row["baseline_mean"]),
            "mean": level(row["option_mean"]),
            "difference": move(row["difference"]),
            "interval": interval(row["ci_low"], row["ci_high"], move),
            "chance": percent_of_runs(row["chance_better"]),
        }
        for _, row in rows.iterrows()
    ]
    caption = say("compare.table_caption", place=view.place_name, year=view.year)
    columns = words("compare_columns")
    return tables.long_table(caption, columns, lines, numbers=NUMBERS)


NUMBERS = ("baseline", "mean", "difference", "interval", "chance")


def show_changes(view: View) -> Component:
    """Every key that an option sets."""
    lines = [
        {
            "option": view.title(plan),
            "key": change.key,
            "before": _written(change.shown[0]),
            "after": _written(change.shown[1]),
            "start": str(change.start or ""),
            "source": change.source,
        }
        for plan in view.found
        for change in plans.load(plan).applied
        if change.moves
        if view.concerns(change.key)
    ]
    caption = say("compare.changes_caption")
    columns = words("change_columns")
    return blocks.panel(
        say("compare.changes_title"),
        html.P(say("compare.changes_sentence"), className="sentence"),
        tables.long_table(caption, columns, lines),
    )


def _written(value: object) -> str:
    """A value of any kind; a whole post or scanner as its parts."""
    if value is None:
        return say("compare.not_there")
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return str(value)
