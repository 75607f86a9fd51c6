"""`fls-planner calibrate`: fit the constants of the model to published years."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.calibration.calibrate import calibrate as fit
from planner.cli.console import say
from planner.cli.options import (
    OutFolder,
    Replications,
    ScenarioName,
    check_options,
)
from planner.cli.simulate import CommandOptions
from planner.cli.write import Outputs
from planner.inputs.load import load_scenario
from planner.locale import _, gettext_noop
from planner.reports.calibration import calibration_report

Draws = Annotated[
    int,
    typer.Option(
        metavar="N", help=gettext_noop("Sets of constants to try in each fit.")
    ),
]
REPORT = "calibration.md"


def calibrate(
    scenario: ScenarioName = "wales-2023",
    draws: Draws = 64,
    replications: Replications = 10,
    *,
    settings: CommandOptions,
    out: OutFolder = None,
) -> None:
    """Fit the constants of the model to published years.

    At most four constants are fitted; other sets that fit as well are shown.
    """
    outputs = Outputs(out, (REPORT,))
    counts = (("--draws", draws, 32, 4096), ("--replications", replications, 2, 1000))
    check_options(settings.engine, settings.seed, settings.workers, counts)
    plan = load_scenario(scenario)
    with settings.simulating(_("Calibration"), plan) as (progress, options):
        fitted = fit(
            plan,
            draws=draws,
            replications=replications,
            seed=settings.seed,
            progress=progress,
            **options,
        )
    report = calibration_report(fitted)
    about = {"fingerprint": plan.fingerprint(), "seed": settings.seed, "draws": draws}
    outputs.write({REPORT: report + "\n"}, {**about, "replications": replications})
    say(report)
    outputs.finish()
