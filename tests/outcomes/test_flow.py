"""The flow of one replication: its weeks agree with the results, its ways add up."""

from __future__ import annotations

import numpy as np
import pytest

import planner
from planner import PlannerError
from planner.experiment.flow import distances, typical_flow, typical_replication
from planner.experiment.running.replicate import replicate_once
from planner.experiment.running.simulation import Simulation
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.flow import MOST_FRAMES, NEW, WeeklyFlow, flow_of, stage_columns
from planner.outcomes.record import Record
from planner.outcomes.visit_counts import VisitCounts
from planner.reports.flow import (
    flow_label,
    flow_sentence,
    frame_text,
    quarter_lines,
    stage_lines,
)

BOARD = "swansea-bay"
SEED = 3


@pytest.fixture(scope="module")
def plan() -> Scenario:
    """Nine months of an ordinary board."""
    return load_scenario().with_values({"years": 0.75, "run_on_days": 60})


@pytest.fixture(scope="module")
def record(plan: Scenario) -> Record:
    """One replication of it."""
    return replicate_once(plan, BOARD, SEED, 0)


@pytest.fixture(scope="module")
def flow(record: Record) -> WeeklyFlow:
    """Its flow."""
    return flow_of(record)


@pytest.fixture(scope="module")
def results(plan: Scenario) -> planner.Results:
    """Four replications, the first of which is that one."""
    return planner.run(plan, 4, SEED, [BOARD], workers=1)


def rows(results: planner.Results, kpi: str) -> planner.Results:
    """Values of the first replication of one measure of everybody."""
    table = results.table
    everybody = table[["group", "reason", "residence"]] == "all"
    return table[
        (table["kpi"] == kpi) & (table["replication"] == 0) & everybody.all(axis=1)
    ]


def test_queues_and_bottlenecks_are_those_of_the_results_week_by_week(flow, results):
    waiting = rows(results, "waiting_list")
    for place, stage in enumerate(flow.stages):
        mine = waiting[waiting["stage"] == stage].sort_values("start")
        assert flow.waiting[place].tolist() == mine["value"].tolist()
        assert list(flow.starts) == mine["start"].tolist()
    binds = rows(results, "binds")
    found = dict.fromkeys(flow.starts, "")
    for _index, row in binds[binds["value"] == 1].iterrows():
        found[row["start"]] = row["role"]
    assert list(flow.bottleneck) == list(found.values())


def test_people_seen_add_up_to_those_of_the_year(flow, results):
    seen = rows(results, "seen").groupby("stage")["value"].sum()
    for place, stage in enumerate(flow.stages):
        by_week = flow.moved[place].sum()
        # The plan ends a few days after its last whole week.
        assert 0 <= seen.get(stage, 0.0) - by_week <= 0.1 * by_week + 5


def test_everybody_joins_a_stage_by_one_way(flow, record):
    """Nobody is lost between stages: a queue's newcomers are those of all its ways."""
    counted = VisitCounts(record)
    assert counted.frame.lists == flow.stages
    for stage in ("assess", "scan", "recommend"):
        visits = record.at_stage(stage)
        first = (visits.attempt == 1) & (visits.first_joined >= 0)
        inside = visits.first_joined < len(flow) * 7 * 1440
        joined = sum(
            flow.joined[way].sum()
            for way, (_from, to) in enumerate(flow.ways)
            if to == stage
        )
        assert joined == (first & inside).sum()
    assert (NEW, "register") in flow.ways


def test_stages_stand_from_left_to_right_by_the_scenarios_own_pathway(flow, plan):
    column = dict(zip(flow.stages, flow.columns, strict=True))
    assert column["register"] == 0
    assert column["report"] == column["report_vfa"]
    for origin, to in flow.ways:
        assert origin == NEW or column[origin] < column[to]
    scan_first = planner.load_scenario(options=["dxa-first-under-75"])
    turned = stage_columns(scan_first.pathway, ("register", "assess", "scan"))
    assert turned == {"register": 0, "scan": 1, "assess": 2}


def test_work_is_a_share_of_what_was_offered(flow):
    known = flow.booked[np.isfinite(flow.booked)]
    assert (known >= 0).all()
    assert flow.staff[0] in flow.roles
    assert flow.weeks_as_bottleneck()["scanner"] > len(flow) / 2


def test_a_long_plan_has_no_more_frames_than_a_screen_can_play(plan):
    long = plan.with_values({"years": 7})
    flow = flow_of(replicate_once(long, BOARD, SEED, 0))
    assert len(flow) <= MOST_FRAMES
    assert flow.weeks_each == 2
    assert flow.waiting.shape == flow.moved.shape
    assert "2 weeks" in frame_text(flow)


def test_the_typical_replication_is_the_one_nearest_to_the_median(results):
    number = typical_replication(results, BOARD)
    at_end = rows_of_all(results, "waiting_list", "scan")
    middle = np.median(at_end)
    away = np.abs(at_end - middle)
    assert away[number] < away.max()
    assert typical_replication(results, BOARD) == number


def rows_of_all(results: planner.Results, kpi: str, stage: str) -> np.ndarray:
    """Last value of a measure of everybody in each replication."""
    table = results.table
    everybody = (table["group"] == "all") & (table["stage"] == stage)
    mine = table[(table["kpi"] == kpi) & everybody & (table["provider"] == BOARD)]
    return mine.sort_values("start").groupby("replication")["value"].last().to_numpy()


def test_equal_values_are_all_equally_typical():
    assert distances(np.array([5.0, 5.0, 5.0])).tolist() == [0, 0, 0]
    assert distances(np.full(2, np.nan)).tolist() == [0, 0]


def test_the_typical_run_is_told_as_one_possible_future(plan):
    found = typical_flow(plan, BOARD, Simulation.of(4, SEED, workers=1))
    names = {name: name for name in found.flow.stages}
    roles = {
        role: role for role in ("admin", "nurse", "scanner", "reporter", "operator")
    }
    told = flow_sentence(found, "Swansea Bay", names, roles)
    assert "Swansea Bay, scan:" in told
    assert "bottleneck is most often: scanner" in told
    label = flow_label(found)
    assert f"Replication {found.number + 1} of 4" in label
    assert "no forecast" in label
    assert "of 30" in label
    lines = stage_lines(found.flow, names, roles)
    assert [line.stage for line in lines] == list(found.flow.stages)
    quarters = quarter_lines(found, roles)
    assert quarters[0]["scan"] == lines[3].first
    assert quarters[0]["bottleneck"] == "scanner"


def test_a_board_without_a_service_has_no_flow(plan):
    with pytest.raises(PlannerError, match="no service"):
        typical_flow(plan, "powys", Simulation.of(2, workers=1))
