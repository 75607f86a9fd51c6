"""Rules F1, F2 and F7 by worked examples, to the minute."""

from __future__ import annotations

import pytest

from tests.pathway.flows import (
    DAY,
    DONE,
    flow,
    listed,
    one_stage,
    open_for,
    read,
    starts,
)


def test_an_idle_session_takes_a_person_in_the_minute_of_joining():
    assert starts(one_stage(listed(100, 105), open_for(None))) == {0: 100, 1: 120}


def test_a_start_exactly_one_slot_before_the_end_is_allowed():
    assert starts(one_stage(listed(80), open_for(100))) == {0: 80}


def test_a_minute_later_the_person_waits_for_the_next_session():
    later = open_for(100, first=500, number=2)
    assert starts(one_stage(listed(81), open_for(100), later)) == {0: 500}


def test_one_who_joins_in_the_minute_a_session_ends_is_not_taken_by_it():
    stage = {"slot_minutes": 1}
    assert starts(one_stage(listed(99, 100), open_for(100), stage=stage)) == {0: 99}


def test_a_session_that_starts_in_the_minute_another_ends_takes_the_next():
    sessions = open_for(20, count=1), open_for(20, first=20, number=2)
    visits = flow(one_stage(listed(0, 5), *sessions))
    assert read(visits, "started", "session") == [(0, 0), (20, 1)]


def test_completion_frees_the_session_before_the_same_minute_s_joiners_are_offered():
    assert starts(one_stage(listed(0, 20), open_for(40))) == {0: 0, 1: 20}


def test_the_session_with_the_lowest_number_is_offered_work_first():
    two = open_for(None, number=1), open_for(None, number=2)
    visits = flow(one_stage(listed(10, 15, 30), *two))
    assert read(visits, "started", "session") == [(10, 0), (15, 1), (30, 0)]


def test_sessions_one_slot_long_are_places_used_at_once_and_lost_when_unused():
    places = open_for(20, first=1000, count=3, every_minutes=1000)
    visits = flow(one_stage(listed(1, 2, 3, 4, 1500), places))
    assert read(visits, "started") == [1000, 1000, 1000, 2000, 2000]


def test_sessions_of_3_2_5_and_3_places_take_whom_the_published_trace_says():
    """Ciw test_slotted_services, in hundreds of minutes."""
    arrivals = listed(30, 50, 70, 120, 130, 180, 260, 270, 310)
    places = [
        open_for(20, first=100 * at, number=at, count=count)
        for at, count in ((1, 3), (2, 2), (3, 5), (4, 3))
    ]
    expected = [100, 100, 100, 200, 200, 300, 300, 300, 400]
    assert list(starts(one_stage(arrivals, *places)).values()) == expected


def test_one_server_first_come_follows_the_published_trace():
    """Ciw test_first_in_first_out, in hundreds of minutes."""
    stage = {"slot_minutes": 1, "duration": {"mean": 150}}
    visits = flow(
        one_stage(listed(100, 200, 300, 400, 500), open_for(None), stage=stage)
    )
    assert read(visits, "finished") == [250, 400, 550, 700, 850]


def test_an_overrun_delays_the_rest_of_its_session_but_not_the_next_session():
    stage = {"duration": {"mean": 35}}
    sessions = open_for(40), open_for(40, first=40, number=2)
    visits = flow(one_stage(listed(0, 0, 0), *sessions, stage=stage))
    assert read(visits, "started", "finished", "session") == [
        (0, 35, 0),
        (40, 75, 1),
        (-1, -1, -1),
    ]


@pytest.mark.parametrize(
    ("hold", "minutes", "free_again"),
    [("duration", 26, 26), ("slot", 26, 20), ("larger", 26, 26), ("larger", 14, 20)],
)
def test_a_session_is_held_for_what_the_stage_says(hold, minutes, free_again):
    stage = {"hold": hold, "duration": {"mean": minutes}}
    visits = flow(one_stage(listed(0, 0), open_for(None), stage=stage))
    assert read(visits, "started", "finished", "held_until")[0] == (
        0,
        minutes,
        free_again,
    )
    assert visits.started[1] == free_again


