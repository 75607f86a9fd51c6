"""Parts that options share: made once while their inputs stay equal."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from planner.inputs.scenario import Scenario

Made = TypeVar("Made")


def in_periods(
    scenario: Scenario, inputs_of: Callable[[Scenario], object]
) -> list[tuple[int, object]]:
    """First day and inputs of each stretch of the plan in which they stay the same."""
    found: list[tuple[int, object]] = []
    for day, here in scenario.periods:
        inputs = inputs_of(here)
        if not found or found[-1][1] != inputs:
            found.append((day, inputs))
    return found


class LastFew(Generic[Made]):
    """The last few things that were made, each found again by equal inputs.

    Inputs are compared and not hashed: models hold dicts, and their comparison ends
    early where a part is the very same object.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._held: OrderedDict[int, tuple[Hashable, object, Made]] = OrderedDict()
        self._next = 0

    def get_or_make(
        self, key: Hashable, inputs: object, make: Callable[[], Made]
    ) -> Made:
        """The part made for this key of equal inputs, or one made now."""
        with self._lock:
            for number in reversed(self._held):
                held_key, held_inputs, made = self._held[number]
                if held_key == key and held_inputs == inputs:
                    self._held.move_to_end(number)
                    return made
        made = make()
        with self._lock:
            self._held[self._next] = (key, inputs, made)
            self._next += 1
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
