"""Answers of queueing theory, worked out here and nowhere in the planner."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm
from scipy.stats import poisson

Floats = npt.NDArray[np.float64]


def erlang_c(load: float, servers: int) -> float:
    """Chance of waiting at M/M/c; `load` is arrivals a mean service."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (sum(terms) + top)


def mmc_wait(rate: float, served: float, servers: int) -> float:
    """Mean wait of M/M/c."""
    return erlang_c(rate / served, servers) / (servers * served - rate)


def mg1_wait(rate: float, mean: float, squared_cv: float) -> float:
    """Mean wait of M/G/1 (Pollaczek and Khinchine)."""
    load = rate * mean
    return load * mean * (1 + squared_cv) / (2 * (1 - load))


def mdc_wait(rate: float, servers: int, most: int = 300) -> float:
    """Mean wait of M/D/c with services of length 1 (Crommelin, Franx)."""
    come = poisson.pmf(np.arange(most), rate)
    chance = np.zeros(most)
    chance[0] = 1
    for _ in range(3000):
        left = np.append(chance[: servers + 1].sum(), chance[servers + 1 :])
        chance = np.convolve(left, come)[:most]
    return mean_of(chance) / rate - 1


def priority_waits(
    rates: Sequence[float], means: Sequence[float], squares: Sequence[float]
) -> list[float]:
    """Mean waits by class of M/G/1 without interruption (Cobham)."""
    left = sum(rate * square for rate, square in zip(rates, squares, strict=True)) / 2
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    return [
        left / ((1 - sum(loads[:k])) * (1 - sum(loads[: k + 1])))
        for k in range(len(rates))
    ]


def erlang_a(
    rate: float, servers: int, leaving: float, most: int = 400
) -> dict[str, float]:
    """List, share that leaves and utilisation of M/M/c with impatient people."""
    weights = [1.0]
    for number in range(1, most):
        out = min(number, servers) + max(0, number - servers) * leaving
        weights.append(weights[-1] * rate / out)
    chance = np.array(weights) / sum(weights)
    number = np.arange(most)
    waiting = float((np.maximum(number - servers, 0) * chance).sum())
    busy = float((np.minimum(number, servers) * chance).sum())
    left = waiting * leaving / rate
    return {"Lq": waiting, "p_leave_before_seen": left, "utilisation": busy / servers}


def batch_wait(rate: float, mean: float, second: float) -> float:
    """Mean wait of one server with exponential services of mean 1 and batches.

    `second` is the second moment of a batch's size.
    """
    load = rate * mean
    return load / (1 - load) + (second - mean) / (2 * mean * (1 - load))


def weekly_list(mean: float, places: int, most: int = 400) -> Floats:
    """Chances of the list after a weekly session of so many places (Bailey)."""
    step = np.zeros((most, most))
    come = poisson.pmf(np.arange(3 * most), mean)
    for left in range(most):
        for after in range(most):
            number = after + places - left
            if after == 0:
                step[left, 0] = come[: max(0, places - left + 1)].sum()
            elif number >= 0:
                step[left, after] = come[number]
        step[left] /= step[left].sum()
    chance = np.zeros(most)
    chance[0] = 1
    return chance @ np.linalg.matrix_power(step, 4096)


def present_at(
    stretches: Sequence[tuple[float, float, int, float]], start: int, most: int = 90
) -> Floats:
    """Chances of the number present at the end of stretches of time.

    Each is its length, arrival rate, servers and rate of each server; servers that are
    taken away stop at once.
    """
    chance = np.zeros(most)
    chance[start] = 1
    for length, rate, servers, served in stretches:
        moves = np.zeros((most, most))
        for number in range(most):
            if number + 1 < most:
                moves[number, number + 1] = rate
            if number:
                moves[number, number - 1] = min(number, servers) * served
        moves -= np.diag(moves.sum(axis=1))
        chance = chance @ expm(moves * length)
    return chance


def mean_of(chance: Floats) -> float:
    """Mean of a number with these chances."""
    return float((np.arange(len(chance)) * chance).sum())
