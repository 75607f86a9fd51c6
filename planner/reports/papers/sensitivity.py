"""Bottlenecks, capacity gaps, an option taken apart, and the plan under risks."""

from __future__ import annotations

import math
from collections.abc import Iterator

from planner.experiment.stress.trial import Trial
from planner.locale import _
from planner.outcomes.kpi_table import KPIS, LEADING
from planner.reports.bottleneck import ROLE_NAMES, role_spells
from planner.reports.dates import date_text
from planner.reports.explain import measure_title, step_lines, steps_sentences
from planner.reports.number_format import NOTHING, amount, number
from planner.reports.papers.evidence import Evidence, PlanEvidence
from planner.reports.papers.model import Cell, PaperTable, figure
from planner.reports.select_rows import last_row, short_name
from planner.reports.stress import said_risk

GAP = ("wte_to_stay_level", "wte_offered")


def bottleneck_sentences(ev: Evidence) -> list[str]:
    """The most frequent bottleneck of each plan by stretches of weeks, of a board."""
    if ev.place not in ev.base.plan.boards:
        return []
    return [
        _("Bottleneck, {plan}: {spells}.", plan=each.title, spells="; ".join(spells))
        for each in ev.plans
        for spells in [list(_spells(ev, each))]
        if spells
    ]


def _spells(ev: Evidence, each: PlanEvidence) -> Iterator[str]:
    for spell in role_spells(each.summary, ev.place):
        role = _(ROLE_NAMES.get(spell.role, spell.role)) if spell.role else _("none")
        yield _(
            "{role} for {weeks} weeks (in {share} % of runs)",
            role=role,
            weeks=spell.weeks,
            share=number(100 * spell.share, 0),
        )


def steps_of_option(ev: Evidence) -> tuple[list[str], list[PaperTable]]:
    """Effect of each part of the option put forward: sentences, and a table."""
    found = ev.explained
    if found is None or len(found.parts) < 2:
        return [], []
    said = [
        sentence
        for steps in found.measures
        for sentence in steps_sentences(found, steps, ev.names)
    ]
    tables = [
        PaperTable(
            title=_(
                "{option}, part by part: {measure}",
                option=_(found.option.title or found.option.name),
                measure=measure_title(steps.row, ev.names),
            ),
            head=(
                *(_("part"), _("share"), _("95 % interval"), _("alone"), _("last")),
                _("sets better"),
            ),
            rows=tuple(
                (
                    line.title,
                    line.share,
                    line.interval,
                    line.alone,
                    line.last,
                    line.sets,
                )
                for line in step_lines(steps)
            ),
            notes=(
                _(
                    "Share: averaged over the orders in which the parts could be"
                    " decided, so that shares add up. Alone: without the other parts."
                    " Last: on top of them."
                ),
            ),
            widths=(3, 1, 1.5, 1, 1, 1),
        )
        for steps in found.measures
        if math.isfinite(steps.whole.mean)
    ]
    return said, tables


def risk_tables(ev: Evidence) -> list[PaperTable]:
    """The plan under each risk: every risk of a board, the worst of each of Wales."""
    if ev.stressed is None:
        return []
    question, trials = ev.stressed
    one = len(question.boards) == 1
    rows = [_risk_row(ev, trial, one=one) for trial in _shown(ev, trials)]
    title = _(question.plan.title or question.plan.name)
    return [
        PaperTable(
            title=_("{plan} under each risk", plan=" ".join(title.split()))
            if one
            else _("{plan} under the worst risk of each board", plan=title),
            head=(
                *(_("risk") if one else _("board and risk"), _("without it")),
                *(_("with it"), _("DXA list, people"), _("95 % interval")),
                _("wait of those seen, days"),
            ),
            rows=tuple(rows),
            notes=(
                _(
                    "Each risk is laid over the plan by date, on the same people and"
                    " random numbers ({runs} replications). Without and with it: {kpi}"
                    " (of: {base}), {year}. List at the plan's end and wait in its last"
                    " year: against the plan without the risk.",
                    runs=ev.stress_runs,
                    kpi=_(KPIS[LEADING].title),
                    base=_(KPIS[LEADING].base),
                    year=question.by.year.label,
                ),
                *_assumed(trials),
            ),
            widths=(4, 1, 1, 1.2, 1.5, 1.4),
        )
    ]


