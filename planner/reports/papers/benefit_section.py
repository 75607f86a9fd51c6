"""Benefits: refractures, bed days, pounds and QALYs by case, for each plan."""

from __future__ import annotations

from collections.abc import Iterable

from planner.experiment.economics import Economics
from planner.experiment.worth import PlanTotal
from planner.locale import _
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.economics import economics_lines, worth_verdict
from planner.reports.papers.charts import benefit_chart
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, Figure, PaperSection, PaperTable
from planner.reports.papers.titles import recommended
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


def benefits(ev: Evidence) -> PaperSection:
    """Refractures, bed days, pounds and QALYs: against no FLS, and against the plan."""
    title = _benefit_title(ev)
    chart = benefit_chart(ev, title)
    tables = []
    sentences = []
    for each in ev.plans:
        if each.worth is None:
            continue
        if each is ev.base:
            caption = _("{plan}: against no FLS, whole plan", plan=each.title)
            tables.append(_benefit_table(caption, each.worth.totals))
        sentences += [
            f"{each.title}: {for_each_thousand(each.worth.benefits)}",
            week_sentence(each.worth.benefits),
        ]
    for option in ev.options:
        if option.worth is not None and option.worth.totals_beyond:
            caption = _("{option}: against the plan, whole plan", option=option.title)
            totals = option.worth.totals_beyond
            tables.append(_benefit_table(caption, totals, signed=True))
    tables += _worth_tables(ev)
    return PaperSection(
        heading=_("Benefits"),
        title=title,
        sentences=tuple(sentences),
        tables=tuple(tables),
        charts=(chart,) if chart else (),
        notes=tuple(worth_notes(ev.base.worth.plan)) if ev.base.worth else (),
        points=tuple(benefit_points(ev.options)),
    )


def worth_of_option(option: PlanEvidence) -> Economics | None:
    """Worth for money of an option against the plan; None where nothing is priced."""
    return None if option.worth is None else option.worth.economics_beyond


def judged(ev: Evidence) -> list[tuple[str, Economics]]:
    """Worth for money: the plan against no FLS, each option against the plan."""
    found: list[tuple[str, Economics | None]] = []
    if ev.base.worth is not None:
        title = _("{plan}: worth for money against no FLS", plan=ev.base.title)
        found.append((title, ev.base.worth.economics))
    for option in ev.options:
        title = _("{plan}: worth for money against the plan", plan=option.title)
        found.append((title, worth_of_option(option)))
    return [(title, each) for title, each in found if each is not None]


def _worth_tables(ev: Evidence) -> list[PaperTable]:
    return [
        PaperTable(
            title=title,
            head=(
                *(_("whole plan, present value"), _("central")),
                *(_("random variation"), _("sets and inputs drawn")),
            ),
            rows=tuple(
                (
                    line.title,
                    Figure(line.value, line.central, line.unit),
                    line.random,
                    line.drawn,
                )
                for line in economics_lines(each)
            ),
            notes=(worth_verdict(each),),
            widths=(3, 1, 1.5, 1.8),
        )
        for title, each in judged(ev)
    ]


def _benefit_title(ev: Evidence) -> str:
    best = recommended(ev)
    points = benefit_points([best] if best else [])
    if points:
        return points[0]
    found = ev.base.worth.case(AVOIDED) if ev.base.worth else {}
    if CENTRAL not in found:
        return _("No benefit was measured")
    total = found[CENTRAL]
    return _(
        "{plan} avoids {avoided} refractures against no FLS ({ends}, central case)",
        plan=ev.base.title,
        avoided=benefit_text(AVOIDED, total.mean),
        ends=benefit_interval(total),
    )


def benefit_points(options: Iterable[PlanEvidence]) -> list[str]:
    """Refractures avoided by each of these options, against the plan."""
    points = []
    for option in options:
        cases = option.worth.case_beyond(AVOIDED) if option.worth else {}
        found = {
            case: benefit_text(AVOIDED, total.mean, signed=True)
            for case, total in cases.items()
        }
        if all(case in found for case in CASES[:FIRST]):
            points.append(
                _(
                    "{option}, against the plan: {central} refractures avoided"
                    " (central case; low case {low}, ceiling {ceiling}; whole plan)",
                    option=option.title,
                    **{case: found[case] for case in CASES[:FIRST]},
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
