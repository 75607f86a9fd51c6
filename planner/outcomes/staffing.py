"""Establishment, people in post and where their hours go, by month and role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.capacity.workforce import ESTABLISHMENT, OFFERED, Ledger, ledgers
from planner.inputs.scenario import Scenario

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KEYS = ["board", "role", "contract", "month"]
WTE, IN_POST = "establishment_wte", "in_post_wte"
HOURS, CLINICAL = "establishment_hours", "clinical_hours"
NAMES = {ESTABLISHMENT: HOURS, OFFERED: CLINICAL}


def hours_column(part: str) -> str:
    """Name of the column with a part's hours.

    >>> hours_column("bank holiday"), hours_column("offered")
    ('bank_holiday_hours', 'clinical_hours')
    """
    words = part.replace(":", "").replace(" ", "_").replace("-", "_")
    return NAMES.get(part, f"{words}_hours")


def staffing_by_month(
    scenario: Scenario, seed: int, replications: int, boards: Iterable[str]
) -> pd.DataFrame:
    """Means over replications, one row a board, role, contract and month of the plan.

    Columns: WTE of the establishment and in post; hours of the establishment and of
    every part that they fall into, clinical hours last. The parts add up.
    """
    months = _months(scenario)
    rows: dict[tuple[str, ...], dict[str, Floats]] = defaultdict(dict)
    for board in boards:
        for replication in range(replications):
            for ledger in ledgers(scenario, seed, replication, board):
                whose = board, ledger.role, ledger.contract
                _add(rows[whose], ledger, months, replications)
    parts = [
        pd.DataFrame(columns).assign(
            **dict(zip(KEYS, whose, strict=False)), month=sorted(set(months))
        )
        for whose, columns in rows.items()
    ]
    if not parts:
        return pd.DataFrame(columns=[*KEYS, WTE, IN_POST, HOURS, CLINICAL])
    table = pd.concat(parts, ignore_index=True).fillna(0.0)
    last = [CLINICAL]
    middle = [name for name in table if name not in (*KEYS, WTE, IN_POST, HOURS, *last)]
    return table[[*KEYS, WTE, IN_POST, HOURS, *middle, *last]]


def _months(scenario: Scenario) -> list[str]:
    """Calendar month of each day of the plan."""
    days = pd.date_range(scenario.plan_start, periods=scenario.plan_days)
    return [str(month) for month in days.strftime("%Y-%m")]


def _add(
    into: dict[str, Floats], ledger: Ledger, months: list[str], replications: int
) -> None:
    """Add one post in one replication to the sums of its role."""
    names, of_day = np.unique(months, return_inverse=True)
    size = len(names)
    lengths = np.bincount(of_day, minlength=size)
    for name, wte in ((WTE, ledger.established), (IN_POST, ledger.in_post)):
        mean = np.bincount(of_day, wte[: len(of_day)], size) / lengths
        into[name] = into.get(name, np.zeros(size)) + mean / replications
    day = ledger.calendar.half_days // 2
    here = day < len(of_day)
    month = of_day[day[here]]
    for part, minutes in ledger.minutes.items():
        hours = np.bincount(month, minutes[here], size) / 60
        column = hours_column(part)
        into[column] = into.get(column, np.zeros(size)) + hours / replications
