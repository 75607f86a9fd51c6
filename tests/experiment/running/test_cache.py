"""Boards kept by fingerprint: nothing twice, nothing stale, nothing that is not so."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from planner.errors import RunCancelled, ScenarioError
from planner.experiment.running import cache as caches
from planner.experiment.running import replicate
from planner.experiment.running.board_group import BoardGroup
from planner.experiment.running.cache import MEGABYTE, ResultCache
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.fingerprints import (
    board_fingerprints,
    folder_fingerprint,
)
from planner.experiment.running.replicate import Batch, run_batch
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED

BOARD, OTHER = "aneurin-bevan", "hywel-dda"
BOARDS = [BOARD, OTHER, "swansea-bay"]
SEED = 4


@pytest.fixture(scope="module")
def brief() -> Scenario:
    """A few weeks of Wales."""
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


@pytest.fixture(scope="module")
def results(brief: Scenario) -> Results:
    return run(brief, 3, SEED, BOARDS, workers=1)


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Replications really simulated, by board."""
    counted: Counter[str] = Counter()
    real = replicate.replicate_together

    def count(
        scenario: Scenario, boards: tuple[str, ...], *which: Any
    ) -> tuple[Record, ...]:
        counted.update(boards)
        return real(scenario, boards, *which)

    monkeypatch.setattr(replicate, "replicate_together", count)
    return counted


def kept(brief: Scenario, cache: ResultCache, count: int = 3, **given: Any) -> Results:
    """A run with a cache."""
    return run(brief, count, SEED, given.pop("boards", BOARDS), 1, cache=cache, **given)


def assert_same(one: Results, other: Results) -> None:
    assert one.digest == other.digest
    np.testing.assert_array_equal(one.matrix, other.matrix)


def test_a_second_run_simulates_nothing_and_says_the_same(brief, results, simulated):
    cache = ResultCache()
    assert_same(kept(brief, cache), results)
    assert simulated == dict.fromkeys(BOARDS, 3)
    assert_same(kept(brief, cache), results)
    assert simulated == dict.fromkeys(BOARDS, 3)
    assert cache.found == 9


def test_a_change_to_one_board_runs_one_board(brief, simulated):
    cache = ResultCache()
    kept(brief, cache)
    simulated.clear()
    key = next(iter(brief.boards[OTHER].posts))
    changed = brief.with_values({f"boards.{OTHER}.posts.{key}.wte": 4.0})
    cached = kept(changed, cache)
    assert simulated == {OTHER: 3}
    assert_same(cached, kept(changed, ResultCache()))


def test_all_of_wales_put_together_from_a_memo_is_all_of_wales(brief, simulated):
    cache, every = ResultCache(), list(brief.boards)
    kept(brief, cache)
    simulated.clear()
    assert_same(kept(brief, cache, boards=every), run(brief, 3, SEED, workers=1))
    assert simulated[BOARD] == 3
    assert simulated["cardiff-and-vale"] == 6


def test_more_replications_begin_with_those_on_hand(brief, results, simulated):
    cache = ResultCache()
    kept(brief, cache, 2)
    simulated.clear()
    assert_same(kept(brief, cache, 3), results)
    assert simulated == dict.fromkeys(BOARDS, 1)
    few = kept(brief, cache, 1)
    assert simulated == dict.fromkeys(BOARDS, 1)
    assert_same(few, run(brief, 1, SEED, BOARDS, workers=1))


def test_a_run_that_continues_another_adds_to_what_is_cached(brief, results, simulated):
    cache, third = ResultCache(), run(brief, 1, SEED, BOARDS, workers=1, first=2)
    kept(brief, cache, 2)
    assert_same(kept(brief, cache, 1, first=2), third)
    simulated.clear()
    assert_same(kept(brief, cache, 3), results)
    assert_same(kept(brief, cache, 1, first=2), third)
    assert not simulated


def test_a_run_with_a_gap_before_it_is_not_cached_as_the_first(brief, results):
    cache = ResultCache()
    kept(brief, cache, 1, first=2)
    assert_same(kept(brief, cache, 3), results)


@pytest.mark.parametrize("other", [{"seed": 5}, {"engine": "simpy"}])
def test_another_seed_or_engine_is_simulated(brief, simulated, other: dict[str, Any]):
    cache = ResultCache()
    kept(brief, cache, 1, boards=[BOARD])
    run(brief, 1, **{"seed": SEED, **other}, boards=[BOARD], workers=1, cache=cache)
    assert simulated == {BOARD: 2}


def test_visits_are_not_cached_and_not_taken_from_a_cache(brief, simulated):
    cache = ResultCache()
    kept(brief, cache, 1, boards=[BOARD])
    visited = kept(brief, cache, 1, boards=[BOARD], keep_visits=True)
    assert simulated == {BOARD: 2}
    assert len(visited.records) == 1


def test_a_cancelled_run_goes_on_where_it_stopped(brief, results, simulated):
    cache = ResultCache()
    with pytest.raises(RunCancelled):
        kept(brief, cache, 3, boards=[BOARD], cancelled=lambda: simulated[BOARD] > 1)
    simulated.clear()
    kept(brief, cache, 3, boards=[BOARD])
    assert simulated == {BOARD: 2}
    assert_same(kept(brief, cache), results)


