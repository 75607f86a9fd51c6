"""Parts that are drawn one by one add up, and stay within their ranges."""

from __future__ import annotations

import numpy as np
import pytest

from planner import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import unknowns_of, values_at

BOARD = "swansea-bay"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario()


def test_shares_of_a_choice_add_up_to_one_wherever_they_are_drawn(scenario):
    unknowns = unknowns_of(scenario)
    drugs = scenario.pathway.choices["drug"].answers
    for place in (0.0, 0.2, 0.5, 0.9, 1.0):
        drawn = values_at(unknowns, [place] * len(unknowns), scenario)
        shares = [drawn[f"pathway.choices.drug.shares.{drug}"] for drug in drugs]
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert min(shares) >= 0


def test_the_total_of_parts_stays_where_only_the_split_is_unknown(scenario):
    unknowns = unknowns_of(scenario)
    names = [unknown.name for unknown in unknowns]
    places = [0.5] * len(unknowns)
    places[names.index(f"boards.{BOARD}.posts.roll-out-nurse.wte")] = 1.0
    drawn = values_at(unknowns, places, scenario)
    nurses = [key for key in drawn if key.endswith("posts.roll-out-nurse.wte")]
    assert len(nurses) == 6
    assert sum(drawn[key] for key in nurses) == pytest.approx(13)
    assert drawn[f"boards.{BOARD}.posts.roll-out-nurse.wte"] > 1.9
    admin = [key for key in drawn if key.endswith("posts.roll-out-admin.wte")]
    assert sum(drawn[key] for key in admin) == pytest.approx(11)


def test_ages_of_a_drawn_list_add_up_to_one(scenario):
    unknowns = unknowns_of(scenario)
    for place in (0.0, 0.3, 1.0):
        drawn = values_at(unknowns, [place] * len(unknowns), scenario)
        ages = [k for k in drawn if k.startswith(f"boards.{BOARD}.waiting_list.scan.a")]
        assert len(ages) == 4
        assert sum(drawn[key] for key in ages) == pytest.approx(1)


def test_shares_that_are_scaled_to_add_up_stay_within_their_ranges(scenario):
    """Each of 200 draws of all places at random."""
    unknowns = unknowns_of(scenario)
    ends = {i.key: (i.low, i.high) for each in unknowns for i in each.inputs}
    mixed = [key for key in ends if ".shares." in key or ".age_shares." in key]
    rng = np.random.default_rng(5)
    for _ in range(200):
        drawn = values_at(unknowns, rng.random(len(unknowns)), scenario)
        for key in mixed:
            low, high = ends[key]
            assert low <= drawn[key] <= high
