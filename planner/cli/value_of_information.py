"""`fls-planner value-of-information`: what to count before deciding, and its worth."""

from __future__ import annotations

from typing import Annotated

import typer

from planner.cli.ask import ByDate, Marks
from planner.cli.console import console, say_sentences
from planner.cli.options import MeasureName, OutFolder, PlanName, boards_of
from planner.cli.tables import TerminalTable, numbers, prose
from planner.cli.uncertainty import DrawOptions, Draws
from planner.cli.write import Outputs
from planner.experiment.information import (
    Criterion,
    Decision,
    check_criterion,
    decide,
    names_of,
)
from planner.experiment.marks import By, read_date, read_mark
from planner.experiment.select import check_measure
from planner.experiment.uncertainty import explore
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.outcomes.periods import Periods
from planner.reports.information import decision_sentences
from planner.reports.number_format import number, short_pounds, whole_percent
from planner.reports.tornado import ends_text

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
    float,
    typer.Option(
        metavar="POUNDS",
        help=gettext_noop(
            "Pounds that one more is held worth: a person for whom the KPI holds, one"
            " unit of another measure, or with --mark meeting the marks."
        ),
    ),
]


def value_of_information(
    options: Options,
    willingness: Willingness,
    measure: MeasureName = LEADING,
    mark: Marks = None,
    by: ByDate = None,
    draws: Draws = 100,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: DrawOptions,
    out: OutFolder = None,
) -> None:
    """Say which unknown number to count before choosing between options.

    All uncertain inputs are drawn, as by `uncertainty`; knowing one of them is worth
    what a better choice would bring, in pounds.
    """
    outputs = Outputs(out, FILES)
    check_measure(measure)
    plan = settings.load(scenario).central()
    criterion = _criterion(plan, willingness, measure, mark or [], by)
    boards = boards_of(plan, settings.board)
    with settings.simulating(_("Draws of the inputs")) as (progress, run_options):
        explored = explore(
            plan,
            options,
            draws=draws,
            replications=settings.replications,
            seed=settings.seed,
            boards=boards,
            progress=progress,
            **run_options,
        )
    found = decide(explored, criterion)
    tables = dict(
        zip(FILES, (found.table, found.plan_table, explored.draws.table), strict=True)
    )
    plans = {each.name: each.fingerprint() for each in found.plans}
    about = {"fingerprints": plans, "seed": settings.seed, "draws": found.draws}
    outputs.write(
        tables,
        {**about, "replications": found.replications, "willingness": willingness},
    )
    say_sentences(*decision_sentences(found, "triangular"))
    _show_plans(found)
    _show_inputs(found)
    outputs.finish()


def _criterion(
    plan: Scenario, willingness: float, kpi: str, marks: list[str], by: str | None
) -> Criterion:
    read = tuple(read_mark(text, plan) for text in marks)
    last = Periods.of(plan).date(plan.plan_days - 1)
    date = By.of(plan, read_date(by) if by else last) if read else None
    criterion = Criterion(willingness, kpi, read, date)
    check_criterion(criterion)
    return criterion


def _show_plans(found: Decision) -> None:
    columns = [*prose(_("plan"), least=20), *numbers(_("net benefit"), _("best in"))]
    table = TerminalTable(
        _("Net benefit of each plan"),
        columns,
        plain=True,
        data=lambda: found.plan_table,
    )
    rows = zip(names_of(found.plans), found.means, found.best_in, strict=True)
    for name, mean, share in rows:
        table.add(name, short_pounds(float(mean)), whole_percent(float(share)))
    table.show(console())


def _show_inputs(found: Decision) -> None:
    units = found.criterion.unit
    columns = [
        *prose(_("input"), least=24),
        *numbers(_("worth"), _("95 % interval")),
        *numbers(*([_(units)] if units else [])),
    ]
    title = _("Worth of knowing before deciding")
    table = TerminalTable(title, columns, plain=True, data=lambda: found.table)
    rows = [(_("every input"), found.everything)]
    rows += [(f"{u.name}\n{ends_text(u)}", w) for u, w in found.inputs[:SHOWN]]
    for name, worth in rows:
        mark = "" if worth.clear else " ?"
        ends = f"{short_pounds(worth.low)}–{short_pounds(worth.high)}"
        people = number(worth.value / found.criterion.willingness, 0)
        cells = [people] if units else []
        table.add(name, short_pounds(worth.value) + mark, ends, *cells)
    table.show(console())
