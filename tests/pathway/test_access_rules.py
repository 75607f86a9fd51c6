"""Changes on who goes first, who may use which slot, and how soon: each does so."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import planner
from planner.capacity.rota import SessionKind
from planner.experiment.running.replicate import replicate_once
from planner.inputs.apply_changes import apply_changes, load_change
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits

DAY = 1440
NEVER = 2**62


@cache
def year_of(*changes: str, board: str = "aneurin-bevan") -> Record:
    """A year of one board with these changes."""
    scenario = planner.load_scenario().with_values({"years": 1})
    changed = apply_changes(scenario, [load_change(name) for name in changes])
    return replicate_once(changed, board, seed=5, replication=0)


def on_reserved_slots(record: Record) -> Visits:
    """Appointments in reserved slots."""
    visits = record.at_stage("scan")
    begun = visits.take(visits.session >= 0)
    return begun.take(record.rota.kind[begun.session] == SessionKind.RESERVED)


def on_the_open_list(record: Record) -> Visits:
    """Appointments of the scanner that are not kept for anybody."""
    visits = record.at_stage("scan")
    begun = visits.take(visits.session >= 0)
    return begun.take(record.rota.kind[begun.session] == SessionKind.SCANNER)


def passed_over(record: Record, rank: np.ndarray) -> int:
    """Starts on the open list while somebody of a lower rank stood ready for it.

    Parameters
    ----------
    rank : of each row of the scan's visits; the lowest goes first
    """
    visits, taken = record.at_stage("scan"), on_the_open_list(record)
    ready = visits.joined + 14 * DAY
    until = np.where(visits.started >= 0, visits.started, visits.finished)
    until = np.where(until < 0, NEVER, until)
    of_row = {
        (who, joined): at
        for at, (who, joined) in enumerate(
            zip(visits.patient.tolist(), visits.joined.tolist(), strict=True)
        )
    }
    found = 0
    for who, joined, at in zip(taken.patient, taken.joined, taken.started, strict=True):
        waiting = (ready <= at) & (until > at)
        own = rank[of_row[int(who), int(joined)]]
        found += bool((rank[waiting] < own).any())
    return found


def mean_wait(record: Record, people: np.ndarray) -> float:
    """Mean days for a scan of these people, seen ones."""
    visits = record.at_stage("scan")
    seen = (visits.outcome == Outcome.SEEN) & people[visits.patient]
    return float((visits.started - visits.first_joined)[seen].mean() / DAY)


def test_urgent_patients_go_first_and_only_then():
    plain, urgent = year_of(), year_of("urgent-first-2026")
    for record, orderly in ((plain, False), (urgent, True)):
        visits = record.at_stage("scan")
        rank = np.where(record.cohort.urgent[visits.patient], 0, 1)
        assert (passed_over(record, rank) == 0) == orderly
    wanted = plain.cohort.urgent & ~plain.cohort.at_start
    assert mean_wait(urgent, wanted) < mean_wait(plain, wanted)


def test_the_earliest_breach_goes_first():
    plain, breach = year_of(), year_of("earliest-breach-first-2026")
    for record, orderly in ((plain, False), (breach, True)):
        rank = record.cohort.fracture_day[record.at_stage("scan").patient]
        assert (passed_over(record, rank) == 0) == orderly


def test_with_the_longest_wait_first_a_missed_appointment_keeps_its_place():
    plain, longest = year_of(), year_of("longest-wait-first-2026")
    for record, orderly in ((plain, False), (longest, True)):
        rank = record.at_stage("scan").first_joined
        assert (passed_over(record, rank) == 0) == orderly


def test_nobody_is_passed_over_after_36_weeks():
    """Ready long waiters go before everybody, though urgent ones would go first."""
    both = year_of("urgent-first-2026", "long-waiters-first-2026")
    for record, orderly in ((year_of("urgent-first-2026"), False), (both, True)):
        visits, taken = record.at_stage("scan"), on_the_open_list(record)
        until = np.where(visits.started >= 0, visits.started, visits.finished)
        until = np.where(until < 0, NEVER, until)
        long_since = np.maximum(
            visits.first_joined + 252 * DAY, visits.joined + 14 * DAY
        )
        young = taken.started - taken.first_joined < 252 * DAY
        ignored = [
            bool(((long_since <= at) & (until > at)).any())
            for at in taken.started[young].tolist()
        ]
        assert ignored
        assert any(ignored) == (not orderly)


def test_reserved_slots_that_the_fls_cannot_fill_go_to_others_and_none_stays_empty():
    released = year_of("reserved-slots-released-2026")
    key = "boards.aneurin-bevan.scanners.scanner.reserved_slots_a_day"
    many = planner.load_scenario().with_values({"years": 1, key: 5.95})
    held = replicate_once(many, "aneurin-bevan", seed=5, replication=0)
    shares = []
    for record in (held, released):
        slots = (record.rota.end - record.rota.start)[
            record.rota.kind == SessionKind.RESERVED
        ]
        visits = on_reserved_slots(record)
        shares.append(len(visits) / (slots.sum() / 25))
        assert bool((~record.fls[visits.patient]).any()) == (record is released)
    assert shares[0] < 0.95
    assert shares[1] > 0.99


def test_a_released_slot_opens_so_many_minutes_after_its_session():
    released = year_of("reserved-slots-released-2026").scenario
    later = released.with_values(
        {"pathway.activities.released slots.open_after_minutes": 25}
    )
    record = replicate_once(later, "aneurin-bevan", seed=5, replication=0)
    visits = on_reserved_slots(record)
    others = visits.take(~record.fls[visits.patient])
    after = others.started - record.rota.start[others.session]
    assert len(others)
    assert after.min() >= 25


def test_reserved_slots_for_hip_and_spine_take_nobody_else():
    plain, narrow = year_of(), year_of("reserved-slots-hip-spine-2026")
    sites = []
    for record in (plain, narrow):
        seen = on_reserved_slots(record).patient
        # The fast track is open to every site.
        usual = seen[~record.cohort.attributes["likely_anabolic"][seen]]
        sites.append(set(record.cohort.site[usual]))
    assert sites[0] > {0, 1, 2}
    assert sites[1] == {0, 1}


@pytest.mark.parametrize(
    ("changes", "routine", "urgent"),
    [((), 14, 14), (("short-notice-2026",), 7, 3)],
    ids=["two weeks", "short"],
)
def test_nobody_is_booked_at_shorter_notice_than_the_rule(
    changes: tuple[str, ...], routine: int, urgent: int
):
    record = year_of("urgent-first-2026", *changes)
    visits = record.at_stage("scan")
    begun = visits.started >= 0
    days = ((visits.started - visits.joined) / DAY)[begun]
    is_urgent = record.cohort.urgent[visits.patient[begun]]
    assert days[~is_urgent].min() >= routine
    assert urgent <= days[is_urgent].min() < urgent + 2


@pytest.mark.parametrize(
    ("changes", "days"), [((), 21), (("sooner-assessment-2026",), 7)]
)
def test_an_assessment_is_offered_after_its_lead_time(
    changes: tuple[str, ...], days: int
):
    record = year_of(*changes)
    registered, assessed = record.at_stage("register"), record.at_stage("assess")
    done = dict(zip(registered.patient, registered.finished, strict=True))
    first = assessed.take(assessed.attempt == 1)
    gaps = {
        int(joined - done[who])
        for who, joined in zip(first.patient, first.first_joined, strict=True)
        if who in done
    }
    assert gaps == {days * DAY}


def test_more_people_are_assessed_on_the_ward_and_nobody_in_a_clinic():
    option = planner.load_scenario(options=["assessment-modes"])
    before = replicate_once(
        option.with_values({"years": 1}), "aneurin-bevan", seed=5, replication=0
    )
    after = year_of("more-on-the-ward-2026")
    wards = [len(r.at_stage("assess_ward").patient) for r in (before, after)]
    assert wards[1] > 1.3 * wards[0]
    clinic = after.at_stage("assess").patient
    assert after.cohort.at_start[clinic].all()
