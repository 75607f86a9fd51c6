"""Machine code before it is needed: compiled once a computer, then read from disk."""

from __future__ import annotations

import threading

from planner.experiment.replicate import Job, run_job
from planner.inputs.scenario import Scenario
from planner.pathway import engines
from planner.pathway.engines import COMPILED

SHORTEST = {"years": 0.05, "warm_up_days": 0.0, "run_on_days": 0.0}
"""A plan of which one replication takes next to nothing, besides the compiling."""
_compiling = threading.Lock()


def is_ready(engine: str = COMPILED) -> bool:
    """Whether an engine can begin at once."""
    return engine != COMPILED or engines.is_ready()


def make_ready(scenario: Scenario, engine: str = COMPILED) -> None:
    """Compile, or read from disk, all that a replication needs; seconds the first time.

    One replication of a very short plan calls everything as it will be called.
    """
    with _compiling:
        if not is_ready(engine):
            short = scenario.with_changes(SHORTEST)
            board = next(iter(short.providers or short.boards))
            run_job(short, Job(board, seed=1, replication=0, engine=engine))
