"""Waits by group over replications, with intervals, and what an option changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.running.replicate import replicate_together
from planner.experiment.running.run import MOST_REPLICATIONS, check_count, chosen_boards
from planner.experiment.statistics.intervals import interval_of_mean
from planner.inputs.neighbours import neighbours
from planner.inputs.scenario import Scenario
from planner.outcomes.counts import Group
from planner.outcomes.equity import MEASURES, Counts, count_equity, groups_of
from planner.pathway.engines import COMPILED

Floats = npt.NDArray[np.float64]
COLUMNS = [
    "kind", "group", "measure", "mean", "ci_low", "ci_high", "people", "n",
]  # fmt: skip
FEWEST = 10
"""A mean of fewer people a replication is not shown."""
Step = Callable[[int, int], None]


class Equity:
    """Counts of every group and measure in every replication of a scenario.

    Attributes
    ----------
    top, base : shape (replications, groups, measures)
    """

    def __init__(self, scenario: Scenario, counts: list[Counts]) -> None:
        self.scenario = scenario
        self.groups = groups_of(scenario)
        self.top = np.stack([each.top for each in counts])
        self.base = np.stack([each.base for each in counts])

    @property
    def values(self) -> Floats:
        """Measures of each replication; not a number where nobody is in the base."""
        with np.errstate(invalid="ignore", divide="ignore"):
            plain = np.where(self.base > 0, self.top / self.base, np.nan)
        shares = np.array([measure.unit == "%" for measure in MEASURES])
        return np.asarray(plain * np.where(shares, 100.0, 1.0))

    def table(self) -> pd.DataFrame:
        """One row a group and measure: mean, its interval, people in the base.

        Where the base has fewer than `FEWEST` people a replication, the mean and its
        ends are not numbers; `people` says how many they are.
        """
        return _rows(self.groups, self.values, self.base.mean(axis=0))

    def differences(self, baseline: Equity) -> pd.DataFrame:
        """The same of this scenario minus the baseline, paired by replication.

        Groups that only one of the two knows are left out.
        """
        shared = [group for group in self.groups if group in baseline.groups]
        mine, theirs = (
            [each.groups.index(group) for group in shared] for each in (self, baseline)
        )
        gaps = self.values[:, mine] - baseline.values[:, theirs]
        people = self.base.mean(axis=0)[mine], baseline.base.mean(axis=0)[theirs]
        return _rows(tuple(shared), gaps, np.minimum(*people))


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
    replications: int = 10,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    *,
    engine: str = COMPILED,
    workers: int | None = None,
    progress: Step | None = None,
) -> Equity:
    """Waits by group of everybody whom these boards treat; of all without a choice.

    Everybody is counted by the board that they belong to, so that counts add up.

    Raises
    ------
    ScenarioError: for a board that does not exist or a number out of bounds
    """
    chosen = chosen_boards(scenario, boards)
    check_count("replications", replications, 1, MOST_REPLICATIONS)
    together = dict.fromkeys(neighbours(scenario, board) for board in chosen)
    jobs = [(boards, r) for r in range(replications) for boards in together]
    done = 0

    def count(job: tuple[tuple[str, ...], int]) -> Counts:
        boards, replication = job
        wanted = tuple(board for board in boards if board in chosen)
        records = replicate_together(scenario, wanted, seed, replication, engine)
        return _together([count_equity(record) for record in records])

    counts: list[Counts] = []
    with ThreadPoolExecutor(workers or 2) as crew:
        for each in crew.map(count, jobs):
            counts.append(each)
            done += 1
            if progress is not None:
                progress(done, len(jobs))
    each_replication = [
        counts[start : start + len(together)]
        for start in range(0, len(counts), len(together))
    ]
    return Equity(scenario, [_together(parts) for parts in each_replication])


def _together(parts: list[Counts]) -> Counts:
    """Counts of all boards of one replication."""
    return Counts(
        np.sum([part.top for part in parts], axis=0),
        np.sum([part.base for part in parts], axis=0),
    )
