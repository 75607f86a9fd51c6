"""Runs of drawn scenarios, draw by draw; those of some draws are handed out together.

Draw d takes replications d R to (d + 1) R - 1, the same for the baseline and every
option: no two draws share random numbers, and all plans of one draw do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Unpack

from planner.errors import check_count
from planner.experiment.running.collect import (
    MOST_REPLICATIONS,
    RunOptions,
    RunRequest,
    replicate,
)
from planner.experiment.running.collectors import RESULTS
from planner.experiment.running.replicate import Cancelled, Collector, Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import chosen_boards, results_of
from planner.experiment.select import refuse_boards_without_service
from planner.experiment.statistics.latin_hypercube import Draws, draw_plans
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Shape
from planner.locale import _
from planner.outcomes.measure_table import MeasureTable

AT_ONCE, FIRST_ANSWER = 60, 10
"""Replications of a plan that are handed out together, roughly, and the draws after
which a first answer is given."""
Taken = tuple[Results, ...]
"""Results of one plan of a draw, one a collector."""


@dataclass(frozen=True, kw_only=True)
class DrawnRuns:
    """The runs of all plans of some draws.

    Attributes
    ----------
    replications : in each draw
    boards : board ids; None means all
    collectors : of each replication
    """

    draws: Draws
    replications: int
    seed: int
    boards: Sequence[str] | None = None
    collectors: tuple[Collector[MeasureTable], ...] = (RESULTS,)

    @classmethod
    def of(
        cls,
        baseline: Scenario,
        options: Sequence[str | Path],
        *,
        draws: int,
        replications: int,
        seed: int,
        boards: Iterable[str] | None,
        shape: Shape = "triangular",
        collectors: tuple[Collector[MeasureTable], ...] = (RESULTS,),
    ) -> DrawnRuns:
        """Draws of every uncertain input, every option on each, ready to be run.

        Raises
        ------
        ScenarioError: where nothing is uncertain, a board runs no service, or a number
            is out of bounds
        """
        check_count("draws", draws, 2, MOST_REPLICATIONS)
        most = MOST_REPLICATIONS // draws
        check_count(_("replications in a draw"), replications, 2, most)
        chosen = None if boards is None else list(boards)
        refuse_boards_without_service(baseline, chosen)
        changes = [partial(apply_option, option=load_option(name)) for name in options]
        drawn = draw_plans(
            # Draws have ranges of their own; sets that fit would be counted as random.
            baseline.central(),
            changes,
            draws=draws,
            seed=seed,
            boards=chosen,
            shape=shape,
        )
        return cls(
            draws=drawn,
            replications=replications,
            seed=seed,
            boards=chosen,
            collectors=collectors,
        )

    @property
    def plans(self) -> tuple[Scenario, ...]:
        """The baseline and its options, with every input as it is assumed."""
        base = self.draws.baseline
        return (base, *(option(base) for option in self.draws.options))

    @property
    def early(self) -> set[int]:
        """Numbers of draws after which an answer is given that is not the last.

        Where there are fewer than ten draws, there is none.
        """
        draws = len(self.draws)
        return {FIRST_ANSWER, draws // 2} - {draws, *range(FIRST_ANSWER)}

    def __len__(self) -> int:
        """Number of replications of a board."""
        boards = sum(len(chosen_boards(plan, self.boards)) for plan in self.plans)
        return len(self.draws) * boards * self.replications

    def each(
        self,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        **means: Unpack[RunOptions],
    ) -> Iterator[tuple[Taken, ...]]:
        """Results of one draw after the other, one item a plan.

        Parameters
        ----------
        progress : called with replications of a board done, and in all

        Raises
        ------
        ScenarioError: where the values of a draw cannot hold together
        RunCancelled, SimulationError
        """
        done, total = 0, len(self)
        plans = 1 + len(self.draws.options)
        together = max(1, AT_ONCE // (plans * self.replications))
        for start in range(0, len(self.draws), together):
            some = range(start, min(start + together, len(self.draws)))
            requests = [each for draw in some for each in self._requests(draw)]
            found = replicate(
                requests,
                self.collectors,
                progress=moved(progress, done, total),
                cancelled=cancelled,
                **means,
            )
            done += sum(map(len, requests))
            taken = [
                tuple(results_of(request, each, of=of) for of in self.collectors)
                for request, each in zip(requests, found, strict=True)
            ]
            for place in range(0, len(taken), plans):
                yield tuple(taken[place : place + plans])

    def _requests(self, draw: int) -> list[RunRequest]:
        first = draw * self.replications
        numbers = range(first, first + self.replications)
        return [
            RunRequest(plan, chosen_boards(plan, self.boards), numbers, self.seed)
            for plan in self.draws.plans(draw)
        ]


def moved(progress: Progress | None, done: int, total: int) -> Progress | None:
    """The progress of one of several runs, as that of all of them."""
    if progress is None:
        return None
    return lambda more, _of_run: progress(min(done + more, total), total)
