"""Boards put together: sums, and averages weighted by work."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.experiment.running.replicate import joined
from planner.outcomes.measure_index import WALES, Block, Key, MeasureIndex
from planner.outcomes.measure_table import MeasureTable

LOAD = Key(WALES, role="scanner", span="quarter", kpi="load")
MINUTES = st.integers(0, 10**6)


def loads(*boards: tuple[float, float]) -> list[MeasureTable]:
    """Boards with these minutes needed and offered."""
    tables = []
    for number, (needed, offered) in enumerate(boards):
        key = LOAD._replace(provider=f"board-{number}")
        table = MeasureTable.empty(
            MeasureIndex.of({"load": Block((key,), 1, ratio=True)}), 1
        )
        table.put("load", [[needed]], [[offered]])
        tables.append(table)
    return tables


def load_of_wales(*boards: tuple[float, float]) -> float:
    return float(MeasureTable.wales(loads(*boards))[LOAD].values[0, 0])


@given(st.lists(st.tuples(MINUTES, st.integers(1, 10**6)), min_size=1), MINUTES)
def test_capacity_where_nobody_comes_does_not_lower_the_load_of_wales(boards, idle):
    before, after = load_of_wales(*boards), load_of_wales(*boards, (0, idle))
    np.testing.assert_equal(after, before)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=1))
def test_the_load_of_wales_is_the_mean_that_a_minute_of_work_meets(boards):
    work = [needed for needed, _ in boards]
    expected = np.average([n / o for n, o in boards], weights=work)
    assert math.isclose(load_of_wales(*boards), expected)


def test_work_without_capacity_leaves_wales_without_a_finite_load():
    assert math.isnan(load_of_wales((60, 50), (60, 0)))
    assert math.isnan(load_of_wales((0, 50), (0, 0)))


def amounts(**numbers: float) -> MeasureTable:
    """One replication of a board that might see referrals, scans and falls."""
    keys = {name: Key("board", stage=name, kpi="seen") for name in ("a", "b", "c")}
    blocks = {name: Block((key,), 2) for name, key in keys.items()}
    table = MeasureTable.empty(MeasureIndex.of(blocks), 1)
    for name, number in numbers.items():
        table.put(name, [[number, -number]])
    return table


def test_what_no_replication_has_takes_no_room_when_replications_are_joined():
    whole = joined([amounts(b=1), amounts(b=2)])
    assert [key.stage for key in whole.index.keys] == ["b"]
    assert whole.numerator.tolist() == [[1, -1], [2, -2]]


@given(st.permutations(["abc", "a", "c", "", "b"]))
def test_a_replication_may_have_what_none_before_it_had(order):
    number = {stages: 1.0 + place for place, stages in enumerate(order)}
    every = [amounts(**dict.fromkeys(stages, number[stages])) for stages in order]
    whole = joined([*every])
    for k, key in enumerate(whole.index.keys):
        has = [key.stage in stages for stages in order]
        assert whole.present[:, k].tolist() == has
        values = whole[key].values[:, 0]
        expected = [
            number[s] if there else np.nan for s, there in zip(order, has, strict=True)
        ]
        np.testing.assert_array_equal(values, expected)


@given(st.lists(MINUTES, min_size=3, max_size=3))
def test_measures_of_one_table_that_are_called_the_same_are_added(minutes):
    one_name = Key("board", kpi="seen")
    table = amounts(**dict(zip("abc", minutes, strict=True)))
    total = MeasureTable.total([table, table], lambda key, _: one_name)
    assert total[one_name].values.tolist() == [[2 * sum(minutes), -2 * sum(minutes)]]
