"""Shapley's rule: parts that add up, on games whose answer is known by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.experiment.statistics.shapley import (
    interaction_of,
    possible_orders,
    shapley_parts,
)
from planner.reports.number_format import parts_of_total


def game(count: int, worth) -> dict[int, np.ndarray]:
    """The worth of every combination of so many parts."""
    return {
        number: np.array([float(worth({k for k in range(count) if number >> k & 1}))])
        for number in range(2**count)
    }


@pytest.mark.theory
def test_the_glove_game_is_shared_as_by_hand():
    """One left glove and two right ones: 2/3, 1/6 and 1/6."""
    gloves = game(3, lambda some: 0 in some and len(some) > 1)
    assert shapley_parts(gloves, 3)[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


@pytest.mark.theory
def test_parts_that_do_not_interact_bring_what_they_bring_alone():
    weights = [3.0, -1.0, 0.5, 0.0, 2.0]
    added = game(5, lambda some: sum(weights[k] for k in some))
    assert shapley_parts(added, 5)[:, 0] == pytest.approx(weights)
    assert interaction_of(added, range(5))[0] == pytest.approx(0.0)


@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_whole(count, random):
    values = game(count, lambda _some: random.uniform(-50, 50))
    whole = values[2**count - 1] - values[0]
    assert shapley_parts(values, count).sum(axis=0) == pytest.approx(whole)


def test_a_part_that_needs_another_comes_after_it():
    """Part 1 cannot stand without part 0: one order of two is left."""
    values = {0: np.zeros(1), 1: np.array([2.0]), 3: np.array([7.0])}
    assert possible_orders(2, values) == [(0, 1)]
    assert shapley_parts(values, 2)[:, 0].tolist() == [2.0, 5.0]
    assert np.isnan(interaction_of(values, range(2))[0])


def test_where_no_order_is_possible_it_is_refused():
    with pytest.raises(ValueError, match="no order"):
        shapley_parts({0: np.zeros(1), 3: np.zeros(1)}, 2)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5),
    st.integers(0, 2),
    st.integers(-2, 2),
)
def test_shown_parts_add_up_to_the_shown_total_to_the_last_digit(values, places, off):
    """The total is the difference of two rounded ends, so it may be one digit off."""
    unit = 10**places
    total = (round(sum(values) * unit) + off) / unit
    shown = parts_of_total(values, total, places)
    assert round(sum(shown) * unit) == round(total * unit)
    for part, value in zip(shown, values, strict=True):
        assert abs(part - value) <= 4 / unit
