"""`fls-planner money`: the budget by financial year and line, capital apart."""

from __future__ import annotations

import pandas as pd

from planner.cli.console import console, say_sentences
from planner.cli.options import ComparedOptions, OutFolder, ScenarioName, boards_of
from planner.cli.show import illustrative_note, places_sentence
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, folded, numbers, prose
from planner.cli.write import Outputs
from planner.experiment.budget import (
    OF_CAPITAL,
    REVENUE,
    a_year,
    budget_table,
    difference_of,
    pay_table,
    total_of,
    whole_plan,
    without_drugs,
)
from planner.experiment.running.results import Results
from planner.experiment.select import refuse_boards_without_service
from planner.experiment.statistics.set_bands import sets_in
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.budget import CAPITAL, DRUGS, LINES
from planner.reports.number_format import interval, number, pounds, short_pounds

BUDGET, PAY = "budget.csv", "pay_by_band.csv"
LINE_WIDTH, YEAR_WIDTH = 24, 10
NOTE = gettext_noop(
    "Financial years begin on 1 April; a year that the plan covers in part has its days"
    " alone. Drugs are a year's treatment of those who start, paid by primary care or"
    " the hospital, and are not in the total cost of the service. Every penny:"
    " --format csv, or --out."
)


def money(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    options: ComparedOptions = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Show the budget by financial year and line, capital apart from revenue.

    Of each option, what it adds to the plan's budget is shown beside its own.
    """
    outputs = Outputs(out, (BUDGET, PAY))
    plan = settings.load(scenario)
    refuse_boards_without_service(plan, boards_of(plan, settings.board))
    plans = [plan, *(apply_option(plan, load_option(name)) for name in options or ())]
    runs = [settings.simulate(each) for each in plans]
    budgets = [budget_table(each) for each in runs]
    pay = [pay_table(each) for each in runs]
    outputs.write(
        {BUDGET: _named(plans, budgets), PAY: _named(plans, pay)},
        {
            "fingerprints": {each.name: each.fingerprint() for each in plans},
            "seed": settings.seed,
            "replications": settings.replications,
        },
    )
    if plan.money is None:
        say_sentences(_("The scenario has no prices, so there is no budget."))
        return
    say_sentences(places_sentence(plan, settings.board))
    for results, budget, of_band in zip(runs, budgets, pay, strict=True):
        show_budget(_name(results.scenario), budget, results)
        say_sentences(*_sentences(results, budget, of_band))
    for results, budget in zip(runs[1:], budgets[1:], strict=True):
        title = _(
            "{plan}: added to {base}", plan=_name(results.scenario), base=_name(plan)
        )
        show_budget(title, difference_of(budgets[0], budget), results, signed=True)
    illustrative_note(runs[0].index["label"])
    say_sentences(_(NOTE))
    outputs.finish()


def show_budget(
    title: str, budget: pd.DataFrame, results: Results, *, signed: bool = False
) -> None:
    """Print a budget of all boards together: lines by financial year."""
    years = list(dict.fromkeys(sorted(budget["period"])))
    days = budget.drop_duplicates("period").set_index("period")["days"]
    heads = [
        year
        if days[year] >= 365
        else _("{year}\n{count} days", year=year, count=days[year])
        for year in years
    ]
    columns = [*prose(_("pounds, price year"), least=LINE_WIDTH)]
    columns += numbers(*(folded(head, YEAR_WIDTH) for head in heads), _("plan"))
    shown = TerminalTable(title, columns, plain=True, data=lambda: budget)

    def add(name: str, rows: pd.DataFrame, column: str = "pounds") -> None:
        each = [total_of(rows, column, period=year) for year in years]
        amounts = [*each, total_of(rows, column)]
        shown.add(name, *(short_pounds(a, signed=signed) for a in amounts))

    revenue, capital = (
        budget[budget["kind"] == kind] for kind in (REVENUE, OF_CAPITAL)
    )
    for line, name in {**LINES, **CAPITAL}.items():
        rows = budget[budget["line"] == line]
        if line != DRUGS and rows["pounds"].any():
            add(_(name), rows)
    counted = without_drugs(budget)
    add(_("Revenue"), without_drugs(revenue))
    add(_("Capital"), capital)
    add(_("Total cost"), counted)
    money = results.scenario.money
    assert money is not None
    add(_("in cash, {rate} inflation", rate=_percent(money.inflation)), counted, "cash")
    present = _("present value at {rate}", rate=_percent(money.discount_rate))
    add(present, counted, "present")
    add(_(LINES[DRUGS]), revenue[revenue["line"] == DRUGS])
    shown.show(console())


def _sentences(results: Results, budget: pd.DataFrame, pay: pd.DataFrame) -> list[str]:
    """The cost of a year over the plan's days, its bands, and pay both ways."""
    counted, total = without_drugs(budget), whole_plan(results)
    assert total is not None
    revenue = total_of(counted, kind=REVENUE)
    said = _(
        "Revenue of a year, over the {days} days of the plan: {revenue}. Total of the"
        " plan: {total}; 9 futures in 10 by random variation alone {random}, over"
        " everything that fits {band}",
        days=number(results.scenario.plan_days, 0),
        revenue=pounds(a_year(revenue, results)),
        total=pounds(total_of(counted)),
        random=interval(total.random_low, total.random_high, "GBP"),
        band=interval(total.band_low, total.band_high, "GBP"),
    )
    sets = sets_in(results)
    said += (
        ngettext(" ({n} fitting set).", " ({n} fitting sets).", sets) if sets else "."
    )
    bands = [
        _("band {band} {pounds}", band=band, pounds=short_pounds(rows["pounds"].sum()))
        for band, rows in pay.groupby("band")
    ]
    both = _(
        "Staff in post by band: {bands}. With the part of the pension that is paid"
        " centrally, staff cost {more} more.",
        bands=", ".join(bands),
        more=short_pounds(pay["in_full"].sum() - pay["pounds"].sum()),
    )
    return [said, both] if bands else [said]


def _named(plans: list[Scenario], tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of several plans as one, with the scenario of each."""
    told = [
        table.assign(scenario=plan.name)
        for plan, table in zip(plans, tables, strict=True)
    ]
    whole = pd.concat(told)
    return whole[["scenario", *whole.columns.drop("scenario")]]


def _name(plan: Scenario) -> str:
    return plan.title or plan.name


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
