"""The one fitting procedure: constants of a board, or one set for several boards.

Points of the box are searched first (`search`), then the best of them is refined on the
simulator itself. `calibrate` and `backtest` are made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.fitting_plan import (
    ALTERNATIVE,
    FITTED,
    Constants,
    FitPlan,
    in_box,
)
from planner.calibration.named_constants import (
    Keys,
    Point,
    keys_at,
    value_now,
)
from planner.calibration.search import (
    EVALUATIONS,
    Search,
    best_fitted,
    refine,
    search_box,
    search_on,
)
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Targets, read_targets
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_index import WALES
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
ROUND = 4
"""A further round tries a quarter of the draws."""


@dataclass(frozen=True)
class FitEffort:
    """Points and replications of one fit."""

    draws: int
    searched: int = 1
    """Replications of a point of the box."""
    refined: int = 2
    """Replications of a point of the refinement; 0: no refinement."""
    rounds: int = 0
    """Further rounds of points near the sets that fit."""


@dataclass(frozen=True)
class FitResult:
    """A search of one box, and the set chosen from it."""

    plan: FitPlan
    boards: tuple[str, ...]
    search: Search
    point: Point
    alternative: Point
    """The set chosen by the other reading of the figures; empty without one."""

    def keys(self, scenario: Scenario) -> Keys:
        """Dotted keys by which the chosen set changes a scenario."""
        scaled = self.plan.per_1000_fractures
        return keys_at(scenario, self.boards, self.point, per_1000_fractures=scaled)

    def table(self) -> pd.DataFrame:
        """One row a constant: box, chosen value, range over all sets that fit."""
        sets = self.search.sets
        rows = [
            {
                "fit": self.plan.title,
                "id": constant.id,
                "constant": constant.name,
                "unit": constant.unit,
                "use": constant.use,
                "box_low": constant.low,
                "box_high": constant.high,
                "fitted": self.point.get(constant.id, np.nan),
                "sets_low": sets[constant.id].min(),
                "sets_high": sets[constant.id].max(),
            }
            for constant in self.search.constants
        ]
        return pd.DataFrame(rows)


def fit_constants(
    simulator: Simulator,
    scenario: Scenario,
    plan: FitPlan,
    targets: Targets,
    boards: tuple[str, ...],
    effort: FitEffort,
) -> FitResult:
    """Constants chosen by the targets, and all sets tried that meet them as well."""
    other = plan.targets_for(ALTERNATIVE)
    means = _means_of(simulator, scenario, plan, (*targets, *other), boards)
    look = partial(means, plan.constants, effort.searched)
    aims, seed = (targets, other or targets), simulator.seed
    search = search_box(plan.constants, aims, look, draws=effort.draws, seed=seed)
    search = search_on(search, look, effort.rounds, effort.draws // ROUND, seed)
    own = search.judged_by(targets)
    held = _held(scenario, plan.constants, boards[0])
    best = best_fitted(own, held, plan.middle_weight)
    if effort.refined:
        closely = partial(means, plan.free, effort.refined)
        best = refine(targets, closely, best, plan.middle_weight)
    alternative: Point = {}
    if other:
        apart = best_fitted(search.judged_by(other), held, plan.middle_weight)
        alternative = _rounded(plan.free, apart)
    return FitResult(
        plan=plan,
        boards=boards,
        search=own,
        point=_rounded(plan.free, best),
        alternative=alternative,
    )


def _means_of(
    simulator: Simulator,
    scenario: Scenario,
    plan: FitPlan,
    targets: Targets,
    boards: tuple[str, ...],
) -> Callable[[Constants, int, Floats], Floats]:
    """Function of constants, replications and points of the unit cube.

    It gives the mean simulated targets, shape (points, targets). Boards that the fit
    does not change are simulated once, where a figure of Wales needs them.
    """
    whole = any(target.provider == WALES for target in targets)
    rest = [board for board in scenario.providers if whole and board not in boards]
    scaled, periods = plan.per_1000_fractures, Periods.of(scenario)

    @cache
    def unchanged(replications: int) -> MeasureTable:
        return simulator.measure([scenario], rest, replications, targets)[0]

    def means(constants: Constants, replications: int, points: Floats) -> Floats:
        at = [_values(constants, point) for point in points]
        scenarios = [
            scenario.with_values(
                keys_at(scenario, boards, point, per_1000_fractures=scaled)
            )
            for point in at
        ]
        runs = simulator.measure(scenarios, boards, replications, targets)
        if rest:
            runs = [MeasureTable.total([run, unchanged(replications)]) for run in runs]
        read = [read_targets(targets, run, periods).mean(axis=0) for run in runs]
        return np.stack(read)

    return means


def _held(scenario: Scenario, constants: Constants, board_id: str) -> dict[int, float]:
    """Place in the unit cube of what is not fitted, as it stands in the scenario."""
    return {
        index: (value_now(scenario, board_id, c.id) - c.low) / (c.high - c.low)
        for index, c in enumerate(constants)
        if c.use != FITTED
    }


def _values(constants: Constants, point: Floats) -> dict[str, float]:
    """Values by name of a point of the unit cube."""
    values = in_box(constants, point[None, :])[0]
    return {c.id: float(v) for c, v in zip(constants, values, strict=True)}


def _rounded(constants: Constants, point: Floats) -> dict[str, float]:
    """Values by name, rounded to the steps of the constants."""
    values = _values(constants, point)
    return {c.id: c.rounded(values[c.id]) for c in constants}


def planned_jobs(plan: FitPlan, boards: int, effort: FitEffort) -> int:
    """Replications of a board that a fit of so many boards takes, about."""
    points = effort.draws + effort.rounds * (effort.draws // ROUND)
    refining = EVALUATIONS * (len(plan.free) + 1) * effort.refined
    return (points * effort.searched + refining) * boards
