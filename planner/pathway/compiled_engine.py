"""The compiled engine: the same rules of flow as the reference, on arrays.

It takes the tables that the SimPy engine takes and returns the same visits, row for
row: `arrays` lays the tables out, `kernel` lets everything happen.
"""

from __future__ import annotations

from planner.pathway.arrays import Layout
from planner.pathway.kernel import flow
from planner.pathway.network import Tables
from planner.pathway.rows import visits_of
from planner.pathway.visits import Visits


def simulate(tables: Tables) -> Visits:
    """The visits of everybody in the cohort, up to the horizon."""
    layout = Layout(tables)
    people = layout.people()
    rows, written = flow(
        *layout.persons(),
        *layout.pathway(),
        *layout.arrivals(),
        *layout.desks(),
        *layout.empty(),
        people,
        layout.room,
        tables.horizon,
    )
    lists = tables.cohort.provider
    return Visits(
        *visits_of(people, rows, written, layout.numbers, lists, tables.horizon)
    )
