"""The formula beside the simulation on the shipped scenario, and what it flags."""

from __future__ import annotations

import pytest

from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.formula.answer import answer, unhurried
from planner.formula.disagreement import KEYS, cautions, disagreements
from planner.formula.expected import expected_people
from planner.formula.own_error import own_errors
from planner.inputs.load import load_scenario

BOARD = "hywel-dda"
KPI = "kpi5_scanned_90_of_all"


@pytest.fixture(scope="module")
def today():
    return load_scenario("wales-today")


@pytest.fixture(scope="module")
def found(today):
    return answer(today)


def test_as_many_people_come_as_are_expected(today):
    """Weights add up to the rates, whatever the number of rows."""
    people = expected_people(today)
    board = today.boards[BOARD]
    other = people.cohort.source == 1
    mine = other & (people.cohort.provider == board.number) & ~people.cohort.at_start
    a_week = sum(each.referrals_a_week for each in board.demand.other.values())
    expected = a_week * today.horizon_days / 7
    assert people.weight[mine].sum() == pytest.approx(expected, rel=0.03)
    listed = people.cohort.at_start & (people.cohort.provider == board.number)
    waiting = sum(each.count for each in board.waiting_list.values())
    diary = sum(d.people_a_week * d.weeks for d in board.diary.values())
    assert people.weight[listed].sum() == pytest.approx(waiting + diary, rel=0.01)


def test_nobody_is_lost(found):
    """Whoever joins a list has been seen, is still there, has missed or has left."""
    scan = found.scenario.pathway.stages["scan"]
    waiting = found.waiting(BOARD, "scan")
    came = waiting[0] + found.joined(BOARD, "scan").sum()
    seen = found.seen(BOARD, "scan").sum()
    gone = came - seen - waiting[-1]
    assert 0 <= gone < came * (scan.dna + 0.15)


def test_lists_and_kpis_are_near_the_simulated_ones(today, found):
    """Of central values, which the formula works on."""
    results = run(today.central(), 4, 7, [BOARD], workers=1)
    table = summarise(results)
    alone = (table[["group", "reason", "residence"]] == "all").all(axis=1)
    table = table[alone].assign(se=lambda t: (t["ci_high"] - t["ci_low"]) / 6.36)
    beside = disagreements(found, table[[*KEYS, "mean", "se"]])
    lists = beside[beside["kpi"].isin([KPI, "kpi4_assessed_90", "completed_wait"])]
    lists = lists[lists["stage"].isin(["all", "scan", "assess"])]
    assert len(lists) >= 9
    assert not lists["flagged"].any(), lists[lists["flagged"]].to_string()


def test_the_pathway_is_a_limit_that_no_capacity_lifts(today):
    """Half of those identified are sent for a scan: 80 % of all cannot be scanned."""
    highest = unhurried(today).kpi(BOARD, KPI)
    assert (highest < 60).all()
    assert (highest > 35).all()


def test_more_nurses_change_nothing_where_the_scanner_binds(today, found):
    """Extra identification or nurses alone move no scan."""
    more = today.with_values({f"boards.{BOARD}.posts.nurse.wte": 3.0}, source="test")
    before, after = found.kpi(BOARD, KPI), answer(more).kpi(BOARD, KPI)
    # In a year each answer may be off by its own sampling error; over the plan less.
    errors = own_errors(found).query("kpi == @KPI and provider == @BOARD")["error"]
    assert (abs(after - before) <= 2 * errors.to_numpy()).all()
    assert abs((after - before).mean()) < 2
    assert set(found.bottleneck(BOARD)) == {"scanner"}


def test_a_bottleneck_that_moves_is_said(today):
    fewer_nurses = {
        f"boards.{BOARD}.posts.nurse.wte": 0.3,
        f"boards.{BOARD}.posts.roll-out-nurse.wte": 1.0,
        f"boards.{BOARD}.waiting_list.scan.count": 100,
    }
    few = today.with_values(fewer_nurses, source="test")
    said = {c.reason for c in cautions(answer(few)) if c.board == BOARD}
    assert "moving bottleneck" in said


def test_an_edited_pathway_file_is_followed(today):
    """A stage more, a share changed: nothing about stages stands in the code."""
    later = {"kind": "constant", "mean": 10.0}
    when = {"accepted": True}
    step = {"to": "scan", "when": when, "share": 0.5, "delay": later}
    tree = today.pathway.stages["vet"].model_dump()
    tree["next"] = [step, {"to": "rejected"}]
    edited = today.with_values({"pathway.stages.vet": tree}, source="test")
    base = answer(today).joined(BOARD, "scan")[60:360].sum()
    other = answer(edited).joined(BOARD, "scan")[60:360].sum()
    assert 0.4 < other / base < 0.6
