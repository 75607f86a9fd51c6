"""Vertebral assessment, repeats, mobile units, reports outside: who goes where."""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import pytest

import planner
from planner.capacity.offer import offer_rota
from planner.capacity.rota import SessionKind
from planner.demand.sample import sample_cohort
from planner.inputs.conditions import AGE_BANDS, SITES
from planner.pathway.engines import COMPILED, simulate
from planner.pathway.network import Tables, prepare_tables
from planner.pathway.visits import Outcome, Visits
from tests.pathway.test_shipped_scenarios import same_visits

DAY = 1440
BOARD = "swansea-bay"
SHORT = {"years": 1, "run_on_days": 0, "plan_start": datetime.date(2026, 4, 1)}
CHANGES = 183
"""Day of the plan on which decisions of 1 October 2026 begin to hold."""


@lru_cache
def ran(options: tuple[str, ...], board: str = BOARD) -> tuple[Tables, Visits]:
    """Tables and visits of a board; where slots differ, the same from both engines."""
    scenario = planner.load_scenario(options=options).with_values(SHORT)
    cohort = sample_cohort(scenario, 5, 0, [board])
    tables = prepare_tables(scenario, cohort, offer_rota(scenario, 5, 0, [board]))
    both = "vertebral-assessment" in options
    return tables, same_visits(tables) if both else simulate(tables, COMPILED)


def at(stage: str, options: tuple[str, ...], board: str = BOARD) -> Visits:
    """First joining of everybody at a stage."""
    _, visits = ran(options, board)
    stages = planner.load_scenario(options=options).pathway.stages
    here = visits.take(visits.stage == stages[stage].number)
    return here.take(here.attempt == 1)


def test_vertebral_assessment_is_for_spines_and_from_75_on_who_come_after_its_date():
    options = ("vertebral-assessment",)
    cohort = ran(options)[0].cohort
    meant = cohort.site == SITES.index("spine")
    meant |= cohort.age_band >= AGE_BANDS.index("75-79")
    meant &= (cohort.source == 0) & (cohort.fracture_day >= CHANGES)
    longer, plain = at("scan_vfa", options), at("scan", options)
    assert len(longer) > 20
    assert meant[longer.patient].all()
    assert not meant[plain.patient].any()


def test_a_scan_with_vertebral_assessment_takes_its_30_minutes_of_the_scanner():
    options = ("vertebral-assessment",)
    seen = at("scan_vfa", options)
    seen = seen.take((seen.outcome == Outcome.SEEN) & (seen.held_until >= 0))
    assert set((seen.held_until - seen.started).tolist()) == {30}
    plain = at("scan", options)
    plain = plain.take((plain.outcome == Outcome.SEEN) & (plain.held_until >= 0))
    assert set((plain.held_until - plain.started).tolist()) == {25}


def test_training_spares_some_of_those_who_would_be_scanned_again_and_nobody_else():
    both = ("vertebral-assessment",), ("quality-training",)
    cohorts = [ran(options)[0].cohort for options in both]
    before, after = (cohort.attributes["repeat_scan"] for cohort in cohorts)
    new = cohorts[0].fracture_day >= CHANGES
    np.testing.assert_array_equal(before[~new], after[~new])
    assert (after <= before).all()
    assert before.mean() == pytest.approx(0.02, abs=0.006)
    assert after[new].sum() < before[new].sum()


def test_whoever_is_scanned_again_was_scanned_before_and_is_reported_once():
    options = ("quality-training",)
    again, visits = at("rescan", options), ran(options)[1]
    assert len(again) > 3
    scan = planner.load_scenario(options=options).pathway.stages["scan"].number
    seen = visits.take((visits.stage == scan) & (visits.outcome == Outcome.SEEN))
    done = dict(zip(seen.patient.tolist(), seen.finished.tolist(), strict=True))
    for who, joined in zip(again.patient.tolist(), again.joined.tolist(), strict=True):
        assert joined == done[who]
    reports = at("report", options).patient
    assert len(np.unique(reports)) == len(reports)


def test_people_of_powys_are_scanned_while_the_unit_is_there():
    rota = ran(("powys-mobile-unit",), "powys")[0].rota
    scanned = at("scan", ("powys-mobile-unit",), "powys")
    scanned = scanned.take(scanned.session >= 0)
    assert len(scanned) > 5
    assert set(rota.kind[scanned.session].tolist()) <= {
        SessionKind.MOBILE,
        SessionKind.RESERVED,
    }
    monday = (datetime.date(2026, 10, 5) - SHORT["plan_start"]).days
    week = (scanned.started // DAY - monday) // 7
    assert set((week % 4).tolist()) == {0}


def test_bought_in_reports_are_done_where_scans_outgrow_the_reporters():
    tables, visits = ran(("outsourced-reports",))
    outside = np.flatnonzero(tables.rota.kind == SessionKind.OUTSOURCED)
    assert np.isin(visits.session, outside).sum() > 20
