"""Missed appointments by group of people, by board, and by what is done about them."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.conditions import AGE_BANDS
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED, SIMPY
from planner.pathway.visits import COLUMNS, Outcome, Visits
from tests.counts import poisson_interval

BOARD = "hywel-dda"
SCAN = "pathway.stages.scan."
OLD = AGE_BANDS.index("80-84")
FAR_AWAY = {"number": 40, "share": 0.3}


@lru_cache
def plain() -> Scenario:
    return load_scenario().with_values({"years": 0.5, "run_on_days": 0})


def record(engine: str = COMPILED, **changes: Any) -> Record:
    scenario = plain().with_values(changes) if changes else plain()
    return replicate_once(scenario, BOARD, 2, 0, engine=engine)


def same(one: Visits, other: Visits) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in COLUMNS
    )


def first_appointments(found: Record) -> tuple[np.ndarray, np.ndarray]:
    """Patients at their first appointment of a scan, and whether they missed it."""
    scans = found.at_stage("scan")
    first = (scans.started >= 0) & (scans.attempt == 1)
    return scans.patient[first], scans.outcome[first] == Outcome.DNA


def test_factors_multiply_and_do_what_a_smaller_chance_does():
    factors = {"reminders": 0.5, "partial booking": 0.8}
    less = record(**{f"{SCAN}dna": 0.2, f"{SCAN}dna_factors": factors})
    assert same(less.visits, record(**{f"{SCAN}dna": 0.2 * (0.5 * 0.8)}).visits)
    assert not same(less.visits, record(**{f"{SCAN}dna": 0.2}).visits)


def test_a_factor_of_one_board_is_that_boards_alone_and_both_engines_know_it():
    changes = {f"boards.{BOARD}.dna_factor.scan": 3.0, f"{SCAN}dna": 0.1}
    more = record(**changes)
    assert same(more.visits, record(**{f"{SCAN}dna": 0.1 * 3.0}).visits)
    assert same(more.visits, record(SIMPY, **changes).visits)
    key = "boards.swansea-bay.dna_factor.scan"
    assert same(record().visits, record(**{key: 3.0}).visits)


def test_who_is_in_a_group_misses_by_its_factor_and_the_first_group_decides():
    """Old people never, those who live far away three times as often as others."""
    groups = (
        {"when": {"age_band": AGE_BANDS[OLD:]}, "factor": 0.0},
        {"when": {"lives_far": True}, "factor": 3.0},
    )
    changes = {f"{SCAN}dna": 0.15, "pathway.attributes.lives_far": FAR_AWAY}
    before = record(SIMPY, **changes)
    found = record(SIMPY, **changes, **{"pathway.dna_groups": groups})
    people, missed = first_appointments(found)
    old = found.cohort.age_band[people] >= OLD
    far = found.cohort.attributes["lives_far"][people] & ~old
    assert old.sum() > 100
    assert not missed[old].any()
    for those, chance in ((far, 0.45), (~far & ~old, 0.15)):
        low, high = poisson_interval(chance * those.sum())
        assert low <= missed[those].sum() <= high
    # Random numbers are a person's own: who lives far and missed before misses again.
    was, missed_before = first_appointments(before)
    attended = set(people[far & ~missed].tolist())
    assert not attended & set(was[missed_before].tolist())


def test_a_factor_that_would_exceed_certainty_is_certainty():
    changes = {"pathway.dna_groups": ({"when": {"sex": "male"}, "factor": 20.0},)}
    found = record(SIMPY, **changes)
    people, missed = first_appointments(found)
    men = found.cohort.sex[people] == 1
    assert missed[men].all()
    assert not missed[~men].all()


def test_both_engines_know_groups():
    changes = {"pathway.dna_groups": ({"when": {"sex": "male"}, "factor": 2.0},)}
    assert same(record(**changes).visits, record(SIMPY, **changes).visits)


def dated(values: dict[str, Any]) -> Scenario:
    change = {"name": "l", "start": datetime.date(2026, 7, 1), "values": values}
    return plain().with_values({"changes": (*plain().changes, change)})


def test_reminders_may_begin_on_a_date():
    scenario = dated({f"{SCAN}dna_factors.reminders": 0.0})
    found = replicate_once(scenario, BOARD, 2, 0)
    scans = found.at_stage("scan")
    missed = scans.started[scans.outcome == Outcome.DNA]
    assert len(missed) > 20
    assert missed.max() < 91 * 1440


def test_each_appointment_from_the_date_on_has_its_price_and_adds_to_the_total():
    scenario = dated({f"{SCAN}appointment_price": 0.5})
    found = replicate_once(scenario, BOARD, 2, 0)
    amounts = measure(found)
    key = Key(BOARD, span="financial year", kpi="cost_appointments")
    scans = found.at_stage("scan")
    due = (scans.started >= 91 * 1440) & (scans.started < scenario.plan_days * 1440)
    assert amounts[key].numerator[0].sum() == pytest.approx(0.5 * due.sum())
    parts = [
        amounts[key._replace(kpi=f"cost_{what}")].numerator[0]
        for what in (
            "staff",
            "consultants",
            "overheads",
            "scans",
            "scanners",
            "temporary",
            "decisions",
        )
    ]
    total = amounts[key._replace(kpi="cost_total")].numerator[0]
    np.testing.assert_allclose(total, sum(parts) + amounts[key].numerator[0])
    assert key not in measure(record())


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("pathway.dna_groups", ({"when": {"tall": True}, "factor": 2},), "tall"),
        ("pathway.dna_groups", ({"when": {"sex": "male"}, "factor": -1},), "factor"),
        (f"boards.{BOARD}.dna_factor", {"scam": 2.0}, "stage"),
        (f"{SCAN}dna_factors", {"reminders": -0.5}, "factor"),
    ],
)
def test_what_nobody_could_mean_is_refused(key: str, value: Any, about: str):
    with pytest.raises(ScenarioError, match=about) as refused:
        plain().with_values({key: value})
    assert all(problem.hint for problem in refused.value.problems)
