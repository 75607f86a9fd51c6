"""Rules of thumb for waiting lists, as the NHS uses them.

Each is one line of arithmetic on a demand, a list and a target. Any unit of time will
do, as long as it is the same one throughout.

References
----------
Fong and others (2022), "Waiting lists made simple", medRxiv 2022.08.23.22279117, as
implemented in the package NHSRwaitinglist.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FACTOR = 4.0
"""Target wait over mean wait at which about 1.8 % (exp(-4)) wait beyond the target."""


def queue_load(demand: float, capacity: float) -> float:
    """Demand over capacity; at 1 or above the list grows without end.

    >>> round(queue_load(30, 27), 4)
    1.1111
    """
    if capacity > 0:
        return demand / capacity
    return math.inf if demand > 0 else math.nan


def target_mean_wait(target_wait: float, factor: float = FACTOR) -> float:
    """Mean wait at which hardly anybody waits beyond the target.

    >>> target_mean_wait(52)
    13.0
    """
    return target_wait / factor


def sustainable_list(
    demand: float, target_wait: float, factor: float = FACTOR
) -> float:
    """The longest list that keeps hardly anybody beyond the target (Little's law).

    >>> sustainable_list(30, 52)
    390.0
    """
    return demand * target_mean_wait(target_wait, factor)


def relief_capacity(
    demand: float, waiting: float, sustainable: float, time_to_target: float
) -> float:
    """Capacity that brings the list down to what is sustainable in that time.

    >>> round(relief_capacity(30, 1200, 390, 26), 6)
    61.153846
    """
    return demand + (waiting - sustainable) / time_to_target


def recurrent_capacity(
    demand: float,
    target_wait: float,
    factor: float = FACTOR,
    *,
    cv_arrivals: float = 1.0,
    cv_service: float = 1.0,
) -> float:
    """Capacity that holds the target once the backlog is gone: demand and a margin.

    Parameters
    ----------
    cv_arrivals, cv_service : standard deviation over mean of the time between
        arrivals, and of the time between those served

    >>> round(recurrent_capacity(30, 52, 3, cv_arrivals=1.1, cv_service=1.2), 6)
    30.076442
    """
    variation = (cv_arrivals**2 + cv_service**2) / 2
    return demand + variation * factor / target_wait


def pressure(mean_wait: float, target_wait: float) -> float:
    """Twice the mean wait over the target; above 1 the target is out of reach.

    >>> round(pressure(63, 52), 4)
    2.4231
    """
    return 2 * mean_wait / target_wait


@dataclass(frozen=True)
class Needs:
    """Capacity that a list needs, people a week.

    Attributes
    ----------
    demand : people who join a week, those who rebook among them
    waiting : people on the list
    target_weeks : by which nearly everybody is to be seen
    """

    demand: float
    waiting: float
    target_weeks: float

    @property
    def sustainable(self) -> float:
        """The longest list that keeps nearly everybody within the target."""
        return sustainable_list(self.demand, self.target_weeks)

    @property
    def recurrent(self) -> float:
        """Capacity to stay within the target once the backlog is gone."""
        return recurrent_capacity(self.demand, self.target_weeks)

    def relief(self, weeks: float) -> float:
        """Capacity that brings the list down to what is sustainable in that time."""
        return relief_capacity(self.demand, self.waiting, self.sustainable, weeks)
