"""The formula's answer: lists, loads, waits and KPIs of a scenario in an instant.

The same measures as in the results of a simulation, by the same definitions, without
random variation: no intervals, and no chances.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.capacity.rota import ROLES
from planner.formula.expected import ExpectedFlow, flow_of
from planner.formula.kpi_counts import kpi_counts
from planner.formula.rules import Needs
from planner.inputs.scanners import SITE_LISTS
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.outcomes.audit_kpis import AUDIT
from planner.outcomes.board_frame import Frame, frame_of
from planner.outcomes.kpi_table import unit_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEAST_WEEKS = 2.0
"""Weeks of work that must wait before a role is said to bind."""
BY_STAGE = ("waiting_list", "completed_wait")
COLUMNS = ["provider", "stage", "role", "span", "period", "kpi", "unit", "value"]


@dataclass(frozen=True)
class FormulaAnswer:
    """Measures of one scenario by formula."""

    expected: ExpectedFlow
    asked: tuple[str, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.expected.scenario

    @property
    def boards(self) -> tuple[str, ...]:
        """Boards that run a service, of those asked about."""
        providers = self.scenario.providers
        return tuple(p for p in providers if p in self.asked or not self.asked)

    def frame(self, board: str) -> Frame:
        """Periods, lists and roles of a board."""
        return frame_of(self.scenario, board)

    @cached_property
    def lists_of(self) -> dict[str, list[int]]:
        """Places of each board's lists, those of its sites among them."""
        numbers = np.array(self.expected.lists) % SITE_LISTS
        return {
            name: np.flatnonzero(numbers == self.scenario.boards[name].number).tolist()
            for name in self.boards
        }

    def _of_stage(self, table: Floats, board: str, stage: str) -> Floats:
        number = self.scenario.pathway.stages[stage].number
        place = self.expected.stages.index(number)
        return np.asarray(table[place, self.lists_of[board]].sum(axis=0))

    def waiting(self, board: str, stage: str) -> Floats:
        """People on a list at the start of each day of the plan and its run-on."""
        return self._of_stage(self.expected.waiting, board, stage)

    def joined(self, board: str, stage: str) -> Floats:
        """People who join a list on each day, those who rebook among them.

        Those who waited before the plan began have joined earlier.
        """
        joined = self._of_stage(self.expected.flowed.joined, board, stage)[:-1].copy()
        joined[0] = max(0.0, joined[0] - self.waiting(board, stage)[0])
        return joined

    def seen(self, board: str, stage: str) -> Floats:
        """People seen on each day."""
        return self._of_stage(self.expected.flowed.seen, board, stage)[:-1]

    def needed_minutes(self, board: str, role: str) -> Floats:
        """Booked minutes a day that those who join need of a role."""
        frame = self.frame(board)
        total = np.zeros(self.scenario.horizon_days)
        for name in frame.stages_by_role.get(role, ()):
            slot = self.scenario.pathway.stages[name].slot_minutes
            total += self.joined(board, name)[: len(total)] * slot
        return total

    def offered_minutes(self, board: str, role: str) -> Floats:
        """Minutes a day that a role offers to patients."""
        number, place = self.scenario.boards[board].number, ROLES.index(role)
        total = np.zeros(self.scenario.horizon_days)
        for sessions in self.expected.capacity:
            if sessions.provider == number and sessions.role == place:
                total += sessions.minutes
        return total

    def load(self, board: str, role: str, span: str = "quarter") -> Floats:
        """Demand over capacity by period."""
        edges = self.frame(board).periods[span].edges
        needed = by_period(self.needed_minutes(board, role), edges)
        offered = by_period(self.offered_minutes(board, role), edges)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(needed / offered)

    def utilisation(self, board: str, role: str) -> float:
        """Share of a role's minutes that people took, over the whole plan."""
        number, place = self.scenario.boards[board].number, ROLES.index(role)
        used = offered = 0.0
        for sessions, minutes in zip(
            self.expected.capacity, self.expected.flowed.used, strict=True
        ):
            if sessions.provider == number and sessions.role == place:
                used += minutes.sum()
                offered += sessions.minutes.sum()
        return used / offered if offered else 0.0

    def weeks_of_work(self, board: str) -> dict[str, Floats]:
        """Waiting work over the minutes offered a week, by role and week."""
        frame = self.frame(board)
        edges = frame.periods.weeks.edges
        found = {}
        for role, names in frame.stages_by_role.items():
            stages = self.scenario.pathway.stages
            work = sum(
                self.waiting(board, name)[edges[:-1]] * stages[name].slot_minutes
                for name in names
            )
            offered = by_period(self.offered_minutes(board, role), edges)
            smooth = np.convolve(offered, np.ones(4) / 4, mode="same")
            with np.errstate(divide="ignore", invalid="ignore"):
                found[role] = np.where(work > 0, work / smooth, 0.0)
        return found

    def bottleneck(self, board: str) -> list[str]:
        """The role whose work piles up longest in each week, or "" for none."""
        weeks = self.weeks_of_work(board)
        if not weeks:
            return []
        table = np.stack([*weeks.values()])
        longest, roles = table.argmax(axis=0), list(weeks)
        binds = table.max(axis=0) >= LEAST_WEEKS
        return [
            roles[k] if b else "" for k, b in zip(longest.tolist(), binds, strict=True)
        ]

    def passed(self, board: str, kpi: str) -> Floats:
        """People of a provider who pass an audit KPI, by plan year."""
        return np.asarray(self._counts(board, kpi)[0])

    def _counts(self, board: str, kpi: str) -> Floats:
        place = [each.id for each in AUDIT].index(kpi)
        return np.asarray(self.kpi_counts[board][place])

    def kpi(self, board: str, kpi: str) -> Floats:
        """An audit KPI of a provider's people by plan year, in per cent."""
        counts = self._counts(board, kpi)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(100 * counts[0] / counts[1])

    def highest_kpi(self, board: str, kpi: str) -> Floats:
        """The same if nobody had to wait: what the pathway and its people allow."""
        return unhurried(self.scenario).kpi(board, kpi)

    @cached_property
    def kpi_counts(self) -> dict[str, Floats]:
        """People who pass each KPI and its base: (KPIs, 2, plan years), by board."""
        return kpi_counts(self.expected, self.boards)

    def waits(self, board: str, stage: str) -> tuple[Floats, Floats]:
        """Days from joining to being seen and weights, of everybody seen at a stage."""
        _, days, weight = self._seen(board, stage)
        return days, weight

    def _seen(self, board: str, stage: str) -> tuple[Ints, Floats, Floats]:
        """Day on which each was seen, days waited, and weight."""
        visits = self.expected.flowed.visits
        place = self.expected.stages.index(self.scenario.pathway.stages[stage].number)
        here = (visits.stage == place) & (visits.started >= 0)
        here &= np.isin(visits.list, self.lists_of[board])
        started = visits.started[here]
        days = (started - visits.first_joined[here]) / MINUTES_A_DAY
        weight = self.expected.weight[visits.person[here]]
        return started // MINUTES_A_DAY, days, weight

    def waiting_over(self, board: str, stage: str, days: float) -> Floats:
        """People on a list at the start of each day who wait longer than so long."""
        number = self.scenario.pathway.stages[stage].number
        return self.expected.waiting_over(number, self.lists_of[board], days)

    def share_waiting_over(
        self, board: str, stage: str, day: int, longer_than: float
    ) -> float:
        """Per cent of those on a list on a day who have waited longer than so much."""
        over = self.waiting_over(board, stage, longer_than)[day]
        return float(100 * over / max(self.waiting_over(board, stage, 0.0)[day], 1.0))

    def share_of_all(self, kpi: str, year: int) -> float:
        """An audit KPI of the people of all boards, by the place of a plan year."""
        passed, base = np.add.reduce([self._counts(b, kpi) for b in self.boards])
        return float(100 * passed[year] / base[year]) if base[year] else float("nan")

    def completed_wait(self, board: str, stage: str) -> Floats:
        """Mean days waited by those seen in each plan year."""
        years = self.frame(board).periods.years
        day, waited, weight = self._seen(board, stage)
        with np.errstate(invalid="ignore"):
            return years.count(day, waited * weight) / years.count(day, weight)

    def needs(self, board: str, stage: str, target_days: float) -> Needs:
        """Capacity that a list needs by the waiting-list rules, people a week."""
        demand = float(self.joined(board, stage)[: 52 * 7].sum()) / 52
        list_now = float(self.waiting(board, stage)[0])
        return Needs(demand, list_now, target_days / 7)

    def value(self, board: str, kpi: str, stage: str, role: str, period: str) -> float:
        """One value of the table; not a number where the formula has none."""
        span, measure = self._measured.get(kpi, ("", None))
        labels = self.frame(board).periods[span].labels if measure else ()
        if measure is None or period not in labels:
            return float("nan")
        at = role if kpi == "load" else stage
        return float(measure(board, at)[labels.index(period)])

    @cached_property
    def _measured(self) -> dict[str, tuple[str, Callable[[str, str], Floats]]]:
        """Span of each measure, and its values by board and stage or role."""
        found: dict[str, tuple[str, Callable[[str, str], Floats]]] = {
            "waiting_list": ("week", self._waiting_by_week),
            "completed_wait": ("year", self.completed_wait),
            "load": ("quarter", self.load),
        }
        for each in AUDIT:
            found[each.id] = ("year", partial(self._audit_kpi, kpi=each.id))
        return found

    def _waiting_by_week(self, board: str, stage: str) -> Floats:
        weeks = self.frame(board).periods.weeks.edges[:-1]
        return self.waiting(board, stage)[weeks]

    def _audit_kpi(self, board: str, _stage: str, kpi: str) -> Floats:
        return self.kpi(board, kpi)

    @cached_property
    def table(self) -> pd.DataFrame:
        """KPIs, lists, waits and loads, one row a value, as in the simulation's."""
        rows = [row for board in self.boards for row in self._rows(board)]
        table = pd.DataFrame(rows, columns=COLUMNS)
        known: pd.DataFrame = table[np.isfinite(table["value"])]
        return known.reset_index(drop=True)

    def _rows(self, board: str) -> list[tuple[object, ...]]:
        frame, rows = self.frame(board), list[tuple[object, ...]]()

        def add(kpi: str, values: Floats, span: str, stage: str, role: str) -> None:
            labels = frame.periods[span].labels
            unit = unit_of(kpi)
            rows.extend(
                (board, stage, role, span, label, kpi, unit, float(value))
                for label, value in zip(labels, values, strict=True)
            )

        for kpi, (span, measure) in self._measured.items():
            if kpi == "load":
                for role in frame.stages_by_role:
                    add(kpi, measure(board, role), span, "all", role)
                continue
            for stage in frame.lists if kpi in BY_STAGE else ("all",):
                add(kpi, measure(board, stage), span, stage, "all")
        return rows


def answer(scenario: Scenario, boards: Sequence[str] | None = None) -> FormulaAnswer:
    """The formula's answer to a scenario, for these boards alone or for all."""
    return FormulaAnswer(flow_of(scenario, boards=boards), tuple(boards or ()))


def unhurried(scenario: Scenario) -> FormulaAnswer:
    """The same if every list had all the capacity it could use: the pathway's limit."""
    expected = flow_of(scenario)
    plenty = tuple(
        replace(each, minutes=np.full_like(each.minutes, 1e9))
        for each in expected.capacity
    )
    return FormulaAnswer(flow_of(scenario, plenty))


def by_period(daily: Floats, edges: Ints) -> Floats:
    """Sums of a daily amount by period."""
    sums = np.concatenate([[0.0], np.cumsum(daily)])
    return np.asarray(np.diff(sums[np.minimum(edges, len(daily))]))
