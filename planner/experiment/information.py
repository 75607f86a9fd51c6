"""Which unknown number would most change a decision between plans, and its worth.

The plans, the baseline among them, are run on draws of all uncertain inputs, as by
`uncertainty`; a criterion turns the measures of a run into a net benefit: in pounds, or
in people where nobody says what a person is held worth.

    value_of_information(plan, options, criterion, draws=100, replications=3, seed=1,
        boards=None, shape="triangular", progress=None, cancelled=None, early=None,
        cache=...) -> Decision

`planner.reports.information.decision_sentences` puts the answer into words. `early` is
called with the answer of the first draws; with a cache a run that was cancelled goes on
where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.criterion import Criterion, check_criterion
from planner.experiment.drawn_runs import DrawnRuns
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.statistics.information import (
    WorthOfKnowing,
    worth_of_everything,
    worths_of_each,
)
from planner.experiment.statistics.latin_hypercube import Draws
from planner.experiment.statistics.sensitivity import that_can_move
from planner.experiment.statistics.variance_components import mean_by_draw
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Shape, Unknown

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decision:
    """A choice between plans, and what knowing more would be worth for it.

    Attributes
    ----------
    means : expected net benefit of each plan, in pounds or in units
    best_in : share of draws in which each plan is the best
    everything : worth of knowing every input
    inputs : inputs by what knowing each alone is worth, the most first; those that
        cannot be told from chance after them
    drawn, draws_asked : draws that have been run, and how many there are to be
    """

    plans: tuple[Scenario, ...]
    criterion: Criterion
    means: Floats = field(repr=False)
    best_in: Floats = field(repr=False)
    everything: WorthOfKnowing
    inputs: tuple[tuple[Unknown, WorthOfKnowing], ...]
    drawn: Draws = field(repr=False)
    draws_asked: int
    replications: int

    @property
    def draws(self) -> int:
        """Number of draws that have been run."""
        return len(self.drawn)

    @property
    def best(self) -> int:
        """Place of the plan that is chosen on what is known now."""
        return int(self.means.argmax())

    @property
    def table(self) -> pd.DataFrame:
        """One row an input, and all of them together first."""
        rows = [_row("", self.everything)]
        rows += [_row(unknown.name, worth) for unknown, worth in self.inputs]
        return pd.DataFrame(rows)

    @property
    def plan_table(self) -> pd.DataFrame:
        """One row a plan: expected net benefit, and share of draws in which it wins."""
        return pd.DataFrame(
            {
                "scenario": [plan.name for plan in self.plans],
                "net_benefit": self.means,
                "best_in_draws": self.best_in,
            }
        )


def _row(name: str, worth: WorthOfKnowing) -> dict[str, object]:
    return {
        "unknown": name,
        "worth": worth.value,
        "error": worth.error,
        "low": worth.low,
        "high": worth.high,
        "clear": worth.clear,
    }


def value_of_information(
    baseline: Scenario,
    options: Sequence[str | Path],
    criterion: Criterion,
    *,
    draws: int = 100,
    replications: int = 3,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    shape: Shape = "triangular",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    early: Callable[[Decision], None] | None = None,
    **means: Unpack[RunOptions],
) -> Decision:
    """The choice between a plan and options, and what knowing more is worth for it.

    Parameters
    ----------
    options : names or files; every one is applied to every drawn baseline
    draws, replications : draws of the inputs, and replications in each
    boards : board ids; None means all
    shape : of the distribution between low, baseline and high: an assumption
    progress : called with replications of a board done, and in all
    cancelled : asked several times a second; true stops the run
    early : called with what the first draws say, before all have been run
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: where nothing is uncertain, a measure was not taken, or a number is
        out of bounds
    RunCancelled, SimulationError
    """
    check_criterion(criterion)
    runs = DrawnRuns.of(
        criterion.prepared(baseline.central()),
        options,
        draws=draws,
        replications=replications,
        seed=seed,
        boards=boards,
        shape=shape,
        collectors=criterion.collectors,
    )
    benefits: list[list[Floats]] = []
    for taken in runs.each(progress, cancelled, **means):
        benefits.append([criterion.benefit(*of_plan) for of_plan in taken])
        if early is not None and len(benefits) in runs.early:
            early(_decide(runs, criterion, benefits))
    return _decide(runs, criterion, benefits)


def _decide(
    runs: DrawnRuns, criterion: Criterion, by_draw: Sequence[Sequence[Floats]]
) -> Decision:
    """The decision on the draws that have been run.

    Parameters
    ----------
    by_draw : net benefits, by draw and plan, one value a replication
    """
    drawn = runs.draws.first(len(by_draw))
    benefits = np.stack([np.stack(each) for each in by_draw], axis=1)
    firsts = mean_by_draw(np.moveaxis(benefits, 0, 2)).argmax(axis=1)
    everything = worth_of_everything(benefits)
    unknowns = that_can_move(drawn.unknowns, criterion.moved_by)
    known = [drawn.unknowns.index(each) for each in unknowns]
    worths = worths_of_each(benefits, drawn.places[:, known], everything.value)
    order = sorted(range(len(worths)), key=lambda k: _first_of(worths[k]))
    return Decision(
        plans=runs.plans,
        criterion=criterion,
        means=benefits.mean(axis=(1, 2)),
        best_in=np.bincount(firsts, minlength=len(benefits)) / len(firsts),
        everything=everything,
        inputs=tuple((unknowns[k], worths[k]) for k in order),
        drawn=drawn,
        draws_asked=len(runs.draws),
        replications=runs.replications,
    )


def _first_of(worth: WorthOfKnowing) -> tuple[bool, bool, float, float]:
    """Order of inputs: worth something beyond chance, then perhaps, then nothing."""
    nothing = not worth.value
    return nothing, not worth.clear, -worth.value, -worth.high


def names_of(plans: Sequence[Scenario]) -> list[str]:
    """Titles of plans."""
    return [plan.title or plan.name for plan in plans]
