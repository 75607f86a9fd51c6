"""Replications of one board: the work that is handed out, wherever it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from planner.errors import PlannerError, SimulationError
from planner.inputs.fitting_sets import in_set
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED

LARGEST_LEARNT = 2**25
"""Bytes; the C library of Linux learns nothing from a block of this size or larger."""


def keep_freed_memory() -> None:
    """Have freed memory kept by the process instead of given back at once.

    The C library of Linux gives back what is twice as large as the largest block freed
    so far, and a replication would have to fetch the memory of its tables anew, page
    by page, which takes a sixth of its time. A block freed unused costs nothing and
    teaches it a larger size, in all threads. Elsewhere this does nothing.
    """
    np.empty(LARGEST_LEARNT - 2**13, dtype=np.uint8)


Arrays = dict[str, npt.NDArray[Any]]
Progress = Callable[[int, int], None]
"""Called with what is done and what there is to do in all."""
Cancelled = Callable[[], bool]
"""Asked several times a second; true stops the run."""

# Here, where every worker passes, wherever it is.
keep_freed_memory()


class Part(Protocol):
    """The collected part of the first, or of consecutive replications of a board."""

    def __len__(self) -> int:
        """Number of replications."""

    @property
    def nbytes(self) -> int:
        """Memory that it takes, roughly."""

    def rows(self, numbers: range) -> Self:
        """Those of these places, as far as there are any."""

    def with_room(self, replications: int) -> Self:
        """A part like this for so many replications, of which none is there yet."""

    def put_rows(self, start: int, more: Self) -> Self:
        """Itself, or what is to be used instead, with others from a place on."""

    def pack(self) -> Arrays:
        """Itself as plain arrays."""

    @classmethod
    def unpack(cls, arrays: Arrays) -> Self:
        """The part as it was packed; ValueError where arrays do not fit each other."""


Found = TypeVar("Found", bound=Part)


def joined(parts: list[Found]) -> Found:
    """The replications of all parts, one after the other; the list is emptied."""
    if len(parts) == 1:
        return parts.pop()
    whole, start = parts[0].with_room(sum(map(len, parts))), 0
    while parts:
        part = parts.pop(0)
        whole = whole.put_rows(start, part)
        start += len(part)
    return whole


@dataclass(frozen=True)
class Collector(Generic[Found]):
    """The part of each replication of a board that is collected, and its combination.

    The functions are a module's own, so that they can be sent to other processes.

    Attributes
    ----------
    name : under which parts are cached; empty for what is not
    row : called with each record where the replication is run
    gather : called with scenario, board and the list of rows of consecutive
        replications, which it may empty
    part : class of what is gathered
    first : how many of the first replications are looked at; None for all
    whole : whether these are gathered at once, and never put together of parts
    """

    name: str
    row: Callable[[Record], Any]
    gather: Callable[[Scenario, str, list[Any]], Found]
    part: type[Found]
    first: int | None = None
    whole: bool = False

    def wanted(self, numbers: range) -> range:
        """Which replications are looked at, where these are asked for."""
        if self.whole:
            return range(self.first or 0)
        stop = numbers.stop if self.first is None else min(self.first, numbers.stop)
        return range(numbers.start, max(numbers.start, stop))

    def of_first(self, number: int) -> Collector[Found]:
        """The same of the first replications alone."""
        return replace(self, first=number)


@dataclass(frozen=True)
class Task:
    """Boards whose replications are run together, and what is collected of them.

    Attributes
    ----------
    plan : place of the scenario among those that are run
    boards : one board, or several that share people
    as_one : boards that are measured together, under the name of the only one above
    """

    plan: int
    boards: tuple[str, ...]
    seed: int
    collectors: tuple[Collector[Any], ...]
    engine: str = COMPILED
    as_one: tuple[str, ...] = ()

    @property
    def at_once(self) -> int:
        """Number of the first replications that must be run one after the other."""
        return max([1, *(each.first or 0 for each in self.collectors if each.whole)])


@dataclass(frozen=True)
class Batch:
    """Some replications in a row: a piece of work worth handing out."""

    task: Task
    replications: range

    def __len__(self) -> int:
        return len(self.task.boards) * len(self.replications)


@dataclass(frozen=True)
class BatchResult:
    """Result of a batch; `seconds` predicts the time of the next.

    Attributes
    ----------
    parts : by board, one for each collector of the task; None where it takes none
    """

    batch: Batch
    parts: dict[str, tuple[Part | None, ...]]
    seconds: float


def run_batch(
    scenario: Scenario, batch: Batch, step: Callable[[], None] | None = None
) -> BatchResult:
    """Every replication of a batch, one after the other.

    Parameters
    ----------
    step : called after each replication of a board; what it raises ends the batch
    """
    begun, task = time.perf_counter(), batch.task
    rows: dict[str, list[list[Any]]] = {
        board: [[] for _ in task.collectors] for board in task.boards
    }
    for number in batch.replications:
        with _named(scenario, task, number):
            for record in _records(scenario, task, number):
                _collect(record, task.collectors, rows[record.board_id])
                if step is not None:
                    step()
    parts = {
        board: tuple(
            collector.gather(scenario, board, found) if found else None
            for collector, found in zip(task.collectors, rows[board], strict=True)
        )
        for board in task.boards
    }
    return BatchResult(batch, parts, time.perf_counter() - begun)


def _records(scenario: Scenario, task: Task, number: int) -> tuple[Record, ...]:
    seed, engine = task.seed, task.engine
    if task.as_one:
        return (replicate_as_one(scenario, task.as_one, seed, number, engine),)
    return replicate_together(scenario, task.boards, seed, number, engine)


def _collect(
    record: Record, collectors: tuple[Collector[Any], ...], rows: list[list[Any]]
) -> None:
    for collector, found in zip(collectors, rows, strict=True):
        if collector.first is None or record.replication < collector.first:
            found.append(collector.row(record))


@contextmanager
def _named(scenario: Scenario, task: Task, replication: int) -> Iterator[None]:
    """Name board, seed and replication in whatever goes wrong inside."""
    try:
        yield
    except PlannerError:
        raise
    except Exception as error:
        raise SimulationError(
            _(
                "{scenario}: {board} failed with seed {seed}, replication"
                " {replication}: {kind}: {error}",
                scenario=scenario.name,
                board=task.boards[0],
                seed=task.seed,
                replication=replication,
                kind=type(error).__name__,
                error=error,
            )
        ) from error


def replicate_once(
    scenario: Scenario,
    board_id: str,
    seed: int,
    replication: int,
    engine: str = COMPILED,
) -> Record:
    """Tables of one replication of one board."""
    return replicate_together(scenario, (board_id,), seed, replication, engine)[0]


def replicate_together(
    scenario: Scenario,
    boards: tuple[str, ...],
    seed: int,
    replication: int,
    engine: str = COMPILED,
) -> tuple[Record, ...]:
    """Tables of one replication of boards that share people, simulated once.

    All that share people with them are simulated too, asked for or not.
    """
    near = neighbours(scenario, boards[0])
    whole = replicate_as_one(scenario, near, seed, replication, engine)
    return (whole,) if len(near) == 1 else tuple(map(whole.part_of, boards))


def replicate_as_one(
    scenario: Scenario,
    boards: tuple[str, ...],
    seed: int,
    replication: int,
    engine: str = COMPILED,
) -> Record:
    """Tables of one replication of several boards, under the name of the first.

    Where the scenario has fitting sets, the replication takes the values of its own.
    """
    # Loaded by those who simulate: whoever finds all results on hand waits for none.
    from planner.capacity.offer import offer_rota
    from planner.demand.sample import sample_cohort
    from planner.pathway.lists_that_stop import simulate_and_stop

    scenario = in_set(scenario, replication)
    cohort = sample_cohort(scenario, seed, replication, boards)
    rota = offer_rota(scenario, seed, replication, boards)
    rota, visits = simulate_and_stop(scenario, cohort, rota, engine)
    return Record(scenario, boards[0], cohort, rota, visits, replication, seed)
