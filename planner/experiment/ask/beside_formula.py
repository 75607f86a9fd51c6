"""An answer's marks by formula beside the simulation: where they differ, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.experiment.ask.propose import Proposal
from planner.experiment.ask.trials import with_amounts
from planner.experiment.ask.walk import Confirmed
from planner.experiment.marks import LIST, WAIT, Mark
from planner.formula.answer import answer
from planner.formula.disagreement import cautions, stated_error

SHARE_OF_A_LIST = 10.0
"""Stated error of the share of a list that waits longer than so much, in points."""


@dataclass(frozen=True)
class Beside:
    """One mark of one board, by formula and simulated.

    Attributes
    ----------
    reasons : for which the formula may be wrong here
    """

    board: str
    mark: Mark
    formula: float
    simulated: float
    reasons: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether they are further apart than the error that is stated."""
        return abs(self.formula - self.simulated) > self._stated

    @property
    def _stated(self) -> float:
        if self.mark.kpi == WAIT:
            return SHARE_OF_A_LIST
        unit = "people" if self.mark.kpi == LIST else "%"
        return stated_error(unit, self.simulated)


def beside_formula(proposal: Proposal, found: Mapping[str, Confirmed]) -> list[Beside]:
    """Every mark of every board, at the amounts of the answer."""
    question = proposal.search.question
    amounts = {board: each.amounts for board, each in found.items()}
    by_formula = answer(with_amounts(question, amounts))
    reasons: dict[str, dict[str, None]] = {}
    for caution in cautions(by_formula):
        reasons.setdefault(caution.board, {})[caution.reason] = None
    return [
        Beside(
            board,
            mark,
            mark.by_formula(by_formula, board, question.by),
            value,
            tuple(reasons.get(board, ())),
        )
        for board, each in found.items()
        for mark, value in zip(proposal.marks[board], each.values, strict=True)
    ]
