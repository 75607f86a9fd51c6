"""The compiled engine: the same rules of flow as the reference, on arrays.

It takes the tables that the SimPy engine takes and returns the same visits, row for
row: `arrays` lays the tables out, `machine` lets everything happen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.pathway.arrays import Layout
from planner.pathway.machine.kernel import flow
from planner.pathway.machine.rows import visits_of
from planner.pathway.network import Tables
from planner.pathway.visits import Visits

Records = npt.NDArray[Any]


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    layout = Layout(tables)
    state, nodes, rows = layout.state(), layout.nodes(), layout.rows()
    arrivals, people, visits_to = layout.people()
    fixed = (
        *layout.persons(),
        *layout.pathway(),
        arrivals,
        people,
        visits_to,
        *layout.desks(),
        *layout.blank(),
    )
    while not flow(state, *fixed, nodes, rows):
        if state["written"][0] == len(rows):
            rows = with_more(rows)
        else:
            nodes = with_more_nodes(nodes, state)
    lists = np.require(tables.cohort.provider, np.int64, ["C", "W"])
    written = int(state["written"][0])
    return Visits(
        *visits_of(people, rows, written, layout.numbers, lists, tables.horizon)
    )


def with_more(records: Records) -> Records:
    """The records, and room for as many."""
    return np.concatenate([records, np.empty_like(records)])


def with_more_nodes(nodes: Records, state: Records) -> Records:
    """The nodes, and at least as many free ones."""
    size, more = len(nodes), with_more(nodes)
    more["next"][size:] = np.arange(size + 1, len(more) + 1)
    more["next"][-1] = state["free_node"][0]
    state["free_node"] = size
    state["room"] += size
    return more
