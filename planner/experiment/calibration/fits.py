"""The two fits: Aneurin Bevan's three years, and one set for the other boards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.calibration.constants import (
    Constant,
    constants_of,
    in_box,
    keys_of_board,
    keys_of_others,
)
from planner.experiment.calibration.search import (
    Search,
    best_fitted,
    refine,
    search_box,
)
from planner.experiment.calibration.targets import Target, read_targets, targets_of
from planner.experiment.calibration.trials import Bench
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


def fit_board(bench: Bench, scenario: Scenario, draws: int) -> Fit:
    """Aneurin Bevan: four constants, with scans a session varied for the ridge only."""
    constants, targets = constants_of(BOARD), targets_of(BOARD)

    def simulate(points: Floats, chosen: tuple[Constant, ...], count: int) -> Floats:
        scenarios = [
            scenario.with_changes(keys_of_board(scenario, BOARD, _point(chosen, point)))
            for point in points
        ]
        return _means(
            bench.trials(scenarios, [BOARD], count, targets), targets, scenario
        )

    search = search_box(
        constants,
        (targets, targets),
        lambda points: simulate(points, constants, SEARCHED),
        draws=draws,
        seed=bench.seed,
    )
    fitted = tuple(constant for constant in constants if constant.use == "fitted")
    held = _held(scenario, constants)
    start = best_fitted(search, held, OWN_PULL)
    best = refine(
        targets, lambda points: simulate(points, fitted, REFINED), start, OWN_PULL
    )
    return Fit(search, _rounded(fitted, best), {})


def _held(scenario: Scenario, constants: tuple[Constant, ...]) -> dict[int, float]:
    """Place in the unit cube of what is not fitted, as it stands in the scenario."""
    scanner = next(iter(scenario.boards[BOARD].scanners.values()))
    return {
        index: float((scanner.slots_a_session - c.low) / (c.high - c.low))
        for index, c in enumerate(constants)
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
            scenario.with_changes(
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