def test_what_was_finished_behind_a_gap_is_run_again(brief, results, simulated):
    cache, marks = ResultCache(), board_fingerprints(brief, (BOARD,))
    group = BoardGroup(
        (BOARD,), (RESULTS,), plan=0, numbers=range(3), seed=SEED, engine=COMPILED
    )
    group.look_up(cache, marks)
    (task,) = group.missing()
    for place in (2, 0):
        done = run_batch(brief, Batch(task, range(place, place + 1)))
        group.add(done, cache)
    group.save_begun(cache)
    simulated.clear()
    assert_same(kept(brief, cache), results)
    assert simulated[BOARD] == 2


def test_what_is_on_disk_serves_the_next_program(brief, results, simulated, tmp_path):
    kept(brief, ResultCache(tmp_path))
    simulated.clear()
    assert_same(kept(brief, ResultCache(tmp_path)), results)
    assert not simulated
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz"}


def test_another_version_of_the_program_finds_nothing(
    brief, simulated, tmp_path, monkeypatch
):
    kept(brief, ResultCache(tmp_path), 1, boards=[BOARD])
    monkeypatch.setattr(caches, "code_fingerprint", lambda: "of tomorrow")
    kept(brief, ResultCache(tmp_path), 1, boards=[BOARD])
    assert simulated == {BOARD: 2}


@pytest.mark.parametrize("changed", ["a.py", "data/facts.csv", "new.py"])
def test_a_program_with_another_file_or_fact_is_another_version(tmp_path, changed: str):
    (tmp_path / "data").mkdir()
    (tmp_path / "a.py").write_text("a = 1")
    (tmp_path / "data" / "facts.csv").write_text("a,1")
    before = folder_fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.py").write_text("left by the interpreter")
    assert folder_fingerprint(tmp_path) == before
    (tmp_path / changed).write_text("a = 2")
    assert folder_fingerprint(tmp_path) != before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _of_another(path: Path) -> None:
    others = [other for other in path.parent.iterdir() if other != path]
    path.write_bytes(others[0].read_bytes())


def _for_another_format(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"cache 4", b"cache 9", 1))


def _turned_bit(path: Path) -> None:
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 1
    path.write_bytes(bytes(contents))


@pytest.mark.parametrize(
    "spoil", [_cut, _empty, _of_another, _for_another_format, _turned_bit]
)
def test_a_spoilt_file_is_as_good_as_none(brief, results, spoil, tmp_path, simulated):
    kept(brief, ResultCache(tmp_path))
    for path in sorted(tmp_path.iterdir())[:1]:
        spoil(path)
    simulated.clear()
    assert_same(kept(brief, ResultCache(tmp_path)), results)
    assert list(simulated.values()) == [3]


def test_what_was_of_use_longest_ago_goes_first(brief, simulated, tmp_path):
    kept(brief, ResultCache(tmp_path), 1, boards=[BOARD])
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    kept(brief, ResultCache(tmp_path, on_disk=size + size // 2), 1, boards=[OTHER])
    simulated.clear()
    kept(brief, ResultCache(tmp_path), 1, boards=[BOARD, OTHER])
    assert simulated == {BOARD: 1}


def test_memory_is_bounded(brief, simulated):
    cache = ResultCache(in_memory=0)
    kept(brief, cache, 1, boards=[BOARD])
    kept(brief, cache, 1, boards=[BOARD])
    assert simulated == {BOARD: 2}
    roomy = ResultCache(in_memory=2 * MEGABYTE)
    kept(brief, roomy, 1, boards=[BOARD])
    kept(brief, roomy, 1, boards=[BOARD])
    assert simulated == {BOARD: 3}


def test_a_folder_that_cannot_be_written_costs_no_answer(brief, results, tmp_path):
    (tmp_path / "taken").write_text("mine")
    assert_same(kept(brief, ResultCache(tmp_path / "taken")), results)
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", 0),
        ("workers", -3),
        ("seed", 2**64),
        ("seed", -1),
        ("first", -1),
        ("replications", 0),
        ("engine", "steam"),
        ("executor", "gpu"),
    ],
)
def test_what_is_refused_is_refused_also_when_results_are_cached(
    brief, name: str, value: object
):
    cache = ResultCache()
    asked = {"replications": 1, "seed": SEED, "boards": [BOARD], "cache": cache}
    run(brief, **asked)
    with pytest.raises(ScenarioError, match=name) as caught:
        run(brief, **{**asked, name: value})
    assert str(value) in str(caught.value)


def test_a_folder_that_cannot_be_written_to_is_said_once_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "results"
    in_the_way.write_text("a file")
    cache = ResultCache(in_the_way)
    for key in ("one", "two"):
        cache.save(key, f"value {key}", {"numbers": np.arange(3)})
    assert cache.load("one", dict) == "value one"
    (warning,) = caplog.messages
    assert str(in_the_way) in warning
    assert [key for key, _, _ in cache.take_unwritten()] == ["one", "two"]
    assert not cache.take_unwritten()
