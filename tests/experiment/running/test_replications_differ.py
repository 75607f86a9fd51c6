"""Replications are independent: each has people and absences of its own."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

SEEDS = ((1, 0), (1, 1), (1, 2), (2, 0))
BOARD = "hywel-dda"


@pytest.fixture(scope="module")
def year() -> Scenario:
    return load_scenario().with_values({"years": 1})


def test_no_two_replications_or_seeds_share_anybody(year: Scenario):
    """Above all not by a seed and a replication that add up to the same."""
    seeds = [set(sample_cohort(year, *which, [BOARD]).seed.tolist()) for which in SEEDS]
    assert all(len(people) > 1000 for people in seeds)
    for one, other in combinations(seeds, 2):
        assert not one & other


def test_no_two_replications_or_seeds_share_their_absences(year: Scenario):
    rotas = [offer_rota(year, *which, [BOARD]) for which in SEEDS]
    for one, other in combinations(rotas, 2):
        # Half days are few: some are lost in both, but far from all that are in one.
        lost = [set(rota.start[rota.lost > 1].tolist()) for rota in (one, other)]
        assert all(len(minutes) > 100 for minutes in lost)
        assert len(lost[0] & lost[1]) < 0.9 * min(map(len, lost))


def test_the_numbers_of_people_in_replications_vary_as_poisson_counts_do(
    year: Scenario,
):
    counts = [
        int((sample_cohort(year, 7, number, [BOARD]).source == 1).sum())
        for number in range(30)
    ]
    spread = np.var(counts, ddof=1) / np.mean(counts)
    # 30 counts: the ratio has a standard deviation of about 0.26.
    assert 0.3 < spread < 2.0
