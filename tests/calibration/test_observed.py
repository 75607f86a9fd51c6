"""Observed figures are read as any number that a board types."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import Scenario, load_scenario
from planner.calibration.observed import (
    COLUMNS,
    NOTE,
    check_observed,
    read_observed,
)
from planner.errors import ScenarioError
from tests.calibration.test_backtest import BOARD, YEARS, row, table_of


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """A shipped scenario."""
    return load_scenario("wales-2023")


def test_figures_are_read_by_the_rule_of_every_other_number(scenario: Scenario):
    kpi5, waiting = "kpi5_scanned_90_of_all", "waiting_list.scan"
    right = [
        row(measure=waiting, value="1,950", denominator="1 000", tolerance="100"),
        row(measure=kpi5, value="17.6 %", tolerance="1,000"),
    ]
    read = check_observed(table_of(right), scenario, BOARD, YEARS)
    assert [each.target.observed for each in read] == [1950, 17.6]
    assert read[0].denominator == 1000
    wrong = [row(measure=kpi5, value="0.292"), row(measure=waiting, value="1.950")]
    with pytest.raises(ScenarioError) as caught:
        check_observed(table_of(wrong), scenario, BOARD, YEARS)
    hints = [problem.hint for problem in caught.value.problems]
    assert ["write 29.2" in hints[0], "write 1950" in hints[1]] == [True, True]


def test_a_fraction_is_asked_about_where_per_cent_are_wanted(scenario: Scenario):
    shares = {"measure": "kpi5_scanned_90_of_all", "denominator": ""}
    with pytest.raises(ScenarioError) as caught:
        check_observed(table_of([row(value="0.292", **shares)]), scenario, BOARD, YEARS)
    (problem,) = caught.value.problems
    assert "looks like a share of one" in problem.rule
    assert problem.hint == "write 29.2 if 29.2 % was meant, else 0.292 confirmed"
    rows = [row(value="0.292 confirmed", **shares)]
    (figure,) = check_observed(table_of(rows), scenario, BOARD, YEARS)
    assert figure.target.observed == 0.292


def test_a_share_that_stands_for_a_few_people_is_refused(scenario: Scenario):
    few = row(measure="kpi5_scanned_90_of_all", value="0.3 %", denominator="1000")
    with pytest.raises(ScenarioError, match="stands for 5 people or more"):
        check_observed(table_of([few]), scenario, BOARD, YEARS)


SPOILT = {
    "board": ("narnia", "names a board"),
    "year": ("1066", "is a year of the scenario"),
    "measure": ("moonshine", "is a measure of this board"),
    "value": ("many", "is a number"),
    "denominator": ("3", "is a number from 5 (unit: people)"),
    "source": ("", "says where the figure comes from"),
    "tolerance": ("0", "is a number above 0"),
}


def test_every_spoilt_cell_of_every_row_is_named_at_once(scenario: Scenario):
    rows = [row(**{column: cell}) for column, (cell, _) in SPOILT.items()]
    rows += [row(), row(), row(value="4"), row(measure="kpi4_assessed_90", value="120")]
    with pytest.raises(ScenarioError) as caught:
        check_observed(table_of(rows), scenario, BOARD, YEARS)
    found = [(p.key, p.rule) for p in caught.value.problems]
    for number, (column, (_, rule)) in enumerate(SPOILT.items(), 2):
        assert any(k == f"line {number}, {column}" and rule in r for k, r in found)
    rules = " ".join(rule for _, rule in found)
    assert "stands once a board and year" in rules
    assert "is a count of 5 or more" in rules
    assert "is a number from 0 to 100" in rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("board,year\n", "a column is missing"),
        (",".join([*COLUMNS, "nhs_number"]) + "\n", "a row about one person has no"),
        (",".join(COLUMNS) + "\na,b\n", "has 7 cells"),
        (",".join(COLUMNS) + '\n"a,b\n', "is CSV"),
        (",".join([*COLUMNS, NOTE, NOTE]) + "\n", "stands twice"),
        (",".join(COLUMNS) + "\n", "holds no figure of"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    tmp_path: Path, scenario: Scenario, text: str, said: str
):
    file = tmp_path / "own.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=said):
        check_observed(read_observed(file), scenario, BOARD, YEARS)
