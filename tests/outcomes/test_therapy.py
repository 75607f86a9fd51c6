"""Bone therapy as capacity: chair hours by hand, a closed clinic, both engines."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from planner.capacity.offer import offer_rota
from planner.capacity.rota import ROLES, SessionKind
from planner.demand.sample import sample_cohort
from planner.experiment.running.replicate import replicate_once
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.inputs.units import DAYS_A_YEAR, MINUTES_A_DAY
from planner.outcomes.bottleneck import binding_roles
from planner.outcomes.record import Record
from planner.outcomes.tally import Tally, Work
from planner.outcomes.visit_counts import VisitCounts
from planner.pathway.companions import visits_of_people
from planner.pathway.engines import COMPILED, SIMPY, simulate
from planner.pathway.network import prepare_tables
from planner.pathway.visits import Outcome
from planner.reports import cautions
from tests.pathway.accounting import check_accounts
from tests.pathway.flows import assert_same

BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
CHAIR = ROLES.index("chair")


def alone(option: str = "", **values: Any) -> Scenario:
    """One board of the shipped plan for three years, under an option."""
    scenario = load_scenario()
    if option:
        scenario = apply_option(scenario, load_option(option))
    return scenario.with_values({"run_on_days": 120, **values})


def number_of(scenario: Scenario, stage: str) -> int:
    return scenario.pathway.stages[stage].number


def unlimited() -> Scenario:
    """A thousand fractures a year, all identified; nobody leaves or waits for staff."""
    pathway = load_scenario().pathway
    kept = {"infusion"}
    places = {
        name: {"number": at, "count": 20, "activities": [name], "role": "nurse"}
        for at, (name, each) in enumerate(pathway.activities.items(), 1)
        if not kept & set(each.stages)
    }
    clinic = {"number": 1, "sessions_a_week": 10, "places": 6}
    board = {
        "demand.fractures_a_year": 1000.0,
        "demand.identified": {"hip": 1.0, "spine": 1.0, "other": 1.0},
        "demand.providers": {},
        "demand.other": {},
        "posts": {},
        "scanners": {},
        "waiting_list": {},
        "diary": {},
        "attributes": {"infusion_clinic": 1.0},
        "servers": places,
        "clinics": {"infusion": clinic},
    }
    scenario = load_scenario().without_changes(("roll-out-2024",))
    values = {f"{HERE}.{key}": value for key, value in board.items()}
    others = {
        f"boards.{name}.demand.fractures_a_year": 0.0
        for name in scenario.boards
        if name != BOARD
    }
    people = {
        "population.growth": 0.0,
        "population.exit_rate": 0.0,
        "population.winter_uplift": 0.0,
    }
    return scenario.with_values({**values, **others, **people, "years": 5})


def chair_hours(record: Record, year: int) -> float:
    """Hours for which chairs were held, missed appointments included, in one year."""
    rows = record.visits.rows
    taken = rows[rows["session"] >= 0]
    taken = taken[record.rota.role[taken["session"]] == CHAIR]
    days = taken["started"] / MINUTES_A_DAY
    mine = (days >= year * DAYS_A_YEAR) & (days < (year + 1) * DAYS_A_YEAR)
    return float((taken["held_until"] - taken["started"])[mine].sum() / 60)


def test_chair_hours_of_a_thousand_fractures_are_those_worked_out_by_hand():
    """MODEL.md has the sum in words; the fifth year is a steady one.

    850 reached; 58 % sent for DXA, of whom two missed scans in 178 end it, 60 in 100
    recommended; 90 in 100 of the others; 41 % start, 18 % of them by infusion; 72.6 %
    persist to a second and a third; 7 % of appointments missed, twice ends it.
    """
    scenario = unlimited()
    sent, missed = 0.58, 0.075
    recommended = sent * 0.60 * (1 - missed**2) + (1 - sent) * 0.90
    first = 1000 * 0.85 * recommended * 0.41 * 0.18
    comes = 1 - 0.07**2
    second = first * comes * 0.726
    visits = first + second + second * comes
    by_hand = visits * (1 + 0.07) * 45 / 60
    assert by_hand == pytest.approx(89.0, abs=0.1)
    found = [
        chair_hours(replicate_once(scenario, BOARD, 7, number), 4)
        for number in range(30)
    ]
    spread = stats.t.ppf(0.995, len(found) - 1) * stats.sem(found)
    assert abs(np.mean(found) - by_hand) <= spread
    assert spread < 0.1 * by_hand


@lru_cache
def under(option: str) -> tuple[Record, ...]:
    scenario = alone(option)
    return tuple(replicate_once(scenario, BOARD, 3, number) for number in range(4))


def binds(option: str, role: str) -> float:
    """Share of the last year's weeks in which a role binds, over replications."""
    found = []
    for record in under(option):
        counted = VisitCounts(record)
        weeks = binding_roles(Tally(counted), Work(counted))
        found.append(weeks[counted.frame.binding_roles.index(role), -52:].mean())
    return float(np.mean(found))


