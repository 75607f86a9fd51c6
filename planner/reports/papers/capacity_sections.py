"""Workforce, and DXA and therapy capacity: what is offered and what is needed."""

from __future__ import annotations

from planner.locale import _
from planner.outcomes.kpi_table import NEEDED
from planner.outcomes.staffing import IN_POST, WTE
from planner.reports.audit_colours import COLOUR_NOTE
from planner.reports.capacity_warnings import cautions
from planner.reports.number_format import NOTHING, amount, number, two_bands
from planner.reports.overview_cells import overview_cells
from planner.reports.papers.charts import staff_chart
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, PaperSection, PaperTable, figure
from planner.reports.papers.sensitivity import gap_tables
from planner.reports.papers.titles import capacity_title, clearance_title
from planner.reports.select_rows import last_row, place_name, state_of
from planner.reports.standards import ROLES
from planner.reports.treatment import (
    treatment_line,
    treatment_rows,
    unlimited_sentences,
)

SESSIONS = (
    "sessions_a_week_offered", "sessions_a_week_to_stay_level",
    "sessions_a_week_extra_to_clear",
)  # fmt: skip


def workforce(ev: Evidence) -> PaperSection:
    """Establishment and people in post, and work against what is offered."""
    roles = _roles(ev)
    title = _staff_title(ev, roles)
    chart = staff_chart(ev, title, roles)
    tables = [_need_table(ev, roles), *gap_tables(ev, roles)]
    if any(len(each.staffing) for each in ev.plans):
        tables.insert(0, _staffing_table(ev))
    return PaperSection(
        heading=_("Workforce"),
        title=title,
        sentences=(_(NEEDED),),
        tables=tuple(tables),
        charts=(chart,) if chart else (),
        points=tuple(_staff_points(ev, roles)),
    )


def _roles(ev: Evidence) -> dict[str, str]:
    """Roles with work under one of the plans, and their names for readers."""
    found = {
        role
        for each in ev.plans
        for role in each.summary.loc[each.summary["kpi"] == "offered_wte", "role"]
    }
    known = [role for role in (*ROLES, *sorted(found - set(ROLES))) if role in found]
    return {role: _(ROLES.get(role, role)) for role in known}


def _load(ev: Evidence, each: PlanEvidence, role: str) -> float:
    row = ev.row(each, "load", role=role)
    return float("nan") if row is None else float(row["mean"])


def _staff_title(ev: Evidence, roles: dict[str, str]) -> str:
    over = [name for role, name in roles.items() if _load(ev, ev.base, role) > 1]
    if not over:
        return _("Every role has more time than contact work at the plan's end")
    return _(
        "More contact work than time at the plan's end: {roles}", roles=", ".join(over)
    )


def _staff_points(ev: Evidence, roles: dict[str, str]) -> list[str]:
    points = []
    for role, name in roles.items():
        offered, needed = (
            ev.row(ev.base, kpi, role=role) for kpi in ("offered_wte", "needed_wte")
        )
        if offered is not None and needed is not None:
            points.append(
                _(
                    "{role}: {offered} WTE offered to patients, {needed} WTE of contact"
                    " work ({period})",
                    role=name,
                    offered=number(offered["mean"], 2),
                    needed=number(needed["mean"], 2),
                    period=offered["period"],
                )
            )
    return points


def _staffing_table(ev: Evidence) -> PaperTable:
    """Funded and filled WTE by role, in the plan's first and last month."""
    rows: list[tuple[Cell, ...]] = []
    for each in ev.plans:
        table = each.staffing
        if table.empty:
            continue
        months = sorted(table["month"].unique())
        ends = [table[table["month"] == month] for month in (months[0], months[-1])]
        sums = [end.groupby("role", sort=False)[[WTE, IN_POST]].sum() for end in ends]
        for role in sums[0].index.union(sums[1].index, sort=False):
            cells = [
                figure(float(total[column].get(role, 0.0)), "WTE")
                for total in sums
                for column in (WTE, IN_POST)
            ]
            rows.append((each.title, _(ROLES.get(role, role)), *cells))
    return PaperTable(
        title=_("Posts funded and filled, in the plan's first and last month"),
        head=(
            *(_("plan"), _("role")),
            *(_("funded, first"), _("filled, first")),
            *(_("funded, last"), _("filled, last")),
        ),
        rows=tuple(rows),
        notes=(
            _(
                "Means of the central values; leavers are random. Vacancies,"
                " recruitment time and training by month: fls-planner workforce."
            ),
        ),
        widths=(2.4, 1.6, 1.2, 1.2, 1.2, 1.2),
        texts=2,
    )


