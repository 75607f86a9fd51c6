"""The two engines behind one name: the compiled one that runs, and the reference.

Each is loaded when it is first used: results on hand need neither of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.capacity.rota import Rota
from planner.demand.cohort import Cohort
from planner.inputs.scenario import Scenario
from planner.pathway.visits import Visits

if TYPE_CHECKING:
    from planner.pathway.network import Tables

COMPILED, SIMPY = "compiled", "simpy"
ENGINES = (COMPILED, SIMPY)


def simulate(tables: Tables, engine: str = COMPILED) -> Visits:
    """The visits of everybody in the cohort, up to the horizon.

    Parameters
    ----------
    engine : "compiled", or "simpy" for the readable reference; both give the same rows
    """
    if engine == COMPILED:
        from planner.pathway.compiled import engine as compiled_engine

        return compiled_engine.simulate(tables)
    from planner.pathway.reference import engine as simpy_engine

    return simpy_engine.simulate(tables)


def simulate_people(
    scenario: Scenario, cohort: Cohort, rota: Rota, engine: str = COMPILED
) -> Visits:
    """The visits of a cohort in a rota; those of companions are their people's."""
    from planner.pathway.companions import visits_of_people
    from planner.pathway.network import prepare_tables

    tables = prepare_tables(scenario, cohort, rota)
    visits = simulate(tables, engine)
    return visits_of_people(visits, tables.people, tables.person_of)


def is_ready() -> bool:
    """Whether the engine's machine code is at hand; else a first run compiles it."""
    from planner.jit import is_compiled
    from planner.pathway.compiled.event_loop import flow
    from planner.pathway.compiled.records import write_open

    return is_compiled(flow) and is_compiled(write_open)
