"""The worth of plans in one answer: refractures, pounds, and the price of waiting.

    answer_worth(plans, simulation, early=None) -> WorthAnswer

`plans` has the baseline first; `WorthAnswer.plans` has one `PlanWorth` a plan, in that
order. Of each, `case(kpi)` gives a benefit against no FLS in the low, central and
ceiling case, `case_beyond(kpi)` the same against the baseline, `waiting` the price of
one more week before treatment, `economics` and `economics_beyond` worth for money with
both intervals (None where nothing is priced). Sentences on them are in
`planner.reports.worth` and `planner.reports.economics`. Everything that was run is in
the simulation's cache, so that a second answer simulates nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from planner.experiment.economics import Economics, economics
from planner.experiment.running.collectors import BENEFITS
from planner.experiment.running.results import Results
from planner.experiment.running.simulation import Simulation
from planner.experiment.worth import (
    PlanTotal,
    followed_up,
    plan_totals,
    totals_of_difference,
)
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.benefits.assumptions import CENTRAL

WEEK = ("week_refractures", "week_bed_days", "week_pounds", "week_qalys")
"""Benefits that are lost if everybody starts treatment a week later."""


@dataclass(frozen=True)
class PlanWorth:
    """Worth of one plan against no FLS, and of an option against the baseline.

    Attributes
    ----------
    service, benefits : results of the same replications, followed up after the plan
    before : the baseline's own worth; None of the baseline
    """

    service: Results = field(repr=False)
    benefits: Results = field(repr=False)
    before: PlanWorth | None = field(default=None, repr=False)

    @property
    def plan(self) -> Scenario:
        """The plan, followed up."""
        return self.service.scenario

    @property
    def title(self) -> str:
        """Its title, or its name."""
        return _(self.plan.title or self.plan.name)

    @cached_property
    def totals(self) -> list[PlanTotal]:
        """Benefits of the whole plan by case, against no FLS."""
        return plan_totals(self.benefits)

    @cached_property
    def totals_beyond(self) -> list[PlanTotal]:
        """The same against the baseline, replication by replication; of it none."""
        if self.before is None:
            return []
        return totals_of_difference(self.before.benefits, self.benefits)

    def case(self, kpi: str) -> Mapping[str, PlanTotal]:
        """A benefit against no FLS in each case: low, central, ceiling and others."""
        return {each.case: each for each in self.totals if each.kpi == kpi}

    def case_beyond(self, kpi: str) -> Mapping[str, PlanTotal]:
        """A benefit against the baseline in each case."""
        return {each.case: each for each in self.totals_beyond if each.kpi == kpi}

    @property
    def waiting(self) -> Mapping[str, PlanTotal]:
        """The price of one more week of waiting by measure, central case."""
        mine = (each for each in self.totals if each.case == CENTRAL)
        return {each.kpi: each for each in mine if each.kpi in WEEK}

    @cached_property
    def economics(self) -> Economics | None:
        """Worth for money against no FLS; None where nothing is priced."""
        return economics(self.service, self.benefits)

    @cached_property
    def economics_beyond(self) -> Economics | None:
        """Worth for money against the baseline; None of it, or without prices."""
        if self.before is None:
            return None
        other = self.before.service, self.before.benefits
        return economics(self.service, self.benefits, other)


@dataclass(frozen=True)
class WorthAnswer:
    """Worth of the baseline and of every option."""

    plans: tuple[PlanWorth, ...]

    @property
    def base(self) -> PlanWorth:
        """The baseline."""
        return self.plans[0]

    @property
    def options(self) -> tuple[PlanWorth, ...]:
        """The options."""
        return self.plans[1:]


def answer_worth(
    plans: Sequence[Scenario],
    simulation: Simulation,
    early: Callable[[PlanWorth], None] | None = None,
) -> WorthAnswer | None:
    """Worth of plans that were run alike; None where no benefits are assumed.

    Parameters
    ----------
    plans : the baseline first; each is followed up beyond its last day
    early : called with the baseline's worth by the first replications
    """
    if early is not None and simulation.first is not None:
        first = worth_of_plan(plans[0], simulation.first)
        if first is not None:
            early(first)
    found: list[PlanWorth] = []
    for plan in plans:
        worth = worth_of_plan(plan, simulation, found[0] if found else None)
        if worth is None:
            return None
        found.append(worth)
    return WorthAnswer(tuple(found))


def worth_of_plan(
    plan: Scenario, simulation: Simulation, before: PlanWorth | None = None
) -> PlanWorth | None:
    """Worth of one plan; None where it assumes nothing about benefits."""
    if plan.benefits is None:
        return None
    followed = followed_up(plan)
    service = simulation.run(followed, beside=(BENEFITS,))
    return PlanWorth(service, simulation.benefits(followed), before)
