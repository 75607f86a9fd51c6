"""The question about the best mix, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, ScenarioError
from planner.experiment.ask.question import Question
from planner.experiment.optimise.aims import Aim, SpendingLimits
from planner.experiment.optimise.levers import Levers, Mix
from planner.experiment.statistics.intervals import interval_of_mean
from planner.experiment.statistics.set_bands import sets_of
from planner.formula.answer import unhurried
from planner.inputs.scenario import Scenario
from planner.locale import _

Floats = npt.NDArray[np.float64]
FURTHER = 4
"""Times the replications for which the probability of correct selection is foreseen."""


@dataclass(frozen=True)
class Wanted:
    """A question about the best mix.

    Attributes
    ----------
    chance : share of replications in which the marks are to hold
    """

    question: Question
    aim: Aim
    budget: SpendingLimits
    chance: float


@dataclass(frozen=True)
class SimulatedMix:
    """One mix as it was simulated.

    Attributes
    ----------
    cost : pounds of the whole plan, capital among them: mean, and 95 % interval
    revenue : mean pounds by financial year
    marks : mean of each mark's measure; aim, fractures : mean
    chance : share of replications in which all marks and the budget were kept
    sets_met, sets : fitting sets in which they were, and that it went through
    better : probability that it is better than the first of the ranking
    """

    mix: Mix
    said: str
    short: str
    cost: tuple[float, float, float]
    revenue: tuple[float, ...]
    capital: float
    marks: tuple[float, ...]
    aim: tuple[float, float, float]
    fractures: tuple[float, float, float]
    chance: float
    sets_met: int
    sets: int
    replications: int
    better: float


@dataclass(frozen=True)
class SearchEffort:
    """Work that an answer took.

    Attributes
    ----------
    plans : in all; tried : by formula; simulated : mixes
    replications : of all mixes
    brute_force : replications that all plans to the same precision would take
    """

    plans: int
    tried: int
    simulated: int
    replications: int
    brute_force: int


@dataclass(frozen=True)
class BestMix:
    """The best mix, those that come next, and how sure their order is.

    Attributes
    ----------
    holds : whether the first keeps marks and budget with the chance asked for
    probability : of correct selection
    foreseen : the same with `FURTHER` times the replications, if what was seen stays so
    rival : plan that is likeliest to be better after all
    best_in : fitting sets in which the first is the best of those simulated
    front : mixes simulated of which none is cheaper and brings more of the aim
    fractures_front : the same of refractures avoided
    alone : change in the aim and in refractures avoided that each lever brings alone at
        its highest level, by simulation
    bottleneck : role that binds in most weeks of the plan with nothing, by formula
    highest : what the pathway allows, by place of a mark that is beyond it
    """

    question: Question
    board: str
    levers: Levers
    aim: Aim
    budget: SpendingLimits
    ranking: tuple[SimulatedMix, ...]
    nothing: SimulatedMix
    holds: bool
    probability: float
    foreseen: float
    rival: SimulatedMix | None
    best_in: int
    front: tuple[SimulatedMix, ...]
    fractures_front: tuple[SimulatedMix, ...]
    alone: dict[str, tuple[float, float]]
    bottleneck: str
    highest: dict[int, float]
    counts: SearchEffort

    @property
    def best(self) -> SimulatedMix:
        """The first of the ranking."""
        return self.ranking[0]


def check_priced(plan: Scenario) -> None:
    """Refuse a plan whose costs cannot be worked out.

    Raises
    ------
    ScenarioError
    """
    if plan.money is None:
        rule = _("has prices, so that costs can be compared")
        hint = _("add a table [money] to the scenario")
        raise ScenarioError(Problem(plan.name, rule, "money", hint=hint))


def mean_of(values: Floats) -> float:
    """Mean of what is known; not a number where nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def with_interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 95 % interval of one measure."""
    mean, low, high = interval_of_mean(values[:, None])
    return float(mean[0]), float(low[0]), float(high[0])


def held_by_set(held: npt.NDArray[np.bool_], plan: Scenario) -> list[bool]:
    """Whether all replications of each fitting set held; of one without sets."""
    sets = sets_of(len(held), plan.sets)
    return [bool(held[sets == number].all()) for number in np.unique(sets)]


def front_of(
    plans: Sequence[SimulatedMix], values: Sequence[float]
) -> tuple[SimulatedMix, ...]:
    """Plans of which none is cheaper and brings more, cheapest first."""
    found: list[SimulatedMix] = []
    highest = -np.inf
    order = sorted(zip(plans, values, strict=True), key=lambda p: (p[0].cost[0], -p[1]))
    for plan, value in order:
        if value > highest:
            found.append(plan)
            highest = value
    return tuple(found)


def most_often(roles: Sequence[str]) -> str:
    """The role that binds in most weeks; empty where none does."""
    named = [role for role in roles if role]
    return max(set(named), key=named.count) if named else ""


def beyond_the_pathway(question: Question, board: str) -> dict[int, float]:
    """Highest value that the pathway allows, by place of a mark that is beyond it."""
    limit, found = unhurried(question.plan), {}
    for place, mark in enumerate(question.marks[board]):
        value = mark.by_formula(limit, board, question.by)
        if np.isfinite(value) and not mark.met_by(value):
            found[place] = value
    return found
