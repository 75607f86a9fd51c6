"""FLS-1 as a scenario file: the workload's own numbers, and answers as others give.

The other model is SimPy as its users write it: fractions of minutes, random numbers.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from scipy import stats

from planner.inputs.units import MINUTES_A_DAY
from planner.pathway.engines import COMPILED
from tests.benchmarks import idiomatic_simpy, ours
from tests.benchmarks.workload import (
    DAYS_A_YEAR,
    HORIZON,
    PLACES,
    TICKS,
    Place,
    big,
    count,
    fls_1,
    over,
)

SERVERS = {"admin": "admin", "nurse": "nurse", "scanner": "dxa", "reporter": "report"}
STAGES = {"register": "admin", "assess": "nurse", "scan": "dxa", "report": "report"}
SMALL = next(place for place in PLACES if place.name == "PO")
BOARD = SMALL.name.lower()
RUNS = 14
AT_MOST = {
    "arrivals": 0.05,
    "missed of slots": 0.16,
    "scanned of decided": 0.05,
    "reported of scanned": 0.005,
    "exits of decided": 0.02,
    "events of arrivals": 0.02,
    "wait for assessment": 0.9,
    "wait for DXA": 1.0,
    "within 90 days": 0.02,
    "nurse busy": 0.05,
    "DXA busy": 0.06,
}
"""Widest interval of each difference, as a share of the value, that says something."""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_board_of_the_file_has_the_numbers_of_the_workload(place: Place):
    board = fls_1().boards[place.name.lower()]
    factors = {stage: place.longer(what) for stage, what in STAGES.items()}
    assert board.minutes_factor == {**factors, "review": factors["assess"]}
    assert board.waiting_list["scan"].count == place.backlog
    daily = board.arrivals["all"].people_a_day
    assert daily == pytest.approx(place.referrals_a_year / DAYS_A_YEAR, rel=1e-9)
    servers = {name: servers.count for name, servers in board.servers.items()}
    assert servers == {name: getattr(place, what) for name, what in SERVERS.items()}


def test_the_horizon_is_the_workload_s_to_the_minute():
    assert fls_1().horizon_days * MINUTES_A_DAY == HORIZON * TICKS


def test_wales_has_as_many_people_and_events_as_the_workload_says():
    counts = [count(ours.replicate(fls_1(), b, 1, COMPILED)) for b in fls_1().boards]
    people = sum(c["arrivals"] for c in counts) + sum(p.backlog for p in PLACES)
    assert abs(people - 126_500) < 4 * np.sqrt(125_000)
    assert sum(c["events"] for c in counts) / people == pytest.approx(6.2, abs=0.1)
    for place, busy in zip(PLACES, counts, strict=True):
        assert busy["nurse busy"] == pytest.approx(place.rho_nurse, abs=0.05)
        assert busy["DXA busy"] == pytest.approx(place.rho_dxa, abs=0.06)


@lru_cache(maxsize=1)
def both_models() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Every count of every replication, by the planner and by the other model."""
    scenario = fls_1()
    mine = [count(ours.replicate(scenario, BOARD, s, COMPILED)) for s in range(RUNS)]
    other = [idiomatic_simpy.run(SMALL, seed) for seed in range(RUNS)]
    return _columns(mine), _columns(other)


def _columns(runs: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """Counts by replication, some of them as shares of others."""
    by_name = {name: np.array([run[name] for run in runs]) for name in runs[0]}
    by_name["slots"] = by_name["missed"] + by_name["scanned"]
    shares = [name.split(" of ") for name in AT_MOST if " of " in name]
    by_name |= {
        f"{part} of {all_}": by_name[part] / by_name[all_] for part, all_ in shares
    }
    return by_name


@pytest.mark.theory
@pytest.mark.parametrize("name", AT_MOST)
def test_the_planner_and_simpy_as_users_write_it_agree_on(name: str):
    """Welch's interval of the difference of means, at 99.9 %, holds 0."""
    mine, other = (model[name] for model in both_models())
    interval = stats.ttest_ind(mine, other, equal_var=False).confidence_interval(0.999)
    assert interval.low <= 0 <= interval.high
    # An interval wider than this would agree with anything.
    assert interval.high - interval.low <= AT_MOST[name] * other.mean()


def test_nurses_who_take_longer_have_a_list_that_grows_to_thousands():
    record = ours.replicate(over(fls_1()), "hd", 1, COMPILED)
    waiting = record.at_stage("assess").started < 0
    assert waiting.sum() > 1000


def test_a_board_four_times_as_large_has_four_times_the_events():
    plain, large = fls_1(), big(fls_1(), 4)
    events = [
        count(ours.replicate(plan, BOARD, 1, COMPILED))["events"]
        for plan in (plain, large)
    ]
    assert events[1] / events[0] == pytest.approx(4, rel=0.05)
