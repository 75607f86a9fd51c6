"""Measures that a room of people may value, with weights that they choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from planner.errors import Problem, ScenarioError
from planner.inputs.units import DAYS_A_YEAR
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING

COST = "cost_whole_plan"
LEAST_ROOM = {"%": 10.0, "share": 0.1, "people": 10.0, "days": 7.0, "GBP": 10_000.0}
"""Smallest scale of a measure, by unit: else a plan that has all but reached it would
be judged by a hair's breadth."""
BEST = {"%": 100.0, "share": 1.0}
"""Best value of a measure of which more is better, by unit."""


class ValuedMeasure(NamedTuple):
    """A measure that a room may value, and its words.

    Attributes
    ----------
    best : what 100 points stand for
    """

    kpi: str
    stage: str
    title: str
    best: str


MEASURES: tuple[ValuedMeasure, ...] = (
    ValuedMeasure(LEADING, "", gettext_noop("Scanned within 90 days"),
                  gettext_noop("everybody identified")),
    ValuedMeasure("kpi4_assessed_90", "", gettext_noop("Assessed within 90 days"),
                  gettext_noop("everybody identified")),
    ValuedMeasure("waiting_list", "scan", gettext_noop("DXA list at the end"),
                  gettext_noop("nobody waits")),
    ValuedMeasure("cleared", "scan", gettext_noop("Chance that the backlog is cleared"),
                  gettext_noop("certain")),
    ValuedMeasure("completed_wait", "scan", gettext_noop("Wait for DXA"),
                  gettext_noop("no wait")),
    ValuedMeasure("kpi9_followed_up_16w", "",
                  gettext_noop("Followed up within 16 weeks"),
                  gettext_noop("everybody on treatment")),
    ValuedMeasure("kpi10_started_ever_of_all", "", gettext_noop("Treatment started"),
                  gettext_noop("everybody identified")),
    ValuedMeasure(COST, "", gettext_noop("Money left of the budget"),
                  gettext_noop("none of the budget spent")),
)  # fmt: skip
"""Measures that can be valued, as lists show them."""
BY_KPI = {measure.kpi: measure for measure in MEASURES}


def shares_of(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as shares that make 1, in the order of the list; those of 0 left out.

    Raises
    ------
    ScenarioError: for an unknown measure, a negative weight, or none at all

    >>> shares_of({"cleared": 1, LEADING: 3})
    {'kpi5_scanned_90_of_all': 0.75, 'cleared': 0.25}
    """
    problems = [
        Problem(
            _("weights"),
            _("a number of 0 or more"),
            kpi,
            f"{weight:g}",
            _("type a number such as 1; 0 leaves the measure out"),
        )
        for kpi, weight in weights.items()
        if kpi not in BY_KPI or not 0 <= weight < np.inf
    ]
    total = sum(weights.values())
    if not problems and not total > 0:
        hint = _("give at least one measure a weight above 0")
        problems.append(Problem(_("weights"), _("something is valued"), hint=hint))
    if problems:
        raise ScenarioError(problems)
    return {kpi: weights[kpi] / total for kpi in BY_KPI if weights.get(kpi, 0) > 0}


def budget_of_plan(revenue: float, capital: float, plan_days: int) -> float:
    """Pounds that a budget allows over a whole plan."""
    return revenue * plan_days / DAYS_A_YEAR + capital
