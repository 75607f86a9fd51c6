"""As many replications as a difference needs to be known as well as somebody asks.

Options and baseline run in growing batches, paired; replications already run are
used and never run again. After each batch the confidence interval of the mean paired
difference is looked at, and the run stops once its half width is what was asked for.

Looking again and again favours moments at which the spread happens to look small, so a
95 % interval at such a moment holds the truth less often than it says: 93.5 % of the
time at worst, for normal differences and looks from 10 replications on, each batch a
quarter of what is there. The interval is therefore Student's at 96.5 %, for which the
*whole procedure*, stopping included, holds the truth at least 95 times in 100 whatever
width is asked for (tests/experiment/test_precision.py plays it 2,000 times a width).
That costs about a sixth more replications than peeking would. The rule looks at the
spread alone, not at the difference, so it cannot wait for a result to turn out well (a
relative width must look at its size, but not at what would please). Strongly lopsided
differences (a rare event) are held less often, as by any t.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.compare import compare
from planner.experiment.marks import values_at
from planner.experiment.running.collect import MOST_REPLICATIONS, RunOptions
from planner.experiment.running.extend import extended
from planner.experiment.running.progress_bar import progress_shown
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import ABOUT, KEYS, Results
from planner.experiment.running.run import run
from planner.experiment.select import check_measure, pick_row
from planner.experiment.statistics.set_bands import (
    Places,
    bands_of_differences,
    sets_of,
)
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.periods import headline_period

Floats = npt.NDArray[np.float64]
LOOKED_LEVEL = 0.965
"""Level of Student's interval for which stopping by it keeps 95 %."""
FEWEST = 10
"""Replications before the first look; fewer would need a higher level."""
GROWTH = 1.25


@dataclass(frozen=True)
class PrecisionTarget:
    """Precision to which the difference in one measure is to be known.

    Attributes
    ----------
    half_width : in the measure's unit (points for a share of people) or, if `relative`,
        as a share of the difference itself
    kpi, provider, stage, period : of the measure; left empty: KPI 5 of all identified,
        Wales or the first board, the stage it has, the last period
    floor, ceiling : fewest and most replications

    Raises
    ------
    ScenarioError: for a width, a measure or a number out of bounds
    """

    half_width: float
    kpi: str = LEADING
    provider: str = ""
    stage: str = ""
    period: str = ""
    relative: bool = False
    floor: int = FEWEST
    ceiling: int = 200

    def __post_init__(self) -> None:
        if not (math.isfinite(self.half_width) and self.half_width > 0):
            hint = _("write 1 for a point, or 50 for people on a list")
            value = f"{self.half_width:g}"
            raise ScenarioError(Problem("precision", _("is above 0"), "", value, hint))
        check_measure(self.kpi)
        check_count(_("fewest replications"), self.floor, FEWEST, MOST_REPLICATIONS)
        check_count(_("most replications"), self.ceiling, self.floor, MOST_REPLICATIONS)

    def enough(self, difference: float, half_width: float) -> bool:
        """Whether a difference known so well is known as well as asked."""
        if not self.relative:
            return half_width <= self.half_width
        # Of what is estimated, not of what is true: Law and Kelton's correction.
        return half_width <= abs(difference) * self.half_width / (1 + self.half_width)


@dataclass(frozen=True)
class PreciseRuns:
    """The runs, and how well they know the differences.

    Attributes
    ----------
    differences : one row an option: option, the columns of `ABOUT`, difference,
        ci_low, ci_high (95 % by random variation within the sets, stopping allowed
        for), half_width, sets, band_low, band_high (nine futures in ten over everything
        that fits), as_asked, label
    looks : replications after which the differences were looked at
    """

    wanted: PrecisionTarget
    baseline: Results
    options: tuple[Results, ...]
    differences: pd.DataFrame
    looks: tuple[int, ...]

    @property
    def replications(self) -> int:
        """Number of replications of every plan."""
        return self.baseline.replications

    @property
    def as_asked(self) -> bool:
        """Whether every difference is known as well as asked."""
        return bool(self.differences["as_asked"].all())


