"""The compiled engine: the same rules of flow as the reference, on arrays.

It takes the tables that the SimPy engine takes and returns the same visits, row for
row: `arrays` lays the tables out, `machine` lets everything happen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.pathway.compiled.event_loop import flow
from planner.pathway.compiled.layout import Layout
from planner.pathway.compiled.records import World, write_open
from planner.pathway.network import Tables
from planner.pathway.visits import Visits

Records = npt.NDArray[Any]


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    layout = Layout(tables)
    world = layout.world(layout.nodes(), layout.rows())
    while not flow(world):
        world = with_room(world)
    while not write_open(world):
        world = world._replace(rows=with_more(world.rows))
    return Visits(world.rows[: int(world.state["written"][0])])


def with_room(world: World) -> World:
    """The world as it stands, with more rows or nodes, whichever have run out."""
    if world.state["written"][0] == len(world.rows):
        return world._replace(rows=with_more(world.rows))
    return world._replace(nodes=with_more_nodes(world.nodes, world.state))


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
