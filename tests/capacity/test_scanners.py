"""Scanners as they are: sites, quality checks, breakdowns, a gap for a new one."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.capacity.calendar import Calendar
from planner.capacity.offer import offer_rota
from planner.capacity.rota import Lost, Rota, SessionKind
from planner.capacity.scanners.diary import chance_to_begin, half_days_down
from planner.errors import ScenarioError
from planner.inputs.changes import ChangeInForce
from planner.inputs.load import load_scenario
from planner.inputs.scanners import Scanner
from planner.inputs.scenario import Scenario
from planner.outcomes.lost_sessions import minutes_by_fate

DAY = 1440
BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
ONE = f"{HERE}.scanners.scanner"
PLAIN = {"number": 1, "sessions_a_week": 10, "slots_a_session": 8, "slot_minutes": 25}
WALES = (
    load_scenario()
    .without_changes(("roll-out-2024",))
    .with_values({"years": 1, "run_on_days": 0})
)
DIARY = (SessionKind.SCANNER, SessionKind.RESERVED, SessionKind.CHECKS)


def rota_of(seed: int = 1, **changes: object) -> Rota:
    """Sessions of the scanners alone, these values of the first one changed."""
    keys = {f"{ONE}.{key}": value for key, value in changes.items()}
    return diary(offer_rota(WALES.with_values(keys), seed, 0, [BOARD]))


def diary(rota: Rota) -> Rota:
    return rota.take(np.isin(rota.kind, DIARY))


def with_scanners(scanners: dict[str, object], **more: object) -> Scenario:
    """The board with these scanners, and more of its keys changed."""
    keys = {f"{HERE}.{key}": value for key, value in more.items()}
    return WALES.with_values({f"{HERE}.scanners": scanners, **keys})


def day_of(text: str) -> int:
    return (datetime.date.fromisoformat(text) - WALES.plan_start).days


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    sessions=st.floats(0.3, 10),
    kept=st.floats(0, 16),
    qa=st.integers(0, 60),
    downtime=st.floats(0, 1),
    spell=st.floats(1, 40),
    reporter=st.booleans(),
    gap=st.integers(0, 300),
    wte=st.floats(0, 2),
)
def test_minutes_of_the_diary_are_offered_or_lost_for_a_reason_to_the_minute(
    sessions, kept, qa, downtime, spell, reporter, gap, wte
):
    start = WALES.plan_start + datetime.timedelta(days=gap)
    end = start + datetime.timedelta(days=40)
    own = {**PLAIN, "sessions_a_week": sessions, "reserved_slots_a_day": kept}
    hard = own | {"qa_minutes": qa, "downtime": downtime, "needs_reporter": reporter}
    hard |= {"downtime_half_days": spell, "replacement": {"start": start, "end": end}}
    posts = {"posts.operator.wte": wte, "posts.second-operator.wte": 0.0}
    rota = diary(offer_rota(with_scanners({"one": hard}, **posts), 3, 0, [BOARD]))
    free = {"one": own | {"needs_operator": False}}
    plan = diary(offer_rota(with_scanners(free), 3, 0, [BOARD]))
    fates = minutes_by_fate(rota)
    assert all((minutes >= 0).all() for minutes in fates.values())
    total = np.sum(list(fates.values()), axis=0)
    np.testing.assert_array_equal(total, rota.paid_minutes)
    day, planned = rota.start // DAY, plan.start // DAY
    np.testing.assert_array_equal(
        np.bincount(day, total, 400), np.bincount(planned, plan.paid_minutes, 400)
    )
    assert fates["offered"].sum() == rota.offered_minutes.sum()


def test_a_session_never_runs_without_its_operator():
    """One operator, two scanners all day: never two of them in one half day."""
    two = {"one": PLAIN, "two": {**PLAIN, "number": 2}}
    posts = {"posts.operator.wte": 1.0, "posts.second-operator.wte": 0.0}
    rota = diary(offer_rota(with_scanners(two, **posts), 1, 0, [BOARD]))
    ran = rota.take(rota.offered_minutes > 0)
    halves = np.unique(ran.start, return_counts=True)[1]
    assert (halves == 1).all()
    # Whoever has the lower number takes the operator; the other loses the session.
    assert set(ran.unit.tolist()) == {1}
    lost = rota.take((rota.unit == 2) & (rota.lost != Lost.BANK_HOLIDAY))
    assert set(lost.lost.tolist()) == {Lost.NO_OPERATOR}


def test_an_operator_of_one_site_does_not_run_the_scanner_of_another():
    """The scanner of the lower number, elsewhere, would take the operator first."""
    two = {"one": {**PLAIN, "site": "a"}, "two": {**PLAIN, "number": 2, "site": "b"}}
    sites = {"a": {"number": 1}, "b": {"number": 2, "operators": ["operator"]}}
    posts = {"posts.operator.wte": 1.0, "posts.second-operator.wte": 1.0}
    scenario = with_scanners(two, sites=sites, **posts)
    rota = diary(offer_rota(scenario, 1, 0, [BOARD]))
    ran = rota.take(rota.offered_minutes > 0)
    alone = scenario.with_values({f"{HERE}.posts.second-operator.wte": 0.0})
    left = diary(offer_rota(alone, 1, 0, [BOARD]))
    assert {1, 2} == set(ran.unit.tolist())
    assert set(left.unit[left.offered_minutes > 0].tolist()) == {2}
    both = alone.with_values({f"{HERE}.sites.a.operators": ["operator"]})
    shared = diary(offer_rota(both, 1, 0, [BOARD]))
    assert set(shared.unit[shared.offered_minutes > 0].tolist()) == {1}


@pytest.mark.parametrize("qa", [15, 25, 60])
def test_quality_checks_shorten_exactly_one_session_a_scanning_day(qa: int):
    plain = rota_of(sessions_a_week=9.3, reserved_slots_a_day=0.0)
    checked = rota_of(sessions_a_week=9.3, reserved_slots_a_day=0.0, qa_minutes=qa)
    ends = dict(zip(plain.start.tolist(), plain.offered_minutes.tolist(), strict=True))
    open_ = checked.take(checked.kind == SessionKind.SCANNER)
    ran = open_.take(open_.lost == Lost.OFFERED)
    checks = checked.take(checked.kind == SessionKind.CHECKS)
    assert (checks.paid_minutes == qa).all()
    days = np.unique(ran.start // DAY)
    assert checks.start.tolist() == sorted(checks.start.tolist())
    np.testing.assert_array_equal(checks.start // DAY, days)
    shortened = dict.fromkeys(days.tolist(), 0)
    for start, minutes in zip(ran.start, ran.offered_minutes, strict=True):
        before = ends.get(int(start), ends.get(int(start) - qa))
        assert before is not None
        shortened[start // DAY] += minutes < before
    assert set(shortened.values()) == {1}


def test_a_dated_change_of_something_else_does_not_begin_fractions_of_a_slot_anew():
    half = {**PLAIN, "reserved_slots_a_day": 1.5, "overbooked_slots_a_session": 0.5}
    plan = with_scanners({"one": half})
    changes = tuple(
        ChangeInForce(
            name=f"nurse-{number}",
            start=plan.plan_start + datetime.timedelta(days=10 * number + 1),
            values={f"{HERE}.posts.nurse.wte": 2.0 + number / 10},
        )
        for number in range(1, 9)
    )
    plain, changed = (
        diary(offer_rota(each, 1, 0, [BOARD]))
        for each in (plan, plan.with_dated((*plan.changes, *changes)))
    )
    orders = [np.lexsort((rota.kind, rota.start)) for rota in (plain, changed)]
    for name in ("start", "end", "paid_minutes", "lost", "overrun"):
        one, other = (
            getattr(rota, name)[order]
            for rota, order in zip((plain, changed), orders, strict=True)
        )
        np.testing.assert_array_equal(one, other)


def test_a_gap_for_a_new_scanner_offers_nothing_inside_and_everything_after():
    first, last = "2026-06-01", "2026-08-15"
    gap = {"start": first, "end": last}
    dates = {key: datetime.date.fromisoformat(text) for key, text in gap.items()}
    plain = rota_of(reserved_slots_a_day=0.0)
    gapped = rota_of(reserved_slots_a_day=0.0, replacement=dates)
    day = gapped.start // DAY
    inside = (day >= day_of(first)) & (day <= day_of(last))
    assert gapped.offered_minutes[inside].sum() == 0
    assert set(gapped.lost[inside].tolist()) == {Lost.REPLACEMENT}
    outside = np.sort(gapped.start[~inside])
    before = plain.start // DAY
    there = (before < day_of(first)) | (before > day_of(last))
    np.testing.assert_array_equal(outside, np.sort(plain.start[there]))
    assert gapped.offered_minutes.sum() == plain.offered_minutes[there].sum()


@pytest.mark.parametrize("length", [1.0, 4.0, 30.0])
def test_breakdowns_have_their_mean_length_and_take_their_share(length: float):
    calendar = Calendar(datetime.date(2024, 1, 1), 364 * 5, "none")
    half_days = calendar.half_days
    ones, share = np.ones(len(half_days)), 0.08
    begin = chance_to_begin(ones * share, ones * length)
    down = np.concatenate(
        [
            half_days_down(seed, (7, 1, 1), half_days, begin, ones / length)
            for seed in range(150)
        ]
    )
    assert down.mean() == pytest.approx(share, rel=0.08)
    spells = np.count_nonzero(down[1:] & ~down[:-1])
    # A breakdown may follow another at once, so what is counted lasts a bit longer.
    assert down.sum() / spells == pytest.approx(length / (1 - begin[0]), rel=0.08)


def test_half_days_apart_are_the_neutral_default():
    one, two = rota_of(downtime=0.3), rota_of(downtime=0.3, downtime_half_days=1.0)
    np.testing.assert_array_equal(one.lost, two.lost)


def test_an_old_scanner_breaks_down_more_often_until_it_is_replaced():
    old = {"downtime": 0.0, "installed": datetime.date(2016, 7, 1), "old_downtime": 1.0}
    rota = rota_of(**old, sessions_a_week=10.0)
    down = rota.lost == Lost.DOWNTIME
    # Ten years are over on 1 July 2026.
    assert rota.start[down].min() // DAY == day_of("2026-07-02")
    assert (rota.offered_minutes[rota.start // DAY > day_of("2026-07-02")] == 0).all()
    first, last = datetime.date(2026, 7, 10), datetime.date(2026, 7, 31)
    fresh = rota_of(**old, replacement={"start": first, "end": last})
    assert not (fresh.lost[fresh.start // DAY > day_of("2026-07-31")] == 5).any()


def test_where_a_reporter_must_be_there_sessions_without_one_are_lost():
    rota = rota_of(needs_reporter=True, sessions_a_week=10.0)
    ran = rota.take(rota.offered_minutes > 0)
    assert (rota.lost == Lost.NO_REPORTER).any()
    posts = offer_rota(WALES, 1, 0, [BOARD])
    reporters = posts.take((posts.role == 3) & (posts.offered_minutes > 0))
    at_work = reporters.start // 720
    assert len(ran)
    assert np.isin(ran.start // 720, at_work).all()


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("scanners.scanner.site", "nowhere", "not a site of the board"),
        ("scanners.scanner.qa_minutes", 500, "a session has"),
        ("scanners.scanner.old_downtime", 0.1, "age is not known"),
        ("sites", {"a": {"number": 1, "operators": ["nurse"]}}, "not an operator"),
        ("scanners.scanner.downtime_half_days", 0.5, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(key: str, value: object, rule: str):
    with pytest.raises(ScenarioError, match=rule):
        WALES.with_values({f"{HERE}.{key}": value})


def test_a_gap_ends_after_it_begins():
    first, last = datetime.date(2027, 5, 1), datetime.date(2027, 4, 1)
    with pytest.raises(ValueError, match="lies before start"):
        Scanner(**PLAIN, replacement={"start": first, "end": last})
