"""Minutes at stages and between them, drawn for each person before the clock starts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.demand.cohort import Cohort, mask_of, same_for_all
from planner.inputs.pathway import Stage, Step
from planner.inputs.scenario import Scenario
from planner.inputs.units import MINUTES_A_DAY
from planner.numerics.random_numbers import Purpose, minutes_drawn

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def stage_minutes(scenario: Scenario, name: str, cohort: Cohort, served: bool) -> Ints:
    """Minutes at the stage, by draw and person; at least one where people are seen."""
    minutes = _usual_minutes(scenario, name, cohort, served)
    extra = _extra_minutes(scenario.pathway.stages[name], cohort)
    return minutes if extra is None else minutes + extra


def _extra_minutes(stage: Stage, cohort: Cohort) -> Ints | None:
    """Minutes of each person beyond what the slot has to spare; None: nobody's."""
    beyond = [
        max(0, each.minutes - stage.spare_minutes) for each in stage.extra_minutes
    ]
    if not any(beyond):
        return None
    fits = [mask_of(cohort, each.when) for each in stage.extra_minutes]
    return np.select(fits, beyond, default=0)


def _usual_minutes(scenario: Scenario, name: str, cohort: Cohort, served: bool) -> Ints:
    """Minutes without those that some people take on top."""
    stage = scenario.pathway.stages[name]
    # What takes any time takes a minute: nobody comes back within the same one.
    least = 1 if served or (stage.duration and stage.duration.average) else 0
    if stage.duration is None:
        return same_for_all(stage.slot_minutes if served else 0, 1, len(cohort))
    local = _local_factor(scenario, name, cohort)
    if stage.duration.kind == "constant" and isinstance(local, float):
        minutes = max(round(stage.duration.mean * local), least)
        return same_for_all(minutes, stage.duration_draws, len(cohort))
    draws = [
        minutes_drawn(
            cohort.seed,
            (Purpose.DURATION, stage.number, draw),
            stage.duration,
            factor=local,
            at_least=least,
        )
        for draw in range(stage.duration_draws)
    ]
    return draws[0].reshape(1, -1) if len(draws) == 1 else np.stack(draws)


def _local_factor(scenario: Scenario, name: str, cohort: Cohort) -> Floats | float:
    """Factor on a stage's minutes, by the provider of each person; 1 where none is."""
    boards = scenario.boards.values()
    if not any(name in board.minutes_factor for board in boards):
        return 1.0
    factors = np.ones(1 + max(board.number for board in boards))
    for board in boards:
        factors[board.number] = board.minutes_factor.get(name, 1.0)
    if cohort.only_provider is not None:
        return float(factors[cohort.only_provider])
    return np.asarray(factors[cohort.provider])


def delay_minutes(step: Step, cohort: Cohort, keys: tuple[int, ...]) -> Ints:
    """Minutes from completion to joining; a delay of any time is at least one."""
    least = 1 if step.delay.average else 0
    if step.delay.kind == "constant":
        minutes = max(round(step.delay.mean * MINUTES_A_DAY), least)
        return same_for_all(minutes, len(cohort))
    return minutes_drawn(
        cohort.seed, keys, step.delay, factor=MINUTES_A_DAY, at_least=least
    )
