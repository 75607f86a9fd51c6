"""Replications over workers: the same results for one worker or many, in any order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.errors import PlannerError, RunCancelled, SimulationError
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import Measures
from planner.outcomes.measure import measure
from planner.outcomes.record import Record
from planner.pathway.network import prepare_tables
from planner.pathway.simpy_engine import simulate
from planner.pathway.visits import Visits

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
POLL_SECONDS = 0.2
PATIENCE_SECONDS = 2
"""How long a worker may take to end when asked to, before it is made to."""
AHEAD = 3
"""Jobs handed out per worker ahead of time: enough to keep it busy, few to cancel."""


@dataclass(frozen=True)
class Job:
    """One replication of one board; boards share nobody, so each is a job."""

    board_id: str
    seed: int
    replication: int
    keep_visits: bool = False


@dataclass(frozen=True)
class Replicate:
    """What one job gives back."""

    job: Job
    measures: Measures
    record: Record | None


def run_job(scenario: Scenario, job: Job) -> Replicate:
    """One replication of one board, from luck to measures.

    Raises
    ------
    SimulationError: naming board, seed and replication, so that it can be run again
    """
    try:
        record = replicate_once(scenario, job.board_id, job.seed, job.replication)
        kept = record if job.keep_visits else None
        return Replicate(job, measure(record), kept)
    except PlannerError:
        raise
    except Exception as error:
        raise SimulationError(
            f"{scenario.name}: {job.board_id} failed with seed {job.seed},"
            f" replication {job.replication}: {type(error).__name__}: {error}"
        ) from error


def replicate_once(
    scenario: Scenario, board_id: str, seed: int, replication: int
) -> Record:
    """Tables of one replication of one board."""
    cohort = sample_cohort(scenario, seed, replication, [board_id])
    rota = offer_rota(scenario, seed, replication, [board_id])
    visits: Visits = simulate(prepare_tables(scenario, cohort, rota))
    return Record(scenario, board_id, cohort, rota, visits, replication)


_scenario: Scenario | None = None


def _begin_worker(scenario: Scenario) -> None:
    """Hand the scenario to a worker once, not with every job."""
    global _scenario
    _scenario = scenario


def _run_in_worker(job: Job) -> Replicate:
    assert _scenario is not None
    return run_job(_scenario, job)


@contextmanager
def _executor(scenario: Scenario, workers: int) -> Iterator[Executor]:
    """Processes that are spawned, never forked: the same on every system."""
    pool = ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        initargs=(scenario,),
    )
    try:
        yield pool
    except BaseException:
        # The pool forgets its processes on shutdown; they would finish what they hold.
        running = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()
        for process in running:
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
        raise
    pool.shutdown()


def run_jobs(
    scenario: Scenario,
    jobs: list[Job],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Replicate]:
    """Results of all jobs, in the order of the jobs whatever the number of workers.

    Raises
    ------
    RunCancelled: soon after `cancelled()` turns true
    SimulationError: naming the replication that failed
    """
    count = min(workers or os.cpu_count() or 1, len(jobs))
    if count <= 1:
        return _run_serially(scenario, jobs, progress, cancelled)
    try:
        with _executor(scenario, count) as executor:
            return _gather(executor, jobs, count, progress, cancelled)
    except BrokenProcessPool:
        raise SimulationError(
            "a worker process ended before its work was done; try fewer --workers,"
            " or more memory"
        ) from None


def _run_serially(
    scenario: Scenario,
    jobs: list[Job],
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> list[Replicate]:
    done = []
    for job in jobs:
        _stop_if(cancelled)
        done.append(run_job(scenario, job))
        if progress:
            progress(len(done), len(jobs))
    return done


def _gather(
    executor: Executor,
    jobs: list[Job],
    workers: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> list[Replicate]:
    waiting = list(enumerate(jobs))
    running: dict[Future[Replicate], int] = {}
    done: dict[int, Replicate] = {}
    while waiting or running:
        while waiting and len(running) < workers * AHEAD:
            index, job = waiting.pop(0)
            running[executor.submit(_run_in_worker, job)] = index
        ready, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in ready:
            done[running.pop(future)] = future.result()
        if ready and progress:
            progress(len(done), len(jobs))
        _stop_if(cancelled)
    return [done[index] for index in range(len(jobs))]


def _stop_if(cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise RunCancelled("the run was cancelled; nothing was kept")
