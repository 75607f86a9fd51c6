"""What is asked of groups of people, made before a page asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dashboard import plans
from dashboard.plans import Plan
from planner.experiment.fairness import Fairness, measure_fairness
from planner.experiment.starving import starving

LOOKED_AT = 4
"""Replications that waits by group are from."""


@lru_cache(maxsize=24)
def fairness(plan: Plan, seed: int) -> Fairness:
    """Waits by group under a plan."""
    scenario, boards = plans.load(plan), plan.boards or None
    return measure_fairness(scenario, LOOKED_AT, seed, boards)


def look_ahead(asked: Iterable[Plan], seed: int) -> None:
    """Have at hand what pages say of these plans' groups, so that they open at once."""
    chosen = tuple(asked)
    for plan in chosen:
        starving(plans.load(plan), plan.boards or None, seed)
        # Only a comparison shows who waits longer than whom.
        if len(chosen) > 1:
            fairness(plan, seed)
