"""What is drawn about a person for one purpose says nothing of another."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from planner.demand.cohort import Cohort
from planner.demand.sample import sample_cohort
from planner.inputs.scenario import Scenario
from tests.pathway.flows import DONE, plan

PEOPLE = 4000
FACTS = ("first", "second", "third")


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """People with three facts, each true of a half, and urgent by halves."""
    facts = {name: {"number": n, "share": 0.5} for n, name in enumerate(FACTS, 1)}
    pathway = {
        "entry": {"fls": "wait"},
        "attributes": facts,
        "stages": {"wait": {"number": 1, "duration": {"mean": 90}, "next": DONE}},
        "activities": {},
    }
    came = {"number": 1, "people_a_day": PEOPLE / 7, "urgent_share": 0.5}
    scenario: Scenario = plan(pathway, {"clinic": {"arrivals": {"all": came}}})
    return sample_cohort(scenario, 1, 0)


def yes_or_no(cohort: Cohort) -> dict[str, np.ndarray]:
    minutes = cohort.first_joined % 1440
    return {
        **dict(cohort.attributes),
        "urgent": cohort.urgent,
        "came in the afternoon": minutes >= 720,
        "is a man": cohort.sex == 1,
        "is old": cohort.age_band > np.median(cohort.age_band),
    }


def test_no_two_things_about_a_person_go_together(cohort: Cohort):
    drawn = yes_or_no(cohort)
    # Men who break a bone are younger than women who do.
    related = {"is a man", "is old"}
    for one, other in combinations(drawn, 2):
        if {one, other} != related:
            together = np.corrcoef(drawn[one], drawn[other])[0, 1]
            assert together == pytest.approx(0, abs=5 / np.sqrt(len(cohort))), (
                one,
                other,
            )


def test_neighbours_in_the_order_of_joining_have_nothing_in_common(cohort: Cohort):
    for name, values in yes_or_no(cohort).items():
        if name != "came in the afternoon":
            together = np.corrcoef(values[1:], values[:-1])[0, 1]
            assert together == pytest.approx(0, abs=5 / np.sqrt(len(cohort))), name
