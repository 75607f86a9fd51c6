"""`fls-planner calibrate`: fit the constants of the model to published years."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.calibration.calibrate import calibrate as fit
from planner.cli.console import say
from planner.cli.options import (
    Engine,
    OutFolder,
    Replications,
    ScenarioName,
    Seed,
    Workers,
    check_options,
)
from planner.cli.progress import preparing, progress_bar
from planner.cli.write import Outputs, write_report
from planner.inputs.load import load_scenario
from planner.pathway.engines import COMPILED
from planner.reports.calibration import calibration_report

Draws = Annotated[
    int, typer.Option(metavar="N", help="Sets of constants to try in each fit.")
]


def calibrate(
    scenario: ScenarioName = "wales-2023",
    draws: Draws = 64,
    replications: Replications = 10,
    seed: Seed = 1,
    workers: Workers = None,
    engine: Engine = COMPILED,
    out: OutFolder = None,
) -> None:
    """Fit the constants of the model to published years.

    At most four constants are fitted; other sets that fit as well are shown.
    """
    outputs = Outputs(out)
    counts = (("--draws", draws, 32, 4096), ("--replications", replications, 2, 1000))
    check_options(engine, seed, workers, counts)
    plan = load_scenario(scenario)
    with preparing(plan, engine), progress_bar("Calibration") as progress:
        fitted = fit(
            plan,
            draws=draws,
            replications=replications,
            seed=seed,
            workers=workers,
            progress=progress,
            engine=engine,
        )
    report = calibration_report(fitted)
    try:
        write_report(outputs, "calibration.md", report)
    finally:
        say(report)
