"""What is asked of groups of people, made before a page asks for it."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard import plans
from dashboard.plans import Plan
from planner.experiment.starving import starving


def look_ahead(asked: Iterable[Plan], seed: int) -> None:
    """Have at hand what pages say of these plans' groups, so that they open at once."""
    for plan in asked:
        starving(plans.load(plan), plan.boards or None, seed)
