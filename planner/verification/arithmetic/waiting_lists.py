"""Rules of thumb for waiting lists: load, target queue, relief and target capacity.

Fong and others 2022, "Understanding Waiting Lists Pressures" (medRxiv 22279117).
"""

from __future__ import annotations

import math

FACTOR = 4.0
"""Target over mean wait at which about 1.8 % still wait longer than the target."""


def queue_load(demand: float, capacity: float) -> float:
    """Demand over capacity; above 1 the list grows.

    >>> queue_load(30, 25)
    1.2
    """
    return demand / capacity


def target_mean_wait(target_wait: float, factor: float = FACTOR) -> float:
    """Mean wait that keeps nearly everybody within the target."""
    return target_wait / factor


def target_queue_size(
    demand: float, target_wait: float, factor: float = FACTOR
) -> float:
    """List at which the mean wait is the target's (Little's law).

    >>> target_queue_size(30, 52)
    390.0
    """
    return demand * target_mean_wait(target_wait, factor)


def relief_capacity(
    demand: float,
    queue_size: float,
    target_queue: float,
    weeks: float,
    *,
    referrals: float = 0.0,
    cv_demand: float = 0.0,
) -> float:
    """Capacity a week that brings a list down to its target in so many weeks.

    With a number of referrals that demand was measured on, and their variation, demand
    is taken two standard errors higher.
    """
    if referrals and cv_demand:
        demand += 2 * demand * cv_demand / math.sqrt(referrals)
    return demand + (queue_size - target_queue) / weeks


def target_capacity(
    demand: float,
    target_wait: float,
    factor: float = FACTOR,
    cv_demand: float = 1.0,
    cv_capacity: float = 1.0,
) -> float:
    """Capacity that holds the mean wait at the target's (Kingman, Marchal)."""
    variation = (cv_demand**2 + cv_capacity**2) / 2
    return demand + variation * factor / target_wait


def waiting_list_pressure(
    mean_wait: float, target_wait: float, factor: float = 2.0
) -> float:
    """Mean wait of those waiting against the target; above 1 is too long."""
    return factor * mean_wait / target_wait
