"""Minutes that a stage takes at one board and not at another, or of some people."""

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


def longer_for_urgent(minutes: int, spare: int, hold: str = "larger") -> Scenario:
    """Four people, urgent and not by turns, and room for three slots of 20 minutes."""
    scan = {
        "number": 1,
        "slot_minutes": 20,
        "hold": hold,
        "extra_minutes": [{"when": {"urgent": True}, "minutes": minutes}],
        "spare_minutes": spare,
        "next": DONE,
    }
    pathway = {
        "entry": {"fls": "scan"},
        "stages": {"scan": scan},
        "activities": {"scan": {"number": 1, "stages": ["scan"]}},
    }
    board = {
        "arrivals": {
            "plain": listed(0, 2),
            "urgent": {**listed(1, 3), "number": 2, "urgent_share": 1.0},
        },
        "servers": {"1": open_for(60)},
    }
    return plan(pathway, {"clinic": board})


@pytest.mark.parametrize(
    ("minutes", "spare", "finished"),
    [
        (5, 5, [20, 40, 60]),
        (5, 0, [20, 45]),
        (8, 5, [20, 43]),
        (0, 0, [20, 40, 60]),
    ],
)
def test_extra_minutes_hold_a_session_longer_as_far_as_its_slot_has_none_to_spare(
    minutes: int, spare: int, finished: list[int]
):
    """The last slot no longer fits where somebody before took more than a slot."""
    seen = read(flow(longer_for_urgent(minutes, spare)), "finished")
    assert sorted(end for end in seen if end >= 0) == finished


def test_extra_minutes_where_the_slot_alone_is_held_are_refused():
    with pytest.raises(ValidationError, match="held for the slot"):
        longer_for_urgent(5, 0, hold="slot")
