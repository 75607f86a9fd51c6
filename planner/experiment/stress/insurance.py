"""The least extra capacity that restores a chance under a risk, and its price.

Parts are tried one after the other, those that are cheap by formula first; a part that
cannot be cheaper than what was found already is not simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from planner.experiment.ask.amount_search import AmountSearch
from planner.experiment.ask.amounts import NAME, STEP, Amounts, changes_of
from planner.experiment.ask.cost import rough_price
from planner.experiment.ask.propose import propose
from planner.experiment.ask.question import Question
from planner.experiment.ask.trials import Trials
from planner.experiment.ask.walk import walk
from planner.experiment.marks import values_at
from planner.experiment.running.results import Results
from planner.formula.answer import FormulaAnswer
from planner.inputs.changes import read_key
from planner.inputs.laid_over import Layer, lay_over
from planner.inputs.scenario import Scenario

INSURANCE, OTHER_NUMBERS = "insurance", 800
"""Name of new capacity, and what sets its declared numbers apart."""
LEAST_DIFFERENCE = 0.05
"""Of a mark's measure by formula, between the most of a part and none."""


@dataclass(frozen=True)
class Insurance:
    """New capacity of one board that restores a chance.

    Attributes
    ----------
    wanted : chance that was to be restored
    chance : chance with this capacity, or the best that was reached
    price : pounds over the plan, capital included; not a number if nothing restores it
    """

    amounts: Amounts
    wanted: float
    chance: float
    price: float

    @property
    def restores(self) -> bool:
        """Whether the chance is restored."""
        return self.chance >= self.wanted


def insure(
    question: Question,
    wanted: float,
    simulate: Callable[[Scenario], Results],
    without: Results,
) -> Insurance:
    """The cheapest insurance of a plan at its only board.

    Parameters
    ----------
    question : about the plan under the risk
    without : its results without insurance
    """
    (board,) = question.boards
    best = Insurance(Amounts(), wanted, 0.0, float("nan"))
    cheapest = float("inf")

    def of_all(
        plan: Scenario, boards: Sequence[str], replications: int, *, fresh: bool
    ) -> Results:
        return simulate(plan)

    for asked, amounts in chain(_alone(question), _mixed(question)):
        if best.restores and rough_price(asked, board, amounts) >= cheapest:
            continue
        size, search = without.replications, AmountSearch(asked, asked.marks)
        trials = Trials(
            asked, asked.marks, wanted, of_all, sizes=(size,), plan_with=insured
        )
        new, settled = walk(search, trials, {board: amounts})[board]
        chance = trials.of({board: new}, [board])[board].chance
        price = rough_price(asked, board, new) if settled else float("inf")
        if price < cheapest or (not best.restores and chance > best.chance):
            cheapest, pounds = price, float("nan")
            if settled:
                pounds = _pounds(simulate(insured(asked, {board: new})), without, board)
            best = Insurance(new, wanted, chance, pounds)
    return best


def _pounds(insured_plan: Results, without: Results, board: str) -> float:
    """Cost of an insurance in the simulation."""
    costs = [
        np.nan_to_num(values_at(run, board, "cost_whole_plan", "plan")).mean()
        for run in (insured_plan, without)
    ]
    return float(costs[0] - costs[1])


def _alone(question: Question) -> list[tuple[Question, Amounts]]:
    """Each part alone that moves a mark by formula: its least amount, cheap first."""
    (board,) = question.boards
    search = AmountSearch(question, question.marks)
    found = []
    for part in question.parts:
        asked, none = replace(question, parts=(part,)), Amounts()
        most = replace(none, **{part: search.most(board, part)})
        if not any(_moved(question, search, none, most)):
            continue
        least = search.least(part, {board: none})[board]
        units = max(1.0, np.ceil(least / STEP[part] - 1e-9))
        amount = min(round(float(units) * STEP[part], 2), getattr(most, part))
        found.append((asked, replace(none, **{part: amount})))
    return sorted(found, key=lambda each: rough_price(each[0], board, each[1]))


def _moved(
    question: Question, search: AmountSearch, none: Amounts, most: Amounts
) -> Iterator[bool]:
    (board,) = question.boards

    def values(found: FormulaAnswer) -> list[float]:
        marks = question.marks[board]
        return [mark.by_formula(found, board, question.by) for mark in marks]

    before, after = (values(search.tried({board: each})) for each in (none, most))
    for one, other in zip(before, after, strict=True):
        yield abs(one - other) > LEAST_DIFFERENCE


def _mixed(question: Question) -> Iterator[tuple[Question, Amounts]]:
    """Several parts together, as the formula proposes them."""
    (board,) = question.boards
    amounts = propose(question).amounts[board]
    if amounts.mixed:
        yield question, amounts


def insured(question: Question, amounts: Mapping[str, Amounts]) -> Scenario:
    """A plan with new capacity on top of whatever it has on each day."""
    plan, end = question.plan, question.plan.periods[-1][1]
    tree, layers = end.model_dump(), []
    for change in changes_of(plan, amounts, question.dates, question.limits):
        values = {}
        for key, value in change.raw.items():
            before = read_key(tree, key)
            if isinstance(value, dict):
                number = value["number"] + OTHER_NUMBERS
                values[key.replace(NAME, INSURANCE)] = {**value, "number": number}
            else:
                values[key] = {"add": value - before}
        layers.append(
            Layer(change.name.replace(NAME, INSURANCE), values, change.start,
                  price=change.price)
        )  # fmt: skip
    return lay_over(plan, layers)
