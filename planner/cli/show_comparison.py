"""Results of `compare` in a terminal: one summary first, every difference on request.

The summary fits 80 columns and 80 lines for three options.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from planner.cli.console import console
from planner.cli.options import board_names
from planner.cli.show import MARK, NAME_WIDTH, illustrative_note, places_of
from planner.cli.tables import TerminalTable, folded, numbers, prose, texts
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.reports.audit_colours import COLOUR_NOTE
from planner.reports.finding import finding
from planner.reports.headlines import DifferenceLine, decisive_lines
from planner.reports.option_notes import option_notes
from planner.reports.select_rows import (
    is_illustrative,
    last_row,
    leading_provider,
    short_name,
)
from planner.reports.summary import (
    CHANCE_NOTE,
    OPTION_COLUMNS,
    SUMMARY_NOTE,
    board_cells,
    decisive_rows,
    option_cells,
)
from planner.reports.summary_cells import PlanSummary
from planner.reports.warnings import no_difference, sharing_sentences

INTERVAL = gettext_noop("95 % interval of\nthe mean difference")
CHANCE = gettext_noop("chance of\nbeing better")
MOST_SENTENCES = 2
"""Options that have a sentence each, whose figures stand in the table too."""
OPTION_WIDTH = 12
"""Columns that the name of an option above a column is folded to."""


def show_summary(plans: Sequence[PlanSummary], *, details: bool = False) -> None:
    """Print an option a row, a sentence on each of a few, and then a board a row.

    Parameters
    ----------
    plans : the baseline first
    details : whether there is a sentence on each of many options too
    """
    terminal, (baseline, *options) = console(), plans
    names = board_names(baseline.plan)
    place = leading_provider(baseline.levels)
    _options_table(plans, place, names).show(terminal)
    for option in options:
        in_full = details or len(options) <= MOST_SENTENCES
        _show_sentences(baseline, option, names, in_full=in_full)
    places = places_of(baseline.plan, baseline.levels)
    if places != [place]:
        boards = [each for each in places if each != place]
        terminal.print()
        _boards_table(plans, boards, names).show(terminal)
    for sentence in dict.fromkeys(
        sentence for option in options for sentence in sharing_sentences(option.plan)
    ):
        terminal.print(_("Note: {sentence}", sentence=sentence))
    for note in (SUMMARY_NOTE, CHANCE_NOTE, COLOUR_NOTE):
        terminal.print(_(note), style="dim")
    illustrative_note(baseline.levels["label"])


def show_differences(scenario: Scenario, comparison: pd.DataFrame) -> None:
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
    for provider in places_of(scenario, comparison):
        place = short_name(provider, names)
        for line in decisive_lines(comparison, scenario, provider):
            table.add(*_difference(line, place))
        table.end_section()
    table.show(terminal)
    terminal.print(
        _(
            "?: the interval includes zero. Chance of being better: share of"
            " paired runs, ties counted half, with its own 95 % interval."
        ),
        style="dim",
    )


def _options_table(
    plans: Sequence[PlanSummary], place: str, names: dict[str, str]
) -> TerminalTable:
    """Every plan at one place, the baseline first."""
    headings = [_(column.heading) for column in OPTION_COLUMNS]
    columns = [
        *prose(_("option"), least=NAME_WIDTH),
        *numbers(*headings, _("better\nin")),
    ]
    title = _(
        "{place}, within 90 days: {periods}",
        place=short_name(place, names),
        periods=_periods(plans[0], place),
    )
    data = partial(_differences, plans, [place])
    table = TerminalTable(title, columns, plain=True, data=data)
    for plan in plans:
        table.add(plan.title, *option_cells(plan, place))
    return table


def _boards_table(
    plans: Sequence[PlanSummary], places: Sequence[str], names: dict[str, str]
) -> TerminalTable:
    """Every board under every plan."""
    titles = [folded(plan.title, OPTION_WIDTH) for plan in plans]
    columns = [*prose(_("board"), least=NAME_WIDTH), *texts(""), *numbers(*titles)]
    title = _("Each board: scanned within 90 days, of all identified; DXA list at end")
    data = partial(_differences, plans, places)
    table = TerminalTable(title, columns, names=2, plain=True, data=data)
    for place in places:
        levels = plans[0].levels
        label = levels.loc[levels["provider"] == place, "label"].iloc[0]
        name = short_name(place, names) + (f" {MARK}" if is_illustrative(label) else "")
        for line in board_cells(plans, place):
            table.add(name, *line)
            name = ""
    return table


def _differences(plans: Sequence[PlanSummary], places: Sequence[str]) -> pd.DataFrame:
    """The differences that a table of the summary shows, unrounded."""
    rows = [
        decisive_rows(option.comparison, option.plan, places)
        for option in plans
        if option.comparison is not None
    ]
    return pd.concat(rows)


def _periods(baseline: PlanSummary, place: str) -> str:
    """The periods that the shares and the list of a summary are of."""
    shares, waiting = (
        last_row(baseline.levels, baseline.plan, kpi, place, stage=stage)
        for kpi, stage in ((LEADING, "all"), ("waiting_list", "scan"))
    )
    said = []
    if shares is not None:
        said.append(_("fractures of {period}", period=shares["period"]))
    if waiting is not None:
        said.append(_("list on {day}", day=waiting["period"]))
    return ", ".join(said)


def _show_sentences(
    baseline: PlanSummary,
    option: PlanSummary,
    names: dict[str, str],
    *,
    in_full: bool,
) -> None:
    """Print what an option changes, as it may be read aloud, and what it cannot.

    Parameters
    ----------
    in_full : whether the first is said, which stands in the table too
    """
    if option.comparison is None:
        return
    terminal = console()
    first, *notes = findings_of(baseline, option, names)
    if in_full:
        terminal.print(first)
    same = no_difference(baseline.plan, option.plan, option.comparison)
    for sentence in same:
        terminal.print(_("Warning: {sentence}", sentence=sentence))
    for sentence in [] if same else notes:
        terminal.print(_("Note: {sentence}", sentence=sentence))


def findings_of(
    baseline: PlanSummary, option: PlanSummary, names: dict[str, str]
) -> list[str]:
    """A sentence on what an option changes, then one on each thing that it cannot."""
    assert option.comparison is not None
    notes = option_notes(
        baseline.plan,
        option.plan,
        option.comparison,
        {name: short_name(name, names) for name in names},
        (baseline.levels, option.levels),
    )
    return [finding(option.comparison, option.plan, names, option.title), *notes]


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
