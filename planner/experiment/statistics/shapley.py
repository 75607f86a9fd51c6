"""Parts of a total by Shapley's rule: what each brings, averaged over all orders.

The parts add up to the total, whatever works only together: what a pair brings beside
both alone is shared between them. A combination is a number whose bit k stands for part
k. Where some combinations are not possible, only orders count that pass none of them
(the rule of Faigle and Kern, 1992, for games with precedence).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import permutations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def possible_orders(count: int, possible: Collection[int]) -> list[tuple[int, ...]]:
    """Orders of so many parts in which every first few of them are possible.

    >>> possible_orders(2, {0, 1, 3})
    [(0, 1)]
    """
    return [
        order
        for order in permutations(range(count))
        if all(part in possible for part in _passed(order))
    ]


def _passed(order: tuple[int, ...]) -> list[int]:
    """Combinations on the way of an order, from none to all."""
    found = [0]
    for part in order:
        found.append(found[-1] | 1 << part)
    return found


def shapley_parts(values: Mapping[int, Floats], count: int) -> Floats:
    """Share of each part, shape (parts, ...); summed they are the whole.

    Parameters
    ----------
    values : of each possible combination, all of one shape

    Raises
    ------
    ValueError: where no order is possible

    Examples
    --------
    >>> alone = {0: np.zeros(1), 1: np.zeros(1), 2: np.zeros(1), 3: np.ones(1)}
    >>> shapley_parts(alone, 2).tolist()
    [[0.5], [0.5]]
    """
    orders = possible_orders(count, values.keys())
    if not orders:
        raise ValueError("no order of the parts is possible")
    brought = np.zeros((count, *values[0].shape))
    for order in orders:
        passed = _passed(order)
        for part, before, after in zip(order, passed[:-1], passed[1:], strict=True):
            brought[part] += values[after] - values[before]
    return brought / len(orders)


def interaction_of(values: Mapping[int, Floats], parts: Collection[int]) -> Floats:
    """Effect of some parts together less the effects of each alone.

    Not a number where one of them cannot stand alone.
    """
    nothing = np.full_like(values[0], np.nan)
    singles = [values.get(1 << part, nothing) for part in parts]
    together = values.get(sum(1 << part for part in parts), nothing)
    alone = sum((each - values[0] for each in singles), np.zeros_like(values[0]))
    return np.asarray(together - values[0] - alone)
