"""`fls-planner calibrate`: fit constants to published years, report what fits."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.console import say
from planner.cli.options import Engine, Out, Seed, Workers, check_options
from planner.cli.progress import preparing, progress_bar
from planner.cli.write import Outputs, write_report
from planner.inputs.load import load_scenario
from planner.pathway.engines import COMPILED

Draws = Annotated[int, typer.Option(help="Sets of constants to try in each fit.")]
Replications = Annotated[
    int,
    typer.Option("--replications", "-n", help="Replications of the fitted set."),
]


def calibrate(
    scenario: Annotated[str, typer.Argument(help="Name or file.")] = "wales-2023",
    draws: Draws = 64,
    replications: Replications = 10,
    seed: Seed = 1,
    workers: Workers = None,
    engine: Engine = COMPILED,
    out: Out = None,
) -> None:
    """Fit at most four constants to published years; show what fits equally well."""
    # Imported here because it is slow to import and seldom used.
    from planner.calibration.calibrate import calibrate as fit
    from planner.reports.calibration import calibration_report

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
