"""Runs put together: those that continue others, and several on one index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import KEYS, NAMES, Floats, Results
from planner.locale import _


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
    next_one = results.first + results.replications
    plan, other = results.scenario.fingerprint(), more.scenario.fingerprint()
    same = {
        _("what continues a run has its scenario"): plan == other,
        _("what continues a run has its seed"): results.seed == more.seed,
        _("what continues a run has its next replication"): more.first == next_one,
    }
    name = more.scenario.name
    hint = _("run it again with the scenario and seed, from the next replication on")
    problems = [
        Problem(name, rule, hint=hint) for rule, equal in same.items() if not equal
    ]
    if problems:
        raise ScenarioError(problems)
