"""Queues whose means are known, run through ordinary scenario files."""

from __future__ import annotations

import math

import pytest

from tests.theory.queueing import DAY, assert_inside, lists, waits

pytestmark = [pytest.mark.theory]
SERVICE, RUNS = 100, 14


def mean_wait(record, urgent=None) -> float:
    return float(waits(record, urgent=urgent).mean())


def share_waiting_longer(record, minutes: float, urgent=None) -> float:
    return float((waits(record, urgent=urgent) > minutes).mean())


def test_one_server_with_random_arrivals_waits_as_queueing_theory_says():
    """M/M/1 at 0.8: Wq = rho / (1 - rho) services."""
    assert_inside("mm1", RUNS, mean_wait, 4 * SERVICE)


@pytest.mark.parametrize("services", [1, 5, 10])
def test_the_tail_of_waits_at_one_server_is_exponential(services):
    """P(Wq > t) = rho exp(-(1 - rho) t)."""
    expected = 0.8 * math.exp(-0.2 * services)
    longer = services * SERVICE
    assert_inside("mm1", RUNS, lambda r: share_waiting_longer(r, longer), expected)


def test_the_mean_list_is_the_rate_times_the_mean_wait():
    """Little's law: list minus rate x wait is 0 over the same people."""

    def difference(record) -> float:
        often = float(lists(record, 0, 97).mean())
        return often - 11.52 / DAY * mean_wait(record)

    assert_inside("mm1", RUNS, difference, 0)


def test_the_mean_list_at_one_server_is_what_theory_says():
    """M/M/1 at 0.8: Lq = rho^2 / (1 - rho)."""
    assert_inside("mm1", RUNS, lambda r: float(lists(r, 0, 97).mean()), 3.2)


def test_three_servers_wait_as_erlang_c_says():
    """Eye clinic, 6 an hour, 3 doctors, 20 minutes: Wq = 4/9 of a service."""
    assert_inside("mmc", 10, mean_wait, 4 / 9 * SERVICE)


def test_the_chance_of_waiting_at_three_servers_is_erlang_c():
    assert_inside("mmc", 10, lambda r: share_waiting_longer(r, 0), 4 / 9)


def test_services_of_one_length_halve_the_wait():
    """M/D/1 at 0.8: Wq = rho / (2 (1 - rho)) services."""
    assert_inside("md1", RUNS, mean_wait, 2 * SERVICE)


@pytest.mark.parametrize(("urgent", "services"), [(True, 1.0), (False, 5.0)])
def test_urgent_people_wait_one_service_and_routine_people_five(urgent, services):
    """Non-preemptive priority M/M/1, rates 0.2 and 0.6 (Ciw literature test)."""
    expected = services * SERVICE
    assert_inside("priority-mm1", RUNS, lambda r: mean_wait(r, urgent), expected)


@pytest.mark.parametrize(("urgent", "share"), [(True, 0.072574), (False, 0.478507)])
def test_the_share_waiting_longer_than_three_services_by_class(urgent, share):
    longer = 3 * SERVICE
    assert_inside(
        "priority-mm1", RUNS, lambda r: share_waiting_longer(r, longer, urgent), share
    )
