"""Replications of the verification scenarios, and intervals to hold theory against."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planner.experiment.running.replicate import replicate_once
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.load import load_scenario
from planner.outcomes.record import Record
from planner.pathway.visits import Outcome, Visits
from tests.waiting_lists import waiting_at

DAY, WEEK = 1440, 10080
SEED = 20260401
STILL_WAITING_DAYS = 60
"""People who join this long before the end have all been seen."""
Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=8)
def replicate(name: str, replications: int) -> tuple[Record, ...]:
    """Records of so many replications of a verification scenario."""
    scenario = load_scenario(name)
    return tuple(
        replicate_once(scenario, "clinic", SEED, replication)
        for replication in range(replications)
    )


def counted(record: Record) -> Visits:
    """Stays of people who joined after the warm-up and long before the end."""
    scenario, visits = record.scenario, record.visits
    first = scenario.warm_up_days * DAY
    last = (scenario.horizon_days - STILL_WAITING_DAYS) * DAY
    inside = (visits.first_joined >= first) & (visits.first_joined < last)
    return visits.take(inside)


def waits(record: Record, *, urgent: bool | None = None) -> Floats:
    """Minutes from first joining to the appointment that was kept."""
    stays = counted(record)
    seen = stays.take(stays.outcome == Outcome.SEEN)
    if urgent is not None:
        seen = seen.take(record.cohort.urgent[seen.patient] == urgent)
    return (seen.started - seen.first_joined).astype(float)


def lists(record: Record, first: int, every: int) -> Floats:
    """People waiting at each of these minutes, after the warm-up."""
    begin = record.scenario.warm_up_days * DAY
    minutes = np.arange(first, record.scenario.horizon_days * DAY, every)
    minutes = minutes[minutes >= begin].astype(np.int64)
    return waiting_at(record.at_stage("service"), minutes)


def assert_inside(
    name: str,
    replications: int,
    measure: Callable[[Record], float],
    expected: float,
    level: float = 0.99,
    at_most: float = 0.6,
) -> None:
    """The expected value lies in the interval of the mean over replications."""
    values = np.array([measure(record) for record in replicate(name, replications)])
    mean, low, high = interval_of_mean(values[:, None], level)
    assert low[0] <= expected <= high[0], f"{mean[0]:g} [{low[0]:g}, {high[0]:g}]"
    # An interval wider than this share of the value would pass any model.
    assert high[0] - low[0] <= at_most * abs(expected) or expected == 0
