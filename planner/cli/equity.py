"""`fls-planner equity`: who waits how long, by residence, age, sex, rural or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer
from rich.table import Table

from planner.cli.console import console
from planner.cli.options import (
    Boards,
    Cluster,
    Engine,
    NoCache,
    Out,
    Seed,
    Workers,
    Years,
    load_plan,
)
from planner.cli.simulate import CommandOptions
from planner.cli.write import Outputs, write_tables
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.pathway.engines import COMPILED
from planner.reports.equity import (
    FEW_NOTE,
    RURAL_NOTE,
    fair_lines,
    outside_sentences,
    shown_measures,
    widest_gap,
)

if TYPE_CHECKING:
    pass

Replications = Annotated[
    int, typer.Option("--replications", "-n", help="Independent repeats of the plan.")
]
BASES = (
    "FLS patients, fractures of the plan's last year. In brackets: 95 % interval of the"
    " mean, and people in the base: identified, sent for DXA, scanned."
)


def equity(
    scenario: Annotated[str, typer.Argument(help="Name or file.")] = DEFAULT_SCENARIO,
    option: Annotated[str, typer.Argument(help="Option: a name or a file.")] = "",
    replications: Replications = 10,
    seed: Seed = 1,
    years: Years = None,
    board: Boards = None,
    workers: Workers = None,
    engine: Engine = COMPILED,
    cluster: Cluster = None,
    no_cache: NoCache = False,
    out: Out = None,
) -> None:
    """Hold groups of people side by side: who is seen in time, who waits longer."""
    # Few ask for it, and it brings much along.
    from planner.experiment.equity import measure_equity

    outputs = Outputs(out)
    how = CommandOptions(
        replications, seed, board, workers, engine, cluster, no_cache=no_cache
    )
    plans = [load_plan(scenario, years)]
    if option:
        plans.append(apply_option(plans[0], load_option(option)))
    found = []
    for plan in plans:
        with how.simulating(plan.title or plan.name, plan) as (progress, means):
            found.append(
                measure_equity(
                    plan, replications, seed, board, progress=progress, **means
                )
            )
    tables = {"equity.csv": found[0].table()}
    if option:
        tables["equity-option.csv"] = found[1].table()
        tables["equity-differences.csv"] = found[1].differences(found[0])
    try:
        write_tables(outputs, tables)
    finally:
        _show(plans[0], tables["equity.csv"])
        if option:
            _show_option(plans[1], *tables.values())
        _notes(plans[0], tables["equity.csv"], seed, replications)


def _names(plan: Scenario) -> dict[str, str]:
    return {key: board.name for key, board in plan.boards.items()}


def _show(plan: Scenario, table: pd.DataFrame, of: str = "") -> None:
    shown = Table(title=f"{plan.title or plan.name}: who waits{of}")
    for name in ("group", "", "identified"):
        shown.add_column(name, justify="right" if name == "identified" else "left")
    for measure in shown_measures():
        shown.add_column(f"{measure.title}\nof those {measure.base}", justify="right")
    kind = None
    for line in fair_lines(table, _names(plan), differences=bool(of)):
        if kind not in (None, line.kind):
            shown.add_section()
        first = line.kind if line.kind != kind else ""
        shown.add_row(
            first, _marked(plan, line.group, line.name), line.people, *line.cells
        )
        kind = line.kind
    console().print(shown)


def _marked(plan: Scenario, group: str, name: str) -> str:
    board = plan.boards.get(group)
    return f"{name} †" if board is not None and board.label else name


def _show_option(
    plan: Scenario, baseline: pd.DataFrame, option: pd.DataFrame, gaps: pd.DataFrame
) -> None:
    _show(plan, gaps, ", option minus baseline")
    only = option[~option["kind"].isin(set(baseline["kind"]))]
    if len(only):
        # Such as who lives far away, where the option alone says who does.
        _show(plan, only)


def _notes(plan: Scenario, table: pd.DataFrame, seed: int, replications: int) -> None:
    terminal, names = console(), _names(plan)
    terminal.print(widest_gap(table))
    for sentence in outside_sentences(table, names):
        terminal.print(f"Note: {sentence}")
    for note in (BASES, FEW_NOTE, RURAL_NOTE, f"† {ILLUSTRATIVE}; never ranked."):
        terminal.print(note, style="dim")
    about = f"seed {seed}, {replications} replications, inputs {plan.fingerprint()}"
    terminal.print(about, style="dim")
