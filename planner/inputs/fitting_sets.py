"""Sets of constants that fit the published years alike: each run goes through them.

A scenario holds the values of its sets by dotted key (`Scenario.fitting_sets`); without
any it stands for its central values alone. Replications 0 and 1 take the first set, 2
and 3 the second, and so on, and after the last the first again: the same one in every
option that is compared. Two replications a set tell random variation from all else.

A key that somebody sets (a board's own number, a value typed in) is taken out of the
sets: it then has that value in every one of them. A change that multiplies or adds
works on the value of each set.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from planner.inputs.cached import cached
from planner.inputs.changes import (
    ChangeInForce,
    read_key,
    set_key,
    values_on,
)
from planner.inputs.scenario import Scenario
from planner.inputs.values_in_sets import without_keys

TABLE, CENTRAL = "fitting_sets.csv", 0
"""Shipped table, and the number under which it has the central values."""
PATHWAY = "pathway"
ABOUT = ("board", "set", "weight", "misfit")
"""Columns that are no inputs; constants of the fitted years begin with `FITTED`."""
FITTED = "fitted."
REPLICATIONS_A_SET = 2
EACH = ".*."


def set_number(replication: int, sets: int) -> int:
    """Set that a replication takes, from 0.

    >>> [set_number(replication, 3) for replication in range(8)]
    [0, 0, 1, 1, 2, 2, 0, 0]
    """
    return replication // REPLICATIONS_A_SET % sets


def in_set(scenario: Scenario, replication: int) -> Scenario:
    """The scenario with the values of the set that a replication takes."""
    count = scenario.sets
    return _in_set(scenario, set_number(replication, count)) if count else scenario


@cached
def _in_set(scenario: Scenario, number: int) -> Scenario:
    """The scenario with the values of one set under its dated changes.

    Nothing is validated anew: the values of every shipped set are, once, by a test.
    """
    own = {key: values[number] for key, values in scenario.fitting_sets.items()}
    gaps = {key: value - (_value_at(scenario, key) or 0) for key, value in own.items()}
    changes = tuple(_moved(change, own, gaps) for change in scenario.changes)
    known = tuple(scenario.boards)
    periods = []
    for day, here in scenario.periods:
        today = scenario.plan_start + datetime.timedelta(days=day)
        dated = values_on(changes, today, known)
        numbers = without_keys({k: (v,) for k, v in own.items()}, dated)
        moved = {key: dated[key] for key in dated.keys() & own.keys()}
        periods.append((day, _put(here, {k: v[0] for k, v in numbers.items()} | moved)))
    made = _put(scenario, own).model_copy(
        update={"changes": changes, "fitting_sets": {}}
    )
    made.__dict__["_periods"] = tuple(periods)
    return made


def _value_at(scenario: Scenario, key: str) -> Any:
    """Value under a dotted key of a scenario, or None where there is none."""
    here: Any = scenario
    for part in key.split("."):
        is_table = isinstance(here, Mapping)
        here = here.get(part) if is_table else getattr(here, part, None)
    return here


def _put(scenario: Scenario, own: Mapping[str, float]) -> Scenario:
    """A copy with the values of keys that there are; whole numbers stay whole."""
    nested: dict[str, Any] = {}
    for key, value in own.items():
        *path, last = key.split(".")
        here = nested
        for part in path:
            here = here.setdefault(part, {})
        here[last] = value
    copy: Scenario = _copied(scenario, nested)
    return copy


def _copied(here: Any, nested: Any) -> Any:
    """A copy of a part of a scenario with some of the values inside it."""
    if not isinstance(nested, Mapping):
        return round(nested) if isinstance(here, int) else nested
    if isinstance(here, Mapping):
        inside = {k: _copied(here[k], v) for k, v in nested.items() if k in here}
        return {**here, **inside}
    names = [name for name in nested if getattr(here, name, None) is not None]
    update = {name: _copied(getattr(here, name), nested[name]) for name in names}
    return here.model_copy(update=update)


def _moved(
    change: ChangeInForce, own: Mapping[str, float], gaps: Mapping[str, float]
) -> ChangeInForce:
    """A dated change that starts from the values of a set."""
    moved = {
        key: round(value) if isinstance(change.values[key], int) else value
        for key, times in change.relative.items()
        if key in gaps and not change.settled
        for value in [change.values[key] + times * gaps[key]]
    }
    if isinstance(change.values.get(PATHWAY), dict):
        chosen = {PATHWAY: deepcopy(change.values[PATHWAY])}
        for key, value in own.items():
            if key.startswith(f"{PATHWAY}.") and read_key(chosen, key) is not None:
                set_key(chosen, key, round(value), file=TABLE)
        moved |= chosen
    if not moved:
        return change
    return change.model_copy(update={"values": {**change.values, **moved}})


def shipped_sets(values: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Values in each shipped set, of the keys that a scenario's files leave central.

    A board whose file holds another number than the shipped one keeps its own.

    Parameters
    ----------
    values : of the scenario's files, nested
    """
    found: dict[str, tuple[float, ...]] = {}
    boards = values.get("boards", {})
    for key, central, sets in _columns():
        for name in _written_out(key, boards):
            here = read_key(values, name)
            if isinstance(here, int | float) and np.isclose(here, central):
                found[name] = sets
    return found


def _written_out(key: str, boards: Mapping[str, Any]) -> Iterator[str]:
    """A key with every scanner of the board in place of the star."""
    if EACH not in key:
        yield key
        return
    before, after = key.split(EACH)
    for name in read_key({"boards": boards}, before) or {}:
        yield f"{before}.{name}.{after}"


@lru_cache(maxsize=1)
def table_of_sets() -> pd.DataFrame:
    """The shipped table: one row a board and set, the central values first."""
    with files("planner.data").joinpath(TABLE).open(encoding="utf-8") as lines:
        return pd.read_csv(lines)


@lru_cache(maxsize=1)
def _columns() -> tuple[tuple[str, float, tuple[float, ...]], ...]:
    """Dotted key, central value and values of the sets, of each board and column."""
    table = table_of_sets()
    names = [c for c in table.columns if c not in ABOUT and not c.startswith(FITTED)]
    found: dict[str, tuple[str, float, tuple[float, ...]]] = {}
    for board, rows in table.groupby("board", sort=False):
        ordered = rows.sort_values("set").set_index("set")
        for name in names:
            key = name if name.startswith("pathway.") else f"boards.{board}.{name}"
            values = ordered[name].astype(float)
            if values.notna().all():
                central, sets = values[CENTRAL], values.drop(CENTRAL)
                found[key] = key, float(central), tuple(map(float, sets))
    return tuple(found.values())


def fitted_constants(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Constants of the fitted years, one row a board and set, the central ones first.

    Columns: board, set, weight, misfit, and each constant by its name.

    Parameters
    ----------
    table : of sets; None means the shipped one
    """
    table = table_of_sets() if table is None else table
    columns = [*ABOUT, *(c for c in table.columns if c.startswith(FITTED))]
    return table[columns].rename(columns=lambda name: name.removeprefix(FITTED))
