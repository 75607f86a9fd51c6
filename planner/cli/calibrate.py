"""`fls-planner calibrate`: fit the constants of the model to published years."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.calibration.about_sets import describe_sets
from planner.calibration.calibrate import calibrate as fit
from planner.calibration.ensemble import make_sets
from planner.calibration.fitting_plan import load_plan
from planner.calibration.simulator import Simulator
from planner.cli.console import say
from planner.cli.options import (
    OutFolder,
    Replications,
    ScenarioName,
    check_options,
)
from planner.cli.simulate import CommandOptions
from planner.cli.write import Contents, Outputs
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Progress
from planner.inputs.load import DEFAULT_SCENARIO, load_scenario
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.calibration import calibration_report

Draws = Annotated[
    int,
    typer.Option(
        metavar="N", help=gettext_noop("Sets of constants to try in each fit.")
    ),
]
Sets = Annotated[
    bool,
    typer.Option(
        "--sets",
        help=gettext_noop(
            "Also make the table of fitting sets that runs go through, and the figures"
            " that the front page says of it (needs --out)."
        ),
    ),
]
REPORT, SETS = "calibration.md", "fitting_sets.csv"
ABOUT_SETS = "fitting_sets.toml"


def calibrate(
    scenario: ScenarioName = "wales-2023",
    draws: Draws = 64,
    replications: Replications = 10,
    *,
    settings: CommandOptions,
    sets: Sets = False,
    out: OutFolder = None,
) -> None:
    """Fit the constants of the model to published years.

    At most four constants are fitted; other sets that fit as well are shown.
    """
    outputs = Outputs(out, (REPORT, SETS, ABOUT_SETS) if sets else (REPORT,))
    counts = (("--draws", draws, 32, 4096), ("--replications", replications, 2, 1000))
    check_options(settings.engine, settings.seed, settings.workers, counts)
    plan = load_scenario(scenario)
    with settings.simulating(_("Calibration")) as (progress, options):
        fitted = fit(
            plan,
            draws=draws,
            replications=replications,
            seed=settings.seed,
            progress=progress,
            **options,
        )
        made = _sets(plan, settings.seed, progress, options) if sets else {}
    report = calibration_report(fitted)
    about = {"fingerprint": plan.fingerprint(), "seed": settings.seed, "draws": draws}
    contents: dict[str, Contents] = {REPORT: report + "\n", **made}
    outputs.write(contents, {**about, "replications": replications})
    say(report)
    outputs.finish()


def _sets(
    plan: Scenario, seed: int, progress: Progress, options: RunOptions
) -> dict[str, Contents]:
    """The table of fitting sets, made anew for today's scenario, and what it gives."""
    simulator = Simulator(seed, 0, progress, None, options)
    today = load_scenario(DEFAULT_SCENARIO).central()
    rules = load_plan()
    table = make_sets(simulator, plan, today, rules)
    return {
        SETS: table,
        ABOUT_SETS: describe_sets(simulator, plan, today, rules, table),
    }
