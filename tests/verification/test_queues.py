"""Stations of other sizes than those of any file, against theory."""

from __future__ import annotations

import math

import pytest

from tests.verification import theory
from tests.verification.asking import SHORT, ask, assert_meets

pytestmark = [pytest.mark.theory]


def test_five_servers_wait_as_erlang_c_says():
    inputs = {"arrival_rate": 16, "service_rate_per_server": 4, "servers": 5}
    wait = theory.mmc_wait(16, 4, 5)
    chance = theory.erlang_c(4, 5)
    beyond = chance * math.exp(-(20 - 16) * 0.2)
    expected = {"Wq": wait, "p_wait": chance, "p_wait_gt_0.2": beyond, "Lq": 16 * wait,
                "rho": 0.8, "W": wait + 0.25, "L": 16 * (wait + 0.25)}  # fmt: skip
    assert_meets(ask("queue.mmc", inputs, [*expected], SHORT), expected)


@pytest.mark.parametrize(
    ("service", "mean", "squared_cv"),
    [
        ({"dist": "erlang", "k": 4, "mean": 2}, 2, 0.25),
        ({"dist": "gamma", "mean": 2, "cv": 0.8}, 2, 0.64),
        ({"dist": "uniform", "min": 0, "max": 4}, 2, 1 / 3),
        ({"dist": "exponential", "rate": 0.5}, 2, 1),
        ({"dist": "lognormal", "mean": 2, "sd": 1}, 2, 0.25),
        ({"dist": "hyperexponential", "mean": 2, "cv": 1.5}, 2, 2.25),
        ({"dist": "hyperexp", "p": [0.4, 0.6], "rates": [1, 0.375]}, 2, 4 / 3),
        ({"dist": "mixture", "parts": [{"p": 0.5, "dist": "constant", "value": 1},
                                       {"p": 0.5, "dist": "constant", "value": 3}]},
         2, 0.25),
    ],
)  # fmt: skip
def test_the_shape_of_a_service_counts_by_its_second_moment(service, mean, squared_cv):
    inputs = {"arrival_rate": 0.35, "servers": 1, "service": service}
    expected = {
        "Wq": theory.mg1_wait(0.35, mean, squared_cv),
        "rho": 0.7,
        "p_wait": 0.7,
    }
    found = ask("queue.mg1", inputs, [*expected], SHORT, units="hours")
    assert_meets(found, expected)


def test_three_servers_with_services_of_one_length():
    wait = theory.mdc_wait(2.4, 3)
    expected = {"Wq": wait, "Lq": 2.4 * wait, "rho": 0.8}
    for service in ({"dist": "deterministic", "mean": 1}, None):
        inputs = {"arrival_rate": 2.4, "servers": 3}
        inputs |= {"service_mean": 1} if service is None else {"service": service}
        assert_meets(ask("queue.mdc", inputs, [*expected], SHORT), expected)


def test_a_mean_without_a_distribution_is_not_guessed():
    inputs = {"arrival_rate": 0.35, "servers": 1, "service_mean": 2}
    found = ask("queue.mg1", inputs, ["Wq"], SHORT)
    assert found.answers == {}
    assert "distribution" in found.reasons["Wq"]


def test_three_classes_go_in_the_order_of_their_priority():
    rates, means = [0.1, 0.25, 0.3], [1.0, 1.0, 1.5]
    classes = [{"name": "routine", "rate": 0.3, "priority": 3, "service_mean": 1.5},
               {"name": "urgent", "rate": 0.1, "priority": 1},
               {"name": "soon", "rate": 0.25, "priority": 2}]  # fmt: skip
    inputs = {"servers": 1, "classes": classes, "service_mean": 1, "preemption": "none"}
    squares = [2 * mean**2 for mean in means]
    urgent, soon, routine = theory.priority_waits(rates, means, squares)
    expected = {"urgent.Wq": urgent, "soon.Wq": soon, "routine.Wq": routine,
                "class1.Wq": routine}  # fmt: skip
    run = {"replications": 24, "horizon": 12_000, "warmup": 1000}
    assert_meets(ask("queue.priority", inputs, [*expected], run), expected)


def test_a_case_that_interrupts_services_is_not_expressed():
    inputs = {"servers": 1, "classes": [{"rate": 0.1}, {"rate": 0.2}],
              "service_mean": 1, "preemption": "preemptive resume"}  # fmt: skip
    found = ask("queue.priority", inputs, ["class1.Wq"])
    assert "preemption" in found.reasons["class1.Wq"]


def test_impatient_people_leave_as_erlang_a_says():
    inputs = {"arrival_rate": 6, "service_rate_per_server": 1, "servers": 5,
              "leaving_rate_per_waiting_patient": 0.2}  # fmt: skip
    expected = theory.erlang_a(6, 5, 0.2)
    expected["completed_per_unit_time"] = 6 * (1 - expected["p_leave_before_seen"])
    expected["Wq"] = expected["Lq"] / 6
    run = {"replications": 20, "horizon": 1500, "warmup": 50}
    assert_meets(ask("queue.erlang_a", inputs, [*expected], run), expected)


