"""Figures that the formula foresees: backlogs cleared, people seen in time, pounds.

By the definitions of the outcomes of a run, without random variation; of a session that
is bought in it is known whether anybody is seen there, so that one with nobody booked
costs nothing. Travel between boards, booking and reminders are priced in a run alone.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.capacity.offer import offer_rota
from planner.capacity.rota import Rota
from planner.capacity.workforce import held_by
from planner.formula.answer import FormulaAnswer, answer
from planner.formula.capacity import ROTAS, SEED
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.costs import fixed_costs
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.periods import Periods, headline_period
from planner.outcomes.queues import SETTLED_WEEKS, week_after_last_run
from planner.outcomes.scanning_costs import bought_in
from planner.outcomes.staff_costs import moving_staff

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SCAN = "scan"
A_WEEK, LATE_SHARE, FEW_PEOPLE = 7, 0.15, 12.0
"""Days, share of a list and people by which the formula is more lenient than a run when
it calls a list cleared: a row of it stands for up to so many people, and lists that are
bought in for long waits hold a list just at the mark; MODEL.md compares its dates with
those of a run."""


@dataclass(frozen=True)
class ForeseenBudget:
    """Pounds by financial year in prices of the price year.

    Attributes
    ----------
    years : such as "2026/27"
    whole : whether all of a year lies in the plan
    """

    years: tuple[str, ...]
    whole: tuple[bool, ...]
    revenue: Floats
    capital: Floats

    @property
    def total(self) -> Floats:
        """Revenue and capital together."""
        return self.revenue + self.capital

    def beyond(self, start: ForeseenBudget) -> ForeseenBudget:
        """The additions to another plan's."""
        return ForeseenBudget(
            years=self.years,
            whole=self.whole,
            revenue=self.revenue - start.revenue,
            capital=self.capital - start.capital,
        )

    @property
    def a_year(self) -> float:
        """Revenue of the last whole financial year; of a shorter plan the last one."""
        places = [place for place, whole in enumerate(self.whole) if whole]
        return float(self.revenue[places[-1] if places else -1])


