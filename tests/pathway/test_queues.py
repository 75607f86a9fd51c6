"""Rule F1: who goes first, who may use an activity and when."""

from __future__ import annotations

import pytest

from tests.pathway.flows import (
    DAY,
    DONE,
    flow,
    listed,
    one_stage,
    open_for,
    plan,
    read,
    starts,
)

LATE = open_for(None, first=5 * DAY)
SHORT = {"slot_minutes": 10}


def order(scenario, **draw) -> list[int]:
    """Patients in the order in which they were seen."""
    found = starts(scenario, **draw)
    return sorted(found, key=found.__getitem__)


def with_route(arrivals, *sessions, **route):
    return one_stage(arrivals, *sessions, stage=SHORT, activity={"route": route})


@pytest.mark.parametrize(
    ("discipline", "expected"),
    [
        ("first come", [0, 1, 2]),
        ("last come", [2, 1, 0]),
        ("longest wait", [0, 1, 2]),
        ("breach", [2, 0, 1]),
    ],
)
def test_each_discipline_has_its_order(discipline, expected):
    """Patient 2's clock started first, though they joined last."""
    scenario = one_stage(
        listed(1, 2, 3), LATE, stage=SHORT, activity={"discipline": discipline}
    )
    assert order(scenario, clock={0: -10, 1: -9, 2: -11}) == expected


def test_urgent_first_stands_before_the_discipline():
    kinds = {
        "routine": listed(1, 4),
        "urgent": listed(2, 3, number=2, urgent_share=1.0),
    }
    late = one_stage(kinds, LATE, activity={"urgent_first": True})
    assert order(late) == [1, 2, 0, 3]
    assert order(one_stage(kinds, LATE)) == [0, 1, 2, 3]


def test_longest_wait_lets_one_who_missed_an_appointment_keep_their_place():
    """Both miss the first two; the one who joined first is again first, or not."""
    stage = {"dna": 1.0, "slot_minutes": 10, "dna_delay_days": 0.0}
    for discipline, expected in (("first come", [0, 1, 0]), ("last come", [0, 0, 0])):
        scenario = one_stage(
            listed(0, 0),
            open_for(30),
            stage=stage,
            activity={"discipline": discipline},
        )
        visits = flow(scenario)
        began = sorted(
            pair for pair in read(visits, "started", "patient") if pair[0] >= 0
        )
        assert [patient for _, patient in began] == expected


def test_a_route_admits_by_source_urgency_and_site_only():
    kinds = {
        "fls": listed(1),
        "gp": listed(2, number=2, source="other"),
        "urgent": listed(3, number=3, source="other", urgent_share=1.0),
    }
    assert order(with_route(kinds, LATE, source="fls")) == [0]
    assert order(with_route(kinds, LATE, source="other")) == [1, 2]
    assert order(with_route(kinds, LATE, urgent=True)) == [2]
    assert order(with_route(kinds, LATE, sites=["hip"], source="other")) == []
    other = {"source": "other", "urgent": False}
    assert order(with_route(kinds, LATE, when=other)) == [1]


def test_a_window_admits_from_the_first_to_the_end_of_the_last_calendar_day():
    always = open_for(None)
    scenario = with_route(listed(100, 200, 300), always, window_days=[2, 3])
    clock = {0: 0, 1: 1, 2: -3}
    # Patient 2's last day is the plan's first.
    found = starts(scenario, clock=clock)
    assert found == {0: 2 * DAY, 1: 3 * DAY, 2: 300}
    assert starts(scenario, clock={**clock, 2: -4}) == {0: 2 * DAY, 1: 3 * DAY}


@pytest.mark.parametrize(
    ("last_minute", "seen"), [(4 * DAY - 1, {0}), (4 * DAY, set())]
)
def test_the_last_minute_of_the_last_day_of_a_window_counts(last_minute, seen):
    session = open_for(DAY, first=last_minute)
    scenario = with_route(listed(10), session, window_days=[0, 3])
    assert set(starts(scenario)) == seen


def test_nobody_is_admitted_before_they_have_waited_longer_than_the_mark():
    scenario = with_route(listed(100), open_for(None), waited_longer_than_days=2)
    assert starts(scenario) == {0: 100 + 2 * DAY}


def test_waiting_for_the_mark_counts_from_first_joining_notice_from_joining():
    """One appointment missed: the threshold has passed, the notice runs again."""
    stage = {"dna": 1.0, "dna_maximum": 2, "notice_days": {"routine": 1}}
    route = {"route": {"waited_longer_than_days": 2}}
    scenario = one_stage(listed(0), open_for(None), stage=stage, activity=route)
    visits = flow(scenario)
    assert read(visits, "joined", "started") == [
        (0, 2 * DAY),
        (2 * DAY + 20, 3 * DAY + 20),
    ]


def test_a_reserved_slot_is_released_so_many_minutes_after_its_session_opened():
    activities = {
        "kept": {"number": 1, "stages": ["scan"], "route": {"source": "fls"}},
        "scan": {"number": 2, "stages": ["scan"], "open_after_minutes": 60},
    }
    kinds = {"gp": listed(0, number=1, source="other"), "fls": listed(50, number=2)}
    session = open_for(200, first=10, activities=("kept", "scan"))
    scenario = one_stage(kinds, session, pathway={"activities": activities})
    assert starts(scenario) == {0: 70, 1: 50}


def test_a_reserved_slot_that_is_never_released_is_lost():
    route = {"route": {"source": "fls"}}
    kinds = {"gp": listed(0, number=1, source="other")}
    assert starts(one_stage(kinds, open_for(None), activity=route)) == {}


def test_one_activity_of_two_stages_is_one_queue():
    stages = {
        "a": {"number": 1, "slot_minutes": 10, "next": DONE},
        "b": {"number": 2, "slot_minutes": 10, "next": DONE},
    }
    pathway = {
        "entry": {"fls": "a", "other": "b"},
        "stages": stages,
        "activities": {"scan": {"number": 1, "stages": ["a", "b"]}},
    }
    kinds = {"a": listed(1, 3), "b": listed(2, number=2, source="other")}
    assert order(one_stage(kinds, LATE, pathway=pathway)) == [0, 1, 2]


def test_each_provider_has_a_list_of_its_own():
    pathway = {
        "entry": {"fls": "scan", "other": "scan"},
        "stages": {"scan": {"number": 1, "slot_minutes": 20, "next": DONE}},
        "activities": {"scan": {"number": 1, "stages": ["scan"]}},
    }
    scenario = plan(
        pathway,
        {
            "here": {"arrivals": {"all": listed(0, 0)}, "servers": {"a": open_for(20)}},
            "there": {"number": 2, "arrivals": {"all": listed(1)}},
        },
    )
    visits = flow(scenario)
    assert read(visits, "list", "started") == [(1, 0), (1, -1), (2, -1)]
