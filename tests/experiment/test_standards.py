"""Standards met, missed for lack of capacity, missed by choice, or not judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner.data.facts import load_facts
from planner.experiment.ample_capacity import with_ample_capacity
from planner.experiment.running.run import run
from planner.experiment.standards import (
    BY_CHOICE,
    MET,
    MISSED,
    NO_CAPACITY,
    NOT_MODELLED,
    ONE_YEAR,
    RECALLED,
    RULES,
    STATES,
    TOO_YOUNG,
    _is_met,
    judge,
    standards,
    with_causes,
)
from planner.inputs.load import load_scenario
from planner.outcomes.kpi_table import KPIS
from planner.reports.standards import judged_lines, roles_in_words, unjudged_sentences
from tests.pathway.flows import DAY, DONE, listed, open_for, plan

TREAT = "wales.treat"


def service(
    nurse: int = 1000, admin: int = 1000, starts: bool = True, years: float = 1
):
    """Ten people on day 1 of each year are registered, assessed and start treatment.

    A registration takes an administrator 10 minutes and an assessment a nurse 10, each
    in one session a year that lasts for so many minutes: on day 2, and on day 3.
    """
    year = 365 * DAY
    ways = [{"to": "start" if starts else "done"}]
    pathway = {
        "entry": {"fls": "register"},
        "stages": {
            "register": {"number": 1, "role": "admin", "slot_minutes": 10,
                         "next": [{"to": "assess"}]},
            "assess": {"number": 2, "role": "nurse", "slot_minutes": 10,
                       "milestone": "assessment", "next": ways},
            "start": {"number": 3, "milestone": "treatment start", "next": DONE},
        },
        "activities": {"register": {"number": 1, "stages": ["register"]},
                       "assess": {"number": 2, "stages": ["assess"]}},
    }  # fmt: skip
    arrivals = [DAY + year * number for number in range(int(years)) for _ in range(10)]
    servers = {
        role: open_for(
            minutes, day * DAY, number, activities=(name,), every_minutes=year
        )
        | {"role": role}
        for number, (role, name, minutes, day) in enumerate(
            [("admin", "register", admin, 2), ("nurse", "assess", nurse, 3)], 1
        )
    }
    board = {"arrivals": {"all": listed(*arrivals)}, "servers": servers}
    return plan(pathway, {"clinic": board}, years=years, run_on_days=120)


def judged(scenario) -> pd.DataFrame:
    """The table of a scenario by standard, with causes."""

    def once(version):
        return run(version, 2, 1, workers=1)

    table = judge(once(scenario))
    return with_causes(table, scenario, once).set_index("standard")


def test_a_standard_is_met_by_the_mean_of_the_last_year_that_can_be_judged():
    row = judged(service()).loc[TREAT]
    assert (row["state"], row["value"], row["mark"]) == (MET, 100, 50)
    assert row["sure"]
    assert row["lacking"] == ""


def test_with_too_few_nurse_minutes_it_is_missed_for_lack_of_nurses():
    """Four of ten are assessed in 40 minutes; with nurses enough all ten are."""
    row = judged(service(nurse=40)).loc[TREAT]
    assert (row["state"], row["value"]) == (NO_CAPACITY, 40)
    assert row["with_capacity"] == 100
    assert row["lacking"] == "nurse"


def test_where_two_roles_are_short_both_are_named():
    """Either alone leaves four of ten; the nurse's gain shows only with the other's."""
    row = judged(service(nurse=40, admin=40)).loc[TREAT]
    assert (row["state"], row["value"]) == (NO_CAPACITY, 40)
    assert row["lacking"] == "admin and nurse"


def test_what_no_capacity_would_mend_is_missed_by_choice():
    row = judged(service(nurse=40, starts=False)).loc[TREAT]
    assert (row["state"], row["value"], row["with_capacity"]) == (BY_CHOICE, 0, 0)
    assert row["lacking"] == ""


def test_at_least_half_is_met_by_half_and_more_than_half_is_not():
    table = judged(service(nurse=50))
    assert table.loc[TREAT, "state"] == MET
    assert table.loc[TREAT, "value"] == 50
    assert [_is_met(rule, np.zeros(3)) for rule in ("at-least", "more-than")] == [
        True,
        False,
    ]


def test_a_rise_needs_two_years_and_must_be_clear():
    rising = "flsdb2026.5"
    assert judged(service()).loc[rising, "state"] == ONE_YEAR
    steady = judged(service(years=2))
    assert steady.loc[rising, "state"] == BY_CHOICE
    assert steady.loc[rising, "value"] == 100


def test_a_plan_too_short_for_a_clock_is_not_judged_by_it():
    short = service().with_values({"run_on_days": 0})
    assert judged(short).loc[TREAT, "state"] == TOO_YOUNG


def test_a_pathway_that_asks_nothing_about_falls_is_not_judged_by_them():
    row = judged(service()).loc["flsdb2026.2"]
    assert row["state"] == NOT_MODELLED
    assert np.isnan(row["value"])


def test_what_was_only_recalled_is_never_judged():
    table = judge(run(load_scenario().with_values({"years": 1}), 1, 1, ["hywel-dda"]))
    recalled = table["confidence"] == "assumption"
    assert recalled.sum() == 19
    assert set(table.loc[recalled, "state"]) == {RECALLED}
    assert RECALLED not in set(table.loc[~recalled, "state"])


def test_missed_standards_are_told_without_a_reason_until_it_is_looked_for():
    table = judge(run(service(nurse=40), 2, 1, workers=1))
    row = table.set_index("standard").loc[TREAT]
    assert (row["state"], row["lacking"]) == (MISSED, "")


def test_residents_without_a_service_are_judged_when_all_who_treat_them_are_there():
    scenario = load_scenario().with_values({"years": 1})
    part = judge(run(scenario, 1, 1, ["hywel-dda"]))
    assert set(part["place"]) == {"hywel-dda"}
    whole = judge(run(scenario, 1, 1, ["powys"]))
    assert "powys" in set(whole["place"])


def test_more_capacity_than_can_be_used_leaves_notice_and_pathway_alone():
    scenario = load_scenario()
    freed = with_ample_capacity(scenario, ["nurse", "scanner"])
    assert freed.pathway == scenario.pathway
    for name in scenario.providers:
        more = set(freed.boards[name].servers) - set(scenario.boards[name].servers)
        assert more == {"ample-nurse", "ample-scanner"}
        assert freed.boards[name].posts == scenario.boards[name].posts


def test_standards_name_measures_and_rules_that_there_are():
    table = load_facts("standards")
    assert set(table["rule"]) <= {*RULES}
    named = table.loc[table["measure"] != "", "measure"]
    assert set(named) <= set(KPIS)
    assert {KPIS[kpi].unit for kpi in named} == {"%"}
    assert {KPIS[kpi].span for kpi in named} == {"year"}
    with_mark = table["rule"].isin(["at-least", "more-than"])
    assert table.loc[with_mark, "mark"].notna().all()
    assert not table.loc[with_mark, "confidence"].eq("assumption").any()
    five = {s.id.removesuffix(".spine").removesuffix(".nonspine") for s in standards()}
    assert {f"flsdb2026.{number}" for number in range(1, 6)} <= five


def test_a_table_says_each_state_in_words_and_by_a_symbol():
    table = judged(service(nurse=40)).reset_index()
    (treat,) = [li for li in judged_lines(table, "clinic") if "Treat 50" in li.name]
    assert treat.state == "✗ missed for lack of capacity"
    assert treat.reason == "lacking: nurses"
    said = " ".join(unjudged_sentences(table, "clinic"))
    assert "19 standards not judged: only recalled: ROS 5IQ: all patients" in said
    assert "IOF BPF 2013: Patient identification; Patient evaluation" in said
    assert set(table["state"]) <= {*STATES}


@pytest.mark.parametrize(
    ("lacking", "said"),
    [("nurse", "nurses"), ("admin and scanner", "administrators and scanner")],
)
def test_roles_are_named_as_people_name_them(lacking: str, said: str):
    assert roles_in_words(lacking) == said
