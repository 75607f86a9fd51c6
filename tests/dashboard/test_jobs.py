"""Runs in the background: first band, refinement, cancelling, failing, coming back."""

from __future__ import annotations

import errno
import threading
from pathlib import Path
from typing import Any

import pytest

import planner
from dashboard import runs, work
from dashboard.jobs import RunService
from dashboard.plans import Plan
from dashboard.settings import Settings
from dashboard.store.database import StoreError, reason_of
from dashboard.ui.progress import sentence
from planner.cli.simulate import PlanOptions
from planner.errors import RunCancelled, ScenarioError, SimulationError
from planner.experiment.running import cache
from planner.experiment.running.collect import DEFAULT_REPLICATIONS
from planner.inputs.fitting_sets import REPLICATIONS_A_SET
from tests.dashboard.conftest import BOARD, WHOLE, new_service, until, wait_for


def test_a_run_gives_a_first_band_and_then_refines_it(
    service: RunService, pretend: list[int]
) -> None:
    run = wait_for(service, service.start([WHOLE]).id)
    assert pretend == [2, 3]
    assert (run.state, run.ready, run.done, run.total) == (runs.DONE, 3, 5, 5)
    answer = service.latest(WHOLE)
    assert answer is not None
    assert answer.replications == 3


def test_the_dashboard_runs_as_many_replications_as_the_command_line() -> None:
    assert Settings().replications == PlanOptions.replications == DEFAULT_REPLICATIONS
    # An answer from part of a set would tell random variation from nothing.
    assert Settings().first_replications % REPLICATIONS_A_SET == 0


def test_what_is_stored_is_not_simulated_again(
    service: RunService, pretend: list[int]
) -> None:
    wait_for(service, service.start([WHOLE]).id)
    wait_for(service, service.start([WHOLE]).id)
    assert pretend == [2, 3]


def test_the_refinement_goes_on_from_the_first_band(service: RunService) -> None:
    run = wait_for(service, service.start([WHOLE]).id)
    assert (run.state, run.ready) == (runs.DONE, 3)
    assert service.cache.found == 2


