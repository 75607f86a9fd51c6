"""Who counts, and from when: people who missed appointments, were there, or missed."""

from __future__ import annotations

import numpy as np
import pytest

from planner.demand.cohort import OUTSIDE
from planner.experiment.running.replicate import replicate_once
from planner.inputs.load import load_scenario
from planner.outcomes.measure import measure
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.engines import simulate
from planner.pathway.visits import Outcome
from tests.pathway.flows import DAY, listed, one_stage, open_for, tables_of

BOARD = "hywel-dda"


def recorded(scenario) -> Record:
    tables = tables_of(scenario)
    return Record(scenario, "clinic", tables.cohort, tables.rota, simulate(tables))


def values(measures: MeasureTable, kpi: str, stage: str = "all", board: str = "clinic"):
    (found,) = (
        amounts.values[0]
        for key, amounts in measures
        if (key.provider, key.kpi, key.stage, key.group) == (board, kpi, stage, "all")
    )
    return found


def test_a_completed_wait_counts_from_the_first_joining_however_many_were_missed():
    """A session on every tenth day; half of the appointments are missed."""
    often = open_for(400, first=10 * DAY, every_minutes=10 * DAY)
    stage = {"dna": 0.5, "target_days": 15}
    scenario = one_stage(
        listed(*range(0, 2 * DAY, 60)), often, stage=stage, years=1, run_on_days=20
    )
    record = recorded(scenario)
    seen = record.visits.take(record.visits.outcome == Outcome.SEEN)
    assert (seen.attempt > 1).sum() > 10
    waited = (seen.started - seen.first_joined) / DAY
    measures = measure(record)
    assert values(measures, "completed_wait", "scan")[0] == pytest.approx(waited.mean())
    late = np.percentile(waited, 95)
    assert values(measures, "completed_wait_p95", "scan")[0] == pytest.approx(late)
    in_time = values(measures, "cohort_within_target", "scan")[0]
    assert in_time == pytest.approx(100 * (waited <= 15).sum() / 48)


def test_90_days_on_the_list_count_from_the_first_joining_too():
    """One who always misses the appointment of every sixtieth day, then waits again."""
    rare = open_for(20, first=60 * DAY, every_minutes=60 * DAY)
    scenario = one_stage(listed(0), rare, stage={"dna": 1.0}, years=1)
    over = values(measure(recorded(scenario)), "waiting_over_90", "scan")
    weeks = np.arange(len(over)) * 7
    np.testing.assert_array_equal(over, (weeks > 90) * 1.0)


def test_people_booked_before_the_plan_are_of_no_year_s_cohort():
    """The diary's people, of whom many are not seen in time, do not count."""
    diary = {"diary": {"scan": {"people_a_week": 40, "weeks": 2}}}
    one_day = open_for(20, first=0, count=30, every_minutes=7 * DAY)
    stage = {"target_days": 3}
    scenario = one_stage(
        listed(7 * DAY - 5),
        one_day,
        stage=stage,
        activity={"discipline": "last come"},
        board=diary,
        years=60 / 365,
        run_on_days=20,
    )
    record = recorded(scenario)
    assert record.cohort.at_start.sum() > 50
    assert values(measure(record), "cohort_within_target", "scan") == [100.0]


@pytest.fixture(scope="module")
def a_year() -> Record:
    return replicate_once(load_scenario().with_values({"years": 1}), BOARD, 1, 0)


@pytest.mark.parametrize(
    ("kpi", "among_identified"),
    [
        ("kpi2_identified", False),
        ("kpi3_spine", True),
        ("kpi4_assessed_90", True),
        ("kpi5_scanned_90_of_all", True),
        ("kpi7_recommended", True),
    ],
)
def test_fractures_that_nobody_found_count_for_kpi_2_alone(
    a_year, kpi, among_identified
):
    cohort = a_year.cohort
    base = a_year.fls & ~cohort.at_start & (cohort.provider != OUTSIDE)
    base &= (cohort.fracture_day >= 0) & (cohort.fracture_day < 365)
    found = (base & cohort.identified).sum()
    assert 0 < found < base.sum()
    expected = found if among_identified else base.sum()
    denominator = values(measure(a_year), f"{kpi}.denominator", board=BOARD)
    assert denominator.tolist() == [expected]
