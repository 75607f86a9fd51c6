"""Equity: the same people as in the audit's measures, each in the right group."""

from __future__ import annotations

import numpy as np
import pytest

import planner
from planner.data.facts import load_facts
from planner.demand.cohort import OUTSIDE
from planner.experiment.equity import EQUITY, FEWEST, Equity, measure_equity
from planner.experiment.running.replicate import replicate_once
from planner.inputs.apply_changes import apply_option, load_option
from planner.outcomes.equity import (
    MEASURES,
    Counts,
    count_equity,
    groups_of,
    rural_shares,
)
from planner.outcomes.groups import AGE, RESIDENCE, SEX, Group
from planner.outcomes.record import Record

ALL = Group("all", "everybody")
ASSESSED, SCANNED, WAIT, ELSEWHERE, FOUND, ADVISED, STARTED = range(len(MEASURES))
SHORT = {"years": 1}
BOARD = "hywel-dda"


@pytest.fixture(scope="module")
def scenario() -> planner.Scenario:
    """One year of all boards."""
    return planner.load_scenario().with_values(SHORT)


@pytest.fixture(scope="module")
def record(scenario: planner.Scenario) -> Record:
    """A board that also treats residents of Powys."""
    return replicate_once(scenario, BOARD, seed=4, replication=0)


@pytest.fixture(scope="module")
def counts(record: Record) -> Counts:
    """What is counted of it."""
    return count_equity(record)


def row_of(scenario: planner.Scenario, kind: str, name: str) -> int:
    """Row of a group in the counts."""
    return groups_of(scenario).index(Group(kind, name))


@pytest.mark.parametrize("kind", [RESIDENCE, AGE, SEX, "rural"])
def test_groups_of_a_kind_add_up_to_everybody(
    scenario: planner.Scenario, counts: Counts, kind: str
):
    rows = [at for at, group in enumerate(groups_of(scenario)) if group.kind == kind]
    for sums in counts:
        assert sums[rows].sum(axis=0) == pytest.approx(sums[0])
        assert sums[0].any()


@pytest.mark.parametrize(
    ("board", "options"),
    [("powys", []), ("hywel-dda", ["regional-list-west"])],
    ids=["treated in several boards", "on a list with others"],
)
def test_residents_measures_are_those_of_the_audit(board: str, options: list[str]):
    """KPI 2, 4, 5, 7, 10 of residents, wherever in Wales they are treated."""
    scenario = planner.load_scenario(options=options).with_values(SHORT)
    results = planner.run(scenario, replications=2, workers=1)
    table = results.table[results.table["residence"] == board]
    fair = measure_equity(scenario, 2)
    row = row_of(scenario, RESIDENCE, board)
    for column, kpi in (
        (ASSESSED, "kpi4_assessed_90"),
        (SCANNED, "kpi5_scanned_90_of_ordered"),
        (FOUND, "kpi2_identified"),
        (ADVISED, "kpi7_recommended"),
        (STARTED, "kpi10_started_16w_of_all"),
    ):
        audit = table[table["kpi"] == kpi].sort_values("replication")["value"]
        assert fair.values[:, row, column] == pytest.approx(audit.to_numpy())


def test_who_is_treated_outside_is_counted_and_in_no_other_measure(
    record: Record, scenario: planner.Scenario
):
    home = count_equity(replicate_once(scenario, "powys", seed=4, replication=0))
    row = row_of(scenario, RESIDENCE, "powys")
    assert home.top[row, ELSEWHERE] > 0
    assert home.base[row, ASSESSED] == 0
    people = record.cohort
    assert not (people.provider[record.fls] == OUTSIDE).any()


def test_a_completed_wait_is_that_of_fls_patients_scanned_in_the_year(
    record: Record, counts: Counts
):
    visits = record.at_stage("scan")
    rows = (visits.outcome == 1) & record.fls[visits.patient]
    rows &= visits.started < 365 * 1440
    days = (visits.started - visits.first_joined)[rows] / 1440
    assert counts.base[0, WAIT] == len(days)
    assert counts.top[0, WAIT] == pytest.approx(days.sum())


def test_rural_residents_are_counted_in_proportion_to_a_labelled_share(
    scenario: planner.Scenario, counts: Counts
):
    shares = dict(zip(scenario.boards, rural_shares(scenario), strict=True))
    assert shares["powys"] == shares["hywel-dda"] == 1
    assert shares["betsi-cadwaladr"] == pytest.approx(0.58)
    assert set(load_facts("rural")["confidence"]) == {"assumption"}
    # Whoever this board treats lives in Hywel Dda or Powys.
    rural = row_of(scenario, "rural", "rural")
    assert counts.base[rural] == pytest.approx(counts.base[0])


