"""One run: so many replications of a scenario, wherever they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from planner.errors import check_count
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import (
    DEFAULT_REPLICATIONS,
    MOST_REPLICATIONS,
    Replicated,
    RunRequest,
    on_hand,
    replicate,
)
from planner.experiment.running.collectors import (
    BENEFITS,
    RECORDS,
    RESULTS,
    InMemory,
)
from planner.experiment.running.progress_bar import progress_shown
from planner.experiment.running.replicate import Cancelled, Collector, Progress
from planner.experiment.running.results import Results, assemble
from planner.inputs.boards import board_ids
from planner.inputs.scenario import Scenario
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED


def run(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    workers: int | None = None,
    progress: Progress | bool | None = None,
    cancelled: Cancelled | None = None,
    *,
    first: int = 0,
    keep_visits: bool = False,
    benefits: bool = False,
    beside: Sequence[Collector[Any]] = (),
    engine: str = COMPILED,
    executor: str | None = None,
    cluster: str | None = None,
    cache: ResultCache | None = None,
    prepare: Callable[[Scenario], None] | None = None,
) -> Results:
    """Results of so many replications of a scenario.

    Parameters
    ----------
    boards : board ids; None means all, with Wales as their sum. A board that runs no
        service brings those who treat its residents.
    progress : called with replications of a board done, and in all; True shows a bar
    cancelled : asked several times a second; true stops the run
    first : number of the first replication; what was run before need not run again
        (see `planner.experiment.running.results.extended`)
    keep_visits : keep the tables of every replication, all in memory
    benefits : collect benefits instead of the measures of the service
    beside : what is collected and cached on the way, for whoever asks later
    workers, engine, executor, cluster, cache, prepare : as `replicate` takes them

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    RunCancelled, SimulationError
    """
    chosen = chosen_boards(scenario, boards)
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    request = RunRequest(scenario, chosen, range(first, first + replications), seed)
    results = BENEFITS if benefits else RESULTS
    measure = (results, *beside, *([RECORDS] if keep_visits else []))
    with progress_shown(progress) as shown:
        (found,) = replicate(
            [request],
            measure,
            progress=shown,
            cancelled=cancelled,
            workers=workers,
            engine=engine,
            executor=executor,
            cluster=cluster,
            cache=cache,
            prepare=prepare,
        )
    records = _in_order(found.of(RECORDS)) if keep_visits else ()
    return results_of(request, found, records, of=results)


def results_on_hand(
    scenario: Scenario,
    replications: int,
    seed: int,
    boards: Iterable[str] | None,
    cache: ResultCache,
) -> Results | None:
    """The same as `run`, if the cache has all of it; nothing is simulated."""
    chosen = chosen_boards(scenario, boards)
    request = RunRequest(scenario, chosen, range(replications), seed)
    found = on_hand(request, (RESULTS,), cache)
    return None if found is None else results_of(request, found)


def results_of(
    request: RunRequest,
    found: Replicated,
    records: tuple[Record, ...] = (),
    of: Collector[MeasureTable] = RESULTS,
) -> Results:
    """Results put together of what was collected of every board."""
    scenario, boards = request.scenario, request.boards
    whole = len(boards) == len(scenario.boards) and len(scenario.providers) > 1
    index, matrix = assemble(scenario, found.handed_over(of), whole=whole)
    first = request.numbers.start
    return Results(scenario, request.seed, index, matrix, records, first)


def _in_order(by_board: dict[str, InMemory]) -> tuple[Record, ...]:
    """Tables by replication, then by board."""
    return tuple(chain.from_iterable(zip(*by_board.values(), strict=True)))


def chosen_boards(scenario: Scenario, boards: Iterable[str] | None) -> tuple[str, ...]:
    """Boards to simulate: those asked for, and who treats residents without a service.

    Raises
    ------
    ScenarioError: for a board that does not exist
    """
    if boards is None:
        return tuple(scenario.boards)
    chosen = board_ids(scenario.boards, boards)
    treating = {place for name in chosen for place in _treating(scenario, name)}
    return tuple(name for name in scenario.boards if name in treating)


def _treating(scenario: Scenario, board_id: str) -> set[str]:
    """The board itself or, where it runs no service, those who treat its residents."""
    if board_id in scenario.providers:
        return {board_id}
    return {board_id, *scenario.treating(board_id)} & set(scenario.boards)
