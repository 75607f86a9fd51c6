"""Handing out of work: batches of the right size, done by anybody, in any order."""

from __future__ import annotations

import functools
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field, replace
from math import ceil

from planner.errors import RunCancelled, SimulationError
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    Backend,
    WorkerPool,
    make_ready,
    open_pool,
)
from planner.experiment.running.fingerprints import code_fingerprint
from planner.experiment.running.replicate import (
    Batch,
    BatchResult,
    Cancelled,
    Progress,
    Task,
    run_batch,
)
from planner.inputs.scenario import Scenario
from planner.locale import _

Submit = Callable[[Executor, Batch], Future[BatchResult]]
POLL_SECONDS = 0.1
AHEAD = 3
"""Batches handed out per worker: enough to keep it busy, few to take back."""
BATCH_SECONDS = 0.2
"""Work of one batch: long beside the handing out, short beside a person's patience."""
POOLS = 4
"""Times that workers are opened before we give up on their ending early."""


class RunMonitor:
    """Progress of one run, and the sign to stop it; shared with the threads at work."""

    def __init__(
        self,
        total: int,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> None:
        self.total = total
        self._progress = progress
        self._cancelled = cancelled
        self._done = self._told = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def add(self, replications: int) -> None:
        """Count replications as done."""
        with self._lock:
            self._done += replications

    def step(self) -> None:
        """Count one replication, unless the run has been stopped.

        Raises
        ------
        RunCancelled
        """
        if self._stopped.is_set():
            raise _stopped()
        self.add(1)

    def report(self) -> None:
        """Tell how far the run is, and stop it if that is wished.

        Raises
        ------
        RunCancelled: once `cancelled()` is true
        """
        if self._progress and self._done != self._told:
            self._told = self._done
            self._progress(self._told, self.total)
        if self._cancelled is not None and self._cancelled():
            raise _stopped()

    def step_and_report(self) -> None:
        """Both, for whoever waits and works at once."""
        self.step()
        self.report()

    def stop(self) -> None:
        """Let threads that are still at work end with their replication."""
        self._stopped.set()


def _stopped() -> RunCancelled:
    return RunCancelled(_("the run was cancelled; nothing was written"))


@dataclass
class BatchQueue:
    """Replications still to be handed out, in batches that fit the time they take.

    Attributes
    ----------
    missing : replications to do, by task
    """

    missing: dict[Task, range]
    _back: list[Batch] = field(default_factory=list, init=False)
    _seconds: dict[tuple[str, ...], float] = field(default_factory=dict, init=False)

    def __bool__(self) -> bool:
        return bool(self._back) or any(map(len, self.missing.values()))

    @property
    def engines(self) -> set[str]:
        """Engines that are used."""
        return {task.engine for task in self.missing}

    def take(self, workers: int) -> Batch:
        """The next batch; a small one while nobody knows how long it takes."""
        if self._back:
            return self._back.pop()
        task, left = next((task, left) for task, left in self.missing.items() if left)
        # Towards the end pieces shrink, so that all workers finish together.
        ahead = sum(map(len, self.missing.values()))
        fair = ceil(ahead / (2 * workers))
        count = min(self._fitting(task), fair)
        count = max(count, 1 if left.start else task.at_once)
        self.missing[task] = left[count:]
        return Batch(task, left[:count])

    def _fitting(self, task: Task) -> int:
        """Replications of these boards that fill the time of a batch."""
        known = self._seconds.values()
        mean = sum(known) / len(known) if known else BATCH_SECONDS
        seconds = self._seconds.get(task.boards, mean)
        return max(1, int(BATCH_SECONDS / max(seconds, 1e-6)))

    def learn(self, done: BatchResult) -> None:
        """Remember how long a replication of these boards takes."""
        each = done.seconds / len(done.batch.replications)
        self._seconds[done.batch.task.boards] = each

    def put_back(self, batches: list[Batch]) -> None:
        """Take batches back that nobody finished."""
        self._back += batches


def run_batches(
    scenarios: Sequence[Scenario],
    queue: BatchQueue,
    backend: Backend,
    monitor: RunMonitor,
) -> Iterator[BatchResult]:
    """Every batch of the queue done, in whatever order they were.

    Raises
    ------
    RunCancelled: soon after the monitor says so
    SimulationError: naming the replication that failed
    """
    monitor.report()
    if not queue:
        return
    if backend.executor == PROCESSES:
        # Once here, or each of them would compile the same.
        for engine in queue.engines:
            make_ready(scenarios[0], engine)
    submit = _submitter(scenarios, backend, monitor)
    for _attempt in range(POOLS):
        try:
            with open_pool(backend) as pool:
                try:
                    for done in _gather(pool, submit, queue, monitor):
                        if not backend.shares_memory:
                            monitor.add(len(done.batch))
                        yield done
                except BrokenExecutor:
                    pool.check_start()
                    raise
            monitor.report()
            return
        except BrokenExecutor:
            # What is finished stays; what the dead held is in the queue again.
            continue
        except BaseException:
            monitor.stop()
            raise
    raise SimulationError(
        _(
            "worker processes ended before their work was done, {times} times running;"
            " try fewer --workers, or more memory",
            times=POOLS,
        )
    )


def _gather(
    pool: WorkerPool, submit: Submit, queue: BatchQueue, monitor: RunMonitor
) -> Iterator[BatchResult]:
    """Results of batches, while the queue is handed out a few batches ahead.

    Batches that were handed out when a worker died go back into the queue.
    """
    running: dict[Future[BatchResult], Batch] = {}
    try:
        while queue or running:
            monitor.report()
            workers = pool.size()
            while queue and len(running) < workers * AHEAD:
                running |= _hand_out(queue, workers, pool.executor, submit)
            ready, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in ready:
                # The batch itself, not the copy that another process sends back.
                done = replace(future.result(), batch=running[future])
                del running[future]
                queue.learn(done)
                yield done
    except BrokenExecutor:
        queue.put_back(list(running.values()))
        raise
    except (Exception, KeyboardInterrupt):
        # Batches that are finished can be cached by whoever stops here.
        for future, batch in running.items():
            if future.done() and not future.cancelled() and not future.exception():
                yield replace(future.result(), batch=batch)
        raise


def _hand_out(
    queue: BatchQueue, workers: int, executor: Executor, submit: Submit
) -> dict[Future[BatchResult], Batch]:
    """The next batch with its future; a pool that takes none leaves it in the queue."""
    batch = queue.take(workers)
    try:
        return {submit(executor, batch): batch}
    except BaseException:
        # A worker may have died since the last look, so that the pool refuses all.
        queue.put_back([batch])
        raise


def _submitter(
    scenarios: Sequence[Scenario], backend: Backend, monitor: RunMonitor
) -> Submit:
    """The handing out of a batch; copies of us get its scenario packed."""
    if not backend.shares_memory:
        packed = [zlib.compress(pickle.dumps(scenario)) for scenario in scenarios]
        code = code_fingerprint()
        return lambda executor, batch: executor.submit(
            run_copy, packed[batch.task.plan], code, batch
        )
    serial = backend.executor == SERIAL
    step = monitor.step_and_report if serial else monitor.step
    return lambda executor, batch: executor.submit(
        run_batch, scenarios[batch.task.plan], batch, step
    )


def run_copy(packed: bytes, code: str, batch: Batch) -> BatchResult:
    """A batch done by another process, perhaps on another computer.

    Raises
    ------
    SimulationError: if that computer has another version of the planner
    """
    if code != code_fingerprint():
        raise SimulationError(
            _(
                "a worker runs another version of the planner, or of what it counts"
                " with, than this computer; install the same everywhere"
            )
        )
    return run_batch(_unpacked(packed), batch)


@functools.lru_cache(maxsize=16)
def _unpacked(packed: bytes) -> Scenario:
    """The scenario, unpacked once by each worker."""
    scenario: Scenario = pickle.loads(zlib.decompress(packed))
    return scenario
