"""Arrivals and timetables that a scenario states itself, for verification."""

from __future__ import annotations

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.demand.cohort import Cohort
from planner.demand.sample import sample_cohort
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from tests.networks import BOARD, DAY, WEEK, Network


def joined(**rules) -> Cohort:
    """People who come by one entry of arrivals, over twenty weeks."""
    network = Network()
    network.stage("first")
    network.stage("second")
    network.activity("both", ["first", "second"])
    network.arrive(**rules)
    return sample_cohort(network.scenario(20 * WEEK), 1, 0, [BOARD])


def test_people_come_only_in_the_hours_that_are_stated():
    cohort = joined(kind="poisson", people_a_day=240, first_minute=DAY + 600,
                    length_minutes=90, every_minutes=WEEK)  # fmt: skip
    place = (cohort.first_joined - DAY - 600) % WEEK
    assert len(cohort) == pytest.approx(20 * 15, rel=0.2)
    assert place.max() < 90
    assert cohort.first_joined.min() >= DAY + 600


def test_hours_past_midnight_belong_to_one_opening():
    cohort = joined(kind="poisson", people_a_day=240, first_minute=DAY - 30,
                    length_minutes=60)  # fmt: skip
    assert cohort.first_joined.min() < DAY <= cohort.first_joined.max()
    assert (np.abs(cohort.first_joined - DAY) <= 30).all()


def test_even_arrivals_begin_where_they_are_told_to():
    cohort = joined(kind="even", people_a_day=4, first_minute=100, length_minutes=DAY)
    assert cohort.first_joined.tolist() == [100, 460, 820, 1180]


def test_batches_have_the_size_that_is_stated():
    fixed = joined(kind="batch", people_a_day=5, batch_size=4)
    _, sizes = np.unique(fixed.first_joined, return_counts=True)
    assert set(sizes % 4) == {0}
    spread = joined(kind="batch", people_a_day=5, batch_mean=3)
    _, sizes = np.unique(spread.first_joined, return_counts=True)
    assert sizes.mean() == pytest.approx(3, rel=0.15)
    assert (sizes == 1).mean() == pytest.approx(1 / 3, abs=0.06)


def test_patience_counts_from_joining_and_the_stage_is_the_one_named():
    cohort = joined(kind="even", people_a_day=2, enters="second",
                    patience={"mean": 77})  # fmt: skip
    assert (cohort.exit_minute - cohort.first_joined == 77).all()
    assert set(cohort.entry_stage) == {2}


def test_openings_may_be_listed():
    network = Network()
    network.stage("first")
    network.activity("first", ["first"])
    network.arrive(kind="even", people_a_day=1)
    network.serve(["first"], count=2, minutes=[50, 10], length_minutes=5)
    rota = offer_rota(network.scenario(WEEK), 1, 0, [BOARD])
    assert rota.start.tolist() == [10, 10, 50, 50]
    assert (rota.offered_minutes == 5).all()


def test_a_stage_that_does_not_exist_cannot_be_entered():
    changes = {"boards.clinic.arrivals.all.enters": "nowhere"}
    with pytest.raises(ScenarioError, match="nowhere"):
        load_scenario("mm1").with_values(changes)


def test_a_plan_beyond_twenty_years_needs_bare_minutes():
    long = load_scenario("mm1").with_values({"years": 300})
    assert long.plan_days > 109_000
    with pytest.raises(ScenarioError, match="20 years"):
        long.with_values({"calendar": "wales"})
