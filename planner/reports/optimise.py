"""The best mix as sentences that are read aloud, and as rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from planner.experiment.optimise.aims import FRACTURES, TELLS, Aim, SpendingLimits
from planner.experiment.optimise.answer import FURTHER, BestMix, SimulatedMix
from planner.experiment.optimise.levers import Levers
from planner.experiment.optimise.trials import MixTrial
from planner.locale import _
from planner.reports.ask_limits import first_days, said_value
from planner.reports.number_format import number, pounds, whole_percent

SURE = 0.95
"""Probability of correct selection from which nothing more is to be had."""


def said_aim(aim: Aim, value: float) -> str:
    """A value of the aim in its unit."""
    if not math.isfinite(value):
        return _("not measured")
    if aim.unit == "%":
        return f"{value:.0f} %"
    if aim.unit == "days":
        return _("{days:.0f} days", days=-value)
    if aim.unit == "fractures":
        return number(value, 1)
    return _("{value:,.0f} people", value=value)


def first_mix(levers: Levers, trial: MixTrial) -> str:
    """The mix that the formula finds best, in a sentence."""
    return _(
        "By formula: {plan}, about {price} over the plan. It knows no random"
        " variation; the simulation now compares plans.",
        plan=levers.said(trial.mix), price=pounds(trial.price),
    )  # fmt: skip


def answer_sentences(answer: BestMix, chance: float, name: str) -> Iterator[str]:
    """The best plan, how sure it is, the next one, the bottleneck and assumptions."""
    yield from _first(answer, chance, name)
    yield _how_sure(answer)
    yield from _next_best(answer)
    yield from _levers_alone(answer)
    yield _work(answer)
    yield from assumptions(answer)


def _first(answer: BestMix, chance: float, name: str) -> Iterator[str]:
    best, marks = answer.best, answer.question.marks[answer.board]
    reached = "; ".join(
        _("{title}: {value}", title=mark.title, value=said_value(mark, value))
        for mark, value in zip(marks, best.marks, strict=True)
    )
    asked = _("{chance} asked", chance=whole_percent(chance))
    budget = _(" within the budget") if answer.budget.given else ""
    if marks and answer.holds:
        yield _("{board}: the cheapest plan found is {plan}.",
                board=name, plan=best.said)  # fmt: skip
        yield _(
            "It reaches {reached}, with a chance of {chance} ({asked}){sets}.",
            reached=reached, chance=whole_percent(best.chance), asked=asked,
            sets=said_sets(answer),
        )  # fmt: skip
    elif marks:
        yield _(
            "{board}: no plan of these levers{budget} meets the marks with a chance of"
            " {chance}. The nearest is {plan}.",
            board=name, chance=whole_percent(chance), plan=best.said, budget=budget,
        )  # fmt: skip
        yield _(
            "It reaches {reached}, with a chance of {chance}{sets}.",
            reached=reached, chance=whole_percent(best.chance), sets=said_sets(answer),
        )  # fmt: skip
        yield from _beyond(answer)
    elif not any(best.mix):
        yield _("{board}: no plan of these levers{budget} brings more than today's"
                " capacity.", board=name, budget=budget)  # fmt: skip
    else:
        yield _(
            "{board}: the plan that brings most{budget} is {plan}.",
            board=name, plan=best.said, budget=budget,
        )  # fmt: skip
        yield _(
            "{aim}: {value} instead of {before}.",
            aim=answer.aim.title, value=said_aim(answer.aim, best.aim[0]),
            before=said_aim(answer.aim, answer.nothing.aim[0]),
        )  # fmt: skip
    yield _(
        "It costs {cost} over the plan ({low} to {high}) on top of what there is:"
        " {years} revenue, and {capital} capital.",
        cost=pounds(best.cost[0]), low=pounds(best.cost[1]), high=pounds(best.cost[2]),
        years=said_years(answer.budget.years, best.revenue),
        capital=pounds(best.capital),
    )  # fmt: skip
    yield from budget_sentences(answer.budget)


def said_sets(answer: BestMix) -> str:
    """Fitting sets in which the first keeps the marks; nothing without sets."""
    if not answer.question.plan.sets:
        return ""
    best = answer.best
    return _(", in {met} of {sets} fitting sets", met=best.sets_met, sets=best.sets)


def said_years(years: Sequence[str], revenue: Sequence[float]) -> str:
    """Pounds by financial year in one line."""
    return ", ".join(
        _("{pounds} in {year}", pounds=pounds(each), year=year)
        for year, each in zip(years, revenue, strict=True)
    )


def budget_sentences(budget: SpendingLimits) -> Iterator[str]:
    """Financial years to which no bound was given, where others have one."""
    if budget.unnamed:
        yield _("No budget was given for {years}.", years=", ".join(budget.unnamed))


def _beyond(answer: BestMix) -> Iterator[str]:
    marks = answer.question.marks[answer.board]
    for place, value in answer.highest.items():
        yield _(
            "No capacity reaches that mark: even if nobody had to wait, the pathway"
            " would bring {value} (by formula).",
            value=said_value(marks[place], value),
        )


def _how_sure(answer: BestMix) -> str:
    sure = _(
        "How sure: the probability that no other plan simulated is better is {sure}",
        sure=whole_percent(answer.probability),
    )
    if not answer.question.plan.sets:
        return f"{sure}."
    return _(
        "{sure}; it is the best of those below in {best} of {sets} fitting sets.",
        sure=sure, best=answer.best_in, sets=answer.best.sets,
    )  # fmt: skip


def _next_best(answer: BestMix) -> Iterator[str]:
    rival = answer.rival
    if rival is None or rival.better < 0.01:
        return
    marked = bool(answer.question.marks[answer.board])
    yield _(
        "The likeliest to be better after all ({chance}): {plan}, at {cost}{held}.",
        chance=whole_percent(rival.better), plan=rival.short,
        cost=pounds(rival.cost[0]),
        held=_(", which met the marks in {share} of {runs} replications",
               share=whole_percent(rival.chance), runs=rival.replications)
        if marked else "",
    )  # fmt: skip
    if answer.probability < SURE:
        most = max(plan.replications for plan in answer.ranking)
        yield _(
            "With {times} times the replications (-n {runs}) the probability would be"
            " about {sure}, if what was seen stays so.",
            times=FURTHER, runs=FURTHER * most, sure=whole_percent(answer.foreseen),
        )  # fmt: skip


def _levers_alone(answer: BestMix) -> Iterator[str]:
    """Levers that bring nothing alone, and why."""
    least, role = TELLS[answer.aim.unit], answer.bottleneck
    if not role:
        return
    idle = [
        lever.title
        for lever in answer.levers.of
        if abs(answer.alone[lever.name][0]) < least and not lever.finds_more
    ]
    if idle:
        yield _(
            "The bottleneck of today's plan is the {role} (by formula). Alone, at their"
            " highest level, these bring nothing: {names}.",
            role=_(role), names=", ".join(idle),
        )  # fmt: skip
    for lever in answer.levers.of:
        change, spared = answer.alone[lever.name]
        if lever.finds_more and change < least:
            yield _(
                "Finding more people alone ({name}) brings nothing to this aim: it"
                " moves by {change}, because the {role} is the bottleneck and those"
                " found wait for it too. Refractures avoided change by {spared}, by"
                " those treated without it.",
                name=lever.title, change=number(change, 1, signed=True), role=_(role),
                spared=number(spared, 1, signed=True),
            )  # fmt: skip


def _work(answer: BestMix) -> str:
    counts = answer.counts
    return _(
        "Of {plans:,} plans {tried:,} were tried by formula and {simulated:,}"
        " simulated, with {runs:,} replications: {share:.2f} % of those that all"
        " plans to the same precision would take.",
        plans=counts.plans, tried=counts.tried, simulated=counts.simulated,
        runs=counts.replications, share=100 * counts.replications / counts.brute_force,
    )  # fmt: skip


def assumptions(answer: BestMix) -> Iterator[str]:
    """Dates and prices that were assumed."""
    yield _(
        "Assumed: decided on {day}; first days {staff} for posts, {sessions} for"
        " sessions, {lists} for bought-in lists (until {end}), {scanner} for a further"
        " scanner; their times and prices are limits (see --limits).",
        **first_days(answer.question),
    )  # fmt: skip
    if answer.levers.named(answer.best.mix):
        yield _(
            "Changes by name are decided for all boards on the dates in their files;"
            " the cost is this board's share."
        )


def ranking_table(answer: BestMix) -> pd.DataFrame:
    """One row a plan of the ranking, unrounded."""
    rows = [_row(answer, plan, rank) for rank, plan in enumerate(answer.ranking, 1)]
    return pd.DataFrame(rows)


def front_table(answer: BestMix) -> pd.DataFrame:
    """Plans of which none is cheaper and brings more, of the aim or of fractures."""
    rows = []
    for plan in fronts(answer):
        row = _row(answer, plan, 0)
        del row["rank"], row["chance_better_than_first"]
        row["on_front_of_aim"] = plan in answer.front
        row["on_front_of_fractures"] = plan in answer.fractures_front
        rows.append(row)
    return pd.DataFrame(rows)


def fronts(answer: BestMix) -> list[SimulatedMix]:
    """Plans of both fronts, cheapest first."""
    both = {plan.mix: plan for plan in (*answer.front, *answer.fractures_front)}
    return sorted(both.values(), key=lambda plan: plan.cost[0])


def _row(answer: BestMix, plan: SimulatedMix, rank: int) -> dict[str, object]:
    row: dict[str, object] = {"board": answer.board, "rank": rank, "plan": plan.said}
    for lever, level in zip(answer.levers.of, plan.mix, strict=True):
        amount = lever.levels[level - 1].amount if level and lever.part else level
        row[f"lever.{lever.name}"] = amount
    row |= dict(zip(("cost", "cost_low", "cost_high"), plan.cost, strict=True))
    years = zip(answer.budget.years, plan.revenue, strict=True)
    row |= {f"revenue_{year}": each for year, each in years}
    row |= {"capital": plan.capital, "chance": plan.chance}
    row |= {"sets_met": plan.sets_met, "sets": plan.sets}
    for mark, value in zip(
        answer.question.marks[answer.board], plan.marks, strict=True
    ):
        row[f"{mark.kpi}{'.' + mark.stage if mark.stage else ''}"] = value
    names = (answer.aim.name, FRACTURES)
    for name, (mean, low, high) in zip(names, (plan.aim, plan.fractures), strict=True):
        row |= {name: mean, f"{name}_low": low, f"{name}_high": high}
    row["replications"] = plan.replications
    row["chance_better_than_first"] = plan.better
    return row
