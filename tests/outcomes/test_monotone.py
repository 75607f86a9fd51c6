"""More capacity, the same random numbers: nobody is seen later, where that is true.

It is true of one first-come stage with one way in, where nobody misses, leaves or is
given notice, each takes the same slot, and every old session is kept.
"""

from __future__ import annotations

import numpy as np
import pytest

import planner
from planner.experiment.compare import compare
from planner.experiment.running.replicate import replicate_once
from planner.inputs.scenario import Scenario
from tests.networks import BOARD, DAY, WEEK, Network

WEEKLY = {"length_minutes": 200, "every_minutes": WEEK}
WEEKS = 40
FAR = np.iinfo(np.int64).max


def one_list(*extra: dict[str, int], **rules: float) -> Scenario:
    """Nine referrals a week for ten places a week, and what is offered besides."""
    network = Network()
    network.stage("scan", {"mean": 20}, slot_minutes=20, **rules)
    network.activity("list", ["scan"])
    network.arrive(kind="poisson", people_a_day=9 / 7)
    network.serve(["list"], first_minute=DAY, **WEEKLY)
    for session in extra:
        network.serve(["list"], **{**WEEKLY, **session})
    return network.scenario(WEEKS * WEEK)


def starts(scenario: Scenario, replication: int) -> np.ndarray:
    """Minute at which each person is seen at last; far away for who never is."""
    visits = replicate_once(scenario, BOARD, 1, replication).visits
    found = np.full(visits.patient.max() + 1, FAR)
    seen = visits.finished >= 0
    found[visits.patient[seen]] = visits.started[seen]
    return found


@pytest.mark.parametrize(
    "extra",
    [
        {"first_minute": DAY + 300, "length_minutes": 20},
        {"first_minute": 3 * DAY, "every_minutes": 5 * WEEK},
        {"first_minute": 20 * WEEK},
    ],
    ids=["one more place a week", "a session now and then", "a second day"],
)
@pytest.mark.parametrize("replication", range(5))
def test_more_sessions_make_nobody_later(extra: dict[str, int], replication: int):
    before = starts(one_list(), replication)
    after = starts(one_list(extra), replication)
    assert len(before) == len(after) > 300
    assert (after <= before).all()
    assert (after < before).sum() > 10


def test_where_people_miss_appointments_more_sessions_make_somebody_later():
    """Who is called sooner misses sooner, and then stands before others."""
    missing = {"dna": 0.15, "dna_delay_days": 10.0}
    more = {"first_minute": 3 * DAY, "length_minutes": 20, "every_minutes": 3 * WEEK}
    later = sum(
        (starts(one_list(more, **missing), r) > starts(one_list(**missing), r)).sum()
        for r in range(5)
    )
    assert later > 0


PLACE = "swansea-bay"


def lists_of(nurses: float) -> planner.Results:
    plain = planner.load_scenario().without_changes(("roll-out-2024",))
    short = {"years": 0.5, "run_on_days": 0}
    short |= {f"boards.{PLACE}.posts.nurse.wte": nurses}
    scenario = plain.with_values(short)
    return planner.run(scenario, replications=6, boards=[PLACE], workers=1)


def test_twice_the_nurse_hours_shorten_their_list_and_lengthen_that_for_scans():
    """Paired by random numbers, 95 % intervals of both differences exclude zero."""
    table = compare(lists_of(0.9), lists_of(1.8))
    table = table[(table["kpi"] == "waiting_list") & (table["residence"] == "all")]
    last = table[(table["period"] == "2026-09-23") & (table["group"] == "all")]
    difference = last.set_index("stage")[["ci_low", "ci_high"]]
    assert difference.loc["assess", "ci_high"] < 0
    assert difference.loc["scan", "ci_low"] > 0
