"""Minutes that a stage takes at one board and not at another."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from planner.inputs.scenario import Scenario
from tests.pathway.flows import DONE, flow, listed, open_for, plan, read


def two_boards(
    factors: dict[str, float], duration: dict[str, float] | None
) -> Scenario:
    """A scan list at each of two boards; the factors hold at the second."""
    scan = {"number": 1, "slot_minutes": 20, "duration": duration, "next": DONE}
    pathway = {
        "entry": {"fls": "scan"},
        "stages": {"scan": scan},
        "activities": {"scan": {"number": 1, "stages": ["scan"]}},
    }
    here = {"arrivals": {"all": listed(0, 0)}, "servers": {"1": open_for(None)}}
    return plan(
        pathway,
        {"plain": here, "own": {**here, "number": 2, "minutes_factor": factors}},
    )


def test_a_board_s_factor_stretches_the_minutes_and_rounds_once_at_the_end():
    visits = flow(two_boards({"scan": 10.0}, {"mean": 33.4}))
    assert sorted(read(visits, "list", "started", "finished")) == [
        (1, 0, 33),
        (1, 33, 66),
        (2, 0, 334),
        (2, 334, 668),
    ]


def test_a_factor_leaves_the_booked_slot_as_it_is():
    """A start needs the slot before the session's end, however long it then takes."""
    scenario = two_boards({"scan": 10.0}, {"mean": 20})
    short = scenario.with_values({"boards.own.servers.1.length_minutes": 20})
    visits = flow(short)
    assert sorted(read(visits, "list", "finished")) == [
        (1, 20),
        (1, 40),
        (2, -1),
        (2, 200),
    ]


@pytest.mark.parametrize(
    ("factors", "duration", "rule"),
    [
        ({"scn": 1.5}, {"mean": 35}, "not a stage of the pathway"),
        ({"scan": 1.5}, None, "minutes of its slot"),
        ({"scan": 0.0}, {"mean": 35}, "greater than 0"),
    ],
)
def test_a_factor_that_could_move_nothing_is_refused(factors, duration, rule):
    with pytest.raises(ValidationError, match=rule):
        two_boards(factors, duration)
