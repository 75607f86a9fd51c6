"""Results of a run: measures by replication, the tidy table, the digest."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.assemble import KEYS as KEYS
from planner.experiment.assemble import assemble
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import Asked, simulate_boards
from planner.experiment.running.executors import (
    PROCESSES,
    SERIAL,
    THREADS,
    choose_place,
)
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.schedule import Watch
from planner.inputs.scenario import Scenario
from planner.outcomes.record import Record
from planner.pathway.engines import COMPILED, ENGINES

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "scenario", "replication", "provider", "residence", "stage", "group", "period",
    "kpi", "value", "label",
]  # fmt: skip
MOST_REPLICATIONS = 10_000


@dataclass(frozen=True)
class Results:
    """Every value of every replication of one scenario.

    Attributes
    ----------
    index : DataFrame, one row a column of `matrix`, sorted: provider, residence, stage,
        group, period, kpi, label
    matrix : array, shape (replications, values); not a number where there is no base
    records : tables of every job, when visits were asked for
    first : number of the first replication, for runs that continue others
    """

    scenario: Scenario
    seed: int
    index: pd.DataFrame = field(repr=False)
    matrix: Floats = field(repr=False)
    records: tuple[Record, ...] = field(default=(), repr=False)
    first: int = 0

    @classmethod
    def from_table(
        cls, table: pd.DataFrame, *, scenario: Scenario, seed: int
    ) -> Results:
        """Results made again from their tidy table, as stored or read from a file."""
        wide = table.fillna({"label": ""}).pivot(
            index=[*KEYS, "label"], columns="replication", values="value"
        )
        wide = wide.sort_index(level=KEYS)
        index = wide.index.to_frame(index=False)
        first = int(wide.columns.min()) if len(wide.columns) else 0
        matrix = wide.to_numpy(dtype=float).T.copy()
        return cls(scenario, seed, index, matrix, first=first)

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(self.matrix)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a replication, key and period; what has no base is left out."""
        count, width = self.matrix.shape
        tidy = self.index.iloc[np.tile(np.arange(width), count)].reset_index(drop=True)
        tidy["scenario"] = self.scenario.name
        tidy["replication"] = np.repeat(self.first + np.arange(count), width)
        tidy["value"] = self.matrix.ravel()
        return tidy[tidy["value"].notna()].reset_index(drop=True)[COLUMNS]

    @cached_property
    def digest(self) -> str:
        """Fingerprint of every number: equal for equal seeds, whatever the workers."""
        total = hashlib.sha256()
        for name in KEYS:
            total.update("|".join(self.index[name]).encode())
        # Not-a-number has many bit patterns; zero stands for it beside a mask.
        known = np.isfinite(self.matrix)
        total.update(known.tobytes())
        total.update(np.where(known, self.matrix, 0.0).tobytes())
        return total.hexdigest()[:16]


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
        (see `planner.experiment.together.extended`)

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
    sums, records = simulate_boards(asked, place, watch, memo)
    whole = len(chosen) == len(scenario.boards) and len(scenario.providers) > 1
    index, matrix = assemble(scenario, sums, whole=whole)
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
