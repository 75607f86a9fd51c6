"""Every number of a scenario as a table: value, unit, source, range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.inputs.boards import board_ids

if TYPE_CHECKING:
    from planner.inputs.scenario import Scenario

SHOWN = ("value", "unit", "low", "high", "confidence", "source", "year", "why", "file")


def parameter_table(scenario: Scenario, board: str = "") -> pd.DataFrame:
    """Numbers with their owners, one row a number, the key as index.

    Parameters
    ----------
    board : as people write it; left empty: all numbers, also those of no board

    Returns
    -------
    DataFrame: value, unit, low, high, confidence (seen, derived, assumption), source,
    year, why, file; index `key`, as `with_values` takes it

    Raises
    ------
    ScenarioError: for a board that does not exist
    """
    begin = ""
    if board:
        (found,) = board_ids(scenario.boards, [board])
        begin = f"boards.{found}."
    rows = {
        key: [getattr(owner, name) for name in SHOWN]
        for key, owner in scenario.provenance.items()
        if key.startswith(begin)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(SHOWN))
    return table.rename_axis("key")
