"""Money: the budget of each plan by financial year, and what options add."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from planner.experiment.budget import (
    OF_CAPITAL,
    REVENUE,
    budget_table,
    difference_of,
    total_of,
    without_drugs,
)
from planner.locale import _, gettext_noop
from planner.outcomes.budget import CAPITAL, DRUGS, LINES
from planner.outcomes.kpi_table import COST_HOLDS
from planner.outcomes.measure_index import WALES
from planner.reports.cost_sentences import cost_sentences
from planner.reports.number_format import MINUS, NOTHING, number, pounds
from planner.reports.papers.charts import cost_chart
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Figure, PaperSection, PaperTable
from planner.reports.papers.titles import COST, money_title

YEARLY = "financial year"
ROUNDED = gettext_noop(
    "Means of the runs in whole pence, shown to the pound, so that a sum may seem to be"
    " a pound off; sums are made in pence. Financial years begin on 1 April; a year"
    " that the plan covers in part holds its own days alone. Drugs are a year's"
    " treatment of those who start, and in no total."
)
UNPRICED = gettext_noop("The scenario has no prices, so nothing is costed.")
STRONG = ("cost_total", "cost_whole_plan")


def money(ev: Evidence) -> PaperSection:
    """Costs by financial year of the plan, and what each option adds."""
    title = money_title(ev)
    chart = cost_chart(ev, title)
    tables = _budget_tables(ev)
    return PaperSection(
        heading=_("Money"),
        title=title,
        sentences=tuple(cost_sentences(ev.base.summary, ev.base.plan, ev.place)),
        tables=tuple(tables),
        charts=(chart,) if chart else (),
        notes=tuple(_budget_notes(ev)) if tables else (_(UNPRICED),),
        points=tuple(_money_points(ev)),
    )


def _budget_notes(ev: Evidence) -> Iterator[str]:
    """Options whose budget is the plan's own, and where the others stand whole."""
    budgets = _budgets(ev)
    for option, budget in zip(ev.options, budgets[1:], strict=True):
        if not difference_of(budgets[0], budget)["pounds"].any():
            yield _("{option}: adds nothing to the budget.", option=option.title)
    if ev.options:
        yield _("The workbook has the whole budget of every option.")


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


def _budgets(ev: Evidence) -> list[pd.DataFrame]:
    """Budget of each plan at the place, in whole pence; empty without prices."""
    found = [budget_table(each.results) for each in ev.plans]
    if ev.place == WALES:
        return found
    return [table[table["provider"] == ev.place] for table in found]


def _budget_tables(ev: Evidence) -> list[PaperTable]:
    """Every line of the plan by financial year, then what options add to it."""
    budgets = _budgets(ev)
    if any(table.empty for table in budgets):
        return []
    tables = [_whole_budget(ev, ev.base, budgets[0])]
    for option, budget in zip(ev.options, budgets[1:], strict=True):
        added = difference_of(budgets[0], budget)
        if added["pounds"].any():
            title = _("{option}: added to the plan's budget", option=option.title)
            tables.append(_table_of(title, option, added, signed=True))
    return tables


def option_budgets(ev: Evidence) -> list[PaperTable]:
    """Every line of each option by financial year, for whom the additions do not do."""
    pairs = zip(ev.options, _budgets(ev)[1:], strict=True)
    return [_whole_budget(ev, each, table) for each, table in pairs if len(table)]


def _whole_budget(ev: Evidence, each: PlanEvidence, budget: pd.DataFrame) -> PaperTable:
    title = _(
        "{plan}: budget by financial year, {place}",
        plan=each.title,
        place=ev.place_name,
    )
    return _table_of(title, each, budget, signed=False)


def _table_of(
    title: str, each: PlanEvidence, budget: pd.DataFrame, *, signed: bool
) -> PaperTable:
    """Lines by year with sums to the penny: revenue, capital, cash, present value."""
    priced = each.plan.money
    assert priced is not None
    years = sorted(set(budget["period"]))
    days = budget.drop_duplicates("period").set_index("period")["days"]
    counted = without_drugs(budget)
    revenue, capital = (
        counted[counted["kind"] == kind] for kind in (REVENUE, OF_CAPITAL)
    )
    lines = [
        (_(name), rows, "pounds")
        for line, name in {**LINES, **CAPITAL}.items()
        for rows in [counted[counted["line"] == line]]
        if rows["pounds"].any()
    ]
    lines += [
        (_("Revenue, sum"), revenue, "pounds"),
        (_("Capital, sum"), capital, "pounds"),
        (_("Total cost"), counted, "pounds"),
        (_("in cash, {rate} inflation", rate=_percent(priced.inflation)), counted,
         "cash"),
        (_("present value at {rate}", rate=_percent(priced.discount_rate)), counted,
         "present"),
        (_("Beside the total: {line}", line=_(LINES[DRUGS])),
         budget[budget["line"] == DRUGS], "pounds"),
    ]  # fmt: skip
    heads = [
        year
        if days[year] >= 365
        else _("{year} ({count} days)", year=year, count=days[year])
        for year in years
    ]
    return PaperTable(
        title=title,
        head=(_("pounds, price year"), *heads, _("whole plan")),
        rows=tuple(
            (
                name,
                *(
                    whole_pounds(total_of(rows, column, period=year), signed=signed)
                    for year in years
                ),
                whole_pounds(total_of(rows, column), signed=signed),
            )
            for name, rows, column in lines
        ),
        notes=(_(ROUNDED),),
        widths=(3, *[1.2] * (len(years) + 1)),
    )


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
