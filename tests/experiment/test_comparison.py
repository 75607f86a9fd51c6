"""Summaries and paired comparisons, and how sure they may be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from planner.errors import ScenarioError
from planner.experiment.compare import (
    chance_better,
    compare,
    interval_of_difference,
)
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.statistics.intervals import (
    interval_of_chance,
    interval_of_mean,
    prediction_band,
)
from planner.experiment.statistics.summarise import summarise
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_table import KPIS
from tests.results_of_table import results_of_table

BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def short() -> Scenario:
    return load_scenario().with_values({"years": 0.25, "run_on_days": 120})


@pytest.fixture(scope="module")
def results(short: Scenario) -> Results:
    return run(short, replications=4, boards=[BOARD], workers=1)


def test_a_scenario_compared_with_itself_differs_by_exactly_nothing(short, results):
    table = compare(results, run(short, replications=4, boards=[BOARD], workers=1))
    assert len(table) > 100
    assert (table["difference"] == 0).all()
    sure = table[table["n"] > 1]
    assert (sure["ci_low"] == 0).all()
    assert (sure["ci_high"] == 0).all()
    better = table.loc[table["better"] != "", "chance_better"]
    assert (better == 0.5).all()


def test_differences_are_taken_within_each_replication(short):
    central = short.central()
    results = run(central, replications=4, boards=[BOARD], workers=1)
    more = central.with_values({f"boards.{BOARD}.scanners.scanner.slots_a_session": 9})
    option = run(more, replications=4, boards=[BOARD], workers=1)
    table = compare(results, option).set_index(["stage", "group", "period", "kpi"])
    row = table.loc[("scan", "all", "2026/27", "seen")]
    one, other = (
        r.table.query("stage == 'scan' and group == 'all' and kpi == 'seen'")["value"]
        for r in (results, option)
    )
    paired = other.to_numpy() - one.to_numpy()
    assert row["difference"] == pytest.approx(paired.mean())
    half = 3.182446 * paired.std(ddof=1) / 2
    assert row["ci_low"] == pytest.approx(paired.mean() - half, abs=1e-3)
    assert row["chance_better"] == 1.0
    assert row["n"] == 4


@pytest.mark.parametrize("kpis", [{"seen", "waiting_list"}, {"cleared"}])
def test_rows_compared_alone_are_the_same_as_among_all(short, results, kpis):
    more = short.with_values({f"boards.{BOARD}.scanners.scanner.slots_a_session": 9})
    for changed in (short, more):
        option = run(changed, replications=4, boards=[BOARD], workers=1)
        table = compare(results, option)
        alone = compare(results, option, lambda index: index["kpi"].isin(kpis))
        expected = table[table["kpi"].isin(kpis)].reset_index(drop=True)
        assert len(alone) > 0
        pd.testing.assert_frame_equal(alone, expected, check_exact=True)


@pytest.mark.parametrize(
    ("change", "what"),
    [({"seed": 2}, "seed"), ({"replications": 3}, "number of replications")],
)
def test_runs_that_cannot_be_paired_are_refused(short, results, change, what):
    asked = {"replications": 4, "seed": 1, **change}
    other = run(short, boards=[BOARD], workers=1, **asked)
    with pytest.raises(ScenarioError, match=what):
        compare(results, other)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """2000 experiments of 10: 95 % must lie between 93.7 and 96.3 %."""
    numbers = np.random.default_rng(1).normal(3.0, 2.0, (10, 2000))
    mean, low, high = interval_of_mean(numbers, 0.95)
    covered = ((low <= 3) & (high >= 3)).mean()
    assert 0.937 <= covered <= 0.963
    np.testing.assert_allclose(mean, numbers.mean(axis=0))


def test_the_prediction_band_of_many_runs_ends_at_their_percentiles():
    numbers = np.random.default_rng(1).normal(0, 1, (20_000, 1))
    low, high = prediction_band(numbers)
    assert low[0] == pytest.approx(-1.645, abs=0.03)
    assert high[0] == pytest.approx(1.645, abs=0.03)


@pytest.mark.parametrize("replications", [5, 10, 18, 19, 40])
@pytest.mark.parametrize("shape", ["normal", "exponential"])
def test_the_prediction_band_holds_the_next_run_nine_times_in_ten(shape, replications):
    """4,000 experiments: the chance is known to 1.9 points, at 99.99 %."""
    rng = np.random.default_rng(replications)
    numbers = getattr(rng, shape)(size=(replications + 1, 4000))
    numbers += 10  # lists and shares lie well above nought
    low, high = prediction_band(numbers[:-1])
    inside = ((low <= numbers[-1]) & (numbers[-1] <= high)).mean()
    # Student's interval, for few runs, is exact for normal numbers only.
    spare = 0.03 if shape == "exponential" and replications < 19 else 0.022
    assert inside == pytest.approx(0.9, abs=spare)


def test_the_prediction_band_of_a_list_is_not_below_nought():
    low, _ = prediction_band(np.array([[0.0], [1.0], [9.0]]))
    assert low[0] == 0


def test_one_run_gives_no_prediction_band():
    low, high = prediction_band(np.array([[3.0], [np.nan]]))
    assert np.isnan(low[0])
    assert np.isnan(high[0])


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("runs", [10, 50])
def test_the_interval_of_a_chance_covers_it_about_as_often_as_it_says(chance, runs):
    """Exact, by the binomial distribution: whole runs make it jump around 95 %."""
    times = np.arange(runs + 1)
    low, high = interval_of_chance(times.astype(float), np.full(runs + 1, runs))
    weight = stats.binom.pmf(times, runs, chance)
    assert weight[(low <= chance) & (chance <= high)].sum() == pytest.approx(
        0.95, abs=0.04
    )


def test_ten_wins_in_ten_runs_are_not_certainty():
    chance, low, high = chance_better(np.ones((10, 1)), np.array(["up"]))
    assert (chance[0], high[0]) == (1, pytest.approx(1))
    assert low[0] == pytest.approx(0.722, abs=0.001)


def test_ties_count_half_and_a_measure_without_a_better_way_has_no_chance():
    gaps = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0], [-1.0, -1.0]])
    chance, low, _ = chance_better(gaps, np.array(["down", ""]))
    assert chance[0] == 0.5
    assert np.isnan(chance[1])
    assert np.isnan(low[1])


def test_a_chance_that_moves_in_every_run_seen_is_not_known_for_sure():
    """Student's t would say plus 1, give or take nothing."""
    none, all_runs = np.zeros((10, 1)), np.ones((10, 1))
    mean, low, high, *_ = interval_of_difference(none, all_runs, pd.Series(["cleared"]))
    assert mean[0] == high[0] == 1
    assert 0.5 < low[0] < 0.7


