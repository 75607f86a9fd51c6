"""Observed figures are read as any number that a board types."""

from __future__ import annotations

import pytest

from planner import Scenario, load_scenario
from planner.calibration.observed import check_observed
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
