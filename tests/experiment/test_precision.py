"""The automatic number of replications: it keeps its word, and says what it reached."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from planner.errors import ScenarioError
from planner.experiment import precision
from planner.experiment.precision import (
    FEWEST,
    LOOKED_LEVEL,
    PreciseRuns,
    PrecisionTarget,
    known_to,
    looks_of,
    run_until,
)
from planner.experiment.running.extend import extended
from planner.experiment.running.results import NAMES, Results
from planner.experiment.running.run import run
from planner.experiment.statistics.set_bands import bands_of_differences, sets_of
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.precision import precision_sentences
from tests.results_of_table import results_of_table

BOARD = "swansea-bay"
SEEN = "seen"


def played(
    numbers: np.ndarray, wanted: PrecisionTarget, level: float, sets: int = 0
) -> tuple[float, float]:
    """Share of sequences whose last interval holds 0, and their mean length.

    Parameters
    ----------
    numbers : array, shape (replications, sequences), of mean 0
    sets : fitting sets that the replications go through
    """
    sequences = numbers.shape[1]
    going = np.ones(sequences, dtype=bool)
    held, length = np.zeros(sequences, dtype=bool), np.zeros(sequences)
    for number in looks_of(wanted):
        bands = bands_of_differences(numbers[:number], sets_of(number, sets), level)
        low, high = bands.ci_low, bands.ci_high
        enough = (high - low) / 2 <= wanted.half_width
        stops = going & (enough | (number == wanted.ceiling))
        held[stops] = (low[stops] <= 0) & (high[stops] >= 0)
        length[stops] = number
        going &= ~stops
    assert not going.any()
    return float(held.mean()), float(length.mean())


@pytest.mark.theory
@pytest.mark.parametrize("sets", [0, 30])
def test_the_interval_at_the_stop_holds_the_truth_19_times_in_20_or_more(sets: int):
    """2,000 sequences at each of ten widths, from ten replications to the ceiling.

    The share held is known to half a point over all widths, to 1.5 points at one.
    """
    drawn = np.random.default_rng(20).normal(size=(200, 2000))
    widths = np.geomspace(1.1, 0.15, 10)
    held = [played(drawn, PrecisionTarget(w), LOOKED_LEVEL, sets)[0] for w in widths]
    assert min(held) > 0.94
    assert 0.95 < np.mean(held) < 0.975


@pytest.mark.theory
def test_a_95_percent_interval_looked_at_again_and_again_would_not():
    """The worst width: about 93.5 %; 20,000 sequences know it to 0.5 points."""
    drawn = np.random.default_rng(21).normal(size=(100, 20_000))
    wanted = PrecisionTarget(0.45, ceiling=100)
    assert played(drawn, wanted, 0.95)[0] < 0.943
    assert played(drawn, wanted, LOOKED_LEVEL)[0] > 0.948


def test_the_honest_level_costs_a_sixth_more_replications():
    drawn = np.random.default_rng(22).normal(size=(200, 2000))
    cheap, honest = (
        played(drawn, PrecisionTarget(0.3), level)[1] for level in (0.95, LOOKED_LEVEL)
    )
    assert 1.1 < honest / cheap < 1.25


def test_sets_that_differ_do_not_make_a_difference_less_known():
    """The width is that of random variation within the sets; nor is it narrower."""
    noise = np.random.default_rng(23).normal(size=60)
    sets = sets_of(60, 30)
    _, alike = known_to(noise, sets)
    _, apart = known_to(noise + 50.0 * sets, sets)
    assert apart == pytest.approx(alike)
    _, pooled = known_to(noise, np.zeros(60, dtype=np.intp))
    assert 0.7 < apart / pooled < 1.5


def test_looks_come_in_growing_batches_from_the_floor_to_the_ceiling():
    looks = list(looks_of(PrecisionTarget(1.0, floor=12, ceiling=100)))
    assert (looks[0], looks[-1]) == (12, 100)
    steps = [after - before for before, after in pairwise(looks)]
    assert steps[:-1] == sorted(steps[:-1])


def test_a_relative_width_is_of_the_true_difference_not_of_the_estimate():
    wanted = PrecisionTarget(0.25, relative=True)
    assert wanted.enough(-10, 2.0)
    assert not wanted.enough(10, 2.01)


@pytest.fixture(scope="module")
def plans() -> tuple[Scenario, Scenario]:
    """A short plan with central values alone, and one with longer sessions."""
    short = load_scenario().central().with_values({"years": 0.1, "run_on_days": 0})
    more = {f"boards.{BOARD}.scanners.scanner.slots_a_session": 9}
    return short, short.with_values(more).renamed("more", "More")


def in_time(plans: tuple[Scenario, Scenario], wanted: PrecisionTarget) -> PreciseRuns:
    before, after = plans
    return run_until(before, [after], wanted, boards=[BOARD], workers=1)


@pytest.fixture(scope="module")
def reached(plans: tuple[Scenario, Scenario]) -> PreciseRuns:
    """Known to so many people scanned, with the replications that ran."""
    ran: list[tuple[str, int, int]] = []

    def counted(plan: Scenario, number: int, *others: object, **more: int) -> Results:
        ran.append((plan.name, more["first"], number))
        return run(plan, number, *others, **more)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(precision, "run", counted)
        found = in_time(plans, PrecisionTarget(2.5, SEEN, stage="scan", ceiling=30))
    # Every replication of either plan ran once, and none twice.
    for name in {name for name, *_ in ran}:
        numbers = [n for who, a, k in ran if who == name for n in range(a, a + k)]
        assert numbers == list(range(found.replications))
    return found


def test_a_run_stops_when_the_paired_difference_is_known_as_asked(reached: PreciseRuns):
    assert reached.as_asked
    assert FEWEST <= reached.replications < 30
    row = reached.differences.iloc[0]
    assert row["half_width"] <= 2.5
    assert row["ci_high"] - row["ci_low"] == pytest.approx(2 * row["half_width"])
    # The look before was not enough, or there was none.
    assert reached.looks == tuple(looks_of(reached.wanted))[: len(reached.looks)]


def test_the_runs_are_those_of_a_run_of_so_many_at_once(plans, reached: PreciseRuns):
    number = reached.replications
    for plan, got in zip(plans, (reached.baseline, *reached.options), strict=True):
        whole = run(plan, number, boards=[BOARD], workers=1)
        assert got.digest == whole.digest
        pd.testing.assert_frame_equal(got.table, whole.table)


def test_what_is_reached_is_said_in_one_sentence(plans, reached: PreciseRuns):
    (said,) = precision_sentences(reached, {BOARD: "Swansea Bay"})
    assert said.startswith(f"After {reached.replications} replications the difference")
    assert "Swansea Bay" in said
    assert said.endswith("people, as asked (±2.5 people).")


def test_a_run_that_stops_at_its_ceiling_says_so(plans):
    short = in_time(plans, PrecisionTarget(0.01, SEEN, stage="scan", ceiling=11))
    assert (short.replications, short.as_asked) == (11, False)
    (said,) = precision_sentences(short)
    assert said.startswith("Stopped at the ceiling of 11 replications:")
    assert said.endswith("asked was ±0.010 people.")


def test_a_continued_run_equals_the_run_of_both_parts(plans):
    plan = plans[0]
    parts = [run(plan, 2, 3, [BOARD], 1, first=first) for first in (0, 2)]
    whole = run(plan, 4, 3, [BOARD], 1)
    both = extended(*parts)
    assert both.digest == whole.digest
    pd.testing.assert_frame_equal(both.table, whole.table)
    again = results_of_table(parts[1].table, scenario=plan, seed=3)
    assert again.first == 2


def small(index: list[str], values: list[list[float]], first: int) -> Results:
    """Results with one column a measure."""
    columns = {name: ["all"] * len(index) for name in NAMES}
    table = pd.DataFrame({**columns, "kpi": index})
    plan = load_scenario("mm1")
    return Results(plan, 1, table, np.array(values), first=first)


def test_a_measure_that_one_part_lacks_has_no_value_there():
    both = extended(
        small(["a", "c"], [[1.0, 2.0]], 0), small(["b", "c"], [[3.0, 4.0]], 1)
    )
    assert both.index["kpi"].tolist() == ["a", "b", "c"]
    np.testing.assert_array_equal(both.matrix, [[1, np.nan, 2], [np.nan, 3, 4]])


def test_parts_with_a_gap_between_them_are_refused():
    one, other = small(["a"], [[1.0]], 0), small(["a"], [[1.0]], 2)
    with pytest.raises(ScenarioError, match="next replication"):
        extended(one, other)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"half_width": 0.0}, "above 0"),
        ({"half_width": float("nan")}, "above 0"),
        ({"half_width": 1.0, "kpi": "happiness"}, "no measure of this name"),
        ({"half_width": 1.0, "floor": 3}, "between 10 and"),
        ({"half_width": 1.0, "ceiling": 5}, "between 10 and"),
    ],
)
def test_what_cannot_be_wanted_is_refused(asked, said):
    with pytest.raises(ScenarioError, match=said):
        PrecisionTarget(**asked)


def test_a_measure_that_was_not_taken_is_refused_with_those_places_that_have_it(plans):
    with pytest.raises(ScenarioError, match="was not taken"):
        in_time(plans, PrecisionTarget(1.0, SEEN, stage="moon"))
