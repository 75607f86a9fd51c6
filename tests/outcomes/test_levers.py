"""No dead levers: each input that may be moved moves some output."""

from __future__ import annotations

import datetime
from functools import lru_cache

import pytest

from planner.experiment.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure

BOARD = "hywel-dda"
HERE = f"boards.{BOARD}"
LEVERS = {
    f"{HERE}.demand.fractures_a_year": 3000.0,
    f"{HERE}.demand.reference_year": 2010,
    f"{HERE}.demand.identified.hip": 0.95,
    f"{HERE}.demand.identified.spine": 0.95,
    f"{HERE}.demand.identified.other": 0.95,
    f"{HERE}.demand.other.gp.referrals_a_week": 60.0,
    f"{HERE}.demand.other.gp.growth": 0.3,
    f"{HERE}.posts.nurse.wte": 0.3,
    f"{HERE}.posts.nurse.band": "8a",
    f"{HERE}.posts.nurse.start": datetime.date(2026, 5, 15),
    f"{HERE}.posts.nurse.end": datetime.date(2026, 5, 15),
    f"{HERE}.posts.nurse.job_plan": {"reviews": 1.0},
    f"{HERE}.posts.admin.wte": 0.1,
    f"{HERE}.posts.operator.wte": 0.2,
    f"{HERE}.posts.reporter.wte": 0.02,
    f"{HERE}.scanners.scanner.sessions_a_week": 1.0,
    f"{HERE}.scanners.scanner.slots_a_session": 3,
    f"{HERE}.scanners.scanner.slot_minutes": 30,
    f"{HERE}.scanners.scanner.kept_slots_a_day": 5.0,
    f"{HERE}.scanners.scanner.downtime": 0.4,
    f"{HERE}.scanners.scanner.end": datetime.date(2026, 5, 15),
    f"{HERE}.waiting_list.scan.count": 50,
    f"{HERE}.waiting_list.scan.age_shares": {"400-500": 1.0},
    f"{HERE}.waiting_list.scan.fls_share": 0.9,
    f"{HERE}.waiting_list.assess.count": 300,
    f"{HERE}.diary.review_16.people_a_week": 40.0,
    f"{HERE}.days_before_list": 500.0,
    f"{HERE}.attributes.needs_dxa": 0.1,
    "population.growth": 0.1,
    "population.winter_uplift": 0.5,
    "population.identification_delay.mean": 60.0,
    "population.exit_rate": 0.9,
    "roles.nurse.leave_days": 60.0,
    "roles.nurse.sickness": 0.4,
    "roles.nurse.study_days": 30.0,
    "roles.nurse.patient_share": 0.4,
    "roles.nurse.sickness_spell_days": 40.0,
    f"{HERE}.posts.nurse.in_post": 0.3,
    f"{HERE}.posts.nurse.turnover": 0.9,
    f"{HERE}.posts.nurse.retirements": (datetime.date(2026, 5, 15),),
    f"{HERE}.posts.nurse.weekdays": ("monday", "tuesday", "friday"),
    f"{HERE}.posts.nurse.protected": {"governance": 0.6},
    f"{HERE}.posts.nurse.covers": {"report": {"share": 0.5}},
    f"{HERE}.posts.nurse.contract": "agency",
    "roles.nurse.turnover": 0.9,
    "roles.nurse.leave_weights": {"april": 50.0},
    "money.scan_consumables": 50.0,
    "money.scanner_upkeep": 80_000.0,
    "money.pension": 0.2378,
    "marks.cleared_wait_days": 10.0,
    "marks.cleared_share": 0.05,
    "marks.clear_within_weeks": 10,
    "calendar": "none",
    "warm_up_days": 30.0,
    "pathway.stages.scan.dna": 0.5,
    "pathway.stages.scan.dna_delay_days": 60.0,
    "pathway.stages.scan.notice_days": {"routine": 60.0, "urgent": 60.0},
    "pathway.stages.scan.backfill": 1.0,
    "pathway.stages.scan.slot_minutes": 50,
    "pathway.stages.scan.target_days": 10.0,
    "pathway.stages.assess.slot_minutes": 90,
    "pathway.attributes.reached.share": 0.3,
    "pathway.activities.scan list.discipline": "last come",
}  # fmt: skip