def test_patience_of_one_length_ends_every_wait_at_that_length():
    inputs = {"arrival_rate": 12, "service_rate_per_server": 1, "servers": 5,
              "patience": {"dist": "deterministic", "mean": 0.5}}  # fmt: skip
    run = {"replications": 8, "horizon": 300, "warmup": 20}
    metrics = ["p_wait_gt_0.5", "p_leave_before_seen", "completed_per_unit_time"]
    found = ask("queue.erlang_a", inputs, metrics, run)
    assert found.answers["p_wait_gt_0.5"]["mean"] == 0
    left = found.answers["p_leave_before_seen"]["mean"]
    assert 12 * (1 - left) == pytest.approx(
        found.answers["completed_per_unit_time"]["mean"], rel=0.01
    )


@pytest.mark.parametrize(
    ("size", "mean", "second"),
    [("constant 3", 3, 9), ("geometric mean 2.5", 2.5, 2 * 2.5**2 - 2.5)],
)
def test_batches_wait_for_those_of_their_own_batch(size, mean, second):
    rate = 0.7 / mean
    inputs = {"batch_rate": rate, "batch_size": size, "service_rate": 1.0, "servers": 1}
    wait = theory.batch_wait(rate, mean, second)
    expected = {"Wq": wait, "rho": 0.7, "L": 0.7 * (wait + 1)}
    run = {"replications": 24, "batches_per_replication": 4000, "warmup_batches": 400}
    assert_meets(ask("queue.batch", inputs, [*expected], run), expected)


def test_a_network_with_people_who_come_back_has_product_form():
    stations = [
        {
            "name": "nurse",
            "servers": 2,
            "service_rate_per_server": 10,
            "external_rate": 8,
        },
        {
            "name": "dxa",
            "servers": 1,
            "service_rate_per_server": 12,
            "external_rate": 1,
        },
    ]
    routing = {"nurse": {"dxa": 0.5}, "dxa": {"nurse": 0.2}}
    dxa = (1 + 0.5 * 8) / (1 - 0.5 * 0.2)
    nurse = 8 + 0.2 * dxa
    at_nurse = nurse * (theory.mmc_wait(nurse, 10, 2) + 1 / 10)
    at_dxa = dxa * (theory.mmc_wait(dxa, 12, 1) + 1 / 12)
    expected = {"nurse.throughput": nurse, "dxa.utilisation": dxa / 12,
                "nurse.mean_number_present": at_nurse,
                "dxa.mean_number_present": at_dxa,
                "dxa.mean_wait_per_visit": theory.mmc_wait(dxa, 12, 1),
                "mean_total_time_in_system": (at_nurse + at_dxa) / 9,
                "throughput": 9}  # fmt: skip
    inputs = {"stations": stations, "routing": routing, "all_exponential": True}
    run = {"replications": 20, "horizon": 400, "warmup": 20}
    assert_meets(ask("queue.jackson", inputs, [*expected], run), expected)


@pytest.mark.parametrize(
    ("servers", "start"), [([1, 3], 6), ([3, 1], 8), ([2, 0, 2], 3)]
)
def test_servers_that_come_and_go_leave_the_number_that_theory_says(servers, start):
    """Servers that are taken away stop at once, as the case's law has it."""
    rows = [{"from_time": 5 * k, "servers": c, "arrival_rate": 1.2 + 0.2 * k}
            for k, c in enumerate(servers)]  # fmt: skip
    inputs = {"initial_number_present": start, "servers_over_time": rows,
              "service_rate_per_server": 0.8}  # fmt: skip
    times = [4, 9, 13]
    expected = {}
    for time in times:
        stretches = [(min(5, time - 5 * k), row["arrival_rate"], row["servers"], 0.8)
                     for k, row in enumerate(rows) if time > 5 * k]  # fmt: skip
        if len(rows) * 5 < time:
            stretches[-1] = (time - 5 * (len(rows) - 1), *stretches[-1][1:])
        chance = theory.present_at(stretches, start)
        expected[f"mean_number_present_at_{time}"] = theory.mean_of(chance)
    found = ask("queue.transient", inputs, [*expected], {"replications": 600})
    assert_meets(found, expected)


def test_people_without_limits_are_as_many_as_a_poisson_number():
    patients = [{"type": "long", "mean_interarrival_days": 2.0,
                 "los": [{"p": 1, "dist": "erlang", "k": 2, "mean": 9}]},
                {"type": "short", "mean_interarrival_days": 1.0,
                 "los": [{"p": 0.5, "dist": "lognormal", "mean": 2, "sd": 2},
                         {"p": 0.5, "dist": "exponential", "mean": 1}]}]  # fmt: skip
    load = 4.5 + 1.5
    beds = 8
    weights = [load**n / math.factorial(n) for n in range(beds + 1)]
    expected = {"mean_occupancy": load, "p_delay_8_beds": weights[beds] / sum(weights)}
    inputs = {"patients": patients, "arrivals": "Poisson", "capacity": "unlimited"}
    run = {"replications": 40, "warmup_days": 60, "horizon_days": 500}
    found = ask("queue.mginf", inputs, [*expected], run, units="days")
    assert_meets(found, expected)
