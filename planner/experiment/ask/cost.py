"""Cost of new capacity on top of the plan: roughly, or in the simulation."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.amounts import ROLES, Amounts, new_scanners
from planner.experiment.ask.question import Question
from planner.experiment.marks import values_at
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
        periods = Periods.of(baseline.scenario)
        years = periods.financial_years.labels
        last = periods.last_whole("financial year")

        def more(kpi: str, *labels: str) -> float:
            before, after = (_sum(r, board, kpi, labels) for r in (baseline, answered))
            return told_apart(after - before)

        return cls(
            a_year=more("cost_total", last.label) if last else 0.0,
            whole_plan=more("cost_total", *years),
            capital=more("cost_capital", *years),
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
    operators = new.sessions * limits.wte_a_session
    weeks = max(0.0, (question.by.date - dates.lists).days / 7)
    each_scanner = limits.scanner_capital + limits.room_one_off
    return float(
        staff
        + operators * pay(limits.operator_band) * years(dates.sessions)
        + operators * limits.hire_price
        + new.lists * weeks * limits.list_price
        + new_scanners(plan, board, new.sessions) * each_scanner
    )


def _sum(results: Results, board: str, kpi: str, periods: Sequence[str]) -> Floats:
    values = [values_at(results, board, kpi, period) for period in periods]
    return np.asarray(np.nan_to_num(np.stack(values)).sum(axis=0))


def told_apart(differences: Floats) -> float:
    """Mean of differences in pounds; nothing where it may as well be random variation.

    >>> told_apart(np.array([-80.0, 25.0])), told_apart(np.array([2000.0, 2100.0]))
    (0.0, 2050.0)
    """
    mean, low, high = interval_of_mean(differences)
    if abs(mean) < SMALLEST or low <= 0 <= high:
        return 0.0
    return float(mean)
