"""Cost of new capacity on top of the plan: roughly, or in the simulation."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.amounts import ROLES, Amounts, new_scanners
from planner.experiment.ask.question import Question
from planner.experiment.budget import spending
from planner.experiment.marks import one_board
from planner.experiment.running.results import Results
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.units import DAYS_A_YEAR
from planner.outcomes.periods import Periods
from planner.outcomes.staff_costs import employer_cost

Floats = npt.NDArray[np.float64]
SMALLEST = 500.0
"""Pounds below which a difference is not told from nothing."""


@dataclass(frozen=True)
class Cost:
    """Pounds that an answer costs on top of the plan.

    Attributes
    ----------
    a_year : revenue of the last financial year, when all posts are filled
    whole_plan : revenue of the whole plan, one-off costs included
    capital : of the whole plan
    """

    a_year: float
    whole_plan: float
    capital: float

    @classmethod
    def between(cls, baseline: Results, answered: Results, board: str) -> Cost:
        """Mean differences of the same people and random numbers."""
        years = Periods.of(baseline.scenario).financial_years.labels
        last = Periods.of(baseline.scenario).last_whole("financial year")
        (revenue, capital), (before, before_capital) = (
            spending(one_board(results, board), years)
            for results in (answered, baseline)
        )
        more = revenue - before
        place = years.index(last.label) if last else None
        return cls(
            a_year=told_apart(more[:, place]) if place is not None else 0.0,
            whole_plan=told_apart(more.sum(axis=1)),
            capital=told_apart(capital - before_capital),
        )

    @classmethod
    def total(cls, costs: Iterable[Cost]) -> Cost:
        """Sum over boards."""
        found = list(costs)
        return cls(
            a_year=sum(each.a_year for each in found),
            whole_plan=sum(each.whole_plan for each in found),
            capital=sum(each.capital for each in found),
        )


def rough_price(question: Question, board: str, new: Amounts) -> float:
    """Pounds over the plan without simulating: pay, hiring, lists, capital."""
    plan, limits, dates = question.plan, question.limits, question.dates

    def years(day: datetime.date) -> float:
        return max(0, plan.plan_days - (day - plan.plan_start).days) / DAYS_A_YEAR

    def pay(band: str) -> float:
        known = plan.money is not None and band in plan.money.pay
        return employer_cost(plan.money, band) if plan.money and known else 0.0

    staff = sum(
        getattr(new, role)
        * (pay(limits.band(role)) * years(dates.staff) + limits.hire_price)
        for role in ROLES
    )
    operators = new.sessions * limits.wte_a_session + new.operator
    weeks = max(0.0, (question.by.date - dates.lists).days / 7)
    each_scanner = limits.scanner_capital + limits.room_one_off
    return float(
        staff
        + operators * pay(limits.operator_band) * years(dates.sessions)
        + operators * limits.hire_price
        + new.lists * weeks * limits.list_price
        + new_scanners(plan, board, new.sessions) * each_scanner
    )


def told_apart(differences: Floats) -> float:
    """Mean of differences in pounds; nothing where it may as well be random variation.

    >>> told_apart(np.array([-80.0, 25.0])), told_apart(np.array([2000.0, 2100.0]))
    (0.0, 2050.0)
    """
    mean, low, high = interval_of_mean(differences)
    if abs(mean) < SMALLEST or low <= 0 <= high:
        return 0.0
    return float(mean)
