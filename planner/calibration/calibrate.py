"""The calibration: constants of several boards fitted to published figures.

Fixed first, from sources: DXA need, scans a day, loss, delays and the share reached, as
they stand in the scenario. Then each fit of the data file chooses its constants, with
those of the fits before it in place. The fitted set is run in full, run one year on,
and moved about to see over which ranges DXA is the bottleneck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import pandas as pd

from planner.calibration.bottleneck_ranges import (
    LEVELS,
    LOADS,
    dxa_is_bottleneck,
    loads,
    try_ranges,
)
from planner.calibration.fit import FitEffort, FitResult, fit_constants, planned_jobs
from planner.calibration.fitting_plan import (
    ALTERNATIVE,
    CHECK,
    FITTED,
    CalibrationPlan,
    FitPlan,
    load_plan,
)
from planner.calibration.leave_one_out import leave_years_out, year_after
from planner.calibration.named_constants import Keys, scanning_changes
from planner.calibration.simulator import Simulator
from planner.calibration.tables import targets_table
from planner.calibration.targets import LIST
from planner.errors import Problem, ScenarioError
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.audit_kpis import YEAR_BY
from planner.outcomes.measure_index import WALES
from planner.outcomes.periods import Periods

AFTER = ("kpi5_scanned_90_of_all",)
"""Measures that a year left out is judged by, besides the list."""


@dataclass(frozen=True)
class Calibration:
    """The fitted constants, how well they fit, what fits equally well, what follows."""

    scenario: Scenario
    """With the fitted set in place."""
    draws: int
    replications: int
    seed: int
    fits: tuple[FitResult, ...]
    frozen: Keys
    """Dotted keys and values of the fitted set."""
    constants: pd.DataFrame
    """One row a constant: box, fitted value, range over all sets that fit."""
    targets: pd.DataFrame
    """One row a target: observed, tolerance, simulated mean and band, inside or not."""
    alternatives: pd.DataFrame
    """Figures read another way, with the fitted set, as `targets`."""
    year_after: pd.DataFrame
    """Figures that were not used in fitting, as `targets`."""
    left_out: pd.DataFrame
    """Each year of a board with figures of several, predicted by the others; and the
    year after, by all sets that fit. See `leave_one_out`."""
    ranges: pd.DataFrame
    """Loads at each level of each input, and whether DXA is the bottleneck."""
    bottleneck: Mapping[str, bool]
    """Whether DXA is the bottleneck with the fitted set, by provider."""


def calibrate(
    scenario: Scenario,
    *,
    draws: int = 64,
    replications: int = 10,
    seed: int = 1,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **options: Unpack[RunOptions],
) -> Calibration:
    """The scenario fitted to published figures, with the sets that fit equally well.

    Parameters
    ----------
    draws : points of a box; a fit may take a part of them
    replications : of the fitted set, in the full model
    progress : called with replications of a board done, and in all
    cancelled : asked several times a second; true stops the calibration
    options : workers, engine, executor, cluster, cache, as `replicate` takes them

    Raises
    ------
    ScenarioError: for a scenario without the boards or years of the targets
    """
    plan = load_plan()
    _check_scenario(scenario, plan)
    planned = _planned(plan, scenario, draws, replications)
    simulator = Simulator(seed, planned, progress, cancelled, options)
    fitted, fits = scenario, []
    for each in plan.fits:
        effort, boards = _effort(each, draws), plan.boards_of(each, scenario)
        targets = each.targets_for(FITTED)
        fits.append(fit_constants(simulator, fitted, each, targets, boards, effort))
        fitted = fitted.with_values(fits[-1].keys(fitted))
    return _calibration(simulator, fitted, fits, plan, draws, replications)


def _check_scenario(scenario: Scenario, plan: CalibrationPlan) -> None:
    """Refuse a scenario that lacks boards or years that are fitted.

    Raises
    ------
    ScenarioError
    """
    years, boards = Periods.of(scenario).years.labels, scenario.providers
    wanted = dict.fromkeys(target.year for target in plan.targets_for(FITTED))
    named = [board for fit in plan.fits for board in fit.boards]
    problems = [
        Problem(
            scenario.name,
            _("has {board}, a service of its own", board=board),
            "boards",
            hint=_("calibrate a scenario of all boards, such as wales-2023"),
        )
        for board in named
        if board not in boards
    ]
    if not set(wanted) <= set(years):
        rule = _(
            "simulates the years that are fitted, {names}", names=", ".join(wanted)
        )
        hint = _("use a scenario of those years, such as wales-2023")
        value = _("{first} to {last}", first=years[0], last=years[-1])
        problems.append(Problem(scenario.name, rule, "plan_start", value, hint))
    if problems:
        raise ScenarioError(problems)


def _calibration(
    simulator: Simulator,
    fitted: Scenario,
    fits: list[FitResult],
    plan: CalibrationPlan,
    draws: int,
    replications: int,
) -> Calibration:
    """The fitted set in the full model: targets, year after, bottleneck."""
    targets, others = plan.targets_for(FITTED), plan.targets_for(ALTERNATIVE)
    wanted = targets + others + LOADS
    boards, few = fitted.providers, max(1, replications // 10)
    (runs,) = simulator.measure([fitted], boards, replications, wanted)
    totals = runs.with_total()
    return Calibration(
        scenario=fitted,
        draws=draws,
        replications=replications,
        seed=simulator.seed,
        fits=tuple(fits),
        frozen=_frozen_keys(fitted, fits),
        constants=pd.concat([fit.table() for fit in fits], ignore_index=True),
        targets=targets_table(targets, runs, fitted),
        alternatives=targets_table(others, runs, fitted),
        year_after=_year_after(simulator, fitted, replications, plan),
        left_out=_left_out(simulator, fitted, fits, plan),
        ranges=try_ranges(simulator, fitted, few, plan.bottleneck),
        bottleneck={
            provider: dxa_is_bottleneck(*loads(totals, provider))
            for provider in plan.bottleneck.providers
        },
    )


def _year_after(
    simulator: Simulator, fitted: Scenario, replications: int, plan: CalibrationPlan
) -> pd.DataFrame:
    """Figures of the year after those that were fitted, by the fitted set."""
    values = {"years": fitted.years + 1, "run_on_days": YEAR_BY + 5.0}
    longer = fitted.with_values(values)
    checks = plan.targets_for(CHECK)
    providers = {target.provider for target in checks}
    boards = [b for b in longer.providers if b in providers or WALES in providers]
    (runs,) = simulator.measure([longer], boards, replications, checks)
    return targets_table(checks, runs, longer)


def _left_out(
    simulator: Simulator,
    fitted: Scenario,
    fits: Sequence[FitResult],
    plan: CalibrationPlan,
) -> pd.DataFrame:
    """Every year predicted without its own figures, of the board that has several."""
    own = next(fit for fit in fits if len(fit.boards) == 1)
    provider = own.boards[0]
    after = tuple(
        target
        for target in plan.targets_for(CHECK)
        if target.provider == provider and target.kpi in AFTER
    )
    longer = fitted.with_values({"years": fitted.years + 1})
    parts = [leave_years_out(own.search), year_after(simulator, longer, own, after)]
    table = pd.concat(parts, ignore_index=True)
    kpis = {t.id: t.kpi for t in (*own.search.targets, *after)}
    shown: pd.DataFrame = table[table["id"].map(kpis).isin((*AFTER, LIST))]
    return shown.reset_index(drop=True)


def _frozen_keys(scenario: Scenario, fits: Iterable[FitResult]) -> Keys:
    """Dotted keys of the fitted set; a moved change shows its first day."""
    frozen: Keys = {}
    for fit in fits:
        keys = fit.keys(scenario)
        if keys.pop("changes", None):
            first = scanning_changes(scenario, fit.boards[0])[0]
            keys[f"changes.{first.name}.from"] = first.start
        frozen |= keys
    return frozen


def _effort(plan: FitPlan, draws: int) -> FitEffort:
    return FitEffort(draws // plan.draws_divided_by, refined=plan.refined)


def _planned(
    plan: CalibrationPlan, scenario: Scenario, draws: int, replications: int
) -> int:
    """Replications of a board in a whole calibration, about."""
    boards = len(scenario.providers)
    fits = sum(
        planned_jobs(each, len(plan.boards_of(each, scenario)), _effort(each, draws))
        for each in plan.fits
    )
    levels = LEVELS * len(plan.bottleneck.ranges) * max(1, replications // 10)
    return fits + replications * (boards + 1) + levels * boards
