"""Extreme inputs give exactly what they must."""

from __future__ import annotations

import numpy as np
import pytest

from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED, simulate
from planner.pathway.network import prepare_tables
from planner.pathway.visits import Outcome
from tests.pathway.accounting import check_accounts
from tests.waiting_lists import waiting_at

BOARD = "swansea-bay"
DAY = 1440


@pytest.fixture(scope="module")
def wales() -> Scenario:
    scenario = load_scenario().without_changes(("roll-out-2024",))
    return scenario.with_values({"years": 0.5, "run_on_days": 30})


def record_of(scenario: Scenario) -> Record:
    """One replication of one board, with its books checked at every week."""
    record = replicate_once(scenario, BOARD, 1, 0)
    tables = prepare_tables(scenario, record.cohort, record.rota)
    # As the engine wrote them: companions apart from their people.
    check_accounts(tables, simulate(tables, COMPILED))
    return record


def sums(measures: MeasureTable, kpi: str) -> np.ndarray:
    found = [
        amounts.numerator[0]
        for key, amounts in measures
        if key.kpi == kpi and key.provider == BOARD
    ]
    return np.concatenate(found) if found else np.zeros(0)


def test_the_books_are_in_order_for_an_ordinary_board(wales: Scenario):
    record_of(wales)


def test_without_staff_nobody_is_seen_and_lists_are_who_joined_less_who_left(wales):
    posts = wales.boards[BOARD].posts
    record = record_of(
        wales.with_values({f"boards.{BOARD}.posts.{name}.wte": 0.0 for name in posts})
    )
    served = [
        wales.pathway.stages[name].number for name in wales.pathway.served_stages()
    ]
    at_lists = np.isin(record.visits.stage, served)
    assert set(record.visits.outcome[at_lists].tolist()) == {
        Outcome.OPEN,
        Outcome.LEFT,
    }
    minutes = record.periods.weeks.edges * DAY
    for stage in record.listed_stages:
        stays = record.at_stage(stage)
        left = stays.finished[stays.outcome == Outcome.LEFT]
        expected = [(stays.joined < t).sum() - (left < t).sum() for t in minutes]
        np.testing.assert_array_equal(waiting_at(stays, minutes), expected)
    measures = measure(record)
    assert sums(measures, "seen").sum() == 0
    assert sums(measures, "cost_staff").sum() == 0
    assert sums(measures, "cost_scans").sum() == 0
    assert sums(measures, "offered_minutes").sum() == 0


def test_without_demand_lists_are_empty_and_activity_costs_nothing(wales: Scenario):
    board = wales.boards[BOARD]
    nothing: dict[str, object] = {
        f"boards.{name}.demand.fractures_a_year": 0.0 for name in wales.boards
    }
    for key in ("demand.other", "waiting_list", "diary"):
        nothing[f"boards.{BOARD}.{key}"] = {}
    record = record_of(wales.with_values(nothing))
    assert len(record.visits) == 0
    measures = measure(record)
    assert sums(measures, "waiting_list").sum() == 0
    assert sums(measures, "cost_scans").sum() == 0
    assert sums(measures, "cost_temporary").sum() == 0
    assert sums(measures, "utilisation").sum() == 0
    staff = sums(measures, "cost_staff").sum()
    assert staff > 0
    assert board.posts


def test_when_everybody_misses_nobody_is_seen_and_all_are_discharged(wales: Scenario):
    dna = {f"pathway.stages.{name}.dna": 1.0 for name in wales.pathway.served_stages()}
    most = {
        f"pathway.stages.{name}.dna_maximum": 2
        for name in wales.pathway.served_stages()
    }
    record = record_of(wales.with_values({**dna, **most}))
    measures = measure(record)
    assert sums(measures, "seen").sum() == 0
    assert sums(measures, "missed").sum() > 100
    missed = record.visits.take(record.visits.outcome == Outcome.DNA)
    assert missed.attempt.max() == 2
    last = missed.take(missed.attempt == 2)
    others = record.visits.take(~np.isin(record.visits.outcome, [Outcome.DNA]))
    # Whoever missed twice has no later row anywhere.
    again = np.isin(others.patient, last.patient)
    assert not again.any()


def unlimited(wales: Scenario) -> Scenario:
    """Every activity served by 40 sessions that never close."""
    board = wales.boards[BOARD]
    servers = {
        name: {
            "number": activity.number,
            "count": 40,
            "activities": (name,),
            "role": "scanner",
        }
        for name, activity in wales.pathway.activities.items()
        if not activity.route.waited_longer_than_days
    }
    scanners = {f"boards.{BOARD}.scanners": {}, f"boards.{BOARD}.posts": {}}
    lists = {
        f"boards.{BOARD}.waiting_list.{stage}.count": min(waiting.count, 20)
        for stage, waiting in board.waiting_list.items()
    }
    return wales.with_values(
        {
            f"boards.{BOARD}.servers": servers,
            "pathway.stages.scan.dna": 0.0,
            **scanners,
            **lists,
        }
    )


def test_with_unlimited_capacity_every_wait_is_notice_and_routing_alone(wales):
    record = record_of(unlimited(wales))
    for name, stage in wales.pathway.stages.items():
        if name not in record.listed_stages:
            continue
        stays = record.at_stage(name)
        seen = stays.take(stays.started >= 0)
        urgent = record.cohort.urgent[seen.patient]
        days = np.where(urgent, stage.notice_days.urgent, stage.notice_days.routine)
        due = np.maximum(seen.joined + np.rint(days * DAY).astype(int), 0)
        np.testing.assert_array_equal(seen.started, due, err_msg=name)
        open_ = stays.take((stays.started < 0) & (stays.outcome == Outcome.OPEN))
        late = record.scenario.horizon_days * DAY - round(days.max(initial=0) * DAY)
        assert (open_.joined >= late - DAY * stage.notice_days.routine).all()


def test_nothing_is_negative_and_utilisation_is_a_share(wales: Scenario):
    for key, amounts in measure(record_of(wales)):
        values = amounts.values[0][np.isfinite(amounts.values[0])]
        assert (values >= 0).all(), key
        if key.kpi == "utilisation":
            assert (values <= 1 + 1e-9).all(), key
        if key.kpi.startswith("kpi") and not key.kpi.endswith("denominator"):
            assert (values <= 100).all(), key
