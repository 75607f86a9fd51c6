"""A plan beside what happened: rules, their false alarms, causes, and the restart."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from planner.board_data.actuals import COLUMNS, LIST, Actuals, months_of
from planner.experiment.marks import values_at
from planner.experiment.running.collect import RunRequest, replicate
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.run import results_of, run
from planner.experiment.statistics.intervals import interval_of_chance
from planner.experiment.track.causes import (
    CAPACITY,
    DEMAND,
    FILLING,
    REST,
    SCANNED,
    START,
    list_gap,
)
from planner.experiment.track.look_back import track_board
from planner.experiment.track.predicted import MONTHLY, MonthlyCounts
from planner.experiment.track.restart import lists_on, write_restart
from planner.experiment.track.rules import FALSE_ALARMS, RULES, judge
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.reports.track import track_sentences

BOARD = "hywel-dda"
PLACE = {name: place for place, name in enumerate(COLUMNS)}


@pytest.fixture(scope="module")
def plan():
    return load_scenario("wales-today").with_values({"years": 1.5})


@pytest.fixture(scope="module")
def predicted(plan) -> MonthlyCounts:
    return counts_of(plan, seed=1, count=60)


def counts_of(plan, seed: int, count: int) -> MonthlyCounts:
    (found,) = replicate([RunRequest(plan, (BOARD,), range(count), seed)], (MONTHLY,))
    return found.of(MONTHLY)[BOARD]


def as_actuals(plan, table, months: int) -> Actuals:
    """One replication's counts as a board would type them."""
    labels = [label for label, _first, _last in months_of(plan)][:months]
    rows = {
        label: {name: float(table[k, t]) for name, k in PLACE.items()}
        for t, label in enumerate(labels)
    }
    return Actuals("counts.csv", {BOARD: rows})


def wandering(rng, rows: int, months: int):
    """Series that remember, each with a level of its own, as of fitting sets."""
    steps = rng.normal(size=(rows, months))
    level = rng.normal(size=(rows, 1))
    return {"list": 100 + 10 * level + steps.cumsum(axis=1), "scans": 50 + steps}


def test_the_list_changes_by_referrals_less_scans_less_removals(predicted):
    values = predicted.values
    before, after = values[:, PLACE[LIST], :-1], values[:, PLACE[LIST], 1:]
    flows = [values[:, PLACE[name], 1:] for name in ("referrals", "scans", "removals")]
    assert (after - before == flows[0] - flows[1] - flows[2]).all()


def test_the_list_of_a_month_holds_the_week_that_begins_then_and_who_rebooks(plan):
    """1 July begins a week; who missed an appointment stays on a service's list."""
    request = RunRequest(plan, (BOARD,), range(3), 1)
    (found,) = replicate([request], (RESULTS, MONTHLY))
    monthly = found.of(MONTHLY)[BOARD].values
    results = results_of(request, found)
    weekly = values_at(results, BOARD, "waiting_list", "2026-07-01", "scan")
    (month,) = [k for k, (label, _f, _l) in enumerate(months_of(plan))
                if label == "2026-06"]  # fmt: skip
    between = monthly[:, PLACE[LIST], month] - weekly
    assert (between >= 0).all()
    assert (between <= 0.01 * weekly).all()


@pytest.mark.parametrize("months", [2, 6, 12])
def test_services_that_go_as_planned_set_off_an_alarm_as_often_as_is_stated(months):
    rng = np.random.default_rng(5)
    plan, happened = (wandering(rng, rows, months) for rows in (200, 600))
    floors = dict.fromkeys(plan, 0.1)
    fired = 0
    for row in range(600):
        actual = {name: values[row] for name, values in happened.items()}
        fired += bool(judge(plan, actual, floors).alarms)
    low, high = interval_of_chance(np.array([fired]), np.array([600.0]), 0.99)
    # The limits themselves are known from 200 replications: 3 to 8 in 100.
    assert low[0] <= 0.08
    assert high[0] >= 0.03


def test_the_simulations_own_replications_seldom_leave_the_plan(plan, predicted):
    others = counts_of(plan, seed=9, count=40).values
    left = [
        bool(track_board(plan, BOARD, predicted, as_actuals(plan, each, 12)).now
             .judgement.alarms)
        for each in others
    ]  # fmt: skip
    low, _high = interval_of_chance(np.array([sum(left)]), np.array([40.0]), 0.99)
    assert low[0] <= 2 * FALSE_ALARMS


def test_one_side_for_eight_months_is_an_alarm_at_the_eighth():
    rng = np.random.default_rng(2)
    plan = {"scans": rng.normal(100, 5, size=(400, 12))}
    actual = {"scans": np.full(12, 107.0)}
    found = judge(plan, actual, {"scans": 0.5})
    assert found.alarms
    eight = [each for each in found.alarms if each.rule is RULES[2]]
    assert [each.month for each in eight] == [7]
    assert eight[0].side == 1


def test_a_count_that_never_varies_leaves_the_plan_at_once():
    plan = {"nurses": np.full((50, 6), 3.5)}
    actual = {"nurses": np.array([3.5, 3.5, 2.5, 2.5, np.nan, 2.5])}
    found = judge(plan, actual, {"nurses": 0.1})
    assert (found.alarms[0].month, found.alarms[0].side) == (2, -1)
    assert found.false_alarms == 0


