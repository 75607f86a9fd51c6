"""Replications of one board: what a worker does, whoever and wherever it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.errors import PlannerError, SimulationError
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import index_of, measure, measure_into
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED, simulate
from planner.pathway.network import prepare_tables
from planner.pathway.visits import Visits

LARGEST_LEARNT = 2**25
"""Bytes; the C library of Linux learns nothing from a block of this size or larger."""


def keep_freed_memory() -> None:
    """Have freed memory kept by the process instead of given back at once.

    The C library of Linux gives back what is twice as large as the largest block freed
    so far, and a replication would have to fetch the memory of its tables anew, page
    by page, which takes a sixth of its time. A block freed unused costs nothing and
    teaches it a larger size, in all threads. Elsewhere this does nothing.
    """
    np.empty(LARGEST_LEARNT - 2**13, dtype=np.uint8)


Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do in all."""
Cancelled = Callable[[], bool]
"""Asked several times a second; true stops the run."""

# Here, where every worker passes, wherever it is.
keep_freed_memory()


class Job(NamedTuple):
    """One replication of one board, with the neighbours that it shares people with."""

    board_id: str
    seed: int
    replication: int
    engine: str = COMPILED


@dataclass(frozen=True)
class Batch:
    """Some replications in a row: a piece of work worth handing out."""

    boards: tuple[str, ...]
    """One board, or several that share people and so are simulated together."""
    seed: int
    replications: range
    engine: str = COMPILED
    keep_visits: bool = False

    def __iter__(self) -> Iterator[Job]:
        for replication in self.replications:
            yield Job(self.boards[0], self.seed, replication, self.engine)

    def __len__(self) -> int:
        return len(self.boards) * len(self.replications)


@dataclass(frozen=True)
class Done:
    """What a batch gives back; `seconds` says what to expect of the next."""

    batch: Batch
    tables: dict[str, MeasureTable]
    """By board."""
    records: tuple[Record, ...]
    seconds: float


def run_batch(
    scenario: Scenario, batch: Batch, step: Callable[[], None] | None = None
) -> Done:
    """Every replication of a batch, one after the other.

    Parameters
    ----------
    step : called after each replication of a board; what it raises ends the batch
    """
    begun = time.perf_counter()
    tables = {
        board: MeasureTable.empty(index_of(scenario, board), len(batch.replications))
        for board in batch.boards
    }
    kept: list[Record] = []
    for number, job in enumerate(batch):
        with _named(scenario, job):
            for record in replicate_together(scenario, batch.boards, *job[1:]):
                row = tables[record.board_id].rows(range(number, number + 1))
                measure_into(row, record)
                if batch.keep_visits:
                    kept.append(record)
                if step is not None:
                    step()
    return Done(batch, tables, tuple(kept), time.perf_counter() - begun)


def run_job(scenario: Scenario, job: Job) -> MeasureTable:
    """One replication of one board, from luck to measures.

    Raises
    ------
    SimulationError: naming board, seed and replication, so that it can be run again
    """
    with _named(scenario, job):
        return measure(replicate_once(scenario, *job))


@contextmanager
def _named(scenario: Scenario, job: Job) -> Iterator[None]:
    """Say of what goes wrong inside which replication it was."""
    try:
        yield
    except PlannerError:
        raise
    except Exception as error:
        raise SimulationError(
            f"{scenario.name}: {job.board_id} failed with seed {job.seed},"
            f" replication {job.replication}: {type(error).__name__}: {error}"
        ) from error


def replicate_once(
    scenario: Scenario,
    board_id: str,
    seed: int,
    replication: int,
    engine: str = COMPILED,
) -> Record:
    """Tables of one replication of one board."""
    return replicate_together(scenario, (board_id,), seed, replication, engine)[0]


def replicate_together(
    scenario: Scenario,
    boards: tuple[str, ...],
    seed: int,
    replication: int,
    engine: str = COMPILED,
) -> tuple[Record, ...]:
    """Tables of one replication of boards that share people, simulated once.

    All that share people with them are simulated too, asked for or not.
    """
    near = neighbours(scenario, boards[0])
    cohort = sample_cohort(scenario, seed, replication, near)
    rota = offer_rota(scenario, seed, replication, near)
    visits: Visits = simulate(prepare_tables(scenario, cohort, rota), engine)
    whole = Record(scenario, boards[0], cohort, rota, visits, replication, seed)
    return (whole,) if len(near) == 1 else tuple(map(whole.part_of, boards))
