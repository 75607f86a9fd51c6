"""`fls-planner worth`: refractures avoided, worth for money, the price of waiting."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, say_sentences
from planner.cli.options import (
    OutFolder,
    ScenarioName,
    boards_of,
    refuse_boards_without_service,
)
from planner.cli.show import illustrative_note, places_sentence
from planner.cli.show_economics import (
    acceptability_frame,
    economics_frame,
    frames_of,
    show_acceptability,
    show_economics,
)
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, folded, numbers, prose
from planner.cli.write import COMPARISON, SUMMARY, Outputs
from planner.experiment.compare import compare
from planner.experiment.economics import Economics, economics
from planner.experiment.running.collectors import BENEFITS as COLLECTED
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.experiment.statistics.summarise import summarise
from planner.experiment.worth import (
    PlanTotal,
    followed_up,
    plan_totals,
    totals_of_difference,
)
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.worth import (
    benefit_interval,
    benefit_text,
    for_each_thousand,
    published_sentence,
    week_sentence,
    worth_notes,
)

ASSUMPTIONS, ECONOMICS, ACCEPTABILITY = (
    "assumptions.csv",
    "economics.csv",
    "acceptability.csv",
)
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
    names = (SUMMARY, COMPARISON, ECONOMICS, ACCEPTABILITY, ASSUMPTIONS)
    outputs = Outputs(out, names)
    plan = followed_up(settings.load(scenario))
    refuse_boards_without_service(plan, settings.board)
    plans = [plan, *(apply_option(plan, load_option(name)) for name in options or ())]
    if plan.benefits is None:
        say_sentences(_("The scenario has no assumptions about benefits."))
        return
    runs = [_simulate(each, settings) for each in plans]
    judged = _judged(runs)
    outputs.write(
        {
            SUMMARY: pd.concat([summarise(each) for _service, each in runs]),
            COMPARISON: _compared([each for _service, each in runs]),
            ECONOMICS: frames_of(judged, economics_frame),
            ACCEPTABILITY: frames_of(judged, acceptability_frame),
            ASSUMPTIONS: _assumptions(plan),
        },
        {
            "fingerprints": {each.name: each.fingerprint() for each in plans},
            "seed": settings.seed,
            "replications": settings.replications,
        },
    )
    say_sentences(places_sentence(plan, settings.board))
    for title, found in judged.items():
        show_economics(title, found)
    if judged:
        show_acceptability(judged)
    for _service, each in runs:
        _show(_("{plan}: against no FLS", plan=_name(each.scenario)), plan_totals(each))
        say_sentences(
            for_each_thousand(each), published_sentence(each), week_sentence(each)
        )
    for _service, each in runs[1:]:
        title = _("{plan}: against {base}", plan=_name(each.scenario), base=_name(plan))
        _show(title, totals_of_difference(runs[0][1], each), signed=True)
    illustrative_note(runs[0][1].index["label"])
    say_sentences(*worth_notes(plan))
    outputs.finish()


def _simulate(plan: Scenario, settings: PlanOptions) -> tuple[Results, Results]:
    """Results of the service and benefits, of the same replications."""
    boards = boards_of(plan, settings.board)
    with settings.simulating(_name(plan)) as (progress, run_options):
        service = run(
            plan,
            settings.replications,
            settings.seed,
            boards,
            progress=progress,
            beside=(COLLECTED,),
            **run_options,
        )
    options = settings.run_options
    benefits = run(
        plan, settings.replications, settings.seed, boards, benefits=True, **options
    )
    return service, benefits


def _judged(runs: list[tuple[Results, Results]]) -> dict[str, Economics]:
    """Worth for money of each plan against no FLS, and of each option against the plan.

    A plan without prices has none.
    """
    found = {}
    for service, benefits in runs:
        name = _name(service.scenario)
        title = _("{plan}: worth for money against no FLS", plan=name)
        found[title] = economics(service, benefits)
    for service, benefits in runs[1:]:
        names = _name(service.scenario), _name(runs[0][0].scenario)
        title = _(
            "{plan}: worth for money against {base}", plan=names[0], base=names[1]
        )
        found[title] = economics(service, benefits, runs[0])
    return {title: each for title, each in found.items() if each is not None}


def _assumptions(plan: Scenario) -> pd.DataFrame:
    """Every assumption about benefits, with its range and source."""
    rows = [
        {
            "key": key,
            "value": owner.value,
            "low": owner.low,
            "high": owner.high,
            "unit": owner.unit,
            "confidence": owner.confidence,
            "source": owner.source,
            "why": owner.why,
        }
        for key, owner in plan.provenance.items()
        if key.startswith("benefits.")
    ]
    return pd.DataFrame(rows)


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
