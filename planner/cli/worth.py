"""`fls-planner worth`: refractures avoided, worth for money, the price of waiting."""

from __future__ import annotations

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.options import (
    ComparedOptions,
    OutFolder,
    ScenarioName,
    boards_of,
)
from planner.cli.progress import note
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
from planner.experiment.answer_worth import PlanWorth, WorthAnswer, answer_worth
from planner.experiment.compare import compare
from planner.experiment.economics import Economics
from planner.experiment.running.results import Results
from planner.experiment.select import refuse_boards_without_service
from planner.experiment.statistics.summarise import summarise
from planner.experiment.worth import PlanTotal
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.benefits.assumptions import CASE_TITLES, CASES, CEILING, CENTRAL
from planner.outcomes.kpi_table import KPIS
from planner.reports.economics import undrawn_sentence
from planner.reports.worth import (
    benefit_interval,
    benefit_text,
    early_sentence,
    for_each_thousand,
    thousand_sentence,
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
    options: ComparedOptions = None,
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
    plan = settings.load(scenario)
    refuse_boards_without_service(plan, boards_of(plan, settings.board))
    plans = [plan, *(apply_option(plan, load_option(name)) for name in options or ())]
    found = answer_worth(
        plans,
        settings.simulation(plan),
        early=lambda first: note(early_sentence(first, settings.replications)),
    )
    if found is None:
        say_sentences(_("The scenario has no assumptions about benefits."))
        return
    judged = _judged(found)
    outputs.write(
        {
            SUMMARY: pd.concat([summarise(each.benefits) for each in found.plans]),
            COMPARISON: _compared([each.benefits for each in found.plans]),
            ECONOMICS: frames_of(judged, economics_frame),
            ACCEPTABILITY: frames_of(judged, acceptability_frame),
            ASSUMPTIONS: _assumptions(plan),
        },
        {
            "fingerprints": {
                each.plan.name: each.plan.fingerprint() for each in found.plans
            },
            "seed": settings.seed,
            "replications": settings.replications,
        },
    )
    say_sentences(places_sentence(plan, settings.board))
    for title, lines in judged.items():
        show_economics(title, lines)
    if judged:
        show_acceptability(judged)
    for each in found.plans:
        _show(_("{plan}: against no FLS", plan=each.title), each.totals)
        show_thousands(each)
        say_sentences(thousand_sentence(each.benefits), week_sentence(each.benefits))
    for each in found.options:
        title = _("{plan}: against {base}", plan=each.title, base=found.base.title)
        _show(title, each.totals_beyond, signed=True)
    illustrative_note(found.base.benefits.index["label"])
    plan = found.base.plan
    say_sentences(*worth_notes(plan), undrawn_sentence(plan))
    outputs.finish()


def _judged(found: WorthAnswer) -> dict[str, Economics]:
    """Worth for money of each plan against no FLS, and of each option against the plan.

    A plan without prices has none.
    """
    judged = {
        _("{plan}: worth for money against no FLS", plan=each.title): each.economics
        for each in found.plans
    }
    base = found.base.title
    for each in found.options:
        title = _("{plan}: worth for money against {base}", plan=each.title, base=base)
        judged[title] = each.economics_beyond
    return {title: each for title, each in judged.items() if each is not None}


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


def show_thousands(found: PlanWorth) -> None:
    """Print refractures avoided for each 1,000 of every base, and published ones."""
    assumed = found.plan.benefits
    assert assumed is not None
    columns = [
        *prose(_("refractures avoided for each 1,000"), least=MEASURE_WIDTH),
        *numbers(_("people"), _("years"), _("low"), _("central"), _("ceiling")),
    ]
    title = _("{plan}: by the people they are counted of", plan=found.title)
    lines = for_each_thousand(found.benefits, assumed.horizon_years)
    table = TerminalTable(title, columns, plain=True, data=lambda: pd.DataFrame(lines))
    for line in lines:
        table.add(*line.cells)
    table.show(console())


def _frame(totals: list[PlanTotal]) -> pd.DataFrame:
    return pd.DataFrame([total._asdict() for total in totals])
