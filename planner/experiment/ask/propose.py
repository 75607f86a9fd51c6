"""Amounts that meet the marks by formula: the least that do, board by board.

All boards are tried at once: they share nobody but by mutual aid, which the simulation
then sees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from planner.experiment.ask.amount_search import AmountSearch
from planner.experiment.ask.amounts import DXA, LISTS, Amounts
from planner.experiment.ask.question import Question
from planner.experiment.marks import LIST, WAIT, Mark
from planner.formula.answer import unhurried
from planner.formula.pathway_limit import PathwayLimit, pathway_limit

WITHIN_LIMIT = 0.93
"""Part of what the pathway allows that random variation leaves within reach."""


@dataclass(frozen=True)
class Proposal:
    """Amounts by board, and what stops a mark.

    Attributes
    ----------
    marks : as they are aimed at: lower than asked where the pathway allows no more
    highest : what the pathway allows, by board and mark asked for
    limits : the same in parts, of those marks that count a milestone
    stopped : part that is at its most, by board, where a mark is missed all the same
    """

    amounts: dict[str, Amounts]
    marks: dict[str, tuple[Mark, ...]]
    highest: dict[str, dict[str, float]]
    limits: dict[str, dict[str, PathwayLimit]]
    stopped: dict[str, str]
    search: AmountSearch = field(repr=False)


def propose(question: Question) -> Proposal:
    """The least amounts that meet the marks by formula."""
    marks, highest, limits = _reachable(question)
    found = AmountSearch(question, marks)
    amounts = dict.fromkeys(question.boards, Amounts())
    if "nurse" in question.parts and len(question.parts) > 1:
        ample = {b: replace(a, sessions=found.most(b, DXA)) for b, a in amounts.items()}
        needed = found.least("nurse", ample, only=("kpi4_assessed_90",))
        amounts = {b: Amounts(nurse=needed[b]).whole() for b in amounts}
    if DXA in question.parts:
        amounts = _scanning(found, question, amounts)
    elif len(question.parts) == 1:
        (part,) = question.parts
        least = found.least(part, amounts)
        of_part = {b: replace(a, **{part: least[b]}) for b, a in amounts.items()}
        amounts = {board: new.whole() for board, new in of_part.items()}
    stopped = found.stopped(amounts)
    return Proposal(
        amounts=found.with_support(amounts),
        marks=marks,
        highest=highest,
        limits=limits,
        stopped=stopped,
        search=found,
    )


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
        cheaper = found.price(board, both[board]) < found.price(board, only[board])
        chosen[board] = (both if cheaper or board in missed else only)[board]
    return chosen


def _reachable(
    question: Question,
) -> tuple[
    dict[str, tuple[Mark, ...]],
    dict[str, dict[str, float]],
    dict[str, dict[str, PathwayLimit]],
]:
    """Marks no higher than the pathway allows, what it allows, and in which parts."""
    unlimited = unhurried(question.plan)
    marks: dict[str, tuple[Mark, ...]] = {}
    highest: dict[str, dict[str, float]] = {}
    limits: dict[str, dict[str, PathwayLimit]] = {}
    for board in question.boards:
        of_board = []
        for mark in question.marks[board]:
            value, limit = mark.by_formula(unlimited, board, question.by), None
            if mark.kpi not in (WAIT, LIST):
                # A year's few hundred rows leave two points of chance.
                year = question.by.year_place
                later = float(np.nanmean(unlimited.kpi(board, mark.kpi)[year:]))
                limit = pathway_limit(unlimited, board, mark.kpi, year)
                value = later if limit is None else limit.passed
            aimed = mark
            if math.isfinite(value) and not mark.met_by(value):
                highest.setdefault(board, {})[mark.kpi] = value
                if limit is not None:
                    limits.setdefault(board, {})[mark.kpi] = limit
                if mark.kpi not in (WAIT, LIST) and mark.target > value:
                    aimed = replace(mark, target=math.floor(value * WITHIN_LIMIT))
            of_board.append(aimed)
        marks[board] = tuple(of_board)
    return marks, highest, limits
