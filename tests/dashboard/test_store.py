"""Stored results: whole, or as good as none."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import planner
from dashboard import compression as packing
from dashboard import plans
from dashboard.compression import pack_table, unpack_results, unpack_table
from dashboard.store import ResultKey, ResultStore
from tests.dashboard.conftest import SEED, WHOLE

KEY = ResultKey("abc", seed=1, replications=10)
TABLE = pd.DataFrame(
    {"stage": ["scan", "all"], "label": ["", "x"], "mean": [1.5, None]}
)


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    """An empty store that remembers one result only, so that the disk is read."""
    return ResultStore(tmp_path, in_memory=1)


def forget(store: ResultStore) -> None:
    """Push what is kept in memory out of it."""
    store.save(ResultKey("other", 1, 1), TABLE, pack_table(TABLE))


def only_file(store: ResultStore) -> Path:
    """The file of KEY."""
    return store.folder / f"{KEY.name}.npz"


def test_a_table_comes_back_from_disk_as_it_was_kept(store: ResultStore) -> None:
    store.save(KEY, TABLE, pack_table(TABLE))
    forget(store)
    kept = store.load(KEY, unpack_table)
    assert kept is not None
    assert kept is not TABLE
    pd.testing.assert_frame_equal(kept, TABLE, check_dtype=False)


def test_results_come_back_with_the_same_digest(results: planner.Results) -> None:
    packed = packing.pack_results(results)
    again = unpack_results(packed, plans.load(WHOLE), SEED)
    assert again.digest == results.digest
    pd.testing.assert_frame_equal(planner.summarise(again), planner.summarise(results))


@pytest.mark.parametrize("kept", [0, 1, 100, 400])
def test_a_half_written_file_is_as_good_as_none(store: ResultStore, kept: int) -> None:
    store.save(KEY, TABLE, pack_table(TABLE))
    forget(store)
    only_file(store).write_bytes(only_file(store).read_bytes()[:kept])
    assert store.load(KEY, unpack_table) is None


def test_a_file_of_another_program_is_as_good_as_none(store: ResultStore) -> None:
    only_file(store).write_bytes(pickle.dumps({"stage": ["scan"]}))
    assert store.load(KEY, unpack_table) is None
    np.savez_compressed(only_file(store), numbers=np.arange(3))
    assert store.load(KEY, unpack_table) is None


def test_a_result_under_another_name_is_not_taken_for_this_one(
    store: ResultStore,
) -> None:
    other = ResultKey("def", seed=1, replications=10)
    store.save(other, TABLE, pack_table(TABLE))
    (store.folder / f"{other.name}.npz").rename(only_file(store))
    assert store.load(KEY, unpack_table) is None


def test_objects_in_a_file_are_never_brought_to_life(store: ResultStore) -> None:
    columns = np.array([object()], dtype=object)
    whole = {"format": packing.FORMAT, "name": KEY.name, "columns": columns}
    np.savez_compressed(only_file(store), allow_pickle=True, **whole)
    assert store.load(KEY, unpack_table) is None


def test_another_seed_version_or_board_is_another_result() -> None:
    names = {
        KEY.name,
        ResultKey("abc", 2, 10).name,
        ResultKey("abc", 1, 11).name,
        ResultKey("abc", 1, 10, ("powys",)).name,
        ResultKey("abc", 1, 10, version="9").name,
        KEY.of_summary.name,
    }
    assert len(names) == 6


def test_the_store_keeps_the_newest_and_sweeps_up_halves(tmp_path: Path) -> None:
    first = ResultStore(tmp_path)
    for number in range(4):
        first.save(ResultKey(str(number), 1, 1), TABLE, pack_table(TABLE))
    (first.folder / "left-over.part").write_bytes(b"half")
    assert len(list(ResultStore(tmp_path, kept=2).folder.iterdir())) == 2


def test_a_disk_that_takes_nothing_costs_no_answer(
    store: ResultStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(packing, "write", full)
    store.save(KEY, TABLE, pack_table(TABLE))
    assert store.load(KEY, unpack_table) is TABLE
