"""NG259 as data: who is scanned, treated first, fast-tracked, read for longer."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.capacity.offer import offer_rota
from planner.capacity.rota import SessionKind
from planner.demand.sample import sample_cohort
from planner.experiment.running.replicate import replicate_once
from planner.inputs.conditions import SITES
from planner.pathway.companions import visits_of_people
from planner.pathway.network import Tables, prepare_tables
from planner.pathway.visits import Outcome, Visits
from tests.pathway.flows import DAY
from tests.pathway.test_shipped_scenarios import same_visits

BOARD = "hywel-dda"
IN_FORCE = 91
"""Day of the plan from which people go by the new rule: 1 July 2026."""


@lru_cache
def ran() -> tuple[planner.Scenario, Tables, Visits]:
    """A year of a board under the guidance, the same from both engines."""
    scenario = planner.load_scenario().with_values({"years": 1})
    cohort = sample_cohort(scenario, 5, 0, [BOARD])
    tables = prepare_tables(scenario, cohort, offer_rota(scenario, 5, 0, [BOARD]))
    visits = visits_of_people(same_visits(tables), tables.people, tables.person_of)
    return scenario, tables, visits


def seen_at(stage: str) -> Visits:
    """Visits of those seen at a stage."""
    scenario, _, visits = ran()
    number = scenario.pathway.stages[stage].number
    return visits.take((visits.stage == number) & (visits.outcome == Outcome.SEEN))


def holds(attribute: str) -> np.ndarray:
    return ran()[1].cohort.attributes[attribute]


PARTS = {
    "ng259-dxa-offer-2026": "frail",
    "ng259-fast-track-2026": "likely_anabolic",
    "ng259-treat-first-2026": "treat_first",
    "ng259-vfa-2026": "vfa",
    "ng259-no-early-repeat-2026": "planned",
}
"""Each part of the guidance, and who would be told apart by it."""


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_guidance_goes_back_to_the_earlier_rule_alone(
    part: str, tmp_path: Path
) -> None:
    option = tmp_path / "without.toml"
    option.write_text(f'question = "And without?"\nwithout = ["{part}"]\n', "utf-8")
    last = planner.load_scenario(options=[option]).periods[-1][1]
    told = {
        name
        for name in PARTS.values()
        if last.pathway.attributes[name].share or last.pathway.attributes[name].groups
    }
    assert told == set(PARTS.values()) - {PARTS[part]}


def test_nobody_goes_by_the_rule_whose_fracture_was_before_its_date() -> None:
    old = ran()[1].cohort.fracture_day < IN_FORCE
    for name in ("frail", "likely_anabolic", "treat_first", "vfa"):
        assert holds(name).any()
        assert not holds(name)[old].any()


def test_the_scan_is_offered_by_site_and_to_nobody_frail() -> None:
    cohort = ran()[1].cohort
    new = (cohort.fracture_day >= IN_FORCE) & (cohort.source == 0)
    assert not (holds("needs_dxa") & holds("frail") & new).any()
    fit = new & ~holds("frail")
    major = np.isin(cohort.site, [SITES.index(s) for s in SITES[:4]])
    assert abs(holds("needs_dxa")[fit & major].mean() - 0.85) < 0.03
    assert holds("needs_dxa")[fit & ~major].mean() < 0.5


def test_who_is_treated_first_is_advised_before_the_scan_that_is_ordered_as_well():
    advised, vetted = seen_at("plan"), seen_at("vet")
    first = np.flatnonzero(holds("treat_first")[: ran()[1].people])
    ordered = np.intersect1d(first, vetted.patient)
    assert len(ordered) > 20
    assert np.isin(ordered, advised.patient).mean() > 0.95
    done = dict(zip(advised.patient, advised.finished, strict=True))
    scans = seen_at("scan")
    both = [i for i in range(len(scans)) if scans.patient[i] in set(first) & set(done)]
    assert both
    assert all(done[scans.patient[i]] <= scans.started[i] for i in both)


def test_a_baseline_scan_takes_no_reserved_slot_and_the_fast_track_does() -> None:
    scans, rota = seen_at("scan"), ran()[1].rota
    reserved = scans.take(rota.kind[scans.session] == SessionKind.RESERVED)
    assert not holds("treat_first")[reserved.patient].any()
    assert holds("likely_anabolic")[reserved.patient].any()


def test_the_fast_track_reaches_the_scanner_within_six_weeks_nearly_always() -> None:
    scans = seen_at("scan")
    waited = (scans.started - scans.first_joined) / DAY
    track = holds("likely_anabolic")[scans.patient]
    assert track.sum() > 10
    assert (waited[track] <= 42).mean() > 0.9


def test_vertebral_assessment_takes_minutes_of_the_scanner_that_its_slot_has_to_spare():
    scan = planner.load_scenario().pathway.stages["scan"]
    (extra,) = scan.extra_minutes
    assert extra.when == {"vfa": True}
    assert 0 < extra.minutes <= scan.spare_minutes
    tight = planner.load_scenario().with_values(
        {"years": 0.5, "run_on_days": 0, "pathway.stages.scan.spare_minutes": 0}
    )
    scans = replicate_once(tight, BOARD, 5, 0).at_stage("scan")
    seen = scans.take((scans.outcome == Outcome.SEEN) & (scans.held_until >= 0))
    held = seen.held_until - seen.started
    assert set(held.tolist()) == {25, 28}


def test_vertebral_assessment_takes_its_longer_minutes_of_the_reader_alone() -> None:
    long, plain = seen_at("report_vfa"), seen_at("report")
    assert holds("vfa")[long.patient].all()
    assert not holds("vfa")[plain.patient].any()
    for visits, minutes in ((long, 12), (plain, 8), (seen_at("scan"), 25)):
        held = visits.held_until - visits.started
        assert set(held[visits.held_until >= 0].tolist()) == {minutes}