def _need_table(ev: Evidence, roles: dict[str, str]) -> PaperTable:
    rows: list[tuple[Cell, ...]] = []
    for each in ev.plans:
        for role, name in roles.items():
            found = [
                ev.row(each, kpi, role=role)
                for kpi in ("offered_wte", "needed_wte", "load")
            ]
            if all(row is None for row in found):
                continue
            offered, needed, load = found
            rows.append(
                (
                    *(each.title, name),
                    _wte(offered),
                    _wte(needed),
                    NOTHING
                    if load is None
                    else figure(
                        load["mean"],
                        "ratio",
                        amount(load["mean"], "ratio", nothing=state_of(load)),
                    ),
                    NOTHING if load is None else _bands(load),
                )
            )
    return PaperTable(
        title=_("Time offered to patients and contact work, last quarter of the plan"),
        head=(
            *(_("plan"), _("role"), _("WTE offered"), _("WTE of contact work")),
            *(_("load: work over time"), _("9 in 10, load")),
        ),
        rows=tuple(rows),
        notes=(_("Above a load of 1 the list grows."), _(NEEDED)),
        widths=(2.4, 1.6, 1.1, 1.3, 1.2, 1.6),
        texts=2,
    )


def _wte(row: object) -> Cell:
    return NOTHING if row is None else figure(row["mean"], "WTE")  # type: ignore[index]


def _bands(row: object) -> str:
    return two_bands(row, "ratio")  # type: ignore[arg-type]


def dxa_and_therapy(ev: Evidence) -> PaperSection:
    """Sessions offered and needed, who clears the list, and treatment."""
    notes = cautions(ev.base.summary, ev.base.plan, ev.names)
    notes += unlimited_sentences(ev.base.plan, ev.counted, ev.names)
    title = capacity_title(ev)
    return PaperSection(
        heading=_("DXA and therapy capacity"),
        title=title,
        sentences=tuple(f"{clearance_title(ev, each)}." for each in ev.plans),
        tables=(_session_table(ev), _place_table(ev), *_treatment(ev)),
        notes=tuple(notes),
        points=tuple(clearance_title(ev, each) for each in ev.plans),
    )


def _session_table(ev: Evidence) -> PaperTable:
    rows: list[tuple[Cell, ...]] = []
    for each in ev.plans:
        found = [
            last_row(each.summary, each.plan, kpi, ev.place, role="scanner")
            for kpi in SESSIONS
        ]
        cells = [
            NOTHING if row is None else figure(row["mean"], "", number(row["mean"]))
            for row in found
        ]
        bands = ["" if row is None else two_bands(row, "") for row in found[:2]]
        rows.append((each.title, cells[0], bands[0], cells[1], bands[1], cells[2]))
    return PaperTable(
        title=_("DXA half-day sessions a week, first year of the plan"),
        head=(
            *(_("plan"), _("offered"), _("9 in 10 (random alone)")),
            *(_("to stay level"), _("9 in 10 (random alone)"), _("extra to clear")),
        ),
        rows=tuple(rows),
        notes=(
            _(
                "To stay level: as many as take everybody who joins, at the scenario's"
                " minutes a scan. Extra to clear: to bring the day-0 list below its"
                " mark over the chosen weeks."
            ),
        ),
        widths=(2.4, 1, 1.5, 1, 1.5, 1),
    )


def _place_table(ev: Evidence) -> PaperTable:
    rows: list[tuple[Cell, ...]] = []
    for each in ev.plans:
        for place in ev.places:
            cells = overview_cells(each.summary, each.plan, place)
            name = place_name(place, ev.names)
            shown = ("list", "cleared", "bottleneck", "load")
            rows.append((each.title, name, *(cells[key] for key in shown)))
    return PaperTable(
        title=_("DXA lists, bottlenecks and loads"),
        head=(
            *(_("plan"), _("board"), _("DXA list, day 0 to the end")),
            *(_("backlog cleared"), _("bottleneck (weeks)"), _("DXA load at the end")),
        ),
        rows=tuple(rows),
        notes=(
            _(
                "Below a list's end: 9 futures in 10 over all that fits; in brackets by"
                " random variation alone. Backlog cleared: mean date, or in how many"
                " runs; of Wales, how many boards in 9 runs of 10."
            ),
            _(COLOUR_NOTE),
        ),
        widths=(2, 2, 1.6, 1.2, 1.4, 1.1),
        texts=2,
    )


def _treatment(ev: Evidence) -> list[PaperTable]:
    rows: list[tuple[Cell, ...]] = []
    period = ""
    for each in ev.plans:
        table = treatment_rows(each.summary, each.plan)
        if table.empty:
            continue
        period = str(table["period"].iloc[0])
        rows.append((each.title, *treatment_line(table, ev.place)))
    if not rows:
        return []
    return [
        PaperTable(
            title=_("Bone treatment, people in {year}", year=period),
            head=(
                *(_("plan"), _("recommended"), _("started"), _("of them, by drug")),
                *(_("treated 12 months on"), _("found so at review")),
            ),
            rows=tuple(rows),
            notes=(
                _(
                    "Counted by the day on which it happens, so that the columns are no"
                    " shares of each other."
                ),
            ),
            widths=(2, 1.1, 1, 3.2, 1.2, 1.2),
        )
    ]
