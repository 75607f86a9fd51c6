"""Whether a step is open and when it arrives, a third time, for tests."""

from __future__ import annotations

from planner.pathway.network import StepTable


def is_open(
    step: StepTable, patient: int, now: int, *, visit: int, first_joined: int
) -> bool:
    """Whether somebody who completes a visit in this minute may go this way."""
    if visit > step.visits or now - first_joined <= step.later_than:
        return False
    return bool(step.fits[patient])


def joined_by(step: StepTable, patient: int, finished: int) -> int:
    """The minute at which the next stage is joined."""
    return max(finished + int(step.delay[patient]), int(step.earliest[patient]))
