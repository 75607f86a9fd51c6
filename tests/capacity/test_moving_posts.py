"""Leavers, learners, retirement, cover and part of the week, all at random."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from planner.capacity.calendar import Calendar
from planner.capacity.offer import offer_rota
from planner.capacity.rota import ROLES, Lost, SessionKind
from planner.capacity.workforce import Ledger, ledgers
from planner.inputs.changes import ChangeInForce
from tests.capacity.staffed import (
    BOARD,
    HERE,
    SESSION,
    START,
    day,
    ledger_of,
    plain,
    rota_of,
    with_post,
)

SHARE = 0.8
SCANS: dict[str, Any] = {"role": "operator", "number": 91}


def half_days(ledger: Ledger) -> np.ndarray:
    return ledger.calendar.half_days // 2


# ---- leaving


def vacant_days(**post: Any) -> np.ndarray:
    ledger = ledger_of(with_post(**post), seed=5)
    return np.flatnonzero(ledger.in_post[:730] < ledger.established[:730])


def test_people_leave_about_as_often_as_the_yearly_rate_says():
    scenario = with_post(wte=100.0, turnover=0.2)
    left = 100.0 - ledger_of(scenario).in_post[day("2027-04-01") - 1]
    assert 12 <= left <= 30


def test_whoever_leaves_is_replaced_after_the_time_to_hire():
    ledger = ledger_of(with_post(turnover=0.9, months_to_hire=2.0), seed=5)
    changes = np.flatnonzero(np.diff(ledger.in_post[:700])) + 1
    assert len(changes) >= 4
    gone = [START + datetime.timedelta(days=int(each)) for each in changes[::2]]
    back = [START + datetime.timedelta(days=int(each)) for each in changes[1::2]]
    for left, came in zip(gone, back, strict=False):
        months = (came.year - left.year) * 12 + came.month - left.month
        assert (left.day, months, came.day) == (1, 2, 1)


def test_a_lower_turnover_loses_only_people_who_would_have_left_anyway():
    stays = set(vacant_days(wte=9.0, turnover=0.2, months_to_hire=None))
    leaves = set(vacant_days(wte=9.0, turnover=0.6, months_to_hire=None))
    assert stays < leaves


def offered(**post: Any) -> dict[int, int]:
    """Minutes open to patients by start, in a post that people leave."""
    rota = rota_of(with_post(turnover=0.5, months_to_hire=3.0, **post), seed=5)
    found: dict[int, int] = {}
    for start, minutes in zip(
        rota.start.tolist(), rota.offered_minutes.tolist(), strict=True
    ):
        found[start] = found.get(start, 0) + minutes
    return found


@pytest.mark.parametrize(("small", "big"), [(0.4, 0.9), (0.5, 1.0), (1.0, 2.3)])
def test_a_bigger_wte_keeps_what_a_smaller_one_had_whoever_leaves(small, big):
    fewer, more = offered(wte=small), offered(wte=big)
    assert all(more[start] >= minutes for start, minutes in fewer.items())


def test_a_longer_plan_begins_with_the_same_people_leaving():
    terms = {"wte": 3.0, "turnover": 0.9, "months_to_hire": 3.0}
    short = ledger_of(with_post(1.0, **terms)).in_post[:365]
    long = ledger_of(with_post(4.0, **terms)).in_post[:365]
    assert short.min() < 3.0
    np.testing.assert_array_equal(short, long)


def test_a_vacancy_that_is_filled_moves_nobody_else():
    terms = {"turnover": 0.4, "months_to_hire": 3.0}
    for scenario in (with_post(in_post=0.0, **terms), with_post(in_post=1.0, **terms)):
        others = [x for x in ledgers(scenario, 1, 0, BOARD) if x.post_id != "trial"]
        found = [x.minutes["offered"].sum() for x in others]
        expected = [x.minutes["offered"].sum() for x in ledgers(plain(), 1, 0, BOARD)]
        assert found == expected


def test_who_retires_is_gone_the_day_after_and_replaced():
    last = (datetime.date(2026, 9, 30),)
    in_post = ledger_of(with_post(wte=2.0, retirements=last, months_to_hire=1)).in_post
    away = np.flatnonzero(in_post[:700] < 2.0)
    assert (away[0], away[-1]) == (day("2026-10-01"), day("2026-10-31"))
    assert set(in_post[away]) == {1.0}


# ---- learning


def learner(**training: Any) -> Any:
    """A second operator who learns to scan from the first day."""
    dxa = {"months": 6.0, "supervisor": "operator", "supervisor_share": 0.25}
    post = {"in_post": 0.0, "months_to_hire": 0.0, "wte": 0.8, **SCANS}
    return with_post(**post, training={"dxa": {**dxa, **training}})


def test_a_learner_scans_nothing_alone_for_six_months_and_busies_the_supervisor():
    scenario = learner()
    trial, teacher = ledger_of(scenario), ledger_of(scenario, "operator")
    plain_teacher = ledger_of(plain(), "operator")
    certified = half_days(trial) >= day("2026-10-01")
    assert trial.minutes["offered"][~certified].sum() == 0
    assert trial.minutes["induction and training"][certified].sum() == 0
    assert trial.minutes["offered"][certified].sum() > 0
    wte = teacher.in_post[0]
    taken = teacher.minutes["induction and training"][~certified].sum()
    given = plain_teacher.minutes["offered"][~certified].sum()
    assert taken == pytest.approx(given * min(1.0, 0.8 * 0.25 / wte), rel=0.01)
    assert teacher.minutes["induction and training"][certified].sum() == 0


def test_a_course_that_is_never_on_offer_certifies_nobody():
    courses = {"scanning": {"offered": False}}
    base = plain().with_values({"courses": courses})
    post = {**SCANS, "band": "5", "wte": 1.0, "in_post": 0.0, "months_to_hire": 0.0}
    post["training"] = {"dxa": {"months": 6.0, "course": "scanning"}}
    scenario = base.with_values({f"{HERE}.posts.trial": post})
    assert ledger_of(scenario).minutes["offered"].sum() == 0
    later = {"courses": {"scanning": {"start": datetime.date(2027, 1, 1)}}}
    ledger = ledger_of(scenario.with_values(later))
    works = half_days(ledger)[ledger.minutes["offered"] > 0]
    assert works.min() >= day("2027-07-01")
    assert works.min() <= day("2027-07-01") + 7


# ---- covering


def reporting(**cover: Any) -> dict[str, Any]:
    return {"covers": {"report": {"share": 0.25, "speed": 0.6, **cover}}}


def test_a_quarter_of_a_nurses_sessions_report_at_their_speed():
    scenario = with_post(**reporting())
    rota = rota_of(scenario)
    number = scenario.pathway.activities["report"].number
    reports = np.array([plan == (number,) for plan in rota.plans])[rota.plan]
    assert reports.mean() == pytest.approx(0.25, abs=0.04)
    worked = rota.lost == Lost.OFFERED
    full = round(SESSION * SHARE)
    slower = set(rota.offered_minutes[worked & reports].tolist())
    assert slower == {round(full * 0.6)}
    assert set(rota.offered_minutes[worked & ~reports].tolist()) == {full}
    # The minutes count as a reporter's, for that is whose work it is.
    assert set(rota.role[reports].tolist()) == {ROLES.index("reporter")}
    assert set(rota.role[~reports].tolist()) == {ROLES.index("nurse")}
    lost = ledger_of(scenario).minutes["slower cover"].sum()
    assert lost == (full - round(full * 0.6)) * (worked & reports).sum()


def test_nobody_covers_before_the_course_is_over():
    training = {"months": 8.0, "start": START, "share": 0.1, "needed": False}
    scenario = with_post(
        training={"reporting": training}, **reporting(skill="reporting")
    )
    rota = rota_of(scenario)
    reports = rota.role == ROLES.index("reporter")
    trained = day("2026-12-01")
    assert (rota.start[reports] // 1440).min() >= trained
    before = (rota.start // 1440 < trained) & (rota.lost == Lost.OFFERED)
    assert set(rota.offered_minutes[before].tolist()) == {round(180 * 0.9)}


def test_a_nurse_who_covers_scanning_runs_scanners_that_nobody_else_would():
    posts = plain().boards[BOARD].posts
    gone = {
        f"{HERE}.posts.{name}.wte": 0.0
        for name, post in posts.items()
        if post.role == "operator"
    }
    cover = {"covers": {"scan list": {"share": 0.5}}}
    scanned = []
    for post in ({}, cover):
        rota = offer_rota(with_post(**post).with_values(gone), 1, 0, [BOARD])
        scanner = rota.take(rota.kind == SessionKind.SCANNER)
        scanned.append(scanner.offered_minutes.sum())
    assert scanned[0] == 0
    assert scanned[1] > 0


def test_an_operator_who_reports_is_away_from_the_scanner_meanwhile():
    scenario = with_post(**SCANS, **reporting())
    rota = rota_of(scenario, number=91)
    ledger = ledger_of(scenario)
    assert set(rota.role.tolist()) == {ROLES.index("reporter")}
    assert 0 < rota.offered_minutes.sum() < ledger.minutes["offered"].sum()


# ---- part of the week, protected time, dated terms


def test_three_days_a_week_hold_up_to_0_6_wte_of_one_person():
    days = ("tuesday", "wednesday", "friday")
    rota = rota_of(with_post(wte=0.6, weekdays=days))
    calendar = Calendar(START, 800)
    assert set(calendar.weekday[rota.start // 1440].tolist()) == {1, 2, 4}
    assert np.bincount(rota.start // 1440 // 7).max() == 6
    two = rota_of(with_post(wte=1.2, weekdays=days))
    assert len(two) == 2 * len(rota)


def test_protected_time_is_counted_by_kind_and_may_change_by_date():
    kinds = {"governance": 0.1, "travel": 0.05}
    scenario = with_post(protected=kinds)
    less = {f"{HERE}.posts.trial.protected": {"governance": 0.02}}
    cut = ChangeInForce(name="cut", start=datetime.date(2026, 10, 1), values=less)
    ledger = ledger_of(scenario.with_dated((cut,)))
    before = half_days(ledger) < day("2026-10-01")
    worked = sum(
        ledger.minutes[name]
        for name in ("protected: governance", "protected: travel", "offered")
    )
    for here, share in ((before, 0.1), (~before, 0.02)):
        kept = ledger.minutes["protected: governance"][here].sum()
        assert kept / worked[here].sum() == pytest.approx(share, abs=0.003)
    assert ledger.minutes["protected: travel"][~before].sum() == 0
    assert ledger.minutes["other duties"].sum() == 0


def test_agency_staff_have_bank_holidays_and_no_leave():
    ledger = ledger_of(with_post(contract="agency"))
    for name in ("leave", "study", "sickness"):
        assert ledger.minutes[name].sum() == 0
    assert ledger.minutes["bank holiday"].sum() > 0
