"""The criterion of a decision between plans: one net benefit a replication."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, ScenarioError
from planner.experiment.budget import plan_values
from planner.experiment.economics import benefit_values
from planner.experiment.marks import By, Mark
from planner.experiment.running.collectors import BENEFITS, RESULTS
from planner.experiment.running.replicate import Collector
from planner.experiment.running.results import Results
from planner.experiment.select import pick_row
from planner.experiment.worth import followed_up
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.kpi_table import KPIS, LEADING, better_way
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.measure_table import MeasureTable

Floats = npt.NDArray[np.float64]
COST = "cost_whole_plan"
PEOPLE, QALY = "people", "QALY"
AVOIDED, SPENT = ("nhs_present", "social_present"), ("drugs_present",)
"""Benefits in pounds at present value, and what treatment costs beside the plan."""


@dataclass(frozen=True)
class Criterion:
    """The criterion of a decision: units that are counted, less the plan's cost.

    Attributes
    ----------
    willingness : pounds that a unit is held worth; None: units alone are counted, and
        the cost is not
    kpi : measure whose units are counted; of a share, people who pass, in all years
    marks : instead: all of these are to be met by a date, and that is one unit
    worth : instead: benefits of treatment in pounds, a QALY at the willingness; both
        benefits and cost at present value
    """

    willingness: float | None = None
    kpi: str = ""
    marks: tuple[Mark, ...] = ()
    by: By | None = None
    worth: bool = False

    @property
    def unit(self) -> str:
        """Name of a unit, or empty where meeting the marks is one."""
        if self.worth:
            return QALY
        if self.marks:
            return ""
        unit = KPIS[self.kpi].unit
        return PEOPLE if unit == "%" else unit

    @property
    def moved_by(self) -> str:
        """A measure that every input moves which can move the net benefit."""
        if self.worth:
            return "nhs_present"
        return COST if self.willingness is not None else self.kpi or LEADING

    @property
    def collectors(self) -> tuple[Collector[MeasureTable], ...]:
        """Collectors of each replication."""
        return (RESULTS, BENEFITS) if self.worth else (RESULTS,)

    def prepared(self, plan: Scenario) -> Scenario:
        """The plan with all that the criterion needs of it.

        Raises
        ------
        ScenarioError: where it has no assumptions about benefits, or no prices
        """
        problems = []
        if self.worth and plan.benefits is None:
            rule = _("has no assumptions about benefits")
            hint = _("add a table [benefits], or leave out --benefits")
            problems.append(Problem(plan.name, rule, "benefits", hint=hint))
        if self.willingness is not None and plan.money is None:
            rule = _("has no prices to take off")
            hint = _("add a table [money], or leave out --willingness")
            problems.append(Problem(plan.name, rule, "money", hint=hint))
        if problems:
            raise ScenarioError(problems)
        return followed_up(plan) if self.worth else plan

    def benefit(self, results: Results, benefits: Results | None = None) -> Floats:
        """Net benefit of each replication, in pounds or in units."""
        if self.worth:
            assert benefits is not None
            return self._worth(results, benefits)
        units = self._met(results) if self.marks else self._units(results)
        if self.willingness is None:
            return units
        row = pick_row(results.index, results.scenario, COST)
        return np.asarray(
            self.willingness * units - results.matrix[:, int(str(row.name))]
        )

    def _worth(self, results: Results, benefits: Results) -> Floats:
        """Present worth of the treatment of a plan, less the plan's present cost."""
        cost = plan_values(results, "cost_whole_plan_present")
        assert cost is not None
        assert self.willingness is not None
        pounds = {
            kpi: benefit_values(benefits, kpi, CENTRAL) for kpi in (*AVOIDED, *SPENT)
        }
        avoided = sum(pounds[kpi] for kpi in AVOIDED)
        spent = cost + sum(pounds[kpi] for kpi in SPENT)
        qalys = benefit_values(benefits, "qalys_gained", CENTRAL)
        return np.asarray(avoided - spent + self.willingness * qalys)

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
    pounds = criterion.willingness
    if pounds is not None and not 0 < pounds < np.inf:
        rule = _("is a number of pounds above 0")
        hint = _("write --willingness 500: pounds that a unit of the measure is worth")
        problems.append(Problem("--willingness", rule, "", f"{pounds:g}", hint))
    if criterion.worth and criterion.marks:
        rule = _("is another criterion than --benefits")
        hint = _("leave out one of them")
        problems.append(Problem("--mark", rule, hint=hint))
    counted = not criterion.marks and not criterion.worth
    if counted and not better_way(criterion.kpi):
        rule = _("is a measure of which more, or less, is better")
        hint = _("choose another with --kpi, or a mark with --mark")
        problems.append(Problem("--kpi", rule, "", criterion.kpi, hint))
    if problems:
        raise ScenarioError(problems)
