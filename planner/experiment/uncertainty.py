"""Random variation and uncertain inputs, told apart by draws of the inputs.

A replication answers "what may happen if the inputs are right"; a draw of the inputs
answers "and if they are not". Each draw of all unknown inputs (a Latin hypercube from
their low, baseline and high values) is run with some replications of its own: draw d
takes replications d R to (d + 1) R - 1, so that no two draws share random numbers. The
baseline and every option see the same draws and, within them, the same ones.

>>> from planner import load_scenario
>>> from planner.experiment.uncertainty import explore
>>> short = load_scenario().with_values({"years": 0.1, "run_on_days": 0})
>>> found = explore(short, draws=2, replications=2, boards=["swansea-bay"], workers=1)
>>> found.levels["draws"].max()
np.int64(2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.compare import chance_better
from planner.experiment.drawn_runs import DrawnRuns
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.collectors import BENEFITS, RESULTS
from planner.experiment.running.extend import on_one_index
from planner.experiment.running.progress_bar import progress_shown
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import ABOUT, NAMES, Results
from planner.experiment.running.run import run
from planner.experiment.select import pick_row
from planner.experiment.statistics.intervals import within_bounds
from planner.experiment.statistics.latin_hypercube import Draws
from planner.experiment.statistics.sensitivity import rank_unknowns, that_can_move
from planner.experiment.statistics.variance_components import (
    Spread,
    decompose,
    mean_by_draw,
)
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Shape
from planner.outcomes.benefits.assumptions import CENTRAL
from planner.outcomes.kpi_table import LEADING, better_way
from planner.outcomes.measure_index import ALL

Floats = npt.NDArray[np.float64]
PARTS = [item.name for item in fields(Spread)]
AS_ASSUMED = 10
"""Replications with every input at the value in the files."""


@dataclass(frozen=True)
class Exploration:
    """Every value of every draw, and the tables that part its spread.

    Attributes
    ----------
    plans : the baseline and its options, with inputs as they are assumed
    assumed : their results
    index : DataFrame, one row a measure
    values : array, shape (plans, draws, replications, measures)
    """

    plans: tuple[Scenario, ...]
    seed: int
    draws: Draws
    assumed: tuple[Results, ...] = field(repr=False)
    index: pd.DataFrame = field(repr=False)
    values: Floats = field(repr=False)
    means: Floats = field(repr=False)
    """Means with inputs as assumed, shape (plans, measures)."""

    @property
    def replications(self) -> int:
        """Replications in each draw."""
        return int(self.values.shape[2])

    @cached_property
    def levels(self) -> pd.DataFrame:
        """One row a plan and measure.

        Returns
        -------
        DataFrame: scenario, the columns of `ABOUT`, as_assumed,
        the columns of `Spread`, draws, n (runs with a value), label
        """
        parts = [
            self._table(self.values[number], self.means[number], scenario=plan.name)
            for number, plan in enumerate(self.plans)
        ]
        table = pd.concat(parts, ignore_index=True)
        ends = [name for name in PARTS if name.endswith(("mean", "_low", "_high"))]
        ends = [name for name in ends if not name.startswith("share")]
        for name in ends:
            amounts = table[name].to_numpy(dtype=float)
            (table[name],) = within_bounds(table["kpi"], amounts)
        return table

    @cached_property
    def differences(self) -> pd.DataFrame:
        """Option minus baseline within each draw and replication, as `levels`.

        Besides: better ("up", "down" or ""), chance_better (share of all runs in which
        the option is better, ties counted half) and better_in_draws (share of draws in
        which it is better on average).
        """
        parts = [self._difference(number) for number in range(1, len(self.plans))]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def _difference(self, number: int) -> pd.DataFrame:
        gaps = self.values[number] - self.values[0]
        ways = self.index["kpi"].map(better_way).to_numpy(dtype=str)
        table = self._table(
            gaps,
            self.means[number] - self.means[0],
            baseline=self.plans[0].name,
            option=self.plans[number].name,
            better=ways,
            chance_better=chance_better(gaps.reshape(-1, len(ways)), ways)[0],
            better_in_draws=chance_better(mean_by_draw(gaps), ways)[0],
        )
        shares = table["kpi"].str.endswith(".denominator")
        return table[~shares].reset_index(drop=True)

    def _table(self, values: Floats, assumed: Floats, **more: Any) -> pd.DataFrame:
        spread = decompose(values, assumed)
        there = np.isfinite(values)
        table = self.index.assign(
            **more,
            as_assumed=assumed,
            **{name: getattr(spread, name) for name in PARTS},
            draws=there.any(axis=1).sum(axis=0),
            n=there.sum(axis=(0, 1)),
        )
        head = [name for name in more if name in ("scenario", "baseline", "option")]
        tail = [name for name in more if name not in head]
        order = [*head, *ABOUT, "as_assumed", *PARTS, *tail, "draws", "n", "label"]
        return table[table["n"] > 0].reset_index(drop=True)[order]

    def ranking(
        self, kpi: str = LEADING, provider: str = "", stage: str = "", period: str = ""
    ) -> pd.DataFrame:
        """Unknowns by how strongly one measure goes with them, plan by plan.

        The baseline's level comes first, then each option's difference from it; see
        `rank_unknowns` for the columns. Prices are ranked for costs alone: they move
        nothing else, so that any correlation would be chance; and assumptions about
        benefits for benefits alone.
        """
        row = pick_row(self.index, self.plans[0], kpi, provider, stage, period)
        column = [int(str(row.name))]
        measure = [mean_by_draw(values[:, :, column])[:, 0] for values in self._of]
        unknowns = that_can_move(self.draws.unknowns, str(row["kpi"]))
        ranked = [self.draws.unknowns.index(unknown) for unknown in unknowns]
        names = [unknown.name for unknown in unknowns]
        sizes = [len(unknown.inputs) for unknown in unknowns]
        parts = []
        for number, (plan, values) in enumerate(zip(self.plans, measure, strict=True)):
            table = rank_unknowns(names, self.draws.places[:, ranked], values, sizes)
            what = "difference" if number else "level"
            about = {"scenario": plan.name, "what": what, **row[ABOUT].to_dict()}
            parts.append(pd.DataFrame([about] * len(table)).join(table))
        return pd.concat(parts, ignore_index=True)

    @property
    def _of(self) -> list[Floats]:
        """The baseline's values, then each option's differences."""
        return [
            self.values[0],
            *(values - self.values[0] for values in self.values[1:]),
        ]


def explore(
    baseline: Scenario,
    options: Sequence[str | Path] = (),
    *,
    draws: int = 30,
    replications: int = 5,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    shape: Shape = "triangular",
    benefits: bool = False,
    progress: Progress | bool | None = None,
    cancelled: Cancelled | None = None,
    early: Callable[[Exploration], None] | None = None,
    **means: Unpack[RunOptions],
) -> Exploration:
    """Draws of all uncertain inputs, each run with replications of its own.

    Parameters
    ----------
    options : names or files; every one is applied to every drawn baseline
    draws, replications : draws of the inputs, and replications in each
    boards : board ids; None means all
    shape : of the distribution between low, baseline and high: an assumption
    benefits : explore the benefits of treatment instead of the service
    progress : called with replications of a board done, and in all; True shows a bar
    cancelled : asked several times a second; true stops the run
    early : called with what the first draws say, before all have been run
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: where nothing is uncertain, or a number is out of bounds
    RunCancelled, SimulationError
    """
    runs = DrawnRuns.of(
        baseline,
        options,
        draws=draws,
        replications=replications,
        seed=seed,
        boards=boards,
        shape=shape,
        collectors=(BENEFITS if benefits else RESULTS,),
    )
    drawn, plans, done = runs.draws, runs.plans, list[Results]()

    def explored() -> Exploration:
        count = len(done) // len(plans) - 1
        tables = [of_central_case(each) for each in done] if benefits else done
        return _explored(plans, seed, drawn.first(count), tables)

    with progress_shown(progress) as shown:
        for plan in plans:
            some = run(
                plan,
                AS_ASSUMED,
                seed,
                runs.boards,
                cancelled=cancelled,
                benefits=benefits,
                **means,
            )
            done.append(some)
        for number, taken in enumerate(runs.each(shown, cancelled, **means), 1):
            done += [results for (results,) in taken]
            if early is not None and number in runs.early:
                early(explored())
    return explored()


def of_central_case(benefits: Results) -> Results:
    """Benefits of the central case, told as measures of everybody."""
    rows = (benefits.index["reason"] == CENTRAL).to_numpy()
    index = benefits.index[rows].assign(reason=ALL).reset_index(drop=True)
    return replace(benefits, index=index, matrix=benefits.matrix[:, rows])


def _explored(
    plans: tuple[Scenario, ...], seed: int, drawn: Draws, done: list[Results]
) -> Exploration:
    count = len(plans)
    index, values = on_one_index(done)
    with np.errstate(invalid="ignore"):
        means = np.stack([mean_by_draw(part[None])[0] for part in values[:count]])
    by_draw = np.stack(values[count:])
    shape = len(drawn), count, *by_draw.shape[1:]
    stacked = by_draw.reshape(shape).swapaxes(0, 1)
    assumed = tuple(done[:count])
    return Exploration(plans, seed, drawn, assumed, index[NAMES], stacked, means)
