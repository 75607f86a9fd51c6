"""Decisions and changed inputs of a plan in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from planner.cli.console import console
from planner.cli.tables import TerminalTable, prose, texts
from planner.inputs.changes import AlteredInput
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.reports.input_warnings import input_warnings

MOST_CHANGES = 12


def show_decisions(scenario: Scenario, *, in_full: bool = True) -> None:
    """Print the changes that are part of a scenario, one line each or all in one."""
    terminal = console()
    if scenario.changes and not in_full:
        terminal.print(_in_force(scenario), style="dim")
        return
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


def _in_force(scenario: Scenario) -> str:
    return ngettext(
        "In every plan: {n} dated change ({names}).",
        "In every plan: {n} dated changes ({names}).",
        len(scenario.changes),
        names=", ".join(change.name for change in scenario.changes),
    )


def show_changes(
    scenario: Scenario, since: Scenario | None = None, *, in_full: bool = True
) -> None:
    """Print what options and changes altered: key, from, to, source; and cautions.

    Parameters
    ----------
    in_full : whether each changed input is shown, not their number alone
    """
    known = set(map(repr, since.applied)) if since else set()
    changes = [c for c in scenario.applied if c.moves and repr(c) not in known]
    terminal = console()
    if changes and not in_full:
        terminal.print(_counted(scenario, changes), style="dim")
    elif changes:
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
    if len(changes) > MOST_CHANGES and in_full:
        more = len(changes) - MOST_CHANGES
        terminal.print(
            _("and {more} more; --out writes all of them to manifest.json\n", more=more)
        )
    # A plan without options is its own baseline, which is no news.
    other = None if since is scenario else since
    for sentence in input_warnings(scenario, other):
        terminal.print(_("Warning: {sentence}", sentence=sentence))


def _counted(scenario: Scenario, changes: list[AlteredInput]) -> str:
    """Number of inputs that a plan changes, and the day of the first change."""
    starts = sorted(str(change.start or _("always")) for change in changes)
    return ngettext(
        "{scenario}: {n} input changed, from {start}",
        "{scenario}: {n} inputs changed, from {start}",
        len(changes),
        scenario=scenario.title or scenario.name,
        start=starts[0],
    )


def _shown(value: object) -> str:
    """A value of an input; a table of them without what is empty."""
    if value is None:
        return _("not there")
    if isinstance(value, Mapping):
        filled = {name: item for name, item in value.items() if item not in (None, {})}
        return ", ".join(f"{name} {item}" for name, item in filled.items())
    return str(value)
