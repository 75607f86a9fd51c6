"""What was made of a scenario is kept while it is asked for again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from planner.inputs.scenario import Scenario

Made = TypeVar("Made")
MOST_KEPT = 32


class Kept(Generic[Made]):
    """The last few things made of a scenario and a board; threads may share it.

    Scenarios never change, so the very same object stands for the same values.
    """

    def __init__(self, make: Callable[[Scenario, str], Made]) -> None:
        self._make = make
        self._made: OrderedDict[tuple[int, str], tuple[Scenario, Made]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, scenario: Scenario, board_id: str = "") -> Made:
        """What is made of this scenario and board, made now if need be."""
        key = id(scenario), board_id
        with self._lock:
            # The scenario is kept with it: its identity cannot pass to another.
            found = self._made.get(key)
            if found:
                self._made.move_to_end(key)
                return found[1]
        made = self._make(scenario, board_id)
        with self._lock:
            self._made[key] = scenario, made
            while len(self._made) > MOST_KEPT:
                self._made.popitem(last=False)
        return made
