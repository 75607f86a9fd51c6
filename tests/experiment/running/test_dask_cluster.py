"""A cluster of a real scheduler and two real workers: the same numbers, work redone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.errors import RunCancelled, ScenarioError, SimulationError
from planner.experiment.running import dask_cluster as cluster
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.executors import choose_backend
from planner.experiment.running.replicate import Task
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.running.schedule import BatchQueue, RunMonitor, run_batches
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from tests.conftest import ROOT
from tests.serving import free_port

BOARDS = ["swansea-bay", "hywel-dda"]
SEED = 4
PATIENCE_SECONDS = 90
"""For programs to start on a busy machine; nobody waits so long on a free one."""


@dataclass
class Programs:
    """A cluster of this test: its address, its workers, and where they write."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def started(
    part: str, *arguments: str, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """One program of the cluster, ended with the block whatever happens."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments]
    with (folder / f"{part}.log").open("ab") as log:
        program = subprocess.Popen(
            [*command, "--no-dashboard"],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    try:
        yield program
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                program.send_signal(sign)
                program.wait(10)


def worker_of(address: str, folder: Path) -> list[str]:
    """Arguments of a worker that ends by itself when its scheduler is gone."""
    here = ["--host", "127.0.0.1", "--local-directory", str(folder)]
    plain = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0"]
    return ["worker", address, *here, *plain, "--death-timeout", "60"]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """A scheduler and two workers; the workers see the code of this tree."""
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    address = f"tcp://127.0.0.1:{port}"
    at = ["--host", "127.0.0.1", "--port", str(port), "--dashboard-address", ":0"]
    with ExitStack() as stack:
        stack.enter_context(started("scheduler", *at, folder=folder))
        workers = [
            stack.enter_context(started(*worker_of(address, folder), folder=folder))
            for _ in range(2)
        ]
        yield Programs(address, folder, workers)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gives up on a cluster that only starts slowly."""
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def brief() -> Scenario:
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


@pytest.fixture(scope="module")
def results(brief: Scenario) -> Results:
    return run(brief, replications=6, seed=SEED, boards=BOARDS, workers=1)


def test_a_cluster_gives_what_one_worker_gives(brief, results, programs: Programs):
    told: list[int] = []
    away = run(
        brief, 6, SEED, BOARDS, progress=lambda done, _: told.append(done),
        cluster=programs.address,
    )  # fmt: skip
    assert away.digest == results.digest
    assert told[-1] == 12


def test_a_failure_on_a_cluster_names_board_seed_and_replication(
    brief, programs: Programs
):
    backend = choose_backend(None, 1, cluster=programs.address)
    queue = BatchQueue({Task(0, ("nowhere",), 77, (RESULTS,)): range(3, 4)})
    with pytest.raises(SimulationError, match=r"nowhere.*seed 77.*replication 3"):
        list(run_batches([brief], queue, backend, RunMonitor(1)))


def test_a_cancelled_run_gives_the_cluster_back(brief, results, programs: Programs):
    told: list[int] = []
    with pytest.raises(RunCancelled):
        run(
            brief, 2000, SEED, BOARDS, progress=lambda done, _: told.append(done),
            cancelled=lambda: bool(told), cluster=programs.address,
        )  # fmt: skip
    again = run(brief, 6, SEED, BOARDS, cluster=programs.address)
    assert again.digest == results.digest


def test_what_a_killed_worker_of_a_cluster_held_is_done_again(
    brief, results, programs: Programs
):
    killed: list[int] = []

    def kill_one(*_: int) -> None:
        if not killed:
            killed.append(programs.workers[0].pid)
            programs.workers[0].kill()

    again = run(brief, 6, SEED, BOARDS, progress=kill_one, cluster=programs.address)
    assert killed
    assert again.digest == results.digest


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "no address at all"])
def test_an_address_where_nobody_answers_is_said_so(
    brief, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 1)
    asked = address.format(port=free_port())
    with pytest.raises(ScenarioError, match="no scheduler answers there") as caught:
        run(brief, 1, SEED, BOARDS, cluster=asked)
    assert asked in str(caught.value)


def test_a_missing_extra_is_named(brief, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ScenarioError, match=r"fls-planner\[cluster\]"):
        run(brief, 1, SEED, BOARDS, cluster="tcp://127.0.0.1:1")
