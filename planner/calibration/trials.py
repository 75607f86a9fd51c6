"""Runs of many scenarios, each on the same people with the same random numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from planner.calibration.targets import Target, only
from planner.experiment.running.executors import (
    SerialExecutor,
    choose_backend,
    open_pool,
)
from planner.experiment.running.replicate import Job, Progress, run_job
from planner.experiment.running.schedule import AHEAD
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_table import MeasureTable
from planner.pathway.engines import COMPILED


def run_trimmed(
    scenario: Scenario, job: Job, targets: tuple[Target, ...]
) -> MeasureTable:
    """One replication of one board, cut down to what the targets read."""
    return only(run_job(scenario, job), targets)


@dataclass
class Trials:
    """Where trials run: seed, workers and progress are the same for all of them.

    Unless asked otherwise every scenario sees the same replications of the same seed
    (common random numbers), so that random variation does not part two of them.
    """

    seed: int
    executor: Executor = field(default_factory=SerialExecutor)
    progress: Progress | None = None
    planned: int = 0
    engine: str = COMPILED
    ahead: int = 1
    """Jobs handed out before the first of them is waited for."""
    done: int = field(default=0, init=False)

    def measures(
        self,
        scenarios: Sequence[Scenario],
        boards: Sequence[str],
        replications: int,
        targets: tuple[Target, ...],
        *,
        independent: bool = False,
    ) -> list[list[MeasureTable]]:
        """Measures by scenario and replication, the boards put together.

        Parameters
        ----------
        independent : whether every scenario has replications of its own
        """
        jobs = [
            (scenario, Job(board, self.seed, first + number, self.engine), targets)
            for place, scenario in enumerate(scenarios)
            for first in [place * replications if independent else 0]
            for number in range(replications)
            for board in boards
        ]
        parts = list(self._results(jobs))
        size = len(boards)
        groups = [parts[i : i + size] for i in range(0, len(parts), size)]
        merged = [MeasureTable.total(group) for group in groups]
        return [
            merged[i : i + replications] for i in range(0, len(merged), replications)
        ]

    def _results(
        self, jobs: list[tuple[Scenario, Job, tuple[Target, ...]]]
    ) -> Iterator[MeasureTable]:
        """Results in the order of the jobs, whatever the number of workers."""
        running: deque[Future[MeasureTable]] = deque()
        for job in jobs:
            running.append(self.executor.submit(run_trimmed, *job))
            if len(running) >= self.ahead:
                yield running.popleft().result()
                self._tell()
        for future in running:
            yield future.result()
            self._tell()

    def _tell(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, max(self.planned, self.done))


@contextmanager
def open_trials(
    seed: int,
    workers: int | None,
    progress: Progress | None,
    planned: int,
    engine: str = COMPILED,
) -> Iterator[Trials]:
    """Trials with so many workers (None: one a core), closed at the end."""
    with open_pool(choose_backend(workers, planned)) as pool:
        ahead = pool.size() * AHEAD
        yield Trials(seed, pool.executor, progress, planned, engine, ahead)
