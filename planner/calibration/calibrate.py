"""The calibration: one repeatable procedure from published figures to frozen constants.

Fixed first, from sources: DXA need, scans a day, loss, delays and the share reached, as
they stand in the scenario. Then at most four constants are fitted: to Aneurin Bevan's
years 2021 to 2023, and one common set for the boards without published figures to the
Welsh audit of 2023. One set is frozen, and the year after it is simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.calibration.bottleneck_ranges import (
    LEVELS,
    LOADS,
    dxa_binds,
    loads,
    ranges,
)
from planner.calibration.constants import (
    Point,
    constants_of,
    keys_of_board,
    keys_of_others,
    scanning_changes,
)
from planner.calibration.fit import (
    BOARD,
    OTHER_BASE,
    OTHERS,
    REFINED,
    SEARCHED,
    Fit,
    fit_board,
    fit_others,
    published_fitting,
)
from planner.calibration.search import EVALUATIONS, correlations_of
from planner.calibration.targets import Target, read_targets, targets_of
from planner.calibration.trials import Bench, open_bench
from planner.experiment.running.replicate import Progress
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import WALES, Measures
from planner.outcomes.periods import Periods
from planner.pathway.engines import COMPILED

Floats = npt.NDArray[np.float64]
AFTER = "year after"
FEWER = 3
"""The other boards' box takes a third of the draws: five boards run in each."""


@dataclass(frozen=True)
class Calibration:
    """What was fitted, how well, what fits equally well, and what follows."""

    scenario: Scenario
    """With the frozen set in place."""
    draws: int
    replications: int
    seed: int
    frozen: Mapping[str, Any]
    """Dotted keys and values of the frozen set."""
    constants: pd.DataFrame
    """One row a constant: box, frozen value, range over the ridge."""
    table: pd.DataFrame
    """Targets: observed, tolerance, simulated mean and band, inside or not."""
    ridge: Mapping[str, pd.DataFrame]
    """All simulated sets within every tolerance, by fit."""
    correlations: Mapping[str, pd.DataFrame]
    """Correlations of the constants along each ridge."""
    other_base: Point
    """The other boards' set, were KPI 5 read as a share of DXA ordered."""
    other_reading: pd.DataFrame
    """KPI 5 read that way with the frozen set, as `table`."""
    year_after: pd.DataFrame
    """Aneurin Bevan in 2024, predicted and observed."""
    binding: pd.DataFrame
    """Loads at each level of each uncertain input, and whether DXA binds."""
    binds: Mapping[str, bool]
    """Whether DXA binds with the frozen set, by provider."""


def calibrate(
    scenario: Scenario,
    *,
    draws: int = 64,
    replications: int = 10,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: str = COMPILED,
) -> Calibration:
    """The scenario fitted to published figures, with the sets that fit equally well.

    Parameters
    ----------
    draws : points of Aneurin Bevan's box; the other boards' box takes a third of them
    replications : of the frozen set, in the full model
    progress : called with jobs done and jobs planned
    """
    planned = planned_jobs(scenario, draws, replications)
    with open_bench(seed, workers, progress, planned, engine) as bench:
        own = fit_board(bench, scenario, draws, published_fitting())
        keys = keys_of_board(scenario, BOARD, own.point)
        fitted = scenario.with_values(keys)
        common = fit_others(bench, fitted, draws // FEWER)
        more = keys_of_others(fitted, BOARD, common.point)
        return _checked(
            bench, fitted.with_values(more), own, common, draws, replications
        )


def _checked(
    bench: Bench, frozen: Scenario, own: Fit, common: Fit, draws: int, replications: int
) -> Calibration:
    """The frozen set in the full model: targets, year after, what binds."""
    targets, other = targets_of(BOARD) + targets_of(OTHERS), targets_of(OTHER_BASE)
    wanted = targets + other + LOADS
    runs = bench.trials([frozen], frozen.providers, replications, wanted)[0]
    fits = {BOARD: own, OTHERS: common}
    return Calibration(
        scenario=frozen,
        draws=draws,
        replications=replications,
        seed=bench.seed,
        frozen=frozen_keys(frozen, own, common),
        constants=pd.concat([f.shown(n) for n, f in fits.items()], ignore_index=True),
        table=compared(targets, runs, frozen),
        ridge={name: fit.search.ridge for name, fit in fits.items()},
        correlations={n: correlations_of(f.search.ridge) for n, f in fits.items()},
        other_base=common.other_point,
        other_reading=compared(other, runs, frozen),
        year_after=_year_after(bench, frozen, replications),
        binding=ranges(bench, frozen, max(1, replications // 10), BOARD),
        binds={name: _binds(runs, name) for name in (WALES, BOARD)},
    )


def planned_jobs(scenario: Scenario, draws: int, replications: int) -> int:
    """Jobs of a whole calibration, one a replication of a board."""
    boards = len(scenario.providers)
    own = draws * SEARCHED + EVALUATIONS * 5 * REFINED
    common = draws // FEWER * (boards - 1) * SEARCHED + SEARCHED
    levels = LEVELS * len(constants_of("binding")) * max(1, replications // 10)
    return own + common + replications * (boards + 1) + levels * boards


def frozen_keys(scenario: Scenario, own: Fit, common: Fit) -> dict[str, Any]:
    """Dotted keys of the frozen set; a moved decision shows its first day."""
    keys = keys_of_board(scenario, BOARD, own.point)
    if keys.pop("changes", None):
        first = scanning_changes(scenario, BOARD)[0]
        keys[f"changes.{first.name}.from"] = first.start
    return keys | keys_of_others(scenario, BOARD, common.point)


def compared(
    targets: tuple[Target, ...], runs: list[Measures], scenario: Scenario
) -> pd.DataFrame:
    """One row a target: observed, tolerance, simulated mean and percentiles."""
    simulated = read_targets(targets, runs, Periods.of(scenario))
    mean = simulated.mean(axis=0)
    low, high = np.nanpercentile(simulated, [5, 95], axis=0)
    table = pd.DataFrame([vars(target) for target in targets])
    missed = [t.misses(mean[i : i + 1])[0] for i, t in enumerate(targets)]
    return table.assign(
        simulated=mean, p5=low, p95=high, inside=np.abs(np.array(missed)) <= 1
    )


def _year_after(bench: Bench, frozen: Scenario, replications: int) -> pd.DataFrame:
    """Aneurin Bevan with the frozen set, one year beyond what was fitted."""
    longer = frozen.with_values({"years": frozen.years + 1})
    targets = targets_of(AFTER)
    runs = bench.trials([longer], [BOARD], replications, targets)[0]
    return compared(targets, runs, longer)


def _binds(runs: list[Measures], provider: str) -> bool:
    totals = [measures.with_total() for measures in runs]
    return dxa_binds(*loads(totals, provider))
