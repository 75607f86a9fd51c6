"""One run: so many replications of a scenario, wherever they are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypedDict

from planner.errors import Problem, ScenarioError
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import Asked, simulate_boards
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    THREADS,
    choose_place,
)
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import Results, assemble
from planner.experiment.running.schedule import Watch
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED, ENGINES

MOST_REPLICATIONS = 10_000


class RunOptions(TypedDict, total=False):
    """By what means a run is made; nothing here changes a number. See `run`."""

    workers: int | None
    engine: str
    executor: str | None
    cluster: str | None
    memo: ResultCache | None


def run(
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    engine: str = COMPILED,
    keep_visits: bool = False,
    executor: str | None = None,
    cluster: str | None = None,
    memo: ResultCache | None = None,
    first: int = 0,
) -> Results:
    """Results of so many replications of a scenario.

    Where they are made, by how many and in which order changes nothing but the time.

    Parameters
    ----------
    boards : board ids; None means all, with Wales as their sum. A board that runs no
        service brings those who treat its residents.
    workers : threads or processes; None means one a core
    progress : called with replications of a board done, and in all
    cancelled : asked several times a second; true stops the run
    engine : "compiled", or "simpy" for the readable reference: the same, slowly
    keep_visits : keep the tables of every replication, all in memory
    executor : "threads", "processes" or "serial"; None takes what suits the engine
    cluster : address of a Dask scheduler, whose workers then do the work
    memo : what earlier runs gave by board; what stands there is not simulated again
    first : number of the first replication; what was run before need not run again
        (see `planner.experiment.running.results.extended`)

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    RunCancelled, SimulationError
    """
    chosen = chosen_boards(scenario, boards)
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    check_count("first", first, 0, MOST_REPLICATIONS)
    _check_name("engine", engine, ENGINES)
    _check_name("executor", executor or SERIAL, (SERIAL, THREADS, PROCESSES))
    total = replications * len(chosen)
    place = choose_place(engine, workers, total, executor=executor, cluster=cluster)
    numbers = range(first, first + replications)
    asked = Asked(scenario, chosen, numbers, seed, engine, keep_visits)
    watch = Watch(total, progress, cancelled)
    tables, records = simulate_boards(asked, place, watch, memo)
    whole = len(chosen) == len(scenario.boards) and len(scenario.providers) > 1
    index, matrix = assemble(scenario, tables, whole=whole)
    return Results(scenario, seed, index, matrix, records, first)


def chosen_boards(scenario: Scenario, boards: Iterable[str] | None) -> tuple[str, ...]:
    """Boards to simulate: those asked for, and who treats residents without a service.

    Raises
    ------
    ScenarioError: for a board that does not exist
    """
    if boards is None:
        return tuple(scenario.boards)
    chosen = list(boards)
    known = ", ".join(scenario.boards)
    problems = [
        Problem("board", f"no board of this name; there are: {known}", value=repr(name))
        for name in chosen
        if name not in scenario.boards
    ]
    if problems:
        raise ScenarioError(problems)
    treating = {place for name in chosen for place in _treating(scenario, name)}
    return tuple(name for name in scenario.boards if name in treating)


def _treating(scenario: Scenario, board_id: str) -> set[str]:
    """The board itself or, where it runs no service, those who treat its residents."""
    if board_id in scenario.providers:
        return {board_id}
    return {board_id, *scenario.treating(board_id)} & set(scenario.boards)


def check_count(name: str, value: int, low: int, high: int) -> None:
    """Refuse a number outside its bounds.

    Raises
    ------
    ScenarioError
    """
    if not low <= value <= high:
        rule = f"between {low:,} and {high:,}"
        raise ScenarioError(Problem(name, rule, value=str(value)))


def _check_name(what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        rule = f"one of: {', '.join(known)}"
        raise ScenarioError(Problem(what, rule, value=repr(name)))
