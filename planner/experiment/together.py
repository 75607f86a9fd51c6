"""Results put together: those that continue others, those of many scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import KEYS, Results

Floats = npt.NDArray[np.float64]
NAMES = [*KEYS, "label"]


def values_of(results: Results, key: tuple[str, ...]) -> Floats:
    """One value a replication; not a number where there is none."""
    found = (results.index[KEYS] == list(key)).all(axis=1).to_numpy()
    if not found.any():
        return np.full(results.replications, np.nan)
    return results.matrix[:, found][:, 0]


def extended(results: Results, more: Results) -> Results:
    """Results and those that continue them, as if they had been run together.

    Raises
    ------
    ScenarioError: if they are of different scenarios or seeds, or leave a gap
    """
    _check_continues(results, more)
    index, values = on_one_index([results, more])
    matrix = np.concatenate(values)
    records = (*results.records, *more.records)
    return replace(results, index=index, matrix=matrix, records=records)


def on_one_index(parts: Sequence[Results]) -> tuple[pd.DataFrame, list[Floats]]:
    """Every column that one of them has, and the values of each on these columns.

    A column that nobody has a value for is left out of results, so that two runs of one
    plan may differ in their columns.
    """
    first = parts[0].index
    if all(part.index.equals(first) for part in parts):
        return first, [part.matrix for part in parts]
    index = pd.concat([part.index for part in parts]).drop_duplicates(NAMES)
    index = index.sort_values(KEYS, kind="stable").reset_index(drop=True)
    return index, [_on(index, part) for part in parts]


def _on(index: pd.DataFrame, part: Results) -> Floats:
    """Values on the columns of a wider index."""
    own = pd.MultiIndex.from_frame(part.index[NAMES])
    places = own.get_indexer(pd.MultiIndex.from_frame(index[NAMES]))
    wide = part.matrix[:, np.maximum(places, 0)]
    return np.where(places >= 0, wide, np.nan)


def _check_continues(results: Results, more: Results) -> None:
    same = {
        "scenario": results.scenario.fingerprint() == more.scenario.fingerprint(),
        "seed": results.seed == more.seed,
        "next replication": more.first == results.first + results.replications,
    }
    problems = [
        Problem(more.scenario.name, f"what continues a run has its {what}")
        for what, equal in same.items()
        if not equal
    ]
    if problems:
        raise ScenarioError(problems)
