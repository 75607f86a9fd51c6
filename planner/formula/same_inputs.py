"""Parts that options share: made once while their inputs stay equal."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from planner.inputs.scenario import Scenario

Made = TypeVar("Made")
Digests = tuple[tuple[int, bytes], ...]


def in_periods(scenario: Scenario, inputs_of: Callable[[Scenario], str]) -> Digests:
    """First day and digest of each stretch of the plan in which inputs stay the same.

    Parameters
    ----------
    inputs_of : the inputs as text, such as the JSON of a model
    """
    found: list[tuple[int, bytes]] = []
    for day, here in scenario.periods:
        text = inputs_of(here).encode()
        digest = hashlib.blake2b(text, digest_size=16).digest()
        if not found or found[-1][1] != digest:
            found.append((day, digest))
    return tuple(found)


class LastFew(Generic[Made]):
    """The last few things that were made, each found again by the same key."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._held: OrderedDict[Hashable, Made] = OrderedDict()

    def get_or_make(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The part made for this key, or one made now."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
