"""`fls-planner workforce`: hours of the workforce by month, role and use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.capacity.workforce import ABSENCE, VACANCY
from planner.cli.console import console, fold_piped_tables
from planner.cli.options import (
    BoardNames,
    OptionNames,
    Replications,
    ScenarioName,
    Seed,
    StartFiles,
    Years,
    board_names,
    boards_of,
    load_plan,
)
from planner.cli.results_folder import check_file
from planner.cli.tables import TerminalTable, numbers, prose, texts
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
from planner.reports.select_rows import short_name

FIXED = (WTE, IN_POST, HOURS, hours_column(VACANCY), "absence_hours", CLINICAL)
NOTE = gettext_noop(
    "Means of {replications}; leavers and sickness are random."
    " Hours of the establishment are the sum of the hours to their right."
    " Absence: bank holidays, leave, study, sickness. Other duties: travel, meetings,"
    " case finding and such; --format csv and --out have each by itself."
)
OTHER = "other_duties_hours"
TITLES = {
    WTE: gettext_noop("posts\nWTE"),
    IN_POST: gettext_noop("in post\nWTE"),
    HOURS: gettext_noop("posts\nhours"),
    hours_column(VACANCY): gettext_noop("vacant\nhours"),
    "absence_hours": gettext_noop("absence\nhours"),
    OTHER: gettext_noop("other\nduties"),
    CLINICAL: gettext_noop("clinical\nhours"),
}


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
    fold_piped_tables()
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
    shown_hours = _few_columns(grouped)
    columns = [
        *prose(_("role"), least=10),
        *texts(_("month")),
        *numbers(*(_(TITLES[str(name)]) for name in shown_hours)),
    ]
    names = board_names(plan)
    places = ", ".join(short_name(each, names) for each in boards)
    title = f"{plan.title or plan.name}: {places}"
    shown = TerminalTable(title, columns, names=2, plain=True)
    shown.data = grouped.reset_index
    for role, of_role in shown_hours.groupby(level="role", sort=False):
        for place, (key, row) in enumerate(of_role.droplevel("role").iterrows()):
            first = str(role) if place == 0 else ""
            cells = (_cell(str(column), x) for column, x in row.items())
            shown.add(first, str(key), *cells)
        shown.end_section()
    terminal = console()
    shown.show(terminal)
    terminal.print(_(NOTE, replications=replications_text(replications)), style="dim")


def _few_columns(grouped: pd.DataFrame) -> pd.DataFrame:
    """The same with all hours that are neither absence nor for patients as one."""
    rest = [name for name in grouped if name not in FIXED]
    few = grouped.drop(columns=rest)
    few.insert(few.shape[1] - 1, OTHER, grouped[rest].sum(axis=1))
    return few


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
    return f"{amount:,.2f}" if column.endswith("_wte") else f"{amount:,.0f}"
