"""Evenings and weekends with operators for them, and units that go about."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.capacity.calendar import Calendar
from planner.capacity.offer import offer_rota
from planner.capacity.rota import ROLES, Lost, Rota, SessionKind
from planner.errors import ScenarioError
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.lost_sessions import minutes_by_fate

DAY, EVENING = 1440, 17 * 60
BOARD = "swansea-bay"
HERE = f"boards.{BOARD}"
PLAIN = {"number": 1, "sessions_a_week": 5, "slots_a_session": 8, "slot_minutes": 25}
HOURS = {"number": 1, "post": "operator", "price_a_session": 200.0}
MUCH = {"evenings_a_week": 5.0, "weekend_sessions_a_week": 4.0}
UNIT = {**PLAIN, "start": datetime.date(2026, 4, 15)}
WALES = (
    load_scenario()
    .without_changes(("roll-out-2024",))
    .with_values({"years": 1, "run_on_days": 0})
)
WEEKDAY = Calendar(WALES.plan_start, 400).weekday


def board_with(scanner: dict[str, object], **more: object) -> Scenario:
    """The board with one scanner, and more of its keys changed."""
    keys = {f"{HERE}.{key}": value for key, value in more.items()}
    return WALES.with_values({f"{HERE}.scanners": {"one": PLAIN | scanner}, **keys})


def is_extended(rota: Rota) -> np.ndarray:
    late = rota.start % DAY >= EVENING
    return late | (WEEKDAY[rota.start // DAY] >= 5)


def extended(scenario: Scenario, seed: int = 1) -> Rota:
    rota = offer_rota(scenario, seed, 0, [BOARD])
    rota = rota.take(np.isin(rota.kind, (SessionKind.SCANNER, SessionKind.CHECKS)))
    return rota.take(is_extended(rota))


@pytest.mark.parametrize(("evenings", "weekends"), [(1.5, 0), (0, 2.25), (5, 4)])
def test_a_week_has_its_evenings_and_weekend_sessions(evenings: float, weekends: float):
    hours = {"evenings_a_week": evenings, "weekend_sessions_a_week": weekends}
    rota = extended(board_with({**hours, "needs_operator": False}))
    late = rota.start % DAY >= EVENING
    assert late.sum() == pytest.approx(evenings * 365 / 7, abs=5)
    assert (~late).sum() == pytest.approx(weekends * 365 / 7, abs=4)
    assert len(np.unique(rota.start)) == len(rota)
    # Good Friday, Easter Monday, Christmas Day and the like.
    assert set(rota.lost.tolist()) <= {Lost.OFFERED, Lost.BANK_HOLIDAY}


def test_an_evening_needs_an_operator_with_extended_hours():
    alone = extended(board_with(MUCH))
    assert alone.offered_minutes.sum() == 0
    assert set(alone.lost.tolist()) == {Lost.NO_OPERATOR, Lost.BANK_HOLIDAY}
    some = HOURS | {"evenings_a_week": 2.0, "weekend_sessions_a_week": 1.0}
    rota = extended(board_with(MUCH, extended_hours={"some": some}))
    ran = rota.take(rota.offered_minutes > 0)
    day = ran.start // DAY
    assert set(WEEKDAY[day].tolist()) == {1, 3, 5}
    # Leave, study and sickness of the operator take evenings too.
    away = rota.take(np.isin(WEEKDAY[rota.start // DAY], (1, 3)))
    assert 0.75 < (away.lost == Lost.OFFERED).mean() < 0.95


def test_who_is_away_in_the_day_is_away_in_the_evening():
    """The operator's own absence: the scanner itself runs all day with this post."""
    scenario = board_with(
        {"sessions_a_week": 10.0, "evenings_a_week": 5.0},
        extended_hours={"all": HOURS | {"evenings_a_week": 5.0}},
        **{"posts.operator.wte": 1.0, "posts.second-operator.wte": 0.0},
    )
    rota = offer_rota(scenario, 1, 0, [BOARD])
    rota = rota.take(rota.kind == SessionKind.SCANNER)
    late = is_extended(rota)
    ran = np.unique(rota.start[late & (rota.offered_minutes > 0)] // DAY)
    by_day = np.unique(rota.start[~late & (rota.offered_minutes > 0)] // DAY)
    np.testing.assert_array_equal(ran, by_day)


def test_one_operator_runs_one_scanner_of_an_evening_and_is_paid_for_it():
    one = PLAIN | {"evenings_a_week": 3.0}
    two = {"one": one, "two": one | {"number": 2}}
    more = {f"{HERE}.extended_hours": {"a": HOURS | {"evenings_a_week": 3.0}}}
    # The post has part-time people: one by the rota's reading.
    scenario = WALES.with_values({f"{HERE}.scanners": two, **more})
    rota = offer_rota(scenario, 1, 0, [BOARD])
    ran = rota.take((rota.kind == SessionKind.SCANNER) & (rota.offered_minutes > 0))
    ran = ran.take(is_extended(ran))
    assert len(np.unique(ran.start)) == len(ran) > 50
    worked = rota.take(rota.kind == SessionKind.EXTENDED_HOURS)
    np.testing.assert_array_equal(worked.start, ran.start)
    assert set(worked.role.tolist()) == {ROLES.index("operator")}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    evenings=st.floats(0, 5),
    weekends=st.floats(0, 4),
    sessions=st.floats(0, 10),
    qa=st.integers(0, 60),
    downtime=st.floats(0, 0.6),
    spell=st.sampled_from([1.0, 6.0]),
)
def test_a_day_is_checked_once_and_its_minutes_add_up(
    evenings, weekends, sessions, qa, downtime, spell
):
    own = {"evenings_a_week": evenings, "weekend_sessions_a_week": weekends}
    hard = own | {"qa_minutes": qa, "downtime": downtime, "downtime_half_days": spell}
    scenario = board_with(
        hard | {"sessions_a_week": sessions}, extended_hours={"all": HOURS | MUCH}
    )
    rota = offer_rota(scenario, 1, 0, [BOARD])
    mine = rota.take(
        np.isin(
            rota.kind, (SessionKind.SCANNER, SessionKind.CHECKS, SessionKind.RESERVED)
        )
    )
    total = np.sum(list(minutes_by_fate(mine).values()), axis=0)
    np.testing.assert_array_equal(total, mine.paid_minutes)
    ran = mine.take((mine.lost == Lost.OFFERED) & (mine.paid_minutes > 0))
    checks = mine.take(mine.kind == SessionKind.CHECKS)
    days = np.unique(ran.start // DAY) if qa else []
    np.testing.assert_array_equal(checks.start // DAY, days)
    # The checks stand before everything that runs on their day.
    first = {int(day): ran.start[ran.start // DAY == day].min() for day in days}
    assert all(start < first[start // DAY] for start in checks.start.tolist())
    plain = extended(board_with(own | {"needs_operator": False}))
    late = mine.take(is_extended(mine))
    assert late.paid_minutes.sum() == plain.paid_minutes.sum()


def test_in_a_spell_an_evening_is_lost_with_its_afternoon():
    broken = {"downtime": 0.4, "downtime_half_days": 20.0, "sessions_a_week": 10.0}
    rota = offer_rota(
        board_with(broken | {"evenings_a_week": 5.0, "needs_operator": False}),
        1, 0, [BOARD],
    )  # fmt: skip
    rota = rota.take(rota.kind == SessionKind.SCANNER)
    down = rota.take(rota.lost == Lost.DOWNTIME)
    late = is_extended(down)
    noon = down.start % DAY == 13 * 60
    np.testing.assert_array_equal(down.start[late] // DAY, down.start[noon] // DAY)


VISITS = st.lists(
    st.sampled_from(["powys", BOARD, "hywel-dda", ""]), min_size=1, max_size=6
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    visits=VISITS.filter(any),
    sessions=st.floats(0.2, 10),
    start=st.dates(datetime.date(2026, 2, 1), datetime.date(2026, 9, 1)),
)
def test_a_mobile_unit_is_never_at_two_boards_at_once(visits, sessions, start):
    unit = UNIT | {"visits": visits, "sessions_a_week": sessions, "start": start}
    unit["needs_operator"] = False
    scenario = WALES.with_values({"mobile_units.van": unit})
    hosts = sorted({name for name in visits if name})
    rota = offer_rota(scenario, 1, 0, hosts)
    rota = rota.take(rota.kind == SessionKind.MOBILE)
    week = (rota.start // DAY + WALES.plan_start.weekday()) // 7
    pairs = set(zip(week.tolist(), rota.provider.tolist(), strict=True))
    assert len(pairs) == len({at for at, _ in pairs})
    assert len(np.unique(rota.start)) == len(rota)
    assert (rota.start // DAY >= (start - WALES.plan_start).days).all()
    # Each board by itself has what it has beside the others.
    for name in hosts:
        alone = offer_rota(scenario, 1, 0, [name])
        alone = alone.take(alone.kind == SessionKind.MOBILE)
        number = scenario.boards[name].number
        np.testing.assert_array_equal(alone.start, rota.start[rota.provider == number])


def test_a_mobile_unit_breaks_down_wherever_it_is_by_the_same_luck():
    unit = UNIT | {"visits": ["powys"], "sessions_a_week": 10.0, "downtime": 0.3}
    down = []
    for host in ("powys", "hywel-dda"):
        there = WALES.with_values({"mobile_units.van": unit | {"visits": [host]}})
        rota = offer_rota(there, 1, 0, [host])
        rota = rota.take(rota.kind == SessionKind.MOBILE)
        down.append(rota.start[rota.lost == Lost.DOWNTIME])
    assert len(down[0]) > 50
    np.testing.assert_array_equal(*down)


def test_a_unit_without_a_crew_takes_the_operators_of_its_host():
    unit = UNIT | {"visits": [BOARD], "needs_operator": True}
    few = {f"{HERE}.posts.second-operator.wte": 0.0, f"{HERE}.scanners": {}}
    rota = offer_rota(WALES.with_values({"mobile_units.van": unit, **few}), 1, 0)
    rota = rota.take(rota.kind == SessionKind.MOBILE)
    assert (rota.offered_minutes > 0).any()
    assert (rota.lost == Lost.NO_OPERATOR).any()


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("mobile_units.van", UNIT | {"visits": ["atlantis"]}, "not a board"),
        ("mobile_units.van", UNIT | {"visits": [""]}, "names no board"),
        ("mobile_units.van", UNIT | {"visits": []}, "at least 1 item"),
        ("mobile_units.van", UNIT | {"visits": ["powys"], "site": "x"}, "has none"),
        (f"{HERE}.extended_hours.a", HOURS | {"post": "nurse"}, "not an operator"),
        (f"{HERE}.extended_hours", {"a": HOURS, "b": HOURS | {"number": 2}}, "already"),
        (f"{HERE}.scanners.scanner.evenings_a_week", 6.0, "less than or equal to 5"),
        (f"{HERE}.scanners.one", PLAIN | MUCH | {"number": 9, "needs_reporter": True},
         "no reporter is at work"),
        (f"{HERE}.scanners.one", PLAIN | MUCH | {"number": 9, "slots_a_session": 10},
         "are more than a half day"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(key: str, value: object, rule: str):
    with pytest.raises(ScenarioError, match=rule):
        WALES.with_values({key: value})
