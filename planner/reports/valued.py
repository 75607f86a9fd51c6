"""Words for a ranking by what a room values: places, levels, gains, certainty."""

from __future__ import annotations

from collections.abc import Mapping

from planner.experiment.ask.amounts import PARTS, Amounts
from planner.experiment.built_plan import AddedPrice, usual_limits
from planner.experiment.optimise.levers import level_of
from planner.experiment.valued import GainedMeasure, RankedPlan, ValuedRanking
from planner.experiment.valued_measures import BY_KPI, COST
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.reports.number_format import (
    amount,
    interval,
    number,
    pounds,
    range_text,
    replications_text,
    whole_percent,
)

SCALE_NOTE = gettext_noop(
    "Score: the weighted mean of what a plan gains over today's plan, where 100 is all"
    " that could be gained on each measure and 0 is no change. Below it the 95 %"
    " interval of the mean, by random variation alone."
)
PLACE_NOTE = gettext_noop(
    "Plans stand in the order of their mean scores. One is surely behind another where"
    " the interval of the paired difference leaves out zero and every fitting set"
    " agrees; one that is surely behind none may be the best."
)
LEVEL_NOTE = gettext_noop(
    "Levels with 9 futures in 10 over everything that fits; below, the difference to"
    " today's plan with its 95 % interval."
)
PRICE_NOTE = gettext_noop(
    "Price: revenue of the dearest financial year and capital, with every post filled"
    " and every session bought in held; scans and travel follow from who comes, and are"
    " in the simulated cost alone."
)


def column_title(kpi: str) -> str:
    """Heading of the values of a measure: of the money left, those are of the cost."""
    return _(KPIS[kpi].title if kpi == COST else BY_KPI[kpi].title)


def level_text(measure: GainedMeasure) -> str:
    """Level of a measure with 9 futures in 10 over everything that fits."""
    if measure.unit == "share":
        return whole_percent(measure.level)
    ends = interval(measure.level_low, measure.level_high, measure.unit)
    level = amount(measure.level, measure.unit)
    return _("{level} ({range})", level=level, range=ends)


def gain_text(measure: GainedMeasure) -> str:
    """Difference to the plan as it stands with its 95 % interval."""
    share = measure.unit == "share"
    times, unit = (100.0, "%") if share else (1.0, measure.unit)
    gain, low, high = (
        amount(times * value, unit, signed=True)
        for value in (measure.gain, measure.gain_low, measure.gain_high)
    )
    return _("{level} ({range})", level=gain, range=range_text(low, high))


def score_text(plan: RankedPlan) -> str:
    """The score, to a whole point."""
    return number(plan.score, 0)


def score_range(plan: RankedPlan) -> str:
    """The 95 % interval of a score."""
    return range_text(number(plan.low, 0), number(plan.high, 0))


def place_text(plan: RankedPlan, ranking: ValuedRanking) -> str:
    """The place, with a sign of equality where it is shared."""
    shared = [other for other in ranking.plans if other.place == plan.place]
    return f"{plan.place}=" if len(shared) > 1 else f"{plan.place}"


def standing(plan: RankedPlan) -> str:
    """Whether a plan may be the best, or which one it is surely behind."""
    if plan.may_be_first:
        return _("may be the best")
    return _("surely behind {plan}", plan=plan.behind[0])


def certainty(plan: RankedPlan, sets: int) -> str:
    """Whether a plan is surely better than the plan as it stands."""
    if plan.surely:
        return _("surely better than today's plan")
    if plan.surely_worse:
        return _("surely worse than today's plan")
    if sets:
        found = {"better": plan.sets_better, "sets": sets}
        return _("better in {better} of {sets} fitting sets", **found)
    return _("not told apart from today's plan")


def finding(ranking: ValuedRanking) -> str:
    """The ranking in one sentence."""
    best = [plan.name for plan in ranking.plans if plan.may_be_first]
    if not best:
        return _("No plan has results yet.")
    if len(best) == 1:
        return _("By what this room values, {plan} comes first.", plan=best[0])
    *first, last = best
    names = _("{names} or {last}", names=", ".join(first), last=last)
    return _("By what this room values, {names} may be the best.", names=names)


def basis(ranking: ValuedRanking) -> str:
    """Replications and fitting sets behind a ranking."""
    runs = replications_text(ranking.replications)
    if not ranking.sets:
        return _("{runs}, central values alone", runs=runs)
    sets = ngettext("{n} fitting set", "{n} fitting sets", ranking.sets)
    return _("{runs} over {sets}, the same people and random numbers for every plan",
             runs=runs, sets=sets)  # fmt: skip


def weights_text(weights: Mapping[str, float]) -> list[str]:
    """Each measure that is valued with its share of the score."""
    return [
        _("{measure}: {share}", measure=_(BY_KPI[kpi].title),
          share=whole_percent(share))
        for kpi, share in weights.items()
    ]  # fmt: skip


def price_text(price: AddedPrice) -> str:
    """A price in words: revenue of the dearest year, and capital."""
    a_year = _("{amount} a year", amount=pounds(price.a_year))
    if not price.capital:
        return a_year
    capital = _("{amount} of capital", amount=pounds(price.capital))
    return f"{a_year}, {capital}"


def amounts_text(new: Amounts) -> list[str]:
    """New capacity in words, a line each part."""
    limits = usual_limits()
    return [
        level_of(part, getattr(new, part), limits).title
        for part in PARTS
        if getattr(new, part)
    ]


def results_columns(ranking: ValuedRanking) -> dict[str, str]:
    """Headings of `results_lines`, by key: the plan, then each measure."""
    titles = {kpi: column_title(kpi) for kpi in ranking.weights}
    return {"plan": _("Plan"), **titles}


def results_lines(ranking: ValuedRanking) -> list[dict[str, str]]:
    """Levels of today's plan, then of each plan, with its gains on a second line."""
    today = {each.kpi: level_text(each) for each in ranking.baseline}
    plans = [
        {m.kpi: f"{level_text(m)}\n{gain_text(m)}" for m in plan.measures}
        | {"plan": plan.name}
        for plan in ranking.plans
    ]
    return [today | {"plan": _("Today's plan")}, *plans]
