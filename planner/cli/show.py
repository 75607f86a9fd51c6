"""Results of `run` and `compare` in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from planner.cli.console import console
from planner.cli.options import board_names
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.experiment.running.results import Results
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.audit_colours import COLOUR_NOTE
from planner.reports.capacity_warnings import cautions
from planner.reports.finding import finding, headline
from planner.reports.headlines import DifferenceLine, decisive_lines
from planner.reports.number_format import amount, interval
from planner.reports.overview_cells import overview_cells, share_cells
from planner.reports.select_rows import (
    is_illustrative,
    last_row,
    place_name,
    rows_of,
    state_of,
)
from planner.reports.warnings import (
    changes_without_effect,
    no_difference,
    sharing_sentences,
)

MARK = "†"
MOST_CHANGES = 12
OF_THE_MEAN = gettext_noop("95 % interval of the mean")
INTERVAL = gettext_noop("95 % interval of\nthe mean difference")
CHANCE = gettext_noop("chance of\nbeing better")


def show_decisions(scenario: Scenario) -> None:
    """Print the changes that are part of a scenario, one line each."""
    terminal = console()
    for change in scenario.changes:
        terminal.print(
            ngettext(
                "in force from {start}: {change} ({n} input)",
                "in force from {start}: {change} ({n} inputs)",
                len(change.values),
                start=change.start,
                change=change.name,
            ),
            style="dim",
        )


def show_changes(scenario: Scenario, since: Scenario | None = None) -> None:
    """Print what options and changes altered: key, from, to, source; and cautions."""
    known = set(map(repr, since.applied)) if since else set()
    changes = [c for c in scenario.applied if c.moves and repr(c) not in known]
    terminal = console()
    if changes:
        title = _(
            "{scenario}: changed inputs", scenario=scenario.title or scenario.name
        )
        columns = [*prose(_("key"), _("from"), _("to")), *texts(_("in force"))]
        columns += prose(_("source"))
        table = TerminalTable(title, columns, plain=True)
        for change in changes[:MOST_CHANGES]:
            before, after = map(_shown, change.shown)
            start = str(change.start or _("always"))
            table.add(change.key, before, after, start, change.source)
        table.show(terminal)
    if len(changes) > MOST_CHANGES:
        more = len(changes) - MOST_CHANGES
        terminal.print(
            _("and {more} more; --out writes all of them to manifest.json\n", more=more)
        )
    # A plan without options is its own baseline, which is no news.
    other = None if since is scenario else since
    for sentence in changes_without_effect(scenario, other):
        terminal.print(_("Warning: {sentence}", sentence=sentence))


def _shown(value: object) -> str:
    """A value of an input; a table of them without what is empty."""
    if value is None:
        return _("not there")
    if isinstance(value, Mapping):
        filled = {name: item for name, item in value.items() if item not in (None, {})}
        return ", ".join(f"{name} {item}" for name, item in filled.items())
    return str(value)


def show_overview(results: Results, summary: pd.DataFrame) -> None:
    """Print the results of every provider; by stage where there is no KPI."""
    terminal, scenario = console(), results.scenario
    names = board_names(scenario)
    if summary.empty:
        terminal.print(_("There were no patients, so there are no results."))
        return
    providers = _providers(scenario, summary)
    if (summary["kpi"] == "kpi4_assessed_90").any():
        _overview(summary, providers, names, results).show(terminal)
        terminal.print(
            _(
                "KPIs: mean and 95 % interval of the mean, fractures of the last"
                " year that can be judged. Lists: mean and prediction band (9"
                " runs in 10)."
            ),
            style="dim",
        )
        terminal.print(_(COLOUR_NOTE), style="dim")
        terminal.print(headline(summary, scenario, names))
    else:
        _by_stage(summary, scenario, providers, names).show(terminal)
    said = cautions(summary, scenario, names)
    for caution in [*said, *sharing_sentences(scenario)]:
        terminal.print(_("Note: {sentence}", sentence=caution))
    if any(board.label for board in scenario.boards.values()):
        terminal.print(
            _(
                "{mark} {illustrative}; never ranked.",
                mark=MARK,
                illustrative=_(ILLUSTRATIVE),
            ),
            style="dim",
        )
    terminal.print(
        _(
            "seed {seed}, {replications} replications, inputs {fingerprint},"
            " results {digest}",
            seed=results.seed,
            replications=results.replications,
            fingerprint=scenario.fingerprint(),
            digest=results.digest,
        ),
        style="dim",
    )


def _providers(scenario: Scenario, summary: pd.DataFrame) -> list[str]:
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
        "{scenario} ({start:%d %B %Y}, {years:g} years)",
        scenario=results.scenario.title or results.scenario.name,
        start=results.scenario.plan_start,
        years=results.scenario.years,
    )
    headings = numbers(
        _("assessed in 90 d\nKPI 4"),
        _("scanned in 90 d\nof all (KPI 5)"),
        _("scanned in 90 d\nof ordered"),
        _("DXA list\nday 0 → end"),
        _("DXA load\nat the end"),
        _("bottleneck\n(weeks)"),
        _("backlog\ncleared"),
        _("cost\na year"),
    )
    table = TerminalTable(title, [*texts(_("board")), *headings])
    for provider in providers:
        cells = overview_cells(summary, results.scenario, provider)
        label = summary.loc[summary["provider"] == provider, "label"].iloc[0]
        style = "bold" if provider == WALES else ""
        table.add(_name(provider, names, label), *cells, style=style)
    for residence in _residents_only(results, summary):
        theirs = summary[summary["residence"] == residence].assign(residence=ALL)
        name = _name(residence, names, theirs["label"].iloc[0])
        table.add(
            _("{name}\nresidents, treated elsewhere", name=name),
            *share_cells(theirs, results.scenario, ALL),
        )
    return table


def _short_name(place: str, names: dict[str, str]) -> str:
    name = place_name(place, names)
    for ending in (" University Health Board", " Teaching Health Board"):
        name = name.removesuffix(ending)
    return name


def _name(place: str, names: dict[str, str], label: str) -> str:
    name = _short_name(place, names)
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


def show_comparison(
    baseline: Scenario, scenario: Scenario, comparison: pd.DataFrame
) -> None:
    """Print the differences of the leading measures, with interval and chance."""
    terminal, names = console(), board_names(scenario)
    figures = numbers(
        _("baseline"), _("option"), _("difference"), _(INTERVAL), _(CHANCE)
    )
    columns = [*texts(_("board")), *prose(_("measure")), *texts(_("period")), *figures]
    title = _(
        "{scenario}: option minus baseline", scenario=scenario.title or scenario.name
    )
    table = TerminalTable(title, columns, names=2)
    for provider in _providers(scenario, comparison):
        place = _short_name(provider, names)
        for line in decisive_lines(comparison, scenario, provider):
            table.add(*_difference(line, place))
        table.end_section()
    table.show(terminal)
    terminal.print(finding(comparison, scenario, names, scenario.title))
    for sentence in no_difference(baseline, scenario, comparison):
        terminal.print(_("Warning: {sentence}", sentence=sentence))
    for sentence in sharing_sentences(scenario):
        terminal.print(_("Note: {sentence}", sentence=sentence))
    terminal.print(
        _(
            "?: the interval includes zero. Chance of being better: share of"
            " paired runs, ties counted half, with its own 95 % interval."
        ),
        style="dim",
    )
    terminal.print(_(COLOUR_NOTE), style="dim")
    if comparison["label"].map(is_illustrative).any():
        terminal.print(
            _(
                "{mark} {illustrative}; never ranked.",
                mark=MARK,
                illustrative=_(ILLUSTRATIVE),
            ),
            style="dim",
        )


def _difference(line: DifferenceLine, place: str) -> list[str]:
    return [
        f"{place} {MARK}" if is_illustrative(line.label) else place,
        line.title,
        line.period,
        line.before,
        line.after,
        line.difference + ("" if line.sure else " ?"),
        line.interval,
        line.chance,
    ]