MAY, JULY = datetime.date(2026, 5, 1), datetime.date(2026, 7, 1)
BURST = {"number": 1, "people": 60, "start": MAY, "weeks": 2}
GOING = {"number": 1, "stage": "scan", "date": MAY, "share": 0.5}
LEVERS |= {
    f"{HERE}.demand.identified.wrist": 1.0,
    f"{HERE}.demand.identified.humerus": 1.0,
    f"{HERE}.demand.identified.pelvis": 1.0,
    f"{HERE}.demand.ramps.spine": {"start": MAY, "end": JULY, "to": 1.0},
    f"{HERE}.demand.bursts.one": {**BURST, "enters": "scan", "source": "other"},
    f"{HERE}.demand.bursts.two": {**BURST, "urgent_share": 0.5, "site": "hip"},
    f"{HERE}.demand.other.gp.accepted": 0.2,
    f"{HERE}.validations.one": GOING,
    f"{HERE}.dna_factor.scan": 4.0,
    "population.growth_by_age": {"75-79": 0.4, "50-54": -0.4},
    "population.winter_uplift_by_site": {"hip": 0.9},
    "population.month_weights": (1.0, 1.0, 1.0, 2.0, 1.0, *(1.0,) * 7),
    "population.death_rate": {"75-79": 0.9},
    "population.moving_rate": 0.5,
    "population.declining_rate": 0.5,
    "pathway.dna_groups": ({"when": {"sex": "male"}, "factor": 5.0},),
    "pathway.stages.scan.dna_factors": {"reminders": 0.1},
    "pathway.stages.scan.appointment_price": 1.0,
}


@lru_cache
def plain() -> Scenario:
    scenario = load_scenario().without_changes(("roll-out-2024",))
    return scenario.with_changes({"years": 0.25, "run_on_days": 95})


@lru_cache
def before() -> dict[object, object]:
    return outputs(plain())


def outputs(scenario: Scenario) -> dict[object, object]:
    measures = measure(replicate_once(scenario, BOARD, 1, 0))
    return {key: str(amounts.values.tolist()) for key, amounts in measures}


def test_frax_first_moves_some_output_once_some_need_no_scan():
    frax = f"{HERE}.demand.other.gp.frax_"
    asked = {f"{frax}first": 0.9}
    assert outputs(plain().with_changes(asked)) == before()
    spared = {**asked, f"{frax}avoids": 0.9}
    assert outputs(plain().with_changes(spared)) != before()


@pytest.mark.parametrize(
    ("who", "value"),
    [
        ("urgent_groups", ({"when": {"age_band": "75-79"}, "share": 1.0},)),
        ("urgent_facts", ("persists",)),
    ],
)
def test_who_is_urgent_moves_some_output_where_urgency_counts(who: str, value: object):
    first = {"pathway.activities.scan list.urgent_first": True}
    more = {**first, f"population.{who}": value}
    one, other = (outputs(plain().with_changes(each)) for each in (first, more))
    assert one != other


def test_hip_fractures_may_be_deadlier_where_people_die_by_age():
    deaths = {"population.death_rate": {"75-79": 0.3, "80-84": 0.3}}
    more = {**deaths, "population.death_factor": {"hip": 3.0}}
    one, other = (outputs(plain().with_changes(each)) for each in (deaths, more))
    assert one != other


@pytest.mark.parametrize("key", LEVERS)
def test_a_lever_moves_some_output(key: str):
    assert outputs(plain().with_changes({key: LEVERS[key]})) != before()
