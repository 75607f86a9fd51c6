"""Who does the work, in which pieces and in which order: the same numbers always."""

from __future__ import annotations

import multiprocessing
import threading
import time
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from planner.errors import RunCancelled, ScenarioError, SimulationError
from planner.experiment.running import replicate, schedule
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.executors import Backend, choose_backend, open_pool
from planner.experiment.running.replicate import Batch, Task
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.running.schedule import (
    BatchQueue,
    RunMonitor,
    run_batches,
    run_copy,
)
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

BOARDS = ["swansea-bay", "hywel-dda"]
SEED = 4


@pytest.fixture(scope="module")
def brief() -> Scenario:
    """A few weeks of Wales: enough to differ, short enough to repeat."""
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


@pytest.fixture(scope="module")
def results(brief: Scenario) -> Results:
    return run(brief, replications=6, seed=SEED, boards=BOARDS, workers=1)


@pytest.fixture
def children() -> Iterator[None]:
    """No process of a pool outlives its test."""
    yield
    until = time.monotonic() + 30
    while multiprocessing.active_children() and time.monotonic() < until:
        time.sleep(0.1)
    assert not multiprocessing.active_children()


def task(board: str, seed: int = SEED) -> Task:
    return Task(0, (board,), seed, (RESULTS,))


def assert_same(one: Results, other: Results) -> None:
    assert one.digest == other.digest
    np.testing.assert_array_equal(one.matrix, other.matrix)
    assert one.index.equals(other.index)


@pytest.mark.parametrize(
    ("workers", "jobs", "asked", "chosen"),
    [
        (4, 100, None, ("threads", 4)),
        (4, 100, "processes", ("processes", 4)),
        (4, 100, "serial", ("serial", 4)),
        (4, 3, None, ("threads", 3)),
        (1, 100, "processes", ("serial", 1)),
        (8, 0, None, ("serial", 1)),
    ],
)
def test_threads_do_the_work_unless_told_otherwise(workers, jobs, asked, chosen):
    backend = choose_backend(workers, jobs, executor=asked)
    assert (backend.executor, backend.workers) == chosen


@pytest.mark.parametrize("workers", [2, 5])
def test_threads_give_what_one_worker_gives(brief, results: Results, workers: int):
    assert_same(run(brief, 6, SEED, BOARDS, workers, executor="threads"), results)


def test_processes_give_what_one_worker_gives(brief, results: Results, children):
    told: list[int] = []

    def progress(done: int, _: int) -> None:
        told.append(done)

    assert_same(run(brief, 6, SEED, BOARDS, 2, progress, executor="processes"), results)
    assert told == sorted(set(told))
    assert told[-1] == 12


def test_the_reference_engine_gives_what_the_compiled_one_gives(brief, results):
    assert_same(run(brief, 6, SEED, BOARDS, 1, engine="simpy"), results)


@pytest.mark.parametrize("seconds", [1e-9, 1e9])
def test_the_size_of_the_pieces_changes_nothing(
    brief, results: Results, seconds: float, monkeypatch
):
    monkeypatch.setattr(schedule, "BATCH_SECONDS", seconds)
    assert_same(run(brief, 6, SEED, BOARDS, 2), results)


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_progress_only_grows_and_ends_at_the_whole(brief, executor: str):
    told: list[int] = []
    totals: set[int] = set()

    def progress(done: int, total: int) -> None:
        told.append(done)
        totals.add(total)

    run(brief, 3, SEED, BOARDS, 2, progress, executor=executor)
    assert told == sorted(set(told))
    assert told[-1] == 6
    assert totals == {6}


def test_what_a_killed_worker_held_is_done_again(brief, results: Results, children):
    killed: list[int] = []

    def kill_one(*_: int) -> None:
        for child in multiprocessing.active_children()[:1]:
            if not killed:
                killed.append(child.pid)
                child.kill()

    again = run(brief, 6, SEED, BOARDS, 2, kill_one, executor="processes")
    assert killed
    assert_same(again, results)


