"""Each random decision about a person has a number of its own, in both engines.

Two numbers drawn from one seed would move together; here, nothing does.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planner.pathway.engines import ENGINES, simulate
from planner.pathway.visits import Visits
from tests.pathway.flows import DNA, DONE, SEEN, listed, one_stage, open_for, tables_of

PEOPLE = 3000
SD = 0.5 / np.sqrt(PEOPLE)
EVERYBODY = listed(*range(0, PEOPLE * 3, 3))
SPREAD = {"kind": "exponential", "mean": 60}
pytestmark = pytest.mark.parametrize("engine", ENGINES)


def visits_of(engine: str, stage: dict[str, Any], **more: Any) -> Visits:
    """Visits of many people at a stage where nobody waits for long."""
    many = open_for(None, count=40)
    return simulate(tables_of(one_stage(EVERYBODY, many, stage=stage, **more)), engine)


def chance(part: np.ndarray, of: int | None = None) -> Any:
    """A share that is a half but for random variation, over about this many people."""
    return pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(of or len(part)))


def test_whether_a_missed_slot_is_filled_knows_nothing_of_why_it_was_missed(engine):
    stage = {"dna": 0.5, "backfill": 0.5, "dna_maximum": 1, "slot_minutes": 5}
    visits = visits_of(engine, stage)
    missed = visits.take(visits.outcome == DNA)
    filled = missed.held_until == missed.started
    assert filled.mean() == chance(filled)


def test_who_missed_one_appointment_keeps_the_next_as_often_as_others(engine):
    stage = {"dna": 0.5, "dna_maximum": 2, "slot_minutes": 5}
    visits = visits_of(engine, stage)
    again = visits.take(visits.attempt == 2)
    kept = again.outcome == SEEN
    assert len(kept) == pytest.approx(PEOPLE / 2, abs=5 * SD * PEOPLE)
    assert kept.mean() == chance(kept)


def test_who_went_one_way_goes_it_again_as_often_as_others(engine):
    back = [{"to": "scan", "share": 0.5, "delay": {"mean": 0.2}}, *DONE]
    visits = visits_of(engine, {"slot_minutes": 5, "next": back})
    came = [float((visits.visit == number).sum()) for number in (1, 2, 3)]
    for before, after in pairwise(came):
        assert after / before == chance(visits.visit, of=int(before))


def durations(visits: Visits, stage: int, visit: int) -> np.ndarray:
    """Minutes of each patient's visit, not a number where there was none."""
    found = np.full(PEOPLE, np.nan)
    here = (visits.stage == stage) & (visits.visit == visit) & (visits.finished >= 0)
    rows = visits.take(here)
    found[rows.patient] = rows.finished - rows.started
    return found


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Of ranks, so that long tails do not decide."""
    both = np.isfinite(one) & np.isfinite(other)
    assert both.sum() > PEOPLE / 3
    ranks = [np.argsort(np.argsort(minutes[both])) for minutes in (one, other)]
    return float(np.corrcoef(*ranks)[0, 1])


def test_minutes_at_one_stage_say_nothing_of_minutes_at_the_next(engine):
    scan = {
        "number": 1,
        "slot_minutes": 5,
        "duration": SPREAD,
        "next": [{"to": "more"}],
    }
    more = {"number": 2, "slot_minutes": 5, "duration": SPREAD, "next": DONE}
    pathway = {
        "stages": {"scan": scan, "more": more},
        "activities": {"scan": {"number": 1, "stages": ["scan", "more"]}},
    }
    scenario = one_stage(EVERYBODY, open_for(None, count=80), pathway=pathway)
    visits = simulate(tables_of(scenario), engine)
    together = correlation(durations(visits, 1, 1), durations(visits, 2, 1))
    assert together == pytest.approx(0, abs=0.1)


def test_minutes_of_one_visit_say_nothing_of_minutes_of_the_next(engine):
    stage = {
        "slot_minutes": 5,
        "duration": SPREAD,
        "duration_draws": 2,
        "next": [{"to": "scan", "share": 0.6, "delay": {"mean": 0.1}}, *DONE],
    }
    visits = visits_of(engine, stage)
    together = correlation(durations(visits, 1, 1), durations(visits, 1, 2))
    assert together == pytest.approx(0, abs=0.1)
