"""Batches of replications: each is handed out, and each comes back, whatever fails."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager

import numpy as np
import pytest

from planner.errors import SimulationError
from planner.experiment.running import collect, schedule
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.executors import Backend, SerialExecutor, WorkerPool
from planner.experiment.running.replicate import BatchResult, Task
from planner.experiment.running.run import run
from planner.experiment.running.schedule import BatchQueue
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

BOARDS = ["swansea-bay", "hywel-dda"]
SEED = 4


@pytest.fixture(scope="module")
def brief() -> Scenario:
    """A few weeks of Wales."""
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


def task(board: str) -> Task:
    return Task(0, (board,), SEED, (RESULTS,))


def test_pieces_fill_a_fifth_of_a_second_once_their_time_is_known():
    queue = BatchQueue({task("a"): range(100), task("b"): range(100)})
    first = queue.take(workers=2)
    assert first.replications == range(1)
    queue.learn(BatchResult(first, {}, seconds=0.02))
    assert queue.take(workers=2).replications == range(1, 11)
    assert queue.take(workers=50).replications == range(11, 13)


def test_every_replication_is_handed_out_once_whatever_the_times():
    queue, rng = (
        BatchQueue({task("a"): range(3, 40), task("b"): range(25)}),
        np.random.default_rng(1),
    )
    handed: list[tuple[str, int]] = []
    while queue:
        batch = queue.take(workers=3)
        if rng.random() < 0.2:
            queue.put_back([batch])
            continue
        handed += [(batch.task.boards[0], number) for number in batch.replications]
        seconds = float(rng.exponential(0.1)) * len(batch.replications)
        queue.learn(BatchResult(batch, {}, seconds))
    wanted = [("a", n) for n in range(3, 40)] + [("b", n) for n in range(25)]
    assert sorted(handed) == wanted


class _RefusingExecutor(SerialExecutor):
    """A pool that finds a dead worker while it is handed its second batch."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, fn, /, *args, **kwargs):
        self.asked += 1
        if self.asked == 2:
            raise BrokenExecutor
        return super().submit(fn, *args, **kwargs)


def test_a_batch_that_a_broken_pool_refuses_is_done_again(brief: Scenario, monkeypatch):
    whole = run(brief, 6, SEED, BOARDS, 1)
    executor = _RefusingExecutor()

    @contextmanager
    def refusing(_: Backend) -> Iterator[WorkerPool]:
        yield WorkerPool(executor, lambda: 2)

    monkeypatch.setattr(schedule, "open_pool", refusing)
    assert run(brief, 6, SEED, BOARDS, 2).digest == whole.digest
    assert executor.asked > 2


def test_a_run_that_lacks_a_replication_is_refused(brief, monkeypatch):
    def forgetful(*given):
        done = schedule.run_batches(*given)
        next(done)
        yield from done

    monkeypatch.setattr(collect, "run_batches", forgetful)
    with pytest.raises(SimulationError, match="5 of 6 replications were run"):
        run(brief, 6, SEED, BOARDS[:1], 1)
