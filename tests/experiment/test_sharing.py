"""Boards that share people: aid, pooled lists, and what each board sees of it."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from planner.capacity.rota import ROLES
from planner.errors import ScenarioError
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.fingerprints import board_fingerprints
from planner.experiment.running.replicate import replicate_once, replicate_together
from planner.experiment.running.run import run
from planner.inputs.changes import ChangeInForce
from planner.inputs.load import load_scenario
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_index import Key
from planner.outcomes.record import Record
from planner.outcomes.tally import Work
from planner.outcomes.visit_counts import VisitCounts
from planner.pathway.visits import Outcome
from planner.reports.warnings import sharing_sentences

SENDS, HELPS, STRANGER = "hywel-dda", "swansea-bay", "betsi-cadwaladr"
BOTH = (HELPS, SENDS)
AID: dict[str, Any] = {
    "number": 1,
    "board": SENDS,
    "to": HELPS,
    "stages": ("scan",),
    "share": 0.4,
    "price_a_visit": 30.0,
}
POOL: dict[str, Any] = {"number": 1, "boards": (HELPS, SENDS), "stages": ("scan",)}


@pytest.fixture(scope="module")
def plain() -> Scenario:
    return load_scenario().with_values({"years": 0.5, "run_on_days": 60})


@pytest.fixture(scope="module")
def helped(plain: Scenario) -> Scenario:
    return plain.with_values({"aid.west": AID})


@pytest.fixture(scope="module")
def parts(helped: Scenario) -> dict[str, Record]:
    both = tuple(name for name in helped.boards if name in BOTH)
    return {r.board_id: r for r in replicate_together(helped, both, 3, 0)}


@pytest.fixture(scope="module")
def pooled(plain: Scenario) -> dict[str, Record]:
    scenario = plain.with_values({"pools.west": POOL})
    both = tuple(name for name in scenario.boards if name in BOTH)
    return {r.board_id: r for r in replicate_together(scenario, both, 3, 0)}


def number(record: Record, board: str) -> int:
    return record.scenario.boards[board].number


def scans(record: Record) -> Any:
    """Stays at the scan of everybody on the board's own list."""
    return record.at_stage("scan")


def test_a_share_of_those_who_join_are_on_the_other_board_s_list(parts):
    own = parts[SENDS].own_visits
    stage = parts[SENDS].scenario.pathway.stages["scan"].number
    joins = own[(own["stage"] == stage) & (own["attempt"] == 1) & (own["joined"] >= 0)]
    away = joins["list"] == number(parts[SENDS], HELPS)
    half = 4 * np.sqrt(0.24 / len(joins))
    assert 0.4 - half < away.mean() < 0.4 + half
    # Whoever was on a list on the first day stays where they were.
    before = own[own["joined"] < 0]
    assert (before["list"] == number(parts[SENDS], SENDS)).all()


def test_nobody_is_lost_between_boards_and_nobody_is_counted_twice(helped, parts):
    everybody = replicate_together(helped, (HELPS,), 3, 0)[0]
    lists = sum(len(part.visits) for part in parts.values())
    people = sum(len(part.own_visits) for part in parts.values())
    assert lists == people
    assert len(everybody.visits) == len(parts[HELPS].visits)
    guests = parts[HELPS].cohort.provider[scans(parts[HELPS]).patient]
    assert set(guests.tolist()) == {
        number(parts[HELPS], HELPS),
        number(parts[HELPS], SENDS),
    }


def test_kpis_count_a_board_s_own_people_and_lists_whoever_stands_on_them(parts):
    for board, part in parts.items():
        found = measure(part)
        own = part.cohort.provider == number(part, board)
        assert not (part.counted & ~own & (part.cohort.provider > 0)).any()
        waiting = found[
            Key(board, stage="scan", span="week", kpi="waiting_list")
        ].numerator[0]
        listed = scans(part)
        last = np.where(
            listed.started >= 0,
            listed.started,
            np.where(listed.outcome == Outcome.LEFT, listed.finished, 2**60),
        )
        for week in (0, 10, 20):
            minute = 7 * 1440 * week
            here = (listed.joined < minute) & (minute <= last)
            assert waiting[week] == here.sum()


def test_work_is_counted_where_the_session_is(pooled):
    """The keeper's list is served by both boards' scanners, each with its own."""
    keeper = number(pooled[HELPS], HELPS)
    lists = pooled[SENDS].held_visits["list"]
    assert set(lists.tolist()) == {keeper, number(pooled[SENDS], SENDS)}
    for board, part in pooled.items():
        held, rota = part.held_visits, part.rota
        assert (rota.provider == number(part, board)).all()
        assert (rota.start[held["session"]] <= held["started"]).all()
        ends = rota.end[held["session"]]
        until = np.where(held["held_until"] < 0, ends, held["held_until"])
        scanner = rota.role[held["session"]] == ROLES.index("scanner")
        minutes = (np.minimum(until, ends) - held["started"])[scanner].sum()
        work = Work(VisitCounts(part))
        row = list(work.frame.stages_by_role).index("scanner")
        # Cells end with the plan; what was held in the run-on lies behind them.
        assert 0 < work.held_minutes("quarter")[row].sum() <= minutes
        late = held["started"] >= part.scenario.plan_days * 1440
        inside = (np.minimum(until, ends) - held["started"])[scanner & ~late].sum()
        assert work.held_minutes("quarter")[row].sum() == inside


