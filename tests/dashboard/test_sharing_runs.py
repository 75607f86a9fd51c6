"""Runs of several people, of dashboards that ended, and of results cleared away."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import planner
from dashboard import runs
from dashboard.browsers import COOKIE
from dashboard.jobs import MOST_ATTEMPTS, RunService
from dashboard.pages import running
from dashboard.plans import Plan
from dashboard.store.database import Database
from dashboard.ui.progress import sentence, show_progress
from dashboard.workers import spawned
from planner.errors import RunCancelled
from tests.dashboard.conftest import (
    BOARD,
    WHOLE,
    invented,
    new_service,
    settings_in,
    text_of,
    until,
    wait_for,
)
from tests.serving import free_port

OTHER = Plan("wales-today", boards=("powys",), board="powys")


class Held:
    """A planner that simulates only when it is let."""

    def __init__(self) -> None:
        self.begun, self.release = threading.Event(), threading.Event()

    def run(self, scenario: planner.Scenario, **given: Any) -> planner.Results:
        self.begun.set()
        while not self.release.wait(0.01):
            if given["cancelled"]():
                raise RunCancelled("stopped")
        return invented(scenario, given["replications"])


@pytest.fixture
def held(pretend: list[int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """The planner, held back."""
    made = Held()
    monkeypatch.setattr(planner, "run", made.run)
    yield made
    made.release.set()


def test_cancelling_leaves_the_others_their_share(service: RunService, held: Held):
    mine, theirs = (service.start([WHOLE], by=each) for each in ("ann", "ben"))
    assert mine.id == theirs.id
    gone = service.cancel(mine.id, by="ann")
    assert gone is not None
    assert gone.state == runs.CANCELLED
    assert service.row(mine.id, by="ben").under_way  # type: ignore[union-attr]
    held.release.set()
    assert wait_for(service, theirs.id).state == runs.DONE


def test_the_last_who_cancels_ends_the_run(service: RunService, held: Held):
    run = service.start([WHOLE], by="ann")
    service.start([WHOLE], by="ben")
    assert held.begun.wait(10)
    service.cancel(run.id, by="ann")
    service.cancel(run.id, by="ben")
    assert wait_for(service, run.id).state == runs.CANCELLED


def test_a_run_is_cancelled_by_those_alone_who_asked_for_it(
    service: RunService, held: Held
):
    run = service.start([WHOLE], by="ann")
    seen = service.cancel(run.id, by="somebody with the link")
    assert seen is not None
    assert seen.under_way
    assert not seen.mine
    held.release.set()
    assert wait_for(service, run.id).state == runs.DONE


def test_whoever_cancelled_may_ask_again(service: RunService, held: Held):
    run = service.start([WHOLE], by="ann")
    service.start([WHOLE], by="ben")
    service.cancel(run.id, by="ann")
    again = service.start([WHOLE], by="ann")
    assert (again.id, again.under_way, again.mine) == (run.id, True, True)


def test_a_waiting_run_says_its_place_and_is_cancelled_at_once(
    service: RunService, held: Held
):
    first = service.start([WHOLE], by="ann")
    second = service.start([OTHER], by="ann")
    third = service.start([WHOLE, OTHER], by="ann")
    waiting = [each.id for each in service.queue.waiting]
    assert first.id not in waiting or held.begun.wait(10)
    assert third.place >= 1
    seen = service.row(third.id, by="ann")
    assert seen is not None
    assert "Waiting" in sentence(seen)
    cancelled = service.cancel(third.id, by="ann")
    assert cancelled is not None
    assert cancelled.state == runs.CANCELLED
    assert second.id in {each.id for each in service.queue._all()}


def test_a_run_that_the_program_s_end_cut_off_is_resumed_by_itself(
    tmp_path: Path, held: Held, pretend: list[int]
):
    before = new_service(tmp_path)
    run = before.start([WHOLE], by="ann")
    assert held.begun.wait(10)
    before.stop_all()
    held.release.set()
    later = new_service(tmp_path)
    seen = later.row(run.id)
    assert seen is not None
    assert seen.state == runs.INTERRUPTED
    assert [each.id for each in later.resume()] == [run.id]
    ended = wait_for(later, run.id)
    assert ended.state == runs.DONE
    assert "resumed by itself" in text_of(show_progress(ended))
    assert ended.askers == {"ann"}
    later.stop_all()


def test_a_run_of_a_dashboard_that_is_still_there_is_left_alone(
    tmp_path: Path, held: Held
):
    before = new_service(tmp_path)
    run = before.start([WHOLE], by="ann")
    beside = new_service(tmp_path)
    assert beside.resume() == []
    assert beside.row(run.id).state != runs.INTERRUPTED  # type: ignore[union-attr]
    for each in (before, beside):
        each.stop_all()


def test_a_run_that_ends_the_program_each_time_is_not_resumed_for_ever(
    tmp_path: Path, held: Held
):
    first = new_service(tmp_path)
    run = first.start([WHOLE], by="ann")
    first.stop_all()
    for _ in range(MOST_ATTEMPTS):
        service = new_service(tmp_path)
        assert [each.state for each in service.resume()] == [runs.WAITING]
        service.stop_all()
    last = new_service(tmp_path)
    (given_up,) = last.resume()
    assert (given_up.id, given_up.state) == (run.id, runs.FAILED)
    assert "interrupted each time" in sentence(given_up)
    last.stop_all()


def test_a_link_whose_results_were_cleared_runs_again_and_says_so(
    tmp_path: Path, service: RunService, pretend: list[int], monkeypatch: Any
):
    run = wait_for(service, service.start([WHOLE]).id)
    service.stop_all()
    for path in (tmp_path / "cache" / "results").iterdir():
        path.unlink()
    later = new_service(tmp_path)
    monkeypatch.setattr(running.jobs, "_service", later)
    opened = running.row_with_results(run.id)
    assert opened is not None
    assert (opened.id, opened.under_way) == (run.id, True)
    assert "cleared away" in text_of(show_progress(opened))
    ended = wait_for(later, run.id)
    assert (ended.state, ended.ready) == (runs.DONE, 3)
    later.stop_all()


def test_headline_figures_of_a_run_are_rows_of_the_database(
    service: RunService, pretend: list[int]
):
    run = wait_for(service, service.start([WHOLE]).id)
    rows = service.records.summary(run.id)
    assert set(rows["provider"]) == {"wales", BOARD}
    assert set(rows["replications"]) == {3}
    assert rows.loc[rows["provider"] == BOARD, "mean"].tolist() == [3.0]


def test_a_browser_gets_a_random_name_that_no_script_can_read(app: Any):
    first, second = (app.server.test_client().get("/") for _ in range(2))
    cookies = [answer.headers["Set-Cookie"] for answer in (first, second)]
    assert all(COOKIE in each and "HttpOnly" in each for each in cookies)
    assert cookies[0] != cookies[1]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_run_whose_worker_is_killed_goes_on_in_a_new_one_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(RunService, "begin_worker", staticmethod(spawned))
    service = new_service(tmp_path)
    run = service.start([WHOLE], steps=(2000,), by="ann")
    assert until(lambda: service.rows[run.id].done > 0)
    (worker,) = [each for each in multiprocessing.active_children() if each.pid]
    os.kill(worker.pid or 0, signal.SIGKILL)
    assert until(lambda: service.rows[run.id].note == runs.RESTARTED)
    assert until(lambda: service.rows[run.id].done > 0), "it goes on"
    service.cancel(run.id, by="ann")
    ended = wait_for(service, run.id)
    assert (ended.state, ended.attempts) == (runs.CANCELLED, 1)
    service.stop_all()
    assert until(lambda: not multiprocessing.active_children())


def is_running(service: RunService, run_id: str) -> bool:
    """Whether some program works on a run."""
    row = service.records.read(run_id)
    return row is not None and row.state in (runs.PREPARING, runs.RUNNING)


def children_of(pid: int) -> list[int]:
    """Processes that a process has begun."""
    return [
        int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def is_there(pid: int) -> bool:
    """Whether a process runs: one that nobody has waited for yet does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def start_dashboard(environment: dict[str, str], root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "dashboard", "--port", str(free_port())]
    return subprocess.Popen(
        [*command, "--no-browser"],
        cwd=root,
        env={**environment, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_ending_and_killing_the_program_lose_no_run(
    tmp_path: Path, root: Path, held: Held, away_from_home: dict[str, str]
):
    folder = tmp_path / "data" / "fls-planner"
    settings = replace(settings_in(tmp_path), data_folder=folder)
    environment = {
        **away_from_home,
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "DATABASE_URL": settings.database,
    }
    left = RunService(settings, store := Database(settings.database))
    run = left.start([WHOLE], steps=(2000,), by="ann")
    left.stop_all()
    for end in (signal.SIGTERM, signal.SIGKILL):
        with start_dashboard(environment, root) as program:
            assert program.stdout is not None
            assert until(lambda: is_running(left, run.id))
            told = program.stdout.readline() + program.stdout.readline()
            workers = children_of(program.pid)
            program.send_signal(end)
            ended = program.wait(20)
        assert len(workers) >= 2
        assert until(lambda pids=workers: not any(map(is_there, pids))), "no orphan"
        row = left.records.read(run.id)
        assert "1 run that was interrupted" in told
        assert ended in (0, -end)
        assert row is not None
        assert row.state == runs.INTERRUPTED
    store.close()
