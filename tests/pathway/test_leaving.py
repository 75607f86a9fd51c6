"""Rules F4, F5 and F6: waits, leaving, and where people go next."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from tests.pathway.flows import (
    DAY,
    DONE,
    LEFT,
    OPEN,
    SEEN,
    WEEK,
    flow,
    listed,
    one_stage,
    open_for,
    plan,
    read,
    tables_of,
)

ROW = ("stage", "visit", "joined", "started", "finished", "outcome")


def chain(stages, arrivals, *servers, activities=None, **more):
    """Stages by name, entered at the first; one activity a stage that has a slot."""
    served = [name for name, stage in stages.items() if "slot_minutes" in stage]
    if activities is None:
        activities = {
            name: {"number": number, "stages": [name]}
            for number, name in enumerate(served, 1)
        }
    entry = next(iter(stages))
    pathway = {
        "entry": {"fls": entry, "other": entry},
        "stages": stages,
        "activities": activities,
        **more.pop("pathway", {}),
    }
    given = {str(server["number"]): server for server in servers}
    board = {"arrivals": {"all": arrivals}, "servers": given}
    return plan(pathway, {"clinic": board}, **more)


def test_one_who_leaves_is_off_the_list_at_that_minute_and_never_seen():
    visits = flow(one_stage(listed(10), open_for(None, first=500)), exits={0: 400})
    assert read(visits, *ROW) == [(1, 1, 10, -1, 400, LEFT)]


def test_one_who_leaves_in_the_minute_a_session_opens_is_gone():
    visits = flow(one_stage(listed(10), open_for(None, first=500)), exits={0: 500})
    assert read(visits, "outcome") == [LEFT]


def test_one_who_is_in_service_finishes_then_leaves():
    nurse, scan = {"slot_minutes": 20}, {"slot_minutes": 20}
    stages = {
        "nurse": {"number": 1, **nurse, "next": [{"to": "scan"}]},
        "scan": {"number": 2, **scan, "next": DONE},
    }
    both = open_for(None, activities=("nurse", "scan"))
    for leaves in (5, 20):
        visits = flow(chain(stages, listed(0), both), exits={0: leaves})
        assert read(visits, *ROW) == [(1, 1, 0, 0, 20, SEEN)]
    visits = flow(chain(stages, listed(0), both), exits={0: 21})
    assert read(visits, "outcome") == [SEEN, SEEN]


def test_the_published_trace_of_people_who_leave_after_three():
    """Ciw test_reneging_records, in hundreds of minutes; horizon beyond the end."""
    stage = {"slot_minutes": 1, "duration": {"mean": 1100}}
    scenario = one_stage(listed(700, 1400, 2100, 2800), open_for(None), stage=stage)
    visits = flow(scenario, exits={1: 1700, 2: 2400, 3: 3100})
    assert read(visits, "patient", "started", "finished", "outcome") == [
        (0, 700, 1800, SEEN),
        (1, -1, 1700, LEFT),
        (2, 2100, 3200, SEEN),
        (3, -1, 3100, LEFT),
    ]


def test_one_who_leaves_in_a_delay_is_off_it_at_that_minute():
    stages = {
        "wait": {"number": 1, "duration": {"mean": 300}, "next": [{"to": "scan"}]},
        "scan": {"number": 2, "slot_minutes": 20, "next": DONE},
    }
    session = open_for(None, activities=("scan",))
    visits = flow(chain(stages, listed(0, 0), session), exits={0: 299})
    assert read(visits, *ROW) == [
        (1, 1, 0, -1, 299, LEFT),
        (1, 1, 0, 0, 300, SEEN),
        (2, 1, 300, 300, 320, SEEN),
    ]


def test_one_who_leaves_between_two_stages_never_joins_the_second():
    stages = {
        "nurse": {"number": 1, "slot_minutes": 20, "next": []},
        "scan": {"number": 2, "slot_minutes": 20, "next": DONE},
    }
    stages["nurse"]["next"] = [{"to": "scan", "delay": {"mean": 1}}]
    both = open_for(None, activities=("nurse", "scan"))
    joins = 20 + DAY
    for leaves, rows in ((joins - 1, 1), (joins, 1), (joins + 1, 2)):
        assert len(flow(chain(stages, listed(0), both), exits={0: leaves})) == rows


def test_the_next_stage_is_joined_after_the_delay_but_not_before_its_date():
    step = {"to": "review", "delay": {"mean": 1}, "not_before_days": 3}
    stages = {
        "scan": {"number": 1, "slot_minutes": 20, "next": [step]},
        "review": {"number": 2, "slot_minutes": 20, "next": DONE},
    }
    both = open_for(None, activities=("scan", "review"))
    scenario = chain(stages, listed(0), both)
    joined = {day: read(flow(scenario, clock={0: day}), "joined")[1] for day in (0, -9)}
    assert joined == {0: 3 * DAY, -9: 20 + DAY}


def test_a_stage_visited_again_counts_the_visit_and_takes_its_own_draw():
    loop = [{"to": "scan", "delay": {"mean": 1}}]
    stage = {
        "slot_minutes": 1,
        "duration": {"kind": "exponential", "mean": 100},
        "duration_draws": 2,
        "next": loop,
    }
    visits = flow(one_stage(listed(0), open_for(None), stage=stage))
    took = (visits.finished - visits.started)[visits.finished >= 0].tolist()
    assert read(visits, "visit") == list(range(1, len(visits) + 1))
    assert read(visits, "attempt") == [1] * len(visits)
    assert took[0] != took[1]
    assert set(took[1:]) == {took[1]}


def test_a_stage_that_no_activity_serves_is_a_delay():
    stages = {
        "wait": {"number": 1, "duration": {"mean": 90}, "next": [{"to": "more"}]},
        "more": {"number": 2, "next": DONE},
        "scan": {"number": 3, "slot_minutes": 5, "next": DONE},
    }
    visits = flow(chain(stages, listed(10), activities=None))
    assert read(visits, *ROW) == [
        (1, 1, 10, 10, 100, SEEN),
        (2, 1, 100, 100, 100, SEEN),
    ]


def test_ways_are_tried_in_order_and_shares_apply_to_those_left():
    next_ = [
        {"to": "a", "share": 0.5},
        {"to": "b", "share": 0.5},
        {"to": "c"},
    ]
    stages = {"scan": {"number": 1, "slot_minutes": 1, "next": next_}}
    stages |= {name: {"number": n} for n, name in enumerate("abc", 2)}
    minutes = listed(*range(0, 8000, 10))
    visits = flow(chain(stages, minutes, open_for(None, activities=("scan",))))
    shares = [(visits.stage == number).sum() / 800 for number in (2, 3, 4)]
    assert shares == pytest.approx([0.5, 0.25, 0.25], abs=0.06)


def test_people_go_by_their_own_facts():
    next_ = [{"to": "report", "when": {"urgent": True}}, {"to": "done"}]
    stages = {
        "scan": {"number": 1, "slot_minutes": 20, "next": next_},
        "report": {"number": 2, "next": DONE},
    }
    minutes = listed(0, 0, 0, 0, 0, 0, urgent_share=0.5)
    scenario = chain(stages, minutes, open_for(None, activities=("scan",)))
    visits = flow(scenario)
    reported = set(visits.patient[visits.stage == 2].tolist())
    urgent = tables_of(scenario).cohort.urgent
    assert reported == set(urgent.nonzero()[0].tolist())
    assert 0 < len(reported) < 6


def test_what_lies_beyond_the_horizon_stands_as_minus_one():
    stage = {"slot_minutes": 20}
    scenario = one_stage(listed(WEEK - 20, WEEK - 1), open_for(None), stage=stage)
    visits = flow(scenario)
    columns = ("started", "finished", "held_until", "session", "outcome")
    assert read(visits, *columns) == [
        (WEEK - 20, -1, -1, 0, OPEN),
        (-1, -1, -1, -1, OPEN),
    ]


def test_the_last_minute_before_the_horizon_still_happens():
    visits = flow(one_stage(listed(WEEK - 21), open_for(None)))
    assert read(visits, "finished", "outcome") == [(WEEK - 1, SEEN)]


@pytest.mark.parametrize("back", ["a", "b"])
def test_a_loop_without_service_or_delay_is_refused_on_loading(back):
    stages = {
        "a": {"number": 1, "next": [{"to": "b"}]},
        "b": {"number": 2, "next": [{"to": back}]},
        "scan": {"number": 3, "slot_minutes": 5, "next": DONE},
    }
    with pytest.raises(ValidationError, match="leads back to itself"):
        chain(stages, listed(0))
    stages["b"]["next"] = [{"to": back, "delay": {"mean": 1}}]
    if back == "a":
        assert len(flow(chain(stages, listed(0)))) > 5


@pytest.mark.parametrize(
    "duration", [{"mean": 0.3}, {"kind": "exponential", "mean": 1}]
)
def test_a_way_back_takes_a_minute_at_least(duration):
    stages = {
        "a": {"number": 1, "next": [{"to": "b"}]},
        "b": {"number": 2, "duration": duration, "next": [{"to": "b"}]},
    }
    visits = flow(chain(stages, listed(WEEK - 500)))
    delays = visits.take(visits.stage == 2)
    assert (np.diff(delays.joined) >= 1).all()
