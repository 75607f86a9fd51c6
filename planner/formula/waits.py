"""Approximate waits in lists that keep up: queues of servers and of booked slots.

A fluid list whose capacity exceeds demand is empty; people wait nevertheless, since
they come unevenly. These formulae give that wait in the long run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
MOST_WAITING = 4000
"""Places of the chain of a list of slots: as good as endless where load is below 1."""


@dataclass(frozen=True)
class LongRun:
    """A list in the long run.

    Attributes
    ----------
    load : demand over capacity
    wait : mean time from joining to being seen, endless at a load of 1 or above
    exact : whether theory gives this very number, or an approximation of it
    """

    load: float
    wait: float
    exact: bool

    def waiting(self, rate: float) -> float:
        """People on the list, by Little's law."""
        return rate * self.wait


def chance_of_waiting(rate: float, service: float, servers: int) -> float:
    """Share who find all servers busy (Erlang C), people coming and served at random.

    >>> round(chance_of_waiting(6, 1 / 3, 3), 4)
    0.4444
    """
    offered = rate * service
    if offered >= servers:
        return 1.0
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    load = offered / servers
    return blocked / (1 - load * (1 - blocked))


def servers_wait(
    rate: float,
    service: float,
    servers: int = 1,
    *,
    cv_arrivals: float = 1.0,
    cv_service: float = 1.0,
) -> LongRun:
    """Wait for the first free of several servers (M/G/c, GI/G/c).

    Exact for people at random and one server (Pollaczek and Khinchine), or service
    times without memory (Erlang). Else Erlang's wait times half the variation (Lee and
    Longton); for fixed service times with the correction of Cosmetatos.

    Parameters
    ----------
    rate : people a unit of time
    service : mean time with one server

    >>> round(servers_wait(4, 1 / 5).wait, 4), round(servers_wait(6, 1 / 3, 3).wait, 4)
    (0.8, 0.1481)
    """
    load = rate * service / servers
    exact = cv_arrivals == 1 and (servers == 1 or cv_service == 1)
    if load >= 1:
        return LongRun(load, math.inf, exact)
    erlang = chance_of_waiting(rate, service, servers) * service / servers / (1 - load)
    wait = erlang * (cv_arrivals**2 + cv_service**2) / 2
    if servers > 1 and cv_service < 1 and load:
        root = math.sqrt(4 + 5 * servers) - 2
        more = (1 - load) * (servers - 1) * root / (16 * servers * load)
        wait *= 1 + (1 - cv_service**2) * min(more, 1.0)
    return LongRun(load, wait, exact)


def urgent_first_waits(
    rates: tuple[float, ...], service: float, cv_service: float = 1.0
) -> tuple[float, ...]:
    """Mean wait of each class for one server, the first class going first (Cobham).

    >>> [round(wait, 4) for wait in urgent_first_waits((0.2, 0.6), 1.0)]
    [1.0, 5.0]
    """
    residual = sum(rates) * service**2 * (1 + cv_service**2) / 2
    waits, before = [], 0.0
    for rate in rates:
        upto = before + rate * service
        full = upto >= 1
        waits.append(math.inf if full else residual / ((1 - before) * (1 - upto)))
        before = upto
    return tuple(waits)


def slots_wait(rate: float, slots: float, missed: float = 0.0) -> LongRun:
    """Wait for sessions of so many places at a fixed distance (Bailey 1954).

    Places nobody takes are lost. People come at random between sessions; those who
    miss an appointment join the end of the list. Time counts in distances between
    sessions. Exact for whole slots nobody misses.

    >>> round(slots_wait(9, 10).wait, 4)
    0.8446
    """
    if slots <= 0:
        return LongRun(math.inf, math.inf, False)
    load = rate / (1 - missed) / slots if missed < 1 else math.inf
    if load >= 1:
        return LongRun(load, math.inf, missed == 0)
    after = float(_left_after(rate, int(slots), missed))
    # Those left over wait the whole distance, those who come half of it on average.
    return LongRun(load, (after + rate / 2) / rate if rate else 0.5, missed == 0)


def _left_after(rate: float, slots: int, missed: float) -> float:
    """Mean number left on the list after a session, by the list's Markov chain.

    After the session: the list before, less the slots, with those who missed back on.
    """
    size = int(min(MOST_WAITING, max(50, 40 * slots / max(slots - rate, 0.05))))
    coming = _poisson(rate, size)
    back = _binomial(slots, missed)
    left = np.zeros(size)
    left[0] = 1.0
    mean = -1.0
    for _ in range(100_000):
        before = np.convolve(left, coming)[:size]
        full = np.zeros(size)
        full[: size - slots] = before[slots:]
        left = np.convolve(full, back)[:size] if missed else full
        short = before[:slots]
        if missed:
            for taken in range(slots):
                part = _binomial(taken, missed)
                left[: len(part)] += short[taken] * part
        else:
            left[0] += short.sum()
        left /= left.sum()
        now = float(left @ np.arange(size))
        if abs(now - mean) < 1e-9 * max(now, 1.0):
            return now
        mean = now
    return mean


def _poisson(rate: float, size: int) -> Floats:
    from scipy import stats

    return np.asarray(stats.poisson.pmf(np.arange(size), rate))


def _binomial(count: int, chance: float) -> Floats:
    from scipy import stats

    return np.asarray(stats.binom.pmf(np.arange(count + 1), count, chance))