def test_a_run_that_must_compile_first_says_so(
    service: RunService, pretend: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[str] = []
    write = service.records.write

    def remember(run: runs.Run) -> None:
        states.append(run.state)
        write(run)

    monkeypatch.setattr(service.records, "write", remember)
    monkeypatch.setattr(work, "is_ready", lambda: False)
    monkeypatch.setattr(work, "make_ready", lambda _: None)
    run = wait_for(service, service.start([WHOLE]).id)
    assert states.index(runs.PREPARING) < states.index(runs.RUNNING)
    assert run.state == runs.DONE
    assert "Compiling" in sentence(run.changed(state=runs.PREPARING))


def test_a_wrong_number_starts_nothing(service: RunService, pretend: list[int]) -> None:
    wrong = Plan("wales-today", board=BOARD, typed=(("nurse_wte", "-2"),))
    with pytest.raises(ScenarioError) as refused:
        service.start([wrong])
    assert [problem.key for problem in refused.value.problems] == ["nurse_wte"]
    assert not pretend
    assert service.records.interrupted() == []


def test_a_cancelled_run_says_so_and_stops(
    service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def run(*_: Any, cancelled: Any, **__: Any) -> None:
        begun.set()
        for _ in range(600):
            if cancelled():
                raise RunCancelled("stopped")
            threading.Event().wait(0.1)

    monkeypatch.setattr(planner, "run", run)
    run_id = service.start([WHOLE]).id
    assert begun.wait(10)
    service.cancel(run_id)
    assert wait_for(service, run_id).state == runs.CANCELLED


@pytest.mark.parametrize(
    ("why", "told"),
    [
        (SimulationError("replication 2 failed"), "replication 2 failed"),
        (
            ZeroDivisionError("secret"),
            work.APOLOGY,
        ),
    ],
)
def test_a_failure_is_told_without_a_trace(
    service: RunService, monkeypatch: pytest.MonkeyPatch, why: Exception, told: str
) -> None:
    def run(*_: Any, **__: Any) -> None:
        raise why

    monkeypatch.setattr(planner, "run", run)
    ended = wait_for(service, service.start([WHOLE]).id)
    assert (ended.state, ended.message) == (runs.FAILED, told)


def test_a_full_disk_is_told_where_the_run_is_shown(
    service: RunService, pretend: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError(reason_of(OSError(errno.ENOSPC, "No space left on device")))

    monkeypatch.setattr(service.records, "write", full)
    run = service.start([WHOLE])
    assert run.state == runs.FAILED
    assert "the disk is full" in sentence(run)
    assert service.row(run.id) == run
    assert not pretend


def test_a_disk_that_fills_up_during_a_run_ends_it(
    service: RunService, pretend: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = service.records.write

    def fill_up(run: runs.Run) -> None:
        if run.state not in (runs.WAITING, runs.PREPARING):
            raise StoreError(reason_of(OSError(errno.ENOSPC, "No space left")))
        write(run)

    monkeypatch.setattr(service.records, "write", fill_up)
    run = wait_for(service, service.start([WHOLE]).id)
    assert run.state == runs.FAILED
    assert "the disk is full" in sentence(run)


def test_results_that_the_disk_has_no_room_for_are_shown_with_a_warning(
    service: RunService, pretend: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache, "write_sealed", full)
    run = wait_for(service, service.start([WHOLE]).id)
    assert (run.state, run.ready, run.note) == (runs.DONE, 3, runs.UNCACHED)
    assert service.is_at_hand(run)
    assert not list(service.settings.cache_folder.glob("results/*.npz"))


def test_a_worker_that_ends_each_time_ends_its_run_with_a_word(
    tmp_path: Path, pretend: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_answers: object, connection: Any, _long: bool) -> threading.Thread:
        connection.close()
        gone = threading.Thread()
        monkeypatch.setattr(gone, "kill", lambda: None, raising=False)
        return gone

    monkeypatch.setattr(RunService, "begin_worker", staticmethod(die))
    service = new_service(tmp_path)
    run = service.start([WHOLE])
    assert until(lambda: service.rows[run.id].state == runs.FAILED)
    assert "interrupted each time" in sentence(service.rows[run.id])
    monkeypatch.setattr(service.work.workers[False], "_process", None)
    service.stop_all()


def test_two_people_who_ask_the_same_share_one_run(
    service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()

    def run(*_: Any, **__: Any) -> None:
        release.wait(10)
        raise RunCancelled("enough")

    monkeypatch.setattr(planner, "run", run)
    first, second = service.start([WHOLE]), service.start([WHOLE])
    release.set()
    wait_for(service, first.id)
    assert first.id == second.id


def test_a_link_to_a_run_survives_a_restart(
    tmp_path: Path, service: RunService, pretend: list[int]
) -> None:
    run = wait_for(service, service.start([WHOLE]).id)
    later = new_service(tmp_path)
    assert later.row(run.id) == run
    assert later.answer(WHOLE, run.ready) is not None
    assert pretend == [2, 3]


@pytest.mark.parametrize("asked", ["", "../../secret", "0123456789ab", "x" * 5000])
def test_an_id_from_a_foreign_link_finds_nothing(
    service: RunService, asked: str
) -> None:
    assert service.row(asked) is None


def test_a_comparison_runs_baseline_and_options_alike(
    service: RunService, pretend: list[int]
) -> None:
    option = Plan(
        "wales-today", board=BOARD, boards=(BOARD,), typed=(("nurse_wte", "3"),)
    )
    run = wait_for(service, service.start([WHOLE, option]).id)
    assert pretend == [2, 2, 3, 3]
    found = service.comparison(run)
    assert list(found) == [option]
    assert (found[option]["difference"] == 0).all()
