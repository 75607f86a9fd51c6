"""Rule F3: missed appointments (did not attend)."""

from __future__ import annotations

from planner.numerics.random_numbers import Purpose, uniform
from tests.pathway.flows import (
    DAY,
    DNA,
    LEFT,
    SEEN,
    flow,
    listed,
    one_stage,
    open_for,
    read,
    tables_of,
)

COLUMNS = ("patient", "attempt", "joined", "started", "held_until", "outcome")


def always_missed(*arrivals: int, sessions=None, **stage):
    stage = {"dna": 1.0, "slot_minutes": 20, **stage}
    return one_stage(listed(*arrivals), sessions or open_for(None), stage=stage)


def test_a_missed_slot_holds_the_session_and_the_person_rejoins_with_a_new_joined():
    scenario = always_missed(10, dna_maximum=2, dna_delay_days=1)
    again = 30 + DAY
    assert read(flow(scenario), *COLUMNS) == [
        (0, 1, 10, 10, 30, DNA),
        (0, 2, again, again, again + 20, DNA),
    ]


def test_first_joined_stays_through_every_attempt():
    visits = flow(always_missed(10, dna_maximum=3, dna_delay_days=1))
    assert read(visits, "first_joined") == [10, 10, 10]


def test_the_person_is_discharged_after_the_maximum():
    for most in (1, 2, 4):
        visits = flow(always_missed(0, dna_maximum=most))
        assert read(visits, "attempt") == list(range(1, most + 1))
        assert set(read(visits, "outcome")) == {DNA}


def test_without_a_maximum_the_person_comes_back_as_long_as_the_plan_runs():
    visits = flow(always_missed(0, sessions=open_for(1000)))
    assert len(visits) == 51
    assert read(visits, "started")[-1] == -1


def test_a_missed_appointment_holds_the_slot_or_on_request_the_duration():
    long = {"duration": {"mean": 35}, "dna_maximum": 1}
    held = flow(always_missed(0, **long))
    assert read(held, "held_until") == [20]
    held = flow(always_missed(0, dna_hold="duration", **long))
    assert read(held, "held_until") == [35]


def test_a_backfilled_slot_is_free_at_once_for_the_next_person():
    """The person who missed it joins again the minute after, never in the same one."""
    scenario = always_missed(0, 0, dna_maximum=2, backfill=1.0)
    assert read(flow(scenario), *COLUMNS) == [
        (0, 1, 0, 0, 0, DNA),
        (0, 2, 1, 1, 1, DNA),
        (1, 1, 0, 0, 0, DNA),
        (1, 2, 1, 1, 1, DNA),
    ]


def test_one_who_leaves_before_rejoining_does_not_rejoin():
    scenario = always_missed(0, dna_delay_days=1)
    visits = flow(scenario, exits={0: 500})
    assert read(visits, "outcome") == [DNA]


def test_one_who_has_rejoined_leaves_from_the_list():
    scenario = always_missed(0, dna_delay_days=1, sessions=open_for(60))
    visits = flow(scenario, exits={0: 2 * DAY})
    assert read(visits, "attempt", "finished", "outcome") == [
        (1, 20, DNA),
        (2, 2 * DAY, LEFT),
    ]


def test_who_misses_hangs_on_the_person_stage_visit_and_attempt_alone():
    stage = {"dna": 0.5, "slot_minutes": 5}
    scenario = one_stage(listed(*range(0, 1000, 10)), open_for(None), stage=stage)
    tables, visits = tables_of(scenario), flow(scenario)
    for patient, attempt, outcome in read(visits, "patient", "attempt", "outcome"):
        seed = int(tables.cohort.seed[patient])
        missed = uniform(seed, Purpose.DNA, 1, 1, attempt) < 0.5
        assert outcome == (DNA if missed else SEEN)


def test_a_higher_chance_moves_people_one_way_only():
    seen = []
    for chance in (0.1, 0.3, 0.6):
        stage = {"dna": chance, "slot_minutes": 5, "dna_maximum": 1}
        scenario = one_stage(listed(*range(0, 1000, 10)), open_for(None), stage=stage)
        visits = flow(scenario)
        seen.append(set(visits.patient[visits.outcome == SEEN].tolist()))
    assert seen[0] > seen[1] > seen[2]
