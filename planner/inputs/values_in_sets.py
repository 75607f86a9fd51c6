"""Values of inputs in each fitting set, as somebody sets or moves their keys.

Apart from `fitting_sets`, because a scenario itself needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.inputs.changes import ChangeInForce, meet, read_key


def without_keys(
    sets: Mapping[str, tuple[float, ...]], keys: Iterable[str]
) -> dict[str, tuple[float, ...]]:
    """Values in each fitting set, without the keys that somebody sets.

    The choice of a whole pathway leaves the minutes of its stages to the sets.

    >>> without_keys({"a.b": (1.0,), "c": (2.0,)}, ["a"])
    {'c': (2.0,)}
    """
    known = [key for key in keys if key != "pathway"]
    return {k: v for k, v in sets.items() if not any(meet(k, key) for key in known)}


def moved_sets(
    sets: Mapping[str, tuple[float, ...]],
    before: Mapping[str, Any],
    dated: Iterable[ChangeInForce],
) -> dict[str, tuple[float, ...]]:
    """Values in each fitting set of keys that changes throughout move relatively."""
    return {
        key: tuple(
            change.values[key] + times * (value - read_key(before, key))
            for value in sets[key]
        )
        for change in dated
        if change.settled
        for key, times in change.relative.items()
        if key in sets
    }
