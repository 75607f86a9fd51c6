"""Low and high of every uncertain input, one at a time, on the same random numbers.

The inputs and their ranges are those of `uncertainty`. The formula first says which are
worth simulating; what it does not see is tried with a few replications; the rest is
simulated, all replications, at its low and at its high end.

    tornado(plan, option="", kpi=..., replications=20, seed=1, boards=None, inputs=(),
        progress=None, cancelled=None, early=None, cache=...) -> Tornado

`planner.reports.tornado` puts the bars into lines and sentences. `early` is called with
the ranking by formula and short trials, before anything is simulated in full; with a
cache a run that was cancelled goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import ScenarioError, unknown_name
from planner.experiment.explain.steps import Effect
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.experiment.running.results import ABOUT, KEYS
from planner.experiment.running.run import run
from planner.experiment.screening import WORTH_SIMULATING, Screen, Screened
from planner.experiment.select import (
    check_measure,
    pick_row,
    refuse_boards_without_service,
)
from planner.experiment.statistics.set_bands import sets_of
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.scenario import Scenario
from planner.inputs.uncertainty_ranges import Unknown, unknowns_of
from planner.locale import gettext_noop

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bar:
    """One input at its ends.

    Attributes
    ----------
    low, high : effect of the low and of the high end
    swing : effect of going from the low to the high end
    """

    unknown: Unknown
    low: Effect
    high: Effect
    swing: Effect


@dataclass(frozen=True)
class Tornado:
    """Bars of one measure, the largest swing first.

    Attributes
    ----------
    row : the row of the measure, with the columns of `ABOUT`
    option : None: the bars are of the level; else of the option's difference
    middle : mean with every input as assumed
    largest : largest swing of the screening
    by_formula : whether the formula knows the measure
    """

    plan: Scenario
    option: Scenario | None
    row: pd.Series = field(repr=False)
    middle: float
    bars: tuple[Bar, ...]
    screened: tuple[Screened, ...]
    largest: float
    by_formula: bool

    @property
    def threshold(self) -> float:
        """Swing below which an input was not simulated."""
        return WORTH_SIMULATING * self.largest

    @property
    def kpi(self) -> str:
        """Id of the measure."""
        return str(self.row["kpi"])

    @property
    def table(self) -> pd.DataFrame:
        """One row an input with a range: simulated ones first, then the screened."""
        about = {name: self.row[name] for name in ABOUT} | {"middle": self.middle}
        rows = [
            {
                "unknown": bar.unknown.name,
                **_ends(bar.unknown),
                "low": bar.low.mean,
                "high": bar.high.mean,
                "swing": bar.swing.mean,
                "swing_low": bar.swing.low,
                "swing_high": bar.swing.high,
                "sets_up": bar.swing.sets_up,
                "sets": bar.swing.sets,
                "simulated": True,
                "why": "",
            }
            for bar in self.bars
        ]
        rows += [
            {
                "unknown": each.unknown.name,
                **_ends(each.unknown),
                "swing": each.swing,
                "simulated": False,
                "why": each.why,
            }
            for each in self.screened
        ]
        return pd.DataFrame([{**about, **row} for row in rows])


def _ends(unknown: Unknown) -> dict[str, object]:
    """Ends of the leading one of its inputs, and how many there are."""
    first = unknown.leading
    low, high = (first.high, first.low) if first.against else (first.low, first.high)
    return {
        "input_low": low,
        "input_baseline": first.baseline,
        "input_high": high,
        "unit": first.unit,
        "inputs": len(unknown.inputs),
    }


def tornado(
    plan: Scenario,
    option: str | Path = "",
    kpi: str = "",
    *,
    replications: int = 20,
    seed: int = 1,
    boards: Iterable[str] | None = None,
    inputs: Sequence[str] = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    early: Callable[[Sequence[Screened]], None] | None = None,
    **means: Unpack[RunOptions],
) -> Tornado:
    """Low and high of every input with a range, one at a time.

    Parameters
    ----------
    option : bars are of its difference from the plan; empty: of the plan's level
    inputs : parts of the names of inputs to move; none: all
    progress : called with steps done and steps in all
    cancelled : asked several times a second; true stops the run
    early : called with inputs worth simulating and their swings, the largest first
    means : workers, engine, executor, cluster and cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: where a measure or an option does not exist, or a board runs no
        service
    RunCancelled, SimulationError
    """
    check_measure(kpi)
    chosen = None if boards is None else list(boards)
    refuse_boards_without_service(plan, chosen)
    changed = load_option(option) if str(option) else None

    def with_option(base: Scenario) -> list[Scenario]:
        return [base, apply_option(base, changed)] if changed else [base]

    plans = with_option(plan)
    first = run(plan, replications, seed, chosen, cancelled=cancelled, **means)
    row = pick_row(first.index, plan, kpi)

    def simulate(base: Scenario, number: int) -> Floats:
        values = [
            run(each, number, seed, chosen, cancelled=cancelled, **means).values_of(
                [row[name] for name in KEYS]
            )
            for each in with_option(base)
        ]
        return values[-1] - values[0] if changed else values[0]

    unknowns = named(unknowns_of(plan, chosen), inputs)
    screen = Screen(plan, row, with_option, simulate, progress)
    kept = screen.run(unknowns)
    if early is not None:
        early(screen.by_swing)
    middle = simulate(plan, replications)
    sets = sets_of(replications, plan.sets)
    bars = []
    for unknown, ends in kept:
        low, high = (simulate(each, replications) for each in ends)
        bars.append(
            Bar(
                unknown=unknown,
                low=Effect.of(low - middle, sets),
                high=Effect.of(high - middle, sets),
                swing=Effect.of(high - low, sets),
            )
        )
        screen.step(len(kept))
    bars.sort(key=lambda bar: -np.nan_to_num(abs(bar.swing.mean)))
    return Tornado(
        plan=plan,
        option=plans[1] if changed else None,
        row=row,
        middle=float(np.nanmean(middle)) if np.isfinite(middle).any() else np.nan,
        bars=tuple(bars),
        screened=tuple(screen.left),
        largest=screen.largest,
        by_formula=screen.by_formula,
    )


def named(unknowns: Sequence[Unknown], parts: Sequence[str]) -> list[Unknown]:
    """Unknowns whose names hold one of these texts.

    Raises
    ------
    ScenarioError: for a text that no name holds
    """
    names = [each.name for each in unknowns]
    for part in parts:
        if not any(part in name for name in names):
            raise ScenarioError(
                unknown_name(gettext_noop("input"), part, names, file="--input")
            )
    return [u for u in unknowns if not parts or any(p in u.name for p in parts)]