def _shown(ev: Evidence, trials: tuple[Trial, ...]) -> list[Trial]:
    assert ev.stressed is not None
    boards = ev.stressed[0].boards
    if len(boards) == 1:
        return [trial for trial in trials if trial.struck is not None]
    return [worst for board in boards if (worst := worst_by_list(trials, board))]


def worst_by_list(trials: tuple[Trial, ...], board: str) -> Trial | None:
    """The risk that makes a board's list longest; None: none strikes it."""
    real = [t for t in trials if t.board == board and t.struck and not t.spared]
    return max(real, key=lambda trial: trial.longer.mean, default=None)


def _risk_row(ev: Evidence, trial: Trial, *, one: bool) -> tuple[Cell, ...]:
    assert ev.stressed is not None
    name = said_risk(trial)
    if not one:
        name = f"{short_name(trial.board, ev.names)}: {name}"
    if trial.spared:
        return (f"{name} ({trial.spared})", NOTHING, NOTHING, NOTHING, "", NOTHING)
    plain = next(
        each
        for each in ev.stressed[1]
        if each.board == trial.board and each.struck is None
    )
    shares = [
        figure(each.values[0], "%", amount(each.values[0], "%"))
        for each in (plain, trial)
    ]
    longer, slower = trial.longer, trial.slower
    ends = (number(end, 0, signed=True) for end in (longer.low, longer.high))
    return (
        name,
        *shares,
        figure(longer.mean, "", number(longer.mean, 0, signed=True)),
        _("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True))),
        figure(slower.mean, "", number(slower.mean, 0, signed=True)),
    )


def _assumed(trials: tuple[Trial, ...]) -> list[str]:
    titles = dict.fromkeys(
        _(each.struck.risk.title)
        for each in trials
        if each.struck and each.struck.risk.confidence == "assumption"
    )
    if not titles:
        return []
    return [_("Sizes that are assumptions: {titles}.", titles="; ".join(titles))]


def risk_sentences(ev: Evidence) -> list[str]:
    """The worst of the risks in one sentence, of a board."""
    if ev.stressed is None or len(ev.stressed[0].boards) > 1:
        return []
    question, trials = ev.stressed
    (board,) = question.boards
    worst = worst_by_list(trials, board)
    if worst is None or worst.longer.mean <= 0 or worst.struck is None:
        return [_("None of the risks that were tried lengthens the DXA list.")]
    return [
        _(
            "Of the risks that were tried, this one lengthens the DXA list most:"
            " {risk}, from {day}: {people} people on it at the plan's end ({low} to"
            " {high}).",
            risk=_(worst.struck.risk.title),
            day=date_text(worst.struck.begins),
            people=number(worst.longer.mean, 0, signed=True),
            low=number(worst.longer.low, 0, signed=True),
            high=number(worst.longer.high, 0, signed=True),
        )
    ]


def gap_tables(ev: Evidence, roles: dict[str, str]) -> list[PaperTable]:
    """WTE that keep every list level beside WTE offered; none where not measured."""
    rows: list[tuple[Cell, ...]] = []
    for each in ev.plans:
        for role, name in roles.items():
            needed, offered = (
                last_row(each.summary, each.plan, kpi, ev.place, role=role)
                for kpi in GAP
            )
            if needed is None or offered is None:
                continue
            gap = offered["mean"] - needed["mean"]
            said = number(gap, 2, signed=True)
            cells = (figure(row["mean"], "WTE") for row in (needed, offered))
            rows.append((each.title, name, *cells, figure(gap, "", said)))
    if not rows:
        return []
    return [
        PaperTable(
            title=_(
                "Capacity gap: WTE to keep the lists level, first year of the plan"
            ),
            head=(
                *(_("plan"), _("role"), _("to stay level")),
                *(_("offered"), _("offered less needed")),
            ),
            rows=tuple(rows),
            notes=(
                _(
                    "Contact work of everybody who joins, over the time that a whole"
                    " post offers patients. A minus is a gap; what is over is no reason"
                    " to cut a post, for it holds the work that is not contact."
                ),
            ),
            widths=(2.4, 1.6, 1.2, 1.2, 1.3),
            texts=2,
        )
    ]