@dataclass(frozen=True)
class Foreseen:
    """Leading figures of one plan by formula, of the boards that were asked about."""

    found: FormulaAnswer

    @property
    def scenario(self) -> Scenario:
        """The plan."""
        return self.found.scenario

    @cached_property
    def cleared(self) -> dict[str, datetime.date | None]:
        """Day from which the DXA backlog of each board is gone; None: it is not."""
        return {board: self._cleared(board) for board in self.found.boards}

    @property
    def all_cleared(self) -> datetime.date | None:
        """Day by which the backlogs of all boards are gone; None: not in the plan."""
        days = [day for day in self.cleared.values() if day]
        return max(days) if days and len(days) == len(self.cleared) else None

    def _cleared(self, board: str) -> datetime.date | None:
        weeks = self.found.frame(board).periods.weeks
        too_long, days = self.scenario.marks.cleared_wait_days, weeks.edges[:-1]
        late = self.found.waiting_over(board, SCAN, too_long + A_WEEK)[days]
        number = self.found.waiting(board, SCAN)[days]
        allowed = np.maximum(number * LATE_SHARE, FEW_PEOPLE)
        first = int(week_after_last_run((late > allowed)[None, :])[0])
        if first > len(weeks) - SETTLED_WEEKS:
            return None
        day = datetime.timedelta(days=int(weeks.edges[first]))
        return self.scenario.plan_start + day

    @property
    def list_at_end(self) -> float:
        """People who wait for DXA in the last whole week."""
        boards = self.found.boards
        week = Periods.of(self.scenario).last_whole("week")
        label = week.label if week else ""
        values = (self.found.value(b, "waiting_list", SCAN, "all", label)
                  for b in boards)  # fmt: skip
        return math.fsum(values)

    def share(self, kpi: str = LEADING) -> float:
        """An audit KPI of all these boards' people in its headline year, per cent."""
        year = headline_period(self.scenario, kpi)
        if year is None:
            return math.nan
        labels = Periods.of(self.scenario).years.labels
        place = labels.index(year.label)
        return self.found.share_of_all(kpi, place)

    @cached_property
    def budget(self) -> ForeseenBudget | None:
        """Pounds by financial year; None without prices."""
        if self.scenario.money is None:
            return None
        years = Periods.of(self.scenario).financial_years
        revenue, capital = np.zeros((2, len(years)))
        for board in self.found.boards:
            mine, built = self._spent(board)
            revenue, capital = revenue + mine, capital + built
        return ForeseenBudget(
            years=tuple(years.labels),
            whole=tuple(map(bool, years.whole)),
            revenue=revenue,
            capital=capital,
        )

    def _spent(self, board: str) -> tuple[Floats, Floats]:
        """Revenue and capital of a board by financial year."""
        money, frame = self.scenario.money, self.found.frame(board)
        assert money is not None
        fixed = fixed_costs(self.scenario, board)
        edges = frame.periods.financial_years.edges
        pay = fixed.staff.by_role.sum(axis=0) + fixed.consultants
        bought = np.zeros(len(edges) - 1)
        for replication in range(ROTAS):
            posts = held_by(self.scenario, board, SEED, replication)
            pay += moving_staff(posts, money, frame).by_role.sum(axis=0) / ROTAS
            if fixed.prices:
                rota = offer_rota(self.scenario, SEED, replication, [board])
                used = self._used(board, rota)
                lines = bought_in(frame, rota, used, fixed.prices)
                bought += np.sum([*lines.values()], axis=0) / ROTAS
        scans = self.found.seen(board, SCAN)[: self.scenario.plan_days]
        done = np.append(0.0, np.cumsum(scans))[np.minimum(edges, len(scans))]
        revenue = pay * (1 + money.overheads) + fixed.scanners + bought
        revenue += fixed.decisions.sum(axis=0)
        revenue += np.diff(done) * money.scan_consumables
        return revenue, fixed.capital

    def _used(self, board: str, rota: Rota) -> Bools:
        """Whether anybody is booked into each session, the earliest being filled first.

        The flow knows minutes a day of sessions that offer the same.
        """
        number, minutes = self.scenario.boards[board].number, rota.offered_minutes
        place = {
            (each.role, each.activities, each.lists): position
            for position, each in enumerate(self.found.expected.capacity)
            if each.provider == number
        }
        offers = {
            pair: place.get(self._offer(rota, *pair), -1)
            for pair in set(zip(rota.role, rota.plan, rota.serves, strict=True))
        }
        of = np.array(
            [offers[p] for p in zip(rota.role, rota.plan, rota.serves, strict=True)]
        )
        day = np.minimum(rota.start // MINUTES_A_DAY, self.scenario.horizon_days - 1)
        order = np.lexsort((rota.start, day, of))
        filled = np.cumsum(minutes[order])
        group = of[order] * (self.scenario.horizon_days + 1) + day[order]
        firsts = np.flatnonzero(np.append(True, np.diff(group) != 0))
        size = np.diff(np.append(firsts, len(group)))
        before = filled - minutes[order]
        before -= np.repeat(before[firsts], size)
        used = np.zeros(len(rota), bool)
        held = self.found.expected.flowed.used[of[order], day[order]]
        used[order] = (of[order] >= 0) & (held > before)
        return used

    def _offer(
        self, rota: Rota, role: int, plan: int, serves: int
    ) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        number = int(rota.provider[0])
        lists = (number,) if serves < 0 else rota.lists[serves]
        return role, rota.plans[plan], lists


def foresee(scenario: Scenario, boards: Iterable[str] = ()) -> Foreseen:
    """The leading figures of a plan, for these boards alone or for all."""
    return Foreseen(answer(scenario, tuple(boards) or None))
