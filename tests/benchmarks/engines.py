"""FLS-1 by every engine, side by side in one run, on one core."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED, SIMPY
from tests.benchmarks import idiomatic_ciw, idiomatic_simpy, ours
from tests.benchmarks.clock import Timing, in_turn, middle, ratio
from tests.benchmarks.settings import Settings
from tests.benchmarks.table import Table
from tests.benchmarks.workload import (
    DAY,
    HORIZON,
    PLACES,
    Place,
    big,
    count,
    fls_1,
    over,
)

Contenders = Mapping[str, Callable[[int], object]]
SHORT_DAYS = 60
"""Working days of a quick run."""
FAST, MEASURED = "planner, compiled", "planner, compiled, and all measures"
READABLE, IDIOM = "planner, SimPy engine", "SimPy as users write it"
CIW = "Ciw as users write it"
BY_BOARD = {place.name.lower(): place for place in PLACES}
SMALL, MIDDLING = "po", "hd"


def compare_engines(settings: Settings) -> list[Table]:
    """All of Wales, one replication with random numbers; one small board with Ciw."""
    scenario, boards = _plan(settings), [SMALL] if settings.quick else [*BY_BOARD]
    warm_up(scenario)
    wales = in_turn(_contenders(settings, scenario, boards), settings.rounds)
    small = {
        FAST: ours.whole(scenario, [SMALL], COMPILED),
        IDIOM: _by_users(idiomatic_simpy.run, settings, [BY_BOARD[SMALL]]),
        CIW: _by_users(idiomatic_ciw.run, settings, [BY_BOARD[SMALL]]),
    }
    return [
        _table(
            "FLS-1, Wales, one replication of five years, random numbers included",
            wales,
        ),
        _table("FLS-1, the smallest board", in_turn(small, settings.rounds)),
        _parts(scenario, boards),
    ]


def warm_up(scenario: Scenario) -> None:
    """Let nobody's first call be timed."""
    ours.whole(scenario, [SMALL], COMPILED, measured=True)(-1)


def _plan(settings: Settings) -> Scenario:
    years = {"years": SHORT_DAYS / 365}
    return fls_1().with_values(years) if settings.quick else fls_1()


def _contenders(
    settings: Settings, scenario: Scenario, boards: list[str]
) -> Contenders:
    places = [BY_BOARD[board] for board in boards]
    return {
        FAST: ours.whole(scenario, boards, COMPILED),
        MEASURED: ours.whole(scenario, boards, COMPILED, measured=True),
        READABLE: ours.whole(scenario, boards, SIMPY),
        IDIOM: _by_users(idiomatic_simpy.run, settings, places),
    }


def _by_users(
    run: Callable[[Place, int, float], object], settings: Settings, places: list[Place]
) -> Callable[[int], None]:
    """Work for the clock: each board once by a model that is not ours."""
    horizon = SHORT_DAYS * DAY if settings.quick else HORIZON

    def work(number: int) -> None:
        for place in places:
            run(place, 1 + number, horizon)

    return work


def _table(title: str, taken: dict[str, list[Timing]]) -> Table:
    columns = ("model", "wall s", "CPU s", "times the compiled", "against SimPy users'")
    table = Table(title, columns)
    for name, timings in taken.items():
        here, times = middle(timings), ratio(timings, taken[FAST])
        faster = ratio(taken[IDIOM], timings)
        verdict = (
            f"{faster:,.3g} x faster" if faster > 1 else f"{1 / faster:,.3g} x slower"
        )
        mine = "-" if name == IDIOM else verdict
        table.rows.append((name, here.wall, here.cpu, times, mine))
    rounds = len(taken[FAST])
    table.note = (
        f"Medians of {rounds} rounds, one after the other in each; ratios are of CPU"
        " time, round by round."
    )
    return table


def _parts(scenario: Scenario, boards: list[str]) -> Table:
    columns = ("part of one compiled replication", "CPU ms")
    table = Table("FLS-1: where the planner's time goes", columns)
    runs = [ours.parts(scenario, boards, seed) for seed in (1, 2, 3)]
    for part in ours.PARTS:
        table.rows.append((part, 1000 * middle([taken[part] for taken in runs]).cpu))
    return table


def grow_workload(settings: Settings) -> list[Table]:
    """FLS-1 on a larger board, and with lists of thousands, by engine."""
    scenario, board = _plan(settings), SMALL if settings.quick else MIDDLING
    warm_up(scenario)
    place = BY_BOARD[board]
    plans = {
        f"x {k}": (big(scenario, k), place.times(k))
        for k in ((1, 2) if settings.quick else (1, 4, 14))
    }
    plans["FLS-1-OVER"] = (over(scenario), place.slowed())
    columns = ("size", "events", FAST, IDIOM, "SimPy users' over compiled")
    table = Table("FLS-1, one board: microseconds of CPU an event", columns)
    for name, (plan, larger) in plans.items():
        contenders = {
            FAST: ours.whole(plan, [board], COMPILED),
            IDIOM: _by_users(idiomatic_simpy.run, settings, [larger]),
        }
        taken = in_turn(contenders, 1 if settings.quick else 2)
        events = count(ours.replicate(plan, board, 1, COMPILED))["events"]
        cost = [1e6 * middle(taken[who]).cpu / events for who in (FAST, IDIOM)]
        table.rows.append((name, events, *cost, ratio(taken[IDIOM], taken[FAST])))
    table.note = f"Board {place.name}."
    return [table]
