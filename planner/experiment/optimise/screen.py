"""Screening by formula: mixes that may be the best, within the formula's error.

New capacity is laid over the minutes that a plan offers, people of other boards left
out, so that a mix takes a hundredth of a second. Where there are more mixes than can be
tried, those on the way up from nothing and down from everything are, and whatever lies
one exchange from the best of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from planner.errors import ScenarioError
from planner.experiment.ask.amount_search import AmountSearch
from planner.experiment.ask.amounts import Amounts, changes_of
from planner.experiment.ask.question import Question
from planner.experiment.marks import Mark
from planner.experiment.optimise.aims import Aim, SpendingLimits
from planner.experiment.optimise.levers import Levers, Mix
from planner.experiment.optimise.trials import (
    SAME_PRICE,
    Correction,
    MixTrial,
    Prices,
    not_surely_worse,
    rooms,
    spread_by_aim,
)
from planner.formula.answer import FormulaAnswer
from planner.formula.expected import flow_of
from planner.inputs.apply_changes import apply_changes

Floats = npt.NDArray[np.float64]
EVERY_MIX, MOST_TRIALS, MOST_AROUND = 600, 500, 150
"""Mixes up to which every one is tried; trials at most where there are more; and those
around the best that simulation has found."""
ROUNDS = 12
"""Rounds of exchanges at most."""
LEAST_FOR_SPREAD = 4
"""Replications of a mix from which its spread counts."""
DEARER = 1.1
"""Price over that of the cheapest sure mix up to which a mix may still be the best."""


@dataclass
class MixScreen:
    """Trials of one board's mixes by formula.

    Attributes
    ----------
    chance : share of replications in which the marks are to hold
    corrections : of each mark, as found by simulation
    spread : standard deviation of each mark's measure between replications
    """

    question: Question
    board: str
    levers: Levers
    marks: tuple[Mark, ...]
    aim: Aim
    budget: SpendingLimits
    prices: Prices
    chance: float = 0.5
    corrections: list[Correction] = field(default_factory=list)
    spread: list[float] = field(default_factory=list)
    trials: dict[Mix, MixTrial] = field(default_factory=dict)
    _searches: dict[object, AmountSearch | None] = field(default_factory=dict)

    def answer(self, mix: Mix) -> FormulaAnswer | None:
        """The formula's answer; None where changes cannot be in force together."""
        amounts = self.levers.amounts(mix)
        search = self._search(mix, amounts)
        if search is None:
            return None
        added = search.added(self.board, replace(amounts, operator=0.0))
        capacity = (*search.base.expected.capacity, *added)
        plan = search.question.plan
        return FormulaAnswer(flow_of(plan, capacity, [self.board]))

    def _search(self, mix: Mix, amounts: Amounts) -> AmountSearch | None:
        """Trials upon the changes by name and the operators of a mix."""
        named = self.levers.named(mix)
        key = tuple(change.name for change in named), amounts.operator
        if key not in self._searches:
            plan, of = self.question.plan, self.question
            own = {self.board: Amounts(operator=amounts.operator)}
            changes = [*named, *changes_of(plan, own, of.dates, of.limits)]
            try:
                plan = apply_changes(plan, changes) if changes else plan
            except ScenarioError:
                self._searches[key] = None
            else:
                question = replace(of, plan=plan, boards=(self.board,))
                marks = {self.board: self.marks}
                self._searches[key] = AmountSearch(question, marks)
        return self._searches[key]

    def tried(self, mix: Mix) -> MixTrial:
        """A mix by formula, tried once."""
        if mix not in self.trials:
            price, answer = self.prices.total(mix), self.answer(mix)
            by = self.question.by
            if answer is None:
                never = (math.nan,) * len(self.marks)
                self.trials[mix] = MixTrial(
                    mix, price, -math.inf, -math.inf, -math.inf, never
                )
            else:
                marks = tuple(
                    each.by_formula(answer, self.board, by) for each in self.marks
                )
                aim = self.aim.by_formula(answer, self.board, by)
                aim = aim if math.isfinite(aim) else -1e9
                rooms = self._rooms(marks)
                self.trials[mix] = MixTrial(mix, price, *rooms, aim, marks)
        return self.trials[mix]

    def _rooms(self, values: Sequence[float]) -> tuple[float, float]:
        return rooms(self.marks, values, self.corrections, self.spread, self.chance)

    def correct(self, simulated: Mapping[Mix, Floats]) -> None:
        """Judge all trials anew by simulations of some mixes.

        Parameters
        ----------
        simulated : values of the marks, a row a replication
        """
        trials = [self.tried(mix) for mix in simulated]
        seen = [*simulated.values()]
        self.corrections, self.spread = [], []
        for k in range(len(self.marks)):
            means = [float(values[:, k].mean()) for values in seen]
            formula = [trial.marks[k] for trial in trials]
            self.corrections.append(Correction.of_pairs(formula, means))
            many = [v[:, k].std(ddof=1) for v in seen if len(v) >= LEAST_FOR_SPREAD]
            self.spread.append(float(np.median(many)) if many else 0.0)
        for mix, trial in self.trials.items():
            room, surely = self._rooms(trial.marks)
            self.trials[mix] = replace(trial, room=room, surely=surely)

    def affordable(self, mix: Mix) -> bool:
        """Whether a mix stays within the budget, by the price of each lever alone."""
        revenue, capital = self.prices.of(mix)
        loose = 1 - SAME_PRICE
        return bool(self.budget.holds(revenue * loose, np.array(capital * loose)))

    def run(self) -> None:
        """Try every mix, or those where the best may lie."""
        if self.levers.plans <= EVERY_MIX:
            for mix in product(*(range(len(lv.levels) + 1) for lv in self.levers.of)):
                if self.affordable(mix):
                    self.tried(mix)
            return
        for mix in self.levers.single():
            self._within(mix)
        self._climb(self.levers.nothing)
        if self.marks:
            self._descend(self._highest())
        for _round in range(ROUNDS):
            before = len(self.trials)
            for best in self._leading():
                for mix in self.levers.exchanges(best):
                    self._within(mix)
            if len(self.trials) == before or len(self.trials) >= MOST_TRIALS:
                return

    def _within(self, mix: Mix) -> MixTrial | None:
        """A trial, where money and the number of trials allow it."""
        if mix in self.trials:
            return self.trials[mix]
        if len(self.trials) >= MOST_TRIALS or not self.affordable(mix):
            return None
        return self.tried(mix)

    def _highest(self) -> Mix:
        """The highest mix that the climb found."""
        return max(self.trials, key=lambda mix: (self.trials[mix].surely, sum(mix)))

    def better(self, trial: MixTrial) -> tuple[float, float, float]:
        """Order of trials: marks surely held, the aim, and the price."""
        if self.marks:
            return min(trial.surely, 1.0), -trial.price, trial.aim
        return trial.aim, -trial.price, 0.0

    def _climb(self, start: Mix) -> None:
        """Add the level that brings most for its price, until none is left."""
        here = self.tried(start)
        while True:
            steps = [
                step
                for mix in self.levers.one_more(here.mix)
                if (step := self._within(mix)) is not None
            ]
            if not steps:
                return
            # A lever may bring nothing until another one does.
            here = max(steps, key=lambda step: self._gain(here, step))
            if self.marks and here.surely > 1.0:
                return

    def _gain(self, here: MixTrial, step: MixTrial) -> tuple[bool, float]:
        more = step.room - here.room if self.marks else step.aim - here.aim
        price = max(step.price - here.price, 1.0)
        return more > 0, more / price if more > 0 else -price

    def _descend(self, start: Mix) -> None:
        """Take away the level that saves most while the marks may hold."""
        here = self.tried(start)
        while True:
            steps = [
                step
                for mix in self.levers.one_less(here.mix)
                if (step := self._within(mix)) is not None and step.surely >= 0
            ]
            if not steps:
                return
            here = min(steps, key=lambda step: step.price)

    def _leading(self) -> list[Mix]:
        """Mixes from which exchanges are tried."""
        every = sorted(self.trials.values(), key=self.better, reverse=True)
        chosen = [trial.mix for trial in every[:3]]
        near = [trial for trial in every if 0 <= trial.surely < math.inf]
        if near:
            chosen.append(min(near, key=lambda trial: trial.price).mix)
        return list(dict.fromkeys(chosen))

    def around(self, best: Mix, count: int, *, holds: bool) -> list[MixTrial]:
        """Mixes with two levers at other levels that may be better than the best.

        Where the best holds its marks, those that are cheaper and likeliest to do as
        well by the corrected formula, else those that do better; cheapest first.
        """
        mine, by_cost, found = self.tried(best), bool(self.marks), list[MixTrial]()
        limit = mine.price * (1 - SAME_PRICE) if by_cost and holds else math.inf
        left = MOST_AROUND
        # Those that cost about as much are likeliest to do as much.
        moved = self.levers.two_moved(best)
        for mix in sorted(
            moved, key=lambda m: (abs(self.prices.total(m) - mine.price), m)
        ):
            if self.prices.total(mix) >= limit or not self.affordable(mix):
                continue
            if mix not in self.trials:
                left -= 1
            if left < 0:
                break
            if self._may_beat(self.tried(mix), mine, holds=holds):
                found.append(self.trials[mix])
        found.sort(key=(lambda t: -t.room) if by_cost else (lambda t: -t.aim))
        return sorted(found[:count], key=lambda trial: trial.price)

    def _may_beat(self, trial: MixTrial, best: MixTrial, *, holds: bool) -> bool:
        if not self.marks:
            return trial.aim >= best.aim - self.aim.error(best.aim)
        return trial.room >= -1 if holds else trial.room > best.room

    def best(self) -> MixTrial:
        """The best mix by formula: the cheapest whose marks hold, or what does most."""
        every = [t for t in self.trials.values() if self.affordable(t.mix)]
        held = [trial for trial in every if trial.surely >= 0]
        if self.marks and held:
            return min(held, key=lambda trial: trial.price)
        return max(every, key=self.better)

    def cheapest(self) -> list[MixTrial]:
        """Mixes that may be the cheapest whose marks hold, cheapest first."""
        every = [t for t in self.trials.values() if self.affordable(t.mix)]
        sure = min((t.price for t in every if t.surely >= 1), default=math.inf)
        found = [t for t in every if t.room >= -1 and t.price <= DEARER * sure]
        return not_surely_worse(found, lambda t: t.room, 1.0)

    def most(self) -> list[MixTrial]:
        """Mixes that may bring most within the budget, cheapest first."""
        every = [t for t in self.trials.values() if self.affordable(t.mix)]
        best = max(trial.aim for trial in every)
        error = self.aim.error(best)
        found = [trial for trial in every if trial.aim >= best - 2 * error]
        return not_surely_worse(found, lambda t: t.aim, error)

    def nearest(self, count: int) -> list[MixTrial]:
        """Mixes that come nearest to the marks, cheapest first."""
        every = [t for t in self.trials.values() if self.affordable(t.mix)]
        every.sort(key=lambda trial: (-trial.room, trial.price))
        return sorted(every[:count], key=lambda trial: trial.price)

    def front(self, count: int) -> list[MixTrial]:
        """Mixes of which none is cheaper and better, spread over the prices."""
        ahead, best = [], -math.inf
        for trial in sorted(self.trials.values(), key=lambda t: (t.price, -t.aim)):
            if trial.aim > best and self.affordable(trial.mix):
                ahead.append(trial)
                best = trial.aim
        return spread_by_aim(ahead, count)
