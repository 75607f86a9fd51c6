"""Tables of a back-test: constants with remarks, observed beside simulated."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.constants import Constant
from planner.calibration.constants_by_name import value_now
from planner.calibration.fit import Fit
from planner.calibration.observed import Observed, name_of
from planner.calibration.targets import Target
from planner.experiment.statistics.intervals import RANKED_FROM, prediction_band
from planner.experiment.statistics.variance_components import decompose
from planner.inputs.scenario import Scenario

Floats = npt.NDArray[np.float64]
FIT, PREDICTED = "fitted", "predicted"
FEW_SETS = 8
"""With fewer sets an interval is rough, and says so."""
EDGE = 0.02
WIDE = 0.8
"""Share of its box from which on an interval says that figures do not choose."""


def figures_table(
    predicted: str,
    targets: tuple[Target, ...],
    values: Floats,
    others: Floats,
    denominators: Floats,
) -> pd.DataFrame:
    """One row a measure and year: mean of the fitted set, luck's band, the whole band.

    Parameters
    ----------
    values : of the fitted set, shape (replications, targets)
    others : of the other sets that fit, shape (sets, replications, targets)
    """
    names = ("id", "name", "stage", "unit")
    table = pd.DataFrame({n: [getattr(t, n) for t in targets] for n in names})
    table["year"] = [target.period for target in targets]
    table["measure"] = [name_of(target.kpi, target.stage) for target in targets]
    table["part"] = np.where(table["year"] == predicted, PREDICTED, FIT)
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


def constants_table(
    scenario: Scenario, board_id: str, constants: tuple[Constant, ...], fit: Fit
) -> pd.DataFrame:
    """Fitted constants with the range over all sets that meet every figure."""
    table = fit.shown(board_id).drop(columns="fit")
    table["now"] = [
        value_now(scenario, board_id, constant.id) for constant in constants
    ]
    sets = len(fit.search.ridge)
    if sets:
        # What was refined beyond the simulated points belongs to the range as well.
        table["ridge_low"] = np.fmin(table["ridge_low"], table["frozen"])
        table["ridge_high"] = np.fmax(table["ridge_high"], table["frozen"])
    rows = [row for _, row in table.iterrows()]
    remarks = [_remark(c, row, sets) for c, row in zip(constants, rows, strict=True)]
    return table.assign(remark=remarks)


def _remark(constant: Constant, row: pd.Series, sets: int) -> str:
    """What a reader has to know about a fitted value."""
    width = constant.high - constant.low
    if constant.use != "fitted":
        return "varied, not fitted"
    said = []
    if min(row["frozen"] - constant.low, constant.high - row["frozen"]) < EDGE * width:
        said.append("at the edge of its box: the truth may lie beyond")
    if row["ridge_high"] - row["ridge_low"] > WIDE * width:
        said.append("the figures do not choose it: nearly all of its box fits")
    elif 0 < sets < FEW_SETS:
        said.append(f"interval rough: {sets} sets")
    return "; ".join(said)


def beside(figures: pd.DataFrame, observed: Iterable[Observed]) -> pd.DataFrame:
    """Figures with what was observed; blank where nothing was.

    `within_tolerance` judges the fitted set's mean, `inside` the band of all sets,
    `inside_luck` the band of luck alone.
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
    lucky = seen.between(table["random_low"], table["random_high"])
    return table.assign(
        within_tolerance=within.where(known),
        inside=inside.where(known),
        inside_luck=lucky.where(known),
    )


def share_as_far(runs: Floats, observed: Floats) -> Floats:
    """Share of runs, by column, that lie at or beyond an observation, on its side.

    >>> share_as_far(np.arange(10.0)[:, None], np.array([8.0]))
    array([0.2])
    """
    above = (runs >= observed).mean(axis=0)
    below = (runs <= observed).mean(axis=0)
    return np.where(np.isnan(observed), np.nan, np.minimum(above, below))
