"""Overbooked sessions: a missed slot is used, and where all come they over-run."""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np
import pytest

from planner.capacity.calendar import EVENING
from planner.capacity.rota import SessionKind
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.record import Record
from planner.pathway.network import prepare_tables
from planner.pathway.visits import Outcome
from tests.pathway.test_shipped_scenarios import same_visits

BOARD, SLOT = "aneurin-bevan", 25
WEEKEND = (3, 4)
"""Days of a week that begins on Wednesday, as the plan does."""
SCANNER = f"boards.{BOARD}.scanners.scanner"


@lru_cache
def overbooked(by: float) -> Record:
    """Nine months of a board whose list never runs out."""
    scenario = load_scenario().with_values(
        {
            "years": 0.75,
            "run_on_days": 0,
            f"{SCANNER}.overbooked_slots_a_session": by,
            f"{SCANNER}.overrun_price_an_hour": 60.0,
        }
    )
    return replicate_once(scenario, BOARD, 4, 0)


@pytest.mark.parametrize("by", [0.5, 2.0])
def test_both_engines_agree_row_for_row(by: float) -> None:
    record = overbooked(by)
    same_visits(prepare_tables(record.scenario, record.cohort, record.rota))


@pytest.mark.parametrize("by", [0.0, 0.5, 1.0, 2.0])
def test_each_session_sees_its_slots_and_those_booked_on_top(by: float) -> None:
    """Of k on top and m missed, min(k, m) take a missed slot; the others over-run."""
    record = overbooked(by)
    rota, stays = record.rota, record.at_stage("scan")
    booked = stays.take((stays.session >= 0) & (stays.finished >= 0))
    begun = np.bincount(booked.session, minlength=len(rota))
    missed = booked.session[booked.outcome == Outcome.DNA]
    missing = np.bincount(missed, minlength=len(rota))
    slots, on_top = rota.offered_minutes // SLOT, rota.overrun // SLOT
    ended = (begun > 0) & (
        rota.end + rota.overrun < record.scenario.horizon_days * 1440
    )
    full = ended & (rota.role == rota.role[booked.session[0]])
    assert (begun[full] == (slots + on_top)[full]).mean() > 0.95
    last = np.zeros(len(rota), dtype=np.int64)
    np.maximum.at(last, booked.session, booked.held_until)
    over = np.maximum(on_top - missing, 0) * SLOT
    whole = full & (begun == slots + on_top)
    assert (last[whole] == (rota.end + over)[whole]).all()


def test_half_a_slot_on_top_is_one_in_every_second_session() -> None:
    rota = overbooked(0.5).rota
    kinds = set(np.unique(rota.overrun).tolist())
    assert kinds == {0, SLOT}
    assert overbooked(0.0).rota.overrun.sum() == 0


def test_evenings_weekends_and_bought_lists_are_overbooked_by_turns_of_their_own():
    """Half a person on top is one in every second of them, seen by both engines."""
    extra = {
        "years": 0.25,
        "run_on_days": 0,
        f"{SCANNER}.evenings_a_week": 2.0,
        f"{SCANNER}.weekend_sessions_a_week": 1.0,
        f"{SCANNER}.needs_operator": False,
        f"{SCANNER}.overbooked_slots_a_session": 0.5,
        f"{SCANNER}.overrun_price_an_hour": 60.0,
        f"boards.{BOARD}.temporary.bought": {
            "number": 1,
            "sessions_a_week": 2.0,
            "days": "weekends",
            "slots_a_session": 8,
            "slot_minutes": SLOT,
            "price_a_session": 900.0,
            "overbooked_slots_a_session": 0.5,
            "overrun_price_an_hour": 90.0,
            "start": datetime.date(2026, 4, 6),
            "end": datetime.date(2026, 6, 1),
        },
    }
    record = replicate_once(load_scenario().with_values(extra), BOARD, 4, 0)
    same_visits(prepare_tables(record.scenario, record.cohort, record.rota))
    rota = record.rota
    late = (rota.start % 1440 == EVENING) | np.isin(rota.start // 1440 % 7, WEEKEND)
    open_ones = late & (rota.end > rota.start)
    for kind in (SessionKind.SCANNER, SessionKind.TEMPORARY):
        on_top = rota.overrun[open_ones & (rota.kind == kind)] // SLOT
        assert len(on_top) > 10
        assert abs(on_top.sum() - len(on_top) / 2) <= 1
    bought = (rota.kind == SessionKind.TEMPORARY) & (rota.overrun > 0)
    visits = record.held_visits
    visits = visits[(visits["session"] >= 0) & bought[visits["session"]]]
    assert (visits["held_until"] > rota.end[visits["session"]]).any()


def test_over_runs_are_measured_and_paid_by_the_hour() -> None:
    record = overbooked(2.0)
    table = measure(record)
    key = Key(BOARD, role="scanner", span="financial year", kpi="overrun_minutes")
    minutes = table[key].values[0]
    pounds = table[Key(BOARD, span="financial year", kpi="cost_temporary")].values[0]
    assert minutes.sum() > 1_000
    assert pounds == pytest.approx(minutes / 60 * 60.0)
    assert key not in measure(overbooked(0.0))
