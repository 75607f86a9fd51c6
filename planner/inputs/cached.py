"""Results that follow from a scenario alone, made once and cached."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from planner.inputs.scenario import Scenario

Keys = TypeVarTuple("Keys")
Made = TypeVar("Made")
MOST_CACHED = 32


class ScenarioIdentity:
    """A scenario as a key: it equals itself alone, whatever another one holds.

    Scenarios never change, so the very same object stands for the same values. The key
    keeps it alive: no other one can take its identity.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScenarioIdentity) and other.scenario is self.scenario


def cached(
    make: Callable[[Scenario, *Keys], Made],
) -> Callable[[Scenario, *Keys], Made]:
    """The same function, which keeps the last few things it made; threads share them.

    What it is asked for besides the scenario must be fit for a key.
    """

    @lru_cache(maxsize=MOST_CACHED)
    def made(same: ScenarioIdentity, keys: tuple[*Keys]) -> Made:
        return make(same.scenario, *keys)

    @wraps(make)
    def found(scenario: Scenario, /, *keys: *Keys) -> Made:
        return made(ScenarioIdentity(scenario), keys)

    return found
