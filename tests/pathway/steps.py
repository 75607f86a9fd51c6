"""Whether a step is open, when it arrives, on which list: a third time, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from planner.pathway.mutual_aid import AidTable
from planner.pathway.network import StepTable


def is_open(
    step: StepTable, patient: int, now: int, *, visit: int, first_joined: int
) -> bool:
    """Whether somebody who completes a visit in this minute may go this way."""
    if visit > step.visits or now - first_joined <= step.later_than:
        return False
    if now - int(step.clock[patient]) <= step.late_after:
        return False
    return bool(step.fits[patient])


def joined_by(step: StepTable, patient: int, finished: int) -> int:
    """The minute at which the next stage is joined."""
    return max(finished + int(step.delay[patient]), int(step.earliest[patient]))


def sent_to(
    ways: Sequence[AidTable], stage: int, joined: int, home: int, draw: float
) -> int:
    """The list that somebody of this home joins, by shares one after the other."""
    for way in ways:
        if (way.stage, way.home) != (stage, home):
            continue
        if not way.first_minute <= joined < way.until:
            continue
        if draw < way.share:
            return way.to
        draw -= way.share
    return home
