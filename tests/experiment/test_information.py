"""The number that a board should count first: on a short plan of one board."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import ScenarioError
from planner.experiment.information import Criterion, check_criterion, decide
from planner.experiment.marks import By, read_mark
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.experiment.uncertainty import Exploration, explore
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.information import decision_sentences

BOARD, SCANNED = "hywel-dda", "kpi5_scanned_90_of_all"
PEOPLE = "people_scanned_90"


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load_scenario().with_values({"years": 1}).central()


@pytest.fixture(scope="module")
def explored(plan: Scenario) -> Exploration:
    return explore(plan, ["evening-lists"], draws=12, replications=2, boards=[BOARD])


def said(found: Exploration, criterion: Criterion) -> str:
    return " ".join(decision_sentences(decide(found, criterion), "triangular"))


def test_a_share_counts_the_people_who_pass_and_the_cost_is_taken_off(plan):
    results = run(plan, 3, 1, [BOARD])
    people, cost = (
        results.matrix[:, int(pick_row(results.index, plan, kpi).name)]
        for kpi in (PEOPLE, "cost_whole_plan")
    )
    for kpi in (SCANNED, PEOPLE):
        found = Criterion(500.0, kpi).benefit(results)
        assert found == pytest.approx(500 * people - cost)


def test_meeting_a_mark_is_one_unit(plan):
    results = run(plan, 3, 1, [BOARD])
    by = By.of(plan, datetime.date(2027, 3, 31))
    cost = results.matrix[:, int(pick_row(results.index, plan, "cost_whole_plan").name)]
    for text, met in (("scanned=1", 1), ("scanned=99", 0)):
        criterion = Criterion(1e6, marks=(read_mark(text, plan),), by=by)
        assert criterion.benefit(results) == pytest.approx(1e6 * met - cost)


def test_where_a_person_is_worth_a_penny_no_number_changes_the_choice(explored):
    found = decide(explored, Criterion(0.01, SCANNED))
    assert found.best == 0
    assert found.best_in.tolist() == [1, 0]
    assert found.everything.value == 0
    assert all(worth.value == 0 for _unknown, worth in found.inputs)
    text = said(explored, Criterion(0.01, SCANNED))
    assert "would not change the choice: it is worth £0" in text
    assert "nothing need be counted first" in text


def test_no_input_is_worth_more_than_all_and_none_less_than_nothing(explored):
    found = decide(explored, Criterion(400.0, SCANNED))
    for _unknown, worth in found.inputs:
        assert 0 <= worth.value <= found.everything.value
        assert 0 <= worth.low <= worth.high
    moved = [each for each in explored.draws.unknowns if not each.is_benefit]
    assert len(found.inputs) == len(moved)
    assert np.isclose(found.best_in.sum(), 1)
    assert "Fewer than 100 draws" in said(explored, Criterion(400.0, SCANNED))


@pytest.mark.parametrize("pounds", [0.0, -5.0, float("nan"), float("inf")])
def test_a_willingness_that_is_no_sum_is_refused(pounds):
    with pytest.raises(ScenarioError, match="--willingness"):
        check_criterion(Criterion(pounds, SCANNED))


def test_a_measure_without_a_better_side_is_refused():
    with pytest.raises(ScenarioError, match="more, or less, is better"):
        check_criterion(Criterion(5.0, "joined"))


def test_the_command_names_its_criterion_and_writes_its_tables(tmp_path):
    call = ["value-of-information", "evening-lists", "--willingness", "400"]
    call += ["--board", BOARD, "--years", "1", "--draws", "4", "-n", "2"]
    done = CliRunner().invoke(app, [*call, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "is held worth £400" in " ".join(done.output.split())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "inputs.csv", "manifest.json", "plans.csv", "worth.csv",
    ]  # fmt: skip
