"""What a scenario switches on, so that it is measured: nothing of it, nothing shown."""

from __future__ import annotations

from planner.inputs.cached import cached
from planner.inputs.scenario import Scenario


@cached
def tells_exits_apart(scenario: Scenario) -> bool:
    """Whether it is known at some time why some people leave."""
    return any(
        (here.population is not None and here.population.tells_exits_apart)
        or any(board.validations for board in here.boards.values())
        for _, here in scenario.periods
    )


@cached
def prices_appointments(scenario: Scenario) -> bool:
    """Whether appointments have a price of their own at some time."""
    stages = (s for _, here in scenario.periods for s in here.pathway.stages.values())
    return any(stage.appointment_price for stage in stages)
