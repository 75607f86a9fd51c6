"""Runs over sets of constants that fit alike: sets, bands, comparisons, overrides."""

from __future__ import annotations

import numpy as np
import pytest

from planner import Scenario, compare, load_scenario, run
from planner.experiment.ranking import rank_by_set
from planner.experiment.running.fingerprints import board_fingerprints
from planner.experiment.statistics.set_bands import (
    bands_of_differences,
    set_bands,
    sets_of,
)
from planner.experiment.statistics.summarise import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.fitting_sets import in_set, set_number, table_of_sets

BOARD = "aneurin-bevan"
LIST = f"boards.{BOARD}.waiting_list.scan.count"
SLOTS = f"boards.{BOARD}.scanners.scanner.reserved_slots_a_day"
LEAST = 30


@pytest.fixture(scope="module")
def today() -> Scenario:
    return load_scenario()


@pytest.fixture(scope="module")
def short(today: Scenario) -> Scenario:
    return today.with_values({"years": 0.25, "run_on_days": 0})


def test_every_board_with_a_scanner_has_thirty_sets_beside_its_central_values(today):
    table = table_of_sets()
    boards = {name for name in today.providers if today.boards[name].scanners}
    assert set(table["board"]) == boards
    assert (table.groupby("board")["set"].nunique() >= LEAST + 1).all()
    assert today.sets >= LEAST


def test_every_shipped_set_is_accepted_by_the_checks_of_a_scenario(today):
    for number in range(today.sets):
        made = in_set(today, 2 * number)
        values = {
            key: type(_read(today, key))(values[number])
            for key, values in today.fitting_sets.items()
        }
        checked = today.central().with_values(values)
        assert made.model_dump() == checked.model_dump()
        for (_, one), (_, other) in zip(made.periods, checked.periods, strict=True):
            assert one.boards == other.boards
            assert one.pathway == other.pathway


def _read(scenario: Scenario, key: str):
    here = scenario.model_dump()
    for part in key.split("."):
        here = here[part]
    return here


def test_replications_take_the_sets_two_by_two_and_begin_again():
    assert [set_number(n, 3) for n in range(8)] == [0, 0, 1, 1, 2, 2, 0, 0]


def test_a_number_that_somebody_types_holds_in_every_set(today):
    mine = today.with_values({LIST: 777})
    assert LIST not in mine.fitting_sets
    assert {in_set(mine, n).boards[BOARD].waiting_list["scan"].count for n in range(20)}
    counts = {
        in_set(mine, n).boards[BOARD].waiting_list["scan"].count for n in range(20)
    }
    assert counts == {777}
    slots = {
        in_set(mine, n).boards[BOARD].scanners["scanner"].reserved_slots_a_day
        for n in range(20)
    }
    assert len(slots) > 5


def test_a_change_that_adds_works_on_the_value_of_each_set(today):
    option = apply_option(today, load_option("reserved-slots"))
    before, after = in_set(today, 6), in_set(option, 6)
    last = after.periods[-1][1].boards[BOARD].scanners["scanner"].reserved_slots_a_day
    own = before.boards[BOARD].scanners["scanner"].reserved_slots_a_day
    assert own != today.boards[BOARD].scanners["scanner"].reserved_slots_a_day
    assert last == pytest.approx(own + 1)


def test_central_values_and_sets_have_fingerprints_of_their_own(today):
    central = today.central()
    assert central.sets == 0
    assert central.fingerprint() != today.fingerprint()
    one, other = (
        board_fingerprints(each, [BOARD, "hywel-dda"]) for each in (today, central)
    )
    assert one[BOARD] != other[BOARD]
    mine = board_fingerprints(today.with_values({LIST: 777}), [BOARD, "hywel-dda"])
    assert mine[BOARD] != one[BOARD]
    assert mine["hywel-dda"] == one["hywel-dda"]


def test_the_same_seed_gives_the_same_digest_whatever_the_workers(short):
    runs = [run(short, 5, 3, [BOARD], workers=workers) for workers in (1, 2)]
    assert runs[0].digest == runs[1].digest
    again = run(short, 2, 3, [BOARD], workers=1, first=3)
    np.testing.assert_array_equal(
        np.nan_to_num(again.values_of(_list_key(again))),
        np.nan_to_num(runs[0].values_of(_list_key(runs[0]))[3:]),
    )


