"""Traces and sums, where nothing is left to chance."""

from __future__ import annotations

import pytest

from tests.verification.asking import ask


def tell(kind: str, inputs: dict, *metrics: str) -> list:
    found = ask(kind, inputs, [*metrics])
    assert found.reasons == {}
    return [found.answers[metric] for metric in metrics]


def test_two_servers_take_people_with_decimal_times_in_turn():
    inputs = {"servers": 2, "arrivals": [0.25, 0.5, 0.625, 2.0], "service": [1.5, 0.125,
              1, 0.3], "horizon": 10}  # fmt: skip
    starts, ends, used = tell(
        "trace", inputs, "service_start", "service_end", "utilisation"
    )
    assert starts == [0.25, 0.5, 0.625, 2.0]
    assert ends == [1.75, 0.625, 1.625, 2.3]
    assert used == pytest.approx(2.925 / 20, abs=1e-9)


def test_people_who_come_at_one_moment_are_taken_as_listed():
    inputs = {"servers": 1, "arrivals": [0, 0, 0, 1], "service": [2, 1, 3, 1]}
    (starts,) = tell("trace", inputs, "service_start")
    assert starts == [0, 2, 3, 6]


def test_the_last_to_come_goes_first_when_the_case_says_so():
    inputs = {"servers": 1, "arrivals": [0, 0.1, 0.2, 0.3], "service": 1,
              "discipline": "LIFO"}  # fmt: skip
    order, waiting = tell("trace", inputs, "order_of_service", "waiting_at_0.5")
    assert order == [1, 4, 3, 2]
    assert waiting == 3


def test_priority_goes_before_coming():
    patients = [{"arrival": 0, "service": 2, "priority": 2},
                {"arrival": 0.5, "service": 1, "priority": 2},
                {"arrival": 1, "service": 1, "priority": 1}]  # fmt: skip
    (starts,) = tell("trace", {"patients": patients, "servers": 1}, "service_start")
    assert starts == [0, 3, 2]


def test_whoever_comes_at_the_minute_of_a_session_is_in_time():
    inputs = {"arrivals": [1, 1, 1, 2.5], "service": 0.5,
              "sessions": [{"at": 1, "places": 2}, {"at": 2, "places": 0},
                           {"at": 3.5, "places": 4}]}  # fmt: skip
    starts, lost = tell("trace", inputs, "service_start", "places_lost")
    assert starts == [1, 1, 3.5, 3.5]
    assert lost == 2


def test_own_patience_ends_a_wait_and_the_horizon_ends_the_trace():
    inputs = {"servers": 1, "arrivals": [0, 1, 2, 3], "service": 4,
              "patience": [9, 2.5, 9, 0.75], "horizon": 7}  # fmt: skip
    left, at, waits, done, inside = tell(
        "trace", inputs, "left_ids", "left_at", "waits_of_leavers", "completed_ids",
        "in_service_ids")  # fmt: skip
    assert (left, at, waits) == ([2, 4], [3.5, 3.75], [2.5, 0.75])
    assert (done, inside) == ([1], [3])


def test_rules_of_thumb_take_numbers_from_the_name_before_the_inputs():
    inputs = {"queue_size": 400, "target_wait": 18, "mean_wait": 12, "demand": 20,
              "capacity": 25, "weeks_to_target": 10}  # fmt: skip
    metrics = ["queue_load", "target_mean_wait_factor6", "target_queue_size(30,52,6)",
               "relief_capacity", "target_capacity", "target_capacity(10,6,cv0.5,1.5)",
               "pressure"]  # fmt: skip
    assert tell("formula", inputs, *metrics) == pytest.approx(
        [0.8, 3, 260, 20 + (400 - 90) / 10, 20 + 4 / 18, 10 + 1.25 * 4 / 6, 24 / 18]
    )


def test_two_arms_give_risks_reductions_and_numbers_to_treat():
    inputs = {"usual_care": {"n": 200, "died": 40}, "fls": {"n": 300, "died": 45}}
    metrics = ["risk_fls", "absolute_reduction", "relative_reduction_crude",
               "nnt_crude", "relative_risk"]  # fmt: skip
    assert tell("economics", inputs, *metrics) == pytest.approx(
        [0.15, 0.05, 0.25, 20, 0.75]
    )


def test_costs_and_gains_are_put_over_each_other_by_name():
    inputs = {"cohort": 500, "treated_fls": 300, "treated_usual": 100,
              "qalys_gained": 10, "hip_fractures_prevented": 4,
              "fractures_prevented": 10,
              "extra_nurse_cost": 30_000, "extra_drug_cost": 20_000,
              "fracture_cost_avoided": 40_000, "bed_days_saved": 120}  # fmt: skip
    metrics = ["net_saving", "extra_treated", "hip_share", "bed_days_per_fracture",
               "fractures_prevented_per_100_extra_treated", "cost_per_qaly",
               "uptake_fls", "nurse_difference_check"]  # fmt: skip
    assert tell("economics", inputs, *metrics) == pytest.approx(
        [-10_000, 200, 0.4, 12, 5, 1000, 0.6, 30_000]
    )


def test_expected_caseload_is_five_times_the_hips_unless_told_otherwise():
    inputs = {"somewhere_hips_2021": 300, "factor": 6,
              "ab": [{"year": 2025, "identified": 1000, "pct": 40}]}  # fmt: skip
    metrics = ["somewhere_expected", "ab_expected_2025", "ab_expected_range_over_years"]
    assert tell("kpi_relation", inputs, *metrics) == pytest.approx([1800, 2500, 2500])


def test_staff_are_hours_over_clinical_hours():
    inputs = {"hours_per_patient": [0.5, 2], "patients_per_centre_per_month": [10, 100],
              "wte_clinical_hours_per_year": "40 weeks x 30 h"}  # fmt: skip
    metrics = ["hours_month_max", "wte_min", "wte_for_600_patients_high"]
    assert tell("workforce", inputs, *metrics) == pytest.approx([200, 0.05, 1])


def test_an_input_that_two_numbers_could_mean_is_not_guessed():
    inputs = {"bed_days_saved": 3, "bed_days_used": 5, "fractures": 2}
    found = ask("economics", inputs, ["bed_days_per_fracture"])
    assert "several inputs" in found.reasons["bed_days_per_fracture"]
