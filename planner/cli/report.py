"""`fls-planner report`: papers of a plan and its options, without a browser."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

import planner
from planner.board_data.workbook import PrefilledSheets, fill, left_from
from planner.cli.console import say, say_sentences
from planner.cli.options import (
    ComparedOptions,
    PlanName,
    boards_of,
)
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError, unknown_name
from planner.experiment.select import refuse_boards_without_service
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO, load_scenario
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.papers.evidence import Evidence
from planner.reports.papers.formats import FORMATS, files_of
from planner.reports.papers.gather import paper_of
from planner.reports.papers.make import gather_evidence

EVERY, PAPERS = ",".join(FORMATS), Path("papers")
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMATS",
        help=gettext_noop(
            "Formats of the paper, by commas: xlsx, pptx, docx, pdf and html."
        ),
    ),
]
PaperFolder = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FOLDER", help=gettext_noop("Folder to write the papers to.")
    ),
]


def report(
    options: ComparedOptions = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: PlanOptions,
    formats: Formats = EVERY,
    out: PaperFolder = PAPERS,
) -> None:
    """Write a board paper: Excel, PowerPoint, Word, PDF and HTML.

    One content in every format, in the order of a business case: the scenario as it
    stands, and the options against it. Of one board, the workbook holds its inputs,
    which `import` reads back.
    """
    chosen = formats_of(formats)
    refuse_files(out)
    outputs = Outputs(out, tuple(FORMATS[each] for each in chosen))
    base = settings.load(scenario)
    named = [load_option(name) for name in options or ()]
    plans = [base, *(apply_option(base, option) for option in named)]
    refuse_several_boards(base, settings.board)
    refuse_boards_without_service(base, boards_of(base, settings.board))
    begun = time.perf_counter()
    simulation = settings.simulation(base)
    inputs = _inputs(base, scenario, settings, simulation.boards)
    evidence = gather_evidence(plans, simulation, inputs, named, early=note)
    simulated = time.perf_counter()
    paper = paper_of(evidence)
    contents = files_of(paper, evidence, chosen)
    about = {**_about(evidence), "wall_seconds": round(simulated - begun, 1)}
    about["paper_seconds"] = round(time.perf_counter() - simulated, 1)
    outputs.write(contents, about)
    say(paper.title)
    say_sentences(*paper.sections[0].sentences)
    say(paper.stamp.line)
    outputs.finish()


def formats_of(text: str) -> list[str]:
    """Formats that were asked for, each once.

    Raises
    ------
    ScenarioError: for every one that there is not
    """
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    kind = gettext_noop("format")
    problems = [
        unknown_name(kind, each, FORMATS, file="--format")
        for each in asked
        if each not in FORMATS
    ]
    if not asked:
        hint = _("name some of: {formats}", formats=", ".join(FORMATS))
        problems = [Problem("--format", _("names no format"), hint=hint)]
    if problems:
        raise ScenarioError(problems)
    return list(dict.fromkeys(asked))


def refuse_files(out: Path) -> None:
    """Refuse a file's name where a folder is needed.

    Raises
    ------
    ScenarioError
    """
    if out.suffix.lower().removeprefix(".") in FORMATS:
        rule, hint = _("needs a folder"), _("name a folder; --format names the formats")
        raise ScenarioError(Problem("--out", rule, value=str(out), hint=hint))


def refuse_several_boards(plan: Scenario, boards: list[str] | None) -> None:
    """Refuse a paper of some boards: it has one place, a board or all Wales.

    Raises
    ------
    ScenarioError
    """
    asked = boards_of(plan, boards) or []
    if len(asked) > 1:
        rule = _("a paper is of one board, or of all Wales")
        hint = _("name one board, or leave --board out for all Wales")
        raise ScenarioError(Problem("--board", rule, value=", ".join(asked), hint=hint))


def _inputs(
    base: Scenario,
    scenario: str,
    settings: PlanOptions,
    boards: tuple[str, ...] | None,
) -> PrefilledSheets | None:
    """Sheets of the only board with a service, as `template` writes them."""
    asked = [name for name in boards or base.boards if name in base.providers]
    if len(asked) != 1:
        return None
    (board,) = asked
    returns = [load_option(path) for path in settings.start or ()]
    started = load_scenario(scenario)
    plan = base.renamed(started.name, started.title)
    return fill(plan, board, left_from(returns, plan, board))


def _about(evidence: Evidence) -> dict[str, Any]:
    """Stamp of the run, for the manifest."""
    base = evidence.base.results
    return {
        "planner": planner.__version__,
        "fingerprints": {
            each.title: each.plan.fingerprint() for each in evidence.plans
        },
        "digests": {each.title: each.results.digest for each in evidence.plans},
        "seed": base.seed,
        "replications": base.replications,
        "fitting_sets": evidence.sets,
        "made_on": evidence.made_on,
    }
