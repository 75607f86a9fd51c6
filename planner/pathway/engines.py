"""The two engines behind one name: the compiled one that runs, and the reference."""

from __future__ import annotations

from planner.jit import is_compiled
from planner.pathway.compiled import engine as compiled_engine
from planner.pathway.compiled import event_loop as kernel
from planner.pathway.compiled import records as rows
from planner.pathway.network import Tables
from planner.pathway.visits import Visits

COMPILED, SIMPY = "compiled", "simpy"
ENGINES = (COMPILED, SIMPY)


def simulate(tables: Tables, engine: str = COMPILED) -> Visits:
    """The visits of everybody in the cohort, up to the horizon.

    Parameters
    ----------
    engine : "compiled", or "simpy" for the readable reference; both give the same rows
    """
    if engine == COMPILED:
        return compiled_engine.simulate(tables)
    # Only who asks for the reference waits for SimPy to load.
    from planner.pathway.reference import engine as simpy_engine

    return simpy_engine.simulate(tables)


def is_ready() -> bool:
    """Whether the engine's machine code is at hand; else a first run compiles it."""
    return is_compiled(kernel.flow) and is_compiled(rows.write_open)
