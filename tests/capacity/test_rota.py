"""The rota: hours are conserved, random numbers stay, scanners need operators."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from planner.capacity.calendar import Calendar
from planner.capacity.offer import offer_rota
from planner.capacity.rota import ROLES, Lost, Rota, SessionKind
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

DAY, YEAR_OF_WEEKS, SESSION = 1440, 364, 225
BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"


@pytest.fixture(scope="module")
def wales() -> Scenario:
    """Wales without dated decisions, so that posts are as the test says."""
    return load_scenario().without_changes(("roll-out-2024",))


@pytest.fixture(scope="module")
def two_years(wales: Scenario) -> Scenario:
    return wales.with_values({"years": 2, "run_on_days": 0})


def rota_of(scenario: Scenario, seed: int = 1, **changes: object) -> Rota:
    keys = {f"{HERE}.{key.replace('__', '.')}": v for key, v in changes.items()}
    changed = scenario.with_values(keys) if keys else scenario
    return offer_rota(changed, seed, 0, [BOARD])


def of_post(rota: Rota, number: int = 1) -> Rota:
    return rota.take((rota.kind == SessionKind.POST) & (rota.unit == number))


def of_scanner(rota: Rota) -> Rota:
    return rota.take(
        (rota.kind == SessionKind.SCANNER) | (rota.kind == SessionKind.RESERVED)
    )


@pytest.mark.parametrize("wte", [0.0, 0.1, 0.37, 0.5, 1.0, 1.9, 2.4])
def test_a_wte_is_paid_to_the_minute_over_52_weeks(two_years: Scenario, wte: float):
    nurse = of_post(rota_of(two_years, posts__nurse__wte=wte))
    for year in (0, 1):
        first, last = year * YEAR_OF_WEEKS * DAY, (year + 1) * YEAR_OF_WEEKS * DAY
        here = nurse.take((nurse.start >= first) & (nurse.start < last))
        people = -(-wte // 1)
        assert here.paid_minutes.sum() == pytest.approx(
            wte * 520 * SESSION, abs=0.5 * people
        )


def keyed(rota: Rota) -> dict[tuple[int, int], tuple[int, int]]:
    """Offered minutes and reason by start and rank among sessions of that start."""
    seen: dict[int, int] = {}
    found = {}
    for start, minutes, lost in zip(
        rota.start.tolist(),
        rota.offered_minutes.tolist(),
        rota.lost.tolist(),
        strict=True,
    ):
        rank = seen[start] = seen.get(start, -1) + 1
        found[start, rank] = (minutes, lost)
    return found


@pytest.mark.parametrize(("small", "big"), [(0.3, 0.35), (0.5, 1.0), (0.9, 1.0)])
def test_a_bigger_wte_keeps_what_the_smaller_one_had(two_years, small, big):
    fewer = keyed(of_post(rota_of(two_years, posts__nurse__wte=small)))
    more = keyed(of_post(rota_of(two_years, posts__nurse__wte=big)))
    assert set(fewer) <= set(more)
    assert all(more[key][0] >= minutes for key, (minutes, _) in fewer.items())
    assert all(more[key][1] == lost for key, (_, lost) in fewer.items())


def test_a_second_person_leaves_the_first_as_they_were(two_years: Scenario):
    one = of_post(rota_of(two_years, posts__nurse__wte=1.0))
    two = of_post(rota_of(two_years, posts__nurse__wte=2.0))
    assert len(two) == 2 * len(one)
    both = list(zip(two.start.tolist(), two.lost.tolist(), strict=True))
    for session in zip(one.start.tolist(), one.lost.tolist(), strict=True):
        both.remove(session)


def test_absence_is_the_same_whether_or_not_the_post_was_filled_before(two_years):
    always = of_post(rota_of(two_years, posts__nurse__wte=1.0))
    start = two_years.plan_start + datetime.timedelta(days=200)
    dated = of_post(
        rota_of(two_years, posts__nurse__wte=1.0, posts__nurse__start=start)
    )
    later = always.take(always.start >= 200 * DAY)
    np.testing.assert_array_equal(dated.start, later.start)
    np.testing.assert_array_equal(dated.lost, later.lost)
    end = two_years.plan_start + datetime.timedelta(days=199)
    ended = of_post(rota_of(two_years, posts__nurse__wte=1.0, posts__nurse__end=end))
    assert len(ended) + len(dated) == len(always)


def test_leave_is_the_days_agreed_and_sickness_near_its_share(two_years: Scenario):
    terms = two_years.roles["nurse"]
    days: list[int] = []
    sick: list[float] = []
    for seed in range(30):
        nurse = of_post(rota_of(two_years, seed, posts__nurse__wte=1.0))
        year = nurse.take(nurse.start < YEAR_OF_WEEKS * DAY)
        days.append(len(np.unique(year.start[year.lost == Lost.LEAVE] // DAY)))
        sick.append(float((nurse.lost == Lost.SICKNESS).mean()))
    assert set(days) == {round(terms.leave_days)}
    # Leave, study and bank holidays hide sickness of the same day.
    kept = 1 - (terms.leave_days + terms.study_days + 8) / 260
    low, high = np.percentile(sick, [10, 90])
    assert low < terms.sickness * kept < high


def test_only_part_of_a_worked_session_is_offered_to_patients(two_years: Scenario):
    nurse = of_post(rota_of(two_years, posts__nurse__wte=1.0))
    offered = nurse.take(nurse.lost == Lost.OFFERED)
    share = two_years.roles["nurse"].share_for_patients
    assert set(offered.offered_minutes.tolist()) == {round(SESSION * share)}
    absent = nurse.take(nurse.lost != Lost.OFFERED)
    assert absent.offered_minutes.sum() == 0


def test_bank_holidays_of_wales_are_nobody_s_sessions(two_years: Scenario):
    rota = rota_of(two_years)
    for date in ("2026-04-03", "2026-04-06", "2026-12-25", "2027-01-01"):
        day = (datetime.date.fromisoformat(date) - two_years.plan_start).days
        today = rota.take(rota.start // DAY == day)
        assert len(today)
        assert today.offered_minutes.sum() == 0
        assert set(today.lost.tolist()) == {Lost.BANK_HOLIDAY}


def test_weekends_hold_no_ordinary_sessions(two_years: Scenario):
    calendar = Calendar(two_years.plan_start, two_years.horizon_days)
    day = rota_of(two_years).start // DAY
    assert (calendar.weekday[day] < 5).all()


def test_without_operators_every_scanner_session_is_lost_for_that_reason(two_years):
    posts = two_years.boards[BOARD].posts
    gone = {
        f"posts__{name}__wte": 0.0
        for name, post in posts.items()
        if post.role == "operator"
    }
    scanner = of_scanner(rota_of(two_years, scanners__scanner__downtime=0.0, **gone))
    assert len(scanner)
    assert scanner.offered_minutes.sum() == 0
    assert set(scanner.lost.tolist()) == {Lost.NO_OPERATOR, Lost.BANK_HOLIDAY}


def test_a_session_runs_exactly_when_an_operator_is_there(two_years: Scenario):
    """Scanners and operators fill the same half days, so half a WTE runs half."""
    posts = two_years.boards[BOARD].posts
    wtes = {
        f"posts__{name}__wte": 0.0
        for name, post in posts.items()
        if post.role == "operator"
    }
    first = next(iter(wtes))
    alone = {**wtes, first: 1.0, "scanners__scanner__downtime": 0.0}
    alone["scanners__scanner__sessions_a_week"] = 10.0
    rota = rota_of(two_years, **alone)
    ran = rota.take((rota.kind == SessionKind.SCANNER) & (rota.lost == Lost.OFFERED))
    terms = two_years.roles["operator"]
    absent = terms.leave_days + terms.study_days
    assert len(ran) / 2 / 2 < 260 - 8 - absent
    assert len(ran) / 2 / 2 > (260 - 10 - absent) * (1 - 2 * terms.sickness)


def test_a_scanner_that_needs_no_operator_runs_without():
    scenario = load_scenario().with_values({"years": 1, "run_on_days": 0})
    rota = rota_of(
        scenario,
        scanners__scanner__needs_operator=False,
        scanners__scanner__downtime=0.0,
        scanners__scanner__sessions_a_week=10.0,
    )
    lost = of_scanner(rota).lost
    assert set(lost.tolist()) == {Lost.OFFERED, Lost.BANK_HOLIDAY}


@pytest.mark.parametrize("kept", [0.0, 0.4, 1.0, 1.7, 2.0, 30.0])
def test_reserved_slots_of_a_day_add_up_to_their_number(
    two_years: Scenario, kept: float
):
    scanner = two_years.boards[BOARD].scanners["scanner"]
    most = 2 * scanner.slots_a_session
    kept = min(kept, float(most))
    rota = of_scanner(rota_of(two_years, scanners__scanner__reserved_slots_a_day=kept))
    own = rota.take(rota.kind == SessionKind.RESERVED)
    ran = rota.take((rota.lost == Lost.OFFERED) & (rota.kind == SessionKind.SCANNER))
    days = len(np.unique(ran.start[:] // DAY))
    slots = own.offered_minutes.sum() / scanner.slot_minutes
    if kept < scanner.slots_a_session - 3:
        assert slots == int(days * kept + 1e-9)
    else:
        assert slots <= days * most
        assert (own.offered_minutes <= most * scanner.slot_minutes).all()


def test_reserved_slots_are_taken_out_of_the_list_not_added_to_it(two_years: Scenario):
    plain = of_scanner(rota_of(two_years, scanners__scanner__reserved_slots_a_day=0.0))
    split = of_scanner(rota_of(two_years, scanners__scanner__reserved_slots_a_day=1.7))
    assert split.offered_minutes.sum() == plain.offered_minutes.sum()
    assert split.paid_minutes.sum() == plain.paid_minutes.sum()


def test_downtime_takes_about_its_share_of_sessions(two_years: Scenario):
    rota = of_scanner(
        rota_of(
            two_years,
            scanners__scanner__downtime=0.2,
            scanners__scanner__sessions_a_week=10.0,
        )
    )
    sessions = rota.take(rota.kind == SessionKind.SCANNER)
    assert (sessions.lost == Lost.DOWNTIME).mean() == pytest.approx(0.2, abs=0.05)


def test_more_scanner_sessions_keep_those_that_were_there(two_years: Scenario):
    free: dict[str, object] = {"scanners__scanner__needs_operator": False}
    free["scanners__scanner__reserved_slots_a_day"] = 0.0
    few = rota_of(two_years, scanners__scanner__sessions_a_week=4.0, **free)
    many = rota_of(two_years, scanners__scanner__sessions_a_week=7.5, **free)
    before = set(few.start[(few.kind == SessionKind.SCANNER)].tolist())
    assert before <= set(many.start[many.kind == SessionKind.SCANNER].tolist())


def test_extra_lists_run_in_evenings_and_at_weekends_between_their_dates(two_years):
    first, last = datetime.date(2026, 6, 1), datetime.date(2026, 8, 31)
    lists = {
        "number": 1,
        "sessions_a_week": 2.5,
        "slots_a_session": 8,
        "slot_minutes": 25,
        "price_a_session": 900,
        "start": first,
        "end": last,
    }
    rota = rota_of(two_years, temporary__evenings=lists)
    extra = rota.take(rota.kind == SessionKind.TEMPORARY)
    day = extra.start // DAY
    assert day.min() >= (first - two_years.plan_start).days
    assert day.max() <= (last - two_years.plan_start).days
    assert len(extra) == pytest.approx(2.5 * 92 / 7, abs=3)
    weekday = Calendar(two_years.plan_start, two_years.horizon_days).weekday[day]
    assert ((weekday >= 5) | (extra.start % DAY >= 17 * 60)).all()
    assert (extra.offered_minutes == 8 * 25).all()


def test_a_job_plan_shares_out_which_activity_comes_first(two_years: Scenario):
    nurse = of_post(
        rota_of(
            two_years,
            posts__nurse__wte=1.0,
            posts__nurse__job_plan={"assess": 0.7, "reviews": 0.3},
        )
    )
    numbers = {name: item.number for name, item in two_years.pathway.activities.items()}
    firsts = np.array([nurse.plans[plan][0] for plan in nurse.plan.tolist()])
    assert (firsts == numbers["assess"]).mean() == pytest.approx(0.7, abs=0.07)
    assert set(firsts.tolist()) == {numbers["assess"], numbers["reviews"]}
    assert all(len(nurse.plans[plan]) == 3 for plan in nurse.plan.tolist())


def test_sessions_stand_in_order_of_time(two_years: Scenario):
    rota = rota_of(two_years)
    assert (np.diff(rota.start) >= 0).all()
    assert set(np.unique(rota.role).tolist()) <= set(range(len(ROLES)))
