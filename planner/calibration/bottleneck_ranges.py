"""What binds, and over which inputs that stays true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.constants import (
    Constant,
    constants_of,
    keys_of_session,
)
from planner.calibration.targets import Target
from planner.calibration.trials import Bench
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import ALL, WALES, Key, Measures

Floats = npt.NDArray[np.float64]
LEVELS = 4
ROLES = ("scanner", "nurse")


def load_key(provider: str, role: str) -> Key:
    """Key of a role's load by quarter."""
    return Key(provider, ALL, role, ALL, "quarter", "load")


def loads(replications: list[Measures], provider: str) -> tuple[Floats, Floats]:
    """Load of scanner and of nurse, each of shape (replications, quarters)."""
    scanner, nurse = (
        np.stack([m.amounts[load_key(provider, role)].values for m in replications])
        for role in ROLES
    )
    return scanner, nurse


def dxa_binds(scanner: Floats, nurse: Floats) -> bool:
    """Whether scanner > 1 and nurse < 1 in most quarters of most replications."""
    quarters = ((scanner > 1) & (nurse < 1)).mean(axis=1) > 0.5
    return bool(quarters.mean() > 0.5)


def ranges(
    bench: Bench, scenario: Scenario, replications: int, board_id: str
) -> pd.DataFrame:
    """One row an input and level: both loads, and whether DXA binds."""
    cases = [
        (constant, value)
        for constant in constants_of("binding")
        for value in levels_of(constant)
    ]
    changed = [
        scenario.with_values(keys_of_range(scenario, constant.id, value))
        for constant, value in cases
    ]
    runs = bench.trials(changed, scenario.providers, replications, LOADS)
    rows = [
        {
            "input": constant.name,
            "unit": constant.unit,
            "level": value,
            **_shown(run, board_id),
        }
        for (constant, value), run in zip(cases, runs, strict=True)
    ]
    return pd.DataFrame(rows)


LOADS = tuple(
    Target(role, "", WALES, "", role, "load", "ratio", 1.0, 1.0, "", "")
    for role in ROLES
)
"""Stand for the measures to be kept; they are read as quarters, not as figures."""


def levels_of(constant: Constant) -> list[float]:
    """Levels from one end of the range to the other."""
    values = np.linspace(constant.low, constant.high, LEVELS)
    return [constant.rounded(float(value)) for value in values]


def _shown(run: list[Measures], board_id: str) -> dict[str, Any]:
    totals = [measures.with_total() for measures in run]
    shown: dict[str, Any] = {}
    for provider in (WALES, board_id):
        scanner, nurse = loads(totals, provider)
        shown[f"{provider} scanner load"] = float(scanner.mean())
        shown[f"{provider} nurse load"] = float(nurse.mean())
        shown[f"{provider} DXA binds"] = dxa_binds(scanner, nurse)
    return shown


def keys_of_range(scenario: Scenario, name: str, value: float) -> Mapping[str, Any]:
    """Keys that put one uncertain input at a level, in every board."""
    boards = list(scenario.providers)
    if name == "scans_a_session":
        return keys_of_session(scenario, boards, round(value))
    if name == "nurse_wte":
        return {
            f"boards.{board}.posts.{post_id}.wte": round(post.wte * value, 3)
            for board in boards
            for post_id, post in scenario.boards[board].posts.items()
            if post.role == "nurse"
        }
    single: dict[str, tuple[str, Any]] = {
        "needs_dxa": ("pathway.attributes.needs_dxa.share", value),
        "nurse_minutes": ("pathway.stages.assess.slot_minutes", round(value)),
        "lost": ("pathway.attributes.reached.share", round(1 - value, 4)),
    }
    key, setting = single[name]
    return {key: setting}


def turning_points(table: pd.DataFrame, provider: str = WALES) -> pd.DataFrame:
    """One row an input: the levels at which DXA binds, and where each load passes 1.

    Between two levels the load is taken as a straight line.
    """
    rows = []
    for (name, unit), part in table.groupby(["input", "unit"], sort=False):
        binding = part.loc[part[f"{provider} DXA binds"], "level"]
        rows.append(
            {
                "input": name,
                "unit": unit,
                "from": part["level"].min(),
                "to": part["level"].max(),
                "binds_from": binding.min() if len(binding) else np.nan,
                "binds_to": binding.max() if len(binding) else np.nan,
                "scanner_at_1": _crossing(part, f"{provider} scanner load"),
                "nurse_at_1": _crossing(part, f"{provider} nurse load"),
            }
        )
    return pd.DataFrame(rows)


def _crossing(part: pd.DataFrame, column: str) -> float:
    """Level at which a load passes 1; not a number if it does not within the range."""
    level, load = part["level"].to_numpy(float), part[column].to_numpy(float)
    turns = np.flatnonzero(np.diff(np.sign(load - 1)))
    if not len(turns):
        return float("nan")
    i = int(turns[0])
    share = (1 - load[i]) / (load[i + 1] - load[i])
    return float(level[i] + share * (level[i + 1] - level[i]))
