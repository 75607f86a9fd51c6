"""Benefits and money: by case, by financial year, for each plan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from planner.experiment.worth import PlanTotal, plan_totals, totals_of_difference
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.kpi_table import COST_HOLDS, COSTS, KPIS
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import MINUS, NOTHING, number, pounds
from planner.reports.papers.charts import benefit_chart, cost_chart, cost_rows
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, Figure, PaperSection, PaperTable
from planner.reports.papers.titles import COST, money_title, recommended
from planner.reports.select_rows import rows_of
from planner.reports.worth import (
    benefit_interval,
    benefit_text,
    for_each_thousand,
    week_sentence,
    worth_notes,
)

FIRST = CASES.index(CEILING) + 1
"""Cases before the interval."""
AVOIDED = "fractures_avoided"
YEARLY = "financial year"
UNPRICED = gettext_noop("The scenario has no prices, so nothing is costed.")
STRONG = ("cost_total", "cost_whole_plan")


def benefits(ev: Evidence) -> PaperSection:
    """Refractures, bed days, pounds and QALYs: against no FLS, and against the plan."""
    title = _benefit_title(ev)
    chart = benefit_chart(ev, title)
    tables = []
    sentences = []
    for each in ev.plans:
        totals = plan_totals(each.benefits)
        if not totals:
            continue
        if each is ev.base:
            caption = _("{plan}: against no FLS, whole plan", plan=each.title)
            tables.append(_benefit_table(caption, totals))
        sentences += [
            f"{each.title}: {for_each_thousand(each.benefits)}",
            week_sentence(each.benefits),
        ]
    for option in ev.options:
        totals = totals_of_difference(ev.base.benefits, option.benefits)
        if totals:
            caption = _("{option}: against the plan, whole plan", option=option.title)
            tables.append(_benefit_table(caption, totals, signed=True))
    return PaperSection(
        heading=_("Benefits"),
        title=title,
        sentences=tuple(sentences),
        tables=tuple(tables),
        charts=(chart,) if chart else (),
        notes=tuple(worth_notes(ev.base.benefits.scenario)),
        points=tuple(benefit_points(ev, ev.options)),
    )


def _central(totals: Sequence[PlanTotal]) -> Mapping[str, PlanTotal]:
    return {total.kpi: total for total in totals if total.case == CENTRAL}


def _benefit_title(ev: Evidence) -> str:
    best = recommended(ev)
    points = benefit_points(ev, [best] if best else [])
    if points:
        return points[0]
    found = _central(plan_totals(ev.base.benefits))
    if AVOIDED not in found:
        return _("No benefit was measured")
    total = found[AVOIDED]
    return _(
        "{plan} avoids {avoided} refractures against no FLS ({ends}, central case)",
        plan=ev.base.title,
        avoided=benefit_text(AVOIDED, total.mean),
        ends=benefit_interval(total),
    )


def benefit_points(ev: Evidence, options: Iterable[PlanEvidence]) -> list[str]:
    """Refractures avoided by each of these options, against the plan."""
    points = []
    for option in options:
        found = _central(totals_of_difference(ev.base.benefits, option.benefits))
        if AVOIDED in found:
            total = found[AVOIDED]
            points.append(
                _(
                    "{option}, against the plan: {avoided} refractures avoided"
                    " ({ends}; central case, whole plan)",
                    option=option.title,
                    avoided=benefit_text(AVOIDED, total.mean, signed=True),
                    ends=benefit_interval(total),
                )
            )
    return points


def _benefit_table(
    title: str, totals: list[PlanTotal], *, signed: bool = False
) -> PaperTable:
    by_case = {(total.kpi, total.case): total for total in totals}
    rows = []
    for kpi in dict.fromkeys(total.kpi for total in totals):
        cells: list[Cell] = []
        for case in CASES:
            total = by_case.get((kpi, case))
            if total is None:
                cells.append("")
                continue
            text = benefit_text(kpi, total.mean, signed=signed)
            cells.append(Figure(total.mean, text, KPIS[kpi].unit))
        cells.insert(FIRST, benefit_interval(by_case.get((kpi, CENTRAL))))
        rows.append((_(KPIS[kpi].title), _(KPIS[kpi].base), *cells))
    cases = [_(CASE_TITLES[case]) for case in CASES]
    cases.insert(FIRST, _("95 % interval, central"))
    return PaperTable(
        title=title,
        head=(_("measure"), _("of"), *cases),
        rows=tuple(rows),
        widths=(2.2, 2, 1, 1, 1, 1.5, 1.2, 1.3),
        texts=2,
    )


def money(ev: Evidence) -> PaperSection:
    """Costs by financial year of the plan, and what each option adds."""
    title = money_title(ev)
    chart = cost_chart(ev, title)
    tables = [table for each in ev.plans if (table := _cost_table(ev, each))]
    added = [table for option in ev.options if (table := _added_table(ev, option))]
    return PaperSection(
        heading=_("Money"),
        title=title,
        sentences=tuple(cost_sentences(ev.base.summary, ev.base.plan, ev.place)),
        tables=(*tables, *added),
        charts=(chart,) if chart else (),
        notes=()
        if tables
        else (_("The scenario has no prices, so nothing is costed."),),
        points=tuple(_money_points(ev)),
    )


def _money_points(ev: Evidence) -> list[str]:
    points = []
    for each in ev.plans:
        row = ev.row(each, COST)
        if row is not None:
            points.append(
                _(
                    "{plan}: {price} over the whole plan, with capital",
                    plan=each.title,
                    price=pounds(row["mean"]),
                )
            )
    return [*points, _(COST_HOLDS)] if points else points


def whole_pounds(value: float, *, signed: bool = False) -> Figure:
    """Pounds without pence.

    >>> whole_pounds(-1234.5).text, whole_pounds(0.4, signed=True).text
    ('−£1,234', '£0')
    """
    if math.isnan(value):
        return Figure(value, NOTHING, "GBP")
    size = number(abs(value), 0)
    sign = "" if size == "0" else MINUS if value < 0 else "+" if signed else ""
    return Figure(value, f"{sign}£{size}", "GBP")


def _cost_table(ev: Evidence, each: PlanEvidence) -> PaperTable | None:
    """Every line of the costs of a plan by financial year, and their sum."""
    lines = _cost_lines(each.plan.money is not None, lambda kpi: _means(ev, each, kpi))
    if not lines:
        return None
    years = [str(row["period"]) for row in cost_rows(each, "cost_total", ev.place)]
    whole = ev.row(each, COST)
    rows = [_cost_row(kpi, values) for kpi, values in lines.items()]
    if whole is not None:
        rows.append(_whole_row(len(years), whole["mean"]))
    return _table_of_costs(
        _("{plan}: costs by financial year, {place}", plan=each.title,
          place=ev.place_name),
        years,
        rows,
    )  # fmt: skip


def _added_table(ev: Evidence, option: PlanEvidence) -> PaperTable | None:
    """The same of an option less the plan."""
    table = option.comparison
    assert table is not None

    def differences(kpi: str) -> list[float]:
        rows = rows_of(table, kpi=kpi, provider=ev.place).sort_values("start")
        return [float(value) for value in rows["difference"]]

    lines = _cost_lines(option.plan.money is not None, differences)
    if not lines:
        return None
    rows = rows_of(table, kpi="cost_total", provider=ev.place).sort_values("start")
    whole = ev.difference(option, COST)
    cells = [_cost_row(kpi, values, signed=True) for kpi, values in lines.items()]
    if whole is not None:
        cells.append(_whole_row(len(rows), whole["difference"], signed=True))
    return _table_of_costs(
        _("{option}: added to the plan by financial year", option=option.title),
        [str(period) for period in rows["period"]],
        cells,
    )


def _means(ev: Evidence, each: PlanEvidence, kpi: str) -> list[float]:
    return [float(row["mean"]) for row in cost_rows(each, kpi, ev.place)]


def _cost_lines(priced: bool, values: object) -> dict[str, list[float]]:
    """Values by year of every cost that is not nought throughout; totals always."""
    if not priced or not callable(values):
        return {}
    found: dict[str, list[float]] = {}
    for kpi in COSTS:
        if kpi.span != YEARLY:
            continue
        yearly = values(kpi.id)
        if yearly and (any(yearly) or kpi.id in STRONG):
            found[kpi.id] = yearly
    return found


def _cost_row(
    kpi: str, values: list[float], *, signed: bool = False
) -> tuple[Cell, ...]:
    cells = [whole_pounds(value, signed=signed) for value in values]
    return (_(KPIS[kpi].title), *cells, whole_pounds(sum(values), signed=signed))


def _whole_row(years: int, value: float, *, signed: bool = False) -> tuple[Cell, ...]:
    title = _("{total}, with capital", total=_(KPIS[COST].title))
    return (title, *[""] * years, whole_pounds(value, signed=signed))


def _table_of_costs(
    title: str, years: list[str], rows: list[tuple[Cell, ...]]
) -> PaperTable:
    return PaperTable(
        title=title,
        head=(_("pounds"), *years, _("whole plan")),
        rows=tuple(rows),
        notes=(
            _(
                "Means of the runs, each rounded to the pound on its own, so that a sum"
                " may differ by a pound in its last digit. A financial year that the"
                ' plan covers in part holds its own days alone. Lines named "beside the'
                ' total" are in no total; those named "of the total" and "of the'
                ' plan" split it by service.'
            ),
        ),
        widths=(3, *[1.2] * (len(years) + 1)),
    )
