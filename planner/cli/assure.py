"""`fls-planner assure`: the assurance pack of a plan, as one archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.console import say
from planner.cli.options import PlanName, Quick, boards_of
from planner.cli.report import gather_evidence
from planner.cli.results_folder import check_file
from planner.cli.simulate import PlanOptions
from planner.cli.verify import run_cases
from planner.cli.write import write_bytes
from planner.errors import DataError, Problem, ScenarioError
from planner.experiment.running.executors import PROCESSES
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.pathway.engines import COMPILED, SIMPY

ARCHIVE = ".zip"
BRIEF = 1
"""Replications that both engines are given: the reference is slow."""
PackFile = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE", help=gettext_noop("Archive (.zip) to write.")
    ),
]
PACK = Path("assurance.zip")


def assure(
    options: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OPTION...]",
            help=gettext_noop("Options to apply: names or files."),
        ),
    ] = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: PlanOptions,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help=gettext_noop("Id of a case, or its beginning; repeatable.")
        ),
    ] = None,
    quick: Quick = False,
    out: PackFile = PACK,
) -> None:
    """Write the assurance pack of a plan, for people to sign.

    STRESS-DES filled in, data and assumptions with use-by dates, verification and
    validation, limits of use, and roles for people to sign.
    """
    # Other commands do not wait for what only this one needs.
    from planner.reports.assurance.contents import AssuranceEvidence
    from planner.reports.assurance.pack import pack_of
    from planner.verification.read import load_cases, shipped_cases
    from planner.verification.run import QUICK, CaseEffort

    _check(out)
    plan = settings.load(scenario, options)
    cases = load_cases([shipped_cases()], only or ())
    evidence = gather_evidence([plan], settings, scenario)
    engines = tuple(_by(engine, plan, settings) for engine in (COMPILED, SIMPY))
    effort = CaseEffort(COMPILED, QUICK if quick else 1.0, settings.workers)
    answers, problems = run_cases(cases, effort)
    if problems:
        raise DataError(problems)
    found = AssuranceEvidence(evidence, answers, (engines[0], engines[1]), quick)
    write_bytes(out, pack_of(found))
    say(_("Names, signatures and dates are blank: people sign, not the planner."))


def _check(out: Path) -> None:
    """Refuse a name that is no archive's, or that cannot be written.

    Raises
    ------
    ScenarioError
    """
    if out.suffix.lower() != ARCHIVE:
        hint = _("write {file}.zip", file=out)
        problem = Problem("--out", _("ends with .zip"), value=str(out), hint=hint)
        raise ScenarioError(problem)
    check_file(out)


def _by(engine: str, plan: Scenario, settings: PlanOptions) -> Results:
    """One short run of the plan by one engine, never from the cache."""
    executor = PROCESSES if engine == SIMPY else None
    return run(
        plan,
        BRIEF,
        settings.seed,
        boards_of(plan, settings.board),
        workers=settings.workers,
        engine=engine,
        executor=executor,
    )
