"""A scenario as a key: what was worked out for it is kept while it is asked for."""

from __future__ import annotations

from planner.inputs.scenario import Scenario


class Same:
    """A scenario that equals itself alone, whatever another one holds.

    Scenarios never change, so the very same object stands for the same values. The key
    keeps it alive: no other one can take its identity.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.scenario is self.scenario
