"""Trials by formula of new capacity, for all boards at once.

New capacity is laid over the formula's offered minutes, so that no rota is made anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.capacity.rota import ROLES as ALL_ROLES
from planner.experiment.ask.amounts import (
    DXA,
    LISTS,
    OPERATOR,
    ROLES,
    STEP,
    Amounts,
    free_sessions,
)
from planner.experiment.ask.cost import rough_price
from planner.experiment.ask.question import Question
from planner.experiment.ask.trials import with_amounts
from planner.experiment.marks import LIST, WAIT, Mark
from planner.formula.answer import FormulaAnswer, answer
from planner.formula.capacity import OfferedSessions, offered_capacity
from planner.formula.expected import flow_of
from planner.inputs.units import SESSION_MINUTES, SESSIONS_A_WEEK

HALVINGS = 6
WORTH_OPERATORS = 1.05
"""Minutes of scanners with many more operators over those without, from which operators
are lacking; less is cover of absences, for which a new session is the better buy."""
PROBE, LEAST_GAIN = 3, 0.003
"""Units tried to see which part helps; the gain below which the formula sees none."""


class AmountSearch:
    """Trials by formula of amounts for all boards at once."""

    def __init__(
        self, question: Question, marks: Mapping[str, tuple[Mark, ...]]
    ) -> None:
        self.question, self.marks = question, marks
        self.base = answer(question.plan)
        self._with_operators: dict[object, tuple[OfferedSessions, ...]] = {}
        self.offered = {board: self._by_unit(board) for board in question.boards}

    def most(self, board: str, part: str) -> float:
        """Most of a part that a board can have."""
        return self.question.most(board, part)

    def lacks_operators(self, board: str) -> bool:
        """Whether more operators would open sessions that the scanners have."""
        more = self._capacity({board: Amounts(operator=self.question.limits.most_wte)})
        number = self.question.plan.boards[board].number
        scanner = ALL_ROLES.index("scanner")
        now, then = (
            sum(
                each.minutes.sum()
                for each in capacity
                if each.provider == number and each.role == scanner
            )
            for capacity in (self.base.expected.capacity, more)
        )
        return bool(then > now * WORTH_OPERATORS)

    def _capacity(self, amounts: Mapping[str, Amounts]) -> tuple[OfferedSessions, ...]:
        """Offered minutes with the operators of these amounts, who need a new rota."""
        own = {b: a.operator for b, a in amounts.items() if a.operator}
        key = tuple(sorted(own.items()))
        if not own:
            return self.base.expected.capacity
        if key not in self._with_operators:
            alone = {board: Amounts(operator=wte) for board, wte in own.items()}
            plan = with_amounts(self.question, alone)
            self._with_operators[key] = offered_capacity(plan)
        return self._with_operators[key]

    def price(self, board: str, new: Amounts) -> float:
        """Rough price over the plan, for choosing between parts."""
        return rough_price(self.question, board, new)

    def most_useful(
        self,
        board: str,
        now: Amounts,
        marks: Sequence[Mark],
        without: Collection[str] = (),
    ) -> str | None:
        """The part of which more brings these marks nearest for its price, if any may.

        Where the formula sees no difference, the part is one that scans.

        Parameters
        ----------
        without : parts that are not asked about
        """
        before = self._nearness(board, now, marks)
        gains: dict[str, float] = {}
        for part in (p for p in self.question.parts if p not in without):
            if part == OPERATOR and not self.lacks_operators(board):
                continue
            amount = getattr(now, part)
            if amount + STEP[part] > self.most(board, part) + 1e-9:
                continue
            more = min(PROBE * STEP[part], self.most(board, part) - amount)
            new = now.more(part, more)
            price = max(1.0, self.price(board, new) - self.price(board, now))
            gain = self._nearness(board, new, marks) - before
            gains[part] = gain / price if gain > LEAST_GAIN else 0.0
        if not gains:
            return None
        order = [part for part in (DXA, LISTS, OPERATOR, *ROLES) if part in gains]
        return max(order, key=gains.__getitem__)

    def _nearness(self, board: str, new: Amounts, marks: Sequence[Mark]) -> float:
        """Values by formula over their targets, the nearer the higher."""
        found, total = self.tried({board: new}), 0.0
        for mark in marks:
            value = mark.by_formula(found, board, self.question.by)
            if mark.kpi == WAIT:
                total -= value / 100
            else:
                sign = -1 if mark.kpi == LIST else 1
                total += sign * value / max(mark.target, 1.0)
        return total

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
            if not mark.met_by(value):
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
                    new = new.more(role, min(short, self.most(board, role)))
            result[board] = new.whole()
        return result

    def tried(self, amounts: Mapping[str, Amounts]) -> FormulaAnswer:
        """The formula's answer with these amounts laid over what is offered."""
        added = [
            sessions
            for board, new in amounts.items()
            for sessions in self.added(board, new)
        ]
        capacity = (*self._capacity(amounts), *added)
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

    def added(self, board: str, new: Amounts) -> list[OfferedSessions]:
        """Sessions that these amounts bring, but for those of operators alone."""
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
        self,
        board: str,
        role: str,
        names: Sequence[str],
        week: float,
        start: datetime.date,
    ) -> OfferedSessions:
        """Minutes spread evenly over the working days from a date on."""
        plan = self.question.plan
        number, days = plan.boards[board].number, np.arange(plan.horizon_days)
        first = (start - plan.plan_start).days
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
