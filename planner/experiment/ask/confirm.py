"""Amounts that hold in the simulation: more until the chance is there, then less.

Each board goes its own way, one unit at a time; all boards of a step are simulated
together, on the same people and random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.experiment.ask.amounts import Amounts, changes_of
from planner.experiment.ask.question import DXA, LISTS, Question
from planner.experiment.marks import LIST, WAIT, Mark
from planner.experiment.running.results import Results
from planner.inputs.apply_changes import apply_changes
from planner.inputs.scenario import Scenario

Simulate = Callable[[Scenario], Results]
PlanWith = Callable[[Question, Mapping[str, Amounts]], Scenario]
"""A question's plan with amounts added."""
STEP = {"nurse": 0.2, "admin": 0.2, "reporter": 0.1, DXA: 1.0, LISTS: 1.0}
"""One unit of each part."""
MOST_STEPS, NO_FURTHER, LEAST_GAIN = 10, 3, 0.1
"""Steps in all; units after which a chance that gained less is given up."""


@dataclass(frozen=True)
class Confirmed:
    """Amounts of one board that hold in the simulation, and how well.

    Attributes
    ----------
    chance : share of replications in which all marks hold
    one_less : the same with one unit less of `part`; not a number if nobody looked
    values : mean of each mark's measure
    """

    amounts: Amounts
    chance: float
    one_less: float
    part: str
    values: tuple[float, ...]
    settled: bool


def with_amounts(question: Question, amounts: Mapping[str, Amounts]) -> Scenario:
    """The plan with these amounts added."""
    changes = changes_of(question.plan, amounts, question.dates, question.limits)
    return apply_changes(question.plan, changes) if changes else question.plan


class Confirmation:
    """The walk of every board to the least amounts that hold."""

    def __init__(
        self,
        question: Question,
        marks: Mapping[str, tuple[Mark, ...]],
        chance: float,
        simulate: Simulate,
        plan_with: PlanWith = with_amounts,
    ) -> None:
        self.question, self.marks = question, marks
        self._plan_with = plan_with
        self._wanted, self._simulate = chance, simulate
        self._tried: dict[str, dict[float, tuple[float, tuple[float, ...]]]] = {}
        self.results: Results | None = None

    def run(self, amounts: Mapping[str, Amounts]) -> dict[str, Confirmed]:
        """The least amounts that hold, by board, from a proposal on."""
        parts = {board: self._part(board, amounts[board]) for board in amounts}
        found = self._walk(amounts, parts)
        # Where sessions that stay cannot do it alone, bought-in lists may help.
        helped = {
            board: LISTS if not each.settled and parts[board] == DXA else parts[board]
            for board, each in found.items()
            if LISTS in self.question.parts
        }
        if any(parts[board] != part for board, part in helped.items()):
            found = self._walk({b: c.amounts for b, c in found.items()}, helped)
        return found

    def _walk(
        self, amounts: Mapping[str, Amounts], parts: Mapping[str, str]
    ) -> dict[str, Confirmed]:
        """Steps of one part of each board, from these amounts on."""
        now = dict(amounts)
        self._tried = {board: {} for board in now}
        for _step in range(MOST_STEPS):
            self._look(now, parts)
            following = {b: self._next(b, now[b], parts[b]) for b in now}
            if following == now:
                break
            now = following
        best = {b: self._best(b, now[b], parts[b]) for b in now}
        if best != now:
            self._look(best, parts)
        return {b: self._confirmed(b, best[b], parts[b]) for b in best}

    def _part(self, board: str, new: Amounts) -> str:
        """The part whose units are counted: the one that the marks hang on."""
        if len(self.question.parts) == 1:
            return self.question.parts[0]
        kpis = {mark.kpi for mark in self.marks[board]}
        if kpis <= {"kpi4_assessed_90"}:
            return "nurse"
        return LISTS if new.lists and kpis <= {LIST, WAIT} else DXA

    def _look(self, now: Mapping[str, Amounts], parts: Mapping[str, str]) -> None:
        results = self._simulate(self._plan_with(self.question, now))
        self.results = results
        for board, new in now.items():
            values = [
                mark.simulated(results, board, self.question.by)
                for mark in self.marks[board]
            ]
            held = np.all(
                [m.met(v) for m, v in zip(self.marks[board], values, strict=True)],
                axis=0,
            )
            means = tuple(float(np.nanmean(v)) for v in values)
            level = getattr(new, parts[board])
            self._tried[board][level] = float(np.mean(held)), means

    def _next(self, board: str, new: Amounts, part: str) -> Amounts:
        """One unit more where the chance is missed, one less where it is not known."""
        level, tried = getattr(new, part), self._tried[board]
        holds = tried[level][0] >= self._wanted
        other = new.more(part, -STEP[part] if holds else STEP[part])
        at_end = getattr(other, part)
        if at_end == level or at_end > self.question.most(board, part):
            return new
        if not holds and self._brings_nothing(board, level, STEP[part]):
            return new
        return new if at_end in tried else other

    def _brings_nothing(self, board: str, level: float, step: float) -> bool:
        """Whether the last units moved the chance no further."""
        tried = self._tried[board]
        before = tried.get(round(level - NO_FURTHER * step, 2))
        return before is not None and tried[level][0] - before[0] < LEAST_GAIN

    def _best(self, board: str, new: Amounts, part: str) -> Amounts:
        tried = self._tried[board]
        holding = [level for level, found in tried.items() if found[0] >= self._wanted]
        level = min(holding) if holding else max(tried, key=lambda k: (tried[k][0], -k))
        return replace(new, **{part: level})

    def _confirmed(self, board: str, new: Amounts, part: str) -> Confirmed:
        level, tried = getattr(new, part), self._tried[board]
        chance, means = tried[level]
        less = tried.get(getattr(new.more(part, -STEP[part]), part))
        none_less = getattr(new, part) == 0
        return Confirmed(
            amounts=new,
            chance=chance,
            one_less=float("nan") if less is None or none_less else less[0],
            part=part,
            values=means,
            settled=chance >= self._wanted,
        )
