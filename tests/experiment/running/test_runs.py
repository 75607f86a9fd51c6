"""Runs: the same numbers for any number of workers, in any order, or an honest stop."""

from __future__ import annotations

import multiprocessing
import time

import numpy as np
import pytest

from planner.errors import PlannerError, RunCancelled, ScenarioError, SimulationError
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.starvation import STARVATION
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.pathway import lists_that_stop

BOARDS = ["swansea-bay", "hywel-dda"]


@pytest.fixture(scope="module")
def short() -> Scenario:
    """Three months of Wales: enough to differ, short enough to repeat."""
    return load_scenario().with_values({"years": 0.25, "run_on_days": 0})


@pytest.fixture(scope="module")
def results(short: Scenario) -> Results:
    return run(short, replications=2, seed=4, boards=BOARDS, workers=1)


def test_two_workers_give_the_same_digest_as_one(short: Scenario, results: Results):
    together = run(short, replications=2, seed=4, boards=BOARDS, workers=2)
    assert together.digest == results.digest
    np.testing.assert_array_equal(together.matrix, results.matrix)


def test_the_order_of_boards_changes_nothing(short: Scenario, results: Results):
    turned = run(short, replications=2, seed=4, boards=BOARDS[::-1], workers=1)
    assert turned.digest == results.digest


def test_another_seed_gives_another_digest(short: Scenario, results: Results):
    other = run(short, replications=2, seed=5, boards=BOARDS, workers=1)
    assert other.digest != results.digest


def test_more_replications_begin_with_the_same_ones(short: Scenario, results: Results):
    longer = run(short, replications=3, seed=4, boards=BOARDS, workers=1)
    first = longer.table[longer.table["replication"] < 2]
    np.testing.assert_array_equal(first["value"], results.table["value"])


def test_a_board_alone_has_the_numbers_it_has_among_others(short, results: Results):
    alone = run(short, replications=2, seed=4, boards=BOARDS[:1], workers=1)
    together = results.table[results.table["provider"] == BOARDS[0]]
    own = alone.table[alone.table["provider"] == BOARDS[0]]
    np.testing.assert_array_equal(own["value"], together["value"])


def test_one_replication_is_enough_where_warnings_look_at_two(short, results: Results):
    one = run(short, 1, 4, BOARDS[:1], workers=1, beside=(STARVATION,))
    first = results.table[results.table["provider"] == BOARDS[0]]
    first = first[first["replication"] == 0]["value"]
    own = one.table[one.table["provider"] == BOARDS[0]]["value"]
    np.testing.assert_array_equal(own, first)


def test_progress_counts_every_job_once(short: Scenario):
    seen: list[tuple[int, int]] = []
    run(
        short,
        replications=2,
        boards=BOARDS[:1],
        workers=1,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 2), (2, 2)]


def test_a_cancelled_run_stops_and_keeps_nothing(short: Scenario):
    done: list[int] = []
    with pytest.raises(RunCancelled, match="nothing was written"):
        run(
            short,
            replications=50,
            boards=BOARDS[:1],
            workers=1,
            progress=lambda number, _: done.append(number),
            cancelled=lambda: len(done) >= 2,
        )
    assert done == [1, 2]


def test_a_cancelled_run_leaves_no_worker_behind(short: Scenario):
    began = time.monotonic()
    with pytest.raises(RunCancelled):
        run(short, replications=500, workers=2, cancelled=lambda: True)
    # The pool's own thread reaps them too, so we ask again instead of waiting for one.
    while multiprocessing.active_children() and time.monotonic() - began < 30:
        time.sleep(0.1)
    assert not multiprocessing.active_children()


def test_a_failing_replication_names_board_seed_and_replication(short, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made to fail")

    monkeypatch.setattr(lists_that_stop, "simulate_and_stop", fail)
    with pytest.raises(SimulationError) as caught:
        run(short, replications=1, seed=77, boards=BOARDS[:1], workers=1)
    for part in (BOARDS[0], "seed 77", "replication 0", "made to fail"):
        assert part in str(caught.value)


@pytest.mark.parametrize("boards", [["atlantis"], ["atlantis", "swansea-bay", "mu"]])
def test_a_board_that_does_not_exist_is_named_with_those_that_do(short, boards):
    with pytest.raises(ScenarioError) as caught:
        run(short, replications=1, boards=boards)
    unknown = [name for name in boards if name not in short.boards]
    assert [p.value for p in caught.value.problems] == [repr(n) for n in unknown]
    assert all("there are: " in problem.hint for problem in caught.value.problems)


@pytest.mark.parametrize("replications", [0, -1, 10_001])
def test_a_number_of_replications_out_of_bounds_is_refused(short, replications):
    with pytest.raises(PlannerError, match="between 1 and"):
        run(short, replications=replications)
