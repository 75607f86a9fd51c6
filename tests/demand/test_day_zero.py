"""The lists on day 0 equal the input exactly."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.demand.cohort import FLS
from planner.demand.sample import sample_cohort
from planner.experiment.running.replicate import replicate_once
from planner.inputs.day_zero import apportion, day_zero_table
from planner.inputs.demand import WaitingList
from planner.inputs.fitting_sets import in_set
from planner.inputs.load import load_scenario
from tests.waiting_lists import waiting_at

DAY = 1440
SHIPPED = ("wales-today", "wales-2023")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_list_of_every_board_starts_as_the_file_says(name: str):
    scenario = load_scenario(name)
    cohort = sample_cohort(scenario, seed=3, replication=1)
    listed = cohort.identified & (cohort.first_joined < 0)
    for board_id, board in scenario.boards.items():
        for stage, waiting in board.waiting_list.items():
            number = scenario.pathway.stages[stage].number
            here = cohort.take(
                listed
                & (cohort.provider == board.number)
                & (cohort.entry_stage == number)
            )
            days = (-here.first_joined - 1) // DAY
            found: Counter[tuple[str, bool, bool]] = Counter()
            for day, urgent, source in zip(
                days.tolist(), here.urgent.tolist(), here.source.tolist(), strict=True
            ):
                found[band_of(waiting, day), urgent, source == FLS] += 1
            table = day_zero_table(waiting)
            expected = {key: count for key, count in table.items() if count}
            assert found == expected, (board_id, stage)
            assert len(here) == waiting.count


def band_of(waiting: WaitingList, day: int) -> str:
    """The age band in which a day lies."""
    for band in waiting.age_shares or {"0-0": 1.0}:
        first, last = waiting.band_days(band)
        if first <= day <= last:
            return band
    raise AssertionError(f"day {day} lies in no band")


def test_the_simulated_lists_at_minute_0_equal_the_counts():
    scenario = load_scenario().with_values({"years": 1 / 12, "run_on_days": 0})
    record = replicate_once(scenario, "swansea-bay", 1, 0)
    taken = in_set(scenario, 0).boards["swansea-bay"]
    for stage, waiting in taken.waiting_list.items():
        minute = np.array([0])
        assert waiting_at(record.at_stage(stage), minute)[0] == waiting.count


@given(
    st.integers(0, 5000),
    st.lists(st.integers(1, 100), min_size=1, max_size=5),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_bands_urgency_and_source_each_add_up(
    count: int, weights: list[int], urgent_share: float, fls_share: float
):
    shares = {f"{n}-{n}": w / sum(weights) for n, w in enumerate(weights)}
    waiting = WaitingList(
        count=count,
        age_shares=shares,
        urgent_share=urgent_share,
        fls_share=fls_share,
    )
    table = day_zero_table(waiting)
    assert min(table.values()) >= 0
    assert sum(table.values()) == count
    bands = [
        sum(n for (band, _, _), n in table.items() if band == name) for name in shares
    ]
    assert bands == apportion(count, list(shares.values()))
    urgent = sum(n for (_, urgent, _), n in table.items() if urgent)
    fls = sum(n for (_, _, fls), n in table.items() if fls)
    assert abs(urgent - count * urgent_share) <= 0.5 + 1e-6
    assert abs(fls - count * fls_share) <= 0.5 + 1e-6


def test_a_share_of_whole_people_is_exactly_that_many():
    waiting = WaitingList(
        count=100, age_shares={"0-41": 0.5, "42-89": 0.5}, urgent_share=0.01
    )
    table = day_zero_table(waiting)
    assert sum(n for (band, _, _), n in table.items() if band == "0-41") == 50
    assert sum(n for (_, urgent, _), n in table.items() if urgent) == 1


@given(st.integers(0, 10_000), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_people_are_apportioned_whole(count: int, weights: list[int]):
    total = sum(weights) or 1
    shares = [w / total for w in weights] if sum(weights) else [1.0]
    numbers = apportion(count, shares)
    assert sum(numbers) == count
    exact = [count * share for share in shares]
    assert all(abs(n - e) < 1 + 1e-6 for n, e in zip(numbers, exact, strict=True))


def test_urgent_people_may_differ_by_age_band():
    waiting = WaitingList(
        count=100,
        age_shares={"0-41": 0.5, "42-89": 0.5},
        urgent_by_age={"42-89": 0.2},
    )
    table = day_zero_table(waiting)
    assert table["0-41", True, True] == 0
    assert (table["42-89", True, True], table["42-89", False, True]) == (10, 40)


def test_an_urgent_share_of_a_band_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no age band of this list"):
        WaitingList(count=1, age_shares={"0-41": 1}, urgent_by_age={"42-89": 0.2})
