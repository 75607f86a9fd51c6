"""Which unknown number would most change a decision between plans, and its worth.

The plans, the baseline among them, are run on draws of all uncertain inputs, as by
`uncertainty`; a criterion turns the measures of a run into a net benefit in pounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.marks import By, Mark
from planner.experiment.running.results import Results
from planner.experiment.select import pick_row
from planner.experiment.statistics.information import (
    WorthOfKnowing,
    worth_of_everything,
    worths_of_each,
)
from planner.experiment.statistics.sensitivity import that_can_move
from planner.experiment.statistics.variance_components import mean_by_draw
from planner.experiment.uncertainty import Exploration
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Unknown
from planner.locale import _
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import KPIS, better_way
from planner.outcomes.measure_index import ALL, WALES

Floats = npt.NDArray[np.float64]
COST = "cost_whole_plan"
PEOPLE = "people"


@dataclass(frozen=True)
class Criterion:
    """The criterion of a decision: pounds for each unit, less the whole plan's cost.

    Attributes
    ----------
    willingness : pounds that a unit is held worth
    kpi : measure whose units are counted; of a share, people who pass, in all years
    marks : instead: all of these are to be met by a date, and that is one unit
    """

    willingness: float
    kpi: str = ""
    marks: tuple[Mark, ...] = ()
    by: By | None = None

    @property
    def unit(self) -> str:
        """Name of a unit, or empty where meeting the marks is one."""
        if self.marks:
            return ""
        unit = KPIS[self.kpi].unit
        return PEOPLE if unit == "%" else unit

    def benefit(self, results: Results) -> Floats:
        """Net benefit of each replication, in pounds."""
        row = pick_row(results.index, results.scenario, COST)
        cost = results.matrix[:, int(str(row.name))]
        units = self._met(results) if self.marks else self._units(results)
        return np.asarray(self.willingness * units - cost)

    def _met(self, results: Results) -> Floats:
        """1 where every mark is met at every place with a service, else 0."""
        assert self.by is not None
        places = dict.fromkeys(results.index["provider"])
        boards = [name for name in places if name not in (ALL, WALES)]
        met = np.ones(results.replications, dtype=np.bool_)
        for board in boards:
            for mark in self.marks:
                values = mark.simulated(results, board, self.by)
                met &= mark.met(np.where(np.isfinite(values), values, np.nan))
        return met.astype(np.float64)

    def _units(self, results: Results) -> Floats:
        """Units of the measure, the more the better."""
        index = results.index
        row = pick_row(index, results.scenario, self.kpi)
        same = ["provider", "residence", "stage", "role", "group", "reason"]
        alike = (index[same] == row[same]).all(axis=1)
        if KPIS[self.kpi].span != "year":
            alike &= index["period"] == row["period"]
        values = results.matrix[:, (alike & (index["kpi"] == self.kpi)).to_numpy()]
        if KPIS[self.kpi].unit == "%":
            of = results.matrix[
                :, (alike & (index["kpi"] == self.kpi + BASE)).to_numpy()
            ]
            values = values * of / 100
        elif KPIS[self.kpi].ratio:
            values = values.mean(axis=1, keepdims=True)
        sign = -1.0 if better_way(self.kpi) == "down" else 1.0
        return np.asarray(sign * np.nansum(values, axis=1))


def check_criterion(criterion: Criterion) -> None:
    """Refuse a willingness that is no number of pounds, or a measure without a side.

    Raises
    ------
    ScenarioError
    """
    problems = []
    if not 0 < criterion.willingness < np.inf:
        rule = _("is a number of pounds above 0")
        hint = _("write --willingness 500: pounds that a unit of the measure is worth")
        value = f"{criterion.willingness:g}"
        problems.append(Problem("--willingness", rule, "", value, hint))
    if not criterion.marks and not better_way(criterion.kpi):
        rule = _("is a measure of which more, or less, is better")
        hint = _("choose another with --kpi, or a mark with --mark")
        problems.append(Problem("--kpi", rule, "", criterion.kpi, hint))
    if problems:
        raise ScenarioError(problems)


@dataclass(frozen=True)
class Decision:
    """A choice between plans, and what knowing more would be worth for it.

    Attributes
    ----------
    means : expected net benefit of each plan, in pounds
    best_in : share of draws in which each plan is the best
    everything : worth of knowing every input
    inputs : inputs by what knowing each alone is worth, the most first; those that
        cannot be told from chance last
    """

    plans: tuple[Scenario, ...]
    criterion: Criterion
    means: Floats = field(repr=False)
    best_in: Floats = field(repr=False)
    everything: WorthOfKnowing
    inputs: tuple[tuple[Unknown, WorthOfKnowing], ...]
    draws: int
    replications: int

    @property
    def best(self) -> int:
        """Place of the plan that is chosen on what is known now."""
        return int(self.means.argmax())

    @property
    def table(self) -> pd.DataFrame:
        """One row an input, and all of them together first."""
        rows = [_row("", self.everything)]
        rows += [_row(unknown.name, worth) for unknown, worth in self.inputs]
        return pd.DataFrame(rows)

    @property
    def plan_table(self) -> pd.DataFrame:
        """One row a plan: expected net benefit, and share of draws in which it wins."""
        return pd.DataFrame(
            {
                "scenario": [plan.name for plan in self.plans],
                "net_benefit": self.means,
                "best_in_draws": self.best_in,
            }
        )


def _row(name: str, worth: WorthOfKnowing) -> dict[str, object]:
    return {
        "unknown": name,
        "worth": worth.value,
        "error": worth.error,
        "low": worth.low,
        "high": worth.high,
        "clear": worth.clear,
    }


def decide(found: Exploration, criterion: Criterion) -> Decision:
    """Worth of knowing more for the choice between explored plans.

    Raises
    ------
    ScenarioError: where a measure was not taken
    """
    benefits = _benefits(found, criterion)
    means = benefits.mean(axis=(1, 2))
    by_draw = mean_by_draw(np.moveaxis(benefits, 0, 2))
    firsts = by_draw.argmax(axis=1)
    everything = worth_of_everything(benefits)
    unknowns = that_can_move(found.draws.unknowns, COST)
    known = [found.draws.unknowns.index(each) for each in unknowns]
    places = found.draws.places[:, known]
    worths = worths_of_each(benefits, places, everything.value)
    order = sorted(
        range(len(worths)), key=lambda k: (not worths[k].clear, -worths[k].value)
    )
    return Decision(
        plans=found.plans,
        criterion=criterion,
        means=means,
        best_in=np.bincount(firsts, minlength=len(found.plans)) / len(firsts),
        everything=everything,
        inputs=tuple((unknowns[k], worths[k]) for k in order),
        draws=len(found.draws),
        replications=found.replications,
    )


def _benefits(found: Exploration, criterion: Criterion) -> Floats:
    """Net benefits, shape (plans, draws, replications)."""
    return np.stack(
        [
            np.stack([_benefit(found, plan, each, criterion) for each in values])
            for plan, values in zip(found.plans, found.values, strict=True)
        ]
    )


def _benefit(
    found: Exploration, plan: Scenario, values: Floats, criterion: Criterion
) -> Floats:
    return criterion.benefit(Results(plan, found.seed, found.index, values))


def names_of(plans: Sequence[Scenario]) -> list[str]:
    """Titles of plans."""
    return [plan.title or plan.name for plan in plans]
