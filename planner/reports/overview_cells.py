"""Figures of a place, as the cells of one line of the overview."""

from __future__ import annotations

import datetime

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.audit_colours import symbol_of_row
from planner.reports.capacity_warnings import has_patients
from planner.reports.dates import month_and_year
from planner.reports.number_format import (
    NOTHING,
    amount,
    pounds,
    two_bands,
    whole_percent,
)
from planner.reports.select_rows import last_row, rows_of, state_of

NO_PATIENTS = gettext_noop("no patients")
IN_MOST_RUNS = 0.9
"""Share of runs from which a board counts as one that clears its backlog."""


def share_cells(summary: pd.DataFrame, plan: Scenario, provider: str) -> dict[str, str]:
    """KPI 4 and KPI 5 under both denominators, each with the audit's colour."""
    kpis = (
        "kpi4_assessed_90",
        "kpi5_scanned_90_of_all",
        "kpi5_scanned_90_of_ordered",
    )
    return {kpi: _share(last_row(summary, plan, kpi, provider)) for kpi in kpis}


def overview_cells(
    summary: pd.DataFrame, plan: Scenario, provider: str
) -> dict[str, str]:
    """Shares in time, DXA list, clearance, cost, bottleneck and load of a place."""
    load = last_row(summary, plan, "load", provider, role="scanner")
    costs = rows_of(summary, kpi="cost_total", provider=provider, stage=ALL)["mean"]
    years = plan.plan_days / DAYS_A_YEAR
    cost = pounds(costs.sum() / years) if len(costs) else NOTHING
    busy = has_patients(summary, provider)
    return {
        **share_cells(summary, plan, provider),
        "list": _list(summary, provider),
        "cleared": clearance(summary, plan, provider) if busy else _(NO_PATIENTS),
        # Pounds in one line, what they are counted in below.
        "cost": cost.replace(" ", "\n"),
        "bottleneck": _bottleneck(summary, provider) if busy else _(NO_PATIENTS),
        "load": _level(load),
    }


def clearance(levels: pd.DataFrame, plan: Scenario, place: str) -> str:
    """Mean date by which a place's DXA backlog is cleared, and the share of runs.

    Wales is no list of its own: so many of its boards clear theirs in most runs.
    """
    if place == WALES:
        shares = [_share_cleared(levels, plan, board) for board in plan.boards]
        known = [share for share in shares if share is not None]
        done = sum(share >= IN_MOST_RUNS for share in known)
        counted = _("{done} of {boards}", done=done, boards=len(known))
        return counted if known else NOTHING
    share = _share_cleared(levels, plan, place)
    if share is None:
        return NOTHING
    day = last_row(levels, plan, "clearance_day", place, stage="scan")
    if share == 0 or day is None:
        return _("not yet")
    date = plan.plan_start + datetime.timedelta(days=round(day["mean"]))
    part = _("in {share}", share=whole_percent(share))
    month = month_and_year(date, short=True)
    return month if share == 1 else f"{month}\n{part}"


def _share_cleared(levels: pd.DataFrame, plan: Scenario, place: str) -> float | None:
    row = last_row(levels, plan, "cleared", place, stage="scan")
    return None if row is None else float(row["mean"])


def _level(row: pd.Series | None) -> str:
    if row is None:
        return NOTHING
    return amount(row["mean"], KPIS[row["kpi"]].unit, nothing=state_of(row))


def _share(row: pd.Series | None) -> str:
    if row is None:
        return NOTHING
    share = f"{amount(row['mean'], '%')} {symbol_of_row(row)}".rstrip()
    return f"{share}\n{two_bands(row, '%')}"


def _list(summary: pd.DataFrame, provider: str) -> str:
    rows = rows_of(summary, kpi="waiting_list", stage="scan", provider=provider)
    if rows.empty:
        return NOTHING
    rows = rows.sort_values("start")
    first, last = rows.iloc[0], rows.iloc[-1]
    return f"{first['mean']:,.0f} → {last['mean']:,.0f}\n{two_bands(last, 'people')}"


def _bottleneck(summary: pd.DataFrame, provider: str) -> str:
    rows = rows_of(summary, kpi="binds", provider=provider).assign(
        mean=lambda weekly: 100 * weekly["mean"]
    )
    if rows.empty:
        return NOTHING
    share = rows.groupby("role")["mean"].mean().sort_values(ascending=False)
    top = share.index[0]
    return f"{top} ({share.iloc[0]:.0f} %)" if share.iloc[0] >= 1 else _("none")