def run_until(
    baseline: Scenario,
    options: Sequence[Scenario],
    wanted: PrecisionTarget | float = 1.0,
    *,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    progress: Progress | bool | None = None,
    cancelled: Cancelled | None = None,
    keep_visits: bool = False,
    looked: Callable[[Results], None] | None = None,
    **means: Unpack[RunOptions],
) -> PreciseRuns:
    """Baseline and options, run until the paired differences are known as asked.

    Without options, until the baseline's own level is known so well. The same seed
    gives the same replications and stops at the same number.

    Parameters
    ----------
    wanted : a number is the half width of the interval, in points of KPI 5
    progress : called with replications done and the most there can be, all plans; True
        shows a bar
    looked : called with the baseline's results at every look, before it is judged
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: for runs that cannot be compared or a measure they do not have
    RunCancelled, SimulationError
    """
    if isinstance(wanted, int | float):
        wanted = PrecisionTarget(wanted)
    chosen = None if boards is None else list(boards)
    plans, runs = [baseline, *options], list[Results]()
    looks: list[int] = []
    with progress_shown(progress) as shown:
        for number in looks_of(wanted):
            before = looks[-1] if looks else 0
            new = [
                run(
                    plan, number - before, seed, chosen, cancelled=cancelled,
                    keep_visits=keep_visits, first=before, **means,
                )
                for plan in plans
            ]  # fmt: skip
            pairs = zip(runs, new, strict=True) if looks else ()
            runs = [extended(*pair) for pair in pairs] or new
            looks.append(number)
            if shown:
                shown(number * len(plans), wanted.ceiling * len(plans))
            if looked:
                looked(runs[0])
            known = [_known(wanted, runs[0], other) for other in runs[1:]]
            known = known or [_level(wanted, runs[0])]
            if all(row["as_asked"] for row in known):
                break
    table = pd.DataFrame(known)
    return PreciseRuns(wanted, runs[0], tuple(runs[1:]), table, tuple(looks))


def looks_of(wanted: PrecisionTarget) -> Iterator[int]:
    """Numbers of replications at which the differences are looked at.

    >>> list(looks_of(PrecisionTarget(1.0, ceiling=30)))
    [10, 13, 17, 22, 28, 30]
    """
    number = wanted.floor
    while number < wanted.ceiling:
        yield number
        number = math.ceil(number * GROWTH)
    yield wanted.ceiling


def known_to(differences: Floats, sets: Places) -> tuple[float, float]:
    """Mean difference and half width of its interval, repeated looks allowed for.

    By random variation within the fitting sets alone: what differs between the sets is
    not known the better the longer the plans run.
    """
    found = bands_of_differences(differences[:, None], sets, LOOKED_LEVEL)
    return float(found.mean[0]), float(found.mean[0] - found.ci_low[0])


def level_known_to(results: Results, kpi: str, board: str, year: str = "") -> float:
    """Half width of the interval of a level in a year, repeated looks allowed for.

    Not a number where the plan has no such year.
    """
    period = headline_period(results.scenario, kpi, year)
    values = values_at(results, board, kpi, period.label if period else "")
    sets = sets_of(results.replications, results.scenario.sets, results.first)
    return known_to(values, sets)[1]


def _level(wanted: PrecisionTarget, baseline: Results) -> dict[str, object]:
    board = wanted.provider or next(iter(baseline.scenario.providers))
    half = level_known_to(baseline, wanted.kpi, board, wanted.period)
    return {
        "option": baseline.scenario.name,
        "kpi": wanted.kpi,
        "provider": board,
        "half_width": half,
        "as_asked": wanted.enough(math.nan, half),
    }


def _known(
    wanted: PrecisionTarget, baseline: Results, option: Results
) -> dict[str, object]:
    row = pick_row(
        compare(baseline, option),
        baseline.scenario,
        kpi=wanted.kpi,
        provider=wanted.provider,
        stage=wanted.stage,
        period=wanted.period,
    )
    key = tuple(row[name] for name in KEYS)
    gaps = option.values_of(key) - baseline.values_of(key)
    sets = sets_of(baseline.replications, baseline.scenario.sets, baseline.first)
    mean, half = known_to(gaps, sets)
    return {
        "option": option.scenario.name,
        **{name: row[name] for name in ABOUT},
        "difference": mean,
        "ci_low": mean - half,
        "ci_high": mean + half,
        "half_width": half,
        "sets": row["sets"],
        "band_low": row["band_low"],
        "band_high": row["band_high"],
        "as_asked": wanted.enough(mean, half),
        "label": row["label"],
    }
