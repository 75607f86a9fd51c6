"""Benefits over a whole plan: years added up in each replication, then averaged."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.scenario import Scenario
from planner.outcomes.benefits.assumptions import CASES
from planner.outcomes.benefits.kpis import BENEFITS, PER_THOUSAND
from planner.outcomes.measure_index import WALES

Floats = npt.NDArray[np.float64]
AVOIDED, THOUSAND = "fractures_avoided", 1000.0


FOLLOW_UP_DAYS = 540
"""Days beyond the plan for which its last fractures are followed to treatment."""


def followed_up(plan: Scenario) -> Scenario:
    """The plan, simulated until its last fractures have started treatment or will not.

    Who has not started within these days counts as never treated.
    """
    if plan.run_on_days >= FOLLOW_UP_DAYS:
        return plan
    return plan.revalidated({**plan.model_dump(), "run_on_days": FOLLOW_UP_DAYS})


class PlanTotal(NamedTuple):
    """A benefit of a whole plan: its mean over replications and the 95 % interval."""

    kpi: str
    case: str
    mean: float
    low: float
    high: float


def plan_totals(results: Results) -> list[PlanTotal]:
    """Every benefit of a plan by case, boards and years added up."""
    return _totals(_values(results))


def totals_of_difference(baseline: Results, option: Results) -> list[PlanTotal]:
    """The same of the differences of an option, replication by replication."""
    before, after = _values(baseline), _values(option)
    return _totals({key: after[key] - before[key] for key in before if key in after})


def _values(results: Results) -> dict[tuple[str, str], Floats]:
    """Sums over boards and years by measure and case, one a replication."""
    index = results.index
    providers = index["provider"]
    places = providers == WALES if (providers == WALES).any() else providers != WALES
    found: dict[tuple[str, str], Floats] = {}
    for kpi in BENEFITS:
        for case in CASES:
            mine = places & (index["kpi"] == kpi.id) & (index["reason"] == case)
            if mine.any() and not kpi.ratio:
                found[kpi.id, case] = results.matrix[:, mine.to_numpy()].sum(axis=1)
    for case, (ratio, base) in product(CASES, PER_THOUSAND.items()):
        if (base, case) in found:
            people, avoided = found[base, case], found[AVOIDED, case]
            some = np.where(people > 0, people, np.nan)
            found[ratio, case] = THOUSAND * avoided / some
    return found


def _totals(values: dict[tuple[str, str], Floats]) -> list[PlanTotal]:
    """Mean and interval of each, in order of the table of measures."""
    found = []
    for kpi in BENEFITS:
        for case in CASES:
            if (kpi.id, case) in values:
                mean, low, high = interval_of_mean(values[kpi.id, case][:, None])
                total = PlanTotal(
                    kpi=kpi.id,
                    case=case,
                    mean=float(mean[0]),
                    low=float(low[0]),
                    high=float(high[0]),
                )
                found.append(total)
    return found