def test_parts_of_a_gap_add_up_to_it(plan, predicted):
    actual = predicted.values[3].copy()
    rng = np.random.default_rng(1)
    actual += rng.integers(-9, 9, size=actual.shape)
    tables = [
        {name: table[k] for name, k in PLACE.items()}
        for table in (predicted.values.mean(axis=0), actual)
    ]
    found = list_gap(*tables, months=9)
    assert sum(found.parts.values()) == pytest.approx(found.gap, abs=1e-9)


def test_sessions_that_did_not_run_are_found_with_their_share_of_the_gap(
    plan, predicted
):
    """Planted: two months at three tenths of the sessions, all else as predicted."""
    actual = np.round(predicted.values.mean(axis=0), 2)
    lost = 0.0
    for month in (6, 7):
        missing = 0.7 * actual[PLACE["scans"], month]
        for name in ("scans", "sessions", "missed"):
            actual[PLACE[name], month] *= 0.3
        lost += missing
        actual[PLACE[LIST], month:] += missing
    tracked = track_board(plan, BOARD, predicted, as_actuals(plan, actual, 12))
    assert tracked.now.left.measure == "sessions"
    assert tracked.labels[tracked.now.left.month] == "2026-10"
    parts = tracked.now.gap.parts
    assert parts[CAPACITY] == pytest.approx(lost, rel=0.02)
    assert tracked.now.gap.gap == pytest.approx(lost, rel=0.02)
    for name in (DEMAND, FILLING, START, REST):
        assert abs(parts[name]) < 0.05 * lost
    assert [look.months for look in tracked.look_backs] == [6, 12]
    said = " ".join(track_sentences(tracked, "Hywel Dda"))
    assert "has left its plan" in said
    assert "capacity" in said


def test_more_referrals_are_found_as_demand(plan, predicted):
    actual = np.round(predicted.values.mean(axis=0), 2)
    more = actual[PLACE["referrals"], 3:12].copy()
    actual[PLACE["referrals"], 3:12] += more
    actual[PLACE[LIST], 3:12] += more.cumsum()
    tracked = track_board(plan, BOARD, predicted, as_actuals(plan, actual, 12))
    assert tracked.now.left.measure == "referrals"
    assert tracked.now.gap.parts[DEMAND] == pytest.approx(more.sum(), rel=0.01)


def test_a_cause_that_nobody_counted_is_not_known(plan, predicted):
    actual = as_actuals(plan, np.round(predicted.values.mean(axis=0)), 9)
    for month, row in actual.counts[BOARD].items():
        row[LIST] += 3000
        for name in ("referrals", "sessions", "operators", "nurses", "missed"):
            del row[name]
        if month == "2026-06":
            row.clear()
    tracked = track_board(plan, BOARD, predicted, actual)
    assert tracked.now.left is None
    parts = tracked.now.gap.parts
    assert DEMAND not in parts
    assert SCANNED not in parts
    assert parts[REST] == pytest.approx(tracked.now.gap.gap)
    said = " ".join(track_sentences(tracked, "Hywel Dda"))
    assert "the cause is not known" in said
    assert "June 2026" in said


def test_the_plan_goes_on_from_todays_list(tmp_path: Path, plan, predicted):
    counted = as_actuals(plan, np.round(predicted.values[5]), 6)
    counted.counts[BOARD]["2026-09"][LIST] = 1234.0
    (day,) = [end for label, _first, end in months_of(plan) if label == "2026-09"]
    what = lists_on(day)
    (found,) = replicate([RunRequest(plan, (BOARD,), range(4), 1)], (what,))
    lists, file = found.of(what), tmp_path / "from-today.toml"
    write_restart(file, plan, plan, counted, lists, {})
    base = load_scenario("wales-today")
    again = apply_option(base, load_option(file))
    assert again.plan_start == datetime.date(2026, 10, 1)
    end = plan.plan_start + datetime.timedelta(plan.plan_days)
    assert again.plan_start + datetime.timedelta(again.plan_days) == end
    assert again.boards[BOARD].waiting_list["scan"].count == 1234
    optioned = apply_option(again, load_option("dxa-five-days"))
    results = run(optioned, 1, 1, [BOARD])
    first = values_at(results, BOARD, "waiting_list", "2026-10-01", "scan")
    assert first.tolist() == [1234.0]
    (own,) = [each for each in again.changes if each.name.startswith("from-today")]
    assert own.basis == "own numbers"


def test_own_numbers_of_an_earlier_start_go_on_with_the_new_one(tmp_path, plan):
    key = f"boards.{BOARD}.waiting_list.scan.count"
    month = {"2026-04": {LIST: 900.0}}
    counted = Actuals("counts.csv", {BOARD: month})
    earlier = {f"boards.{BOARD}.posts.nurse.wte": 2.0, key: 1}
    file = tmp_path / "again.toml"
    write_restart(file, plan, plan, counted, {BOARD: []}, earlier)
    again = apply_option(load_scenario("wales-today"), load_option(file))
    assert again.boards[BOARD].posts["nurse"].wte == 2.0
    assert again.boards[BOARD].waiting_list["scan"].count == 900
