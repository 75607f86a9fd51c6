"""`fls-planner worth`: refractures avoided, their worth, and the price of waiting."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, say_sentences
from planner.cli.options import OutFolder, ScenarioName, boards_of, load_plan
from planner.cli.show import illustrative_note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, folded, numbers, prose
from planner.cli.write import COMPARISON, SUMMARY, Outputs
from planner.data.facts import load_facts
from planner.experiment.compare import compare
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.experiment.worth import PlanTotal, plan_totals, totals_of_difference
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.worth import (
    CAMPAIGN_NOTE,
    LATE_NOTE,
    NOTE,
    benefit_interval,
    benefit_text,
    for_each_thousand,
    week_sentence,
)

ASSUMPTIONS = "assumptions.csv"
MEASURE_WIDTH, HEAD_WIDTH = 22, 14
"""Least columns of a measure, and most of a line of a heading."""
FIRST = CASES.index(CEILING) + 1
"""Cases before the interval."""


def worth(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    options: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OPTION...]",
            help=gettext_noop("Options to compare: names or files."),
        ),
    ] = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Show refractures avoided, what they are worth and what waiting costs.

    A plan is held against no FLS, options against the plan too: the same patients and
    random numbers are used for both.
    """
    outputs = Outputs(out, (SUMMARY, COMPARISON, ASSUMPTIONS))
    plan = load_plan(scenario, settings.years)
    plans = [plan, *(apply_option(plan, load_option(name)) for name in options or ())]
    runs = [_simulate(each, settings) for each in plans]
    outputs.write(
        {
            SUMMARY: pd.concat([summarise(each) for each in runs]),
            COMPARISON: _compared(runs),
            ASSUMPTIONS: load_facts("benefits"),
        },
        {
            "fingerprints": {each.name: each.fingerprint() for each in plans},
            "seed": settings.seed,
            "replications": settings.replications,
        },
    )
    for each in runs:
        _show(_("{plan}: against no FLS", plan=_name(each.scenario)), plan_totals(each))
        say_sentences(for_each_thousand(each), week_sentence(each))
    for each in runs[1:]:
        title = _("{plan}: against {base}", plan=_name(each.scenario), base=_name(plan))
        _show(title, totals_of_difference(runs[0], each), signed=True)
    illustrative_note(runs[0].index["label"])
    say_sentences(_(NOTE), _(LATE_NOTE), _(CAMPAIGN_NOTE))
    outputs.finish()


def _simulate(plan: Scenario, settings: PlanOptions) -> Results:
    with settings.simulating(_name(plan)) as (progress, run_options):
        return run(
            plan,
            settings.replications,
            settings.seed,
            boards_of(plan, settings.board),
            progress=progress,
            benefits=True,
            **run_options,
        )


def _compared(runs: list[Results]) -> pd.DataFrame:
    """Differences of every option, or an empty table where there is none."""
    tables = [compare(runs[0], each) for each in runs[1:]]
    return pd.concat(tables or [compare(runs[0], runs[0]).head(0)])


def _name(plan: Scenario) -> str:
    return plan.title or plan.name


def _show(title: str, totals: list[PlanTotal], *, signed: bool = False) -> None:
    """Print the total of the plan for each measure, a column each case."""
    heads = [folded(_(CASE_TITLES[case]), HEAD_WIDTH) for case in CASES]
    columns = [
        *prose(_("measure"), least=MEASURE_WIDTH),
        *numbers(*heads[:FIRST]),
        *prose(_("95 % interval, central"), least=HEAD_WIDTH),
        *numbers(*heads[FIRST:]),
    ]
    table = TerminalTable(title, columns, plain=True, data=lambda: _frame(totals))
    by_case = {(total.kpi, total.case): total for total in totals}
    for kpi in dict.fromkeys(total.kpi for total in totals):
        found = [by_case.get((kpi, case)) for case in CASES]
        cells = [
            benefit_text(kpi, each.mean, signed=signed) if each else ""
            for each in found
        ]
        cells.insert(FIRST, benefit_interval(by_case.get((kpi, CENTRAL))))
        table.add(_(KPIS[kpi].title), *cells)
    table.show(console())


def _frame(totals: list[PlanTotal]) -> pd.DataFrame:
    return pd.DataFrame([total._asdict() for total in totals])
