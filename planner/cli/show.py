"""Inputs and results of `run` in a terminal."""

from __future__ import annotations

from functools import partial

import pandas as pd

from planner.cli.console import console
from planner.cli.options import board_names, boards_of
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.experiment.running.results import Results
from planner.experiment.statistics.set_bands import sets_in
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.audit_colours import COLOUR_NOTE
from planner.reports.capacity_warnings import cautions, load_note
from planner.reports.cost_sentences import cost_sentences
from planner.reports.dates import date_text
from planner.reports.finding import headline
from planner.reports.front_page import front_page
from planner.reports.number_format import (
    amount,
    interval,
    replications_text,
    years_text,
)
from planner.reports.overview_cells import overview_cells, share_cells
from planner.reports.select_rows import (
    is_illustrative,
    last_row,
    leading_provider,
    place_name,
    rows_of,
    short_name,
    state_of,
)
from planner.reports.summary import decisive_rows
from planner.reports.treatment import (
    treatment_line,
    treatment_rows,
    unlimited_sentences,
)
from planner.reports.warnings import (
    sharing_sentences,
)

MARK = "†"
NAME_WIDTH = 11
"""Columns that the name of a row may be folded to."""
OF_THE_MEAN = gettext_noop("95 % interval of the mean")


def show_overview(results: Results, summary: pd.DataFrame) -> None:
    """Print the results of every provider; by stage where there is no KPI."""
    terminal, scenario = console(), results.scenario
    names = board_names(scenario)
    if summary.empty:
        terminal.print(_("There were no patients, so there are no results."))
        return
    providers = places_of(scenario, summary)
    if (summary["kpi"] == "kpi4_assessed_90").any():
        show_front_page(results)
        _overview(summary, providers, names, results).show(terminal)
        terminal.print(headline(summary, scenario, names))
        terminal.print(
            _(
                "KPIs: within 90 days, fractures of the last year that can be judged."
                " Below each mean: 9 futures in 10 over all sets that fit what was"
                " published; in brackets: by random variation alone, which is not what"
                " is known. Backlog cleared: mean date, or in how many runs; of Wales,"
                " how many boards in 9 runs of 10."
            ),
            style="dim",
        )
        terminal.print(sets_note(results), style="dim")
        terminal.print(f"{_(COLOUR_NOTE)} {load_note(scenario)}", style="dim")
        show_treatment(summary, scenario, providers, names)
        for sentence in cost_sentences(summary, scenario, leading_provider(summary)):
            terminal.print(sentence, style="dim")
    else:
        _by_stage(summary, scenario, providers, names).show(terminal)
    said = cautions(summary, scenario, names)
    said += unlimited_sentences(scenario, providers, names)
    for caution in [*said, *sharing_sentences(scenario)]:
        terminal.print(_("Note: {sentence}", sentence=caution))
    illustrative_note(pd.Series([each.label for each in scenario.boards.values()]))
    terminal.print(
        _(
            "seed {seed}, {replications}, inputs {fingerprint}, results {digest}",
            seed=results.seed,
            replications=replications_text(results.replications),
            fingerprint=scenario.fingerprint(),
            digest=results.digest,
        ),
        style="dim",
    )


def show_front_page(results: Results) -> None:
    """Print the five sentences to be read before any number."""
    terminal, plan = console(), results.scenario
    sentences = front_page(plan, sets_in(results), board_names(plan))
    for place, sentence in enumerate(sentences, 1):
        terminal.print(f"{place}. {sentence}")
    terminal.print()


def sets_note(results: Results) -> str:
    """Number of fitting sets that a run went through, in words."""
    sets = sets_in(results)
    if not sets:
        return _(
            "Central values alone: nothing is said of what else fits the published"
            " years."
        )
    return ngettext(
        "{n} fitting set of {all}, two replications each; --central runs the central"
        " values alone.",
        "{n} fitting sets of {all}, two replications each; --central runs the central"
        " values alone.",
        sets,
        all=results.scenario.sets,
    )


def illustrative_note(labels: pd.Series) -> None:
    """Print what the mark of an illustrative board means, if one is among these."""
    if labels.map(is_illustrative).any():
        console().print(
            _(
                "{mark} {illustrative}; never ranked.",
                mark=MARK,
                illustrative=_(ILLUSTRATIVE),
            ),
            style="dim",
        )


def places_of(scenario: Scenario, summary: pd.DataFrame) -> list[str]:
    """Boards that run a service, and Wales, in the order of print."""
    present = set(summary["provider"])
    ordered = [name for name in (*scenario.boards, WALES) if name in present]
    return [name for name in ordered if name == WALES or name in scenario.providers]


