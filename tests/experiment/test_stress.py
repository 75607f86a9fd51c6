"""Risks laid over plans: what each strikes, what it spares, and what insures it."""

from __future__ import annotations

import datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.experiment.ask.amounts import Amounts
from planner.experiment.ask.question import question_of
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.run import run
from planner.experiment.stress.insurance import insured
from planner.experiment.stress.strike import strike
from planner.experiment.stress.trial import try_risks
from planner.inputs.apply_changes import (
    Change,
    Price,
    apply_changes,
    apply_option,
    load_option,
)
from planner.inputs.fitting_sets import in_set
from planner.inputs.laid_over import Layer, lay_over
from planner.inputs.load import load_scenario
from planner.inputs.risks import Risk, load_risks
from planner.reports.stress import said_insurance

BOARD = "hywel-dda"
MARCH = datetime.date(2028, 3, 31)
GP = f"boards.{BOARD}.demand.other.gp.referrals_a_week"


@pytest.fixture(scope="module")
def plan():
    return load_scenario("wales-today")


def under(plan, option: str):
    return apply_option(plan, load_option(option))


def risk(name: str) -> Risk:
    (found,) = load_risks([name])
    return found


def on(plan, date: datetime.date):
    """The plan as it is on a day."""
    day = (date - plan.plan_start).days
    return [here for first, here in plan.periods if first <= day][-1]


def test_a_layer_works_on_what_the_plan_has_on_each_day(plan):
    october = datetime.date(2026, 10, 1)
    stepped = lay_over(plan, [Layer("step", {GP: 50.0}, october)])
    july = datetime.date(2026, 7, 1)
    more = lay_over(stepped, [Layer("more", {GP: {"multiply": 1.2}}, july)])
    now = plan.boards[BOARD].demand.other["gp"].referrals_a_week

    def weekly(date):
        return on(more, date).boards[BOARD].demand.other["gp"].referrals_a_week

    assert weekly(july - datetime.timedelta(1)) == now
    assert weekly(july) == pytest.approx(1.2 * now)
    assert weekly(october) == pytest.approx(60.0)


def test_a_fifth_more_referrals_are_a_fifth_more_in_every_fitting_set(plan):
    struck = strike(plan, risk("gp-referrals-up"), [BOARD], MARCH).plan
    date = datetime.date(2027, 1, 1)
    for replication in (0, 2, 4):
        before, after = (
            on(in_set(each, replication), date).boards[BOARD].demand.other["gp"]
            for each in (plan, struck)
        )
        ratio = after.referrals_a_week / before.referrals_a_week
        assert ratio == pytest.approx(1.2)


def test_a_stepped_key_set_outright_is_the_same_in_every_set_under_a_risk(plan):
    october = datetime.date(2026, 10, 1)
    stepped = lay_over(plan, [Layer("step", {GP: 50.0}, october)])
    struck = strike(stepped, risk("gp-referrals-up"), [BOARD], MARCH).plan
    date = datetime.date(2027, 1, 1)
    weekly = [
        on(in_set(struck, n), date).boards[BOARD].demand.other["gp"].referrals_a_week
        for n in (0, 2, 4)
    ]
    assert weekly == pytest.approx([60.0] * 3)


def test_late_recruitment_moves_the_posts_of_an_option_and_nothing_else(plan):
    option = under(plan, "more-nurses")
    struck = strike(option, risk("late-recruitment"), [BOARD], MARCH)
    assert struck.applies == (BOARD,)
    first = {
        name: next(
            plan.plan_start + datetime.timedelta(day)
            for day, here in struck.plan.periods
            if "more-nurse" in here.boards[name].posts
        )
        for name in (BOARD, "swansea-bay")
    }
    assert first == {
        BOARD: datetime.date(2027, 1, 1),
        "swansea-bay": datetime.date(2026, 10, 1),
    }


