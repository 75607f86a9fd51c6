"""Runs of many scenarios, each on the same people with the same luck."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from planner.experiment.calibration.targets import Target, only
from planner.experiment.replicate import Job, Progress, run_job
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import Measures


def run_trimmed(scenario: Scenario, job: Job, targets: tuple[Target, ...]) -> Measures:
    """One replication of one board, cut down to what the targets read."""
    return only(run_job(scenario, job).measures, targets)


@dataclass
class Bench:
    """Where trials run: seed, workers and progress are the same for all of them.

    Every scenario sees the same replications of the same seed (common random numbers),
    so that a difference between two of them is theirs and not luck's.
    """

    seed: int
    executor: Executor | None = None
    progress: Progress | None = None
    planned: int = 0
    done: int = field(default=0, init=False)

    def trials(
        self,
        scenarios: Sequence[Scenario],
        boards: Sequence[str],
        replications: int,
        targets: tuple[Target, ...],
    ) -> list[list[Measures]]:
        """Measures by scenario and replication, the boards put together."""
        jobs = [
            (scenario, Job(board, self.seed, replication), targets)
            for scenario in scenarios
            for replication in range(replications)
            for board in boards
        ]
        parts = list(self._results(jobs))
        size = len(boards)
        groups = [parts[i : i + size] for i in range(0, len(parts), size)]
        merged = [Measures().merged(group) for group in groups]
        return [
            merged[i : i + replications] for i in range(0, len(merged), replications)
        ]

    def _results(
        self, jobs: list[tuple[Scenario, Job, tuple[Target, ...]]]
    ) -> Iterator[Measures]:
        """Results in the order of the jobs, whatever the number of workers."""
        if self.executor is None:
            for job in jobs:
                yield run_trimmed(*job)
                self._tell()
            return
        futures: list[Future[Measures]] = [
            self.executor.submit(run_trimmed, *job) for job in jobs
        ]
        for future in futures:
            yield future.result()
            self._tell()

    def _tell(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, max(self.planned, self.done))


@contextmanager
def open_bench(
    seed: int, workers: int | None, progress: Progress | None, planned: int
) -> Iterator[Bench]:
    """A bench with so many processes (None: one a core), closed at the end."""
    count = workers or os.cpu_count() or 1
    pool = (
        ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
        if count > 1
        else nullcontext()
    )
    with pool as executor:
        try:
            yield Bench(seed, executor, progress, planned)
        except BaseException:
            if executor is not None:
                executor.shutdown(wait=False, cancel_futures=True)
            raise
