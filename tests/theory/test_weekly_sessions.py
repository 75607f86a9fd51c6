"""Weekly sessions with places used at once or lost: the bulk-service queue.

Expected values: the Markov chain of the list after each session (Bailey 1954).
"""

from __future__ import annotations

import numpy as np
import pytest

from planner.pathway.visits import Outcome
from tests.theory.queueing import WEEK, assert_inside, counted, lists, waits

pytestmark = [pytest.mark.theory]
RUNS = 12


def weeks_waited(record, urgent=None) -> float:
    return float(waits(record, urgent=urgent).mean() / WEEK)


def share_longer(record, weeks: int) -> float:
    return float((waits(record) > weeks * WEEK).mean())


def list_before(record) -> float:
    return float(lists(record, WEEK, WEEK).mean())


def list_after(record) -> float:
    return float(lists(record, WEEK + 1, WEEK).mean())


def test_nine_referrals_for_ten_places_wait_six_days():
    assert_inside("weekly-session", RUNS, weeks_waited, 0.84458205)


def test_the_list_before_and_after_the_session():
    assert_inside("weekly-session", RUNS, list_before, 12.101238)
    assert_inside("weekly-session", RUNS, list_after, 3.1012385)


def test_three_in_ten_wait_longer_than_a_week():
    assert_inside("weekly-session", RUNS, lambda r: share_longer(r, 1), 0.30029507)


def test_nine_tenths_of_the_places_are_used():
    """Places that nobody takes are lost, not carried over."""

    def used(record) -> float:
        offered = record.rota.offered_minutes.sum() / 20
        return float((record.visits.started >= 0).sum() / offered)

    assert_inside("weekly-session", RUNS, used, 0.9)


@pytest.mark.parametrize(("urgent", "weeks"), [(True, 0.50012836), (False, 1.0168089)])
def test_urgent_people_wait_half_a_week_and_routine_people_one(urgent, weeks):
    name = "weekly-session-urgent-first"
    assert_inside(name, RUNS, lambda r: weeks_waited(r, urgent), weeks)


MISSED = "weekly-session-missed"


def test_people_who_rebook_at_the_back_of_the_list_wait_a_week():
    assert_inside(MISSED, RUNS, weeks_waited, 1.0203931)
    assert_inside(MISSED, RUNS, list_before, 25.846682)


@pytest.mark.parametrize(("weeks", "share"), [(1, 0.4102957), (2, 0.080879182)])
def test_the_tail_tells_the_back_of_the_list_from_the_front(weeks, share):
    longer, wide = (lambda r: share_longer(r, weeks)), 1.0
    assert_inside(MISSED, RUNS, longer, share, at_most=wide)


def test_a_scan_takes_one_and_a_ninth_appointments():
    def appointments(record) -> float:
        stays = counted(record)
        return float(
            np.count_nonzero(stays.started >= 0)
            / np.count_nonzero(stays.outcome == Outcome.SEEN)
        )

    assert_inside(MISSED, RUNS, appointments, 10 / 9)
