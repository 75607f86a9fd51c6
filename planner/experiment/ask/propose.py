"""Amounts that meet the marks by formula: the least that do, board by board.

All boards are tried at once: they share nobody but by mutual aid, which the simulation
then sees. New capacity is laid over the formula's offered minutes, so that no rota is
made anew until a proposal is found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.capacity.rota import ROLES as ALL_ROLES
from planner.experiment.ask.amounts import ROLES, Amounts, free_sessions
from planner.experiment.ask.question import DXA, LISTS, Question
from planner.experiment.marks import LIST, WAIT, Mark
from planner.formula.answer import FormulaAnswer, answer, unhurried
from planner.formula.capacity import OfferedSessions
from planner.formula.expected import flow_of
from planner.inputs.units import DAYS_A_YEAR, SESSION_MINUTES, SESSIONS_A_WEEK
from planner.outcomes.staff_costs import employer_cost

HALVINGS = 6
WITHIN_LIMIT = 0.93
"""Part of what the pathway allows that random variation leaves within reach."""


@dataclass(frozen=True)
class Proposal:
    """Amounts by board, and what stops a mark.

    Attributes
    ----------
    marks : as they are aimed at: lower than asked where the pathway allows no more
    highest : what the pathway allows, by board and mark asked for
    stopped : part that is at its most, by board, where a mark is missed all the same
    """

    amounts: dict[str, Amounts]
    marks: dict[str, tuple[Mark, ...]]
    highest: dict[str, dict[str, float]]
    stopped: dict[str, str]


def propose(question: Question) -> Proposal:
    """The least amounts that meet the marks by formula."""
    marks, highest = _reachable(question)
    found = AmountSearch(question, marks)
    amounts = dict.fromkeys(question.boards, Amounts())
    if "nurse" in question.parts and len(question.parts) > 1:
        ample = {b: replace(a, sessions=found.most(b, DXA)) for b, a in amounts.items()}
        needed = found.least("nurse", ample, only=("kpi4_assessed_90",))
        up = {b: _whole_units("nurse", needed[b]) for b in amounts}
        amounts = {b: replace(a, nurse=up[b]) for b, a in amounts.items()}
    if DXA in question.parts:
        amounts = _scanning(found, question, amounts)
    elif len(question.parts) == 1:
        (part,) = question.parts
        least = found.least(part, amounts)
        up = {b: _whole_units(part, least[b]) for b in amounts}
        amounts = {b: replace(a, **{part: up[b]}) for b, a in amounts.items()}
    stopped = found.stopped(amounts)
    return Proposal(found.with_support(amounts), marks, highest, stopped)


def _whole_units(part: str, amount: float) -> float:
    """An amount in units that can be had: whole sessions, tenths of a WTE."""
    if part in (DXA, LISTS):
        return float(math.ceil(amount - 1e-9))
    return math.ceil(amount * 10 - 1e-9) / 10


def _scanning(
    found: AmountSearch, question: Question, amounts: dict[str, Amounts]
) -> dict[str, Amounts]:
    """Sessions that stay, or fewer of them with bought-in lists, as is cheaper."""
    alone = found.least(DXA, amounts)
    only = {b: replace(a, sessions=math.ceil(alone[b])) for b, a in amounts.items()}
    if LISTS not in question.parts:
        return only
    helped = {b: replace(a, lists=found.most(b, LISTS)) for b, a in amounts.items()}
    least = found.least(DXA, helped)
    both = {b: replace(a, sessions=math.ceil(least[b])) for b, a in amounts.items()}
    lists = found.least(LISTS, both)
    both = {b: replace(a, lists=math.ceil(lists[b])) for b, a in both.items()}
    missed = found.stopped(only)
    chosen = {}
    for board in question.boards:
        cheaper = found.price(both[board]) < found.price(only[board])
        chosen[board] = (both if cheaper or board in missed else only)[board]
    return chosen


def _reachable(
    question: Question,
) -> tuple[dict[str, tuple[Mark, ...]], dict[str, dict[str, float]]]:
    """Marks no higher than the pathway allows, and what it allows."""
    limit = unhurried(question.plan)
    marks: dict[str, tuple[Mark, ...]] = {}
    highest: dict[str, dict[str, float]] = {}
    for board in question.boards:
        of_board = []
        for mark in question.marks[board]:
            value = mark.by_formula(limit, board, question.by)
            if mark.kpi not in (WAIT, LIST):
                # A year's few hundred rows leave two points of chance.
                later = limit.kpi(board, mark.kpi)[question.by.year_place :]
                value = min(value, float(np.nanmean(later)))
            aimed = mark
            if not bool(mark.met(np.array([value]))) and math.isfinite(value):
                highest.setdefault(board, {})[mark.kpi] = value
                if mark.target > value:
                    aimed = replace(mark, target=math.floor(value * WITHIN_LIMIT))
            of_board.append(aimed)
        marks[board] = tuple(of_board)
    return marks, highest


class AmountSearch:
    """Trials by formula of amounts for all boards at once."""

    def __init__(self, question: Question, marks: dict[str, tuple[Mark, ...]]) -> None:
        self.question, self.marks = question, marks
        self.base = answer(question.plan)
        self.offered = {board: self._by_unit(board) for board in question.boards}

    def most(self, board: str, part: str) -> float:
        """Most of a part that a board can have."""
        return self.question.most(board, part)

    def price(self, new: Amounts) -> float:
        """Rough price over the plan, for choosing between sessions and lists."""
        limits, dates, by = self.question.limits, self.question.dates, self.question.by
        weeks = (by.date - dates.lists).days / 7
        wte = new.sessions * limits.wte_a_session
        money = self.question.plan.money
        known = money is not None and limits.operator_band in money.pay
        pay = employer_cost(money, limits.operator_band) if money and known else 0.0
        over = max(0.0, new.sessions - 10)
        capital = limits.scanner_capital if over else 0.0
        plan = self.question.plan
        days = plan.plan_days - (dates.sessions - plan.plan_start).days
        years = max(0, days) / DAYS_A_YEAR
        return wte * pay * years + new.lists * weeks * limits.list_price + capital

    def least(
        self, part: str, amounts: Mapping[str, Amounts], only: Sequence[str] = ()
    ) -> dict[str, float]:
        """Least of one part that meets the marks, the other parts as they are.

        Parameters
        ----------
        only : kpis of the marks that count; empty: all
        """
        low = dict.fromkeys(self.question.boards, 0.0)
        high = {b: self.most(b, part) for b in self.question.boards}
        none = self._missed(part, low, amounts, only)
        high = {b: high[b] if none[b] else 0.0 for b in high}
        for _halving in range(HALVINGS if any(none.values()) else 0):
            middle = {b: (low[b] + high[b]) / 2 for b in high}
            missed = self._missed(part, middle, amounts, only)
            for board, is_missed in missed.items():
                (low if is_missed else high)[board] = middle[board]
        return high

    def _missed(
        self,
        part: str,
        of_part: Mapping[str, float],
        amounts: Mapping[str, Amounts],
        only: Sequence[str],
    ) -> dict[str, bool]:
        tried = {b: replace(amounts[b], **{part: of_part[b]}) for b in amounts}
        found = self.tried(tried)
        return {b: bool(self._failing(found, b, only)) for b in amounts}

    def _failing(
        self, found: FormulaAnswer, board: str, only: Sequence[str] = ()
    ) -> list[Mark]:
        failing = []
        for mark in self.marks[board]:
            if only and mark.kpi not in only:
                continue
            value = mark.by_formula(found, board, self.question.by)
            if not bool(mark.met(np.array([value]))):
                failing.append(mark)
        return failing

    def stopped(self, amounts: Mapping[str, Amounts]) -> dict[str, str]:
        """Part at its most, by board, where a mark is missed all the same."""
        found = self.tried(amounts)
        stopped = {}
        for board in self.question.boards:
            full = [
                part
                for part in self.question.parts
                if getattr(amounts[board], part) >= self.most(board, part) > 0
            ]
            if self._failing(found, board):
                stopped[board] = full[0] if full else ""
        return stopped

    def with_support(self, amounts: Mapping[str, Amounts]) -> dict[str, Amounts]:
        """The same with posts for roles that no mark names, kept below full load."""
        found, most = self.tried(amounts), self.question.limits.most_load
        days = slice(max(0, self.question.by.day - 364), self.question.by.day)
        result = {}
        for board, new in amounts.items():
            for role in ROLES:
                if role not in self.question.parts:
                    continue
                needed = found.needed_minutes(board, role)[days].sum()
                has = found.offered_minutes(board, role)[days].sum()
                wte = self.offered[board].get(role, 0.0) * 52
                if needed > most * has and wte:
                    short = (needed / most - has) / wte
                    new = new.more(role, math.ceil(short * 10) / 10)
            result[board] = new
        return result

    def tried(self, amounts: Mapping[str, Amounts]) -> FormulaAnswer:
        """The formula's answer with these amounts laid over what is offered."""
        added = [
            sessions
            for board, new in amounts.items()
            for sessions in self._added(board, new)
        ]
        capacity = (*self.base.expected.capacity, *added)
        return FormulaAnswer(flow_of(self.question.plan, capacity))

    def _by_unit(self, board: str) -> dict[str, float]:
        """Minutes a week that one WTE, or one DXA session, offers to patients."""
        number = self.question.plan.boards[board].number
        found = {"scanner": 0.9 * self._session_minutes}
        for role in ROLES:
            place = ALL_ROLES.index(role)
            rows = [
                each
                for each in self.base.expected.capacity
                if each.provider == number and each.role == place
            ]
            paid = sum(each.paid.sum() for each in rows)
            share = sum(each.minutes.sum() for each in rows) / paid if paid else 0.6
            found[role] = share * SESSIONS_A_WEEK * SESSION_MINUTES
        return found

    @property
    def _session_minutes(self) -> float:
        limits = self.question.limits
        return float(limits.slots_a_session * limits.slot_minutes)

    def _added(self, board: str, new: Amounts) -> list[OfferedSessions]:
        pathway, dates = self.question.plan.pathway, self.question.dates
        unit = self.offered[board]
        found = []
        for role in ROLES:
            if wte := getattr(new, role):
                names = pathway.roles.get(role, ())
                week = wte * unit[role]
                found.append(self._sessions(board, role, names, week, dates.staff))
        own = min(new.sessions, free_sessions(self.question.plan, board))
        names = pathway.scan_activities
        for amount, start in (
            (own, dates.sessions),
            (new.sessions - own, dates.scanner),
        ):
            if amount > 0:
                week = amount * unit["scanner"]
                found.append(self._sessions(board, "scanner", names, week, start))
        if new.lists:
            names = pathway.temporary_activities
            week = new.lists * self._session_minutes
            made = self._sessions(board, "scanner", names, week, dates.lists)
            made.minutes[self.question.by.day :] = 0.0
            found.append(made)
            names, week = pathway.outsourced_activities, week / 3
            found.append(self._sessions(board, "reporter", names, week, dates.lists))
        return found

    def _sessions(
        self, board: str, role: str, names: Sequence[str], week: float, start: object
    ) -> OfferedSessions:
        """Minutes spread evenly over the working days from a date on."""
        plan = self.question.plan
        number, days = plan.boards[board].number, np.arange(plan.horizon_days)
        first = (start - plan.plan_start).days  # type: ignore[operator]
        weekday = (days + plan.plan_start.weekday()) % 7
        minutes = np.where((days >= first) & (weekday < 5), week / 5, 0.0)
        return OfferedSessions(
            provider=number,
            role=ALL_ROLES.index(role),
            activities=tuple(plan.pathway.activities[name].number for name in names),
            lists=(number,),
            minutes=minutes,
            paid=minutes,
        )
