"""What is in force when: stretches of a plan, and days of each period within dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.inputs.scenario import Scenario
from planner.outcomes.frame import Frame

Floats = npt.NDArray[np.float64]
Dates = tuple[datetime.date | None, datetime.date | None]


def stretches_of(frame: Frame) -> Iterator[tuple[float, float, Scenario]]:
    """First and last day of each stretch of the plan, and the scenario then."""
    phases = frame.scenario.phases
    lasts = [day - 1 for day, _ in phases[1:]] + [frame.scenario.plan_days - 1]
    for (first, here), last in zip(phases, lasts, strict=True):
        yield first, last, here


def days_in_force(
    scenario: Scenario, first: float, last: float, edges: npt.NDArray[np.int64]
) -> Floats:
    """Days of each period that lie between two days of the plan, the last included."""
    starts, ends = np.maximum(edges[:-1], first), np.minimum(edges[1:], last + 1)
    return np.asarray(np.maximum(0, ends - starts), dtype=float)


def held(frame: Frame, dates: Dates, first: float, last: float) -> tuple[float, float]:
    """First and last day of a stretch on which something with these dates is there."""
    start = frame.scenario.plan_start
    if dates[0]:
        first = max(first, (dates[0] - start).days)
    if dates[1]:
        last = min(last, (dates[1] - start).days)
    return first, last