def test_notice_differs_by_urgency_and_counts_from_joining():
    arrivals = {
        "routine": listed(10),
        "urgent": listed(20, number=2, urgent_share=1.0),
    }
    stage = {"notice_days": {"routine": 2, "urgent": 1}}
    found = starts(one_stage(arrivals, open_for(None), stage=stage))
    assert found == {0: 10 + 2 * DAY, 1: 20 + DAY}


def test_notice_that_runs_out_too_late_for_the_session_s_end_waits_for_the_next():
    stage = {"notice_days": {"routine": 1}}
    day = open_for(100, every_minutes=DAY)
    assert starts(one_stage(listed(81), day, stage=stage)) == {0: 2 * DAY}


def test_among_equals_the_lower_patient_number_goes_first():
    assert starts(one_stage(listed(0, 0, 0), open_for(None))) == {0: 0, 1: 20, 2: 40}


def two_stages(*servers, slots=(20, 60), activities=None, arrivals=None, lasts=None):
    """FLS patients enter at `long`, others at `short`; slots of 60 and 20 minutes."""
    short = {"number": 1, "slot_minutes": slots[0], "next": DONE}
    long = {"number": 2, "slot_minutes": slots[1], "next": DONE}
    if lasts:
        long["duration"] = {"mean": lasts}
    both = {"scan": {"number": 1, "stages": ["short", "long"]}}
    pathway = {
        "entry": {"fls": "long", "other": "short"},
        "stages": {"short": short, "long": long},
        "activities": activities or both,
    }
    kinds = arrivals or {"fls": listed(0), "other": listed(1, number=2, source="other")}
    return one_stage(kinds, *servers, pathway=pathway)


def test_a_head_that_does_not_fit_passes_the_whole_activity_over():
    assert starts(two_stages(open_for(50))) == {}


def test_a_session_then_tries_its_next_activity():
    apart = {
        "scan": {"number": 1, "stages": ["long"]},
        "others": {"number": 2, "stages": ["short"]},
    }
    session = open_for(50, activities=("scan", "others"))
    assert starts(two_stages(session, activities=apart)) == {1: 1}


def test_the_next_in_line_fits_in_the_minute_the_head_is_taken_elsewhere():
    short, long = open_for(50), open_for(200, first=10, number=2)
    assert starts(two_stages(short, long)) == {0: 10, 1: 10}


def test_sessions_after_the_one_that_takes_the_head_come_before_those_it_passed():
    """By number, then again from the first: session 0 had its turn before session 1."""
    kinds = {"fls": listed(0, 1), "other": listed(2, number=2, source="other")}
    servers = open_for(50), open_for(200, number=2), open_for(50, number=3)
    visits = flow(two_stages(*servers, arrivals=kinds, lasts=20))
    assert read(visits, "started", "session") == [(0, 1), (20, 1), (20, 2)]


def test_the_next_in_line_fits_in_the_minute_the_head_leaves():
    assert starts(two_stages(open_for(50)), exits={0: 12}) == {1: 12}


def test_the_next_in_line_fits_in_the_minute_after_the_head_s_window_closes():
    window = {
        "number": 1,
        "stages": ["short", "long"],
        "route": {"window_days": [0, 0]},
    }
    session = open_for(50, first=DAY - 10)
    kinds = {"fls": listed(0), "other": listed(DAY - 5, number=2, source="other")}
    scenario = two_stages(session, activities={"scan": window}, arrivals=kinds)
    assert starts(scenario, clock={1: 1}) == {1: DAY}


def test_the_order_of_activities_decides_before_the_order_of_people():
    apart = {
        "scan": {"number": 1, "stages": ["long"]},
        "others": {"number": 2, "stages": ["short"]},
    }
    kinds = {"other": listed(0, number=2, source="other"), "fls": listed(1)}
    session = open_for(200, first=5, activities=("scan", "others"))
    scenario = two_stages(session, activities=apart, arrivals=kinds)
    assert starts(scenario) == {0: 65, 1: 5}