def test_no_therapy_is_limited_where_nobody_gave_a_capacity():
    """All start after the fixed delay; no list of a clinic is shown."""
    record = under("")[0]
    clinic = {number_of(record.scenario, name) for name in ("infusion", "injection")}
    assert not clinic & set(record.visits.stage.tolist())
    assert "infusion" not in record.listed_stages
    starts = record.at_stage("start")
    over = starts.outcome == Outcome.SEEN
    assert set((starts.finished - starts.joined)[over].tolist()) == {20160}


def test_a_closed_infusion_clinic_starts_nobody_and_its_list_grows():
    closes = (2027 - 2026) * 365 * MINUTES_A_DAY
    for record in under("infusion-clinic-closed"):
        visits = record.at_stage("infusion")
        assert (visits.started < closes).all()
        waiting = [
            (
                (visits.joined < at) & ((visits.started >= at) | (visits.started < 0))
            ).sum()
            for at in range(closes, 3 * closes, closes // 2)
        ]
        assert sorted(waiting) == waiting
        assert waiting[-1] > waiting[0] + 20


def test_a_closed_infusion_clinic_lowers_kpi_10_and_chairs_bind():
    options = ("", "infusion-clinic", "infusion-clinic-closed")
    last = [kpi_10(option, "2028/29") for option in options]
    assert last[2] < last[1] - 2
    assert last[1] <= last[0] + 1
    assert binds("infusion-clinic", "chair") < 0.5 < binds(options[2], "chair")


def kpi_10(option: str, year: str) -> float:
    """KPI 10 of a year's fractures, a mean over replications."""
    return float(np.mean([share_started(record, year) for record in under(option)]))


def share_started(record: Record, year: str) -> float:
    """Share of those recommended treatment who started, by hand of the visits."""
    scenario = record.scenario
    first = (int(year[:4]) - 2026) * 365
    cohort, visits = record.cohort, record.visits
    day = cohort.fracture_day
    ours = record.counted & record.fls & cohort.identified
    ours &= (day >= first) & (day < first + 365)
    milestones = {"recommendation": 120, "treatment start": 112}
    met = {}
    for milestone, within in milestones.items():
        stages = [
            stage.number
            for stage in scenario.pathway.stages.values()
            if stage.milestone == milestone
        ]
        mine = np.isin(visits.stage, stages) & (visits.outcome == Outcome.SEEN)
        who = visits.patient[mine]
        late = visits.finished[mine] // MINUTES_A_DAY - day[who] > within
        met[milestone] = np.zeros(len(cohort), dtype=bool)
        met[milestone][who[~late]] = True
    base = ours & met["recommendation"]
    return 100 * (base & met["treatment start"]).sum() / base.sum()


@pytest.mark.parametrize("option", ["infusion-clinic", "hand-over-agreement"])
def test_engines_agree_row_for_row_and_nobody_is_lost_with_all_stages_on(option: str):
    own = {
        f"{HERE}.waiting_list.infusion": {"count": 25},
        f"{HERE}.waiting_list.injection": {"count": 9},
        f"{HERE}.choices.drug": {
            "zoledronate": 0.4, "denosumab": 0.3, "romosozumab": 0.1, "oral": 0.2,
        },
        "pathway.attributes.handed_over.share": 0.3,
        "pathway.attributes.nurse_prescribes.share": 0.5,
        "years": 1.5,
    }  # fmt: skip
    scenario = alone(option, **own)
    place = scenario, 5, 0, [BOARD]
    cohort = sample_cohort(*place)
    tables = prepare_tables(scenario, cohort, offer_rota(*place))
    visits = simulate(tables, COMPILED)
    assert_same(simulate(tables, SIMPY), visits)
    check_accounts(tables, visits)
    assert len(tables.cohort) > tables.people
    gone = set(visits.stage.tolist())
    for stage in ("infusion_again", "injection_again", "supervised", "prescribe"):
        assert number_of(scenario, stage) in gone, stage
    people = visits_of_people(visits, tables.people, tables.person_of)
    assert (people.patient < len(cohort)).all()
    for stage, count in (("infusion", 25), ("injection", 9)):
        at_stage = people.take(people.stage == number_of(scenario, stage))
        there = at_stage.patient[at_stage.first_joined < 0]
        assert len(np.unique(there)) == count


def test_staff_or_chairs_whichever_are_scarcer_limit_the_visits_of_a_session():
    rota = offer_rota(alone("infusion-clinic"), 1, 0, [BOARD])
    mine = rota.kind == SessionKind.CLINIC
    assert set((rota.end - rota.start)[mine].tolist()) == {5 * 45}
    few = {f"{HERE}.clinics.infusion.staff": 0.5, f"{HERE}.clinics.infusion.places": 2}
    rota = offer_rota(alone("infusion-clinic", **few), 1, 0, [BOARD])
    mine = rota.kind == SessionKind.CLINIC
    assert set((rota.end - rota.start)[mine].tolist()) == {3 * 45}


def test_the_plan_says_that_a_closed_clinic_has_no_chairs():
    plan = alone("infusion-clinic-closed")
    summary = summarise(run(plan, 2, 3, [BOARD], workers=1))
    said = " ".join(cautions(summary, plan, {BOARD: "Swansea Bay"}))
    assert "Swansea Bay: people need the chair in " in said
    assert "nothing is offered" in said


DAY_ZERO = {
    "infusion_checks": 7, "infusion": 25, "infusion_checks_again": 5,
    "infusion_again": 6, "injection": 9, "injection_again": 8, "late_dose": 3,
    "teaching": 4, "supervised": 2, "prescribe": 5, "falls_service": 12, "class": 11,
}  # fmt: skip


def test_with_every_stage_on_engines_agree_and_day_zero_lists_are_the_input():
    """Therapy, prescribing, falls service and classes, all at once."""
    own = {f"{HERE}.waiting_list.{k}": {"count": n} for k, n in DAY_ZERO.items()}
    scenario = load_scenario()
    for option in ("nurse-prescribing", "falls-and-exercise"):
        scenario = apply_option(scenario, load_option(option))
    scenario = scenario.with_values({**own, "years": 1.5})
    place = scenario, 5, 0, [BOARD]
    tables = prepare_tables(scenario, sample_cohort(*place), offer_rota(*place))
    visits = simulate(tables, COMPILED)
    assert_same(simulate(tables, SIMPY), visits)
    check_accounts(tables, visits)
    people = visits_of_people(visits, tables.people, tables.person_of)
    for stage, count in DAY_ZERO.items():
        at_stage = people.take(people.stage == number_of(scenario, stage))
        there = at_stage.patient[at_stage.first_joined < 0]
        assert len(np.unique(there)) == count, stage
