"""Whether DXA is the bottleneck, and over which range of each input it stays so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.fitting_plan import BottleneckRanges, Constant
from planner.calibration.named_constants import keys_at
from planner.calibration.simulator import Simulator
from planner.calibration.targets import Target
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_index import WALES, Key
from planner.outcomes.measure_table import MeasureTable

Floats = npt.NDArray[np.float64]
LEVELS = 4
ROLES = ("scanner", "nurse")
BOTTLENECK = "DXA is the bottleneck"
"""Ending of the columns that say so, after a provider."""


def load_key(provider: str, role: str) -> Key:
    """Key of a role's load by quarter."""
    return Key(provider, role=role, span="quarter", kpi="load")


def loads(measures: MeasureTable, provider: str) -> tuple[Floats, Floats]:
    """Load of scanner and of nurse, each of shape (replications, quarters)."""
    scanner, nurse = (measures[load_key(provider, role)].values for role in ROLES)
    return scanner, nurse


def dxa_is_bottleneck(scanner: Floats, nurse: Floats) -> bool:
    """Whether scanner > 1 and nurse < 1 in most quarters of most replications."""
    quarters = ((scanner > 1) & (nurse < 1)).mean(axis=1) > 0.5
    return bool(quarters.mean() > 0.5)


def try_ranges(
    simulator: Simulator, scenario: Scenario, replications: int, tried: BottleneckRanges
) -> pd.DataFrame:
    """One row an input and level: both loads, and whether DXA is the bottleneck."""
    cases = [(each, value) for each in tried.ranges for value in levels_of(each)]
    boards = scenario.providers
    changed = [
        scenario.with_values(keys_at(scenario, boards, {constant.id: value}))
        for constant, value in cases
    ]
    runs = simulator.measure(changed, boards, replications, LOADS)
    rows = [
        {
            "input": constant.name,
            "unit": constant.unit,
            "level": value,
            **_loads_of(run, tried.providers),
        }
        for (constant, value), run in zip(cases, runs, strict=True)
    ]
    return pd.DataFrame(rows)


LOADS = tuple(
    Target(role, "", WALES, "", stage=role, kpi="load", unit="ratio") for role in ROLES
)
"""Stand for the measures to be returned; they are read as quarters, not as figures."""


def levels_of(constant: Constant) -> list[float]:
    """Levels from one end of the range to the other."""
    values = np.linspace(constant.low, constant.high, LEVELS)
    return [constant.rounded(float(value)) for value in values]


def _loads_of(run: MeasureTable, providers: Iterable[str]) -> dict[str, Any]:
    totals = run.with_total()
    cells: dict[str, Any] = {}
    for provider in providers:
        scanner, nurse = loads(totals, provider)
        cells[f"{provider} scanner load"] = float(scanner.mean())
        cells[f"{provider} nurse load"] = float(nurse.mean())
        cells[f"{provider} {BOTTLENECK}"] = dxa_is_bottleneck(scanner, nurse)
    return cells


def turning_points(table: pd.DataFrame, provider: str = WALES) -> pd.DataFrame:
    """One row an input: levels at which DXA is the bottleneck; loads passing 1.

    Between two levels the load is taken as a straight line.
    """
    rows = []
    for (name, unit), part in table.groupby(["input", "unit"], sort=False):
        limiting = part.loc[part[f"{provider} {BOTTLENECK}"], "level"]
        rows.append(
            {
                "input": name,
                "unit": unit,
                "from": part["level"].min(),
                "to": part["level"].max(),
                "bottleneck_from": limiting.min() if len(limiting) else np.nan,
                "bottleneck_to": limiting.max() if len(limiting) else np.nan,
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
