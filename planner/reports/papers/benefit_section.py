"""Benefits: refractures, bed days, pounds and QALYs by case, for each plan."""

from __future__ import annotations

from collections.abc import Iterable

from planner.experiment.answer_worth import PlanWorth
from planner.experiment.economics import Economics
from planner.experiment.worth import PlanTotal
from planner.locale import _
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.benefits.kpis import PER_THOUSAND
from planner.outcomes.kpi_table import KPIS
from planner.reports.economics import economics_lines, undrawn_sentence, worth_verdict
from planner.reports.papers.charts import benefit_chart
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, Figure, PaperSection, PaperTable
from planner.reports.papers.titles import recommended
from planner.reports.worth import (
    benefit_interval,
    benefit_text,
    for_each_thousand,
    thousand_sentence,
    week_sentence,
    worth_notes,
)

FIRST = CASES.index(CEILING) + 1
"""Cases before the interval."""
AVOIDED = "fractures_avoided"
ADDED = (
    *(AVOIDED, "hips_avoided", "bed_days_avoided", "nhs_present", "social_present"),
    *("drugs_present", "qalys_gained", "waiting_refractures"),
)
"""Measures of what an option adds."""


def benefits(ev: Evidence) -> PaperSection:
    """Refractures, bed days, pounds and QALYs: against no FLS, and against the plan."""
    title = _benefit_title(ev)
    chart = benefit_chart(ev, title)
    base = ev.base.worth
    if base is None:
        return PaperSection(heading=_("Benefits"), title=title)
    caption = _("{plan}: against no FLS, whole plan", plan=ev.base.title)
    tables = [_benefit_table(caption, base.totals), _thousand_table(base)]
    tables += _option_tables(ev)
    return PaperSection(
        heading=_("Benefits"),
        title=title,
        sentences=(
            # The first of them is mostly the title.
            *(said for said in benefit_points(ev.options) if said != title),
            thousand_sentence(base.benefits),
            week_sentence(base.benefits),
        ),
        tables=(*tables, *_worth_tables(ev)),
        charts=(chart,) if chart else (),
        notes=(*worth_notes(base.plan), undrawn_sentence(base.plan)),
        points=tuple(benefit_points(ev.options)),
    )


def _thousand_table(base: PlanWorth) -> PaperTable:
    """Refractures avoided by the people that they are counted of."""
    assumed = base.plan.benefits
    assert assumed is not None
    lines = for_each_thousand(base.benefits, assumed.horizon_years)
    return PaperTable(
        title=_(
            "Refractures avoided for each 1,000, by the people they are counted of"
        ),
        head=(
            *(_("of"), _("people"), _("years")),
            *(_("low case"), _("central case"), _("ceiling")),
        ),
        rows=tuple(line.cells for line in lines),
        notes=(
            _(
                "Published figures are compared with the line of the same people alone;"
                " nothing here is fitted to them."
            ),
        ),
        widths=(4, 1, 0.8, 1, 1, 1),
    )


def _option_tables(ev: Evidence) -> list[PaperTable]:
    """The added benefits of every option that adds any, measure by measure."""
    rows: list[tuple[Cell, ...]] = []
    for option in ev.options:
        worth = option.worth
        if worth is None or all(total.mean == 0 for total in worth.totals_beyond):
            continue
        rows += [
            (
                option.title,
                _(KPIS[kpi].title),
                *(
                    Figure(found[case].mean, _signed(kpi, found[case]), KPIS[kpi].unit)
                    for case in CASES[:FIRST]
                ),
                benefit_interval(found[CENTRAL]),
            )
            for kpi in ADDED
            for found in [worth.case_beyond(kpi)]
        ]
    if not rows:
        return []
    return [
        PaperTable(
            title=_("Benefits that options add to the plan, whole plan"),
            head=(
                *(_("option"), _("measure")),
                *(_(CASE_TITLES[case]) for case in CASES[:FIRST]),
                _("95 % interval, central"),
            ),
            rows=tuple(rows),
            notes=(
                _(
                    "An option that is not here treats the same people on the same"
                    " days, and adds exactly nothing."
                ),
            ),
            widths=(2.4, 2.4, 1, 1, 1, 1.6),
            texts=2,
        )
    ]


def _signed(kpi: str, total: PlanTotal) -> str:
    return benefit_text(kpi, total.mean, signed=True)


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
    return [(title, each) for title, each in found if each and _is_any(each)]


def _is_any(found: Economics) -> bool:
    """Whether anything is spent or gained at all."""
    return bool(found.central.spent.any() or found.central.fractures.any())


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


def _benefit_table(title: str, totals: list[PlanTotal]) -> PaperTable:
    by_case = {(total.kpi, total.case): total for total in totals}
    rows = []
    for kpi in dict.fromkeys(total.kpi for total in totals):
        if kpi in (*PER_THOUSAND, *PER_THOUSAND.values()):
            continue
        cells: list[Cell] = []
        for case in CASES:
            total = by_case.get((kpi, case))
            if total is None:
                cells.append("")
                continue
            text = benefit_text(kpi, total.mean)
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
