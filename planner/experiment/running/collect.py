"""The one way to run replications: those on hand are taken, the rest is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from planner.errors import check_choice, check_count
from planner.experiment.running.cache import ResultCache, key_of
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    THREADS,
    choose_backend,
)
from planner.experiment.running.fingerprints import board_fingerprints
from planner.experiment.running.replicate import (
    BatchResult,
    Cancelled,
    Collector,
    Found,
    Part,
    Progress,
    Task,
)
from planner.experiment.running.schedule import BatchQueue, RunMonitor, run_batches
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED, ENGINES

MOST_REPLICATIONS, MOST_WORKERS = 10_000, 1000
LARGEST_SEED = 2**64 - 1


class RunOptions(TypedDict, total=False):
    """The means of a run, which change no number. See `replicate`."""

    workers: int | None
    engine: str
    executor: str | None
    cluster: str | None
    cache: ResultCache | None


@dataclass(frozen=True)
class RunRequest:
    """Replications of some boards of a scenario.

    Attributes
    ----------
    boards : ids; boards that share nobody with others are run for themselves
    numbers : numbers of the replications, one after the other

    Raises
    ------
    ScenarioError: for a number out of bounds
    """

    scenario: Scenario
    boards: tuple[str, ...]
    numbers: range
    seed: int

    def __post_init__(self) -> None:
        check_count("replications", len(self.numbers), 1, MOST_REPLICATIONS)
        check_count("first", self.numbers.start, 0, MOST_REPLICATIONS)
        check_count("seed", self.seed, 0, LARGEST_SEED)

    def __len__(self) -> int:
        return len(self.numbers) * len(self.boards)


@dataclass(frozen=True)
class Replicated:
    """What was collected of the replications of one request."""

    parts: Mapping[str, Mapping[str, Part]] = field(repr=False)
    """By name of the collector and by board."""

    def of(self, collector: Collector[Found]) -> dict[str, Found]:
        """What one of the collectors made of them, by board."""
        return dict(self.parts[collector.name])  # type: ignore[arg-type]


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
) -> list[Replicated]:
    """What is collected of every replication asked for, request by request.

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

    Raises
    ------
    ScenarioError: for an option out of bounds
    RunCancelled, SimulationError
    """
    if workers is not None:
        check_count("workers", workers, 1, MOST_WORKERS)
    check_choice("engine", engine, ENGINES)
    check_choice("executor", executor or SERIAL, (SERIAL, THREADS, PROCESSES))
    groups, by_request = _groups(requests, measure, engine, cache)
    owner = {task: group for group in groups for task in group.missing()}
    tasks = {task: group.missing()[task] for task, group in owner.items()}
    total = sum(map(len, requests))
    ahead = sum(len(task.boards) * len(left) for task, left in tasks.items())
    backend = choose_backend(workers, ahead, cluster=cluster, executor=executor)
    monitor = RunMonitor(max(total, ahead), progress, cancelled)
    monitor.add(max(0, total - ahead))
    scenarios = [request.scenario for request in requests]
    for done in run_batches(scenarios, BatchQueue(tasks), backend, monitor):
        owner[done.batch.task].add(done, cache)
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
    """What is asked for, if the cache has all of it; nothing is simulated."""
    groups, (by_request,) = _groups([request], measure, engine, cache)
    if any(group.missing() for group in groups):
        return None
    return _replicated(request, by_request, measure)


def _replicated(
    request: RunRequest, groups: list[_Group], measure: Sequence[Collector[Any]]
) -> Replicated:
    """Parts of a request, its boards in the order asked for."""
    group_of = {board: group for group in groups for board in group.boards}
    return Replicated(
        {
            collector.name: {
                board: group_of[board].part(place, board) for board in request.boards
            }
            for place, collector in enumerate(measure)
        }
    )


def _groups(
    requests: Sequence[RunRequest],
    measure: Sequence[Collector[Any]],
    engine: str,
    cache: ResultCache | None,
) -> tuple[list[_Group], list[list[_Group]]]:
    """Every group of boards to run, and the groups of each request.

    Requests that agree in all that a group hangs on share it.
    """
    known: dict[object, _Group] = {}
    by_request: list[list[_Group]] = []
    for plan, request in enumerate(requests):
        marks: dict[str, str] = {}
        if cache is not None:
            marks = board_fingerprints(request.scenario, request.boards)
        mine = []
        for boards in _together(request):
            # Tables hold the scenario itself, so that they are nobody else's.
            shared = bool(marks) and all(each.name for each in measure)
            of_boards = tuple(marks[board] for board in boards) if shared else plan
            same = boards, of_boards, request.numbers, request.seed
            if same not in known:
                known[same] = _Group(plan, request, boards, measure, engine)
                if cache is not None:
                    known[same].look_up(cache, marks)
            mine.append(known[same])
        by_request.append(mine)
    return list(known.values()), by_request


def _together(request: RunRequest) -> Iterator[tuple[str, ...]]:
    """The boards asked for, those that share people side by side."""
    near = [neighbours(request.scenario, board) for board in request.boards]
    for group in dict.fromkeys(near):
        yield tuple(board for board in request.boards if board in group)


class _Group:
    """Boards that are run together: what is on hand of each, and what comes in."""

    def __init__(
        self,
        plan: int,
        request: RunRequest,
        boards: tuple[str, ...],
        measure: Sequence[Collector[Any]],
        engine: str,
    ) -> None:
        self.boards = boards
        self._plan, self._seed, self._engine = plan, request.seed, engine
        self._measure = tuple(measure)
        self._wanted = [each.wanted(request.numbers) for each in measure]
        self._keys: dict[tuple[int, str], str] = {}
        self._held: dict[tuple[int, str], Part] = {}
        self._results: dict[Task, list[BatchResult]] = {}

    def look_up(self, cache: ResultCache, marks: Mapping[str, str]) -> None:
        """Take from the cache what there is."""
        for place, collector in enumerate(self._measure):
            for board in self.boards if collector.name else ():
                about = marks[board], self._seed, self._engine, collector.name
                key = self._keys[place, board] = key_of(*about)
                held = cache.load(key, collector.part.unpack)
                if held is not None:
                    self._held[place, board] = held

    def _on_hand(self, place: int) -> int:
        """How many of the replications wanted are there, of every board."""
        wanted = self._wanted[place]
        there = min(len(self._held.get((place, b), ())) for b in self.boards)
        if self._measure[place].whole:
            return len(wanted) if there >= len(wanted) else 0
        return min(max(there - wanted.start, 0), len(wanted))

    def missing(self) -> dict[Task, range]:
        """Replications to run, by what is to be collected of them."""
        starts: dict[int, list[int]] = {}
        for place, wanted in enumerate(self._wanted):
            first = wanted.start + self._on_hand(place)
            if first < wanted.stop:
                starts.setdefault(first, []).append(place)
        return {
            self._task(places): range(
                first, max(self._wanted[place].stop for place in places)
            )
            for first, places in starts.items()
        }

    def _task(self, places: Iterable[int]) -> Task:
        collectors = tuple(self._measure[place] for place in places)
        return Task(self._plan, self.boards, self._seed, collectors, self._engine)

    def add(self, done: BatchResult, cache: ResultCache | None) -> None:
        """Take what a batch gives, and cache what is then complete."""
        task = done.batch.task
        results = self._results.setdefault(task, [])
        results.append(done)
        results.sort(key=lambda each: each.batch.replications.start)
        numbers = self.missing()[task]
        there = sum(len(each.batch.replications) for each in results)
        if cache is not None and there == len(numbers):
            for place, board in self._keys:
                if self._measure[place] in task.collectors:
                    self._save(cache, place, board, numbers.start)

    def _save(self, cache: ResultCache, place: int, board: str, first: int) -> None:
        """Cache all replications from number 0 on, unless there is a gap."""
        held, new = self._held.get((place, board)), self._new(place, board)
        if len(held or ()) < first or not new:
            return
        part = _joined([held.rows(range(first)), *new] if held and first else new)
        cache.save(self._keys[place, board], part, part.pack())

    def _new(self, place: int, board: str) -> list[Part]:
        """Parts that came in, in order of replications."""
        collector = self._measure[place]
        parts = [
            result.parts[board][task.collectors.index(collector)]
            for task, results in self._results.items()
            if collector in task.collectors
            for result in results
        ]
        return [part for part in parts if part is not None]

    def part(self, place: int, board: str) -> Part:
        """Every replication wanted, as far as it was looked at."""
        wanted, number = self._wanted[place], self._on_hand(place)
        new = self._new(place, board)
        if not number:
            return _joined(new).rows(range(len(wanted)))
        held = self._held[place, board]
        if self._measure[place].whole:
            return held
        mine = held.rows(range(wanted.start, wanted.start + number))
        return _joined([mine, *new]).rows(range(len(wanted)))


def _joined(parts: Sequence[Part]) -> Part:
    return parts[0] if len(parts) == 1 else type(parts[0]).joined(parts)
