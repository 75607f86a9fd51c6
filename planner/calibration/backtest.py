"""A back-test: constants fitted on a board's earlier years predict the year after.

The fit is given the figures of its own years and nothing else. The prediction is made
with the fitted set and with other sets that meet those figures as well, each with luck
of its own; only then are the figures of the predicted year laid beside it. Nothing is
fitted again: a miss is a miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.constants import Point
from planner.calibration.constants_by_name import keys_at
from planner.calibration.fit import ROUND, Fit, Fitting, fit_board
from planner.calibration.observed import BASE
from planner.calibration.question import Question
from planner.calibration.search import EVALUATIONS, correlations_of
from planner.calibration.tables import (
    FIT,
    beside,
    constants_table,
    figures_table,
    share_as_far,
)
from planner.calibration.targets import Target, read_targets
from planner.calibration.trials import Bench, open_bench
from planner.experiment.running.replicate import Progress
from planner.inputs.changes import expand
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import ALL
from planner.outcomes.periods import Periods
from planner.pathway.engines import COMPILED

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """How much is simulated; the defaults take two cores about a minute."""

    draws: int = 128
    """Points of the box that the search begins with."""
    rounds: int = 6
    """Further rounds near the sets that fit, a quarter of the draws each."""
    searched: int = 2
    """Replications of a point."""
    refined: int = 4
    sets: int = 200
    """Sets that fit and predict, at most."""
    each: int = 2
    """Replications of each of them."""
    replications: int = 20
    """Of the fitted set."""


QUICK = Effort(
    draws=24, rounds=1, searched=1, refined=1, sets=8, each=2, replications=6
)


@dataclass(frozen=True)
class Prediction:
    """What was fitted, and what follows: made without the year that is held back."""

    question: Question
    effort: Effort
    seed: int
    scenario: Scenario
    """With the fitted set, to the end of the predicted year."""
    constants: pd.DataFrame
    """One row a constant: box, value in the scenario, fitted, interval, remark."""
    ridge: pd.DataFrame
    """All simulated sets that meet every figure of the fitted years."""
    correlations: pd.DataFrame
    """Of the constants along the ridge."""
    figures: pd.DataFrame
    """One row a measure and year: simulated mean, luck's band, the band of all sets."""
    simulated: int
    """Sets that were tried."""
    values: Floats = field(repr=False)
    """Figures of the fitted set, shape (replications, rows of `figures`)."""
    others: Floats = field(repr=False)
    """Figures of the other sets that fit, shape (sets, replications, rows)."""

    @property
    def given(self) -> list[str]:
        """Dated decisions that begin in the predicted year: inputs, not predicted."""
        years = Periods.of(self.scenario).years
        place = years.labels.index(self.question.predicted)
        first, last = years.edges[place : place + 2]
        start, own = self.scenario.plan_start, f"boards.{self.question.board_id}."
        return [
            change.name
            for change in self.scenario.changes
            if first <= (change.start - start).days < last
            and any(
                key.startswith(own) or not key.startswith("boards.")
                for key in expand(change.values, self.scenario.boards)
            )
        ]


def predict(
    question: Question,
    *,
    effort: Effort | None = None,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: str = COMPILED,
) -> Prediction:
    """Constants fitted on the earlier years, and what they say of the next.

    Parameters
    ----------
    progress : called with jobs done and jobs planned
    """
    effort = effort or Effort()
    planned = planned_jobs(question, effort)
    with open_bench(seed, workers, progress, planned, engine) as bench:
        fitting = Fitting(
            question.board_id,
            question.constants,
            tuple(each.target for each in question.fitted),
            effort.searched,
            effort.refined,
            effort.rounds,
        )
        fit = fit_board(bench, question.scenario, effort.draws, fitting)
        return _predicted(bench, question, fit, effort)


