"""`fls-planner list`: the scenarios, boards, options, changes, pathways and KPIs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from planner.cli.console import console, say
from planner.cli.tables import TerminalTable, numbers, prose, texts
from planner.data.facts import load_facts
from planner.errors import ScenarioError, unknown_name
from planner.inputs.apply_changes import list_options, load_change
from planner.inputs.changes import Price
from planner.inputs.files import shipped_folder
from planner.inputs.load import DEFAULT_SCENARIO, list_scenarios, load_scenario
from planner.inputs.pathways import list_pathways, load_pathway
from planner.locale import _, gettext_noop
from planner.outcomes.audit_kpis import AUDIT, NOT_MODELLED
from planner.reports.number_format import pounds
from planner.reports.option_list import grouped_options

Kind = Annotated[
    str,
    typer.Argument(
        help=gettext_noop(
            "scenarios, boards, options, changes, pathways or kpis (default: all)."
        )
    ),
]


def show_catalogue(kind: Kind = "") -> None:
    """List the scenarios, boards, options, changes, pathways and KPIs.

    Options stand in groups, each with its question and the price of its changes; the
    cost of the staff, scans and sessions that they bring is worked out in a run.
    """
    if kind and kind not in LISTS:
        raise ScenarioError(unknown_name(gettext_noop("list"), kind, LISTS))
    for name in [kind] if kind else LISTS:
        LISTS[name]().show(console())
        say("")


def _scenarios() -> TerminalTable:
    table = TerminalTable(
        _("Scenarios"), [*texts(_("name")), *prose(_("title"))], plain=True
    )
    for name in list_scenarios():
        table.add(name, load_scenario(name).title)
    return table


def _boards() -> TerminalTable:
    headings = [*texts(_("name"), _("health board"), _("in Welsh"))]
    table = TerminalTable(
        _("Boards of {scenario}", scenario=DEFAULT_SCENARIO),
        headings,
        plain=True,
    )
    for name, board in load_scenario(DEFAULT_SCENARIO).boards.items():
        table.add(name, board.name, board.name_cy)
    return table


def _options() -> TerminalTable:
    """Options by group, with question and price."""
    columns = [
        *texts(_("group"), _("name")),
        *prose(_("question")),
        *numbers(*map(_, PRICES)),
    ]
    title = _("Options, with the price of their changes")
    table = TerminalTable(title, columns, names=2, plain=True)
    for group, options in grouped_options(list_options()).items():
        for place, each in enumerate(options):
            about = each.question or each.title
            first = "" if place else _(group)
            table.add(first, each.name, about, *_amounts(each.price))
    return table


def _changes() -> TerminalTable:
    columns = [
        *texts(_("name"), _("from")),
        *prose(_("title")),
        *numbers(*map(_, PRICES)),
    ]
    table = TerminalTable(_("Changes, with their price"), columns, plain=True)
    for path in sorted((shipped_folder() / "changes").glob("*.toml")):
        change = load_change(path.stem)
        table.add(path.stem, str(change.start), change.title, *_amounts(change.price))
    return table


def _pathways() -> TerminalTable:
    table = TerminalTable(
        _("Pathways"), [*texts(_("name")), *prose(_("title"))], plain=True
    )
    for name in list_pathways():
        table.add(name, load_pathway(name).title)
    return table


def _kpis() -> TerminalTable:
    """KPIs of the audit: its question in our words, the measure here, what differs."""
    columns = [*texts(_("name")), *prose(_("the audit asks"), _("here"), _("of"))]
    columns += [*texts(_("clock")), *prose(_("differs"))]
    table = TerminalTable(_("KPIs of the audit"), columns)
    rows = load_facts("fls_db_definitions")
    words = zip(rows["numerator"], rows["denominator"], strict=True)
    asked = dict(zip(rows["kpi"], (f"{_(a)} / {_(b)}" for a, b in words), strict=True))
    for kpi in AUDIT:
        here, of, clock = _(kpi.passed), _(kpi.base), _(kpi.mark)
        table.add(kpi.id, asked[kpi.definition], here, of, clock, _(kpi.differs))
    for name, why in NOT_MODELLED.items():
        table.add(name, asked[name], "", "", "", _(why))
    return table


LISTS: dict[str, Callable[[], TerminalTable]] = {
    "scenarios": _scenarios,
    "boards": _boards,
    "options": _options,
    "changes": _changes,
    "pathways": _pathways,
    "kpis": _kpis,
}
PRICES = (gettext_noop("capital"), gettext_noop("one-off"), gettext_noop("a year"))


def _amounts(price: Price) -> list[str]:
    amounts = price.capital, price.one_off, price.revenue_a_year
    return [pounds(amount) if amount else "" for amount in amounts]
