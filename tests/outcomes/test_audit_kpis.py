"""Every KPI of the audit on each of its bases, on people counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.data.facts import load_facts
from planner.inputs.conditions import SITES
from planner.outcomes.audit_kpis import AUDIT, NOT_MODELLED
from planner.outcomes.kpi_table import bounds_of
from planner.outcomes.kpis import CLOCKS, FACTS
from planner.outcomes.measure import measure
from planner.outcomes.record import Record
from planner.pathway.network import prepare_tables
from planner.pathway.reference.engine import simulate
from tests.outcomes.test_definitions import passing, values
from tests.pathway.flows import DAY, DONE, listed, open_for, plan, tables_of

TWO_HIPS = ["hip"] * 2 + ["spine"] * 3 + ["wrist"] * 5


def measured(scenario, sites=(), identified=(), **attributes):
    """Measures of a scenario whose people are said one by one."""
    tables = tables_of(scenario)
    cohort = tables.cohort
    told = {name: np.array(people, bool) for name, people in attributes.items()}
    cohort = replace(cohort, attributes={**cohort.attributes, **told})
    if sites:
        cohort = replace(cohort, site=np.array([SITES.index(site) for site in sites]))
    if identified:
        cohort = replace(cohort, identified=np.array(identified, bool))
    visits = simulate(prepare_tables(scenario, cohort, tables.rota))
    return measure(Record(scenario, "clinic", cohort, tables.rota, visits))


def share(measures, kpi: str) -> tuple[float, float]:
    """Value and denominator of a KPI in the first year."""
    return values(measures, kpi)[0], values(measures, f"{kpi}.denominator")[0]


def test_identification_is_held_against_the_fractures_drawn_and_against_the_hips():
    """Of 2 hip, 3 spine and 5 wrist fractures, 1, 1 and 4 are identified."""
    found = [1, 0, 1, 0, 0, 1, 1, 1, 1, 0]
    measures = measured(passing({"assessment": 5}, people=10), TWO_HIPS, found)
    assert share(measures, "kpi2_identified") == (60, 10)
    assert share(measures, "kpi2_identified_by_hips") == (60, 5 * 2)
    assert share(measures, "kpi2_nonspine") == (pytest.approx(500 / 7), 7)
    assert share(measures, "kpi2_nonspine_by_hips") == (100 * 5 / 8, 4 * 2)
    assert share(measures, "kpi3_spine") == (pytest.approx(100 / 6), 6)
    assert share(measures, "kpi3_spine_identified") == (pytest.approx(100 / 3), 3)
    assert share(measures, "kpi3_spine_by_hips") == (50, 2)


def test_more_may_be_identified_than_the_hips_lead_the_audit_to_expect():
    one_hip = ["hip"] + ["wrist"] * 9
    measures = measured(passing({"assessment": 5}, people=10), one_hip)
    assert share(measures, "kpi2_identified_by_hips") == (200, 5)
    assert bounds_of("kpi2_identified_by_hips") == (0, float("inf"))
    assert bounds_of("kpi2_identified") == (0, 100)


def test_without_a_hip_fracture_the_audit_expects_nobody_and_nothing_is_said():
    measures = measured(passing({"assessment": 5}, people=4), ["wrist"] * 4)
    assert np.isnan(values(measures, "kpi2_identified_by_hips")[0])
    assert share(measures, "kpi2_identified") == (100, 4)


def test_an_order_that_waits_for_vetting_counts_by_order_and_not_by_vetting():
    """Four are ordered a DXA; two are vetted and scanned, two wait for vetting."""
    pathway = {
        "entry": {"fls": "assess"},
        "stages": {
            "assess": {"number": 1, "next": [{"to": "vet"}]},
            "vet": {"number": 2, "milestone": "vetting", "slot_minutes": 10,
                    "next": [{"to": "scan"}]},
            "scan": {"number": 3, "milestone": "scan", "next": DONE},
        },
        "activities": {"vet": {"number": 1, "stages": ["vet"]}},
    }  # fmt: skip
    board = {
        "arrivals": {"all": listed(*[DAY] * 4)},
        "servers": {"vet": open_for(20, first=2 * DAY, activities=("vet",))},
    }
    scenario = plan(pathway, {"clinic": board}, years=1, run_on_days=120)
    measures = measured(scenario)
    assert share(measures, "kpi5_scanned_90_of_ordered") == (100, 2)
    assert share(measures, "kpi5_scanned_90_by_order") == (50, 4)
    assert share(measures, "kpi5_scanned_90_of_all") == (50, 4)


def test_where_nobody_vets_a_scan_is_ordered_by_joining_its_list():
    late = measured(passing({"assessment": 5, "scan": 100}))
    assert share(late, "kpi5_scanned_90_by_order") == (0, 4)
    assert share(late, "kpi5_scanned_90_of_ordered")[1] == 0
    too_late = measured(passing({"assessment": 5, "scan": 121}))
    assert share(too_late, "kpi5_scanned_90_by_order")[1] == 0


@pytest.mark.parametrize(
    ("day", "within", "ever"), [(120, 100, 100), (121, 0, 100), (421, 0, 0)]
)
def test_a_recommendation_counts_by_day_120_and_ever_means_by_week_60(
    day, within, ever
):
    measures = measured(passing({"recommendation": day}, years=3))
    assert share(measures, "kpi7_recommended") == (within, 4)
    assert share(measures, "kpi7_recommended_ever") == (ever, 4)


def treated(**more):
    """Eight people: recommended on day 30, start on 60, reviewed on 100 and 364."""
    names = ("recommended", "starts", "reviewed", "confirmed", "persists", *more)
    attributes = {
        name: {"number": number, "share": 0.5}
        for number, name in enumerate(dict.fromkeys(names), 1)
    }
    steps = (
        ("recommend", "recommendation", "recommended", 30),
        ("start", "treatment start", "starts", 60),
        ("review", "16-week review", "reviewed", 100),
        ("year", "on treatment at 52 weeks", "confirmed", 364),
    )
    ways = [
        {"to": name, "when": {fact: True}, "not_before_days": day}
        for name, _, fact, day in steps
    ]
    stages = {"begin": {"number": 9, "next": [*ways, {"to": "done"}]}}
    for number, (name, milestone, _, _) in enumerate(steps, 1):
        following = [*ways[number:], {"to": "done"}]
        stages[name] = {"number": number, "milestone": milestone, "next": following}
    stages["spare"] = {"number": 10, "next": DONE}
    pathway = {
        "entry": {"fls": "begin"},
        "attributes": attributes,
        "stages": stages,
        "activities": {"spare": {"number": 1, "stages": ["spare"]}},
    }
    board = {"arrivals": {"all": listed(*[DAY] * 8)}}
    scenario = plan(pathway, {"clinic": board}, years=3, run_on_days=120)
    told = {
        "recommended": [1, 1, 1, 1, 1, 1, 0, 0],
        "starts": [1, 1, 1, 1, 0, 0, 0, 0],
        "reviewed": [1, 1, 0, 0, 1, 0, 0, 0],
        "confirmed": [1, 0, 0, 0, 0, 0, 0, 0],
        "persists": [1, 1, 1, 0, 1, 1, 1, 1],
    }
    sites = ["hip", "hip", "spine", "wrist", "spine", "wrist", "wrist", "wrist"]
    return measured(scenario, sites, **told, **more)


@pytest.mark.parametrize(
    ("kpi", "passed", "base"),
    [
        ("kpi9_followed_up_16w", 3, 6),
        ("kpi9_followed_up_16w_of_recommended", 3, 6),
        ("kpi9_followed_up_16w_of_all", 3, 8),
        ("kpi9_followed_up_16w_of_started", 2, 4),
        ("kpi10_started_16w", 4, 6),
        ("kpi10_started_16w_of_all", 4, 8),
        ("kpi10_started_ever_of_all", 4, 8),
        ("kpi10_started_16w_high_risk", 3, 4),
        ("kpi11_on_treatment_52w", 1, 6),
        ("kpi11_on_treatment_52w_of_all", 1, 8),
        ("kpi11_on_treatment_52w_of_started", 1, 4),
        ("kpi11_persisting_of_started", 3, 4),
    ],
)
def test_follow_up_stands_on_every_base_in_use(kpi, passed, base):
    assert share(treated(), kpi) == (pytest.approx(100 * passed / base), base)


@pytest.mark.parametrize(
    ("count", "people"),
    [
        ("people_identified", 8),
        ("people_recommended", 6),
        ("people_started_16w", 4),
        ("people_started", 4),
    ],
)
def test_people_are_counted_beside_the_shares(count, people):
    assert values(treated(), count)[0] == people


def test_who_is_at_high_risk_is_the_pathways_to_say():
    """Of the three it names, two started; hips and spines no longer matter."""
    measures = treated(high_risk=[0, 0, 1, 1, 0, 0, 0, 1])
    assert share(measures, "kpi10_started_16w_high_risk") == (
        pytest.approx(200 / 3),
        3,
    )


def test_advice_after_the_review_was_due_does_not_count_against_kpi_9():
    """Recommended on day 105 and reviewed on 115: nobody could have been quicker."""
    late = {"recommendation": 105, "16-week review": 115}
    measures = measured(passing(late, years=3))
    assert values(measures, "kpi9_followed_up_16w.denominator")[0] == 0
    assert values(measures, "kpi9_followed_up_16w_of_recommended")[0] == 0


def test_falls_and_exercise_are_measured_only_where_the_pathway_has_them():
    without = measured(passing({"assessment": 5}))
    assert values(without, "kpi6_falls_assessed") is None
    assert values(without, "kpi8_strength_balance_16w") is None
    assert values(without, "kpi11_persisting_of_started") is None
    days = {
        "assessment": 90,
        "falls assessment": 120,
        "strength and balance training": 112,
    }
    sites = ["hip", "wrist", "spine", "humerus"]
    measures = measured(passing(days, years=2), sites)
    assert share(measures, "kpi6_falls_assessed") == (100, 4)
    assert share(measures, "kpi6_falls_of_assessed") == (100, 4)
    # KPI 8 leaves hip fractures out.
    assert share(measures, "kpi8_strength_balance_16w") == (100, 3)
    late = {name: day + 1 for name, day in days.items()}
    measures = measured(passing(late, years=2), sites)
    assert share(measures, "kpi6_falls_assessed") == (0, 4)
    assert share(measures, "kpi8_strength_balance_16w") == (0, 3)


def test_every_kpi_of_the_audit_is_measured_or_said_not_to_be():
    """All rows of the definitions but the one that holds figures of unknown base."""
    definitions = set(load_facts("fls_db_definitions")["kpi"])
    measured_ones = {kpi.definition for kpi in AUDIT}
    assert measured_ones | {*NOT_MODELLED} == definitions - {
        "kpi5_scanned_90_base_not_stated"
    }
    assert not measured_ones & {*NOT_MODELLED}
    assert all(kpi.differs for kpi in AUDIT)


def test_every_fact_of_a_kpi_is_one_that_is_counted():
    """One that nobody counts would make a share of nought without a word."""
    asked = {fact for kpi in AUDIT for fact in (*kpi.among, kpi.passed)}
    assert asked == {*FACTS}
    assert len({kpi.title for kpi in AUDIT}) == len(AUDIT)
    for kpi in AUDIT:
        facts = (*kpi.among, kpi.passed)
        days = [CLOCKS[fact].days for fact in facts if fact in CLOCKS]
        assert kpi.clock_days == max(days, default=0), kpi.id
