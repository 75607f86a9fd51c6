"""How many come, and in which order: as theory and a plain sort have it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from planner.demand.arriving_people import CROWD, order_of_joining
from planner.demand.counts import expect
from planner.numerics.random_numbers import Purpose, inside, mix_seeds, uniforms

DAYS = 4000
KEYS = (3, 5)


@pytest.mark.parametrize("rate", [0.0, 1e-9, 0.3, 1.0, 7.5, 19.0, 333.3, 5000.0])
def test_counts_are_the_inverse_poisson_of_each_day_s_luck(rate: float):
    days, seeds = expect(-7, np.full(DAYS, rate)).sample(42, KEYS)
    counts = np.bincount(days + 7, minlength=DAYS)
    every = np.arange(-7, DAYS - 7)
    draw = inside(uniforms(np.uint64(42), *KEYS, every, Purpose.COUNT))
    known = stats.poisson.ppf(draw, rate) if rate else np.zeros(DAYS)
    np.testing.assert_array_equal(counts, known)
    kth = np.arange(len(days)) - np.searchsorted(days, days)
    several = mix_seeds(np.uint64(42), *KEYS, days, Purpose.PERSON, kth)
    np.testing.assert_array_equal(seeds, several)


def test_a_higher_rate_only_adds_people():
    low = expect(0, np.linspace(0, 9, DAYS)).sample(1, KEYS)
    high = expect(0, np.linspace(0.5, 19, DAYS)).sample(1, KEYS)
    assert np.isin(low[1], high[1]).all()
    assert len(low[1]) < len(high[1])


# The first call compiles.
@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-(2**33), 2**33), st.integers(0, 2**64 - 1))),
    st.integers(0, 3),
)
def test_people_stand_in_order_of_joining_and_of_their_seeds(
    people: list[tuple[int, int]], crowding: int
):
    joined = np.array([minute >> (11 * crowding) for minute, _ in people], np.int64)
    seeds = np.array([seed for _, seed in people], dtype=np.uint64)
    order = order_of_joining(joined, seeds)
    np.testing.assert_array_equal(order, np.lexsort((seeds, joined)))


def test_a_crowd_stands_in_order_too():
    seeds = mix_seeds(3, np.arange(5 * CROWD))
    joined = np.arange(5 * CROWD) % 3
    order = order_of_joining(joined, seeds)
    np.testing.assert_array_equal(order, np.lexsort((seeds, joined)))
