"""The constants that are fitted, and what each sets in a scenario."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.data.facts import load_facts
from planner.errors import Problem, ScenarioError
from planner.inputs.changes import ChangeInForce
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSION_MINUTES

Floats = npt.NDArray[np.float64]
Point = Mapping[str, float]
THOUSAND = 1000.0


@dataclass(frozen=True)
class Constant:
    """One unknown: its name, the box it is looked for in, the step it is frozen in."""

    id: str
    name: str
    use: str
    low: float
    high: float
    step: float
    unit: str

    def rounded(self, value: float) -> float:
        """The value as it is frozen, inside the box."""
        if not self.step > 0:
            return value
        steps = round(value / self.step)
        return float(np.clip(round(steps * self.step, 6), self.low, self.high))


def constants_of(fit: str) -> tuple[Constant, ...]:
    """Unknowns of one fit and their boxes."""
    rows = load_facts("calibration_constants")
    return tuple(
        Constant(
            id=row["id"],
            name=row["name"],
            use=row["use"],
            low=row["box_low"],
            high=row["box_high"],
            step=row["step"],
            unit=row["unit"],
        )
        for _, row in rows[rows["fit"] == fit].iterrows()
    )


def in_box(constants: tuple[Constant, ...], unit: Floats) -> Floats:
    """Values of points of the unit cube, shape (points, constants)."""
    low = np.array([constant.low for constant in constants])
    high = np.array([constant.high for constant in constants])
    return np.asarray(low + unit * (high - low))


def keys_of_board(scenario: Scenario, board_id: str, point: Point) -> dict[str, Any]:
    """Dotted keys and values by which a point changes the calibrated board."""
    keys = _demand_keys(scenario, board_id, point)
    for name in scenario.boards[board_id].scanners:
        scanner = f"boards.{board_id}.scanners.{name}"
        if "reserved_slots" in point:
            keys[f"{scanner}.reserved_slots_a_day"] = point["reserved_slots"]
    if "scans_a_session" in point:
        keys |= keys_of_session(scenario, [board_id], round(point["scans_a_session"]))
    if "first_change" in point:
        days = datetime.timedelta(days=round(point["first_change"]))
        changes = _moved(scenario, board_id, scenario.plan_start + days)
        keys["changes"] = [change.model_dump() for change in changes]
    return keys


def keys_of_others(scenario: Scenario, board_id: str, point: Point) -> dict[str, Any]:
    """Keys by which one set per 1,000 expected fractures changes the other boards."""
    keys: dict[str, Any] = {}
    for name, board in scenario.boards.items():
        if name == board_id or not board.scanners:
            continue
        size = board.demand.fractures_a_year / THOUSAND
        days = sum(
            -(-scanner.sessions_a_week // 2) for scanner in board.scanners.values()
        )
        scaled = {
            "other_referrals": round(point["other_referrals"] * size, 1),
            "starting_list": round(point["starting_list"] * size),
        }
        keys |= _demand_keys(scenario, name, scaled)
        kept = round(point["reserved_slots"] * size / days, 2)
        for scanner in board.scanners:
            keys[f"boards.{name}.scanners.{scanner}.reserved_slots_a_day"] = kept
    return keys


def keys_of_session(
    scenario: Scenario, boards: list[str], slots: int
) -> dict[str, Any]:
    """Keys that put so many slots into a half day, shortened where they must be."""
    minutes = min(
        SESSION_MINUTES // slots, scenario.pathway.stages["scan"].slot_minutes
    )
    keys: dict[str, Any] = {"pathway.stages.scan.slot_minutes": minutes}
    for name in boards:
        for scanner in scenario.boards[name].scanners:
            keys[f"boards.{name}.scanners.{scanner}.slots_a_session"] = slots
            keys[f"boards.{name}.scanners.{scanner}.slot_minutes"] = minutes
    return keys


def _demand_keys(scenario: Scenario, board_id: str, point: Point) -> dict[str, Any]:
    """Keys of other referrals, shared as they are now, and of the DXA list."""
    board, keys = scenario.boards[board_id], {}
    if "other_referrals" in point:
        now = sum(other.referrals_a_week for other in board.demand.other.values())
        for name, other in board.demand.other.items():
            share = point["other_referrals"] * other.referrals_a_week / now
            keys[f"boards.{board_id}.demand.other.{name}.referrals_a_week"] = round(
                share, 2
            )
    if "starting_list" in point:
        keys[f"boards.{board_id}.waiting_list.scan.count"] = round(
            point["starting_list"]
        )
    return keys


def scanning_changes(scenario: Scenario, board_id: str) -> tuple[ChangeInForce, ...]:
    """Dated changes to a board's scanner sessions, in order of date."""
    start = f"boards.{board_id}.scanners."
    found = (
        change
        for change in scenario.changes
        if any(
            k.startswith(start) and k.endswith("sessions_a_week") for k in change.values
        )
    )
    return tuple(sorted(found, key=lambda change: change.start))


def _moved(
    scenario: Scenario, board_id: str, date: datetime.date
) -> tuple[ChangeInForce, ...]:
    """All dated changes, the board's first one to scanning days begun on this date."""
    ours = scanning_changes(scenario, board_id)
    if not ours:
        rule = f"{board_id} has a dated change to its scanner sessions"
        raise ScenarioError(Problem(scenario.name, rule, key="changes"))
    first = ours[0]
    latest = first.until or date
    moved = first.model_copy(update={"start": min(date, latest)})
    return tuple(moved if change is first else change for change in scenario.changes)
