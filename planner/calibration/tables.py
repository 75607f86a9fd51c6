"""Tables of a back-test: constants with remarks, observed beside simulated."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.fitting_plan import FITTED, Constant
from planner.calibration.observed import ObservedFigure, name_of
from planner.calibration.targets import Targets, read_targets
from planner.experiment.statistics.intervals import RANKED_FROM, prediction_band
from planner.experiment.statistics.variance_components import decompose
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.outcomes.measure_table import MeasureTable
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
PREDICTED = "predicted"
FEW_SETS = 8
"""With fewer sets an interval is rough, and says so."""
EDGE = 0.02
WIDE = 0.8
"""Share of its box from which on an interval says that figures do not choose."""


def figures_table(
    predicted: str,
    targets: Targets,
    values: Floats,
    others: Floats,
    denominators: Floats,
) -> pd.DataFrame:
    """One row a measure and year: fitted set's mean, its band, the band of all sets.

    Parameters
    ----------
    values : of the fitted set, shape (replications, targets)
    others : of the other sets that fit, shape (sets, replications, targets)
    """
    names = ("id", "name", "stage", "unit")
    table = pd.DataFrame({n: [getattr(t, n) for t in targets] for n in names})
    table["year"] = [target.year for target in targets]
    table["measure"] = [name_of(target.kpi, target.stage) for target in targets]
    table["part"] = np.where(table["year"] == predicted, PREDICTED, FITTED)
    random_low, random_high = prediction_band(values)
    low, high = random_low, random_high
    unknown = np.full(len(targets), np.nan)
    if len(others) > 1:
        unknown = decompose(others).unknown_share
        low, high = _band(others.reshape(-1, len(targets)))
    return table.assign(
        simulated=values.mean(axis=0),
        random_low=random_low,
        random_high=random_high,
        # The fitted set is one of those that fit.
        low=np.fmin(low, random_low),
        high=np.fmax(high, random_high),
        unknown_share=unknown,
        simulated_denominator=denominators,
    )


def _band(values: Floats) -> tuple[Floats, Floats]:
    """Nine tenths of the values of many sets; all of them, where they are few.

    Sets stand for all that fit and not for chance: nothing is stretched beyond them.
    """
    many = len(values) >= RANKED_FROM
    return prediction_band(values) if many else (values.min(axis=0), values.max(axis=0))


def targets_table(
    targets: Targets, runs: MeasureTable, scenario: Scenario
) -> pd.DataFrame:
    """One row a target: observed, tolerance, simulated mean and percentiles."""
    simulated = read_targets(targets, runs, Periods.of(scenario))
    mean = simulated.mean(axis=0)
    low, high = np.nanpercentile(simulated, [5, 95], axis=0)
    missed = [t.misses(mean[i : i + 1])[0] for i, t in enumerate(targets)]
    return pd.DataFrame([vars(target) for target in targets]).assign(
        simulated=mean, p5=low, p95=high, inside=np.abs(np.array(missed)) <= 1
    )


def remarks(constants: Iterable[Constant], table: pd.DataFrame, sets: int) -> list[str]:
    """Remarks on fitted values: one a constant, blank where there is nothing to say.

    Parameters
    ----------
    table : one row a constant, as `FitResult.table`
    sets : how many sets fit
    """
    rows = [row for _index, row in table.iterrows()]
    return [_remark(c, row, sets) for c, row in zip(constants, rows, strict=True)]


def _remark(constant: Constant, row: pd.Series, sets: int) -> str:
    """Warning about a fitted value."""
    width = constant.high - constant.low
    if constant.use != FITTED:
        return _("varied, not fitted")
    said = []
    if min(row["fitted"] - constant.low, constant.high - row["fitted"]) < EDGE * width:
        said.append(_("at the edge of its box: the truth may lie beyond"))
    if row["sets_high"] - row["sets_low"] > WIDE * width:
        said.append(_("the figures do not choose it: nearly all of its box fits"))
    elif 0 < sets < FEW_SETS:
        rough = ngettext("interval rough: {n} set", "interval rough: {n} sets", sets)
        said.append(rough)
    return "; ".join(said)


def beside(figures: pd.DataFrame, observed: Iterable[ObservedFigure]) -> pd.DataFrame:
    """Figures with what was observed; blank where nothing was.

    `within_tolerance` judges the fitted set's mean, `inside` the band of all sets,
    `inside_random` the band of random variation alone.
    """
    by_id = {each.target.id: each for each in observed}
    found = [by_id.get(name) for name in figures["id"]]
    nothing = float("nan")
    table = figures.assign(
        observed=[each.target.observed if each else nothing for each in found],
        tolerance=[each.target.tolerance if each else nothing for each in found],
        observed_denominator=[each.denominator if each else nothing for each in found],
        source=[each.target.source if each else "" for each in found],
        note=[each.note if each else "" for each in found],
    )
    known, seen = table["observed"].notna(), table["observed"]
    off = (table["simulated"] - seen).abs()
    within = off <= table["tolerance"]
    inside = seen.between(table["low"], table["high"])
    inside_random = seen.between(table["random_low"], table["random_high"])
    return table.assign(
        within_tolerance=within.where(known),
        inside=inside.where(known),
        inside_random=inside_random.where(known),
    )


def share_as_far(runs: Floats, observed: Floats) -> Floats:
    """Share of runs, by column, that lie at or beyond an observation, on its side.

    >>> share_as_far(np.arange(10.0)[:, None], np.array([8.0]))
    array([0.2])
    """
    above = (runs >= observed).mean(axis=0)
    below = (runs <= observed).mean(axis=0)
    return np.where(np.isnan(observed), np.nan, np.minimum(above, below))
