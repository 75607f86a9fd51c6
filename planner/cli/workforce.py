"""`fls-planner workforce`: hours of the workforce by month, role and use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.capacity.workforce import ABSENCE, VACANCY
from planner.cli.console import console
from planner.cli.options import (
    BoardNames,
    OptionNames,
    Replications,
    ScenarioName,
    Seed,
    StartFiles,
    Years,
    boards_of,
    load_plan,
)
from planner.cli.results_folder import check_file
from planner.cli.tables import TerminalTable, numbers, texts
from planner.cli.write import write_file
from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.running.collect import DEFAULT_REPLICATIONS
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.staffing import (
    CLINICAL,
    HOURS,
    IN_POST,
    WTE,
    hours_column,
    staffing_by_month,
)
from planner.reports.number_format import replications_text

FIXED = (WTE, IN_POST, HOURS, hours_column(VACANCY), "absence_hours", CLINICAL)
NOTE = gettext_noop(
    "Means of {replications}; leavers and sickness are random."
    " Hours of the establishment are the sum of the hours to their right."
    " Absence: bank holidays, leave, study, sickness."
)


OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=gettext_noop("CSV file to write, with every board."),
    ),
]


def workforce(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    board: BoardNames = None,
    replications: Replications = DEFAULT_REPLICATIONS,
    seed: Seed = 1,
    years: Years = None,
    start: StartFiles = None,
    out: OutFile = None,
) -> None:
    """Show established, filled and clinical hours by month and role."""
    check_count("replications", replications, 1, 10_000)
    if out is not None:
        check_file(out)
    plan = load_plan(scenario, years, option, start).central()
    boards = _with_posts(plan, boards_of(plan, board))
    table = staffing_by_month(plan, seed, replications, boards)
    try:
        if out is not None:
            write_file(out, table)
    finally:
        _show(plan, table, boards, replications)


def _with_posts(plan: Scenario, boards: list[str] | None) -> list[str]:
    """Boards with posts, or those asked for."""
    staffed = [
        name
        for name in plan.boards
        if any(here.boards[name].posts for _day, here in plan.periods)
    ]
    hint = _("boards with posts: {boards}", boards=", ".join(staffed) or _("none"))
    problems = [
        Problem("--board", _("has no posts in this plan"), value=repr(name), hint=hint)
        for name in boards or []
        if name not in staffed
    ]
    if not staffed:
        hint = _("choose a scenario with posts, such as wales-today")
        problems = [Problem(plan.name, _("has no posts"), hint=hint)]
    if problems:
        raise ScenarioError(problems)
    return list(dict.fromkeys(boards or staffed))


def _show(
    plan: Scenario, table: pd.DataFrame, boards: list[str], replications: int
) -> None:
    grouped = _grouped(table)
    columns = [
        *texts(_("role"), _("month")),
        *numbers(*(_title(str(name)) for name in grouped)),
    ]
    title = f"{plan.title or plan.name}: {', '.join(boards)}"
    shown = TerminalTable(title, columns, names=2)
    for role, of_role in grouped.groupby(level="role", sort=False):
        for place, (key, row) in enumerate(of_role.droplevel("role").iterrows()):
            first = str(role) if place == 0 else ""
            cells = (_cell(str(column), x) for column, x in row.items())
            shown.add(first, str(key), *cells)
        shown.end_section()
    terminal = console()
    shown.show(terminal)
    terminal.print(_(NOTE, replications=replications_text(replications)), style="dim")


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
    return shown[kept]


def _cell(column: str, amount: float) -> str:
    """An amount as shown; a file has all its digits."""
    return f"{amount:,.2f}" if column.endswith("_wte") else f"{amount:,.1f}"


def _title(column: str) -> str:
    words = column.removesuffix("_hours").removesuffix("_wte").replace("_", " ")
    if column.endswith("_wte"):
        return _("{heading}\nWTE", heading=words)
    return _("{heading}\nhours", heading=words)
