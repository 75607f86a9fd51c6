"""`fls-planner uncertainty`: what luck may bring and what is not known, told apart."""

from __future__ import annotations

import json
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
from planner.cli.write import Outputs, write_report, write_tables
from planner.errors import Problem, ScenarioError
from planner.experiment.select import check_measure, pick_row
from planner.inputs.boards import ILLUSTRATIVE
from planner.inputs.load import DEFAULT_SCENARIO
from planner.outcomes.kpi_table import LEADING
from planner.pathway.engines import COMPILED
from planner.reports.select_rows import leading_provider, place_name
from planner.reports.uncertainty import (
    UncertaintyLine,
    ranking_sentence,
    unsure_lines,
    unsure_sentence,
)

if TYPE_CHECKING:
    from planner.experiment.uncertainty import Exploration

SHOWN_UNKNOWNS = 8
"""So many lines of the ranking are printed; the file holds all."""
HEADS = [
    ("measure", "title"),
    ("period", "period"),
    ("as assumed", "as_assumed"),
    ("mean over\nthe draws", "mean"),
    ("luck", "luck"),
    ("not knowing", "unknown"),
    ("together", "both"),
    ("not knowing's part\nof the variance", "share"),
]
"""Headings of the table, and what of a line stands under each."""
CHANCE = ("chance of\nbeing better", "chance")
SHAPES = ("triangular", "PERT")
Options = Annotated[
    list[str] | None, typer.Option("--option", help="Compare an option; repeatable.")
]
Draws = Annotated[int, typer.Option(help="Draws of all uncertain inputs.")]
Inside = Annotated[
    int, typer.Option("--replications", "-n", help="Replications in each draw.")
]
Shape = Annotated[
    str, typer.Option(help="Between low, baseline and high: triangular or PERT.")
]
Measure = Annotated[str, typer.Option(help="What the ranking and the words are about.")]


def uncertainty(
    scenario: Annotated[str, typer.Argument(help="Name or file.")] = DEFAULT_SCENARIO,
    option: Options = None,
    draws: Draws = 30,
    replications: Inside = 5,
    measure: Measure = LEADING,
    shape: Shape = SHAPES[0],
    seed: Seed = 1,
    years: Years = None,
    board: Boards = None,
    workers: Workers = None,
    engine: Engine = COMPILED,
    cluster: Cluster = None,
    no_cache: NoCache = False,
    out: Out = None,
) -> None:
    """Draw the inputs that are not known for sure; tell their spread from luck."""
    # Few ask for it, and it brings much along.
    from planner.experiment.uncertainty import explore

    outputs = Outputs(out)
    check_measure(measure)
    if shape not in SHAPES:
        rule = f"one of: {', '.join(SHAPES)}"
        raise ScenarioError(Problem("shape", rule, value=repr(shape)))
    plan = load_plan(scenario, years)
    how = CommandOptions(
        replications, seed, board, workers, engine, cluster, no_cache=no_cache
    )
    with how.simulating("Draws of the inputs", plan) as (progress, means):
        found = explore(
            plan,
            option or [],
            draws=draws,
            replications=replications,
            seed=seed,
            boards=board,
            shape="PERT" if shape == "PERT" else "triangular",
            progress=progress,
            **means,
        )
    ranking = found.ranking(measure)
    try:
        _write(outputs, found, ranking, shape)
    finally:
        _show(found, ranking, measure)


def _show(found: Exploration, ranking: pd.DataFrame, measure: str) -> None:
    terminal = console()
    names = {key: board.name for key, board in found.plans[0].boards.items()}
    for plan in found.plans:
        table = found.differences if plan is not found.plans[0] else found.levels
        column = "option" if plan is not found.plans[0] else "scenario"
        rows = table[table[column] == plan.name]
        provider = leading_provider(rows)
        title = f"{plan.title or plan.name}, {place_name(provider, names)}"
        terminal.print(_lines(title, unsure_lines(rows, provider), column))
        terminal.print(unsure_sentence(pick_row(rows, measure), names))
        ranked = ranking[ranking["scenario"] == plan.name]
        terminal.print(_ranking(ranked.head(SHOWN_UNKNOWNS)))
        terminal.print(ranking_sentence(ranked) + "\n")
    if (found.index["label"] != "").any():
        terminal.print(f"{ILLUSTRATIVE}; never ranked.", style="dim")
    terminal.print(
        f"seed {found.seed}, {len(found.draws)} draws of"
        f" {len(found.draws.unknowns)} unknowns, {found.replications} replications in"
        " each; every band holds 9 in 10; ?: chance may do as much",
        style="dim",
    )


def _lines(title: str, lines: list[UncertaintyLine], column: str) -> Table:
    what = ": option minus baseline" if column == "option" else ""
    heads = [*HEADS, CHANCE] if column == "option" else HEADS
    table = Table(title=title + what)
    for head, _ in heads:
        table.add_column(head, justify="left" if head == "measure" else "right")
    for line in lines:
        table.add_row(*(getattr(line, name) for _, name in heads))
    return table


def _ranking(ranking: pd.DataFrame) -> Table:
    table = Table(title="What it goes with", box=None)
    for name in ("unknown", "rank correlation", "lowest third", "highest third"):
        table.add_column(name, justify="left" if name == "unknown" else "right")
    for _, row in ranking.iterrows():
        mark = "" if row["clear"] else " ?"
        table.add_row(
            row["unknown"],
            f"{row['correlation']:+.2f}{mark}",
            f"{row['low_third']:,.1f}",
            f"{row['high_third']:,.1f}",
        )
    return table


def _write(
    outputs: Outputs, found: Exploration, ranking: pd.DataFrame, shape: str
) -> None:
    tables = {
        "inputs.csv": found.draws.table,
        "levels.csv": found.levels,
        "ranking.csv": ranking,
    }
    if len(found.plans) > 1:
        tables["differences.csv"] = found.differences
    write_tables(outputs, tables)
    plans = {plan.name: plan.fingerprint() for plan in found.plans}
    about = {
        "fingerprints": plans,
        "seed": found.seed,
        "draws": len(found.draws),
        "replications": found.replications,
        "shape": shape,
    }
    write_report(outputs, "manifest.json", json.dumps(about, indent=2))
