"""Job plans name what fills the week, and finding more people takes more of it."""

from __future__ import annotations

import numpy as np
import pytest

from planner.capacity.workforce import Ledger, ledgers
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.fitting_sets import in_set
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure

BOARD = "swansea-bay"
NAMED = {
    "travel", "meetings", "multidisciplinary meeting", "case finding", "failed calls",
    "teaching", "audit", "service lead",
}  # fmt: skip


@pytest.fixture(scope="module")
def wales() -> Scenario:
    return load_scenario()


def nurse(scenario: Scenario) -> Ledger:
    (found,) = [x for x in ledgers(scenario, 1, 0, BOARD) if x.post_id == "nurse"]
    return found


def shares_of(scenario: Scenario, first: int, last: int) -> dict[str, float]:
    """Shares of a nurse's worked minutes by what they are for, between two days."""
    ledger = nurse(scenario)
    days = ledger.calendar.half_days // 2
    here = (days >= first) & (days < last)
    parts = {k: v[here].sum() for k, v in ledger.parts.items()}
    duties = {k: n for k, n in parts.items() if k.startswith("protected: ")}
    at_work = parts["offered"] + sum(duties.values())
    named = {k.removeprefix("protected: "): n for k, n in duties.items()}
    return {k: n / at_work for k, n in (named | {"offered": parts["offered"]}).items()}


def test_a_nurse_s_week_is_named_and_adds_up(wales: Scenario):
    shares = shares_of(wales, 0, 365)
    assert set(shares) == NAMED | {"offered"}
    for name, share in wales.roles["nurse"].duties.items():
        assert shares[name] == pytest.approx(share, abs=0.005)
    assert shares["offered"] == pytest.approx(0.8, abs=0.001)
    ledger = nurse(wales)
    total = sum(ledger.parts.values())
    assert np.array_equal(total, ledger.minutes["establishment"])


def test_every_duty_has_a_range(wales: Scenario):
    for role in ("nurse", "admin", "reporter"):
        for name in wales.roles[role].duties:
            owner = wales.provenance[f"roles.{role}.duties.{name}"]
            assert owner.low is not None
            assert owner.high is not None
            assert owner.low < owner.high


def test_finding_80_in_100_takes_nurses_time_in_proportion(wales: Scenario):
    more = load_scenario(options=["identify-80-percent"])
    last = wales.plan_days
    before, after = (
        shares_of(wales, last - 180, last),
        shares_of(more, last - 180, last),
    )
    found = found_of(more, last - 180, last) / found_of(wales, last - 180, last)
    assert found > 1.1
    times = after["case finding"] / before["case finding"]
    assert times == pytest.approx(found, rel=0.1)
    assert after["offered"] < before["offered"]


def found_of(scenario: Scenario, first: int, last: int) -> float:
    """People who registered between two days."""
    visits = replicate_once(scenario, BOARD, 1, 0).at_stage("register")
    day = visits.joined // 1440
    return float(((day >= first) & (day < last)).sum())


def test_a_climbing_share_takes_more_time_as_it_climbs():
    ramp = load_scenario(options=["identify-80-by-2028"])
    early, late = shares_of(ramp, 0, 90), shares_of(ramp, 800, 1000)
    assert late["case finding"] > early["case finding"]


def test_duties_and_a_share_for_patients_are_not_said_twice(wales: Scenario):
    with pytest.raises(ScenarioError, match="is what the duties leave"):
        wales.with_values({"roles.nurse.patient_share": 0.7})
    with pytest.raises(ScenarioError, match="add up to more than 1"):
        wales.with_values({"roles.nurse.duties.travel": 0.9})


def test_administrators_work_for_other_referrals_stands_apart(wales: Scenario):
    """Vetting and booking those whom the FLS did not send, 8 minutes each."""
    record = replicate_once(wales, BOARD, 1, 0)
    minutes = {
        key.kpi: values.numerator[0].sum()
        for key, values in measure(record)
        if key.role == "admin" and key.stage == "all"
        and key.kpi in ("other_minutes", "needed_minutes")
    }  # fmt: skip
    others = in_set(wales, 0).boards[BOARD].demand.other.values()
    sent = sum(each.referrals_a_week for each in others) * 1096 / 7
    assert minutes["other_minutes"] == pytest.approx(8 * sent, rel=0.05)
    assert minutes["other_minutes"] < 0.6 * minutes["needed_minutes"]
