"""A board's own figures: a workbook to fill in, and what it makes of the plan."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from planner.board_data.workbook import (
    BoardReturn,
    PrefilledSheets,
    ReturnError,
    csv_texts,
    fill,
    left_from,
    read_return_apart,
    save_return,
    workbook_bytes,
)
from planner.cli.console import console, say
from planner.cli.options import command_line
from planner.errors import Problem, ScenarioError
from planner.files import write_all
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO, load_scenario
from planner.inputs.scenario import Scenario
from planner.reports.day_zero import ListLine, Reconciliation, reconcile

WRONG_INPUT = 2
SHOWN_AT_MOST = 100
OWN_FOLDER = Path("scenarios") / "boards"
Board = Annotated[str, typer.Option("--board", help="Whose figures, e.g. powys.")]
Base = Annotated[str, typer.Option("--scenario", help="Name or file of the plan.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over what is there.")]


def template(
    out: Annotated[
        Path, typer.Argument(help="Workbook (.xlsx), or folder with --csv.")
    ],
    board: Board,
    scenario: Base = DEFAULT_SCENARIO,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", help="Fill in what an earlier return said."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="A folder of CSV files.")] = False,
    replace: Replace = False,
) -> None:
    """Write a workbook with a board's numbers as they stand, to be filled in."""
    base = load_scenario(scenario)
    _check_board(base, board)
    options = [load_option(name) for name in option or []]
    plan = base
    for each in options:
        plan = apply_option(plan, each)
    plan = plan.renamed(base.name, base.title)
    filled = fill(plan, board, left_from(options, plan, board))
    out = _written(filled, out, csv=csv, replace=replace)
    say(f"written to {out}: fill it in, then")
    on = () if scenario == DEFAULT_SCENARIO else ("--scenario", scenario)
    say(command_line("import", out, "--board", board, *on))


def import_return(
    source: Annotated[Path, typer.Argument(help="Workbook, or folder of CSV files.")],
    board: Board,
    scenario: Base = DEFAULT_SCENARIO,
    out: Annotated[
        Path | None, typer.Option("--out", help="Option file (.toml) or its folder.")
    ] = None,
    replace: Replace = False,
) -> None:
    """Read a board's own figures, or name every mistake in them."""
    base = load_scenario(scenario)
    target = out or OWN_FOLDER / f"{board}.toml"
    named = target.suffix == ".toml"
    name = target.stem if named else board
    today = datetime.date.today()
    folder = target.parent if named else target
    try:
        returned = read_return_apart(source, base, board, today=today, name=name)
    except ReturnError as error:
        _show_findings(error)
        raise typer.Exit(WRONG_INPUT) from None
    _refuse_present(list(returned.option.paths(folder)), replace=replace)
    show_reconciliation(returned, reconcile(returned))
    path = save_return(folder, returned, replace=replace)
    say(f"\nwritten to {path}; next:")
    say(command_line("run", scenario, "--option", path, "--board", board))
    say(command_line("compare", scenario, path))


def _check_board(scenario: Scenario, board: str) -> None:
    if board not in scenario.boards:
        known = ", ".join(scenario.boards)
        raise ScenarioError(Problem("--board", f"is one of: {known}", value=board))


def _written(filled: PrefilledSheets, out: Path, *, csv: bool, replace: bool) -> Path:
    """Where the sheets are now.

    Raises
    ------
    ScenarioError: if something is there already, or nothing can be written
    """
    if csv:
        texts = csv_texts(filled)
        contents = {out / name: text.encode() for name, text in texts.items()}
    else:
        if out.suffix.lower() != ".xlsx":
            hint = f"write {out}.xlsx, or add --csv for a folder of CSV files"
            raise ScenarioError(
                Problem(str(out), "a workbook ends with .xlsx", hint=hint)
            )
        contents = {out: workbook_bytes(filled)}
    _refuse_present(list(contents), replace=replace)
    try:
        write_all(contents)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ScenarioError(Problem(str(out), f"cannot be written: {reason}")) from None
    return out


def _refuse_present(paths: list[Path], *, replace: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not replace:
        rule, hint = "is there already", "choose another name, or add --replace"
        raise ScenarioError([Problem(str(path), rule, hint=hint) for path in there])


def _show_findings(error: ReturnError) -> None:
    """Every mistake with its place, rule and how to fix it."""
    count = len(error.findings)
    table = Table(title=f"{error.file}: {count} mistake{'s' * (count != 1)}")
    for name in ("sheet", "row", "column", "found", "rule", "how to fix it"):
        table.add_column(name, overflow="fold")
    for found in error.findings[:SHOWN_AT_MOST]:
        row = str(found.row or "")
        texts = (found.sheet, row, found.column, found.value, found.rule, found.hint)
        table.add_row(*texts)
    terminal = console(stderr=True)
    terminal.print(table)
    if count > SHOWN_AT_MOST:
        terminal.print(f"... and {count - SHOWN_AT_MOST} more")
    terminal.print("nothing was written")


def show_reconciliation(returned: BoardReturn, day_zero: Reconciliation) -> None:
    """What was typed beside what the model starts with."""
    terminal = console()
    day = returned.scenario.plan_start
    lists = Table(title=f"Day 0 ({day}): people on the lists")
    for name in ("stage", "days waited", "urgency"):
        lists.add_column(name)
    for name in ("typed", "the model starts with"):
        lists.add_column(name, justify="right")
    for stage in dict.fromkeys(line.stage for line in day_zero.lists):
        own = [line for line in day_zero.lists if line.stage == stage]
        for line in own:
            if line.typed or line.model:
                lists.add_row(*_list_row(line))
        total = sum(line.typed for line in own), sum(line.model for line in own)
        lists.add_row(stage, "all", "", *(f"{people:,}" for people in total))
        lists.add_section()
    terminal.print(lists)
    terminal.print(_hours(day_zero))
    terminal.print(_referrals(day_zero))
    for scanner in day_zero.idle:
        terminal.print(f"{scanner}: none of its sessions can run; has it an operator?")
    for stage, band in sorted(returned.lists.open_bands.items()):
        terminal.print(
            f"{stage}: the last band has no end; it is read as {band} days waited,"
            " evenly: an assumption"
        )
    for stage in sorted(returned.lists.few):
        terminal.print(
            f"{stage}: <5 stands for the plan's own count where that is under five too,"
            " else for 2: an assumption"
        )
    if not day_zero.agrees:
        terminal.print("The lists differ: please tell the people who made the planner.")


def _list_row(line: ListLine) -> tuple[str, ...]:
    urgency = "urgent" if line.urgent else "routine"
    counts = f"{line.typed:,}", f"{line.model:,}"
    return line.stage, f"{line.first_day}-{line.last_day}", urgency, *counts


def _referrals(day_zero: Reconciliation) -> Table:
    table = Table(title="Referrals in a mean week")
    table.add_column("source")
    for name in ("typed", "the model expects"):
        table.add_column(name, justify="right")
    for line in day_zero.referrals:
        table.add_row(line.what, f"{line.typed:.1f}", f"{line.model:.1f}")
    return table


def _hours(day_zero: Reconciliation) -> Table:
    table = Table(title="Hours a week, in the first year")
    table.add_column("role or scanner")
    for name in ("typed", "the model plans", "open to patients"):
        table.add_column(name, justify="right")
    for line in day_zero.hours:
        offered = "by scanner" if line.offered is None else f"{line.offered:.1f}"
        table.add_row(line.what, f"{line.typed:.1f}", f"{line.model:.1f}", offered)
    return table
