"""Tables of a commissioner's view: money by year, KPIs beside, capacity, options."""

from __future__ import annotations

import math

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.tables import TerminalTable, folded, numbers, prose, texts
from planner.experiment.answer_worth import WorthAnswer
from planner.experiment.budget import budget_table, without_drugs
from planner.experiment.running.results import Results
from planner.inputs.boards import official_name
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.budget import DRUGS
from planner.outcomes.measure_index import WALES
from planner.reports.commissioner import PLACES, PUBLISHED_NOTE, published_text
from planner.reports.number_format import NOTHING, number, short_pounds
from planner.reports.standards import ROLES

BENEFITS = {
    "fractures_avoided": gettext_noop("Refractures avoided"),
    "bed_days_avoided": gettext_noop("Bed days avoided"),
    "nhs_avoided": gettext_noop("NHS cost avoided"),
    "social_avoided": gettext_noop("Social care avoided"),
    "qalys_gained": gettext_noop("QALYs gained, discounted"),
}
COSTS = {
    "revenue": gettext_noop("Revenue, with all DXA"),
    "capital": gettext_noop("Capital"),
    "drugs": gettext_noop("Drugs, a year of starters"),
}
POUNDS = (*COSTS, "nhs_avoided", "social_avoided")
LINE_WIDTH, HEAD_WIDTH = 24, 9
GAINED = ("fractures_avoided", "bed_days_avoided", "qalys_gained")
GAP = ("wte_to_stay_level", "wte_offered")


def money_by_year(service: Results, benefits: Results) -> pd.DataFrame:
    """Cost by financial year and benefits by year of the fracture, central case.

    Returns
    -------
    DataFrame: measure, period, value (mean over replications)
    """
    budget = budget_table(service)
    counted = without_drugs(budget)
    parts = {
        **{kind: counted[counted["kind"] == kind] for kind in ("revenue", "capital")},
        "drugs": budget[budget["line"] == DRUGS],
    }
    rows = [
        {"measure": name, "period": period, "value": pounds}
        for name in COSTS
        if name in parts
        for period, pounds in parts[name].groupby("period")["pounds"].sum().items()
    ]
    index = benefits.index
    mine = (index["reason"] == CENTRAL) & (index["provider"] != WALES)
    for kpi in BENEFITS:
        of_kpi = index[mine & (index["kpi"] == kpi)]
        for period, where in of_kpi.groupby("period").groups.items():
            value = benefits.matrix[:, list(where)].sum(axis=1).mean()
            rows.append({"measure": kpi, "period": period, "value": value})
    return pd.DataFrame(rows, columns=["measure", "period", "value"])


def show_money(plan: Scenario, by_year: pd.DataFrame) -> None:
    """Print cost and benefit of each year."""
    years = sorted(set(by_year["period"]))
    columns = prose(_("of each year"), least=LINE_WIDTH)
    columns += numbers(*(folded(year, HEAD_WIDTH) for year in years), _("all"))
    title = _("{plan}: cost and benefit by year", plan=plan.title or plan.name)
    shown = TerminalTable(title, columns, plain=True, data=lambda: by_year)
    for name, said in {**COSTS, **BENEFITS}.items():
        rows = by_year[by_year["measure"] == name].set_index("period")["value"]
        each = [float(rows.get(year, math.nan)) for year in years]
        if len(rows):
            cells = [_cell(name, value) for value in [*each, float(rows.sum())]]
            shown.add(_(said), *cells)
    shown.show(console())
    say_sentences(
        _(
            "Costs are those of the financial year; benefits those of the year's"
            " fractures, whenever they come (central case, in the prices of one year)."
        )
    )


def show_service(plan: Scenario, place: str, beside: pd.DataFrame) -> None:
    """Print KPIs of a locality beside those published of Wales and of England."""
    title = _("KPIs of {place}", place=official_name(plan.boards[place]))
    columns = [*prose(_("measure"), least=LINE_WIDTH), *numbers(_("here, %"))]
    columns += [*texts(_("colour")), *numbers(_("Wales"), _("England"))]
    shown = TerminalTable(title, columns, plain=True, data=lambda: beside)
    for row in beside.to_dict("records"):
        shown.add(
            f"{_(str(row['title']))} ({_(str(row['base']))})",
            number(float(row["value"]), 1),
            str(row["colour"]),
            *(published_text(row, where) for where in PLACES),
        )
    shown.show(console())
    say_sentences(_(PUBLISHED_NOTE))


def show_capacity(summary: pd.DataFrame, place: str) -> None:
    """Print WTE that keep lists level beside WTE offered, by role."""
    rows = summary[summary["kpi"].isin(GAP) & (summary["provider"] == place)]
    rows = rows[rows["role"] != "all"]
    wide = rows.pivot_table(index="role", columns="kpi", values="mean", sort=False)
    columns = [*texts(_("role")), *numbers(_("needed WTE"), _("offered WTE"), _("gap"))]
    title = _("Capacity gap: to stay level, contact work alone")
    shown = TerminalTable(title, columns, plain=True, data=lambda: wide.reset_index())
    for role, row in wide.iterrows():
        needed, offered = (float(row.get(kpi, math.nan)) for kpi in GAP)
        shown.add(
            _(ROLES.get(str(role), str(role))),
            number(needed, 2),
            number(offered, 2),
            number(offered - needed, 2),
        )
    shown.show(console())


def show_options(found: WorthAnswer) -> None:
    """Print what each option adds to the plan."""
    if not found.options:
        say_sentences(_("Options: name them after the locality to compare them."))
        return
    columns = prose(_("option"), least=LINE_WIDTH)
    columns += numbers(_("added cost"), _("refractures\navoided"), _("bed days"))
    columns += numbers(_("QALYs"), _("a QALY"))
    shown = TerminalTable(_("Options, against the plan"), columns, plain=True)
    for each in found.options:
        if each.economics_beyond is None:
            shown.add(each.title, *[NOTHING] * 5)
            continue
        gained = [each.case_beyond(kpi)[CENTRAL].mean for kpi in GAINED]
        lines = {line.name: line.mean for line in each.economics_beyond.lines}
        cells = [number(value, 1, signed=True) for value in gained]
        price = short_pounds(lines["per_qaly"])
        added = short_pounds(lines["service"], signed=True)
        shown.add(each.title, added, *cells, price)
    shown.show(console())


def _cell(name: str, value: float) -> str:
    return short_pounds(value) if name in POUNDS else number(value, 1)
