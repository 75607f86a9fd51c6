"""The one way to run replications: those on hand are taken, the rest is simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from planner.errors import check_choice, check_count
from planner.experiment.running.board_group import BoardGroup
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    THREADS,
    choose_backend,
)
from planner.experiment.running.fingerprints import board_fingerprints
from planner.experiment.running.replicate import (
    Cancelled,
    Collector,
    Found,
    Part,
    Progress,
)
from planner.experiment.running.schedule import BatchQueue, RunMonitor, run_batches
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.inputs.units import LARGEST_SEED
from planner.locale import gettext_noop
from planner.pathway.engines import COMPILED, ENGINES

MOST_REPLICATIONS, MOST_WORKERS = 10_000, 1000
DEFAULT_REPLICATIONS = 20
"""Replications on the command line, on screen and in Python where none are named."""


class RunOptions(TypedDict, total=False):
    """The means of a run, which change no number. See `replicate`."""

    workers: int | None
    engine: str
    executor: str | None
    cluster: str | None
    cache: ResultCache | None
    prepare: Callable[[Scenario], None] | None


@dataclass(frozen=True)
class RunRequest:
    """Replications of some boards of a scenario.

    Attributes
    ----------
    boards : ids; boards that share nobody with others are run for themselves
    numbers : numbers of the replications, one after the other
    apart : whether they are cached for themselves, and not as a part of the first ones
    as_one : whether the boards are simulated and measured as one, the first by name

    Raises
    ------
    ScenarioError: for a number out of bounds
    """

    scenario: Scenario
    boards: tuple[str, ...]
    numbers: range
    seed: int
    apart: bool = False
    as_one: bool = False

    def __post_init__(self) -> None:
        check_count("replications", len(self.numbers), 1, MOST_REPLICATIONS)
        check_count("first", self.numbers.start, 0, MOST_REPLICATIONS)
        check_count("seed", self.seed, 0, LARGEST_SEED)

    def __len__(self) -> int:
        return len(self.numbers) * len(self.measured)

    @property
    def measured(self) -> tuple[str, ...]:
        """Boards under whose names something is collected."""
        return self.boards[:1] if self.as_one else self.boards


@dataclass(frozen=True)
class Replicated:
    """The collected parts of the replications of one request."""

    parts: dict[str, dict[str, Part]] = field(repr=False)
    """By name of the collector and by board."""

    def of(self, collector: Collector[Found]) -> dict[str, Found]:
        """Collected parts of one collector, by board."""
        return dict(self.parts[collector.name])  # type: ignore[arg-type]

    def handed_over(self, collector: Collector[Found]) -> dict[str, Found]:
        """The same, of which nothing stays here: who has it can let go of it."""
        return self.parts.pop(collector.name)  # type: ignore[return-value]


def replicate(
    requests: Sequence[RunRequest],
    measure: Sequence[Collector[Any]] = (RESULTS,),
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    workers: int | None = None,
    engine: str = COMPILED,
    executor: str | None = None,
    cluster: str | None = None,
    cache: ResultCache | None = None,
    prepare: Callable[[Scenario], None] | None = None,
) -> list[Replicated]:
    """Collected parts of every replication asked for, request by request.

    Where they are run, by how many and in which order changes nothing but the time.

    Parameters
    ----------
    measure : what is collected; each of another name
    progress : called with replications of a board done, and in all
    cancelled : asked several times a second; true stops the run
    workers : threads or processes; None means one a core
    engine : "compiled", or "simpy" for the readable reference: the same, slowly
    executor : "threads" (the default), "processes" or "serial"
    cluster : address of a Dask scheduler, whose workers then do the work
    cache : what earlier runs gave, board by board; nothing in it is simulated again
    prepare : called with a scenario before anything is simulated; not at all where
        everything is on hand

    Raises
    ------
    ScenarioError: for an option out of bounds
    RunCancelled, SimulationError
    """
    if workers is not None:
        check_count("workers", workers, 1, MOST_WORKERS)
    check_choice(gettext_noop("engine"), engine, ENGINES)
    known = (SERIAL, THREADS, PROCESSES)
    check_choice(gettext_noop("executor"), executor or SERIAL, known)
    groups, by_request = _groups(requests, measure, engine, cache)
    owner = {task: group for group in groups for task in group.missing()}
    tasks = {task: group.missing()[task] for task, group in owner.items()}
    total = sum(map(len, requests))
    ahead = sum(len(task.boards) * len(left) for task, left in tasks.items())
    backend = choose_backend(workers, ahead, cluster=cluster, executor=executor)
    monitor = RunMonitor(max(total, ahead), progress, cancelled)
    monitor.add(max(0, total - ahead))
    scenarios = [request.scenario for request in requests]
    if tasks and prepare is not None:
        prepare(scenarios[0])
    try:
        for done in run_batches(scenarios, BatchQueue(tasks), backend, monitor):
            owner[done.batch.task].add(done, cache)
        for group in groups:
            group.check_whole()
    except BaseException:
        if cache is not None:
            for group in groups:
                group.save_begun(cache)
        raise
    if cache is not None:
        cache.found += max(0, total - ahead)
    pairs = zip(requests, by_request, strict=True)
    return [_replicated(request, mine, measure) for request, mine in pairs]


def on_hand(
    request: RunRequest,
    measure: Sequence[Collector[Any]],
    cache: ResultCache,
    engine: str = COMPILED,
) -> Replicated | None:
    """The collected parts, if the cache has all of them; nothing is simulated."""
    groups, (by_request,) = _groups([request], measure, engine, cache)
    if any(group.missing() for group in groups):
        return None
    return _replicated(request, by_request, measure)


def _replicated(
    request: RunRequest, groups: list[BoardGroup], measure: Sequence[Collector[Any]]
) -> Replicated:
    """Parts of a request, its boards in the order asked for."""
    group_of = {board: group for group in groups for board in group.boards}
    return Replicated(
        {
            collector.name: {
                board: group_of[board].part(place, board) for board in request.measured
            }
            for place, collector in enumerate(measure)
        }
    )


def _groups(
    requests: Sequence[RunRequest],
    measure: Sequence[Collector[Any]],
    engine: str,
    cache: ResultCache | None,
) -> tuple[list[BoardGroup], list[list[BoardGroup]]]:
    """Every group of boards to run, and the groups of each request.

    Requests that agree in all that a group hangs on share it.
    """
    known: dict[object, BoardGroup] = {}
    by_request: list[list[BoardGroup]] = []
    for plan, request in enumerate(requests):
        marks: dict[str, str] = {}
        if cache is not None:
            marks = board_fingerprints(request.scenario, request.boards)
        mine = []
        for boards in _together(request):
            # Tables hold the scenario itself, so that they are nobody else's.
            shared = bool(marks) and all(each.name for each in measure)
            of_boards = tuple(marks[board] for board in boards) if shared else plan
            same = boards, of_boards, request.numbers, request.seed, request.apart
            if same not in known:
                known[same] = BoardGroup(
                    boards,
                    measure,
                    plan=plan,
                    numbers=request.numbers,
                    seed=request.seed,
                    engine=engine,
                    apart=request.apart,
                    as_one=request.boards if request.as_one else (),
                )
                if cache is not None:
                    known[same].look_up(cache, marks)
            mine.append(known[same])
        by_request.append(mine)
    return list(known.values()), by_request


def _together(request: RunRequest) -> Iterator[tuple[str, ...]]:
    """The boards asked for, those that share people side by side."""
    near = [neighbours(request.scenario, board) for board in request.measured]
    for group in dict.fromkeys(near):
        yield tuple(board for board in request.measured if board in group)
