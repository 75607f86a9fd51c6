"""Charts of a paper as data: categories, values, bands, and the same in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from planner.locale import _
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING
from planner.outcomes.kpi_table import KPIS
from planner.reports.audit_colours import colour_of_row
from planner.reports.dates import date_text
from planner.reports.number_format import amount, interval
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import ChartSeries, PaperChart
from planner.reports.papers.titles import recommended
from planner.reports.select_rows import last_row, rows_of

SHARES = (
    "kpi2_identified", "kpi4_assessed_90", "kpi5_scanned_90_of_all",
    "kpi5_scanned_90_of_ordered", "kpi7_recommended", "kpi9_followed_up_16w",
    "kpi10_started_16w", "kpi11_on_treatment_52w",
)  # fmt: skip
"""KPIs of the audit that are drawn; every one stands in the table."""
THREE_CASES = CASES[: CASES.index(CEILING) + 1]


def kpi_chart(ev: Evidence, title: str) -> PaperChart:
    """Every share of the audit at the place under the plan, with its wide band."""
    rows = [last_row(ev.base.summary, ev.base.plan, kpi, ev.place) for kpi in SHARES]
    shares = [row for row in rows if row is not None and KPIS[row["kpi"]].unit == "%"]
    shares = [row for row in shares if not math.isnan(row["mean"])]
    said = [
        _(
            "{measure} {mean} (of: {base}) {colour}",
            measure=_(KPIS[row["kpi"]].title),
            mean=amount(row["mean"], "%"),
            base=_(KPIS[row["kpi"]].base),
            colour=colour_of_row(row),
        ).rstrip()
        for row in shares
    ]
    return PaperChart(
        title=title,
        kind="bar",
        categories=tuple(
            _(
                "{measure} (of: {base})",
                measure=_(KPIS[row["kpi"]].title),
                base=_(KPIS[row["kpi"]].base),
            )
            for row in shares
        ),
        series=(_series(ev.base.title, shares),),
        unit="%",
        base=_("Per cent, each of its own base."),
        band=_("Band: 9 futures in 10 over all that fits."),
        told="; ".join(said),
        label=ev.label,
    )


def list_chart(ev: Evidence, title: str) -> PaperChart:
    """The DXA list on the first count of every month, a line a plan."""
    every = [(each, _monthly(each, ev.place)) for each in ev.plans]
    known = [(each, rows) for each, rows in every if rows]
    series = [_series(each.title, rows) for each, rows in known]
    categories = tuple(_month(row["start"]) for row in known[0][1]) if known else ()
    # Bands of more than two plans would hide each other.
    best = recommended(ev) or ev.plans[-1]
    banded = [any(each is one for one in (ev.base, best)) for each, _rows in known]
    return PaperChart(
        title=title,
        kind="line",
        categories=categories,
        series=tuple(
            each if has_band else replace(each, low=(), high=())
            for each, has_band in zip(series, banded, strict=True)
        ),
        unit="people",
        base=_(
            "People on the DXA list at 00:00 on the first day of the month that is"
            " counted; band: 9 futures in 10 over all that fits{of}.",
            of=""
            if all(banded)
            else _(", of {base} and {best}", base=ev.base.title, best=best.title),
        ),
        told=_ends_in_words(series, categories),
        label=ev.label,
    )


def _monthly(each: PlanEvidence, place: str) -> list[pd.Series]:
    """Rows of the DXA list, the first of each month."""
    rows = rows_of(each.summary, kpi="waiting_list", stage="scan", provider=place)
    rows = rows.sort_values("start")
    firsts = rows.groupby(rows["start"].str[:7]).head(1)
    return [row for _index, row in firsts.iterrows()]


def _month(start: str) -> str:
    return date_text(pd.Timestamp(start).date(), short=True).split(" ", 1)[1]


def _series(name: str, rows: Iterable[pd.Series]) -> ChartSeries:
    rows = list(rows)
    return ChartSeries(
        name=name,
        values=tuple(float(row["mean"]) for row in rows),
        low=tuple(float(row["band_low"]) for row in rows),
        high=tuple(float(row["band_high"]) for row in rows),
    )


def _ends_in_words(series: list[ChartSeries], categories: tuple[str, ...]) -> str:
    return "; ".join(
        _(
            "{plan}: {first} in {start}, {last} in {end} (9 in 10: {band})",
            plan=each.name,
            first=amount(each.values[0], "people"),
            last=amount(each.values[-1], "people"),
            start=categories[0],
            end=categories[-1],
            band=interval(each.low[-1], each.high[-1], "people"),
        )
        for each in series
    )


def staff_chart(ev: Evidence, title: str, roles: dict[str, str]) -> PaperChart | None:
    """WTE offered to patients and WTE of contact work, by role, at the plan's end."""
    pairs = {
        name: [ev.row(ev.base, kpi, role=role) for kpi in ("offered_wte", "needed_wte")]
        for role, name in roles.items()
    }
    known = {n: p for n, p in pairs.items() if all(row is not None for row in p)}
    if not known:
        return None
    offered, needed = (
        [pair[k] for pair in known.values() if pair[k] is not None] for k in (0, 1)
    )
    names = (_("WTE offered to patients"), _("WTE of contact work"))
    said = [
        _(
            "{role}: {offered:.2f} WTE offered, {needed:.2f} WTE of contact work",
            role=name,
            offered=pair[0]["mean"],  # type: ignore[index]
            needed=pair[1]["mean"],  # type: ignore[index]
        )
        for name, pair in known.items()
    ]
    return PaperChart(
        title=title,
        kind="bar",
        categories=tuple(known),
        series=(_series(names[0], offered), _series(names[1], needed)),  # type: ignore[arg-type]
        unit="WTE",
        base=_(
            "{plan}, {period}; minutes of sessions and tasks over those of a whole"
            " post.",
            plan=ev.base.title,
            period=offered[0]["period"],  # type: ignore[index]
        ),
        told="; ".join(said),
        label=ev.label,
    )


