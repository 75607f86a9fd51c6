"""What is prepared once serves every replication; what is gathered stands in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from planner.capacity.offer import offer_rota
from planner.capacity.rota import COLUMNS, OWN_LIST, Rota, RotaBuilder, SessionKind
from planner.inputs.load import load_scenario
from planner.inputs.scenario import Scenario

BOARDS = ("swansea-bay", "hywel-dda")


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return load_scenario().with_values({"years": 1, "run_on_days": 0})


def rows(rota: Rota) -> list[tuple[int, ...]]:
    columns = [getattr(rota, name).tolist() for name in COLUMNS]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("latest", [10_000, 2**40])
def test_sessions_stand_by_start_provider_kind_unit_and_end(latest: int):
    """Times too long to be packed with the rest into one number are no exception."""
    draw = np.random.default_rng(11)
    builder, added = RotaBuilder(), []
    for _ in range(20):
        size = int(draw.integers(0, 30))
        part = {name: draw.integers(0, 3, size) for name in COLUMNS}
        part["kind"] = draw.integers(0, len(SessionKind), size)
        part["start"] = draw.choice([0, 525, latest], size)
        part["end"] = part["start"] + draw.choice([0, 100, latest], size)
        builder.add(**part)
        added += zip(*(part[name].tolist() for name in COLUMNS), strict=True)
    found = rows(builder.build())

    def key(row: tuple[int, ...]) -> tuple[int, ...]:
        at = dict(zip(COLUMNS, row, strict=True))
        kept_first = -1 if at["kind"] == SessionKind.RESERVED else at["kind"]
        return at["start"], at["provider"], kept_first, at["unit"], at["end"]

    # Python's sort keeps ties as they were added, and so must the rota.
    assert found == sorted(added, key=key)


def test_single_values_are_repeated_and_a_list_of_one_s_own_goes_without_saying():
    builder = RotaBuilder()
    common = {
        "provider": 1,
        "kind": SessionKind.SERVERS,
        "unit": 4,
        "role": 0,
        "lost": 0,
    }
    plan = builder.plan_of((3, 1))
    builder.add(**common, start=[9, 5], end=[12, 8], paid_minutes=3, plan=plan)
    builder.add(**common, start=7, end=8, paid_minutes=1, plan=plan, serves=2)
    rota = builder.build()
    assert rota.start.tolist() == [5, 7, 9]
    assert rota.serves.tolist() == [OWN_LIST, 2, OWN_LIST]
    assert rota.plans == ((3, 1),)
    assert RotaBuilder().build().start.tolist() == []


def test_two_scenarios_are_never_mixed_up(plan: Scenario):
    """Whatever was prepared before, a plan gives the rota that it gives alone."""
    before = rows(offer_rota(plan, 1, 0, BOARDS[:1]))
    lengths = []
    for wte in (0.5, 1.0, 2.0):
        other = plan.with_values({f"boards.{BOARDS[0]}.posts.nurse.wte": wte})
        lengths.append(len(offer_rota(other, 1, 0, BOARDS[:1])))
        del other  # its place in memory may be the next one's
    assert lengths == sorted(set(lengths))
    assert rows(offer_rota(plan, 1, 0, BOARDS[:1])) == before
    twin = plan.with_values({})
    assert rows(offer_rota(twin, 1, 0, BOARDS[:1])) == before


def test_threads_draw_what_one_after_the_other_draws(plan: Scenario):
    jobs = [(plan.with_values({}), 1, k, [board]) for k in range(6) for board in BOARDS]
    alone = [rows(offer_rota(*job)) for job in jobs]
    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(offer_rota, *job) for job in jobs]
        assert [rows(future.result()) for future in futures] == alone


def test_several_providers_share_one_table_in_order(plan: Scenario):
    both = offer_rota(plan, 1, 0, BOARDS)
    for board in BOARDS:
        alone = offer_rota(plan, 1, 0, [board])
        mine = both.take(both.provider == plan.boards[board].number)
        assert [row[4:7] for row in rows(mine)] == [row[4:7] for row in rows(alone)]
    assert (np.diff(both.start) >= 0).all()
