"""Unknowns known better together than apart: drawn in an order that keeps that."""

from __future__ import annotations

import numpy as np

from planner.data.facts import load_facts
from planner.experiment.statistics.drawn_together import correlations, in_order_of
from planner.experiment.statistics.latin_hypercube import draw_plans
from planner.inputs.load import load_scenario


def test_unknowns_that_are_known_together_are_drawn_together():
    """Scans a session and other referrals lie on the ridge of the calibration."""
    short = load_scenario().with_values({"years": 0.1, "run_on_days": 0})
    drawn = draw_plans(short, draws=30, seed=3, boards=["swansea-bay", "aneurin-bevan"])
    names = [unknown.name for unknown in drawn.unknowns]
    wanted = correlations(names)
    ranked = np.corrcoef(drawn.places.argsort(axis=0).argsort(axis=0), rowvar=False)
    given = (wanted != 0) & (wanted != 1)
    assert given.sum() == 2 * len(load_facts("known_together"))
    assert np.abs(ranked - wanted)[given].max() < 0.15
    at = [names.index("boards.*.scanners.*.slots_a_session"),
          names.index("boards.*.demand.other.*.referrals_a_week")]  # fmt: skip
    assert ranked[at[0], at[1]] > 0.85
    layers = np.sort(np.floor(drawn.places * 30), axis=0)
    assert (layers == np.arange(30)[:, None]).all()


def test_what_is_not_known_together_keeps_the_order_it_was_drawn_in():
    places = np.random.default_rng(4).random((20, 3))
    wanted = np.array([[1, 0, 0.9], [0, 1, 0], [0.9, 0, 1]])
    arranged = in_order_of(wanted, places)
    np.testing.assert_array_equal(arranged[:, 1], places[:, 1])
    np.testing.assert_array_equal(np.sort(arranged, axis=0), np.sort(places, axis=0))
    np.testing.assert_array_equal(in_order_of(np.eye(3), places), places)
