"""Whole plans read back from a report's workbook; findings of a file that is read."""

from __future__ import annotations

from pathlib import Path

import typer

from planner.board_data.workbook import ReturnError, read_plans_apart
from planner.cli.console import console, say
from planner.cli.options import command_line
from planner.cli.tables import TerminalTable, prose, texts
from planner.errors import Problem, ScenarioError
from planner.inputs.files import save_files
from planner.inputs.plan_file import plan_text
from planner.locale import _, ngettext

WRONG_INPUT = 2
SHOWN_AT_MOST = 100
PLAN_FOLDER = Path("scenarios") / "plans"


def import_plans(source: Path, out: Path | None, *, replace: bool) -> None:
    """Write every plan of a report's workbook as a file of its own.

    Raises
    ------
    ScenarioError
    """
    try:
        plans = read_plans_apart(source)
    except ReturnError as error:
        show_findings(error)
        raise typer.Exit(WRONG_INPUT) from None
    target = out or PLAN_FOLDER
    single = target.suffix == ".toml"
    folder = target.parent if single else target
    names = [target.stem if single else source.stem]
    names += [f"{names[0]}-{number}" for number in range(2, len(plans) + 1)]
    paths = [folder / f"{name}.toml" for name in names]
    refuse_present(paths, replace=replace)
    save_files(
        {
            path: plan_text(plan).encode()
            for path, plan in zip(paths, plans, strict=True)
        }
    )
    for path, plan in zip(paths, plans, strict=True):
        title = " ".join((plan.title or plan.name).split())
        say(
            _(
                "{plan}: inputs {fingerprint}, written to {file}",
                plan=title,
                fingerprint=plan.fingerprint(),
                file=path,
            )
        )
    say(_("Sheets that a board has filled in since are read with --board."))
    say(_("next:"))
    say(command_line("run", paths[0]))


def refuse_present(paths: list[Path], *, replace: bool) -> None:
    """Refuse files that are there already, unless they may be replaced.

    Raises
    ------
    ScenarioError
    """
    there = [path for path in paths if path.exists()]
    if there and not replace:
        rule, hint = _("is there already"), _("choose another name, or add --replace")
        raise ScenarioError([Problem(str(path), rule, hint=hint) for path in there])


def show_findings(error: ReturnError) -> None:
    """Every mistake with its place, rule and how to fix it."""
    count = len(error.findings)
    columns = [
        *texts(_("sheet"), _("row"), _("column")),
        *prose(_("found"), _("rule"), _("fix")),
    ]
    title = ngettext(
        "{file}: {n} mistake", "{file}: {n} mistakes", count, file=error.file
    )
    table = TerminalTable(title, columns, names=3)
    for found in error.findings[:SHOWN_AT_MOST]:
        row = str(found.row or "")
        table.add(found.sheet, row, found.column, found.value, found.rule, found.hint)
    terminal = console(stderr=True)
    table.show(terminal)
    if count > SHOWN_AT_MOST:
        terminal.print(_("and {count} more", count=count - SHOWN_AT_MOST))
    terminal.print(_("nothing was written"))
