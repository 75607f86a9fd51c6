"""Costs in sentences: by service, beside the total, and added by an option."""

from __future__ import annotations

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import COST_HOLDS
from planner.reports.number_format import pounds, short_pounds
from planner.reports.select_rows import rows_of

BESIDE = ("cost_establishment", "cost_drugs", "cost_depreciation")
BY_SERVICE = {
    "cost_plan_fls": gettext_noop("FLS"),
    "cost_plan_dxa": gettext_noop("DXA"),
}
CAPITAL = gettext_noop("capital")
SMALLEST = 500
"""Pounds below which a part of a difference is not spoken of."""


def a_year(summary: pd.DataFrame, plan: Scenario, kpi: str, place: str) -> float:
    """Pounds a year of a place: all that is counted over the days of the plan.

    Never over the financial years touched: a plan from July touches one more.
    """
    total = rows_of(summary, kpi=kpi, provider=place)["mean"].sum()
    return float(total / (plan.plan_days / DAYS_A_YEAR))


def cost_sentences(summary: pd.DataFrame, plan: Scenario, place: str) -> list[str]:
    """Cost of a year by service and beside the total, and the contents of totals."""
    if plan.money is None or rows_of(summary, kpi="cost_total", provider=place).empty:
        return []
    names = ("cost_total", "cost_fls", "cost_dxa", *BESIDE)
    amounts = {kpi: pounds(a_year(summary, plan, kpi, place)) for kpi in names}
    parts = _(
        "Of {cost_total} a year, the fracture liaison service costs {cost_fls} and DXA"
        " {cost_dxa}. Beside the total: staff {cost_establishment}, were every funded"
        " post filled; drugs of those who start {cost_drugs}; depreciation"
        " {cost_depreciation}.",
        **amounts,
    )
    return [parts, _(COST_HOLDS)]


def increment_by_service(comparison: pd.DataFrame, place: str) -> str:
    """Cost that an option adds to the plan, by service, in brackets."""
    added = {
        kpi: rows_of(comparison, kpi=kpi, provider=place)["difference"].sum()
        for kpi in ("cost_whole_plan", *BY_SERVICE)
    }
    parts = {name: added[kpi] for kpi, name in BY_SERVICE.items()}
    parts[CAPITAL] = added["cost_whole_plan"] - sum(parts.values())
    said = [
        f"{_(name)} {short_pounds(extra, signed=True)}"
        for name, extra in parts.items()
        if abs(extra) >= SMALLEST
    ]
    return f" ({', '.join(said)})" if said else ""
