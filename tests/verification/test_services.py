"""Invariants tried for real, and the shipped services' own figures."""

from __future__ import annotations

import pytest

from planner.verification.kinds.invariants import TRIALS
from tests.verification.asking import ask


def test_every_invariant_is_tried_and_holds():
    metrics = {name: {"compare": "identity"} for name in TRIALS}
    metrics["utilisation_bounds"] = {"compare": "between", "low": 0, "high": 1}
    found = ask("invariant", {"applies_to": "every scenario"}, metrics)
    assert found.reasons == {}
    bounds = found.answers.pop("utilisation_bounds")
    assert 0 <= bounds <= 1
    assert [name for name, one in found.answers.items() if not one["holds"]] == []


def test_a_nation_without_a_service_in_the_planner_is_not_expressed():
    found = ask("kpi_relation", {"year": 2023}, ["france.dxa_within_90d"])
    assert "france" in found.reasons["france.dxa_within_90d"]


@pytest.mark.parametrize("title", ["Powys: a list", "Nowhere at all"])
def test_only_a_board_with_published_figures_is_compared(title: str):
    found = ask("trajectory", {}, ["mean_list_2021"], title=title)
    assert found.answers == {}
