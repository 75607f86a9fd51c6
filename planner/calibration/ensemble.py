"""Sets of constants that fit, kept for every run: the ensemble.

1. A board with figures of its own: its box is searched as in a back-test. Every set
   that meets each figure within its tolerance is weighed by exp(-2 m), m the sum of its
   squared misses in tolerances (a tolerance counts as two standard deviations), and a
   sample is drawn by these weights without putting back.
2. The boards without figures: common sets for 1,000 expected fractures are searched in
   the same way, against the figures of Wales. Each board then multiplies the common
   amounts by factors of its own (lognormal, `SPREAD`), because boards differ and nobody
   knows how; of these draws only those are kept that meet the figures of Wales.
3. Nobody published the list of the board with figures since: each of its sets takes a
   point drawn evenly between what it runs on to and the level last published, held.
   The other boards' lists are larger or smaller than the files' as in the first year.

Sets are put in an order in which the first few spread over the whole ridge.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.between_boards import (
    NEAR,
    SLOT,
    USUAL_MINUTES,
    constants_of,
    draw_boards,
    misses_at,
    point_of,
    slot_minutes,
)
from planner.calibration.fit import FitEffort, fit_constants
from planner.calibration.fitting_plan import (
    FITTED,
    VARIED,
    CalibrationPlan,
    Constant,
    FitPlan,
)
from planner.calibration.named_constants import NAMED, Keys, keys_at, value_now
from planner.calibration.simulator import Simulator
from planner.calibration.targets import LIST, Target, read_targets
from planner.inputs.changes import read_key
from planner.inputs.fitting_sets import CENTRAL, EACH
from planner.inputs.fitting_sets import FITTED as OF_FITTED_YEARS
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
SETS = 30
"""Sets kept of each board."""
EFFORT = FitEffort(draws=96, searched=2, refined=0, rounds=6)
COMMON = FitEffort(draws=48, searched=1, refined=0, rounds=3)
REPLICATIONS = 8
"""Replications in which a set that is kept is within `NEAR` of every figure."""
SPARE = 3
"""Candidates run in them for each set that is kept."""
TODAY = ("reserved_slots", "other_referrals", "scans_a_session")
"""Constants that hold in the fitted years and today."""
RUN_ON_TO = datetime.date(2025, 12, 31)
"""End of the year whose list a set is run on to."""


def make_sets(
    simulator: Simulator,
    scenario: Scenario,
    today: Scenario,
    plan: CalibrationPlan,
    sets: int = SETS,
) -> pd.DataFrame:
    """Sets of every board with a scanner, one row a board and set, central ones first.

    Columns: board, set, weight and misfit (of the fit before sampling), constants of
    the fitted years (`fitted.NAME`), and inputs of today's scenario by key.
    """
    own_plan, common_plan = plan.fits
    (own,) = own_plan.boards
    points = _own_sets(simulator, scenario, own_plan, plan, sets)
    common = _search(simulator, scenario, _varied(common_plan), plan, COMMON)
    boards = [b for b in plan.boards_of(common_plan, scenario) if _scans(scenario, b)]
    drawn = draw_boards(simulator, scenario, plan, points, common, boards)
    held = today.boards[own].waiting_list["scan"].count
    level = np.random.default_rng(simulator.seed + 2).random(len(points))
    run_on = np.array(lists_run_on(simulator, scenario, own, points))
    lists = run_on + level * (held - run_on)
    rows = [_central_row(scenario, today, board) for board in [own, *boards]]
    for number, (place, others) in enumerate(drawn, 1):
        point = points[place] | {"list_today": lists[place]}
        minutes = slot_minutes([point, *others.values()])
        for board, each in {own: point, **others}.items():
            rows.append(_row(scenario, today, board, number, each, minutes))
    return pd.DataFrame(rows)


def _varied(fit: FitPlan) -> FitPlan:
    """The fit with scans a session varied as well, within the usual slot."""
    scans = Constant(
        id="scans_a_session", name=_(NAMED["scans_a_session"].title),
        low=6, high=9, step=1, unit="slots", use=VARIED,
    )  # fmt: skip
    return fit.model_copy(update={"constants": (*fit.constants, scans)})


def _scans(scenario: Scenario, board_id: str) -> bool:
    return bool(scenario.boards[board_id].scanners)


def _search(
    simulator: Simulator,
    scenario: Scenario,
    fit: FitPlan,
    plan: CalibrationPlan,
    effort: FitEffort,
) -> pd.DataFrame:
    """Sets within every tolerance, each with its weight."""
    targets = fit.targets_for(FITTED)
    boards = plan.boards_of(fit, scenario)
    found = fit_constants(simulator, scenario, fit, targets, boards, effort).search.sets
    # A tolerance counts as two standard deviations; the misfit is a mean over targets.
    weight = np.exp(-2 * len(targets) * found["misfit"] ** 2)
    return found.assign(weight=weight / weight.sum())


def _own_sets(
    simulator: Simulator,
    scenario: Scenario,
    fit: FitPlan,
    plan: CalibrationPlan,
    sets: int,
) -> list[dict[str, float]]:
    """Sets of a board with figures, drawn by weight, each within every tolerance."""
    found = _search(simulator, scenario, fit, plan, EFFORT)
    targets, (board,) = fit.targets_for(FITTED), fit.boards
    rng = np.random.default_rng(simulator.seed)
    keys = rng.random(len(found)) ** (
        1 / np.maximum(found["weight"] * len(found), 1e-9)
    )
    ordered = found.assign(key=keys).sort_values("key", ascending=False)
    candidates = [point_of(row) for _, row in ordered.iloc[: SPARE * sets].iterrows()]
    scenarios = [
        scenario.with_values(keys_at(scenario, [board], constants_of(point)))
        for point in candidates
    ]
    misses = misses_at(simulator, scenarios, [board], targets, REPLICATIONS)
    near = np.asarray((misses <= NEAR).all(axis=1))
    good = [point for point, kept in zip(candidates, near, strict=True) if kept]
    return _spread_first(good[:sets])


def _spread_first(points: list[dict[str, float]]) -> list[dict[str, float]]:
    """The points in an order whose beginnings spread over the longest direction."""
    table = pd.DataFrame([constants_of(point) for point in points])
    scaled = ((table - table.mean()) / table.std().replace(0, 1)).to_numpy()
    _, _, axes = np.linalg.svd(scaled, full_matrices=False)
    along = np.argsort(scaled @ axes[0], kind="stable")
    return [points[along[place]] for place in van_der_corput(len(points))]


def van_der_corput(count: int) -> list[int]:
    """Places from 0 in an order whose beginnings lie in the middle of even layers.

    >>> van_der_corput(6)
    [3, 1, 4, 0, 2, 5]
    """
    bits = (4 * count).bit_length()
    along = [int(f"{n:0{bits}b}"[::-1], 2) / 2**bits for n in range(1, 2**bits)]
    return list(dict.fromkeys(int(count * part) for part in along))


def lists_run_on(
    simulator: Simulator,
    scenario: Scenario,
    board: str,
    points: Sequence[Mapping[str, float]],
) -> list[float]:
    """Mean DXA list of the last year before today's plan, of each set run on."""
    year = RUN_ON_TO.year
    longer = scenario.with_values({"years": year - scenario.plan_start.year + 1})
    target = Target("list", "", board, str(year), stage="scan", kpi=LIST, unit="people")
    scenarios = [
        longer.with_values(keys_at(longer, [board], constants_of(point)))
        for point in points
    ]
    runs = simulator.measure(scenarios, [board], 2, (target,))
    periods = Periods.of(longer)
    return [float(read_targets((target,), run, periods).mean()) for run in runs]


