"""Answers of `ask`, run again with fresh seeds and ten times the replications."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from planner.experiment.ask.amounts import PARTS, STEP, Amounts
from planner.experiment.ask.propose import propose
from planner.experiment.ask.question import Question, question_of
from planner.experiment.ask.trials import with_amounts
from planner.experiment.ask.walk import confirm
from planner.experiment.marks import Mark
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.run import run
from planner.formula.answer import answer
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table

BOARD, CHANCE, REPLICATIONS, TIMES, FRESH_SEED = "hywel-dda", 0.8, 240, 10, 4711
QUESTIONS: Mapping[str, tuple[str, list[str], str]] = {
    "meet scanned=80": ("meet", ["scanned=80"], "2028-03-31"),
    "meet scanned=40, wait:scan=120": (
        "meet",
        ["scanned=40", "wait:scan=120"],
        "2028-03-31",
    ),
    "clear": ("clear", [], "2027-12-31"),
    "level": ("level", [], "2029-03-31"),
}


def answer_again(settings: Settings) -> list[Table]:
    """Stated chance of each answer beside ten times the replications, one unit less."""
    replications, times = (2, 1) if settings.quick else (REPLICATIONS, TIMES)
    asked = [*QUESTIONS.items()][: 1 if settings.quick else None]
    plan = load_scenario("wales-today")
    table = Table(
        f"Answers for {BOARD} at {CHANCE:.0%}, {replications} replications, and again"
        f" with fresh seeds and {times} times as many",
        ("question", "answer", "CPU s", "stated", "again", "1 less, highest"),
    )
    for name, (kind, marks, by) in asked:
        question = question_of(kind, plan, marks, by, None, [BOARD], None)
        begun, cache = time.process_time(), ResultCache()

        def simulate(plan, boards, number, *, fresh, cache=cache):
            return run(plan, number, 2 if fresh else 1, boards, cache=cache)

        proposal = propose(question)
        found = confirm(proposal, CHANCE, simulate, replications)[BOARD]
        seconds = time.process_time() - begun
        held = (question, proposal.marks[BOARD], replications * times)
        less = [
            chance_again(*held, found.amounts.more(part, -STEP[part]))
            for part in PARTS
            if getattr(found.amounts, part) and found.settled
        ]
        table.rows.append((
            name,
            " ".join(f"{getattr(found.amounts, p):g} {p}" for p in PARTS
                     if getattr(found.amounts, p)) or "nothing",
            f"{seconds:.0f}",
            f"{found.chance:.1%}",
            f"{chance_again(*held, found.amounts):.1%}",
            f"{max(less):.1%}" if less else "-",
        ))  # fmt: skip
    return [table]


def chance_again(
    question: Question, marks: tuple[Mark, ...], replications: int, new: Amounts
) -> float:
    """Share of so many fresh replications in which all marks hold."""
    plan = with_amounts(question, {BOARD: new})
    results = run(plan, replications, FRESH_SEED, [BOARD])
    held = [mark.met(mark.simulated(results, BOARD, question.by)) for mark in marks]
    return float(np.mean(np.all(held, axis=0)))


def answer_by_formula(settings: Settings) -> list[Table]:
    """CPU time of the formula for a whole option, all boards."""
    plan = load_scenario("wales-today")
    table = Table("A whole option by formula, all boards", ("option", "CPU ms"))
    kinds = {
        "nothing changes": lambda k: plan,
        "new staff": lambda k: plan.with_values(
            {f"boards.{b}.posts.{next(iter(plan.boards[b].posts))}.wte": 2 + k / 100
             for b in plan.providers}),
        "demand": lambda k: plan.with_values(
            {f"boards.{b}.demand.fractures_a_year": 2000 + k for b in plan.providers}),
    }  # fmt: skip
    _timed(plan)
    for name, make in kinds.items():
        times = [_timed(make(k)) for k in range(max(3, settings.rounds))]
        table.rows.append((name, f"{1000 * min(times):.0f} to {1000 * max(times):.0f}"))
    return [table]


def _timed(plan: Scenario) -> float:
    _ = plan.periods
    begun = time.process_time()
    found = answer(plan)
    for board in found.boards:
        found.kpi(board, "kpi4_assessed_90")
    return time.process_time() - begun
