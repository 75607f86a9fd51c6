"""Handing out of work: pieces of the right size, whoever does them, in any order."""

from __future__ import annotations

import functools
import pickle
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from math import ceil

from planner.errors import RunCancelled, SimulationError
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    Crew,
    Place,
    make_ready,
    open_crew,
)
from planner.experiment.running.fingerprints import code_fingerprint
from planner.experiment.running.replicate import (
    Batch,
    Cancelled,
    Done,
    Progress,
    run_batch,
)
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED

Do = Callable[[Batch], Done]
POLL_SECONDS = 0.1
AHEAD = 3
"""Batches handed out per worker: enough to keep it busy, few to take back."""
BATCH_SECONDS = 0.2
"""Work of one batch: long beside the handing out, short beside a person's patience."""
POOLS = 4
"""Times that workers are opened before we give up on their ending early."""


class Watch:
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

    def look(self) -> None:
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

    def step_and_look(self) -> None:
        """Both, for whoever waits and works at once."""
        self.step()
        self.look()

    def stop(self) -> None:
        """Let threads that are still at work end with their replication."""
        self._stopped.set()


def _stopped() -> RunCancelled:
    return RunCancelled("the run was cancelled; nothing was kept")


@dataclass
class Queue:
    """Replications still to be handed out, in batches that fit the time they take.

    Attributes
    ----------
    missing : replications to do, by boards that are simulated together
    """

    seed: int
    missing: dict[tuple[str, ...], range]
    engine: str = COMPILED
    keep_visits: bool = False
    _back: list[Batch] = field(default_factory=list, init=False)
    _seconds: dict[tuple[str, ...], float] = field(default_factory=dict, init=False)

    def __bool__(self) -> bool:
        return bool(self._back) or any(map(len, self.missing.values()))

    def take(self, workers: int) -> Batch:
        """The next batch; a small one while nobody knows how long it takes."""
        if self._back:
            return self._back.pop()
        boards, left = next((b, left) for b, left in self.missing.items() if left)
        # Towards the end pieces shrink, so that all workers finish together.
        ahead = sum(map(len, self.missing.values()))
        fair = ceil(ahead / (2 * workers))
        count = min(self._fitting(boards), fair, len(left))
        self.missing[boards] = left[count:]
        return Batch(boards, self.seed, left[:count], self.engine, self.keep_visits)

    def _fitting(self, boards: tuple[str, ...]) -> int:
        """Replications of these boards that fill the time of a batch."""
        known = self._seconds.values()
        mean = sum(known) / len(known) if known else BATCH_SECONDS
        seconds = self._seconds.get(boards, mean)
        return max(1, int(BATCH_SECONDS / max(seconds, 1e-6)))

    def learn(self, done: Done) -> None:
        """Remember how long a replication of these boards takes."""
        each = done.seconds / len(done.batch.replications)
        self._seconds[done.batch.boards] = each

    def put_back(self, batches: list[Batch]) -> None:
        """Take batches back that nobody finished."""
        self._back += batches


def run_batches(
    scenario: Scenario, queue: Queue, place: Place, watch: Watch
) -> list[Done]:
    """Every batch of the queue done, in whatever order they were.

    Raises
    ------
    RunCancelled: soon after the watch says so
    SimulationError: naming the replication that failed
    """
    finished: list[Done] = []
    watch.look()
    if not queue:
        return finished
    if place.executor == PROCESSES:
        # Once here, or each of them would compile the same.
        make_ready(scenario, queue.engine)
    do = _doer(scenario, place, watch)
    for _ in range(POOLS):
        try:
            with open_crew(place) as crew:
                for done in _gather(crew, do, queue, watch):
                    finished.append(done)
                    if not place.shares_memory:
                        watch.add(len(done.batch))
            return finished
        except BrokenExecutor:
            # What is finished stays; what the dead held is in the queue again.
            continue
        except BaseException:
            watch.stop()
            raise
    raise SimulationError(
        f"worker processes ended before their work was done, {POOLS} times running;"
        " try fewer --workers, or more memory"
    )


def _gather(crew: Crew, do: Do, queue: Queue, watch: Watch) -> Iterator[Done]:
    """What comes back, while the queue is handed out a few batches ahead.

    Batches that were handed out when a worker died go back into the queue.
    """
    running: dict[Future[Done], Batch] = {}
    try:
        while queue or running:
            watch.look()
            workers = crew.size()
            while queue and len(running) < workers * AHEAD:
                batch = queue.take(workers)
                running[crew.executor.submit(do, batch)] = batch
            ready, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in ready:
                done = future.result()
                del running[future]
                queue.learn(done)
                yield done
        watch.look()
    except BrokenExecutor:
        queue.put_back(list(running.values()))
        raise


def _doer(scenario: Scenario, place: Place, watch: Watch) -> Do:
    """How a batch is done at a place; copies of us get theirs packed."""
    if not place.shares_memory:
        packed = zlib.compress(pickle.dumps(scenario))
        return functools.partial(run_copy, packed, code_fingerprint())
    step = watch.step_and_look if place.executor == SERIAL else watch.step
    return functools.partial(run_batch, scenario, step=step)


def run_copy(packed: bytes, code: str, batch: Batch) -> Done:
    """A batch done by another process, perhaps on another computer.

    Raises
    ------
    SimulationError: if that computer has another version of the planner
    """
    if code != code_fingerprint():
        raise SimulationError(
            "a worker runs another version of the planner, or of what it counts with,"
            " than this computer; install the same everywhere"
        )
    return run_batch(_unpacked(packed), batch)


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Scenario:
    """The scenario, unpacked once by each worker."""
    scenario: Scenario = pickle.loads(zlib.decompress(packed))
    return scenario
