"""Measures by their definition, on services small enough to count by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.inputs.load import load_scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods
from planner.outcomes.record import Record
from planner.outcomes.staff_costs import employer_cost
from planner.pathway.network import prepare_tables
from planner.pathway.reference.engine import simulate
from tests.pathway.flows import DAY, DONE, listed, one_stage, open_for, plan, tables_of
from tests.waiting_lists import days_waited_at, waiting_at

WEEK = 7 * DAY


def measured(scenario, **drawn) -> MeasureTable:
    tables = tables_of(scenario, **drawn)
    visits = simulate(tables)
    return measure(Record(scenario, "clinic", tables.cohort, tables.rota, visits))


def values(measures, kpi: str, stage: str = "all", group: str = "all", role="all"):
    found = [
        amounts.values[0].tolist()
        for key, amounts in measures
        if (key.provider, key.kpi, key.stage, key.group, key.role)
        == ("clinic", kpi, stage, group, role)
    ]
    assert len(found) <= 1
    return found[0] if found else None


MILESTONES = ("assessment", "scan", "recommendation", "treatment start",
              "16-week review", "on treatment at 52 weeks")  # fmt: skip


def passing(days: dict[str, int], people: int = 4, years: float = 2):
    """A service whose milestones all fall on these days after the fracture."""
    stages = {}
    ordered = sorted(days.items(), key=lambda item: item[1])
    names = [name for name, _ in ordered]
    for number, (name, _) in enumerate(ordered, 1):
        following = names[number] if number < len(names) else "done"
        step = {"to": following}
        if following in days:
            step["not_before_days"] = days[following]
        stages[name] = {"number": number, "milestone": name, "next": [step]}
    start = {"number": 98, "next": [{"to": names[0], "not_before_days": ordered[0][1]}]}
    spare = {"number": 99, "slot_minutes": 1, "next": DONE}
    pathway = {
        "entry": {"fls": "start"},
        "stages": {"start": start, **stages, "spare": spare},
        "activities": {"spare": {"number": 1, "stages": ["spare"]}},
    }
    arrivals = {"all": listed(*[DAY * 10] * people)}
    board = {"arrivals": arrivals, "kpis_published": True}
    return plan(pathway, {"clinic": board}, years=years, run_on_days=120)


@pytest.mark.parametrize(
    ("kpi", "milestone", "last_day"),
    [
        ("kpi4_assessed_90", "assessment", 90),
        ("kpi5_scanned_90_of_all", "scan", 90),
        ("kpi7_recommended", "recommendation", 120),
    ],
)
def test_a_clock_of_calendar_days_includes_its_last_day(kpi, milestone, last_day):
    for day, share in ((last_day, 100.0), (last_day + 1, 0.0)):
        measures = measured(passing({milestone: day}))
        assert values(measures, kpi)[0] == share
        assert values(measures, f"{kpi}.denominator")[0] == 4


@pytest.mark.parametrize(
    ("kpi", "milestone", "last_day"),
    [
        ("kpi9_followed_up_16w", "16-week review", 112),
        ("kpi10_started_16w", "treatment start", 112),
        ("kpi11_on_treatment_52w", "on treatment at 52 weeks", 420),
    ],
)
def test_follow_up_is_counted_among_those_recommended(kpi, milestone, last_day):
    for day, share in ((last_day, 100.0), (last_day + 1, 0.0)):
        measures = measured(passing({"recommendation": 60, milestone: day}, years=3))
        assert values(measures, kpi)[0] == share
    nobody = measured(passing({milestone: 50}, years=3))
    assert np.isnan(values(nobody, kpi)[0])
    assert values(nobody, f"{kpi}.denominator")[0] == 0


def test_kpi_5_has_two_denominators():
    """Half are sent for DXA; all of them are scanned in time."""
    next_ = [{"to": "vetting", "when": {"sent": True}}, {"to": "done"}]
    pathway = {
        "entry": {"fls": "assess"},
        "attributes": {"sent": {"number": 1, "share": 0.5}},
        "stages": {
            "assess": {"number": 1, "next": next_},
            "vetting": {"number": 2, "milestone": "vetting", "next": [{"to": "scan"}]},
            "scan": {"number": 3, "milestone": "scan", "slot_minutes": 1, "next": DONE},
        },
        "activities": {"scan": {"number": 1, "stages": ["scan"]}},
    }
    board = {
        "arrivals": {"all": listed(*[DAY] * 40)},
        "servers": {"scan": open_for(None, activities=("scan",))},
    }
    scenario = plan(pathway, {"clinic": board}, years=1, run_on_days=120)
    sent = int(tables_of(scenario).cohort.attributes["sent"].sum())
    measures = measured(scenario)
    assert values(measures, "kpi5_scanned_90_of_ordered") == [100.0]
    assert values(measures, "kpi5_scanned_90_of_ordered.denominator") == [sent]
    assert values(measures, "kpi5_scanned_90_of_all") == [100 * sent / 40]
    assert values(measures, "kpi5_scanned_90_of_all.denominator") == [40]


def test_a_cohort_whose_clock_has_not_run_out_is_not_reported():
    measures = measured(passing({"recommendation": 60, MILESTONES[-1]: 100}, years=2))
    assert np.isnan(values(measures, "kpi11_on_treatment_52w")[1])
    assert values(measures, "kpi4_assessed_90.denominator")[0] == 4


def test_the_list_of_a_week_is_counted_before_that_minute_s_events():
    """Joined before it, not started before it."""
    arrivals = listed(0, WEEK - 1, WEEK, 2 * WEEK - 1)
    session = open_for(20, first=WEEK), open_for(20, first=2 * WEEK, number=2)
    measures = measured(one_stage(arrivals, *session, years=28 / 365))
    assert values(measures, "waiting_list", "scan") == [0, 2, 3, 2]
    ages = values(measures, "waiting_list_age", "scan")
    assert ages[1] == pytest.approx((7 + 1 / DAY) / 2)


def test_waiting_over_90_days_counts_from_first_joining():
    arrivals = listed(0, 10 * DAY)
    measures = measured(one_stage(arrivals, open_for(5, first=1), years=1))
    over = np.array(values(measures, "waiting_over_90", "scan"))
    weeks = np.arange(52) * 7
    np.testing.assert_array_equal(over, (weeks > 90) * 1.0 + (weeks > 100) * 1.0)


def test_completed_cohort_and_new_referral_waits_are_three_numbers():
    """Ten join on day 1; one a day is seen from day 100 on, five within the plan."""
    arrivals = listed(*[DAY] * 10)
    session = open_for(20, first=100 * DAY, every_minutes=DAY)
    scenario = one_stage(
        arrivals, session, stage={"target_days": 100}, years=105 / 365, run_on_days=0
    )
    measures = measured(scenario)
    assert values(measures, "completed_wait", "scan") == [99 + 2]
    assert values(measures, "completed_wait_p95", "scan")[0] == pytest.approx(102.8)
    assert values(measures, "seen", "scan") == [5]
    # The clock of 100 days has not run out for the whole cohort: not said.
    assert np.isnan(values(measures, "cohort_within_target", "scan")[0])
    longer = scenario.with_values({"run_on_days": 120})
    assert values(measured(longer), "cohort_within_target", "scan") == [20.0]
    quarter = values(measures, "new_referral_wait", "scan")
    assert quarter[-1] == pytest.approx(5 * 14 / 5)


def test_who_joins_during_the_warm_up_is_served_but_not_counted():
    arrivals = listed(0, 10, 3 * DAY)
    scenario = one_stage(arrivals, open_for(None, first=DAY), warm_up_days=2)
    late = scenario.with_values({"run_on_days": 90})
    measures = measured(scenario)
    assert values(measures, "seen", "scan") == [3]
    assert values(measures, "completed_wait", "scan") == [0]
    assert values(measured(late), "kpi4_assessed_90.denominator") == [1]


def test_a_wait_after_a_missed_appointment_counts_from_first_joining():
    stage = {"dna": 1.0, "dna_maximum": 1}
    measures = measured(one_stage(listed(0, 0), open_for(None), stage=stage))
    assert values(measures, "missed", "scan") == [2]
    assert values(measures, "seen", "scan") == [0]
    assert np.isnan(values(measures, "completed_wait", "scan")[0])


def test_load_and_utilisation_are_minutes_over_minutes_offered():
    """Three join, two are seen, in one session of 50 minutes: 60 and 40 over 50."""
    stage = {"role": "scanner", "slot_minutes": 20, "hold": "slot"}
    scenario = one_stage(listed(0, 0, 0), open_for(50, first=10), stage=stage)
    measures = measured(scenario)
    assert values(measures, "load", role="scanner") == [pytest.approx(60 / 50)]
    assert values(measures, "utilisation", role="scanner") == [pytest.approx(40 / 50)]
    assert values(measures, "needed_minutes", "scan") == [60]


def test_the_backlog_is_gone_from_the_week_after_its_last_four_weeks_running():
    arrivals = listed(0, 0, DAY * 50)
    sessions = open_for(20, first=90 * DAY), open_for(40, first=95 * DAY, number=2)
    measures = measured(one_stage(arrivals, *sessions, years=0.5))
    # Beyond 42 days from day 42 on, the last of them until day 95: week 14 is free.
    assert values(measures, "clearance_day", "scan") == [98]
    assert values(measures, "cleared", "scan") == [1]
    never = measured(one_stage(arrivals, open_for(20), years=0.5))
    assert values(never, "cleared", "scan") == [0]
    assert np.isnan(values(never, "clearance_day", "scan")[0])


def test_one_late_week_does_not_bring_a_backlog_back():
    session = open_for(20, first=50 * DAY)
    measures = measured(one_stage(listed(0), session, years=0.5))
    assert values(measures, "clearance_day", "scan") == [0]


def test_the_age_of_a_list_equals_a_sum_over_people():
    rng = np.random.default_rng(5)
    minutes = np.sort(rng.integers(0, 20 * DAY, 60)).tolist()
    session = open_for(100, every_minutes=DAY, number=1)
    tables = tables_of(one_stage(listed(*minutes), session, years=30 / 365))
    stays = simulate(tables)
    for at in (DAY, 5 * DAY + 7, 20 * DAY):
        there = (stays.joined < at) & ((stays.started >= at) | (stays.started < 0))
        waited = (at - stays.first_joined[there]).sum() / DAY
        assert days_waited_at(stays, np.array([at]))[0] == pytest.approx(waited)
        assert waiting_at(stays, np.array([at]))[0] == there.sum()


def test_one_wte_costs_salary_insurance_pension_and_levy():
    money = load_scenario().money
    assert money is not None
    by_hand = 52_712 + (52_712 - 5_000) * 0.15 + 52_712 * (0.1438 + 0.005)
    assert employer_cost(money, "7") == pytest.approx(by_hand)


def test_staff_cost_runs_for_the_days_in_post():
    scenario = load_scenario().without_changes(("roll-out-2024",))
    board = "boards.powys"
    post = {"number": 1, "role": "nurse", "band": "7", "wte": 0.5}
    post["start"] = datetime.date(2026, 10, 1)
    changed = scenario.with_values(
        {"years": 1.5, "run_on_days": 0, f"{board}.posts.nurse": post}
    )
    assert changed.money is not None
    year = employer_cost(changed.money, "7") * 0.5 / 365.25
    record = Record(changed, "powys", *_nobody(changed))
    found = {
        key.kpi: amounts.numerator[0].tolist()
        for key, amounts in measure(record)
        if key.provider == "powys"
    }
    # 1 October to 31 March, then the second year up to the plan's end.
    rest = changed.plan_days - 365
    assert found["cost_staff"] == pytest.approx([182 * year, rest * year])


def _nobody(scenario):
    cohort = sample_cohort(scenario, 1, 0, ["powys"])
    cohort = replace(cohort, identified=np.zeros(len(cohort), bool))
    rota = offer_rota(scenario, 1, 0, ["powys"])
    return cohort, rota, simulate(prepare_tables(scenario, cohort, rota))


def spans(start: str, days: int) -> Periods:
    return Periods(datetime.date.fromisoformat(start), days)


def test_years_of_a_plan_are_named_by_where_they_start():
    assert spans("2026-04-01", 1096).years.labels == ("2026/27", "2027/28", "2028/29")
    assert spans("2021-01-01", 730).years.labels == ("2021", "2022")
    assert spans("2024-02-29", 731).years.labels == ("2024/25", "2025/26")


def test_financial_years_and_quarters_are_cut_to_the_plan():
    periods = spans("2026-02-01", 365)
    assert periods.financial_years.labels == ("2025/26", "2026/27")
    assert periods.financial_years.edges.tolist() == [0, 59, 365]
    assert periods.quarters.labels == (
        "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1",
    )  # fmt: skip
    assert periods.quarters.days.sum() == 365


def test_weeks_are_whole_and_named_by_their_first_day():
    weeks = spans("2026-04-01", 30).weeks
    assert weeks.labels == ("2026-04-01", "2026-04-08", "2026-04-15", "2026-04-22")


def test_a_day_outside_the_plan_belongs_to_no_period():
    years = spans("2026-04-01", 365).years
    assert years.position(np.array([-1, 0, 364, 365])).tolist() == [-1, 0, 0, -1]
    assert years.count(np.array([-1, 0, 364, 365])).tolist() == [2]