def test_the_interval_of_a_difference_of_chances_covers_it_on_average():
    """Whole runs make it jump, as every such interval; Student's t misses far more."""
    drawn, kpis = np.random.default_rng(4).random((12, 4000)), pd.Series(["cleared"])
    covered: dict[str, list[float]] = {"ours": [], "student": []}
    for gap in (0.05, 0.1, 0.15, 0.2, 0.3):
        one, other = (drawn < 0.2) * 1.0, (drawn < 0.2 + gap) * 1.0
        ours = interval_of_difference(one, other, kpis.repeat(4000))
        student = interval_of_mean(other - one)
        for name, (_, low, high) in (("ours", ours[:3]), ("student", student)):
            covered[name].append(((low <= gap) & (high >= gap)).mean())
    assert np.mean(covered["ours"]) > 0.93
    assert np.mean(covered["student"]) < 0.85


def test_values_without_a_base_are_left_out_not_counted_as_nothing():
    numbers = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [2.0, 7.0, np.nan]])
    mean, low, high = interval_of_mean(numbers)
    np.testing.assert_allclose(mean, [2, 6, np.nan])
    assert np.isnan(high[2])
    assert low[1] < 6 < high[1]


def test_one_replication_has_a_mean_but_no_interval(short: Scenario):
    summary = summarise(run(short, replications=1, boards=[BOARD], workers=1))
    assert summary["mean"].notna().all()
    assert summary["ci_low"].isna().all()
    assert (summary["n"] == 1).all()


def test_means_lie_in_their_intervals_and_bands(results: Results):
    summary = summarise(results)
    summary = summary[summary["n"] > 1]
    ordered = summary[["ci_low", "mean", "ci_high"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= -1e-9).all()
    assert (summary["band_low"] <= summary["band_high"] + 1e-9).all()


def test_chances_in_a_summary_have_wilsons_interval(results: Results):
    summary = summarise(results)
    none = summary[(summary["kpi"] == "cleared") & (summary["mean"] == 0)].iloc[0]
    assert (none["ci_low"], none["n"]) == (0, 4)
    assert none["ci_high"] == pytest.approx(0.49, abs=0.01)


def test_every_measure_in_the_table_is_in_the_register(results: Results):
    found = {kpi.removesuffix(".denominator") for kpi in results.table["kpi"]}
    assert found <= set(KPIS)


def test_results_made_again_from_their_table_are_the_same(results: Results):
    again = results_of_table(results.table, scenario=results.scenario, seed=1)
    assert again.digest == results.digest
