"""Tables that a person can read in a terminal."""

from __future__ import annotations

import datetime

import pandas as pd
from rich.table import Table
from rich.text import Text

from planner.cli.console import console
from planner.experiment.running.results import Results
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_table import KPIS
from planner.outcomes.measure_index import ALL, WALES
from planner.reports.finding import finding, headline
from planner.reports.headlines import Line, decisive_lines
from planner.reports.number_format import NOTHING, amount, interval, pounds
from planner.reports.select_rows import last_row, place_name, rows_of
from planner.reports.warnings import cautions, sharing_sentences

MARK = "†"
MOST_CHANGES = 12
OF_THE_MEAN = "95 % interval of the mean"
INTERVAL = "95 % interval of\nthe mean difference"
CHANCE = "chance of\nbeing better"


def show_decisions(scenario: Scenario) -> None:
    """Dated decisions that are part of a scenario, one line each."""
    terminal = console()
    for change in scenario.changes:
        keys = len(change.values)
        terminal.print(
            f"in force from {change.start}: {change.name} ({keys} inputs)", style="dim"
        )


def show_changes(scenario: Scenario, since: Scenario | None = None) -> None:
    """What options and dated decisions changed: key, from, to, source."""
    known = set(map(repr, since.applied)) if since else set()
    changes = [c for c in scenario.applied if c.moves and repr(c) not in known]
    if not changes:
        return
    table = Table(title=f"{scenario.title or scenario.name}: changed inputs", box=None)
    for name in ("key", "from", "to", "in force", "source"):
        table.add_column(name, overflow="fold")
    for change in changes[:MOST_CHANGES]:
        before, after = change.shown
        table.add_row(
            change.key,
            "not there" if before is None else _short(before),
            _short(after),
            str(change.start or "always"),
            _short(change.source, 60),
        )
    terminal = console()
    terminal.print(table)
    if len(changes) > MOST_CHANGES:
        more = len(changes) - MOST_CHANGES
        terminal.print(
            f"... and {more} more; --out writes all of them to manifest.json\n"
        )


def _short(value: object, length: int = 40) -> str:
    if isinstance(value, dict):
        told = {name: item for name, item in value.items() if item not in (None, {})}
        value = ", ".join(f"{name} {item}" for name, item in told.items())
    text = str(value)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def show_overview(results: Results, summary: pd.DataFrame) -> None:
    """Where every provider stands, with bands; a plain table where there is no KPI."""
    terminal, scenario = console(), results.scenario
    names = {key: board.name for key, board in scenario.boards.items()}
    if summary.empty:
        terminal.print("Nobody came, so there is nothing to show.")
        return
    providers = _providers(scenario, summary)
    if (summary["kpi"] == "kpi4_assessed_90").any():
        terminal.print(_overview(summary, providers, names, results))
        terminal.print(
            "KPIs: mean and 95 % interval of the mean, fractures of the last year that"
            " can be judged. Lists: mean and prediction band (9 runs in 10).",
            style="dim",
        )
        terminal.print(headline(summary, names))
        for caution in [*cautions(summary, names), *sharing_sentences(scenario)]:
            terminal.print(f"Note: {caution}")
    else:
        terminal.print(_plain(summary, providers, names))
    if any(board.label for board in scenario.boards.values()):
        terminal.print(f"{MARK} {ILLUSTRATIVE}; never ranked.", style="dim")
    terminal.print(
        f"seed {results.seed}, {results.replications} replications,"
        f" inputs {scenario.fingerprint()}, results {results.digest}",
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
) -> Table:
    years = f"{results.scenario.plan_start:%d %B %Y}, {results.scenario.years:g} years"
    table = Table(title=f"{results.scenario.title or results.scenario.name} ({years})")
    table.add_column("board")
    for name in (
        "assessed in 90 d\nKPI 4",
        "scanned in 90 d\nof all (KPI 5)",
        "scanned in 90 d\nof ordered",
        "DXA list\nday 0 → end",
        "DXA load\nat the end",
        "what binds\n(weeks)",
        "backlog\ncleared",
        "cost\na year",
    ):
        table.add_column(name, justify="right")
    start = results.scenario.plan_start
    for provider in providers:
        cells = _cells(summary, provider, start)
        label = summary.loc[summary["provider"] == provider, "label"].iloc[0]
        style = "bold" if provider == WALES else ""
        table.add_row(_name(provider, names, label), *cells, style=style)
    for residence in _residents_only(results, summary):
        theirs = summary[summary["residence"] == residence].assign(residence=ALL)
        title = _name(residence, names, theirs["label"].iloc[0])
        title.append("\nresidents, treated elsewhere")
        table.add_row(title, *_shares(theirs, ALL))
    return table


def _short_name(place: str, names: dict[str, str]) -> str:
    name = place_name(place, names)
    for ending in (" University Health Board", " Teaching Health Board"):
        name = name.removesuffix(ending)
    return name


def _name(place: str, names: dict[str, str], label: str) -> Text:
    name = _short_name(place, names)
    return Text(f"{name} {MARK}" if label else name)


