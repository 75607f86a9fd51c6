"""Waits by group over replications, with intervals, and what an option changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import check_count
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import (
    DEFAULT_REPLICATIONS,
    MOST_REPLICATIONS,
    RunOptions,
    RunRequest,
    on_hand,
    replicate,
)
from planner.experiment.running.replicate import (
    Arrays,
    Cancelled,
    Collector,
    Progress,
)
from planner.experiment.running.run import chosen_boards
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.scenario import Scenario
from planner.outcomes.equity import MEASURES, SERVICES, Counts, count_equity, groups_of
from planner.outcomes.groups import Group

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "kind", "group", "measure", "mean", "ci_low", "ci_high", "people", "n",
]  # fmt: skip
FEWEST = 10
"""A mean of fewer people a replication is not shown."""


@dataclass(frozen=True)
class EquityCounts:
    """Counts of every group and measure, one row a replication.

    Attributes
    ----------
    top, base : shape (replications, groups, measures)
    """

    top: Floats
    base: Floats

    def __len__(self) -> int:
        return len(self.top)

    @property
    def nbytes(self) -> int:
        """Memory of the numbers."""
        return self.top.nbytes + self.base.nbytes

    def rows(self, numbers: range) -> EquityCounts:
        """Those of these places, as far as there are any."""
        rows = slice(numbers.start, numbers.stop)
        return EquityCounts(self.top[rows], self.base[rows])

    def with_room(self, replications: int) -> EquityCounts:
        """Counts of the same groups in so many replications."""
        shape = replications, *self.top.shape[1:]
        return EquityCounts(np.empty(shape), np.empty(shape))

    def put_rows(self, start: int, more: EquityCounts) -> EquityCounts:
        """Itself, with others from a place on."""
        rows = slice(start, start + len(more))
        self.top[rows], self.base[rows] = more.top, more.base
        return self

    def pack(self) -> Arrays:
        """Itself as plain arrays."""
        return {"top": self.top, "base": self.base}

    @classmethod
    def unpack(cls, arrays: Arrays) -> EquityCounts:
        """The counts as they were packed.

        Raises
        ------
        ValueError: if the arrays do not fit each other
        """
        top, base = arrays["top"], arrays["base"]
        if top.shape != base.shape or top.shape[2:] != (len(MEASURES),):
            raise ValueError("its parts do not fit each other")
        return cls(top, base)


def _gathered(_: Scenario, board_id: str, counts: Sequence[Counts]) -> EquityCounts:
    tops, bases = zip(*counts, strict=True)
    return EquityCounts(np.stack(tops), np.stack(bases))


EQUITY = Collector("equity", count_equity, _gathered, EquityCounts)
"""People of each group seen in time."""


class Equity:
    """Counts of every group and measure in every replication of a scenario.

    Attributes
    ----------
    top, base : shape (replications, groups, measures), the boards put together
    """

    def __init__(self, scenario: Scenario, boards: Iterable[EquityCounts]) -> None:
        by_board = list(boards)
        self.scenario = scenario
        # Everybody of a board stands first among its groups.
        self._of_service = [(each.top[:, 0], each.base[:, 0]) for each in by_board]
        self.groups = groups_of(scenario)
        self.top = np.sum([each.top for each in by_board], axis=0)
        self.base = np.sum([each.base for each in by_board], axis=0)
        self.gaps, self.gap_people = _gap_between(by_board)

    @property
    def values(self) -> Floats:
        """Measures of each replication; not a number where nobody is in the base."""
        return _measured(self.top, self.base)

    def table(self) -> pd.DataFrame:
        """One row a group and measure: mean, its interval, people in the base.

        The gap between services is that of the highest and the lowest, replication by
        replication; its people are those of the smallest service.

        Where the base has fewer than `FEWEST` people a replication, the mean and its
        ends are not numbers; `people` says how many they are.
        """
        of_groups = _rows(self.groups, self.values, self.base.mean(axis=0))
        services = _gap_rows(self.gaps, self.gap_people)
        services["ci_low"] = services["ci_low"].clip(lower=0)
        return pd.concat([of_groups, services], ignore_index=True)

    def differences(self, baseline: Equity) -> pd.DataFrame:
        """The same of this scenario minus the baseline, paired by replication.

        Groups that only one of the two knows are left out.
        """
        shared = [group for group in self.groups if group in baseline.groups]
        mine, theirs = (
            [each.groups.index(group) for group in shared] for each in (self, baseline)
        )
        gaps = self.values[:, mine] - baseline.values[:, theirs]
        people = np.minimum(
            self.base.mean(axis=0)[mine], baseline.base.mean(axis=0)[theirs]
        )
        services = _gap_rows(
            self.gaps - baseline.gaps, np.minimum(self.gap_people, baseline.gap_people)
        )
        of_groups = _rows(tuple(shared), gaps, people)
        return pd.concat([of_groups, services], ignore_index=True)


def _measured(top: Floats, base: Floats) -> Floats:
    """Shares in per cent and days; not a number where nobody is in the base."""
    with np.errstate(invalid="ignore", divide="ignore"):
        plain = np.where(base > 0, top / base, np.nan)
    shares = np.array([measure.unit == "%" for measure in MEASURES])
    return np.asarray(plain * np.where(shares, 100.0, 1.0))


def _gap_between(boards: Sequence[EquityCounts]) -> tuple[Floats, Floats]:
    """Highest minus lowest of the services that have people enough, by measure.

    Returns
    -------
    gaps, shape (replications, measures), not a number with fewer than two services;
    people of the smallest service, shape (measures,), 0 with fewer than two
    """
    # Everybody of a board stands first among its groups.
    top = np.stack([each.top[:, 0] for each in boards])
    base = np.stack([each.base[:, 0] for each in boards])
    people = base.mean(axis=1)
    # Boards without a service have people treated outside, and nobody else.
    inside = np.array([measure.id != "outside" for measure in MEASURES])
    served = (people >= FEWEST) & inside
    values = np.where(served[:, None], _measured(top, base), np.nan)
    several = served.sum(axis=0) > 1
    gaps = np.fmax.reduce(values) - np.fmin.reduce(values)
    smallest = np.where(served, people, np.inf).min(axis=0)
    return np.where(several, gaps, np.nan), np.where(several, smallest, 0.0)


def _gap_rows(gaps: Floats, people: Floats) -> pd.DataFrame:
    return _rows((SERVICES,), gaps[:, None], people[None])


def _rows(groups: tuple[Group, ...], values: Floats, people: Floats) -> pd.DataFrame:
    mean, low, high = interval_of_mean(values)
    shown = people >= FEWEST
    number = np.isfinite(values).sum(axis=0)
    rows = [
        (
            group.kind,
            group.name,
            measure.id,
            *(float(end[at]) if shown[at] else np.nan for end in (mean, low, high)),
            float(people[at]),
            int(number[at]),
        )
        for place, group in enumerate(groups)
        for column, measure in enumerate(MEASURES)
        for at in [(place, column)]
        if people[at] > 0
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def measure_equity(
    scenario: Scenario,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **means: Unpack[RunOptions],
) -> Equity:
    """Waits by group of everybody whom these boards treat; of all without a choice.

    Everybody is counted by the board that they belong to, so that counts add up.

    Parameters
    ----------
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    RunCancelled, SimulationError
    """
    chosen = chosen_boards(scenario, boards)
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    (found,) = replicate(
        [RunRequest(scenario, chosen, range(replications), seed)],
        (EQUITY,),
        progress=progress,
        cancelled=cancelled,
        **means,
    )
    return Equity(scenario, found.of(EQUITY).values())


def equity_on_hand(
    scenario: Scenario,
    replications: int,
    seed: int,
    boards: Iterable[str] | None,
    cache: ResultCache,
) -> Equity | None:
    """The same, if the cache has all of it; nothing is simulated."""
    chosen = chosen_boards(scenario, boards)
    request = RunRequest(scenario, chosen, range(replications), seed)
    found = on_hand(request, (EQUITY,), cache)
    return None if found is None else Equity(scenario, found.of(EQUITY).values())