def _row(
    scenario: Scenario,
    today: Scenario,
    board: str,
    number: int,
    point: Mapping[str, float],
    minutes: int,
) -> dict[str, Any]:
    """One set of one board: constants of the fitted years, and inputs of today."""
    fitted = {k: v for k, v in constants_of(point).items() if k != "list_today"}
    waiting = today.boards[board].waiting_list["scan"].count
    before = value_now(scenario, board, "starting_list")
    grown = point["starting_list"] / before * waiting
    now = {k: v for k, v in fitted.items() if k in TODAY}
    keys = keys_at(
        today, [board], now | {"starting_list": point.get("list_today", grown)}
    )
    return {
        "board": board,
        "set": number,
        "weight": round(point.get("weight", 1.0), 5),
        "misfit": round(point.get("misfit", 0.0), 3),
        **{f"{OF_FITTED_YEARS}{k}": round(v, 3) for k, v in fitted.items()},
        **_columns_of(board, keys | {SLOT: minutes}, minutes),
    }


def _columns_of(board: str, keys: Keys, minutes: int) -> dict[str, float]:
    """Keys without their board, all scanners of it under one star."""
    columns: dict[str, float] = {}
    for key, value in keys.items():
        name = key.removeprefix(f"boards.{board}.")
        if name.startswith("scanners."):
            name = f"scanners{EACH}{name.split('.', 2)[2]}"
        columns[name] = minutes if name.endswith(".slot_minutes") else value
    return columns


def _central_row(scenario: Scenario, today: Scenario, board: str) -> dict[str, Any]:
    """The values that the files hold."""
    names = (*TODAY, "starting_list", "first_change")
    fitted = {name: value_now(scenario, board, name) for name in names}
    keys = keys_at(today, [board], {n: value_now(today, board, n) for n in TODAY})
    tree = today.model_dump()
    keys |= {f"boards.{board}.waiting_list.scan.count": 0}
    held = {key: read_key(tree, key) for key in keys}
    return {
        "board": board,
        "set": CENTRAL,
        "weight": 1.0,
        "misfit": 0.0,
        **{f"{OF_FITTED_YEARS}{k}": round(v, 3) for k, v in fitted.items()},
        **_columns_of(board, held, USUAL_MINUTES),
    }
