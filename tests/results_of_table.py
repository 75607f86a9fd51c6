"""Results made again from their tidy table, as a person may read it from a file."""

from __future__ import annotations

import pandas as pd

from planner.experiment.running.results import KEYS, NAMES, Results
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_table import undefined_state


def results_of_table(table: pd.DataFrame, *, scenario: Scenario, seed: int) -> Results:
    """Results of which this is the table."""
    table = table.fillna({"label": ""})
    # What is said of an undefined value is no part of what the column is about.
    states = table["kpi"].map(undefined_state).where(table["value"].isna(), "")
    pairs = zip(table["label"], states, strict=True)
    plain = [text.removesuffix(state).removesuffix("; ") for text, state in pairs]
    wide = table.assign(label=plain).pivot(
        index=NAMES, columns="replication", values="value"
    )
    wide = wide.sort_index(level=KEYS)
    first = int(wide.columns.min()) if len(wide.columns) else 0
    return Results(
        scenario,
        seed,
        index=wide.index.to_frame(index=False),
        matrix=wide.to_numpy(dtype=float).T.copy(),
        first=first,
    )
