"""The planner's own way through one replication, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from planner.capacity.offer import offer_rota
from planner.demand.sample import sample_cohort
from planner.inputs.scenario import Scenario
from planner.outcomes.measure import measure
from planner.outcomes.record import Record
from planner.pathway.companions import visits_of_people
from planner.pathway.engines import COMPILED, simulate, simulate_people
from planner.pathway.network import prepare_tables
from tests.benchmarks.clock import Timing, kept, timed

PARTS = ("cohort", "rota", "tables", "engine", "measures")


def replicate(scenario: Scenario, board: str, seed: int, engine: str) -> Record:
    """One replication of one board, random numbers included."""
    cohort = sample_cohort(scenario, seed, 0, [board])
    rota = offer_rota(scenario, seed, 0, [board])
    visits = simulate_people(scenario, cohort, rota, engine)
    return Record(scenario, board, cohort, rota, visits)


def whole(
    scenario: Scenario, boards: Iterable[str], engine: str, *, measured: bool = False
) -> Callable[[int], None]:
    """Work for the clock: each board once; `measured` adds all measures."""
    names = list(boards)

    def work(number: int) -> None:
        for board in names:
            record = replicate(scenario, board, 1 + number, engine)
            if measured:
                measure(record)

    return work


def parts(scenario: Scenario, boards: Iterable[str], seed: int) -> dict[str, Timing]:
    """Time of each part of one replication, boards added up."""
    total = dict.fromkeys(PARTS, Timing(0.0, 0.0))
    for board in boards:
        for name, timing in _parts_of(scenario, board, seed).items():
            total[name] = total[name] + timing
    return total


def _parts_of(scenario: Scenario, board: str, seed: int) -> dict[str, Timing]:
    cohort, sampling = kept(lambda: sample_cohort(scenario, seed, 0, [board]))
    rota, offering = kept(lambda: offer_rota(scenario, seed, 0, [board]))
    tables, preparing = kept(lambda: prepare_tables(scenario, cohort, rota))
    rows, simulating = kept(lambda: simulate(tables, COMPILED))
    visits = visits_of_people(rows, tables.people, tables.person_of)
    record = Record(scenario, board, cohort, rota, visits)
    measuring = timed(lambda: measure(record))
    taken = (sampling, offering, preparing, simulating, measuring)
    return dict(zip(PARTS, taken, strict=True))
