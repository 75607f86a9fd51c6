"""Hours of the establishment are accounted for, and people come and go by date."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.capacity.rota import Lost
from planner.capacity.workforce import ESTABLISHMENT, OFFERED, ledgers
from planner.experiment.running.replicate import replicate_once
from planner.inputs.changes import ChangeInForce
from tests.capacity.staffed import (
    BLOCK,
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

SHARES = st.sampled_from([0.0, 0.05, 0.1, 0.33])
DATES = st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 6, 1))
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


@st.composite
def posts(draw: st.DrawFn) -> dict[str, Any]:
    """A post with any of what may move about it."""
    wte = draw(st.floats(0.05, 3.4))
    days = draw(st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=4))
    learns = {
        "months": draw(st.floats(0, 14)),
        "start": draw(st.none() | DATES),
        "needed": draw(st.booleans()),
        "share": draw(SHARES),
        "supervisor": "nurse",
        "supervisor_share": draw(SHARES),
    }
    cover = {"share": draw(SHARES), "speed": 0.7, "skill": "reports"}
    in_post = draw(st.none() | st.floats(0, 0.99).map(lambda share: share * wte))
    advert, turnover = draw(st.none() | DATES), draw(st.sampled_from([0.0, 0.3, 0.9]))
    hires = in_post is not None or advert or turnover
    return {
        "wte": wte,
        "in_post": in_post,
        "advert": advert,
        "months_to_hire": draw(st.none() | st.floats(0, 9)) if hires else None,
        "induction": {"months": draw(st.floats(0, 9)), "first": draw(SHARES)},
        "training": {"reports": learns},
        "turnover": turnover,
        "contract": draw(st.sampled_from(["staff", "agency"])),
        "weekdays": tuple(days),
        "protected": {"governance": draw(SHARES), "travel": draw(SHARES)},
        "covers": {"report": cover},
        "start": draw(st.none() | DATES),
    }


@settings(max_examples=40, deadline=None, derandomize=True)
@given(post=posts(), change=st.none() | st.tuples(DATES, st.floats(0, 3)))
def test_every_hour_of_the_establishment_is_offered_or_accounted_for(
    post: dict[str, Any], change: tuple[datetime.date, float] | None
):
    """Per post and year, to the minute; fractions of WTE lose nothing."""
    scenario = with_post(**post)
    if change and change[0] > START:
        values = {f"{HERE}.posts.trial.wte": max(change[1], post["in_post"] or 0.0)}
        later = ChangeInForce(name="later", start=change[0], values=values)
        scenario = scenario.with_dated((later,))
    for ledger in ledgers(scenario, 3, 0, BOARD):
        whole = ledger.minutes[ESTABLISHMENT]
        assert (sum(ledger.parts.values()) == whole).all(), ledger.post_id
        assert all((part >= 0).all() for part in ledger.parts.values())
    days = (1 - 1e-9 + post["wte"] / max(len(post["weekdays"]) / 5 or 1, 0.2)) // 1
    if change is None and post["start"] is None:
        whole = ledger_of(scenario, seed=3).minutes[ESTABLISHMENT]
        for year in (0, 520):
            # Each person's year has one shortened session, rounded to a minute.
            expected = post["wte"] * 520 * SESSION
            assert abs(whole[year : year + 520].sum() - expected) <= days + 1
    # A post that nobody ever holds has no ledger.
    mine = [x for x in ledgers(scenario, 3, 0, BOARD) if x.post_id == "trial"]
    offered = sum(ledger.minutes[OFFERED].sum() for ledger in mine)
    assert offered == rota_of(scenario, seed=3).offered_minutes.sum()


@pytest.mark.parametrize("wte", [0.1, 0.37, 1.0, 1.9, 2.4])
def test_fractions_of_wte_are_kept_however_much_of_them_is_vacant(wte: float):
    whole = ledger_of(with_post(wte=wte)).minutes[ESTABLISHMENT]
    for filled in (0.0, wte / 3, wte):
        post = ledger_of(with_post(wte=wte, in_post=filled))
        np.testing.assert_array_equal(post.minutes[ESTABLISHMENT], whole)
        vacant = post.minutes["vacancy"][:520].sum()
        people = math.ceil(wte)
        assert vacant == pytest.approx((wte - filled) * 520 * SESSION, abs=people)


HIRE = {"in_post": 0.0, "months_to_hire": 3.0, "induction": {"months": 6.0}}


def hired_on_1_april(years: float) -> Any:
    """A decision of 1 April: a nurse, three months to hire, six to full speed."""
    nurse = {"number": 90, "role": "nurse", "band": "6", "wte": 1.0, **HIRE}
    values = {f"{HERE}.posts.trial": nurse}
    hire = ChangeInForce(name="hire", start=START, values=values)
    return plain(years).with_dated((hire,))


def test_a_hire_of_1_april_offers_nothing_before_july_and_all_from_january():
    rota = rota_of(hired_on_1_april(1.0))
    date = rota.start // 1440
    assert (rota.lost[date < day("2026-07-01")] == Lost.VACANCY).all()
    assert rota.offered_minutes[date < day("2026-07-01")].sum() == 0
    full = round(SESSION * plain(1.0).roles["nurse"].share_for_patients)
    worked = rota.take(rota.lost == Lost.OFFERED)
    when, minutes = worked.start // 1440, worked.offered_minutes
    assert set(minutes[when >= day("2027-01-01")].tolist()) == {full}
    ramping = (when >= day("2026-07-01")) & (when < day("2027-01-01"))
    assert minutes[ramping].max() < full
    # A straight line: half speed half way, and never slower than the day before.
    assert (np.diff(minutes[ramping]) >= 0).all()
    half_way = np.abs(when - day("2026-10-01")) <= 7
    assert minutes[half_way].mean() == pytest.approx(full / 2, rel=0.1)


def test_a_hire_of_1_april_shortens_no_wait_before_july_and_does_by_january():
    hired = hired_on_1_april(1.0)
    few = {f"{HERE}.posts.nurse.wte": 0.5}
    before = replicate_once(plain(1.0).with_values(few), BOARD, 1, 0)
    after = replicate_once(hired.with_values(few), BOARD, 1, 0)
    july, january = 1440 * day("2026-07-01"), 1440 * day("2027-01-01")
    starts, waits, lists = [], [], []
    for record in (before, after):
        stays = record.at_stage("assess")
        starts.append(stays.started[(stays.started >= 0) & (stays.started < july)])
        late = stays.started >= january
        waits.append((stays.started - stays.first_joined)[late].mean())
        waiting = (stays.started < 0) | (stays.started >= january)
        lists.append(((stays.joined < january) & waiting).sum())
    np.testing.assert_array_equal(*starts)
    assert waits[1] < 0.7 * waits[0]
    assert lists[1] < 0.7 * lists[0]


def test_what_is_vacant_is_filled_from_the_day_of_its_advert():
    advert = datetime.date(2026, 6, 15)
    post = with_post(wte=2.0, in_post=1.0, months_to_hire=2.0, advert=advert)
    ledger = ledger_of(post)
    assert set(ledger.in_post[: day("2026-08-15")]) == {1.0}
    assert set(ledger.in_post[day("2026-08-15") : 700]) == {2.0}


def test_an_advert_looks_for_somebody_where_nothing_else_is_said():
    advert = datetime.date(2026, 4, 1)
    in_post = ledger_of(with_post(advert=advert, months_to_hire=3.0)).in_post
    assert set(in_post[: day("2026-07-01")]) == {0.0}
    assert set(in_post[day("2026-07-01") : 700]) == {1.0}


def test_an_advert_before_the_plan_leaves_the_newcomer_part_of_the_induction():
    terms = {"in_post": 0.0, "months_to_hire": 1.0, "induction": {"months": 4.0}}
    ledger = ledger_of(with_post(advert=datetime.date(2026, 1, 1), **terms))
    assert ledger.in_post[0] == 1.0
    trained = ledger.minutes["induction and training"]
    half_days = ledger.calendar.half_days // 2
    assert trained[half_days < day("2026-06-01")].sum() > 0
    assert trained[half_days >= day("2026-06-01")].sum() == 0


def test_nobody_is_hired_where_no_time_to_hire_is_given():
    assert set(ledger_of(with_post(in_post=0.4)).in_post[:700]) == {0.4}


def test_induction_goes_by_month_where_a_share_is_given_for_each():
    steps = {"by_month": (0.2, 0.6)}
    rota = rota_of(with_post(in_post=0.0, months_to_hire=0.0, induction=steps))
    full = round(SESSION * plain().roles["nurse"].share_for_patients)
    date, minutes = rota.start // 1440, rota.offered_minutes
    worked = rota.lost == Lost.OFFERED
    for first, last, share in (
        ("2026-04-01", "2026-05-01", 0.2),
        ("2026-05-01", "2026-06-01", 0.6),
        ("2026-06-01", "2026-09-01", 1.0),
    ):
        here = worked & (date >= day(first)) & (date < day(last))
        assert set(minutes[here].tolist()) == {round(full * share)}


def test_a_year_of_the_ledger_has_260_days_for_each_wte():
    ledger = ledger_of(with_post())
    here = ledger.calendar.half_days < 2 * BLOCK
    assert ledger.minutes[ESTABLISHMENT][here].sum() == 520 * SESSION