def test_workers_that_always_die_are_given_up_in_one_sentence(
    brief, children, monkeypatch
):
    monkeypatch.setattr(schedule, "POOLS", 2)

    def kill_all() -> bool:
        # A bare signal fails when the pool has collected the dead worker meanwhile.
        for child in multiprocessing.active_children():
            child.kill()
        return False

    with pytest.raises(SimulationError) as caught:
        run(brief, 50, SEED, BOARDS, 2, cancelled=kill_all, executor="processes")
    assert "2 times running; try fewer --workers" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_a_failure_names_board_seed_and_replication_wherever_it_is(
    brief, executor: str
):
    queue = BatchQueue({task("nowhere", seed=77): range(3, 5)})
    backend = choose_backend(2, 100, executor=executor)
    with pytest.raises(SimulationError, match=r"nowhere.*seed 77.*replication [34]"):
        list(run_batches([brief], queue, backend, RunMonitor(2)))


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_a_cancelled_run_leaves_nobody_at_work(brief, executor: str, children):
    told: list[int] = []
    with pytest.raises(RunCancelled, match="nothing was written"):
        run(
            brief, 2000, SEED, BOARDS, 2, lambda done, _: told.append(done),
            lambda: bool(told), executor=executor,
        )  # fmt: skip
    assert told[-1] < 4000
    until = time.monotonic() + 30
    while _at_work() and time.monotonic() < until:
        time.sleep(0.05)
    assert not _at_work()


def _at_work() -> list[str]:
    names = [thread.name for thread in threading.enumerate()]
    return [name for name in names if name.startswith("replications")]


def test_threads_end_with_their_replication_once_the_run_is_stopped(brief):
    monitor = RunMonitor(100)
    monitor.stop()
    batch = Batch(task(BOARDS[0]), range(100))
    with pytest.raises(RunCancelled):
        replicate.run_batch(brief, batch, monitor.step)


def test_a_worker_with_another_version_refuses_to_work():
    batch = Batch(task(BOARDS[0]), range(1))
    with pytest.raises(SimulationError, match="another version of the planner"):
        run_copy(b"", "of yesterday", batch)


@pytest.mark.parametrize("executor", ["serial", "threads"])
def test_visits_come_in_order_of_replication_and_board(brief, executor: str):
    kept = run(brief, 2, SEED, BOARDS, 2, executor=executor, keep_visits=True)
    order = [(record.replication, record.board_id) for record in kept.records]
    assert order == [(n, b) for n in range(2) for b in sorted(BOARDS)]


def test_nothing_but_the_numbers_is_kept_unless_asked(results: Results):
    assert results.records == ()


@pytest.mark.parametrize(("name", "value"), [("engine", "steam"), ("executor", "gpu")])
def test_an_unknown_engine_or_executor_is_named_with_those_there_are(
    brief, name: str, value: str
):
    with pytest.raises(ScenarioError, match="there are: ") as caught:
        run(brief, 1, SEED, BOARDS, **{name: value})
    assert value in str(caught.value)


def test_an_error_inside_leaves_no_process_behind(children):
    backend = choose_backend(2, 100, executor="processes")
    with pytest.raises(ZeroDivisionError):
        _fail_while_somebody_works(backend)


def _fail_while_somebody_works(backend: Backend) -> None:
    with open_pool(backend) as pool:
        pool.executor.submit(time.sleep, 600)
        raise ZeroDivisionError


def test_memory_grows_by_the_numbers_alone(brief: Scenario, results: Results):
    """Sums, values and their place in the matrix; of the people nothing is left."""
    # Each fitting set is another scenario, whose tables are cached.
    brief = brief.central()
    few, many = (_peak_and_size(brief, number) for number in (10, 30))
    assert many[0] - few[0] < 5 * (many[1] - few[1])
    kept = _peak_and_size(brief, 30, keep_visits=True)
    assert kept[0] - few[0] > 5 * (kept[1] - few[1])


def _peak_and_size(
    scenario: Scenario, replications: int, *, keep_visits: bool = False
) -> tuple[int, int]:
    """Most memory in use during a run, and that of its numbers, bytes."""
    tracemalloc.start()
    try:
        made = run(scenario, replications, SEED, BOARDS[:1], 1, keep_visits=keep_visits)
        return tracemalloc.get_traced_memory()[1], made.matrix.nbytes
    finally:
        tracemalloc.stop()
