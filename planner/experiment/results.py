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


def results_from(
    scenario: Scenario,
    seed: int,
    measures: list[Measures],
    records: tuple[Record, ...] = (),
    first: int = 0,
) -> Results:
    """Results of these replications, one `Measures` each, in sorted order of keys."""
    periods = Periods.of(scenario)
    keys = sorted({key for replication in measures for key in replication.amounts})
    columns, values = [], []
    for key in keys:
        span = periods[key.span]
        absent = Amounts(np.full(len(span), np.nan))
        values.append([m.amounts.get(key, absent).values for m in measures])
        named = [key.provider, key.residence, key.stage, key.group]
        label = _label(scenario, key)
        columns += [(*named, period, key.kpi, label) for period in span.labels]
    index = pd.DataFrame(columns, columns=[*KEYS, "label"], dtype=object)
    matrix = np.concatenate(values, axis=1) if values else np.zeros((len(measures), 0))
    some = np.isfinite(matrix).any(axis=0)
    order = index[some].sort_values(KEYS, kind="stable").index.to_numpy()
    ordered = index.loc[order].reset_index(drop=True)
    return Results(scenario, seed, ordered, matrix[:, order], records, first)


def _label(scenario: Scenario, key: Key) -> str:
    """Mark of figures that are not a board's own performance, else empty."""
    name = key.provider if key.provider in scenario.boards else key.residence
    board = scenario.boards.get(name)
    return board.label if board else ""


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
    first: int = 0,
) -> Results:
    """Results of so many replications of a scenario.

    Parameters
    ----------
    boards : board ids; None means all, with Wales as their sum. A board that runs no
        service brings those who treat its residents.
    workers : processes; None means one a core
    progress : called with jobs done and jobs in all
    cancelled : polled between jobs; true stops the run
    first : number of the first replication; what was run before need not run again
        (see `planner.experiment.together.extended`)

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    RunCancelled, SimulationError
    """
    chosen = _checked_boards(scenario, boards)
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    check_count("first", first, 0, MOST_REPLICATIONS)
    numbers = range(first, first + replications)
    jobs = [
        Job(board, seed, replication, keep_visits)
        for replication in numbers
        for board in chosen
    ]
    done = run_jobs(
        scenario, jobs, workers=workers, progress=progress, cancelled=cancelled
    )
    whole = len(chosen) == len(scenario.boards) and len(scenario.providers) > 1
    return _together(scenario, seed, numbers, done, whole)


def _together(
    scenario: Scenario, seed: int, numbers: range, done: list[Replicate], whole: bool
) -> Results:
    by_replication: list[Measures] = []
    for replication in numbers:
        mine = [item.measures for item in done if item.job.replication == replication]
        total = Measures().merged(mine)
        by_replication.append(total.with_total() if whole else total)
    records = tuple(item.record for item in done if item.record is not None)
    return results_from(scenario, seed, by_replication, records, numbers.start)


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
    treating = {place for name in chosen for place in _treating(scenario, name)}
    return [name for name in scenario.boards if name in treating]


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
