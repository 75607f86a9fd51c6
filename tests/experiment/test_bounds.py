"""Intervals keep within what their measure can be, and around their mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.experiment.compare import interval_of_difference
from planner.experiment.running.results import NAMES, Results
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.inputs.load import load_scenario
from planner.outcomes.kpi_table import KPIS, bounds_of
from planner.reports.number_format import DECIMALS, amount, interval

PLAN = load_scenario("mm1")
BOUNDED = [kpi for kpi in KPIS if KPIS[kpi].unit != "GBP"]


def results_of(kpi: str, values: np.ndarray) -> Results:
    """Results with one measure."""
    index = pd.DataFrame([{**dict.fromkeys(NAMES, "all"), "kpi": kpi, "label": ""}])
    return Results(PLAN, 1, index, values[:, None])


@st.composite
def measured(draw: st.DrawFn) -> tuple[str, np.ndarray]:
    kpi = draw(st.sampled_from(BOUNDED))
    low, high = KPIS[kpi].bounds
    floats = st.floats(low, min(high, 1e6), allow_subnormal=False)
    return kpi, draw(arrays(float, st.integers(2, 25), elements=floats))


@given(measured())
def test_intervals_and_bands_lie_within_the_bounds_of_their_measure(case):
    kpi, values = case
    row = summarise(results_of(kpi, values)).iloc[0]
    low, high = KPIS[kpi].bounds
    for end in ("mean", "ci_low", "ci_high", "band_low", "band_high"):
        assert low <= row[end] <= high, end
    assert row["ci_low"] <= row["mean"] <= row["ci_high"]


@pytest.mark.parametrize("all_", [0.0, 1.0])
@pytest.mark.parametrize("runs", range(2, 60))
def test_what_happens_in_every_run_or_none_lies_in_its_interval(all_: float, runs: int):
    row = summarise(results_of("cleared", np.full(runs, all_))).iloc[0]
    assert row["ci_low"] <= row["mean"] == all_ <= row["ci_high"]
    assert row["ci_low"] < row["ci_high"]


@given(measured())
def test_a_printed_mean_lies_inside_its_printed_interval(case):
    kpi, values = case
    row = summarise(results_of(kpi, values)).iloc[0]
    unit = KPIS[kpi].unit
    mean = number(amount(row["mean"], unit).removesuffix(unit))
    ends = interval(row["ci_low"], row["ci_high"], unit).split(" to ")
    assert number(ends[0]) <= mean <= number(ends[-1])
    assert DECIMALS.get(unit, 1) >= 0


def number(text: str) -> float:
    return float(text.replace(",", ""))


@given(measured(), st.randoms(use_true_random=False))
def test_a_difference_of_two_shares_is_no_more_than_all_of_it(case, random):
    kpi, values = case
    other = values.copy()
    random.shuffle(other)
    ends = interval_of_difference(values[:, None], other[:, None], pd.Series([kpi]))
    mean, low, high = (float(end[0]) for end in ends[:3])
    widest = KPIS[kpi].bounds[1] - KPIS[kpi].bounds[0]
    assert -widest <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= widest


@pytest.mark.parametrize("years", [0.25, 1.0])
def test_no_row_of_a_summary_of_two_runs_is_impossible(years: float):
    short = load_scenario().with_values({"years": years})
    summary = summarise(run(short, 2, 1, ["hywel-dda"], 1))
    bounded = summary[summary["unit"] != "GBP"]
    ends = bounded[["mean", "ci_low", "ci_high", "band_low", "band_high"]]
    assert (ends.min() >= 0).all()
    highest = bounded["kpi"].map(lambda kpi: bounds_of(kpi)[1])
    assert (ends.max(axis=1) <= highest).all()
    shares = bounded["unit"] == "%"
    assert set(highest[shares & ~bounded["kpi"].str.endswith("by_hips")]) == {100}
    assert (ends[bounded["kpi"] == "utilisation"].max() <= 1).all()
