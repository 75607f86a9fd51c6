"""The compiled engine: the same rules of flow as the reference, on arrays.

It takes the tables that the SimPy engine takes and returns the same visits, row for
row: `layout` makes arrays of the tables, `event_loop` lets everything happen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.pathway.compiled.event_loop import flow
from planner.pathway.compiled.layout import ArrayLayout
from planner.pathway.compiled.records import EngineArrays, write_open
from planner.pathway.network import Tables
from planner.pathway.visits import Visits

Records = npt.NDArray[Any]


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    layout = ArrayLayout(tables)
    arrays = layout.arrays(layout.entries(), layout.rows())
    while not flow(arrays):
        arrays = with_room(arrays)
    while not write_open(arrays):
        arrays = arrays._replace(rows=with_more(arrays.rows))
    return Visits(arrays.rows[: int(arrays.state["written"][0])])


def with_room(arrays: EngineArrays) -> EngineArrays:
    """The arrays with more rows or entries, whichever have run out."""
    if arrays.state["written"][0] == len(arrays.rows):
        return arrays._replace(rows=with_more(arrays.rows))
    return arrays._replace(entries=with_more_entries(arrays.entries, arrays.state))


def with_more(records: Records) -> Records:
    """The records, and room for as many."""
    more = np.empty(2 * len(records), records.dtype)
    # As bytes: numpy would copy records field by field.
    more[: len(records)].view(np.uint8)[:] = records.view(np.uint8)
    return more


def with_more_entries(entries: Records, state: Records) -> Records:
    """The entries, and at least as many free ones."""
    size, more = len(entries), with_more(entries)
    more["next"][size:] = np.arange(size + 1, len(more) + 1)
    more["next"][-1] = state["free_entry"][0]
    state["free_entry"] = size
    state["room"] += size
    return more
