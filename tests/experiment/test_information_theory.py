"""Worth of information on decisions whose answer is known by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, qmc

from planner.experiment.statistics.information import (
    worth_of_everything,
    worths_of_each,
)

DRAWS, RUNS, INPUTS = 200, 4, 30


def places(seed: int, draws: int = DRAWS) -> np.ndarray:
    return qmc.LatinHypercube(INPUTS, rng=seed).random(draws)


def benefits(seed: int, gap: np.ndarray, noise: float = 1.0) -> np.ndarray:
    """Two options: nought, and a gap by draw, with random variation in each run."""
    rng = np.random.default_rng(seed)
    runs = gap[:, None] + noise * rng.standard_normal((len(gap), RUNS))
    return np.stack([np.zeros_like(runs), runs])


@pytest.mark.theory
@pytest.mark.parametrize("seed", range(5))
def test_a_decision_that_hinges_on_one_number_has_the_worth_known_by_hand(seed):
    """The gap is 8 (p - 1/2), p uniform: choosing by p gains 8/8 = 1 on average."""
    drawn = places(seed)
    found = benefits(seed, 8 * (drawn[:, 0] - 0.5))
    everything = worth_of_everything(found)
    one, *others = worths_of_each(found, drawn, everything.value)
    assert everything.low <= 1 <= everything.high
    assert one.low <= 1 <= one.high
    assert one.value == pytest.approx(everything.value, abs=0.1)
    assert one.clear
    (low_end, first), (place, second) = one.switches
    assert (low_end, first, second) == (0.0, 0, 1)
    assert place == pytest.approx(0.5, abs=0.05)
    assert max(each.value for each in others) < 0.1


@pytest.mark.theory
def test_two_normal_inputs_share_the_worth_as_the_loss_integral_says():
    """The gap is 1/2 + 2 z1 + z2: EVPI and EVPPI are unit normal loss integrals."""
    within = []
    for seed in range(20):
        drawn = places(seed)
        z = norm.ppf(drawn)
        found = benefits(seed, 0.5 + 2 * z[:, 0] + z[:, 1])
        everything = worth_of_everything(found)
        worths = worths_of_each(found, drawn, everything.value)
        for sd, worth in ((np.sqrt(5), everything), (2, worths[0]), (1, worths[1])):
            truth = sd * (norm.pdf(0.5 / sd) - 0.5 / sd * norm.sf(0.5 / sd))
            within.append(worth.low <= truth <= worth.high)
    assert np.mean(within) >= 0.9


@pytest.mark.theory
@pytest.mark.parametrize("seed", range(5))
def test_a_decision_that_no_number_can_change_is_worth_nothing(seed):
    drawn = places(seed)
    found = benefits(seed, 20 + 4 * drawn[:, 0])
    assert worth_of_everything(found).value == 0
    assert max(each.value for each in worths_of_each(found, drawn)) == 0


@pytest.mark.theory
def test_random_variation_alone_is_never_worth_counting():
    """Two options that differ by chance: nobody can know it before deciding."""
    clear, worths = 0, []
    for seed in range(40):
        drawn = places(seed, 100)
        found = benefits(seed, np.zeros(100), noise=5.0)
        clear += any(each.clear for each in worths_of_each(found, drawn))
        worths.append(worth_of_everything(found).value)
    assert clear <= 6
    naive = 5 / np.sqrt(RUNS) * norm.pdf(0)
    assert np.mean(worths) < naive / 2


def test_options_that_never_differ_are_worth_nothing():
    drawn = places(1)
    found = np.zeros((3, DRAWS, RUNS))
    assert worth_of_everything(found).value == 0
    assert all(
        each.value == 0 and not each.clear for each in worths_of_each(found, drawn)
    )


def test_of_three_options_the_best_is_told_along_the_range():
    drawn = places(3)
    gap = 8 * (drawn[:, 0] - 0.5)
    runs = np.stack([0 * gap, gap, 2 * gap - 2])[:, :, None]
    found = np.repeat(runs, RUNS, axis=2)
    one = worths_of_each(found, drawn)[0]
    assert [option for _place, option in one.switches] == [0, 1, 2]
    assert [place for place, _option in one.switches] == pytest.approx(
        [0, 0.5, 0.75], abs=0.02
    )