def test_posts_due_on_the_first_day_come_late_too(plan):
    first = Change(
        name="first-day",
        title="",
        why="",
        file="first-day",
        start=plan.plan_start,
        until=None,
        price=Price(),
        raw={
            f"boards.{BOARD}.posts.new-nurse": {
                "number": 60, "role": "nurse", "band": "6", "wte": 1.0
            },
            f"boards.{BOARD}.posts.nurse.wte": 2.0,
        },
        top={"source": "planted"},
        folder=Path(),
    )  # fmt: skip
    struck = strike(apply_changes(plan, [first]), risk("late-recruitment"), [BOARD],
                    MARCH)  # fmt: skip
    july = datetime.date(2026, 7, 1)
    late = on(struck.plan, july - datetime.timedelta(1)).boards[BOARD].posts
    assert late["nurse"].wte == plan.boards[BOARD].posts["nurse"].wte
    assert late["new-nurse"].start == july
    assert on(struck.plan, july).boards[BOARD].posts["nurse"].wte == 2.0


def test_a_plan_that_recruits_nobody_says_so(plan):
    struck = strike(plan, risk("late-recruitment"), [BOARD], MARCH)
    assert struck.spared == {BOARD: "recruits nobody in this plan"}
    assert struck.plan.fingerprint() == plan.fingerprint()


def test_a_leaver_leaves_a_gap_of_one_person_until_somebody_is_hired(plan):
    struck = strike(plan, risk("nurse-leaves"), [BOARD], MARCH)

    def nurses(date):
        posts = on(struck.plan, date).boards[BOARD].posts.values()
        return sum(post.wte for post in posts if post.role == "nurse")

    before = nurses(struck.begins - datetime.timedelta(1))
    assert nurses(struck.begins) == pytest.approx(before - 1)
    assert nurses(struck.ends) == pytest.approx(before - 1)
    assert nurses(struck.ends + datetime.timedelta(1)) == pytest.approx(before)


def test_no_session_of_a_scanner_that_fails_is_offered(plan):
    struck = strike(plan, risk("scanner-fails"), [BOARD], MARCH)
    results = run(struck.plan, 2, 1, [BOARD])
    weeks = results.index["kpi"] == "waiting_list"
    assert weeks.any()
    (record,) = run(struck.plan, 1, 1, [BOARD], keep_visits=True).records
    days = record.visits.started // 1440
    first = (struck.begins - plan.plan_start).days
    last = (struck.ends - plan.plan_start).days
    stage = plan.pathway.stages["scan"].number
    scanned = days[(record.visits.stage == stage) & (record.visits.started >= 0)]
    assert not ((scanned >= first) & (scanned <= last)).any()
    assert (scanned < first).any()
    assert (scanned > last).any()


@pytest.mark.parametrize(
    ("option", "board", "why"),
    [
        ("mutual-aid-west", BOARD, ""),
        ("mutual-aid-west", "aneurin-bevan", "has no agreement with a neighbour"),
        ("regional-list-west", "swansea-bay", ""),
    ],
)
def test_an_agreement_ends_where_there_is_one(plan, option, board, why):
    struck = strike(under(plan, option), risk("agreement-ends"), [board], MARCH)
    assert struck.spared.get(board, "") == why
    last = struck.plan.periods[-1][1]
    if not why:
        assert not last.pools
        assert not any(each.share for each in last.aid.values())
        before = on(struck.plan, struck.begins - datetime.timedelta(1))
        assert before.pools or before.aid


def test_a_board_without_a_scanner_of_its_own_says_so(plan):
    none = {f"boards.{BOARD}.scanners": {}, f"boards.{BOARD}.sites": {}}
    struck = strike(plan.with_values(none), risk("scanner-fails"), [BOARD], MARCH)
    assert struck.spared == {BOARD: "has no scanner of its own"}


def test_a_risk_after_the_date_of_the_mark_strikes_nobody(plan):
    late = datetime.date(2028, 6, 1)
    struck = strike(plan, risk("scanner-fails"), [BOARD], MARCH, late)
    assert "after the mark" in struck.spared[BOARD]


