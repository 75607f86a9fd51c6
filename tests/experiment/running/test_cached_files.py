"""Files of the cache: what is damaged in any way is deleted and as good as none."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.experiment.running import cache as caches
from planner.experiment.running.cache import (
    ResultCache,
    key_of,
    pack_table,
    unpack_table,
)
from planner.experiment.running.run import results_on_hand, run
from planner.inputs.load import load_scenario

BOARD = "aneurin-bevan"
KEY = key_of("summary", 1)
TABLE = pd.DataFrame(
    {"stage": ["scan", "all"], "label": ["", "x"], "mean": [1.5, None]}
)


@pytest.fixture
def cache(tmp_path: Path) -> ResultCache:
    """A cache that keeps nothing in memory, so that the disk is read."""
    return ResultCache(tmp_path, in_memory=0)


@pytest.fixture
def path(cache: ResultCache, tmp_path: Path) -> Path:
    """The file of a table that was saved."""
    cache.save(KEY, TABLE, pack_table(TABLE))
    (path,) = tmp_path.iterdir()
    return path


def test_a_table_comes_back_from_disk_as_it_was_saved(cache: ResultCache, path: Path):
    found = cache.load(KEY, unpack_table)
    assert found is not None
    pd.testing.assert_frame_equal(found, TABLE, check_dtype=False)


def test_any_turned_bit_is_found_out(cache: ResultCache, path: Path):
    whole = path.read_bytes()
    where = np.random.default_rng(1)
    for place in where.choice(8 * len(whole), 400, replace=False).tolist():
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        path.write_bytes(damaged)
        assert cache.load(KEY, unpack_table) is None
        assert not path.exists()


@pytest.mark.parametrize("left", [0, 1, 60, 100, 300])
def test_half_a_file_is_as_good_as_none(cache: ResultCache, path: Path, left: int):
    path.write_bytes(path.read_bytes()[:left])
    assert cache.load(KEY, unpack_table) is None
    assert not path.exists()


def test_a_file_of_another_program_is_as_good_as_none(cache: ResultCache, path: Path):
    path.write_bytes(pickle.dumps({"stage": ["scan"]}))
    assert cache.load(KEY, unpack_table) is None
    np.savez_compressed(path, numbers=np.arange(3))
    assert cache.load(KEY, unpack_table) is None


def test_a_file_under_another_name_is_not_taken_for_this_one(
    cache: ResultCache, path: Path
):
    path.rename(path.with_stem(key_of("another")))
    assert cache.load(key_of("another"), unpack_table) is None


def test_a_folder_in_the_place_of_a_file_costs_no_answer(
    cache: ResultCache, path: Path
):
    path.unlink()
    path.mkdir()
    assert cache.load(KEY, unpack_table) is None


def test_what_nobody_can_unpack_is_deleted(cache: ResultCache, path: Path):
    def fail(_: object) -> None:
        raise RecursionError

    assert cache.load(KEY, fail) is None
    assert not path.exists()


def test_objects_are_neither_written_nor_brought_to_life(cache: ResultCache):
    with pytest.raises(ValueError, match="Object arrays"):
        cache.save(KEY, TABLE, {"columns": np.array([object()], dtype=object)})


def test_half_written_files_of_killed_programs_are_removed(tmp_path: Path, caplog):
    (tmp_path / ".some.0123456789ab.part").write_bytes(b"half")
    ResultCache(tmp_path).save(KEY, TABLE, pack_table(TABLE))
    assert [path.suffix for path in tmp_path.iterdir()] == [".npz"]
    assert "1 half-written" in caplog.text


def test_a_full_disk_costs_no_answer(tmp_path: Path, monkeypatch, caplog):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caches, "write_sealed", full)
    cache = ResultCache(tmp_path)
    cache.save(KEY, TABLE, pack_table(TABLE))
    assert cache.load(KEY, unpack_table) is TABLE
    assert "no space left" in caplog.text


def test_the_key_tells_whatever_it_is_made_of_apart():
    keys = {key_of("a", 1), key_of("a", 2), key_of("b", 1), key_of("a", "1"), KEY}
    assert len(keys) == 5


def test_replications_that_another_process_added_are_seen(tmp_path: Path):
    """Whoever has looked at the first ones holds these in memory."""
    brief = load_scenario().with_values({"years": 0.1, "run_on_days": 0})
    ours, theirs = ResultCache(tmp_path), ResultCache(tmp_path)
    run(brief, 1, 4, [BOARD], workers=1, cache=theirs)
    assert results_on_hand(brief, 1, 4, [BOARD], ours) is not None
    run(brief, 2, 4, [BOARD], workers=1, cache=theirs)
    assert results_on_hand(brief, 2, 4, [BOARD], ours) is not None
    assert results_on_hand(brief, 3, 4, [BOARD], ours) is None
