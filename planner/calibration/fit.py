"""The fits: one board to its own years, and one set for boards without figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.constants import (
    Constant,
    constants_of,
    in_box,
    keys_of_others,
)
from planner.calibration.constants_by_name import keys_at, value_now
from planner.calibration.search import (
    Search,
    best_fitted,
    refine,
    search_box,
    searched_on,
)
from planner.calibration.targets import Target, read_targets, targets_of
from planner.calibration.trials import Bench
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import Measures
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
BOARD = "aneurin-bevan"
"""The one board with published years."""
OTHERS = "wales"
OTHER_BASE = "wales-ordered"
SEARCHED = 1
"""Replications of a point of the box; the refinement takes more."""
REFINED = 2
ROUND = 4
OWN_PULL, COMMON_PULL = 0.15, 1.0
"""Weight of the middle of the box: six targets choose four constants nearly alone,
while for the other boards one figure (KPI 5) would have to choose three."""


@dataclass(frozen=True)
class Fit:
    """A search of one box, and the set frozen from it."""

    search: Search
    point: Mapping[str, float]
    other_point: Mapping[str, float]

    def shown(self, name: str) -> pd.DataFrame:
        """One row a constant: its box, the frozen value, its range over the ridge."""
        ridge = self.search.ridge
        rows = [
            {
                "fit": name,
                "id": constant.id,
                "constant": constant.name,
                "unit": constant.unit,
                "use": constant.use,
                "box_low": constant.low,
                "box_high": constant.high,
                "frozen": self.point.get(constant.id, np.nan),
                "ridge_low": ridge[constant.id].min(),
                "ridge_high": ridge[constant.id].max(),
            }
            for constant in self.search.constants
        ]
        return pd.DataFrame(rows)


@dataclass(frozen=True)
class Fitting:
    """What is fitted to what: a board's constants to figures of its own years."""

    board_id: str
    constants: tuple[Constant, ...]
    targets: tuple[Target, ...]
    searched: int = SEARCHED
    refined: int = REFINED
    rounds: int = 0
    """Further rounds of points near the ridge, each a quarter of the draws."""


def published_fitting() -> Fitting:
    """Aneurin Bevan: four constants; scans a session varied for the ridge only."""
    return Fitting(BOARD, constants_of(BOARD), targets_of(BOARD))


def fit_board(bench: Bench, scenario: Scenario, draws: int, fitting: Fitting) -> Fit:
    """One board's constants, and all simulated sets that meet its figures as well."""
    board_id, constants, targets = fitting.board_id, fitting.constants, fitting.targets

    def simulate(points: Floats, chosen: tuple[Constant, ...], count: int) -> Floats:
        scenarios = [
            scenario.with_values(keys_at(scenario, board_id, _point(chosen, point)))
            for point in points
        ]
        return _means(
            bench.trials(scenarios, [board_id], count, targets), targets, scenario
        )

    def look(points: Floats) -> Floats:
        return simulate(points, constants, fitting.searched)

    aims, seed = (targets, targets), bench.seed
    search = search_box(constants, aims, look, draws=draws, seed=seed)
    search = searched_on(search, look, fitting.rounds, draws // ROUND, seed)
    fitted = tuple(constant for constant in constants if constant.use == "fitted")
    start = best_fitted(search, _held(scenario, fitting), OWN_PULL)
    best = refine(
        targets,
        lambda points: simulate(points, fitted, fitting.refined),
        start,
        OWN_PULL,
    )
    return Fit(search, _rounded(fitted, best), {})


def _held(scenario: Scenario, fitting: Fitting) -> dict[int, float]:
    """Place in the unit cube of what is not fitted, as it stands in the scenario."""
    return {
        index: (value_now(scenario, fitting.board_id, c.id) - c.low) / (c.high - c.low)
        for index, c in enumerate(fitting.constants)
        if c.use != "fitted"
    }


def fit_others(bench: Bench, scenario: Scenario, draws: int) -> Fit:
    """The boards without published figures: one set scaled by caseload, for Wales."""
    constants = constants_of(OTHERS)
    targets, other = targets_of(OTHERS), targets_of(OTHER_BASE)
    boards = [name for name in scenario.providers if name != BOARD]
    own = bench.trials([scenario], [BOARD], SEARCHED, targets + other)[0]

    def simulate(points: Floats) -> Floats:
        scenarios = [
            scenario.with_values(
                keys_of_others(scenario, BOARD, _point(constants, point))
            )
            for point in points
        ]
        runs = bench.trials(scenarios, boards, SEARCHED, targets + other)
        whole = [[run[i].merged([own[i]]) for i in range(SEARCHED)] for run in runs]
        return _means(whole, targets + other, scenario)

    search = search_box(
        constants, (targets, other), simulate, draws=draws, seed=bench.seed
    )
    default, apart = search.judged_by(targets), search.judged_by(other)
    # Five boards are five times the people: the surface is sure enough by itself.
    best = best_fitted(default, {}, COMMON_PULL)
    otherwise = best_fitted(apart, {}, COMMON_PULL)
    return Fit(default, _rounded(constants, best), _rounded(constants, otherwise))


def _means(
    runs: list[list[Measures]], targets: tuple[Target, ...], scenario: Scenario
) -> Floats:
    """Mean simulated targets of each run, shape (runs, targets)."""
    periods = Periods.of(scenario)
    return np.stack([read_targets(targets, run, periods).mean(axis=0) for run in runs])


def _point(constants: tuple[Constant, ...], point: Floats) -> dict[str, float]:
    """Values by name of a point of the unit cube."""
    values = in_box(constants, point[None, :])[0]
    return {c.id: float(v) for c, v in zip(constants, values, strict=True)}


def _rounded(constants: tuple[Constant, ...], point: Floats) -> dict[str, float]:
    """Values by name as they are frozen."""
    values = _point(constants, point)
    return {c.id: c.rounded(values[c.id]) for c in constants}