def test_who_lives_far_away_is_held_beside_who_does_not_where_a_fact_says_so(
    scenario: planner.Scenario,
):
    option = load_option("misses-by-age-and-distance")
    far = apply_option(scenario, option)
    plain, known = (
        over([count_equity(replicate_once(each, BOARD, 4, 0))], each)
        for each in (scenario, far)
    )
    assert set(known.table()["kind"]) - set(plain.table()["kind"]) == {"distance"}
    rows = [at for at, group in enumerate(known.groups) if group.kind == "distance"]
    assert known.base[:, rows].sum(axis=1) == pytest.approx(known.base[:, 0])
    assert "distance" not in set(known.differences(plain)["kind"])


# ---- over replications


def over(replications: list[Counts], scenario: planner.Scenario) -> Equity:
    """Counts of the replications of one board, put together."""
    return Equity(scenario, [EQUITY.gather(scenario, BOARD, replications)])


def made_up(scenario: planner.Scenario, shares: list[float], people: float) -> Equity:
    """Replications in which this share of everybody's groups was seen in time."""
    size = (len(groups_of(scenario)), len(MEASURES))
    base = np.full(size, people)
    return over([Counts(base * share, base) for share in shares], scenario)


def test_the_interval_is_students_over_replications(scenario: planner.Scenario):
    table = made_up(scenario, [0.4, 0.5, 0.6], people=100).table()
    row = table[(table["kind"] == "all") & (table["measure"] == "assessed_90")].iloc[0]
    # Mean 50, standard deviation 10, t of 2 degrees of freedom 4.303.
    half = 4.3027 * 10 / np.sqrt(3)
    assert row["mean"] == pytest.approx(50)
    assert row["ci_low"] == pytest.approx(50 - half, abs=0.01)
    assert row["people"] == 100


def test_differences_are_paired(scenario: planner.Scenario):
    before = made_up(scenario, [0.2, 0.4, 0.6], people=100)
    after = made_up(scenario, [0.3, 0.5, 0.7], people=100)
    gaps = after.differences(before)
    row = gaps[gaps["measure"] == "scanned_90"].iloc[0]
    assert row["mean"] == pytest.approx(10)
    assert row["ci_low"] == pytest.approx(10)


def services(
    scenario: planner.Scenario, *shares: list[float], people: float = 100
) -> Equity:
    """Boards in which these shares, one a replication, were seen in time."""
    size = (len(groups_of(scenario)), len(MEASURES))
    base = np.full(size, people)
    counts = [[Counts(base * share, base) for share in each] for each in shares]
    return Equity(scenario, [EQUITY.gather(scenario, BOARD, each) for each in counts])


def gap_of(table, measure: str):
    """Row of the gap between services."""
    rows = table[(table["kind"] == "services") & (table["measure"] == measure)]
    return rows.iloc[0] if len(rows) else None


def test_the_gap_between_services_is_highest_minus_lowest_run_by_run(
    scenario: planner.Scenario,
):
    """Three services: gaps of 30 and of 50 points, whichever is the highest."""
    three = services(scenario, [0.2, 0.7], [0.4, 0.5], [0.5, 0.2])
    row = gap_of(three.table(), "assessed_90")
    assert row["mean"] == pytest.approx((30 + 50) / 2)
    assert row["people"] == 100
    # A gap is never below nought, whatever its interval.
    assert row["ci_low"] == 0
    assert gap_of(three.table(), "outside") is None
    closer = services(scenario, [0.3, 0.6], [0.4, 0.5], [0.5, 0.2])
    change = gap_of(closer.differences(three), "assessed_90")
    assert change["mean"] == pytest.approx(-10)


def test_one_service_or_a_small_one_makes_no_gap(scenario: planner.Scenario):
    alone = services(scenario, [0.2, 0.7])
    assert gap_of(alone.table(), "assessed_90") is None
    few = services(scenario, [0.2, 0.7], [0.4, 0.5], people=FEWEST - 1)
    assert gap_of(few.table(), "assessed_90") is None


def test_small_groups_show_their_size_and_nothing_else(scenario: planner.Scenario):
    table = made_up(scenario, [0.4, 0.5], people=FEWEST - 1).table()
    assert table["mean"].isna().all()
    assert table["ci_low"].isna().all()
    assert (table["people"] == FEWEST - 1).all()


def test_threads_change_nothing(scenario: planner.Scenario):
    one, two = (
        measure_equity(scenario, 2, boards=[BOARD], workers=workers).table()
        for workers in (1, 2)
    )
    assert one.equals(two)
