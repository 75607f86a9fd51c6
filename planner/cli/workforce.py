"""The command that says where the hours of the workforce go, month by month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from planner.capacity.workforce import ABSENCE, VACANCY
from planner.cli.console import console
from planner.cli.options import Boards, Seed, Years, load_plan
from planner.cli.write import write_table
from planner.errors import Problem, ScenarioError, check_count
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.outcomes.staffing import (
    CLINICAL,
    HOURS,
    IN_POST,
    WTE,
    hours_column,
    staffing_by_month,
)

FIXED = (WTE, IN_POST, HOURS, hours_column(VACANCY), "absence_hours", CLINICAL)
NOTE = (
    "Means of {replications} replications; who leaves or falls sick is luck. Hours of"
    " the establishment are the sum of the hours to their right. Absence: bank"
    " holidays, leave, study, sickness."
)


def workforce(
    scenario: Annotated[str, typer.Argument(help="Name or file.")] = DEFAULT_SCENARIO,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="Apply an option; repeatable.")
    ] = None,
    board: Boards = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="Repeats that are averaged.")
    ] = 20,
    seed: Seed = 1,
    years: Years = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file, by board as well.")
    ] = None,
) -> None:
    """Show establishment, people in post and clinical hours by month and role."""
    check_count("replications", replications, 1, 10_000)
    if out is not None:
        _check_file(out)
    plan = load_plan(scenario, years)
    for name in option or []:
        plan = apply_option(plan, load_option(name))
    boards = _chosen(plan, board)
    table = staffing_by_month(plan, seed, replications, boards)
    try:
        if out is not None:
            write_table(out, table)
    finally:
        _show(plan, table, boards, replications)


def _chosen(plan: Scenario, boards: list[str] | None) -> list[str]:
    """Boards with posts, or those asked for."""
    staffed = [
        name
        for name in plan.boards
        if any(here.boards[name].posts for _, here in plan.periods)
    ]
    hint = f"boards with posts: {', '.join(staffed) or 'none'}"
    problems = [
        Problem("--board", "has no posts in this plan", value=repr(name), hint=hint)
        for name in boards or []
        if name not in staffed
    ]
    if not staffed:
        hint = "take one with posts, like wales-today"
        problems = [Problem(plan.name, "has no posts", hint=hint)]
    if problems:
        raise ScenarioError(problems)
    return list(dict.fromkeys(boards or staffed))


def _check_file(out: Path) -> None:
    hint = "give the name of a file in a folder that is there, like staff.csv"
    if out.is_dir():
        raise ScenarioError(Problem("--out", "is a folder", value=str(out), hint=hint))
    if not out.resolve().parent.is_dir():
        rule = "lies in a folder that does not exist"
        raise ScenarioError(Problem("--out", rule, value=str(out), hint=hint))


def _show(
    plan: Scenario, table: pd.DataFrame, boards: list[str], replications: int
) -> None:
    terminal = console()
    shown = Table(title=f"{plan.title or plan.name}: {', '.join(boards)}")
    for name in ("role", "month"):
        shown.add_column(name)
    grouped = _grouped(table)
    for title in grouped:
        shown.add_column(str(title), justify="right")
    for role, of_role in grouped.groupby(level="role", sort=False):
        for place, (key, row) in enumerate(of_role.droplevel("role").iterrows()):
            first = str(role) if place == 0 else ""
            cells = (_cell(str(title), x) for title, x in row.items())
            shown.add_row(first, str(key), *cells)
        shown.add_section()
    terminal.print(shown)
    terminal.print(NOTE.format(replications=replications), style="dim")


def _grouped(table: pd.DataFrame) -> pd.DataFrame:
    """All boards together, absence in one column, columns without hours left out."""
    who = table["role"].where(
        table["contract"] == "staff", table["role"] + ", " + table["contract"]
    )
    amounts = table.drop(columns=["board", "contract"]).assign(role=who)
    sums = amounts.groupby(["role", "month"], sort=False).sum()
    absent = [hours_column(part) for part in ABSENCE.values()]
    own = [WTE, IN_POST, HOURS, hours_column(VACANCY)]
    rest = [name for name in sums if name not in (*own, *absent)]
    shown = sums[own].assign(absence_hours=sums[absent].sum(axis=1))
    shown = shown.join(sums[rest])
    kept = [name for name in shown if name in FIXED or shown[name].any()]
    return shown[kept].rename(columns=lambda name: _title(str(name)))


def _cell(title: str, amount: float) -> str:
    """An amount as shown; a file has all its digits."""
    return f"{amount:,.2f}" if title.endswith("WTE") else f"{amount:,.1f}"


def _title(column: str) -> str:
    words = column.removesuffix("_hours").removesuffix("_wte").replace("_", " ")
    return f"{words}\n{'WTE' if column.endswith('_wte') else 'hours'}"
