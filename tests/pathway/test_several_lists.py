"""Rule F1: sessions that serve several lists, to the minute."""

from __future__ import annotations

from typing import Any

from planner.inputs.scenario import Scenario
from tests.pathway.flows import (
    DAY,
    DNA,
    DONE,
    LEFT,
    OPEN,
    SEEN,
    flow,
    listed,
    open_for,
    plan,
    read,
)

HERE, THERE = 1, 2
FIRST, SECOND = 0, 1
"""Numbers of the two sessions, where there are two."""
ROW = ("list", "joined", "started", "session")


def fls(*minutes: int, **more: Any) -> dict[str, Any]:
    """People who enter at stage `a`."""
    return {"fls": listed(*minutes, **more)}


def other(*minutes: int) -> dict[str, Any]:
    """People who enter at stage `b`."""
    return {"other": listed(*minutes, number=2, source="other")}


def service(
    here: dict[str, Any],
    there: dict[str, Any],
    *servers: dict[str, Any],
    activities: dict[str, Any] | None = None,
    **stage: Any,
) -> Scenario:
    """Lists 1 and 2 of stages `a` and `b`; every session is the first one's."""
    stages = {
        name: {"number": number, "slot_minutes": 20, "next": DONE, **stage}
        for number, name in enumerate("ab", 1)
    }
    apart = {
        name: {"number": number, "stages": [name]}
        for number, name in enumerate("ab", 1)
    }
    pathway = {
        "entry": {"fls": "a", "other": "b"},
        "stages": stages,
        "activities": activities or apart,
    }
    given = {str(server["number"]): server for server in servers}
    boards = {
        "here": {"number": HERE, "arrivals": here, "servers": given},
        "there": {"number": THERE, "arrivals": there},
    }
    return plan(pathway, boards)


def open_both(length: int | None, **more: Any) -> dict[str, Any]:
    """A session that offers `a`, then `b`."""
    return open_for(length, activities=("a", "b"), **more)


def test_the_lists_are_offered_in_the_order_in_which_the_session_serves_them():
    """Joined earlier counts within a list, not between lists."""
    scenario = service(fls(0, 1), fls(2, 3), open_both(None, first=10))
    for lists, begun in (
        ((HERE, THERE), [(1, 10), (1, 30), (2, 50), (2, 70)]),
        ((THERE, HERE), [(1, 50), (1, 70), (2, 10), (2, 30)]),
    ):
        visits = flow(scenario, serves={FIRST: lists})
        assert read(visits, "list", "started") == begun


def test_an_activity_is_offered_to_every_list_before_the_next_activity():
    scenario = service(
        {**fls(3), **other(1)}, {**fls(2), **other(0)}, open_both(None, first=10)
    )
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    begun = sorted(read(visits, "started", "stage", "list"))
    assert begun == [(10, 1, 1), (30, 1, 2), (50, 2, 1), (70, 2, 2)]


def test_a_session_without_lists_of_its_own_serves_its_provider_s():
    visits = flow(service(fls(0), fls(0), open_both(None)))
    assert read(visits, *ROW) == [(1, 0, 0, 0), (2, 0, -1, -1)]


def test_a_session_may_serve_other_lists_than_its_provider_s():
    visits = flow(service(fls(0), fls(0), open_both(None)), serves={FIRST: (THERE,)})
    assert sorted(read(visits, *ROW)) == [(1, 0, -1, -1), (2, 0, 0, 0)]


def test_a_session_that_serves_no_list_takes_nobody():
    visits = flow(service(fls(0), fls(0), open_both(None)), serves={FIRST: ()})
    assert set(read(visits, "outcome")) == {OPEN}


def test_an_idle_session_takes_whoever_joins_any_of_its_lists_in_that_minute():
    scenario = service(fls(100, 300), fls(200), open_both(None))
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    assert read(visits, *ROW) == [(1, 100, 100, 0), (2, 200, 200, 0), (1, 300, 300, 0)]


def test_a_session_falling_free_looks_at_its_first_list_again():
    """Somebody who joined list 1 meanwhile goes before those who wait on list 2."""
    scenario = service(fls(15), fls(0, 1), open_both(None))
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    assert sorted(read(visits, "started", "list")) == [(0, 2), (20, 1), (40, 2)]


def test_a_list_may_be_served_by_several_sessions_the_lowest_number_first():
    servers = open_both(None), open_both(None, number=2)
    scenario = service(fls(0, 5), fls(0), *servers)
    visits = flow(scenario, serves={FIRST: (THERE, HERE)})
    assert sorted(read(visits, *ROW)) == [(1, 0, 0, 1), (1, 5, 20, 0), (2, 0, 0, 0)]


def test_a_session_taken_for_one_list_is_not_idle_for_the_other():
    scenario = service(fls(0), fls(5), open_both(None))
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    assert read(visits, *ROW) == [(1, 0, 0, 0), (2, 5, 20, 0)]


def test_a_session_that_has_closed_is_idle_for_none_of_its_lists():
    scenario = service(fls(50), fls(39), open_both(60))
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    assert read(visits, *ROW) == [(2, 39, 39, 0), (1, 50, -1, -1)]


def test_a_head_that_does_not_fit_passes_its_own_list_over_only():
    """On list 1 the long slot stands before the short one; list 2 has a short one."""
    both = {"scan": {"number": 1, "stages": ["a", "b"]}}
    here = {**fls(0), **other(1)}
    scenario = service(here, other(2), open_for(50), activities=both)
    scenario = scenario.with_values({"pathway.stages.a.slot_minutes": 60})
    visits = flow(scenario, serves={FIRST: (HERE, THERE)})
    assert read(visits, *ROW) == [(1, 0, -1, -1), (1, 1, -1, -1), (2, 2, 2, 0)]


def test_minutes_of_a_late_opening_count_for_every_list():
    late = {"scan": {"number": 1, "stages": ["a"], "open_after_minutes": 60}}
    scenario = service(fls(0), fls(0), open_for(200, first=10), activities=late)
    visits = flow(scenario, serves={FIRST: (THERE, HERE)})
    assert sorted(read(visits, *ROW)) == [(1, 0, 90, 0), (2, 0, 70, 0)]


def test_one_who_missed_an_appointment_elsewhere_rejoins_their_own_list():
    stage = {"dna": 1.0, "dna_maximum": 2, "dna_delay_days": 1}
    servers = open_both(100), open_both(None, first=DAY, number=2)
    scenario = service({}, fls(0), *servers, **stage)
    visits = flow(scenario, serves={FIRST: (THERE,), SECOND: (HERE, THERE)})
    assert read(visits, "list", "attempt", "joined", "started", "outcome") == [
        (2, 1, 0, 0, DNA),
        (2, 2, 20 + DAY, 20 + DAY, DNA),
    ]


def test_one_who_leaves_a_shared_list_is_off_it_for_every_session():
    servers = open_both(None, first=50), open_both(None, first=50, number=2)
    visits = flow(
        service(fls(0), fls(0), *servers),
        exits={0: 50},
        serves={FIRST: (HERE, THERE), SECOND: (THERE, HERE)},
    )
    assert sorted(read(visits, "outcome", "session")) == [(SEEN, 0), (LEFT, -1)]