def _residents_only(results: Results, summary: pd.DataFrame) -> list[str]:
    """Boards that run no service, whose residents others treat."""
    present = set(summary["residence"])
    scenario = results.scenario
    return [
        name
        for name in scenario.boards
        if name in present and name not in scenario.providers
    ]


def _overview(
    summary: pd.DataFrame, providers: list[str], names: dict[str, str], results: Results
) -> TerminalTable:
    title = _(
        "{scenario} ({start}, {years})",
        scenario=results.scenario.title or results.scenario.name,
        start=date_text(results.scenario.plan_start),
        years=years_text(results.scenario.years),
    )
    headings = numbers(
        _("assessed\nin 90 d\nKPI 4"),
        _("scanned\nof all\nKPI 5"),
        _("scanned\nof sent\nKPI 5"),
        _("DXA list\nday 0 → end"),
        _("backlog\ncleared"),
        _("cost\na year"),
        _("bottleneck\n(weeks)"),
        _("DXA load\nat the end"),
    )
    board = prose(_("board"), least=NAME_WIDTH)
    data = partial(decisive_rows, summary, results.scenario, providers)
    table = TerminalTable(title, [*board, *headings], plain=True, data=data)
    for provider in providers:
        cells = overview_cells(summary, results.scenario, provider)
        label = summary.loc[summary["provider"] == provider, "label"].iloc[0]
        style = "bold" if provider == WALES else ""
        table.add(_name(provider, names, label), *cells.values(), style=style)
    for residence in _residents_only(results, summary):
        theirs = summary[summary["residence"] == residence].assign(residence=ALL)
        name = _name(residence, names, theirs["label"].iloc[0])
        table.add(
            _("{name}\nresidents, seen elsewhere", name=name),
            *share_cells(theirs, results.scenario, ALL).values(),
        )
    return table


def show_treatment(
    summary: pd.DataFrame, plan: Scenario, providers: list[str], names: dict[str, str]
) -> None:
    """Print how many people start which drug in the last year, and stay on it."""
    rows = treatment_rows(summary, plan)
    if rows.empty:
        return
    title = _("Bone treatment, people in {year}", year=rows["period"].iloc[0])
    columns = [
        *prose(_("board"), least=NAME_WIDTH),
        *numbers(_("recom-\nmended"), _("started")),
        *prose(_("of them"), least=NAME_WIDTH),
        *numbers(_("treated\n12 months on"), _("found so\nat review")),
    ]
    table = TerminalTable(title, columns, plain=True, data=lambda: rows)
    for place in providers:
        label = summary.loc[summary["provider"] == place, "label"].iloc[0]
        table.add(_name(place, names, label), *treatment_line(rows, place))
    table.show(console())


def _name(place: str, names: dict[str, str], label: str) -> str:
    name = short_name(place, names)
    return f"{name} {MARK}" if is_illustrative(label) else name


def _by_stage(
    summary: pd.DataFrame, plan: Scenario, providers: list[str], names: dict[str, str]
) -> TerminalTable:
    """Waits, lists and utilisation of each stage, for scenarios without an audit."""
    headings = texts(_("provider"), _("measure"), _("stage"), _("period"))
    columns = [*headings, *numbers(_("mean"), _(OF_THE_MEAN))]
    table = TerminalTable(_("Stages"), columns, names=3)
    for provider in providers:
        for kpi in ("completed_wait", "waiting_list", "seen", "utilisation"):
            rows = rows_of(summary, kpi=kpi, provider=provider)
            unit, places = KPIS[kpi].unit, zip(rows["stage"], rows["role"], strict=True)
            for stage, role in dict.fromkeys(places):
                row = last_row(summary, plan, kpi, provider, stage=stage, role=role)
                if row is None:
                    continue
                table.add(
                    place_name(provider, names),
                    _(KPIS[kpi].title),
                    role if stage == ALL else stage,
                    row["period"],
                    amount(row["mean"], unit, nothing=state_of(row)),
                    interval(row["ci_low"], row["ci_high"], unit),
                )
    return table


def places_sentence(plan: Scenario, boards: list[str] | None) -> str:
    """Boards whose figures follow, by name."""
    asked = boards_of(plan, boards)
    names = board_names(plan)
    if asked is None:
        return ngettext(
            "The one service of the plan.",
            "All {n} services of the plan together.",
            len(plan.providers),
        )
    return _("{boards} alone.", boards=", ".join(names[each] for each in asked))
