"""Where work is done: here, in threads, in processes or on a cluster, behind one seam.

The seam is `concurrent.futures.Executor`. Which one it is changes nothing but the time
it takes.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from planner.experiment.running.replicate import Job, run_job
from planner.inputs.scenario import Scenario
from planner.pathway import engines
from planner.pathway.engines import COMPILED

Given = ParamSpec("Given")
Result = TypeVar("Result")

SERIAL, THREADS, PROCESSES, CLUSTER = "serial", "threads", "processes", "cluster"
PATIENCE_SECONDS = 2
"""How long a worker may take to end when asked to, before it is made to."""


@dataclass(frozen=True)
class Place:
    """Where the work of one run is done.

    Attributes
    ----------
    executor : SERIAL, THREADS, PROCESSES or CLUSTER
    workers : threads or processes; a cluster knows its own number
    address : of the cluster's scheduler
    """

    executor: str
    workers: int
    address: str = ""

    @property
    def shares_memory(self) -> bool:
        """Whether workers see our objects, or get copies sent."""
        return self.executor in (SERIAL, THREADS)


@dataclass(frozen=True)
class Crew:
    """Workers at hand.

    Attributes
    ----------
    size : called for the number of workers there are now; raises when all are lost
    """

    executor: Executor
    size: Callable[[], int]


def choose_place(
    engine: str,
    workers: int | None,
    replications: int,
    *,
    cluster: str | None = None,
    executor: str | None = None,
) -> Place:
    """Where so many replications of a board are best done.

    Threads share everything and start at once, and compiled code leaves the
    interpreter to the others; the reference engine is Python from end to end, so only
    processes run it side by side.

    >>> choose_place("compiled", 2, 30).executor, choose_place("simpy", 2, 30).executor
    ('threads', 'processes')
    """
    if cluster:
        return Place(CLUSTER, 1, cluster)
    count = min(workers or cores(), replications)
    if executor is None:
        executor = THREADS if engine == COMPILED else PROCESSES
    return Place(SERIAL if count <= 1 else executor, max(count, 1))


def cores() -> int:
    """Cores that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_crew(place: Place) -> AbstractContextManager[Crew]:
    """Workers for a while; when that ends in an error, they stop at once."""
    if place.executor == CLUSTER:
        # Dask is an extra, and dear to import.
        from planner.experiment.running.dask_cluster import open_cluster

        return open_cluster(place.address)
    makers: dict[str, Callable[[int], AbstractContextManager[Executor]]] = {
        SERIAL: _serially,
        THREADS: _threads,
        PROCESSES: _processes,
    }
    return _crew(makers[place.executor](place.workers), place.workers)


@contextmanager
def _crew(opened: AbstractContextManager[Executor], size: int) -> Iterator[Crew]:
    with opened as executor:
        yield Crew(executor, lambda: size)


class SerialExecutor(Executor):
    """Work done on the spot, by whoever hands it out; errors come out at once."""

    def submit(
        self,
        fn: Callable[Given, Result],
        /,
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Future[Result]:
        """The future of work that is done already."""
        future: Future[Result] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _serially(_: int) -> Iterator[Executor]:
    yield SerialExecutor()


@contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    pool = ThreadPoolExecutor(workers, "replications")
    try:
        yield pool
    except BaseException:
        # They look for the sign to stop after each replication; nobody need wait.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Processes that are spawned, never forked: the same on every system."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    try:
        yield pool
    except BaseException:
        # The pool forgets its processes on shutdown; they would finish what they hold.
        running: list[Any] = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()
        for process in running:
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
        raise
    pool.shutdown()


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
            short = scenario.with_values(SHORTEST)
            board = next(iter(short.providers or short.boards))
            run_job(short, Job(board, seed=1, replication=0, engine=engine))