def _shares(summary: pd.DataFrame, provider: str) -> list[str]:
    """KPI 4 and KPI 5 under both denominators."""
    kpis = (
        "kpi4_assessed_90",
        "kpi5_scanned_90_of_all",
        "kpi5_scanned_90_of_ordered",
    )
    return [_share(last_row(summary, kpi, ALL, provider)) for kpi in kpis]


def _cells(summary: pd.DataFrame, provider: str, start: datetime.date) -> list[str]:
    load = last_row(summary, "load", ALL, provider, role="scanner")
    costs = rows_of(summary, kpi="cost_total", provider=provider, stage=ALL)["mean"]
    years = max(1, len(costs))
    return [
        *_shares(summary, provider),
        _list(summary, provider),
        NOTHING if load is None else f"{load['mean']:.2f}",
        _binding(summary, provider),
        _clearance(summary, provider, start),
        pounds(costs.sum() / years) if len(costs) else NOTHING,
    ]


def _clearance(summary: pd.DataFrame, provider: str, start: datetime.date) -> str:
    """Chance that the DXA backlog is cleared within the plan, and the mean date."""
    cleared = last_row(summary, "cleared", "scan", provider)
    if cleared is None:
        return NOTHING
    chance = f"{cleared['mean']:.0%} of runs"
    day = last_row(summary, "clearance_day", "scan", provider)
    if day is None:
        return chance
    date = start + datetime.timedelta(days=round(day["mean"]))
    return f"{chance}\n{date:%b %Y}"


def _share(row: pd.Series | None) -> str:
    if row is None:
        return NOTHING
    return f"{row['mean']:.1f} %\n({interval(row['ci_low'], row['ci_high'], '%')})"


def _list(summary: pd.DataFrame, provider: str) -> str:
    rows = rows_of(summary, kpi="waiting_list", stage="scan", provider=provider)
    if rows.empty:
        return NOTHING
    rows = rows.sort_values("start")
    first, last = rows.iloc[0], rows.iloc[-1]
    band = interval(last["band_low"], last["band_high"], "people")
    return f"{first['mean']:,.0f} → {last['mean']:,.0f}\n({band})"


def _binding(summary: pd.DataFrame, provider: str) -> str:
    rows = rows_of(summary, kpi="binds_share", provider=provider)
    if rows.empty:
        return NOTHING
    share = rows.groupby("role")["mean"].mean().sort_values(ascending=False)
    top = share.index[0]
    return f"{top} ({share.iloc[0]:.0f} %)" if share.iloc[0] >= 1 else "nobody"


def _plain(summary: pd.DataFrame, providers: list[str], names: dict[str, str]) -> Table:
    """Stage by stage: list, wait, use; for scenarios without an audit."""
    table = Table(title="Stages")
    for name in ("provider", "measure", "stage", "period", "mean", OF_THE_MEAN):
        table.add_column(name)
    for provider in providers:
        for kpi in ("completed_wait", "waiting_list", "seen", "utilisation"):
            rows = rows_of(summary, kpi=kpi, provider=provider)
            for (stage, role), group in rows.groupby(["stage", "role"], sort=False):
                row = group.sort_values("start").iloc[-1]
                unit = KPIS[kpi].unit
                table.add_row(
                    place_name(provider, names),
                    KPIS[kpi].title,
                    str(role if stage == ALL else stage),
                    row["period"],
                    amount(row["mean"], unit),
                    interval(row["ci_low"], row["ci_high"], unit),
                )
    return table


def show_comparison(scenario: Scenario, comparison: pd.DataFrame) -> None:
    """Paired differences of the measures that decide, with interval and chance."""
    terminal = console()
    names = {key: board.name for key, board in scenario.boards.items()}
    table = Table(title=f"{scenario.title or scenario.name}: option minus baseline")
    for name in ("board", "measure", "period"):
        table.add_column(name)
    for name in ("baseline", "option", "difference", INTERVAL, CHANCE):
        table.add_column(name, justify="right")
    for provider in _providers(scenario, comparison):
        place = _short_name(provider, names)
        for line in decisive_lines(comparison, provider):
            table.add_row(*_difference(line, place))
        table.add_section()
    terminal.print(table)
    terminal.print(finding(comparison, names, scenario.title))
    for sentence in sharing_sentences(scenario):
        terminal.print(f"Note: {sentence}")
    terminal.print(
        "?: the interval includes zero. Chance of being better: share of paired runs,"
        " ties counted half, with its own 95 % interval.",
        style="dim",
    )
    if (comparison["label"] != "").any():
        terminal.print(f"{MARK} {ILLUSTRATIVE}; never ranked.", style="dim")


def _difference(line: Line, place: str) -> list[str]:
    return [
        f"{place} {MARK}" if line.label else place,
        line.title,
        line.period,
        line.before,
        line.after,
        line.difference + ("" if line.sure else " ?"),
        line.interval,
        line.chance,
    ]