def _list_key(results):
    index = results.index
    rows = index[(index["kpi"] == "waiting_list") & (index["stage"] == "scan")]
    rows = rows[(rows["group"] == "all") & (rows["provider"] == BOARD)]
    names = (
        "provider residence stage role group reason span period kpi".split()  # noqa: SIM905
    )
    return tuple(rows.iloc[0][names])


def test_an_option_is_paired_with_the_baseline_in_the_same_set(short):
    """More reserved slots move nobody on day 0, where the sets' lists differ widely."""
    option = apply_option(short, load_option("reserved-slots"))
    one, other = (run(plan, 4, 1, [BOARD], workers=1) for plan in (short, option))
    key = _list_key(one)
    np.testing.assert_array_equal(one.values_of(key), other.values_of(key))
    assert len(set(one.values_of(key))) > 1
    table = compare(one, other)
    assert (table["sets"] <= 2).all()
    assert (table["sets_better"].dropna() <= 2).all()


def test_a_summary_has_a_band_of_all_that_fits_around_that_of_random_variation(short):
    table = summarise(run(short, 6, 1, [BOARD], workers=1))
    assert (table["sets"] == 3).all()
    known = table.dropna(subset=["random_low", "band_low"])
    assert (known["band_low"] <= known["random_low"]).all()
    assert (known["band_high"] >= known["random_high"]).all()
    lists = known[(known["kpi"] == "waiting_list") & (known["stage"] == "scan")]
    wide = (lists["band_high"] - lists["band_low"]).mean()
    assert wide > 2 * (lists["random_high"] - lists["random_low"]).mean()
    central = summarise(run(short.central(), 6, 1, [BOARD], workers=1))
    assert (central["sets"] == 0).all()
    equal = central["band_low"].isna() | (central["band_low"] == central["random_low"])
    assert equal.all()


def drawn(rng: np.random.Generator, runs: int, apart: float) -> np.ndarray:
    """Values whose sets lie `apart`, in standard deviations, with noise of 1."""
    sets = sets_of(runs, 30)
    centres = 100 + apart * rng.standard_normal((30, 400))
    return centres[sets] + rng.standard_normal((runs, 400))


@pytest.mark.parametrize("apart", [0.0, 5.0])
@pytest.mark.parametrize("runs", [10, 30])
def test_the_random_band_leaves_out_what_sets_the_sets_apart(runs: int, apart: float):
    """It holds a future of one known set nine times in ten, however far sets lie."""
    rng = np.random.default_rng(5)
    bands = set_bands(drawn(rng, runs, apart), sets_of(runs, 30))
    half = (bands.random_high - bands.random_low) / 2
    held = np.abs(rng.standard_normal((2000, 400)) * np.sqrt(1 + 1 / runs)) <= half
    assert held.mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("runs", [10, 20, 30, 60])
def test_the_wide_band_holds_nine_futures_in_ten_of_a_set_not_seen(runs: int):
    rng = np.random.default_rng(6)
    bands = set_bands(drawn(rng, runs, 3.0), sets_of(runs, 30))
    future = 100 + 3 * rng.standard_normal((2000, 400))
    future += rng.standard_normal((2000, 400))
    held = (future >= bands.band_low) & (future <= bands.band_high)
    assert 0.86 <= held.mean() <= 0.94


def test_a_few_sets_do_not_reach_far_beyond_themselves():
    """One set apart makes no band below all values that were seen."""
    centres = np.repeat([12.0, 13.0, 12.5, 13.5, 48.0], 4)
    noise = np.tile([-0.5, 0.5], 10)
    bands = set_bands((centres + noise)[:, None], sets_of(20, 10))
    assert 10.0 < bands.band_low[0] < 12.0
    assert 48.0 < bands.band_high[0] < 50.0


def test_a_band_of_differences_may_reach_below_nought():
    gaps = np.array([[0.1], [0.2], [3.0], [3.1], [0.5], [0.4]])
    bands = bands_of_differences(gaps, sets_of(6, 3))
    assert bands.band_low[0] < 0


def test_the_order_of_options_is_told_set_by_set(short):
    options = [
        apply_option(short, load_option(name))
        for name in ("reserved-slots", "weekend-scanning")
    ]
    runs = [run(plan, 4, 1, [BOARD], workers=1) for plan in (short, *options)]
    ranking = rank_by_set(runs, "waiting_list", BOARD, "scan")
    assert ranking.sets == 2
    assert sum(times for _, times in ranking.orders) == 2
    assert sum(times for _, times in ranking.first) == 2