def cost_chart(ev: Evidence, title: str) -> PaperChart | None:
    """Total cost of each financial year, a bar a plan."""
    series, categories, said = [], tuple[str, ...](), []
    for each in ev.plans:
        rows = cost_rows(each, "cost_total", ev.place)
        if not rows:
            continue
        categories = tuple(str(row["period"]) for row in rows)
        series.append(_series(each.title, rows))
        parts = [f"{row['period']} {amount(row['mean'], 'GBP')}" for row in rows]
        said.append(f"{each.title}: {', '.join(parts)}")
    if not series:
        return None
    return PaperChart(
        title=title,
        kind="column",
        categories=categories,
        series=tuple(series),
        unit="GBP",
        base=_("Pounds a financial year, without capital; part years as they are."),
        told="; ".join(said),
        label=ev.label,
    )


def cost_rows(each: PlanEvidence, kpi: str, place: str) -> list[pd.Series]:
    """Rows of a cost by financial year, in their order."""
    rows = rows_of(each.summary, kpi=kpi, provider=place).sort_values("start")
    return [row for _index, row in rows.iterrows()]


def benefit_chart(ev: Evidence, title: str) -> PaperChart | None:
    """Refractures avoided by each plan, in the low, central and ceiling case."""
    series, said = [], []
    names = [_(CASE_TITLES[case]) for case in THREE_CASES]
    for each in ev.plans:
        found = each.worth.case("fractures_avoided") if each.worth else {}
        if not all(case in found for case in THREE_CASES):
            continue
        values = tuple(found[case].mean for case in THREE_CASES)
        series.append(ChartSeries(each.title, values))
        parts = [f"{n} {value:,.1f}" for n, value in zip(names, values, strict=True)]
        said.append(f"{each.title}: {', '.join(parts)}")
    if not series:
        return None
    return PaperChart(
        title=title,
        kind="column",
        categories=tuple(names),
        series=tuple(series),
        unit="refractures",
        base=_("Refractures avoided over the whole plan, against no FLS at all."),
        told="; ".join(said),
        label=ev.label,
    )
