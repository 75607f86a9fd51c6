"""Places to do the work, behind one interface: here, threads, processes or a cluster.

The seam is `concurrent.futures.Executor`. Which one it is changes nothing but the time
it takes.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, ParamSpec, TypeVar

from planner.errors import SimulationError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.pathway import engines
from planner.pathway.engines import COMPILED

Given = ParamSpec("Given")
Result = TypeVar("Result")

SERIAL, THREADS, PROCESSES, CLUSTER = "serial", "threads", "processes", "cluster"
SAFE_PATH = "PYTHONSAFEPATH"
PATIENCE_SECONDS = 2
"""Seconds that a worker may take to end when asked to, before it is made to."""


@dataclass(frozen=True)
class Backend:
    """Place in which the work of one run is done.

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
class WorkerPool:
    """Workers at hand.

    Attributes
    ----------
    size : called for the number of workers there are now; raises when all are lost
    failed_at_start : called for whether workers ended by themselves before any of them
        was ready for work
    """

    executor: Executor
    size: Callable[[], int]
    failed_at_start: Callable[[], bool] = lambda: False

    def check_start(self) -> None:
        """Refuse workers that cannot even begin: trying again would not help.

        Raises
        ------
        SimulationError
        """
        if self.failed_at_start():
            raise SimulationError(
                _(
                    "worker processes could not start: each of them imports the program"
                    " that asked for them, and that ended. In a script, put the calls"
                    " under `{line}`, or leave out {argument}: threads need no such"
                    " line",
                    line='if __name__ == "__main__":',
                    argument='executor="processes"',
                )
            ) from None


def choose_backend(
    workers: int | None,
    replications: int,
    *,
    cluster: str | None = None,
    executor: str | None = None,
) -> Backend:
    """Place for so many replications of a board: threads unless told otherwise.

    Threads share everything and start at once, and compiled code leaves the
    interpreter to the others. The reference engine is Python from end to end, so only
    processes run it side by side; but processes import the caller's script again, which
    a script must be written for.

    >>> choose_backend(2, 30).executor, choose_backend(2, 1).executor
    ('threads', 'serial')
    """
    if cluster:
        return Backend(CLUSTER, 1, cluster)
    count = min(workers or cores(), max(replications, 1))
    return Backend(SERIAL if count == 1 else executor or THREADS, count)


def cores() -> int:
    """Cores that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_pool(backend: Backend) -> Iterator[WorkerPool]:
    """Workers for a while; when that ends in an error, they stop at once."""
    if backend.executor == CLUSTER:
        # Dask is an extra, and dear to import.
        from planner.experiment.running.dask_cluster import open_cluster

        with open_cluster(backend.address) as (executor, size):
            yield WorkerPool(executor, size)
        return
    makers: dict[str, Callable[[int], AbstractContextManager[WorkerPool]]] = {
        SERIAL: _serially,
        THREADS: _threads,
        PROCESSES: _processes,
    }
    with safe_path(), makers[backend.executor](backend.workers) as pool:
        yield pool


@contextmanager
def safe_path() -> Iterator[None]:
    """Processes begun meanwhile take no module from the current folder.

    A spawned Python looks there before it knows the path of its parent, and an
    analyst's own `calendar.py` would run in the place of Python's.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before


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
def _serially(workers: int) -> Iterator[WorkerPool]:
    yield WorkerPool(SerialExecutor(), lambda: workers)


@contextmanager
def _threads(workers: int) -> Iterator[WorkerPool]:
    pool = ThreadPoolExecutor(workers, "replications")
    try:
        yield WorkerPool(pool, lambda: workers)
    except BaseException:
        # They look for the sign to stop after each replication; nobody need wait.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _processes(workers: int) -> Iterator[WorkerPool]:
    """Processes that are spawned, never forked: the same on every system."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A worker that imports the script of its parent, which has no main guard and
        # so begins all over again. The parent says what to do; one sentence is enough.
        raise SystemExit(1)
    context = _RememberingContext()
    begun = context.Event()
    pool = ProcessPoolExecutor(workers, context, _begin_worker, (begun,))

    def failed_at_start() -> bool:
        if begun.is_set():
            return False
        # Their pool has broken, and a moment may pass until their end can be seen.
        for process in context.made:
            process.join(PATIENCE_SECONDS)
        # A worker that was killed from outside has a negative code.
        ended = [process.exitcode or 0 for process in context.made]
        return max(ended, default=0) > 0

    try:
        yield WorkerPool(pool, lambda: workers, failed_at_start)
    except BaseException:
        # Workers would finish what they hold.
        pool.shutdown(wait=False, cancel_futures=True)
        for process in context.made:
            process.terminate()
        for process in context.made:
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
        raise
    pool.shutdown()


class _RememberingContext(SpawnContext):
    """Spawns processes and knows them all; a pool forgets its own on shutdown."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[SpawnProcess] = []

        # Its attribute of this name is called for every process.
        setattr(self, "Process", self._make)  # noqa: B010 (the class declares a type)

    def _make(self, *args: Any, **kwargs: Any) -> SpawnProcess:
        process = SpawnProcess(*args, **kwargs)
        self.made.append(process)
        return process


def _begin_worker(begun: Any) -> None:
    begun.set()
    end_with_parent()


def end_with_parent() -> None:
    """Have a worker process end when its parent does, however that ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        watch = threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True)
        watch.start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


SHORTEST = {"years": 0.05, "warm_up_days": 0.0, "run_on_days": 0.0}
"""A plan of which one replication takes next to nothing, besides the compiling."""
OBJECTS_BETWEEN_COLLECTIONS = 100_000
_compiling = threading.Lock()


def is_ready(engine: str = COMPILED) -> bool:
    """Whether an engine can begin at once, and what it gives be measured."""
    from planner.jit import is_compiled
    from planner.outcomes.visit_counts import count_visits

    return engine != COMPILED or (engines.is_ready() and is_compiled(count_visits))


def make_ready(scenario: Scenario, engine: str = COMPILED) -> None:
    """Compile, or read from disk, all that a replication needs; seconds the first time.

    One replication of a very short plan calls everything as it will be called.
    """
    from planner.outcomes.measure import measure

    with _compiling:
        if not is_ready(engine):
            short = scenario.with_values(SHORTEST)
            board = next(iter(short.providers or short.boards))
            with _seldom_collecting():
                measure(replicate_once(short, board, 1, 0, engine))


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """A while in which litter is looked for seldom: a compiler makes little of it."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
