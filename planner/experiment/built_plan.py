"""A plan that people build within a budget: options, and new capacity on top.

Its price is known at once, as a budget holder reads it: posts with on-costs as if every
one were filled, scanners, dated decisions, and each session bought in as if it were
held. A simulation counts less where posts stand empty and lists are not held; scans and
travel, which follow from who comes, are in its cost alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import offer_rota
from planner.errors import Problem, ScenarioError
from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    PARTS,
    Amounts,
    Dates,
    changes_of,
    free_sessions,
)
from planner.experiment.optimise.aims import SCAN, SpendingLimits
from planner.formula.answer import answer
from planner.inputs.apply_changes import apply_changes
from planner.inputs.boards import official_name
from planner.inputs.change_files import Change
from planner.inputs.limits import Limits
from planner.inputs.scenario import Scenario
from planner.inputs.units import SESSIONS_A_WEEK
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.board_frame import frame_of
from planner.outcomes.costs import fixed_costs
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.periods import Periods, headline_period
from planner.outcomes.scanning_costs import bought_in

Floats = npt.NDArray[np.float64]
ROTA_SEED = 1
"""Seed of the rota whose bought-in sessions are counted; before and after alike."""
WHY = gettext_noop("Decided by a table of a workshop.")
SOURCE = gettext_noop("a workshop")


@dataclass(frozen=True)
class AddedPrice:
    """Pounds that a plan adds to another, by financial year, and its capital.

    Attributes
    ----------
    years : labels of the financial years of the plan
    revenue : of each year, one-off costs among them
    capital : of the whole plan
    """

    years: tuple[str, ...]
    revenue: tuple[float, ...]
    capital: float

    @property
    def a_year(self) -> float:
        """Revenue of the dearest year."""
        return max(self.revenue, default=0.0)

    @property
    def dearest(self) -> str:
        """The year in which it costs most."""
        return self.years[int(np.argmax(self.revenue))]

    def within(self, revenue: float, capital: float) -> bool:
        """Whether each year, and the capital, stay within a budget."""
        limits = SpendingLimits(self.years, (revenue,) * len(self.years), capital)
        return bool(limits.holds(np.array(self.revenue), np.array(self.capital)))


@cache
def usual_limits() -> Limits:
    """Limits of time, room and price of new capacity; read once."""
    return Limits()


def most_of(plan: Scenario, board: str) -> dict[str, float]:
    """Most of each part of `Amounts` that a board can have."""
    limits = usual_limits()
    most = dict.fromkeys(PARTS, limits.most_wte)
    further = SESSIONS_A_WEEK * limits.most_scanners
    most[DXA] = math.floor(free_sessions(plan, board) + further)
    most[LISTS] = limits.most_lists_a_week
    return most


def check_amounts(plan: Scenario, amounts: Mapping[str, Amounts]) -> None:
    """Refuse more than a board can have, all of it at once.

    Raises
    ------
    ScenarioError: naming the part, its amount and the most
    """
    problems = []
    for board, new in amounts.items():
        if board not in plan.providers:
            rule = _("runs no service of its own")
            problems.append(Problem(_("plan"), rule, "", board, _("choose another")))
            continue
        for part, most in most_of(plan, board).items():
            amount = getattr(new, part)
            if not 0 <= amount <= most:
                rule = _("between 0 and {most:g}", most=most)
                name = official_name(plan.boards[board])
                hint = _("type a number between them")
                problems.append(Problem(name, rule, part, f"{amount:g}", hint))
    if problems:
        raise ScenarioError(problems)


def capacity_changes(plan: Scenario, amounts: Mapping[str, Amounts]) -> list[Change]:
    """Dated, priced decisions that bring new capacity, decided as the plan begins.

    Parameters
    ----------
    plan : with the options that the capacity is added to

    Raises
    ------
    ScenarioError: for more than a board can have
    """
    check_amounts(plan, amounts)
    limits = usual_limits()
    last = Periods.of(plan).date(plan.plan_days - 1)
    dates = Dates.of(plan.plan_start, last, limits)
    wanted = {board: new for board, new in amounts.items() if new.any}
    top = {"source": _(SOURCE), "confidence": "assumption"}
    return [
        replace(change, why=_(WHY), top=top)
        for change in changes_of(plan, wanted, dates, limits)
    ]


def built(plan: Scenario, amounts: Mapping[str, Amounts]) -> Scenario:
    """A plan with new capacity on top.

    Raises
    ------
    ScenarioError: for more than a board can have, or what cannot be combined
    """
    changes = capacity_changes(plan, amounts)
    return apply_changes(plan, changes) if changes else plan


def amounts_of(held: Mapping[str, float]) -> Amounts:
    """New capacity from numbers by part; parts of other names are left out."""
    known = {field.name for field in fields(Amounts)}
    return Amounts(**{part: float(n) for part, n in held.items() if part in known})


def added_price(
    before: Scenario, after: Scenario, boards: Sequence[str] | None = None
) -> AddedPrice:
    """Pounds that one plan adds to another, without simulating either.

    Parameters
    ----------
    boards : whose budgets are added up; None: all

    Raises
    ------
    ScenarioError: if the plan has no prices
    """
    if after.money is None:
        rule = _("has no prices")
        hint = _("add a table [money]")
        raise ScenarioError(Problem(after.name, rule, "money", hint=hint))
    chosen = tuple(after.boards) if boards is None else tuple(boards)
    years = Periods.of(after).financial_years.labels
    found = _priced(after, chosen) - _priced(before, chosen)
    # Differences of sums leave a hair's breadth.
    found = np.round(found, 2) + 0.0
    return AddedPrice(tuple(years), tuple(found[0].tolist()), float(found[1].sum()))


def _priced(plan: Scenario, boards: Iterable[str]) -> Floats:
    """Revenue and capital by financial year, boards together, shape (2, years)."""
    money = plan.money
    assert money is not None
    years = len(Periods.of(plan).financial_years.labels)
    total = np.zeros((2, years))
    for board in boards:
        frame, fixed = frame_of(plan, board), fixed_costs(plan, board)
        total[0] += (fixed.establishment + fixed.consultants) * (1 + money.overheads)
        total[0] += fixed.scanners + fixed.decisions.sum(axis=0)
        total[1] += fixed.capital
        if fixed.prices:
            rota = offer_rota(plan, ROTA_SEED, 0, [board])
            held = np.ones(len(rota), dtype=np.bool_)
            bought = bought_in(frame, rota, held, fixed.prices)
            total[0] += np.sum([*bought.values()], axis=0)
    return total


@dataclass(frozen=True)
class AtOnce:
    """A figure by formula before and after, boards together.

    Attributes
    ----------
    kpi : `LEADING` in the last whole year, or the DXA list at the end of the plan
    """

    kpi: str
    before: float
    after: float


def at_once(
    before: Scenario, after: Scenario, boards: Sequence[str] | None = None
) -> tuple[AtOnce, ...]:
    """Figures by formula of a plan beside another, without random variation."""
    pairs = zip(*(_by_formula(each, boards) for each in (before, after)), strict=True)
    return tuple(
        AtOnce(kpi, *values)
        for kpi, values in zip((LEADING, "waiting_list"), pairs, strict=True)
    )


def _by_formula(plan: Scenario, boards: Sequence[str] | None) -> tuple[float, float]:
    found, periods = answer(plan, boards), Periods.of(plan)
    year = headline_period(plan, LEADING)
    if year is None:
        return math.nan, math.nan
    place = periods.years.labels.index(year.label)
    kpi = [each.id for each in AUDIT].index(LEADING)
    counts = sum(found.kpi_counts[board][kpi][:, place] for board in found.boards)
    last = min(plan.plan_days, plan.horizon_days)
    waiting = sum(found.waiting(board, SCAN)[last] for board in found.boards)
    passed, base = np.asarray(counts, dtype=float)
    return (100 * passed / base if base else math.nan), float(waiting)