def test_a_pooled_list_takes_all_who_join_and_the_old_lists_run_out(pooled):
    scanning = scans(pooled[SENDS])
    assert (scanning.first_joined[scanning.attempt == 1] < 0).all()
    joined = scans(pooled[HELPS]).joined
    assert (joined >= 0).sum() > len(scanning) / 2


def test_travel_is_paid_by_who_sends_for_each_appointment(parts):
    key = Key(SENDS, span="financial year", kpi="cost_travel")
    pounds = measure(parts[SENDS])[key].numerator[0].sum()
    own = parts[SENDS].own_visits
    away = own[(own["list"] == number(parts[SENDS], HELPS)) & (own["session"] >= 0)]
    inside = away["started"] < parts[SENDS].scenario.plan_days * 1440
    assert pounds == pytest.approx(30.0 * inside.sum())
    helper = {key.kpi for key, _ in measure(parts[HELPS])}
    assert "cost_travel" not in helper


def test_only_boards_that_share_are_simulated_together(helped, plain):
    assert neighbours(helped, SENDS) == neighbours(helped, HELPS)
    assert set(neighbours(helped, SENDS)) == set(BOTH)
    assert neighbours(helped, STRANGER) == (STRANGER,)
    assert neighbours(plain, SENDS) == (SENDS,)


def test_whoever_is_asked_for_and_wherever_it_runs_the_numbers_are_the_same(helped):
    both = run(helped, 3, seed=3, boards=BOTH, workers=1)
    spread = run(helped, 3, seed=3, boards=BOTH, workers=2, executor="threads")
    assert both.digest == spread.digest
    alone = run(helped, 3, seed=3, boards=[SENDS], workers=1)
    mine = (both.index["provider"] == SENDS).to_numpy()
    only = (alone.index["provider"] == SENDS).to_numpy()
    np.testing.assert_array_equal(both.matrix[:, mine], alone.matrix[:, only])


@pytest.mark.parametrize("shared", [{"aid.west": AID}, {"pools.west": POOL}])
def test_the_engines_agree_on_shared_lists(plain, shared: dict[str, Any]):
    brief = plain.with_values({"years": 0.1, "run_on_days": 0, **shared})
    one = run(brief, 1, seed=3, boards=BOTH, workers=1)
    other = run(brief, 1, seed=3, boards=BOTH, workers=1, engine="simpy")
    assert one.digest == other.digest


def test_what_one_neighbour_changes_counts_for_the_other(helped, plain):
    more = {f"boards.{SENDS}.posts.operator.wte": 0.3}
    for scenario, moves in ((helped, True), (plain, False)):
        before = board_fingerprints(scenario, [HELPS])
        after = board_fingerprints(scenario.with_values(more), [HELPS])
        assert (before != after) == moves


def test_a_memo_that_holds_more_of_one_neighbour_serves_both(helped):
    cache = ResultCache()
    run(helped, 1, seed=3, boards=[SENDS], workers=1, cache=cache)
    longer = run(helped, 3, seed=3, boards=BOTH, workers=1, cache=cache)
    assert longer.digest == run(helped, 3, seed=3, boards=BOTH, workers=1).digest
    again = run(helped, 3, seed=3, boards=BOTH, workers=1, cache=cache)
    assert (cache.found, again.digest) == (6, longer.digest)


def test_a_share_of_nobody_leaves_every_number_as_it_was(plain):
    nobody = plain.with_values({"aid.west": {**AID, "share": 0.0}})
    before, after = (
        replicate_once(scenario, SENDS, 3, 0).visits for scenario in (plain, nobody)
    )
    np.testing.assert_array_equal(before.in_order, after.in_order)


@pytest.mark.parametrize(
    ("changes", "about"),
    [
        ({"aid.west": {**AID, "to": "nowhere"}}, "nowhere"),
        ({"aid.west": {**AID, "to": SENDS}}, "itself"),
        ({"aid.west": {**AID, "stages": ("tea",)}}, "tea"),
        ({"aid.west": {**AID, "share": 1.4}}, "share"),
        (
            {"aid.west": {**AID, "share": 0.7}, "aid.east": {**AID, "number": 2}},
            "above 1",
        ),
        ({"aid.west": AID, "aid.east": {**AID, "share": 0.1}}, "number"),
        ({"pools.west": {**POOL, "boards": (HELPS,)}}, "boards"),
        ({"pools.west": {**POOL, "stages": ("assess",)}}, "takes part"),
    ],
)
def test_sharing_that_cannot_be_is_refused_with_a_way_out(plain, changes, about: str):
    with pytest.raises(ScenarioError, match=about) as refused:
        plain.with_values(changes)
    assert all(problem.rule for problem in refused.value.problems)


def test_a_reader_is_told_where_people_stand_and_from_when(plain):
    change = ChangeInForce(
        name="west", start=datetime.date(2026, 7, 1), values={"aid.west": AID}
    )
    said = sharing_sentences(plain.with_dated((change,)))
    assert said[0].startswith("From 1 July 2026 40 in 100 of the people of Hywel Dda")
    assert "stand on that of Swansea Bay" in said[0]
    assert len(said) == 2
    assert sharing_sentences(plain) == []


def test_what_a_decision_on_sharing_changed_is_shown_and_is_no_pathway(helped):
    shown = [change.shown for change in helped.applied if change.key == "aid.west"]
    assert shown
    assert "pathway" not in str(shown)
    assert HELPS in str(shown)
