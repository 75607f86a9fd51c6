"""Random variation and input uncertainty: told apart by theory, and on the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner.errors import ScenarioError
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.experiment.statistics import latin_hypercube as draws
from planner.experiment.statistics import variance_components as decomposing
from planner.experiment.statistics.latin_hypercube import draw_plans
from planner.experiment.statistics.sensitivity import rank_unknowns
from planner.experiment.statistics.variance_components import decompose, variances
from planner.experiment.uncertainty import AS_ASSUMED, Exploration, explore
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.uncertainty import (
    ranking_sentence,
    uncertainty_lines,
    uncertainty_sentence,
)

BOARD = "swansea-bay"


def made_up(
    draws: int, replications: int, measures: int, unknown: float, noise: float
) -> np.ndarray:
    """Values of a known model: normal draws of this sd, normal noise of that."""
    rng = np.random.default_rng([draws, replications, measures])
    inputs = rng.normal(0, unknown, (draws, 1, measures))
    return 100 + inputs + rng.normal(0, noise, (draws, replications, measures))


@pytest.mark.theory
@pytest.mark.parametrize("unknown", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("replications", [2, 5])
def test_both_variances_are_estimated_without_bias(unknown, replications):
    """4,000 experiments of 30 draws: their mean lies within four standard errors."""
    values = made_up(30, replications, 4000, unknown, 2.0)
    noise, _, ratio, each = variances(values)
    # Before it is cut off at nought, which would push it up.
    raw = (ratio - 1) * noise / each
    for estimate, truth in ((noise, 4.0), (raw, unknown**2)):
        error = estimate.std(ddof=1) / np.sqrt(len(estimate))
        assert estimate.mean() == pytest.approx(truth, abs=4 * error)


@pytest.mark.theory
def test_the_spread_of_draw_means_alone_would_take_luck_for_not_knowing():
    values = made_up(30, 2, 2000, 1.0, 3.0)
    naive = values.mean(axis=1).var(axis=0, ddof=1).mean()
    assert naive == pytest.approx(1 + 9 / 2, rel=0.05)
    assert variances(values)[1].mean() < 3


@pytest.mark.theory
def test_missing_values_leave_the_estimates_unbiased():
    values = made_up(30, 4, 4000, 1.5, 1.0)
    values[np.random.default_rng(5).random(values.shape) < 0.3] = np.nan
    noise, _, ratio, each = variances(values)
    assert noise.mean() == pytest.approx(1.0, rel=0.02)
    assert ((ratio - 1) * noise / each).mean() == pytest.approx(2.25, rel=0.03)


@pytest.mark.theory
@pytest.mark.parametrize("unknown", [0.5, 2.0])
def test_the_interval_of_not_knowings_share_covers_it(unknown):
    spread = decompose(made_up(30, 5, 2000, unknown, 1.0))
    truth = unknown**2 / (unknown**2 + 1)
    covered = ((spread.share_low <= truth) & (truth <= spread.share_high)).mean()
    assert covered == pytest.approx(0.95, abs=0.02)
    covered = ((spread.ci_low <= 100) & (spread.ci_high >= 100)).mean()
    assert covered == pytest.approx(0.95, abs=0.02)


@pytest.mark.theory
def test_the_three_bands_are_as_wide_as_their_parts_of_the_spread():
    """Normal parts: the middle nine tenths are 2 x 1.645 standard deviations."""
    spread = decompose(made_up(60, 5, 500, 3.0, 4.0))
    for name, sd in (("random", 4.0), ("unknown", 3.0), ("both", 5.0)):
        low, high = getattr(spread, f"{name}_low"), getattr(spread, f"{name}_high")
        assert (high - low).mean() == pytest.approx(2 * 1.645 * sd, rel=0.06)


def test_without_not_knowing_all_is_luck_and_without_luck_all_is_not_knowing():
    same = np.broadcast_to(np.array([1.0, 2.0])[None, :, None], (6, 2, 1))
    spread = decompose(same)
    assert (spread.unknown_variance[0], spread.unknown_share[0]) == (0, 0)
    apart = np.broadcast_to(np.arange(6.0)[:, None, None], (6, 2, 1))
    spread = decompose(apart)
    assert (spread.random_variance[0], spread.unknown_share[0]) == (0, 1)


def test_many_measures_are_told_apart_each_by_itself(monkeypatch):
    values = made_up(6, 3, 10, 1.0, 1.0)
    whole = decompose(values)
    monkeypatch.setattr(decomposing, "BLOCK", 4)
    np.testing.assert_array_equal(decompose(values).share_low, whole.share_low)
    alone = decompose(values[:, :, 9:])
    assert alone.both_high[0] == whole.both_high[9]


def test_what_never_varies_has_neither():
    spread = decompose(np.full((5, 3, 1), 0.1))
    assert spread.random_variance[0] == spread.unknown_variance[0] == 0
    assert np.isnan(spread.unknown_share[0])


def test_a_list_that_luck_and_not_knowing_move_is_not_below_nought():
    values = np.random.default_rng(3).exponential(size=(30, 4, 1)) ** 3
    spread = decompose(values)
    assert spread.random_low[0] == 0


def test_the_unknown_that_drives_a_measure_stands_first_with_its_direction():
    rng = np.random.default_rng(6)
    places = rng.random((60, 12))
    measure = -5 * places[:, 4] ** 3 + 0.3 * places[:, 7] + rng.normal(0, 0.1, 60)
    names = [f"unknown {number}" for number in range(12)]
    ranking = rank_unknowns(names, places, measure)
    first = ranking.iloc[0]
    assert first["unknown"] == "unknown 4"
    assert first["correlation"] < -0.9
    assert first["low_third"] > first["high_third"]
    assert "unknown 4 (−0.9" in ranking_sentence(ranking)
    # With the rest held fixed the weak one comes out too.
    partial = ranking.set_index("unknown")["partial"].abs()
    assert partial["unknown 7"] == partial.drop("unknown 4").max()


def test_idle_unknowns_are_seldom_called_clear():
    """300 measures that nothing drives: one of twenty may mark one of 20 unknowns."""
    rng = np.random.default_rng(7)
    names = [str(number) for number in range(20)]
    marked = [
        rank_unknowns(names, rng.random((30, 20)), rng.random(30))["clear"].any()
        for _ in range(300)
    ]
    assert np.mean(marked) < 0.1


def test_with_few_draws_there_is_no_partial_correlation_and_no_measure_no_ranking():
    places = np.random.default_rng(8).random((12, 6))
    ranking = rank_unknowns("abcdef", places, np.ones(12))
    assert ranking["partial"].isna().all()
    assert ranking["correlation"].isna().all()
    assert not ranking["clear"].any()


@pytest.fixture(scope="module")
def short() -> Scenario:
    return load_scenario().with_values({"years": 0.1, "run_on_days": 0})


def test_a_latin_hypercube_takes_every_layer_of_every_unknown_once(short: Scenario):
    drawn = draw_plans(short, draws=12, seed=3, boards=[BOARD])
    layers = np.sort(np.floor(drawn.places * 12), axis=0)
    assert (layers == np.arange(12)[:, None]).all()
    again = draw_plans(short, draws=12, seed=3, boards=[BOARD])
    pd.testing.assert_frame_equal(drawn.table, again.table)
    inside = drawn.table["value"].between(drawn.table["low"], drawn.table["high"])
    assert inside.all()


def test_a_drawn_scenario_holds_what_the_table_of_inputs_says(short: Scenario):
    drawn = draw_plans(short, draws=3, seed=3, boards=[BOARD])
    rows = drawn.table[drawn.table["key"] == "pathway.attributes.needs_dxa.share"]
    said = rows.set_index("draw")["value"]
    for draw in range(3):
        (plan,) = drawn.plans(draw)
        assert plan.pathway.attributes["needs_dxa"].share == said[draw]
        assert plan.plan_start == short.plan_start


def test_an_impossible_combination_is_an_error_of_the_ranges(
    short: Scenario, monkeypatch
):
    """More slots reserved than a day has; leaving it out would narrow the range."""
    values_at, calls = draws.values_at, []

    def seldom(*arguments: object) -> dict[str, object]:
        calls.append(arguments)
        reserved = {f"boards.{BOARD}.scanners.scanner.reserved_slots_a_day": 60.0}
        return values_at(*arguments) | (reserved if len(calls) == 2 else {})

    monkeypatch.setattr(draws, "values_at", seldom)
    with pytest.raises(ScenarioError, match="met in draw 1") as refused:
        draw_plans(short, draws=3, seed=1, boards=[BOARD]).plans(1)
    assert "reserved_slots_a_day" in refused.value.problems[0].key
    assert "low or high" in refused.value.problems[0].hint


def test_a_scenario_in_which_all_is_known_is_refused_in_words():
    with pytest.raises(ScenarioError, match="no number has a low or a high end"):
        explore(load_scenario("mm1"), draws=2, replications=2)


@pytest.fixture(scope="module")
def found(short: Scenario) -> Exploration:
    return explore(
        short, ["reserved-slots"], draws=6, replications=2, boards=[BOARD], workers=1
    )


def test_every_draw_has_luck_of_its_own_and_the_option_has_the_same(found, short):
    plan, option = found.draws.plans(2)
    for number, drawn in ((0, plan), (1, option)):
        alone = run(drawn, 2, boards=[BOARD], workers=1, first=4)
        row = pick_row(alone.index, alone.scenario, "joined", stage="scan")
        column = (found.index == row.reindex(found.index.columns)).all(axis=1)
        np.testing.assert_array_equal(
            found.values[number, 2][:, column.to_numpy()][:, 0],
            alone.matrix[:, int(row.name)],
        )


def test_levels_as_assumed_are_those_of_an_ordinary_run(found, short):
    plain = run(short.central(), AS_ASSUMED, boards=[BOARD], workers=1)
    row = pick_row(plain.index, plain.scenario, "waiting_list", stage="scan")
    level = pick_row(
        found.levels[found.levels["scenario"] == short.name],
        short,
        "waiting_list",
        stage="scan",
    )
    expected = plain.matrix[:, int(row.name)].mean()
    assert level["as_assumed"] == pytest.approx(expected)
    assert (level["draws"], level["n"]) == (6, 12)


def test_not_knowing_moves_a_board_more_than_luck_does(found):
    levels = found.levels[found.levels["scenario"] == found.plans[0].name]
    row = pick_row(levels, found.plans[0], "waiting_list", stage="scan")
    assert row["unknown_variance"] > row["random_variance"]
    said = uncertainty_sentence(row, {BOARD: "Swansea Bay"})
    assert said.startswith("Swansea Bay, Waiting list (scan)")
    assert "with random variation alone, 9 runs in 10" in said
    assert "Uncertain inputs make up" in said
    # Random variation lies around what is assumed, not around the mean of all draws.
    assert row["random_low"] < row["as_assumed"] < row["random_high"]


def test_differences_are_taken_within_each_draw_and_replication(found):
    row = pick_row(found.differences, found.plans[0], "seen", stage="scan")
    level = pick_row(found.index, found.plans[0], "seen", stage="scan")
    gaps = found.values[1] - found.values[0]
    assert row["mean"] == pytest.approx(gaps[:, :, int(level.name)].mean())
    assert row["both_low"] >= gaps[:, :, int(level.name)].min()
    assert not found.differences["kpi"].str.endswith(".denominator").any()
    lines = uncertainty_lines(found.differences, found.plans[0], BOARD)
    assert lines
    assert all(line.label for line in lines)


def test_the_ranking_names_plan_measure_and_every_unknown(found):
    ranking = found.ranking("waiting_list", stage="scan")
    assert set(ranking["what"]) == {"level", "difference"}
    assert set(ranking["kpi"]) == {"waiting_list"}


def test_prices_are_ranked_for_costs_and_for_nothing_else(found):
    every = {unknown.name for unknown in found.draws.unknowns}
    prices = {unknown.name for unknown in found.draws.unknowns if unknown.is_price}
    assert {"money.pension", "money.scan_consumables"} <= prices < every
    benefits = {unknown.name for unknown in found.draws.unknowns if unknown.is_benefit}
    waiting = found.ranking("waiting_list", stage="scan")
    assert set(waiting["unknown"]) == every - prices - benefits
    assert set(found.ranking("cost_whole_plan")["unknown"]) == every - benefits


def test_benefits_are_drawn_with_the_other_inputs_and_ranked_by_them(short):
    found = explore(
        short, draws=4, replications=2, boards=[BOARD], workers=1, benefits=True
    )
    ranked = set(found.ranking("fractures_avoided")["unknown"])
    assert {"benefits.refractures.late", "population.exit_rate"} <= ranked
    lines = uncertainty_lines(found.levels, short, BOARD)
    assert next(line.title for line in lines) == "Refractures avoided"


def test_the_same_seed_explores_the_same(found, short):
    again = explore(
        short, ["reserved-slots"], draws=6, replications=2, boards=[BOARD], workers=1
    )
    pd.testing.assert_frame_equal(again.levels, found.levels)
    pd.testing.assert_frame_equal(again.differences, found.differences)
