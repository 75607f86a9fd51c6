"""Posts that move, spoilt at random, are refused or give hours that add up."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.capacity.workforce import ESTABLISHMENT, ledgers
from planner.inputs.scenario import Scenario
from tests.inputs.test_spoilt_values import VALUES, loaded_or_refused, places, spoil
from tests.inputs.writing import NORTH, SCENARIO, write_country

TREES: dict[str, Any] = {
    "scenario": tomllib.loads(
        SCENARIO
        + """
[courses.reporting]
offered = true
start = 2026-09-01
"""
    ),
    "north": tomllib.loads(
        NORTH
        + """
[posts.learner]
number = 2
role = "nurse"
band = "6"
wte = 1.2
in_post = 0.4
advert = 2026-05-01
months_to_hire = 2.5
turnover = 0.3
retirements = [2026-10-31]
contract = "staff"
weekdays = ["monday", "tuesday", "friday"]
induction = { months = 3, first = 0.4 }
protected = { travel = 0.1, audit = 0.05 }
[posts.learner.training.reporting]
months = 4
start = 2026-06-01
share = 0.2
needed = false
course = "reporting"
supervisor = "nurse"
supervisor_share = 0.1
[posts.learner.covers.scan]
share = 0.2
speed = 0.7
skill = "reporting"
"""
    ),
}
PLACES = [
    *(("north", place) for place in places(TREES["north"]) if place[0] == "posts"),
    *(("scenario", place) for place in places(TREES["scenario"]) if "courses" in place),
    *(("scenario", ("roles", "nurse", key)) for key in ("leave_days", "sickness")),
]
SPOILT = st.tuples(
    st.sampled_from(PLACES), st.sampled_from(["put", "drop", "add"]), VALUES
)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(SPOILT, min_size=1, max_size=3))
def test_spoilt_posts_are_refused_or_add_up(tmp_path: Path, changes: Any):
    trees = copy.deepcopy(TREES)
    for (file, place), change, value in changes:
        spoil(trees[file], place, change, copy.deepcopy(value))
    texts = {name: tomlkit.dumps(tree) for name, tree in trees.items()}
    scenario = loaded_or_refused(write_country(tmp_path, **texts))
    if scenario is not None:
        adds_up(scenario)


def adds_up(scenario: Scenario) -> None:
    """Every minute of every post is accounted for."""
    for ledger in ledgers(scenario, 1, 0, "north"):
        whole = ledger.minutes[ESTABLISHMENT]
        assert (sum(ledger.parts.values()) == whole).all()
        assert all((part >= 0).all() for part in ledger.parts.values())


def test_the_country_with_a_post_that_moves_is_right_before_it_is_spoilt(
    tmp_path: Path,
):
    texts = {name: tomlkit.dumps(tree) for name, tree in TREES.items()}
    scenario = loaded_or_refused(write_country(tmp_path, **texts))
    assert scenario is not None
    adds_up(scenario)
