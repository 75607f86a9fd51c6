"""Lists and reports bought in: when they are there, who is taken, what they cost."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.capacity.calendar import Calendar
from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota, SessionKind
from planner.errors import ScenarioError
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.outcomes.measure import measure
from planner.outcomes.record import Record

DAY, TURNAROUND = 1440, 7
BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
FIRST, LAST = datetime.date(2026, 6, 3), datetime.date(2026, 9, 30)
DATES = {"start": FIRST, "end": LAST}
LISTS = {
    "number": 1,
    "slots_a_session": 8,
    "slot_minutes": 25,
    "price_a_session": 900.0,
}
REPORTS = {"number": 2, "price_a_report": 30.0, **DATES}
WALES = (
    load_scenario()
    .central()
    .without_changes(("roll-out-2024",))
    .with_values({"years": 0.75, "run_on_days": 0, "money.tax_on_lists": 0.0})
)
WEEKDAY = Calendar(WALES.plan_start, 400).weekday
FEWER_REPORTERS = {f"{HERE}.posts.reporter.wte": 0.1}


def sessions(kind: SessionKind, **bought: object) -> Rota:
    changed = WALES.with_values({f"{HERE}.{key}": v for key, v in bought.items()})
    rota = offer_rota(changed, 1, 0, [BOARD])
    return rota.take(rota.kind == kind)


def record_with(engine: str = "compiled", **bought: object) -> Record:
    keys = {f"{HERE}.{key}": value for key, value in bought.items()}
    plan = WALES.with_values({**FEWER_REPORTERS, **keys})
    return replicate_once(plan, BOARD, 1, 0, engine=engine)


def pounds(record: Record) -> float:
    return sum(
        amounts.numerator[0].sum()
        for key, amounts in measure(record)
        if key.kpi == "cost_temporary" and key.provider == BOARD
    )


@pytest.mark.parametrize(
    ("days", "weekdays"),
    [("any", set(range(7))), ("evenings", set(range(5))), ("weekends", {5, 6})],
)
def test_lists_are_held_on_the_days_of_their_pattern(days: str, weekdays: set[int]):
    most = {"any": 9, "evenings": 5, "weekends": 4}[days]
    lists = LISTS | DATES | {"days": days, "sessions_a_week": float(most)}
    rota = sessions(SessionKind.TEMPORARY, temporary={"lists": lists})
    assert set(WEEKDAY[rota.start // DAY].tolist()) == weekdays
    assert len(rota) == pytest.approx(most * 120 / 7, abs=most + 2)
    with pytest.raises(ScenarioError, match=f"a week has {most} such sessions"):
        sessions(
            SessionKind.TEMPORARY,
            temporary={"lists": lists | {"sessions_a_week": most + 0.5}},
        )


@pytest.mark.parametrize("held", [True, False])
def test_a_contract_s_least_is_paid_whether_its_lists_are_held_or_not(held: bool):
    lists = LISTS | DATES | {"sessions_a_week": 1.0, "least_sessions": 30}
    nobody = {} if held else {"waiting_list.scan.count": 0, "demand.other": {}}
    record = record_with(temporary={"lists": lists}, **nobody)
    rota = record.rota
    mine = np.flatnonzero(rota.kind == SessionKind.TEMPORARY)
    number = np.isin(mine, record.visits.session).sum()
    assert (number > 10) == held
    assert pounds(record) == 30 * 900.0
    few = record_with(temporary={"lists": lists | {"least_sessions": 3}}, **nobody)
    assert pounds(few) == max(number, 3) * 900.0


@pytest.mark.parametrize("a_week", [1.0, 12.0, 2.5])
def test_a_batch_a_week_comes_back_after_the_turnaround(a_week: float):
    bought = {"all": REPORTS | {"reports_a_week": a_week}}
    rota = sessions(SessionKind.OUTSOURCED, outsourced=bought)
    day, number = np.unique(rota.start // DAY, return_counts=True)
    first = (FIRST - WALES.plan_start).days + TURNAROUND
    np.testing.assert_array_equal(day, first + 7 * np.arange(18))
    assert number.sum() == int(18 * a_week + 1e-9)
    assert set(number.tolist()) <= {int(a_week), int(a_week) + 1}


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_only_reports_that_have_waited_for_the_turnaround_come_back(engine: str):
    bought = {"all": REPORTS | {"reports_a_week": 15.0}}
    record = record_with(engine, outsourced=bought)
    rota, visits = record.rota, record.visits
    outside = visits.take(np.isin(visits.session, np.flatnonzero(rota.kind == 7)))
    waited = outside.started - outside.first_joined
    assert len(outside) == len(np.unique(outside.session)) > 200
    assert (waited >= TURNAROUND * DAY).all()
    assert pounds(record) == 30.0 * len(outside)


def test_reports_outside_shorten_the_list_of_reports_and_nobody_s_stay_is_lost():
    plain = record_with()
    helped = record_with(outsourced={"all": REPORTS | {"reports_a_week": 15.0}})
    done = [(each.at_stage("report").finished >= 0).sum() for each in (plain, helped)]
    assert done[1] > done[0] + 150
    offered = [
        sum(
            amounts.numerator[0].sum()
            for key, amounts in measure(each)
            if key.kpi == "sessions_offered" and key.role == "reporter"
        )
        for each in (plain, helped)
    ]
    # Room for a report is no session of the board's reporters.
    assert offered[0] == offered[1]


def test_a_pathway_without_an_activity_outside_takes_none():
    bought = {f"{HERE}.outsourced.all": REPORTS | {"reports_a_week": 5.0}}
    with pytest.raises(ScenarioError, match="no activity done outside"):
        WALES.with_values({"pathway.outsourced_activities": [], **bought})


def test_lists_stop_for_good_on_the_first_morning_on_which_the_list_is_short():
    lists = {**LISTS, "sessions_a_week": 6.0, **DATES}
    plain = record_with(**{"temporary.evenings": lists})
    short = {**lists, "until_list_below": 950}
    stopped = record_with(**{"temporary.evenings": short})

    def waiting(record: Record, day: int) -> int:
        visits = record.at_stage("scan")
        left = record.cohort.exit_minute[visits.patient]
        gone = np.where(visits.started >= 0, visits.started, left)
        return int(((visits.joined < day * DAY) & (gone >= day * DAY)).sum())

    rota = stopped.rota.take(stopped.rota.kind == SessionKind.TEMPORARY)
    first = (FIRST - WALES.plan_start).days
    day = next(d for d in range(first, 275) if waiting(plain, d) < 950)
    assert first < day < 180
    assert (rota.start < day * DAY).all()
    # Up to then nobody sees a difference, and nothing later is paid.
    assert [waiting(stopped, d) for d in range(day + 1)] == [
        waiting(plain, d) for d in range(day + 1)
    ]
    assert 0 < pounds(stopped) < pounds(plain)
    assert waiting(stopped, 274) > waiting(plain, 274)
