"""The worth of a plan and its options, as an answer of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.questions import Asking, SaidAnswer, SaidTable
from planner.experiment.answer_worth import PlanWorth, WorthAnswer, answer_worth
from planner.experiment.running.collect import DEFAULT_REPLICATIONS
from planner.experiment.running.simulation import Simulation
from planner.experiment.worth import PlanTotal
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import (
    CASE_TITLES,
    CASES,
    CEILING,
    CENTRAL,
    LOW,
)
from planner.outcomes.kpi_table import KPIS
from planner.reports.economics import economics_lines, undrawn_sentence, worth_verdict
from planner.reports.number_format import NOTHING, range_text
from planner.reports.worth import (
    benefit_interval,
    benefit_text,
    for_each_thousand,
    thousand_sentence,
    week_sentence,
    worth_notes,
)

FEW = 4
"""Replications of the early answer, which the whole one goes on from."""
TILES = {
    "fractures_avoided": gettext_noop("Refractures avoided"),
    "bed_days_avoided": gettext_noop("Bed days avoided"),
    "nhs_present": gettext_noop("NHS cost avoided"),
    "qalys_gained": gettext_noop("QALYs gained"),
    "week_pounds": gettext_noop("Cost of one more week of waiting"),
}
"""Benefits that stand large above the tables."""
SHOWN = (
    *("fractures_avoided", "hips_avoided", "bed_days_avoided"),
    *("nhs_present", "cash_present", "social_present", "drugs_present"),
    "qalys_gained",
)


def plans_of(asking: Asking) -> list[Scenario]:
    """The start, and each option laid over it."""
    start = asking.scenario
    options = [load_option(name) for name in asking.request.options]
    return [start, *(apply_option(start, option) for option in options)]


def simulation_of(asking: Asking, most: int | None = None) -> Simulation:
    """The way in which every plan of an answer is run."""
    wanted = asking.request.replications or DEFAULT_REPLICATIONS
    return Simulation.of(
        min(wanted, most or wanted),
        asking.seed,
        list(asking.request.plan.boards) or None,
        progress=asking.means["progress"],
        cancelled=asking.means["cancelled"],
        **asking.run_options,
    )


def said_worth(asking: Asking) -> SaidAnswer:
    """Refractures avoided, their beds, pounds and QALYs, and the price of waiting."""
    chosen = plans_of(asking)
    first = answer_worth(chosen, simulation_of(asking, FEW))
    if first is None:
        none = _("The scenario has no assumptions about benefits.")
        return SaidAnswer(_heading(), (none,))
    asking.early(_said(first, early=True))
    whole = answer_worth(chosen, simulation_of(asking))
    assert whole is not None, "benefits do not hang on the number of replications"
    return _said(whole, early=False)


def _heading() -> str:
    return _("What the service is worth, over the whole plan")


def _said(found: WorthAnswer, *, early: bool) -> SaidAnswer:
    base = found.base
    judged = base.economics
    sentences = [_against_none(base), *map(_against_base, found.options)]
    sentences += [week_sentence(base.benefits)]
    sentences += [worth_verdict(judged)] if judged else []
    benefits = _benefits(_against_no_fls(base), base.totals)
    return SaidAnswer(
        heading=_heading(),
        sentences=tuple(sentences),
        details=(
            thousand_sentence(base.benefits),
            *worth_notes(base.plan),
            undrawn_sentence(base.plan),
        ),
        tiles=tuple(_tile(base, kpi) for kpi in TILES),
        columns=benefits.columns,
        lines=benefits.lines,
        further=tuple(_further(found)),
        early=early,
    )


def _against_no_fls(plan: PlanWorth) -> str:
    return _("{plan}: against no FLS", plan=plan.title)


def _against_none(plan: PlanWorth) -> str:
    cases = plan.case("fractures_avoided")
    low, central, ceiling = (
        benefit_text("fractures_avoided", cases[case].mean)
        for case in (LOW, CENTRAL, CEILING)
    )
    return _(
        "{plan} avoids {central} refractures against no FLS (low case {low}, ceiling"
        " {ceiling}).",
        plan=plan.title,
        central=central,
        low=low,
        ceiling=ceiling,
    )


def _against_base(option: PlanWorth) -> str:
    total = option.case_beyond("fractures_avoided")[CENTRAL]
    return _(
        "{option} avoids {count} more than the plan (95 % interval {ends}).",
        option=option.title,
        count=benefit_text(total.kpi, total.mean, signed=True),
        ends=benefit_interval(total),
    )


def _tile(plan: PlanWorth, kpi: str) -> tuple[str, str, str, str]:
    cases = plan.case(kpi)
    ends = [benefit_text(kpi, cases[c].mean) for c in (LOW, CEILING) if c in cases]
    across = _("low case to ceiling {range}", range=range_text(*ends)) if ends else ""
    number = benefit_text(kpi, cases[CENTRAL].mean)
    return _(TILES[kpi]), number, across if len(set(ends)) > 1 else "", ""


def _benefits(
    title: str, totals: Sequence[PlanTotal], *, signed: bool = False
) -> SaidTable:
    """A benefit a line, a column each case, and the interval of the central one."""
    by_case = {(total.kpi, total.case): total for total in totals}
    lines = []
    for kpi in SHOWN:
        cells = {"measure": _(KPIS[kpi].title)}
        for case in CASES:
            each = by_case.get((kpi, case))
            cells[case] = (
                benefit_text(kpi, each.mean, signed=signed) if each else NOTHING
            )
        cells["interval"] = benefit_interval(by_case.get((kpi, CENTRAL)))
        lines.append(cells)
    columns = {"measure": _("Measure"), **{c: _(CASE_TITLES[c]) for c in CASES}}
    columns["interval"] = _("95 % interval, central")
    return SaidTable(title, columns, tuple(lines))


def _further(found: WorthAnswer) -> list[SaidTable]:
    """Options against the plan, worth for money, and what each 1,000 people bring."""
    base, tables = found.base, []
    for option in found.options:
        title = _("{plan}: against {base}", plan=option.title, base=base.title)
        tables.append(_benefits(title, option.totals_beyond, signed=True))
    for plan in found.plans:
        tables += _money(plan)
    years = base.plan.benefits.horizon_years if base.plan.benefits else 0.0
    lines = for_each_thousand(base.benefits, years)
    cases = (_("Low case"), _("Central case"), _("Ceiling"))
    heads = (_("Refractures avoided for each 1,000"), _("People"), _("Years"), *cases)
    keys = [f"column-{number}" for number in range(len(heads))]
    tables.append(
        SaidTable(
            _("By the people they are counted of, beside published figures"),
            dict(zip(keys, heads, strict=True)),
            tuple(dict(zip(keys, line.cells, strict=True)) for line in lines),
        )
    )
    return tables


def _money(plan: PlanWorth) -> list[SaidTable]:
    """Worth for money of a plan; none where nothing is priced."""
    judged = plan.economics_beyond if plan.before else plan.economics
    if judged is None:
        return []
    title = (
        _("{plan}: worth for money against the plan", plan=plan.title)
        if plan.before
        else _("{plan}: worth for money against no FLS", plan=plan.title)
    )
    columns = {
        "title": _("Whole plan, present value"),
        "central": _("Central"),
        "random": _("Random variation"),
        "drawn": _("Sets and inputs drawn"),
    }
    lines = (each._asdict() for each in economics_lines(judged))
    return [
        SaidTable(
            title, columns, tuple({key: line[key] for key in columns} for line in lines)
        )
    ]
