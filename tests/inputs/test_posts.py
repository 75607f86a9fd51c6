"""Posts that cannot be as written are refused, each with how to fix it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from tests.capacity.staffed import BOARD, NURSE

POST = f"boards.{BOARD}.posts.trial"
LEARNS = {"months": 6.0}
NOT_RIGHT: dict[str, tuple[dict[str, Any], str]] = {
    "more people than posts": ({"in_post": 1.5}, "more than the establishment"),
    "somebody hired into a full post": (
        {"months_to_hire": 3.0},
        "nothing is vacant, and nobody leaves",
    ),
    "a month of ten years": ({"months_to_hire": 500.0}, "less than or equal to 120"),
    "a speed above one": (
        {"covers": {"report": {"share": 0.1, "speed": 1.2}}},
        "less than or equal to 1",
    ),
    "work that nobody does": ({"covers": {"fly": {"share": 0.1}}}, "not an activity"),
    "more cover than sessions": (
        {"covers": {"report": {"share": 0.7}, "vet": {"share": 0.7}}},
        "add up to more than 1",
    ),
    "a skill that nobody learns": (
        {"covers": {"report": {"share": 0.1, "skill": "reports"}}},
        "has no training for",
    ),
    "more other duties than time": (
        {"protected": {"travel": 0.6, "audit": 0.6}},
        "add up to more than 1",
    ),
    "a supervisor who is not there": (
        {"training": {"dxa": {**LEARNS, "supervisor": "nobody"}}},
        "not another post of this board",
    ),
    "one's own supervisor": (
        {"training": {"dxa": {**LEARNS, "supervisor": "trial"}}},
        "not another post of this board",
    ),
    "a course that nobody gives": (
        {"training": {"dxa": {**LEARNS, "course": "none"}}},
        "not a course",
    ),
    "more to retire than there are": (
        {"retirements": (datetime.date(2026, 9, 1), datetime.date(2026, 9, 2))},
        "more dates than the post has people",
    ),
    "a Sunday": ({"weekdays": ("sunday",)}, "monday"),
    "a day twice": ({"weekdays": ("monday", "monday")}, "names a day twice"),
    "a price of one's own staff": ({"price_an_hour": 40.0}, "bank, agency or overtime"),
    "a ramp said twice": (
        {"induction": {"months": 3.0, "by_month": (0.5,)}},
        "said twice",
    ),
}


@pytest.fixture(scope="module")
def wales() -> Scenario:
    return load_scenario()


@pytest.mark.parametrize("case", NOT_RIGHT)
def test_what_cannot_be_is_refused_with_its_key_and_a_way_out(case, wales: Scenario):
    post, words = NOT_RIGHT[case]
    with pytest.raises(ScenarioError, match=words) as refused:
        wales.with_values({POST: {**NURSE, **post}})
    for problem in refused.value.problems:
        assert problem.key.startswith(POST)
        assert problem.hint


@pytest.mark.parametrize(
    "key", ["roles.nurse.leave_weights.easter", "roles.nurse.turnover", "courses.x"]
)
def test_terms_of_roles_and_courses_have_bounds_too(key: str, wales: Scenario):
    with pytest.raises(ScenarioError):
        wales.with_values({key: 7.0})
