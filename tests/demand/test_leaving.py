"""Why people leave: causes apart, lists gone through, and what outcomes say of it."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from planner.demand.cohort import FAR, FLS, OTHER, Cause, Cohort
from planner.demand.sample import sample_cohort
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.conditions import AGE_BANDS, SITES
from planner.inputs.fitting_sets import in_set
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.waits import CAUSES
from planner.pathway.visits import Outcome
from tests.counts import poisson_interval

BOARD = "swansea-bay"
YEAR = 365.25 * 1440
DAY = 1440
WHEN = datetime.date(2026, 6, 1)
MINUTE = 61 * DAY
GOING = {"number": 1, "stage": "scan", "date": WHEN, "share": 0.2}
NO_EXITS = {"population.exit_rate": 0.0}


@lru_cache
def plain() -> Scenario:
    return load_scenario().with_values({"years": 1.0, "run_on_days": 0})


def people(changes: dict[str, Any] | None = None, replication: int = 0) -> Cohort:
    scenario = plain().with_values(changes) if changes else plain()
    return sample_cohort(scenario, 4, replication, [BOARD])


def going(**changes: Any) -> dict[str, Any]:
    return {f"boards.{BOARD}.validations.one": {**GOING, **changes}}


def test_deaths_follow_the_rate_of_the_age_and_the_site():
    """A share 1 - exp(-rate) dies within a year of joining."""
    rates = {"60-64": 0.05, "85-89": 0.2}
    changes = {"population.death_rate": rates, "population.death_factor.hip": 2.0}
    runs = [people({**NO_EXITS, **changes}, n) for n in range(2)]
    for band, rate in rates.items():
        for hip in (False, True):
            found = expected = 0.0
            for cohort in runs:
                those = cohort.age_band == AGE_BANDS.index(band)
                those &= (cohort.site == SITES.index("hip")) == hip
                after = cohort.exit_minute - np.maximum(cohort.first_joined, 0)
                found += (those & (after <= YEAR)).sum()
                expected += those.sum() * (1 - np.exp(-rate * (1 + hip)))
            low, high = poisson_interval(expected)
            assert low <= found <= high
    others = ~np.isin(runs[0].age_band, [AGE_BANDS.index(band) for band in rates])
    assert (runs[0].exit_minute[others] == FAR).all()


def test_a_higher_rate_only_makes_people_leave_sooner_and_each_cause_is_its_own():
    before = people()
    assert set(before.exit_cause.tolist()) == {Cause.OTHER}
    after = people({"population.moving_rate": 0.1, "population.declining_rate": 0.1})
    further = people({"population.moving_rate": 0.3, "population.declining_rate": 0.1})
    assert (before.exit_minute >= after.exit_minute).all()
    assert (after.exit_minute >= further.exit_minute).all()
    moved = (after.exit_cause == Cause.MOVED) & (further.exit_cause != Cause.MOVED)
    assert not moved.any()
    same = after.exit_cause == Cause.OTHER
    np.testing.assert_array_equal(before.exit_minute[same], after.exit_minute[same])
    assert {Cause.OTHER, Cause.MOVED, Cause.DECLINED} == set(after.exit_cause.tolist())


def test_going_through_a_list_takes_off_a_share_of_those_asked_and_nobody_else():
    before, after = people(NO_EXITS), people({**NO_EXITS, **going()})
    gone = after.exit_minute < FAR
    assert (after.exit_minute[gone] == MINUTE).all()
    assert (after.exit_cause[gone] == Cause.NOT_NEEDED).all()
    listed = before.at_start & (before.entry_stage == 4)
    coming = (before.source == OTHER) & (before.first_joined < MINUTE)
    asked = (before.provider == 7) & (listed | coming)
    assert not (gone & ~asked).any()
    assert (gone & listed & (before.source == FLS)).any()
    low, high = poisson_interval(0.2 * asked.sum())
    assert low <= gone.sum() <= high
    more = people({**NO_EXITS, **going(share=0.3)}).exit_minute < FAR
    assert not (gone & ~more).any()
    np.testing.assert_array_equal(before.seed, after.seed)


def test_what_was_gone_through_before_the_plan_is_done():
    cohort = people({**NO_EXITS, **going(date=datetime.date(2026, 3, 31))})
    assert (cohort.exit_minute == FAR).all()


def test_a_list_that_no_other_referral_comes_by_is_asked_alone():
    """Assessment is for FLS patients: only its day-0 list is gone through."""
    cohort = people({**NO_EXITS, **going(stage="assess", share=1.0)})
    gone = cohort.exit_minute < FAR
    np.testing.assert_array_equal(gone, cohort.at_start & (cohort.entry_stage == 2))


def test_on_the_day_itself_they_are_off_the_list_and_counted_by_cause():
    changes = {
        **going(),
        "population.death_rate": dict.fromkeys(AGE_BANDS, 0.1),
        "population.moving_rate": 0.05,
    }
    record = replicate_once(plain().with_values(changes), BOARD, 4, 0)
    visits, causes = record.visits, record.cohort.exit_cause[record.visits.patient]
    off = (visits.outcome == Outcome.LEFT) & (causes == Cause.NOT_NEEDED)
    assert off.sum() > 50
    assert (visits.finished[off] == MINUTE).all()
    seen_later = np.isin(visits.patient, visits.patient[off])
    assert (visits.joined[seen_later] < MINUTE).all()
    by_cause, all_left = left(measure(record))
    for stage, total in all_left.items():
        np.testing.assert_array_equal(sum(by_cause[stage].values()), total)
    assert by_cause["scan"]["not needed"].sum() > 50
    assert by_cause["scan"]["died"].sum() > by_cause["scan"]["moved"].sum() > 0


def left(measures: MeasureTable) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """People who left each list, by cause and in all."""
    by_cause: dict[str, dict[str, Any]] = {}
    total: dict[str, Any] = {}
    for key, amounts in measures:
        if key.kpi == "left_because":
            by_cause.setdefault(key.stage, {})[key.reason] = amounts.numerator[0]
        elif key.kpi == "left":
            total[key.stage] = amounts.numerator[0]
    assert {tuple(sorted(each)) for each in by_cause.values()} == {
        tuple(sorted(CAUSES))
    }
    return by_cause, total


def test_day_0_lists_are_complete_even_when_they_are_gone_through_that_day():
    changes = going(date=datetime.date(2026, 4, 1))
    record = replicate_once(plain().with_values(changes), BOARD, 4, 0)
    scans = record.at_stage("scan")
    there = (scans.joined < 0) & ((scans.started >= 0) | (scans.finished != 0))
    taken = in_set(plain(), 0).boards[BOARD]
    assert there.sum() == taken.waiting_list["scan"].count
    assert (scans.finished[scans.outcome == Outcome.LEFT] >= 1).all()


def test_causes_are_measured_only_where_a_scenario_tells_them_apart():
    kpis = {key.kpi for key, _ in measure(replicate_once(plain(), BOARD, 4, 0))}
    assert "left" in kpis
    assert "left_because" not in kpis


def test_vetting_may_differ_by_referrer_and_only_moves_people_one_way():
    key = f"boards.{BOARD}.demand.other.gp."
    before = people()
    strict = people({f"{key}accepted": 0.6})
    frax = people(
        {f"{key}accepted": 0.6, f"{key}frax_first": 0.5, f"{key}frax_avoids": 0.4}
    )
    was, now, then = (c.attributes["accepted"] for c in (before, strict, frax))
    assert not (now & ~was).any()
    assert not (then & ~now).any()
    referred = ~before.at_start & (before.source == OTHER)
    gp = people({f"{key}accepted": 0.0}).attributes["accepted"] < was
    assert not (was != now)[~referred].any()
    weekly = plain().boards[BOARD].demand.other
    total = sum(item.referrals_a_week for item in weekly.values())
    coming = referred.sum() * weekly["gp"].referrals_a_week / total
    for kept, expected in ((was & gp, 0.84), (now & gp, 0.6), (then & gp, 0.48)):
        low, high = poisson_interval(expected * coming)
        assert low <= kept.sum() <= high


def test_vetting_may_change_by_date():
    key = f"boards.{BOARD}.demand.other.gp.accepted"
    change = {"name": "late", "start": datetime.date(2026, 10, 1), "values": {key: 0.0}}
    scenario = plain().with_values({"changes": (*plain().changes, change)})
    before, after = people(), sample_cohort(scenario, 4, 0, [BOARD])
    moved = before.attributes["accepted"] & ~after.attributes["accepted"]
    assert moved.sum() > 100
    assert (after.fracture_day[moved] >= 183).all()


@pytest.mark.parametrize(
    ("key", "value", "about"),
    [
        ("population.death_rate", {"old": 0.1}, "age band"),
        ("population.death_factor", {"ankle": 2.0}, "site"),
        (f"boards.{BOARD}.validations.one", {**GOING, "stage": "plan"}, "waiting list"),
        (f"boards.{BOARD}.demand.other.gp.frax_avoids", 1.5, "less than or equal"),
    ],
)  # fmt: skip
def test_what_nobody_could_mean_is_refused(key: str, value: Any, about: str):
    with pytest.raises(ScenarioError, match=about) as refused:
        plain().with_values({key: value})
    assert all(problem.hint for problem in refused.value.problems)


def test_vetting_apart_needs_a_pathway_that_vets():
    tree = plain().pathway.model_dump()
    del tree["attributes"]["accepted"]
    tree["stages"]["vet"]["next"] = [{"to": "scan"}]
    key = f"boards.{BOARD}.demand.other.gp.accepted"
    plain().with_values({"pathway": tree})
    with pytest.raises(ScenarioError, match="accepted"):
        plain().with_values({"pathway": tree, key: 0.5})
