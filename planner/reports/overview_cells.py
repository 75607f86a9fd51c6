"""Where a place stands, as the cells of one line of the overview."""

from __future__ import annotations

import datetime

import pandas as pd

from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL
from planner.reports.audit_colours import colour_of_row
from planner.reports.capacity_warnings import has_patients
from planner.reports.number_format import NOTHING, amount, interval, pounds
from planner.reports.select_rows import last_row, rows_of, state_of

NO_PATIENTS = gettext_noop("no patients")


def share_cells(summary: pd.DataFrame, plan: Scenario, provider: str) -> list[str]:
    """KPI 4 and KPI 5 under both denominators, each with the audit's colour."""
    kpis = (
        "kpi4_assessed_90",
        "kpi5_scanned_90_of_all",
        "kpi5_scanned_90_of_ordered",
    )
    return [_share(last_row(summary, plan, kpi, provider)) for kpi in kpis]


def overview_cells(summary: pd.DataFrame, plan: Scenario, provider: str) -> list[str]:
    """Shares in time, DXA list, load, bottleneck, clearance and cost of a place."""
    load = last_row(summary, plan, "load", provider, role="scanner")
    costs = rows_of(summary, kpi="cost_total", provider=provider, stage=ALL)["mean"]
    years = plan.plan_days / DAYS_A_YEAR
    return [
        *share_cells(summary, plan, provider),
        _list(summary, provider),
        _level(load),
        _binding(summary, provider),
        _clearance(summary, plan, provider),
        pounds(costs.sum() / years) if len(costs) else NOTHING,
    ]


def _level(row: pd.Series | None) -> str:
    if row is None:
        return NOTHING
    return amount(row["mean"], KPIS[row["kpi"]].unit, nothing=state_of(row))


def _clearance(summary: pd.DataFrame, plan: Scenario, provider: str) -> str:
    """Chance that the DXA backlog is cleared within the plan, and the mean date."""
    if not has_patients(summary, provider):
        return _(NO_PATIENTS)
    cleared = last_row(summary, plan, "cleared", provider, stage="scan")
    if cleared is None:
        return NOTHING
    chance = _("{share:.0%} of runs", share=cleared["mean"])
    day = last_row(summary, plan, "clearance_day", provider, stage="scan")
    if day is None:
        return chance
    date = plan.plan_start + datetime.timedelta(days=round(day["mean"]))
    return f"{chance}\n{date:%b %Y}"


def _share(row: pd.Series | None) -> str:
    if row is None:
        return NOTHING
    share = f"{amount(row['mean'], '%')} {colour_of_row(row)}".rstrip()
    return f"{share}\n({interval(row['ci_low'], row['ci_high'], '%')})"


def _list(summary: pd.DataFrame, provider: str) -> str:
    rows = rows_of(summary, kpi="waiting_list", stage="scan", provider=provider)
    if rows.empty:
        return NOTHING
    rows = rows.sort_values("start")
    first, last = rows.iloc[0], rows.iloc[-1]
    band = interval(last["band_low"], last["band_high"], "people")
    return f"{first['mean']:,.0f} → {last['mean']:,.0f}\n({band})"


def _binding(summary: pd.DataFrame, provider: str) -> str:
    if not has_patients(summary, provider):
        return _(NO_PATIENTS)
    rows = rows_of(summary, kpi="binds", provider=provider).assign(
        mean=lambda weekly: 100 * weekly["mean"]
    )
    if rows.empty:
        return NOTHING
    share = rows.groupby("role")["mean"].mean().sort_values(ascending=False)
    top = share.index[0]
    return f"{top} ({share.iloc[0]:.0f} %)" if share.iloc[0] >= 1 else _("none")
