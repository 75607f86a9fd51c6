"""Sets for boards without figures: common amounts, and how boards differ.

Common sets for 1,000 expected fractures are drawn by weight. Each board multiplies them
by factors of its own (lognormal, `SPREAD`), because boards differ and nobody knows how;
of these draws only those are kept that meet the figures of Wales, beside a set of the
board with figures of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.fitting_plan import FITTED, CalibrationPlan
from planner.calibration.named_constants import THOUSAND, Keys, keys_at
from planner.calibration.search import misses_of
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Targets, read_targets
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
SPARE = 6
"""Draws looked at for each set that is kept."""
NEAR = 0.9
"""Part of a tolerance within which a set that is kept meets a figure, so that it does
so with other random numbers as well."""
SPREAD: Mapping[str, float] = {
    "reserved_slots": 0.28,
    "other_referrals": 0.10,
    "starting_list": 0.24,
}
"""Standard deviation of the logarithm between boards. England's 42 areas differ by 0.28
in scans for 1,000 people of 50 and over, and by 0.24 (quartiles) in lists; referrals
beyond what a board scans differ less, or its list would have run away: an assumption.
"""
SLOT, USUAL_MINUTES = "pathway.stages.scan.slot_minutes", 25
PER_DAY = "reserved_slots"


Points = dict[str, dict[str, float]]
"""Constants of each board."""


def draw_boards(
    simulator: Simulator,
    scenario: Scenario,
    plan: CalibrationPlan,
    points: Sequence[Mapping[str, float]],
    common: pd.DataFrame,
    boards: Sequence[str],
) -> list[tuple[int, Points]]:
    """Sets of the other boards, each beside a set of the board with figures.

    Of several draws for each place, the first that meets the figures of Wales. A place
    without any is left out.
    """
    own, targets = plan.fits[0].boards[0], plan.fits[1].targets_for(FITTED)
    rng = np.random.default_rng(simulator.seed + 1)
    tried: list[tuple[int, Points]] = []
    for _ in range(SPARE):
        chosen = rng.choice(len(common), size=len(points), p=common["weight"])
        for place, index in enumerate(chosen):
            at = point_of(common.iloc[index])
            tried.append(
                (place, {b: _own_amounts(scenario, b, at, rng) for b in boards})
            )
    scenarios = [
        with_points(scenario, {own: points[place], **others}) for place, others in tried
    ]
    misses = misses_at(simulator, scenarios, scenario.providers, targets, 2)
    found: dict[int, Points] = {}
    for (place, others), miss in zip(tried, misses, strict=True):
        if (miss <= NEAR).all():
            found.setdefault(place, others)
    return sorted(found.items())


def _own_amounts(
    scenario: Scenario,
    board_id: str,
    common: Mapping[str, float],
    rng: np.random.Generator,
) -> dict[str, float]:
    """Constants of one board: common amounts by its caseload, times its own factors."""
    size = scenario.boards[board_id].demand.fractures_a_year / THOUSAND
    scanners = scenario.boards[board_id].scanners.values()
    days = sum(-(-scanner.sessions_a_week // 2) for scanner in scanners)
    own = dict(common)
    for name, spread in SPREAD.items():
        factor = float(np.exp(rng.normal(-(spread**2) / 2, spread)))
        own[name] = common[name] * size * factor / (days if name == PER_DAY else 1)
    return own


def with_points(
    scenario: Scenario, points: Mapping[str, Mapping[str, float]]
) -> Scenario:
    """The scenario of the fitted years with constants of every board."""
    keys: Keys = {}
    for board, point in points.items():
        keys |= keys_at(scenario, [board], constants_of(point))
    minutes = slot_minutes(points.values())
    for board in scenario.boards:
        for name in scenario.boards[board].scanners:
            keys[f"boards.{board}.scanners.{name}.slot_minutes"] = minutes
    return scenario.with_values(keys | {SLOT: minutes})


def slot_minutes(points: Iterable[Mapping[str, float]]) -> int:
    """Slot that fits the most scans a session of these sets, at most the usual one."""
    most = max(round(point["scans_a_session"]) for point in points)
    return min(SESSION_MINUTES // most, USUAL_MINUTES)


def misses_at(
    simulator: Simulator,
    scenarios: Sequence[Scenario],
    boards: Sequence[str],
    targets: Targets,
    replications: int,
) -> Floats:
    """Distance from each figure in tolerances, shape (scenarios, targets)."""
    runs = simulator.measure(scenarios, boards, replications, targets)
    periods = Periods.of(scenarios[0])
    read = [read_targets(targets, run, periods).mean(axis=0) for run in runs]
    return np.abs(misses_of(targets, np.stack(read)))


def point_of(row: pd.Series) -> dict[str, float]:
    """Constants of a row of a search, with its weight and misfit."""
    return {str(name): float(value) for name, value in row.items() if name != "key"}


def constants_of(point: Mapping[str, float]) -> dict[str, float]:
    """The same without weight and misfit."""
    return {k: v for k, v in point.items() if k not in ("weight", "misfit")}
