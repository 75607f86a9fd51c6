"""Results of a run: measures by replication, the tidy table, the digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError
from planner.experiment.replicate import Cancelled, Job, Progress, Replicate, run_jobs
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import Amounts, Key, Measures
from planner.outcomes.periods import Periods
from planner.outcomes.record import Record

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "scenario", "replication", "provider", "residence", "stage", "group", "period",
    "kpi", "value", "label",
]  # fmt: skip
KEYS = ["provider", "residence", "stage", "group", "period", "kpi"]
MOST_REPLICATIONS = 10_000


@dataclass(frozen=True)
class Results:
    """Measures of every replication of one scenario."""

    scenario: Scenario
    seed: int
    measures: tuple[Measures, ...]
    """One a replication, Wales included."""
    records: tuple[Record, ...] = field(default=(), repr=False)
    """Tables of every job, when visits were asked for."""

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(self.measures)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Every measure that some replication has, in order."""
        return tuple(sorted({key for m in self.measures for key in m.amounts}))

    def values(self, key: Key) -> Floats:
        """Values of one measure, shape (replications, periods); not a number if absent."""
        width = len(self.periods[key.span])
        absent = Amounts(np.full(width, np.nan))
        return np.stack([m.amounts.get(key, absent).values for m in self.measures])

    @cached_property
    def periods(self) -> Periods:
        """Weeks, quarters and years of the plan."""
        return Periods.of(self.scenario)

    @cached_property
    def matrix(self) -> Floats:
        """Every value, shape (replications, keys and periods); columns as in `index`."""
        if not self.keys:
            return np.zeros((self.replications, 0))
        return np.concatenate([self.values(key) for key in self.keys], axis=1)

    @cached_property
    def index(self) -> pd.DataFrame:
        """Key, period and label of every column of `matrix`."""
        lengths = [len(self.periods[key.span]) for key in self.keys]
        names = [name for name in Key._fields if name != "span"]
        columns = {
            name: np.repeat(np.array([getattr(k, name) for k in self.keys], object), lengths)
            for name in names
        }
        labels = [self.label(key) for key in self.keys]
        columns["label"] = np.repeat(np.array(labels, dtype=object), lengths)
        columns["period"] = [
            label for key in self.keys for label in self.periods[key.span].labels
        ]
        return pd.DataFrame(columns)[[*KEYS, "label"]]

    def label(self, key: Key) -> str:
        """Mark of figures that are not a board's own performance, else empty."""
        name = key.provider if key.provider in self.scenario.boards else key.residence
        board = self.scenario.boards.get(name)
        return board.label if board else ""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a replication, key and period; measures without a base are left out."""
        count, width = self.matrix.shape
        tidy = self.index.iloc[np.tile(np.arange(width), count)].reset_index(drop=True)
        tidy["scenario"] = self.scenario.name
        tidy["replication"] = np.repeat(np.arange(count), width)
        tidy["value"] = self.matrix.ravel()
        return tidy[tidy["value"].notna()].reset_index(drop=True)[COLUMNS]

    @cached_property
    def digest(self) -> str:
        """Fingerprint of every number: equal for equal seeds, whatever the workers."""
        total = hashlib.sha256()
        for key in self.keys:
            total.update("|".join(key).encode())
        total.update(np.ascontiguousarray(self.matrix).tobytes())
        return total.hexdigest()[:16]


def run(
    scenario: Scenario,
    replications: int = 10,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    keep_visits: bool = False,
) -> Results:
    """Results of so many replications of a scenario.

    Parameters
    ----------
    boards : board ids; None means all, with Wales as their sum
    workers : processes; None means one a core
    progress : called with jobs done and jobs in all
    cancelled : polled between jobs; true stops the run

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    RunCancelled, SimulationError
    """
    chosen = _checked_boards(scenario, boards)
    _check_count(replications)
    jobs = [
        Job(board, seed, replication, keep_visits)
        for replication in range(replications)
        for board in chosen
    ]
    done = run_jobs(
        scenario, jobs, workers=workers, progress=progress, cancelled=cancelled
    )
    whole = len(chosen) == len(scenario.boards) and len(scenario.providers) > 1
    return _together(scenario, seed, replications, done, whole)


def _together(
    scenario: Scenario, seed: int, replications: int, done: list[Replicate], whole: bool
) -> Results:
    by_replication: list[Measures] = []
    for replication in range(replications):
        mine = [item.measures for item in done if item.job.replication == replication]
        total = Measures().merged(mine)
        by_replication.append(total.with_total() if whole else total)
    records = tuple(item.record for item in done if item.record is not None)
    return Results(scenario, seed, tuple(by_replication), records)


def _checked_boards(scenario: Scenario, boards: Iterable[str] | None) -> list[str]:
    if boards is None:
        return list(scenario.boards)
    chosen = list(boards)
    known = ", ".join(scenario.boards)
    problems = [
        Problem("board", f"no board of this name; there are: {known}", value=repr(name))
        for name in chosen
        if name not in scenario.boards
    ]
    if problems:
        raise ScenarioError(problems)
    return [name for name in scenario.boards if name in chosen]


def _check_count(replications: int) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        rule = f"between 1 and {MOST_REPLICATIONS:,}"
        raise ScenarioError(Problem("replications", rule, value=str(replications)))


