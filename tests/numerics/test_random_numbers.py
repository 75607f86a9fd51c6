"""Named streams: keys are declared once, scalars and arrays are mixed alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import ScenarioError
from planner.inputs.distributions import Distribution
from planner.numerics.random_numbers import (
    Purpose,
    Source,
    inside,
    minutes_drawn,
    mix_seed,
    mix_seeds,
    places,
    replication_seed,
    uniform,
    uniforms,
)
from planner.numerics.sampling import in_whole_minutes, sample

SEEDS = st.integers(0, 2**64 - 1)
KEYS = st.lists(st.integers(-(2**40), 2**40), max_size=5)


@given(SEEDS, KEYS)
def test_the_scalar_mixer_agrees_with_the_array_mixer(seed: int, keys: list[int]):
    assert mix_seed(seed, *keys) == int(mix_seeds(np.uint64(seed), *keys))
    assert uniform(seed, *keys) == float(uniforms(np.uint64(seed), *keys))
    assert 0 <= uniform(seed, *keys) < 1


def test_purposes_and_sources_are_declared_numbers_and_none_is_used_twice():
    for declared in (Purpose, Source):
        assert len(declared.__members__) == len(set(map(int, declared)))


def test_replications_and_seeds_start_from_words_of_their_own():
    seeds = {replication_seed(seed, n) for seed in range(50) for n in range(50)}
    assert len(seeds) == 2500


def test_numbers_are_spread_evenly_and_purposes_know_nothing_of_each_other():
    seeds = mix_seeds(1, np.arange(20_000))
    one, other = uniforms(seeds, Purpose.DNA), uniforms(seeds, Purpose.ROUTE)
    counts = np.histogram(one, bins=20, range=(0, 1))[0]
    # 20 cells of 1000: the statistic exceeds 43.8 once in a thousand times.
    assert ((counts - 1000) ** 2 / 1000).sum() < 43.8
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.025


def test_a_number_moved_inside_is_never_0_or_1():
    edges = inside(np.array([0.0, 1 - 2.0**-53]))
    assert (edges > 0).all()
    assert (edges < 1).all()


# The first call compiles.
@settings(deadline=None)
@given(st.lists(SEEDS, max_size=5), KEYS)
def test_places_are_uniform_numbers_moved_inside(seeds: list[int], keys: list[int]):
    several = np.array(seeds, dtype=np.uint64)
    np.testing.assert_array_equal(
        places(several, *keys), inside(uniforms(several, *keys))
    )


def test_minutes_are_drawn_as_a_distribution_says():
    seeds, keys = mix_seeds(1, np.arange(1000)), (Purpose.DURATION, 3, 0)
    shape = Distribution(kind="lognormal", mean=2, sd=3)
    values = sample(shape, inside(uniforms(seeds, *keys)))
    least = minutes_drawn(seeds, keys, shape, at_least=1)
    np.testing.assert_array_equal(least, in_whole_minutes(values, at_least=1))
    twice = minutes_drawn(seeds, keys, shape, factor=np.full(1000, 2.0))
    np.testing.assert_array_equal(twice, in_whole_minutes(values * 2))


@pytest.mark.parametrize("seed", [-1, 2**64, 2**64 + 1, 10**30])
def test_a_seed_beyond_64_bits_is_refused(seed: int):
    """It would stand for another one, which gives the same numbers unsaid."""
    with pytest.raises(ScenarioError, match="between 0 and"):
        replication_seed(seed, 0)


def test_seeds_up_to_64_bits_are_told_apart():
    assert replication_seed(2**64 - 1, 0) != replication_seed(2**64 - 2, 0)
