"""`fls-planner equity`: waits by residence, age, sex and rurality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, fold_piped_tables
from planner.cli.options import (
    OutFolder,
    ScenarioName,
    board_names,
    boards_of,
)
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, folded, numbers, prose
from planner.cli.write import Outputs
from planner.experiment.equity import FEWEST, Equity, measure_equity
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.equity import (
    FEW_NOTE,
    RURAL_NOTE,
    SERVICES_NOTE,
    equity_lines,
    outside_sentences,
    shown_measures,
    widest_gap,
)
from planner.reports.number_format import replications_text

OptionName = Annotated[
    str,
    typer.Argument(
        metavar="OPTION", help=gettext_noop("Option to compare: a name or a file.")
    ),
]
BASES = gettext_noop(
    "FLS patients, fractures of the plan's last year. In brackets: 95 %"
    " interval of the mean, and number of people: identified, sent for DXA,"
    " scanned, with a fragility fracture."
)
HEAD_WIDTH = 13
"""Most columns of a line of a heading, so that three measures fit on a page."""
FILES = ("equity.csv", "equity-option.csv", "equity-differences.csv")


def equity(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionName = "",
    *,
    settings: PlanOptions,
    out: OutFolder = None,
) -> None:
    """Compare waits between groups of patients.

    Groups are boards of residence, age bands, sexes, rural and urban areas.
    """
    fold_piped_tables()
    outputs = Outputs(out, FILES if option else FILES[:1])
    plans = [settings.load(scenario)]
    if option:
        plans.append(settings.load(scenario, [option]))
    boards = boards_of(plans[0], settings.board)
    found = []
    for plan in plans:
        with settings.simulating(plan.title or plan.name) as (progress, run_options):
            found.append(
                measure_equity(
                    plan,
                    settings.replications,
                    settings.seed,
                    boards,
                    progress=progress,
                    **run_options,
                )
            )
    tables = _tables(found)
    fingerprints = {plan.name: plan.fingerprint() for plan in plans}
    about = {"fingerprints": fingerprints, "seed": settings.seed}
    outputs.write(tables, {**about, "replications": settings.replications})
    settings.say_treated_elsewhere(plans[0])
    _show_all(plans, tables)
    _notes(plans[0], tables["equity.csv"], settings)
    outputs.finish()


def _tables(found: Sequence[Equity]) -> dict[str, pd.DataFrame]:
    """Tables by the name of their file."""
    tables = [each.table() for each in found]
    if len(found) > 1:
        tables.append(found[1].differences(found[0]))
    return dict(zip(FILES, tables, strict=False))


def _show_all(plans: Sequence[Scenario], tables: dict[str, pd.DataFrame]) -> None:
    baseline = tables["equity.csv"]
    _show(plans[0], baseline)
    if len(plans) == 1:
        return
    gaps, table = tables["equity-differences.csv"], tables["equity-option.csv"]
    _show(plans[1], gaps, differences=True)
    only = table[~table["kind"].isin(set(baseline["kind"]))]
    if len(only):
        # Such as distance, where the option alone says who lives far away.
        _show(plans[1], only)


def _show(plan: Scenario, table: pd.DataFrame, *, differences: bool = False) -> None:
    measures = [
        _("{measure}\nof those {base}", measure=_(m.title), base=_(m.base))
        for m in shown_measures()
    ]
    heads = ["\n".join(folded(part, HEAD_WIDTH) for part in m.split("\n"))
             for m in measures]  # fmt: skip
    columns = [*prose(_("group"), least=14), *numbers(_("identified"), *heads)]
    about = {"scenario": plan.title or plan.name}
    if differences:
        title = _("{scenario}: waits by group, option minus baseline", **about)
    else:
        title = _("{scenario}: waits by group", **about)
    shown = TerminalTable(title, columns, data=lambda: table)
    kind = None
    for line in equity_lines(table, board_names(plan), differences=differences):
        if kind not in (None, line.kind):
            shown.end_section()
        if line.kind and line.kind != kind:
            shown.add(line.kind, style="bold")
        shown.add(_marked(plan, line.group, line.name), line.people, *line.cells)
        kind = line.kind
    shown.show(console())


def _marked(plan: Scenario, group: str, name: str) -> str:
    board = plan.boards.get(group)
    return f"{name} †" if board is not None and board.label else name


def _notes(plan: Scenario, table: pd.DataFrame, settings: PlanOptions) -> None:
    terminal = console()
    terminal.print(widest_gap(table))
    for sentence in outside_sentences(table, board_names(plan)):
        terminal.print(_("Note: {sentence}", sentence=sentence))
    for note in (
        _(BASES),
        _(FEW_NOTE, fewest=FEWEST),
        _(RURAL_NOTE),
        _(SERVICES_NOTE),
        _("† {illustrative}; never ranked.", illustrative=_(ILLUSTRATIVE)),
    ):
        terminal.print(note, style="dim")
    about = _(
        "seed {seed}, {replications}, inputs {fingerprint}",
        seed=settings.seed,
        replications=replications_text(settings.replications),
        fingerprint=plan.fingerprint(),
    )
    terminal.print(about, style="dim")
