"""Lists that sessions serve, week by week, against theory and against mass balance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.verification import theory
from tests.verification.asking import ask, assert_meets

pytestmark = [pytest.mark.theory]
RUN = {"replications": 12, "weeks": 1500, "warmup_weeks": 150}


def test_a_weekly_session_leaves_the_list_that_bailey_found():
    chance = theory.weekly_list(6.0, 7)
    after = theory.mean_of(chance)
    expected = {"mean_list_after_session": after, "mean_list_before_session": after + 6,
                "mean_wait": after / 6 + 0.5, "p_session_clears_list": chance[0],
                "slot_utilisation": 6 / 7}  # fmt: skip
    inputs = {"referrals_per_week": 6, "referral_process": "Poisson",
              "slots_per_session": 7, "sessions": "one, at the end of each week",
              "unused_slots": "lost", "discipline": "FIFO"}  # fmt: skip
    assert_meets(ask("slots.bulk", inputs, [*expected], RUN), expected)


def test_places_that_are_carried_over_are_not_expressed():
    inputs = {"referrals_per_week": 6, "slots_per_session": 7,
              "unused_slots": "carried over"}  # fmt: skip
    found = ask("slots.bulk", inputs, ["mean_wait"], RUN)
    assert "unused_slots" in found.reasons["mean_wait"]


def test_the_most_urgent_of_three_classes_wait_only_for_the_next_session():
    inputs = {"classes": [{"name": "routine", "per_week": 4, "priority": 3},
                          {"name": "urgent", "per_week": 2, "priority": 1},
                          {"name": "soon", "per_week": 3, "priority": 2}],
              "slots_per_session": 10}  # fmt: skip
    after = theory.mean_of(theory.weekly_list(9.0, 10))
    metrics = ["urgent.mean_wait", "soon.mean_wait", "routine.mean_wait",
               "mean_list_after_session"]  # fmt: skip
    found = ask("slots.priority", inputs, metrics, RUN)
    assert_meets(found, {"urgent.mean_wait": 0.5, "mean_list_after_session": after})
    soon, routine = (found.answers[f"{name}.mean_wait"]["mean"]
                     for name in ("soon", "routine"))  # fmt: skip
    assert 0.5 < soon < routine
    total = 2 * 0.5 + 3 * soon + 4 * routine
    assert total == pytest.approx(after + 4.5, rel=0.05)


def test_missed_places_take_capacity_and_keep_everybody_on_the_list():
    expected = {"completed_per_week": 8, "slots_used_per_week": 10, "p_dna": 0.2,
                "appointments_per_completed_scan": 1.25,
                "effective_capacity_per_week": 8.8}  # fmt: skip
    late, mean = {}, {}
    for place in ("back", "front"):
        rule = f"slot wasted; patient rejoins the {place} of the list; no limit on DNAs"
        inputs = {"referrals_per_week": 8.0, "slots_per_session": 11, "p_dna": 0.2,
                  "after_dna": rule}  # fmt: skip
        metrics = [*expected, "mean_wait", "p_wait_gt_4_weeks"]
        found = ask("slots.dna", inputs, metrics, RUN)
        assert_meets(found, expected)
        late[place] = found.answers["p_wait_gt_4_weeks"]["mean"]
        mean[place] = found.answers["mean_wait"]["mean"]
    # Who stands in front again does not wait as long; the others wait for it.
    assert late["front"] < late["back"]
    assert mean["front"] == pytest.approx(mean["back"], rel=0.02)


def test_people_are_discharged_after_the_second_missed_place():
    inputs = {"referrals_per_week": 8.0, "slots_per_session": 12, "p_dna": 0.3,
              "after_dna": "rejoins the back; discharged after 2 DNAs"}  # fmt: skip
    found = ask("slots.dna", inputs, ["p_discharged"], RUN)
    assert_meets(found, {"p_discharged": 0.09})


def test_a_scanner_that_is_closed_at_weekends_gathers_a_list_until_monday():
    slots = [14, 14, 14, 14, 14, 0, 0]
    inputs = {"referrals_per_day_mon_to_sun": [10, 10, 10, 10, 10, 5, 5],
              "slots_per_day_mon_to_sun": slots,
              "order_within_day": "slots are used at the start of the day"}  # fmt: skip
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    metrics = [*(f"mean_list_start_{day}" for day in days), "mean_wait_days"]
    run = {"replications": 8, "weeks": 700, "warmup_weeks": 50}
    found = ask("slots.calendar", inputs, metrics, run, units="days")
    lists = [found.answers[f"mean_list_start_{day}"]["mean"] for day in days]
    assert found.reasons == {}
    assert lists[6] - lists[5] == pytest.approx(5, abs=0.2)
    assert lists[0] - lists[6] == pytest.approx(5, abs=0.15)
    assert lists.index(max(lists)) == 0


def test_an_exact_backlog_follows_mass_balance_to_one_person():
    inputs = {"referrals_per_week": 60, "spacing": "even", "initial_list": 90,
              "slots_per_week": [{"from_week": 1, "slots": 50.5},
                                 {"from_week": 21, "slots": 80}],
              "horizon": 60}  # fmt: skip
    metrics = {"list_after_week_20": {}, "list_after_week_30": {},
               "week_list_is_cleared": {}, "wait_of_referral_at_week_20": {},
               "slot_utilisation_weeks_1_20": {}, "peak_list": {}}  # fmt: skip
    found = ask("fluid", inputs, metrics)
    tell = {name: answer["mean"] for name, answer in found.answers.items()}
    assert tell["list_after_week_20"] == pytest.approx(90 + 20 * 9.5, abs=1)
    assert tell["list_after_week_30"] == pytest.approx(280 - 10 * 20, abs=1)
    assert tell["week_list_is_cleared"] == pytest.approx(34, abs=1)
    assert tell["wait_of_referral_at_week_20"] == pytest.approx(280 / 80, abs=0.03)
    assert tell["slot_utilisation_weeks_1_20"] == 1
    assert tell["peak_list"] == pytest.approx(280, abs=1)


def test_a_backlog_with_chance_keeps_the_mean_and_the_spread_of_poisson():
    referrals = [{"from_week": 1, "rate": 20, "process": "Poisson"},
                 {"from_week": 5, "rate": 30, "process": "Poisson"}]  # fmt: skip
    inputs = {"initial_list": 200, "initial_list_age": "not needed",
              "referrals_per_week": referrals,
              "slots_per_week": [{"from_week": 1, "slots": 18}],
              "session_time": "end of each week n (time n)"}  # fmt: skip
    expected = {"list_after_week_4.mean": 208, "list_after_week_8.mean": 256,
                "list_after_week_8.sd": math.sqrt(200),
                "share_of_week_1_referrals_scanned_within_70_days": 0}  # fmt: skip
    run = {"replications": 200, "weeks": 30}
    found = ask("slots.transient", inputs, [*expected], run)
    late = found.answers.pop("share_of_week_1_referrals_scanned_within_70_days")
    assert late["mean"] < 0.01
    expected.pop("share_of_week_1_referrals_scanned_within_70_days")
    assert_meets(found, expected)


def test_a_wait_after_a_change_of_capacity_follows_from_the_list():
    inputs = {"initial_wait_weeks": 30, "capacity_before": "two days a week",
              "capacity_after": "three days a week", "period_weeks": 20}  # fmt: skip
    metrics = ["wait_after_20_weeks_if_demand_1.10_mu0",
               "observed_wait_reached_for_demand_ratio",
               "wait_monotone_in_demand"]  # fmt: skip
    title = "Somewhere: wait falls from thirty to fifteen weeks, or to 12 weeks"
    found = ask("trajectory", inputs, metrics, title=title)
    wait = (30 + 20 * (1.1 - 1.5)) / 1.5
    assert found.answers[metrics[0]] == pytest.approx(wait, abs=0.1)
    assert found.answers[metrics[1]] == pytest.approx(
        (12 * 1.5 - 30) / 20 + 1.5, abs=0.01
    )
    assert found.answers[metrics[2]]["holds"]


def test_a_growing_list_tells_four_waits_apart():
    inputs = {"wait_first": 10, "wait_last": 25, "elapsed_weeks": 100}
    metrics = ["implied_mean_capacity_over_demand", "list_at_end_in_weeks_of_demand",
               "expected_wait_of_a_new_referral_at_end",
               "wait_of_those_scanned_after_100_weeks_capacity_0.85_of_demand",
               ]  # fmt: skip
    found = ask("trajectory", inputs, metrics)
    tell = [found.answers[name] for name in metrics]
    assert tell == pytest.approx([0.85, 25, 25 / 0.85, 25], abs=0.3)


def test_people_are_pushed_through_a_funnel_by_its_own_shares():
    counts = {"found_of_expected": [600, 1000], "scanned_of_found": [300, 600],
              "low_of_scanned": [100, 300], "normal_of_scanned": [200, 300],
              "called_of_found": [450, 600], "happy_of_asked": [40, 80]}  # fmt: skip
    found = ask("funnel", {"counts": counts}, [*counts], {"replications": 40})
    assert_meets(found, {name: part / whole for name, (part, whole) in counts.items()})
    low, normal = (
        found.answers[f"{name}_of_scanned"]["mean"] for name in ("low", "normal")
    )
    assert low + normal == pytest.approx(1, abs=1e-12)
    assert not any(np.isnan(answer["mean"]) for answer in found.answers.values())
