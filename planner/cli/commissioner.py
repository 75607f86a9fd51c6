"""`fls-planner commissioner`: one locality's FLS, or the case for one to start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.commissioner_tables import (
    money_by_year,
    show_capacity,
    show_money,
    show_options,
    show_service,
)
from planner.cli.console import fold_piped_tables, say, say_sentences
from planner.cli.import_plans import refuse_present
from planner.cli.options import ComparedOptions, OutFolder, PlanName, command_line
from planner.cli.show_economics import economics_frame, show_economics
from planner.cli.simulate import PlanOptions
from planner.cli.standards import show_standards
from planner.cli.worth import show_thousands
from planner.cli.write import STANDARDS, SUMMARY, Outputs, write_file
from planner.errors import Problem, ScenarioError
from planner.experiment.answer_worth import WorthAnswer, answer_worth
from planner.experiment.new_service import (
    population_example,
    read_population,
    with_new_service,
)
from planner.experiment.statistics.summarise import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.boards import board_ids
from planner.inputs.load import DEFAULT_SCENARIO, load_scenario
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.commissioner import (
    challenge_sentences,
    kpis_beside,
    new_service_sentences,
    service_sentences,
)
from planner.reports.economics import undrawn_sentence
from planner.reports.worth import thousand_sentence, worth_notes

FIVE_YEARS = 5.0
BY_YEAR, ECONOMICS, KPIS = "by_year.csv", "economics.csv", "kpis.csv"
PopulationFile = Annotated[
    Path | None,
    typer.Option(
        "--population",
        metavar="FILE",
        help=gettext_noop(
            "Residents of 50 and over of any place: CSV with a row for each sex"
            " (female, male) and age_band (50-54 to 85-89, 90+) and its population."
        ),
    ),
]
TemplatePopulation = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help=gettext_noop("Write a file for --population to fill in, and stop."),
    ),
]


def commissioner(
    locality: Annotated[
        str,
        typer.Argument(
            metavar="LOCALITY",
            help=gettext_noop("Health board, or a name for the place of --population."),
        ),
    ],
    options: ComparedOptions = None,
    scenario: PlanName = DEFAULT_SCENARIO,
    population: PopulationFile = None,
    template: TemplatePopulation = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Show a commissioner one locality: its FLS, or the case to start one.

    KPIs stand beside Wales and England, with standards, the capacity gap, options, and
    cost and benefit a year for five years. A place without an FLS is given one sized
    from its population like a Welsh service.
    """
    if template is not None:
        _write_template(template, locality, scenario)
        return
    outputs = Outputs(out, (SUMMARY, STANDARDS, KPIS, BY_YEAR, ECONOMICS))
    fold_piped_tables()
    if settings.board:
        hint = _("name the locality alone")
        raise ScenarioError(Problem("--board", _("is the locality here"), hint=hint))
    base, place, new = _plan(locality, scenario, population, settings)
    found = _worth(base, place, options, settings)
    if found is None:
        say_sentences(_("The scenario has no assumptions about benefits."))
        return
    said = (
        new_service_sentences(base, place, scenario)
        if new
        else service_sentences(found.base.plan, place)
    )
    said += challenge_sentences(found.base.benefits, found.base.plan)
    _show(found, place, settings, outputs, said)
    outputs.finish()


def _show(
    found: WorthAnswer,
    place: str,
    settings: PlanOptions,
    outputs: Outputs,
    said: list[str],
) -> None:
    """Write the files of a locality, then print its sentences and every table."""
    plan, service, benefits = found.base.plan, found.base.service, found.base.benefits
    summary, worth = summarise(service), found.base.economics
    standards = settings.judge_standards(service)
    by_year = money_by_year(service, benefits)
    beside = kpis_beside(summary, plan, place)
    tables = {
        SUMMARY: summary,
        STANDARDS: standards,
        KPIS: beside,
        BY_YEAR: by_year,
        ECONOMICS: economics_frame(worth) if worth else by_year.head(0),
    }
    about = {"fingerprint": plan.fingerprint(), "seed": settings.seed}
    outputs.write(tables, about | {"replications": settings.replications})
    say_sentences(*said)
    show_money(plan, by_year)
    if worth:
        show_economics(_("Worth for money against no FLS"), worth)
    show_service(plan, place, beside)
    show_standards(plan, standards)
    show_capacity(summary, place)
    show_options(found)
    show_thousands(found.base)
    say_sentences(thousand_sentence(benefits), *worth_notes(plan))
    say_sentences(undrawn_sentence(plan))


def _worth(
    base: Scenario, place: str, options: list[str] | None, settings: PlanOptions
) -> WorthAnswer | None:
    """Worth of a locality's plan and of options to it."""
    plans = [base, *(apply_option(base, load_option(name)) for name in options or ())]
    return answer_worth(plans, settings.simulation(base, [place]))


def _write_template(file: Path, locality: str, scenario: str) -> None:
    """A population file: a board's own residents, or nobody, to be filled in.

    Raises
    ------
    ScenarioError
    """
    refuse_present([file], replace=False)
    place = "-".join(locality.lower().split())
    known = load_scenario(scenario).boards
    board = place if place in known else ""
    write_file(file, population_example(board))
    say(_("written to {file}: fill it in, then", file=file))
    say(command_line("commissioner", locality, "--population", file))


def _plan(
    locality: str, scenario: str, population: Path | None, settings: PlanOptions
) -> tuple[Scenario, str, bool]:
    """The plan of a locality, its id there, and whether its service is a new one."""
    plan = settings.load(scenario)
    if settings.years is None:
        plan = plan.with_values({"years": FIVE_YEARS}, source=_("five years"))
    if population is not None:
        people = read_population(population)
        place = "-".join(locality.lower().split())
        return with_new_service(plan, place, locality, people), place, True
    (place,) = board_ids(plan.boards, [locality])
    if place in plan.providers:
        return plan, place, False
    return with_new_service(plan, place, plan.boards[place].name), place, True
