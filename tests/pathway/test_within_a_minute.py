"""Rule F7: what comes first within one minute, where it decides who goes where."""

from __future__ import annotations

from tests.pathway.flows import DNA, flow, listed, one_stage, open_for, read


def two_sessions():
    return open_for(None, number=1), open_for(None, number=2)


def test_a_session_that_falls_free_is_offered_before_a_higher_one_that_was_idle():
    """One joins in the minute in which the first session's service ends."""
    visits = flow(one_stage(listed(0, 20), *two_sessions()))
    assert read(visits, "started", "session") == [(0, 0), (20, 0)]


def test_so_is_one_that_falls_free_after_a_missed_appointment():
    stage = {"dna": 1.0, "dna_maximum": 1}
    visits = flow(one_stage(listed(0, 20), *two_sessions(), stage=stage))
    assert read(visits, "started", "session", "outcome") == [(0, 0, DNA), (20, 0, DNA)]


def test_so_is_one_whose_hold_ends_before_the_service_does():
    stage = {"hold": "slot", "duration": {"mean": 35}}
    visits = flow(one_stage(listed(0, 20), *two_sessions(), stage=stage))
    assert read(visits, "started", "session") == [(0, 0), (20, 0)]


def test_a_session_that_opens_is_offered_before_a_higher_one_that_was_idle():
    first = open_for(None, first=0, number=2)
    later = open_for(None, first=10, number=1)
    visits = flow(one_stage(listed(0, 10, 10), first, later))
    # Sessions are numbered by start: the one of minute 0 is busy until 20.
    assert read(visits, "started", "session") == [(0, 0), (10, 1), (20, 0)]
