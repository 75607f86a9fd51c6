"""Figures that come with the fitting sets, and that the front page of outputs says.

Each is simulated anew with the table: how many sets meet the published figures with
other random numbers, the year after the fitted ones as all sets predict it, and four
inputs moved from one end to the other, one at a time, all else at its central value.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import tomlkit

import planner
from planner.calibration.between_boards import misses_at
from planner.calibration.fitting_plan import CHECK, FITTED, CalibrationPlan
from planner.calibration.leave_one_out import held_against
from planner.calibration.named_constants import Keys, keys_at, value_now
from planner.calibration.simulator import Simulator
from planner.calibration.targets import LIST, Target, read_target
from planner.inputs.fitting_sets import CENTRAL, fitted_constants
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.measure_index import ALL, WALES
from planner.outcomes.periods import Periods

KPI = "kpi5_scanned_90_of_all"
CHECKED, PREDICTED, EFFECTS = 4, 10, 10
"""Replications: of a set that is checked, of one that predicts, of an input's end."""
MOVED: Mapping[str, tuple[str, float, float]] = {
    "scans": ("scans_a_session", 6, 12),
    "referrals": ("other_referrals", 0.8, 1.2),
    "list": ("starting_list", 0.5, 1.5),
    "nurses": ("nurse_wte", 0.7, 1.3),
}
"""Constant that moves, and its ends: scans a session, or times what it is now."""


def describe_sets(
    simulator: Simulator,
    scenario: Scenario,
    today: Scenario,
    plan: CalibrationPlan,
    table: pd.DataFrame,
) -> str:
    """The file `fitting_sets.toml`, made anew for a table of sets.

    Parameters
    ----------
    scenario, today : of the fitted years, and of today with central values
    """
    (board,) = plan.fits[0].boards
    points = _points(table, board)
    about: dict[str, Any] = {
        "seed": simulator.seed,
        "made": datetime.date.today(),
        "planner": planner.__version__,
        "inputs": today.fingerprint(),
        "sets": len(points),
        "check": _checked(simulator, scenario, plan, points),
        "prediction": predicted_by(simulator, scenario, plan, points, PREDICTED),
        "first": {
            "replications": EFFECTS,
            "input": [effect_of(simulator, today, each, EFFECTS) for each in MOVED],
        },
    }
    document = tomlkit.document()
    document.add(tomlkit.comment(_("Written by `fls-planner calibrate --sets`.")))
    document.add(tomlkit.comment(_("The front page of every output reads it.")))
    document.update(about)
    return tomlkit.dumps(document)


def _points(table: pd.DataFrame, board: str) -> list[dict[str, float]]:
    """Constants of a board in each set, in order."""
    fitted = fitted_constants(table)
    rows = fitted[(fitted["board"] == board) & (fitted["set"] != CENTRAL)]
    constants = rows.drop(columns=["board", "set", "weight", "misfit"])
    return [
        {str(name): float(value) for name, value in row.dropna().items()}
        for _place, row in constants.iterrows()
    ]


def _checked(
    simulator: Simulator,
    scenario: Scenario,
    plan: CalibrationPlan,
    points: Iterable[Mapping[str, float]],
) -> dict[str, Any]:
    """Sets within every tolerance of the board with figures, with another seed."""
    fit, other = plan.fits[0], replace(simulator, seed=simulator.seed + 1)
    targets = fit.targets_for(FITTED)
    scenarios = [scenario.with_values(keys_at(scenario, fit.boards, p)) for p in points]
    misses = misses_at(other, scenarios, fit.boards, targets, CHECKED)
    within = int((misses <= 1).all(axis=1).sum())
    return {"seed": other.seed, "replications": CHECKED, "within": within,
            "largest_miss": round(float(misses.max()), 2)}  # fmt: skip


def predicted_by(
    simulator: Simulator,
    scenario: Scenario,
    plan: CalibrationPlan,
    points: Iterable[Mapping[str, float]],
    replications: int,
) -> dict[str, Any]:
    """The year after, by every run of every set, then laid beside what was observed."""
    boards = plan.fits[0].boards
    longer = scenario.with_values({"years": scenario.years + 1})
    (after,) = (
        target
        for target in plan.targets_for(CHECK)
        if target.provider == boards[0] and target.kpi == KPI
    )
    scenarios = [longer.with_values(keys_at(longer, boards, p)) for p in points]
    runs = simulator.measure(
        scenarios, boards, replications, (after,), independent=True
    )
    periods = Periods.of(longer)
    values = [v for run in runs for v in read_target(after, run, periods)]
    row = held_against((after,), pd.DataFrame(values).to_numpy()).iloc[0]
    ends = {k: round(float(row[k]), 1) for k in ("predicted", "low", "high")}
    observed = round(after.observed, 1)
    return {"board": boards[0], "year": after.year, "replications": replications,
            **ends, "observed": observed}  # fmt: skip


def effect_of(
    simulator: Simulator, today: Scenario, name: str, replications: int
) -> dict[str, Any]:
    """Welsh share scanned in time, and DXA list at the end, at both ends of an input.

    Returns
    -------
    dict: id, constant; low and high, each with input, share, list and the standard
    deviations between replications
    """
    constant, *ends = MOVED[name]
    boards = today.providers
    scenarios = [today.with_values(_keys(today, constant, end)) for end in ends]
    share, waiting = (
        Target(kpi, "", WALES, Periods.of(today).years.labels[-1], stage, kpi, "")
        for kpi, stage in ((KPI, ALL), (LIST, "scan"))
    )
    found: dict[str, Any] = {"id": name, "constant": constant}
    runs = simulator.measure(scenarios, boards, replications, (share, waiting))
    for end, value, run in zip(("low", "high"), ends, runs, strict=True):
        shares = read_target(share, run, Periods.of(today))
        lists = run.with_total()[waiting.key].values[:, -1]
        found[end] = {
            "input": value,
            "share": round(float(shares.mean()), 1),
            "share_sd": round(float(shares.std(ddof=1)), 2),
            "list": round(float(lists.mean())),
            "list_sd": round(float(lists.std(ddof=1))),
        }
    return found


def _keys(today: Scenario, constant: str, end: float) -> Keys:
    """Every board with this constant, at an end."""
    keys: Keys = {}
    for board in today.providers:
        now = value_now(today, board, constant)
        if not math.isnan(now) and today.boards[board].scanners:
            at = end if constant == MOVED["scans"][0] else now * end
            keys |= keys_at(today, [board], {constant: at})
    return keys
