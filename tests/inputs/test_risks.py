"""Risks as files: dates, wrong entries, and risks of one's own."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner.errors import ScenarioError
from planner.experiment.stress.strike import strike
from planner.inputs.load import load_scenario
from planner.inputs.risks import load_risks, read_risk

BOARD = "hywel-dda"
MARCH = datetime.date(2028, 3, 31)


@pytest.fixture(scope="module")
def plan():
    return load_scenario("wales-today")


def test_a_winter_begins_with_the_next_november(plan):
    (winter,) = load_risks(["hard-winter"])
    assert winter.begins(datetime.date(2026, 11, 2)) == datetime.date(2027, 11, 1)
    assert winter.begins(datetime.date(2026, 4, 1)) == datetime.date(2026, 11, 1)


def test_every_problem_of_a_risk_file_is_said_at_once(tmp_path: Path):
    file = tmp_path / "flood.toml"
    text = 'title = "Flood"\naffects = "moon"\nmonth = 13\nweeks = 6\n'
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as error:
        read_risk(file)
    assert {problem.key for problem in error.value.problems} >= {
        "affects",
        "month",
        "weeks",
    }


def test_a_risk_of_ones_own_is_a_file(tmp_path: Path, plan):
    file = tmp_path / "misses.toml"
    file.write_text(
        'title = "More people miss their scan"\nshort = "DNA"\nsource = "assumption"\n'
        'after_months = 3\n[set]\n"boards.*.dna_factor.scan" = 1.5\n',
        "utf-8",
    )
    struck = strike(plan, read_risk(file), [BOARD], MARCH)
    boards = struck.plan.periods[-1][1].boards
    assert boards[BOARD].dna_factor["scan"] == 1.5
    assert not boards["swansea-bay"].dna_factor


def test_a_risk_on_an_input_that_cannot_change_by_date_is_refused(tmp_path, plan):
    file = tmp_path / "slow.toml"
    file.write_text('title = "S"\n[set]\n"boards.*.scanners.*.nonsense" = 3\n', "utf-8")
    with pytest.raises(ScenarioError):
        strike(plan, read_risk(file), [BOARD], MARCH)
