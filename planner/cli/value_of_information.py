"""`fls-planner value-of-information`: what to count before deciding, and its worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from planner.cli.console import console, fold_piped_tables, say_sentences
from planner.cli.mark_options import ByDate, Marks, marks_of
from planner.cli.options import MeasureName, OutFolder, PlanName, boards_of
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose
from planner.cli.uncertainty import Draws, ReplicationsPerDraw
from planner.cli.write import Outputs
from planner.experiment.criterion import Criterion, check_criterion
from planner.experiment.information import Decision, names_of
from planner.experiment.information import value_of_information as choose
from planner.experiment.select import check_measure
from planner.experiment.worth_measures import SERVICES_RANGE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.reports.information import (
    amount_text,
    board_names_of,
    decision_sentences,
    early_sentence,
    inputs_shown,
    units_text,
)
from planner.reports.number_format import whole_percent
from planner.reports.tornado import ends_text, said_input

FILES = ("worth.csv", "plans.csv", "inputs.csv")
SHOWN = 10
Options = Annotated[
    list[str],
    typer.Argument(
        metavar="OPTION...",
        help=gettext_noop("Options to choose from, beside the plan as it is."),
    ),
]
Willingness = Annotated[
    float | None,
    typer.Option(
        metavar="POUNDS",
        help=gettext_noop(
            "Pounds that one more is held worth: a person for whom the KPI holds, one"
            " unit of another measure, a QALY, or meeting the marks (default: costs are"
            " not counted; of a QALY 20,000)."
        ),
    ),
]
ByBenefits = Annotated[
    bool,
    typer.Option(
        "--benefits",
        help=gettext_noop("Choose by the benefits of treatment in pounds."),
    ),
]


@dataclass(frozen=True, kw_only=True)
class InformationOptions(PlanOptions):
    """Options of the draws of a decision."""

    replications: ReplicationsPerDraw = 3


def value_of_information(
    options: Options,
    willingness: Willingness = None,
    measure: MeasureName = LEADING,
    mark: Marks = None,
    by: ByDate = None,
    draws: Draws = 100,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: InformationOptions,
    benefits: ByBenefits = False,
    out: OutFolder = None,
) -> None:
    """Say which unknown number to count before choosing between options.

    All uncertain inputs are drawn, as by `uncertainty`; knowing one of them is worth
    what a better choice would bring, in pounds or in people.
    """
    fold_piped_tables()
    outputs = Outputs(out, FILES)
    check_measure(measure)
    plan = settings.load(scenario).central()
    criterion = _criterion(plan, willingness, measure, mark, by, worth=benefits)
    with settings.simulating(_("Draws of the inputs")) as (progress, run_options):
        found = choose(
            plan,
            options,
            criterion,
            draws=draws,
            replications=settings.replications,
            seed=settings.seed,
            boards=boards_of(plan, settings.board),
            progress=progress,
            early=lambda first: note(early_sentence(first)),
            **run_options,
        )
    tables = dict(zip(FILES, (found.table, found.plan_table, found.drawn.table),
                      strict=True))  # fmt: skip
    plans = {each.name: each.fingerprint() for each in found.plans}
    about = {"fingerprints": plans, "seed": settings.seed, "draws": found.draws}
    outputs.write(
        tables,
        {**about, "replications": found.replications,
         "willingness": criterion.willingness},
    )  # fmt: skip
    say_sentences(*decision_sentences(found, "triangular"))
    _show_plans(found)
    _show_inputs(found)
    outputs.finish()


def _criterion(
    plan: Scenario,
    willingness: float | None,
    kpi: str,
    marks: list[str] | None,
    by: str | None,
    *,
    worth: bool,
) -> Criterion:
    read, date = marks_of(plan, marks, by)
    if worth and willingness is None:
        willingness = SERVICES_RANGE[0]
    criterion = Criterion(
        willingness=willingness,
        kpi=kpi,
        marks=read,
        by=date,
        worth=worth,
    )
    check_criterion(criterion)
    return criterion


def _show_plans(found: Decision) -> None:
    title = (
        _("Net benefit of each plan")
        if found.criterion.willingness is not None
        else _("Chance of meeting the marks")
        if found.criterion.marks
        else _("Benefit of each plan")
    )
    columns = [*prose(_("plan"), least=20), *numbers(_("on average"), _("best in"))]
    table = TerminalTable(title, columns, plain=True, data=lambda: found.plan_table)
    rows = zip(names_of(found.plans), found.means, found.best_in, strict=True)
    for name, mean, share in rows:
        amount = amount_text(found.criterion, float(mean), short=True)
        table.add(name, amount, whole_percent(float(share)))
    table.show(console())


def _show_inputs(found: Decision) -> None:
    criterion, names = found.criterion, board_names_of(found)
    units = criterion.unit if criterion.willingness is not None else ""
    columns = [
        *prose(_("input"), least=24),
        *numbers(_("worth"), _("95 % interval")),
        *numbers(*([_(units)] if units else [])),
    ]
    title = _("Worth of knowing before deciding")
    table = TerminalTable(title, columns, plain=True, data=lambda: found.table)
    rows = [(_("every input"), found.everything)]
    rows += [
        (f"{said_input(unknown.name, names)} {ends_text(unknown)}", worth)
        for unknown, worth in inputs_shown(found)[:SHOWN]
    ]
    for name, worth in rows:
        value, low, high = (
            amount_text(criterion, each, short=True)
            for each in (worth.value, worth.low, worth.high)
        )
        mark = "" if worth.clear else " ?"
        cells = [units_text(criterion, worth.value)] if units else []
        table.add(name, value + mark, f"{low}–{high}", *cells)
    table.show(console())
