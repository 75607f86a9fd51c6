"""The number that a board should count first: on a short plan of one board."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from planner.cli.main import app
from planner.errors import RunCancelled, ScenarioError
from planner.experiment.criterion import Criterion, check_criterion
from planner.experiment.economics import economics
from planner.experiment.information import Decision, value_of_information
from planner.experiment.marks import By, read_mark
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.information import decision_sentences, early_sentence

BOARD, SCANNED = "hywel-dda", "kpi5_scanned_90_of_all"
PEOPLE, OPTION = "people_scanned_90", "evening-lists"


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load_scenario().with_values({"years": 1}).central()


@pytest.fixture(scope="module")
def drawn() -> ResultCache:
    """Runs of the draws, of which each criterion makes an answer."""
    return ResultCache()


def choice(
    plan: Scenario, drawn: ResultCache, criterion: Criterion, **more: Any
) -> Decision:
    more |= {"draws": 12, "replications": 2, "boards": [BOARD], "cache": drawn}
    return value_of_information(plan, [OPTION], criterion, **more)


def said(found: Decision) -> str:
    return " ".join(decision_sentences(found, "triangular"))


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


def test_where_a_person_is_worth_a_penny_no_number_changes_the_choice(plan, drawn):
    found = choice(plan, drawn, Criterion(0.01, SCANNED))
    assert found.best == 0
    assert found.best_in.tolist() == [1, 0]
    assert found.everything.value == 0
    assert all(worth.value == 0 for _unknown, worth in found.inputs)
    text = said(found)
    assert "would not change the choice: it is worth nothing" in text
    assert "nothing need be counted first" in text


def test_no_input_is_worth_more_than_all_and_none_less_than_nothing(plan, drawn):
    found = choice(plan, drawn, Criterion(400.0, SCANNED))
    for _unknown, worth in found.inputs:
        assert 0 <= worth.value <= found.everything.value
        assert 0 <= worth.low <= worth.high
    moved = [each for each in found.drawn.unknowns if not each.is_benefit]
    assert len(found.inputs) == len(moved)
    assert np.isclose(found.best_in.sum(), 1)
    assert "Fewer than 100 draws" in said(found)


def test_without_a_price_people_alone_are_counted(plan, drawn):
    """More lists scan more people, whatever they cost."""
    found = choice(plan, drawn, Criterion(kpi=SCANNED))
    assert found.best == 1
    assert found.best_in[1] > 0.5
    assert not any(unknown.is_price for unknown, _worth in found.inputs)
    text = said(found)
    assert "Costs are not counted" in text
    assert "£" not in text


def test_benefits_are_those_of_worth_for_money(plan):
    """Net benefit of an option over the plan, as `worth` has it of each replication."""
    criterion = Criterion(20_000.0, worth=True)
    plans = [criterion.prepared(plan)]
    plans += [apply_option(plans[0], load_option(OPTION))]
    pairs = [
        (run(each, 2, 1, [BOARD]), run(each, 2, 1, [BOARD], benefits=True))
        for each in plans
    ]
    gap = criterion.benefit(*pairs[1]) - criterion.benefit(*pairs[0])
    worth = economics(*pairs[1], before=pairs[0])
    assert worth is not None
    assert gap == pytest.approx(worth.central.worth_at(20_000.0))


def test_an_early_answer_stands_on_the_first_draws(plan, drawn):
    first: list[Decision] = []
    criterion = Criterion(400.0, SCANNED)
    choice(plan, drawn, criterion, early=first.append)
    assert [each.draws for each in first] == [10]
    text = early_sentence(first[0])
    assert text.startswith("After 10 of 12 draws: best is ")
    assert "Going on" in text


def test_what_was_run_before_a_cancel_is_not_run_again(plan, drawn):
    criterion, cache = Criterion(400.0, SCANNED), ResultCache()
    whole = choice(plan, drawn, criterion)
    asked = iter([False] * 8)
    with pytest.raises(RunCancelled):
        choice(plan, cache, criterion, cancelled=lambda: next(asked, True), workers=1)
    found = choice(plan, cache, criterion)
    assert cache.found > 0
    assert found.means == pytest.approx(whole.means, abs=0)


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
    assert "held worth £400" in " ".join(done.output.split())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "inputs.csv", "manifest.json", "plans.csv", "worth.csv",
    ]  # fmt: skip