def test_insurance_comes_on_top_of_what_an_option_already_adds(plan):
    option = under(plan, "dxa-five-days")
    asked = question_of("meet", option, ["scanned=30"], "2028-03", None, [BOARD], None)
    more = insured(asked, {BOARD: Amounts(nurse=0.4, lists=2)})
    posts = more.periods[-1][1].boards[BOARD].posts
    assert posts["insurance-nurse"].wte == 0.4
    own = option.periods[-1][1].boards[BOARD].scanners["scanner"].sessions_a_week
    assert own == 10
    base = question_of("meet", plan, ["scanned=30"], "2028-03", None, [BOARD], None)
    plus = insured(base, {BOARD: Amounts(sessions=2)}).periods[-1][1].boards[BOARD]
    assert plus.scanners["scanner"].sessions_a_week == pytest.approx(9)


def test_the_insurance_found_restores_the_chance_and_one_unit_less_does_not(plan):
    """Planted: a list of so many people that a scanner out of use takes it beyond."""
    central = plan.central()
    cache = ResultCache()

    def simulate(tried, boards):
        return run(tried, 10, 3, boards, cache=cache)

    base = simulate(central, [BOARD])
    asked = question_of(
        "meet", central, ["list:scan=2200"], "2028-03", None, [BOARD], None
    )
    (mark,) = asked.marks[BOARD]
    waiting = mark.simulated(base, BOARD, asked.by)
    people = int(np.quantile(waiting, 0.95)) + 1
    asked = question_of(
        "meet", central, [f"list:scan={people}"], "2028-03", None, [BOARD], None
    )
    struck = strike(central, risk("scanner-fails"), [BOARD], asked.by.date)
    without, under_risk = try_risks(asked, [struck], simulate, 0.8)
    assert without.chance >= 0.8 > under_risk.chance
    assert under_risk.longer.low > 0
    found = under_risk.insurance
    assert found.restores
    assert found.price > 0
    (part,) = [p for p in ("sessions", "lists") if getattr(found.amounts, p)]
    less = found.amounts.more(part, -1)
    question = question_of(
        "meet", struck.plan, [f"list:scan={people}"], "2028-03", None, [BOARD], None
    )
    again = simulate(insured(question, {BOARD: less}), [BOARD])
    held = mark.simulated(again, BOARD, asked.by) <= people
    assert held.mean() < 0.8


def test_stress_without_a_mark_is_refused_before_anything_runs():
    done = CliRunner().invoke(app, ["stress"])
    assert isinstance(done.exception, ScenarioError)
    assert "--mark" in str(done.exception)


def test_risks_that_would_begin_before_the_plan_are_refused_not_moved():
    call = ["stress", "--mark", "scanned=30", "--when", "2020-01-01"]
    done = CliRunner().invoke(app, call)
    assert isinstance(done.exception, ScenarioError)
    assert "--when = 2020-01-01" in str(done.exception)


@pytest.mark.parametrize(
    ("chance", "said"), [(0.0, "no chance to restore"), (0.9, "not needed")]
)
def test_insurance_is_needless_only_where_there_is_a_chance_to_lose(chance, said):
    missed = {"spared": "", "insurance": None, "struck": object(), "looked": True}
    assert said_insurance(None, SimpleNamespace(chance=chance, **missed)) == said


def test_an_unknown_risk_names_those_there_are():
    call = ["stress", "--mark", "scanned=30", "--risk", "floods"]
    done = CliRunner().invoke(app, call)
    assert "hard-winter" in str(done.exception)


def test_several_boards_are_a_table_of_chances_and_the_worst_risk_of_each():
    call = ["stress", "--mark", "list:scan=1500", "--years", "1", "-n", "2"]
    call += ["--risk", "scanner-fails", "--risk", "agreement-ends", "--no-insurance"]
    boards = ["--board", "hywel-dda", "--board", "swansea-bay", "--workers", "1"]
    done = CliRunner().invoke(app, [*call, *boards], env={"COLUMNS": "80"})
    assert done.exception is None
    assert "Hywel Dda: scanner fails" in done.stdout
    assert done.stdout.index("Under every risk") < done.stdout.index("Chance, %")
    assert "Swansea Bay: scanner fails" in done.stdout
    assert "not needed" not in done.stdout