def planned_jobs(question: Question, effort: Effort) -> int:
    """Replications of a whole back-test, about."""
    refined = EVALUATIONS * (len(question.constants) + 1) * effort.refined
    tried = effort.draws + effort.rounds * (effort.draws // ROUND)
    last = effort.sets * effort.each + effort.replications
    return tried * effort.searched + refined + last


def _predicted(
    bench: Bench, question: Question, fit: Fit, effort: Effort
) -> Prediction:
    """Every year simulated with the fitted set and with others that fit as well."""
    board_id, longer, ridge = question.board_id, question.longer, fit.search.ridge
    targets = _wanted(question)
    bases = tuple(_base_of(target) for target in targets)
    one = _simulated(bench, question, [fit.point], effort.replications, targets + bases)
    values, under = one[0, :, : len(targets)], one[0, :, len(targets) :].mean(axis=0)
    points = _spread(ridge, effort.sets)
    others = _simulated(bench, question, points, effort.each, targets)
    keys = keys_at(longer, board_id, fit.point)
    return Prediction(
        question=question,
        effort=effort,
        seed=bench.seed,
        scenario=longer.with_values(keys, source="back-test"),
        constants=constants_table(longer, board_id, question.constants, fit),
        ridge=ridge,
        correlations=correlations_of(ridge),
        figures=figures_table(question.predicted, targets, values, others, under),
        simulated=len(fit.search.points),
        values=values,
        others=others,
    )


def _simulated(
    bench: Bench,
    question: Question,
    points: Sequence[Point],
    count: int,
    targets: tuple[Target, ...],
) -> Floats:
    """Figures to the end of the predicted year, shape (points, count, targets)."""
    longer, board_id = question.longer, question.board_id
    scenarios = [
        longer.with_values(keys_at(longer, board_id, point)) for point in points
    ]
    # Each set has luck of its own, so that luck and not knowing can be told apart.
    runs = bench.trials(scenarios, [board_id], count, targets, luck_apart=True)
    periods = Periods.of(longer)
    read = [read_targets(targets, run, periods) for run in runs]
    return np.array(read).reshape(len(points), count, len(targets))


def _spread(ridge: pd.DataFrame, most: int) -> list[dict[str, float]]:
    """So many sets of the ridge, from the best fitting to the worst."""
    constants = ridge.drop(columns="misfit")
    count = min(most, len(constants))
    places = np.unique(np.linspace(0, len(constants) - 1, count).round().astype(int))
    return [
        {str(name): float(value) for name, value in constants.iloc[place].items()}
        for place in places
    ]


def _wanted(question: Question) -> tuple[Target, ...]:
    """Every observed measure in every year from the first fitted to the predicted.

    Targets carry no observed value here: what was observed is not the model's business.
    """
    labels = Periods.of(question.longer).years.labels
    first = labels.index(question.fit_years[0])
    years = [
        year
        for year in labels[first:]
        if year in question.fit_years or year == question.predicted
    ]
    measures = {
        (each.row["measure"], each.target.stage, each.target.kpi): each.target
        for each in (*question.fitted, *question.held_back)
    }
    return tuple(
        Target(
            id=f"{name}.{year}", name=target.name, provider=target.provider,
            period=year, stage=stage, kpi=kpi, unit=target.unit, observed=np.nan,
            tolerance=np.nan, confidence="", source="",
        )
        for (name, stage, kpi), target in measures.items()
        for year in years
    )  # fmt: skip


def _base_of(target: Target) -> Target:
    """How many people a figure is a share of."""
    named = {**vars(target), "kpi": target.kpi + BASE, "stage": ALL}
    return Target(**named)


def fitted_years(prediction: Prediction) -> pd.DataFrame:
    """Years that were fitted, observed and simulated side by side."""
    figures = prediction.figures
    own = figures[figures["part"] == FIT]
    return beside(own, prediction.question.fitted)


def compared(prediction: Prediction) -> pd.DataFrame:
    """All years side by side: the year that was held back is opened here.

    `as_far` is the share of runs, of all sets, that go as far as what was observed.
    """
    question = prediction.question
    observed = (*question.fitted, *question.held_back)
    table = beside(prediction.figures, observed)
    others = prediction.others.reshape(-1, len(table))
    runs = others if len(others) else prediction.values
    return table.assign(as_far=share_as_far(runs, table["observed"].to_numpy(float)))
