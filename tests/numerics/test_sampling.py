"""Durations and delays: one uniform number gives one value, means come out."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from planner.inputs.distributions import Distribution
from planner.numerics.sampling import in_whole_minutes, sample

PLACES = (np.arange(200_000) + 0.5) / 200_000
EXAMPLES = [
    {"kind": "constant", "mean": 30},
    {"kind": "exponential", "mean": 30},
    {"kind": "lognormal", "mean": 30, "sd": 20},
    {"kind": "lognormal", "mean": 30, "cv": 0.5},
    {"kind": "erlang", "mean": 30, "shape": 3},
    {"kind": "truncated normal", "mean": 30, "sd": 20, "lowest": 10},
    {
        "kind": "mixture",
        "components": [
            {"share": 0.25, "mean": 10, "kind": "constant"},
            {"share": 0.75, "mean": 40},
        ],
    },
]
SHOWN = [str(example) for example in EXAMPLES]


@pytest.mark.parametrize("given", EXAMPLES, ids=SHOWN)
def test_the_mean_of_what_is_sampled_is_the_average_stated(given):
    distribution = Distribution.model_validate(given)
    assert sample(distribution, PLACES).mean() == pytest.approx(
        distribution.average, rel=2e-3
    )


@pytest.mark.parametrize(
    ("given", "variance"),
    [
        ({"kind": "exponential", "mean": 30}, 900),
        ({"kind": "lognormal", "mean": 30, "sd": 20}, 400),
        ({"kind": "lognormal", "mean": 30, "cv": 0.5}, 225),
        ({"kind": "erlang", "mean": 30, "shape": 3}, 300),
    ],
)
def test_the_variance_is_what_the_kind_says(given, variance):
    distribution = Distribution.model_validate(given)
    assert sample(distribution, PLACES).var() == pytest.approx(variance, rel=0.01)


@pytest.mark.parametrize("given", EXAMPLES[:-1], ids=SHOWN[:-1])
def test_a_person_further_along_never_takes_less(given):
    values = sample(Distribution.model_validate(given), PLACES)
    assert (np.diff(values) >= 0).all()


def test_a_normal_is_cut_where_it_says():
    cut = Distribution(kind="truncated normal", mean=30, sd=20, lowest=10)
    assert sample(cut, PLACES).min() >= 10
    assert cut.average > 30


@pytest.mark.parametrize("kind", ["constant", "exponential", "erlang"])
def test_a_mean_of_nothing_takes_no_time(kind):
    assert (sample(Distribution(kind=kind, mean=0), PLACES) == 0).all()


def test_minutes_are_whole_and_at_least_what_is_asked():
    values = np.array([0.2, 0.6, 14.4, 15.5])
    assert in_whole_minutes(values).tolist() == [0, 1, 14, 16]
    assert in_whole_minutes(values, at_least=1).tolist() == [1, 1, 14, 16]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "lognormal", "mean": 30},
        {"kind": "lognormal", "mean": 30, "sd": 2, "cv": 0.1},
        {"kind": "lognormal", "mean": 0, "sd": 2},
        {"kind": "mixture", "components": [{"share": 0.5, "mean": 1}]},
        {
            "kind": "mixture",
            "components": [{"share": 1, "mean": 1, "kind": "lognormal"}],
        },
        {"kind": "truncated normal", "mean": 1, "sd": 1, "lowest": 500},
        {"kind": "weibull", "mean": 1},
        {"kind": "constant", "mean": -1},
    ],
    ids=str,
)
def test_what_is_no_distribution_is_refused(wrong):
    with pytest.raises(ValidationError):
        Distribution.model_validate(wrong)
