"""A back-test: constants fitted on a board's earlier years predict the year after.

The fit is given the figures of its own years and nothing else. The prediction is made
with the fitted set and with other sets that meet those figures as well, each with
random numbers of its own; only then are the figures of the predicted year laid beside
it. Nothing is fitted again: a miss is a miss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.backtest_request import BacktestRequest
from planner.calibration.fit import (
    FitEffort,
    FitResult,
    fit_constants,
    planned_jobs,
)
from planner.calibration.fitting_plan import FITTED, FitPlan
from planner.calibration.leave_one_out import held_against, leave_years_out
from planner.calibration.named_constants import Point, keys_at, value_now
from planner.calibration.search import correlations_of
from planner.calibration.simulator import Simulator
from planner.calibration.tables import beside, figures_table, remarks, share_as_far
from planner.calibration.targets import Target, Targets, read_targets
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.inputs.boards import official_name
from planner.inputs.changes import expand
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_definition import BASE
from planner.outcomes.measure_index import ALL
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """Amount of simulation; the defaults take two cores about a minute."""

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
    """A fit and its prediction, made without the year that is held back."""

    request: BacktestRequest
    effort: Effort
    seed: int
    scenario: Scenario
    """With the fitted set, to the end of the predicted year."""
    constants: pd.DataFrame
    """One row a constant: box, value in the scenario, fitted, interval, remark."""
    sets: pd.DataFrame
    """All simulated sets that meet every figure of the fitted years."""
    correlations: pd.DataFrame
    """Of the constants over those sets."""
    figures: pd.DataFrame
    """One row a measure and year: mean, band of random variation, band of all sets."""
    left_out: pd.DataFrame
    """Each fitted year predicted by the others. See `leave_one_out`."""
    simulated: int
    """Sets that were tried."""
    values: Floats = field(repr=False)
    """Figures of the fitted set, shape (replications, rows of `figures`)."""
    others: Floats = field(repr=False)
    """Figures of the other sets that fit, shape (sets, replications, rows)."""

    @property
    def given(self) -> list[str]:
        """Dated changes that begin in the predicted year: inputs, not predicted."""
        years = Periods.of(self.scenario).years
        place = years.labels.index(self.request.predicted)
        first, last = years.edges[place : place + 2]
        start, own = self.scenario.plan_start, f"boards.{self.request.board_id}."
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
    request: BacktestRequest,
    *,
    effort: Effort | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **options: Unpack[RunOptions],
) -> Prediction:
    """Constants fitted on the earlier years, and what they say of the next.

    Parameters
    ----------
    progress : called with replications done, and in all
    cancelled : asked several times a second; true stops the back-test
    options : workers, engine, executor, cluster, cache, as `replicate` takes them
    """
    effort = effort or Effort()
    board_id = request.board_id
    plan = FitPlan(
        id=board_id,
        title=official_name(request.scenario.boards[board_id]),
        boards=(board_id,),
        constants=request.constants,
    )
    each = FitEffort(effort.draws, effort.searched, effort.refined, effort.rounds)
    last = effort.sets * effort.each + effort.replications
    planned = planned_jobs(plan, 1, each) + last
    targets = tuple(figure.target for figure in request.fitted)
    simulator = Simulator(seed, planned, progress, cancelled, options)
    scenario = request.scenario
    fit = fit_constants(simulator, scenario, plan, targets, plan.boards, each)
    return _predicted(simulator, request, fit, effort)


def _predicted(
    simulator: Simulator, request: BacktestRequest, fit: FitResult, effort: Effort
) -> Prediction:
    """Every year simulated with the fitted set and with others that fit as well."""
    sets, targets = fit.search.sets, _wanted(request)
    both = targets + tuple(_base_of(target) for target in targets)
    one = _simulated(simulator, request, [fit.point], effort.replications, both)
    values, under = one[0, :, : len(targets)], one[0, :, len(targets) :].mean(axis=0)
    points = _spread(sets, effort.sets)
    others = _simulated(simulator, request, points, effort.each, targets)
    keys = keys_at(request.longer, fit.boards, fit.point)
    return Prediction(
        request=request,
        effort=effort,
        seed=simulator.seed,
        scenario=request.longer.with_values(keys, source="back-test"),
        constants=_constants_table(request, fit),
        sets=sets,
        correlations=correlations_of(sets),
        figures=figures_table(request.predicted, targets, values, others, under),
        left_out=leave_years_out(fit.search),
        simulated=len(fit.search.points),
        values=values,
        others=others,
    )


def _constants_table(request: BacktestRequest, fit: FitResult) -> pd.DataFrame:
    """Fitted constants with the range over all sets that meet every figure."""
    table, sets = fit.table().drop(columns="fit"), len(fit.search.sets)
    longer, board_id = request.longer, request.board_id
    table["now"] = [value_now(longer, board_id, name) for name in table["id"]]
    if sets:
        # What was refined beyond the simulated points belongs to the range as well.
        table["sets_low"] = np.fmin(table["sets_low"], table["fitted"])
        table["sets_high"] = np.fmax(table["sets_high"], table["fitted"])
    return table.assign(remark=remarks(request.constants, table, sets))


def _simulated(
    simulator: Simulator,
    request: BacktestRequest,
    points: Sequence[Point],
    count: int,
    targets: Targets,
) -> Floats:
    """Figures to the end of the predicted year, shape (points, count, targets)."""
    longer, board_id = request.longer, request.board_id
    scenarios = [
        longer.with_values(keys_at(longer, [board_id], point)) for point in points
    ]
    # Random numbers of its own for each set tell random variation from the constants'.
    runs = simulator.measure(scenarios, [board_id], count, targets, independent=True)
    read = [read_targets(targets, run, Periods.of(longer)) for run in runs]
    return np.array(read).reshape(len(points), count, len(targets))


def _spread(sets: pd.DataFrame, most: int) -> list[dict[str, float]]:
    """So many of the sets that fit, from the best fitting to the worst."""
    constants = sets.drop(columns="misfit")
    count = min(most, len(constants))
    places = np.unique(np.linspace(0, len(constants) - 1, count).round().astype(int))
    return [
        {str(name): float(value) for name, value in constants.iloc[place].items()}
        for place in places
    ]


def _wanted(request: BacktestRequest) -> Targets:
    """Every observed measure in every year from the first fitted to the predicted.

    Targets carry no observed value here: what was observed is not the model's business.
    """
    labels = Periods.of(request.longer).years.labels
    first = labels.index(request.fit_years[0])
    years = [
        year
        for year in labels[first:]
        if year in request.fit_years or year == request.predicted
    ]
    measures = {
        (each.row["measure"], each.target.stage, each.target.kpi): each.target
        for each in (*request.fitted, *request.held_back)
    }
    return tuple(
        Target(
            id=f"{name}.{year}",
            name=target.name,
            provider=target.provider,
            year=year,
            stage=stage,
            kpi=kpi,
            unit=target.unit,
        )
        for (name, stage, kpi), target in measures.items()
        for year in years
    )


def _base_of(target: Target) -> Target:
    """Number of people that a figure is a share of."""
    return replace(target, kpi=target.kpi + BASE, stage=ALL)


def fitted_years(prediction: Prediction) -> pd.DataFrame:
    """Years that were fitted, observed and simulated side by side."""
    figures = prediction.figures
    own = figures[figures["part"] == FITTED]
    return beside(own, prediction.request.fitted)


def compared(prediction: Prediction) -> pd.DataFrame:
    """All years side by side: the year that was held back is opened here.

    `as_far` is the share of runs, of all sets, that go as far as what was observed.
    """
    request = prediction.request
    observed = (*request.fitted, *request.held_back)
    table = beside(prediction.figures, observed)
    others = prediction.others.reshape(-1, len(table))
    runs = others if len(others) else prediction.values
    return table.assign(as_far=share_as_far(runs, table["observed"].to_numpy(float)))


def years_left_out(prediction: Prediction) -> pd.DataFrame:
    """Each fitted year by sets that fit the others; the held-back year by all sets.

    The same columns as `leave_years_out`. Without other sets that fit, the fitted set
    predicts the held-back year alone.
    """
    held_back = prediction.request.held_back
    if not held_back:
        return prediction.left_out
    targets = tuple(figure.target for figure in held_back)
    figures = prediction.figures
    places = [
        int(np.flatnonzero((figures["measure"] == each.row["measure"])
                           & (figures["year"] == each.target.year))[0])
        for each in held_back
    ]  # fmt: skip
    runs = prediction.others.reshape(-1, len(figures))
    values = runs if len(runs) else prediction.values
    after = held_against(targets, values[:, places])
    sets = max(len(prediction.others), 1)
    return pd.concat([prediction.left_out, after.assign(sets=sets)], ignore_index=True)
