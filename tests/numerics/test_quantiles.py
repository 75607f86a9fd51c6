"""Values at places of a distribution: the same as scipy's, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from planner.inputs.distributions import Distribution
from planner.numerics.quantiles import exponential_values, normal_values
from planner.numerics.sampling import sample

TINY = 2.0 ** -np.arange(1, 56)
PLACES = np.concatenate(
    [
        TINY,
        1 - TINY[:53],
        (np.arange(50_000) + 0.5) / 50_000,
        [np.exp(-2), 1 - np.exp(-2)],
    ]
)


def test_normal_values_are_scipy_s():
    np.testing.assert_array_equal(normal_values(PLACES, 1.0), special.ndtri(PLACES))
    assert normal_values(np.array([0.0, 1.0]), 2.0).tolist() == [-np.inf, np.inf]


def test_a_factor_multiplies_normal_values():
    values = normal_values(PLACES, 0.37)
    np.testing.assert_array_equal(values, 0.37 * special.ndtri(PLACES))


def test_exponential_values_are_scipy_s():
    values = exponential_values(PLACES, 12.5)
    np.testing.assert_array_equal(values, stats.expon.ppf(PLACES, scale=12.5))
    assert exponential_values(np.zeros(1), 12.5).tolist() == [0]


@pytest.mark.parametrize("lowest", [0, 29, 30, 31, 60])
def test_a_cut_normal_is_scipy_s(lowest: float):
    cut = Distribution(kind="truncated normal", mean=30, sd=10, lowest=lowest)
    known = stats.truncnorm((lowest - 30) / 10, np.inf, loc=30, scale=10)
    np.testing.assert_allclose(sample(cut, PLACES), known.ppf(PLACES), rtol=1e-8)
    assert cut.average == pytest.approx(known.mean(), rel=1e-12)


def test_an_erlang_is_scipy_s():
    values = sample(Distribution(kind="erlang", mean=30, shape=3), PLACES)
    np.testing.assert_array_equal(values, stats.gamma.ppf(PLACES, 3, scale=10))


def test_places_of_any_shape_give_values_of_that_shape():
    values = sample(Distribution(kind="lognormal", mean=30, sd=9), PLACES[:60])
    shaped = sample(
        Distribution(kind="lognormal", mean=30, sd=9), PLACES[:60].reshape(3, 20).T
    )
    np.testing.assert_array_equal(values.reshape(3, 20).T, shaped)
