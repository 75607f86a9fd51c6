"""Falls questions, the falls service and classes, each with its own capacity."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from planner.experiment.running.replicate import replicate_once
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.kpis import asked_of, judge
from planner.outcomes.record import Record
from planner.outcomes.visit_counts import VisitCounts
from planner.pathway.visits import Outcome

BOARD = "swansea-bay"
CLASSES = f"boards.{BOARD}.clinics.classes"
KPI_6, KPI_8 = "kpi6_falls_assessed", "kpi8_strength_balance_16w"


@lru_cache
def plan() -> Scenario:
    return apply_option(load_scenario(), load_option("falls-and-exercise"))


def first(scenario: Scenario) -> Record:
    return replicate_once(scenario, BOARD, 4, 0)


def share(record: Record, kpi: str) -> float:
    """A KPI of the first year's fractures, in per cent."""
    counts = VisitCounts(record)
    judged = judge(record, counts.sums.facts, counts.sums.passages)
    passed, base = judged.counts.sum(axis=0)[[k.id for k in AUDIT].index(kpi), :, 0]
    return 100 * passed / base


def test_falls_are_asked_about_in_the_sitting_of_the_assessment():
    """Everybody assessed is asked, most of them as soon as the nurse is free."""
    record = first(plan())
    asked = record.at_stage("falls_questions")
    seen = asked.outcome == Outcome.SEEN
    assert np.median((asked.started - asked.joined)[seen]) == 0
    assert share(record, KPI_6) > 0.9 * share(record, "kpi4_assessed_90")


def test_people_wait_for_a_class_while_they_wait_for_the_scan():
    record = first(plan())
    people = set(record.at_stage("class").patient.tolist())
    assert people & set(record.at_stage("vet").patient.tolist())
    assert record.at_stage("class").visit.max() == 12


def test_without_classes_nobody_begins_one_in_time():
    closed = plan().with_values({f"{CLASSES}.sessions_a_week": 0.0})
    assert share(first(plan()), KPI_8) > 1
    assert share(first(closed), KPI_8) == 0


def test_neither_kpi_is_shown_where_the_pathway_does_not_ask():
    ids = [kpi.id for kpi in AUDIT]
    shown = asked_of(load_scenario())
    assert not shown[ids.index(KPI_6)]
    assert not shown[ids.index(KPI_8)]
    assert asked_of(plan())[ids.index(KPI_8)]
