"""`fls-planner template` and `import`: a board's own figures in a workbook."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

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
from planner.cli.import_plans import (
    WRONG_INPUT,
    import_plans,
    refuse_present,
    show_findings,
)
from planner.cli.options import (
    BoardName,
    OptionNames,
    PlanName,
    Replace,
    command_line,
)
from planner.cli.tables import TerminalTable, keep_table, numbers, texts
from planner.errors import Problem, ScenarioError
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.boards import board_ids
from planner.inputs.files import save_files
from planner.inputs.load import DEFAULT_SCENARIO, load_scenario
from planner.locale import _, gettext_noop
from planner.reports.day_zero import ListLine, Reconciliation, reconcile

OWN_FOLDER = Path("scenarios") / "boards"
OneBoard = Annotated[
    str | None,
    typer.Option(
        "--board",
        metavar="NAME",
        help=gettext_noop(
            "Health board whose sheets are read; left out: a report's whole plans."
        ),
    ),
]
TemplateFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help=gettext_noop("Workbook (.xlsx) to write, or a folder with --csv."),
    ),
]
ReturnFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=gettext_noop("Workbook, or folder of CSV files.")
    ),
]
OptionFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=gettext_noop("Option file (.toml) to write, or its folder."),
    ),
]
AsCsv = Annotated[
    bool, typer.Option("--csv", help=gettext_noop("Write a folder of CSV files."))
]


def template(
    out: TemplateFile,
    board: BoardName,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    csv: AsCsv = False,
    replace: Replace = False,
) -> None:
    """Write a workbook of a board's numbers to fill in.

    It holds the values of the scenario; with --option, those of an earlier return.
    """
    base = load_scenario(scenario)
    (board,) = board_ids(base.boards, [board])
    options = [load_option(name) for name in option or []]
    plan = base
    for each in options:
        plan = apply_option(plan, each)
    plan = plan.renamed(base.name, base.title)
    filled = fill(plan, board, left_from(options, plan, board))
    out = _written(filled, out, csv=csv, replace=replace)
    sheets = [(name, len(rows)) for name, rows in filled.rows.items()]
    keep_table(out.name, pd.DataFrame(sheets, columns=["sheet", "rows"]))
    say(_("written to {file}: fill it in, then", file=out))
    on = () if scenario == DEFAULT_SCENARIO else ("--scenario", scenario)
    say(command_line("import", out, "--board", board, *on))


def import_return(
    source: ReturnFile,
    board: OneBoard = None,
    scenario: PlanName = DEFAULT_SCENARIO,
    out: OptionFile = None,
    replace: Replace = False,
) -> None:
    """Read a filled-in workbook or a report and save it.

    A board's workbook becomes an option, a report's its plans.

    With --board the board's sheets become an option; every mistake in them is shown at
    once, and then nothing is written. Without, the workbook of a report gives back the
    plans that it was made of, each as a file to run, to the same fingerprint.
    """
    if board is None:
        import_plans(source, out, replace=replace)
        return
    base = load_scenario(scenario)
    (board,) = board_ids(base.boards, [board])
    target = out or OWN_FOLDER / f"{board}.toml"
    named = target.suffix == ".toml"
    name = target.stem if named else board
    today = datetime.date.today()
    folder = target.parent if named else target
    try:
        returned = read_return_apart(source, base, board, today=today, name=name)
    except ReturnError as error:
        show_findings(error)
        raise typer.Exit(WRONG_INPUT) from None
    refuse_present(list(returned.option.paths(folder)), replace=replace)
    day_zero = reconcile(returned)
    path = save_return(folder, returned, replace=replace)
    show_reconciliation(returned, day_zero)
    if returned.unchanged:
        note = _(
            "No number differs from {scenario}: run it without this option to have its"
            " very inputs, {fingerprint}.",
            scenario=base.title or base.name,
            fingerprint=base.fingerprint(),
        )
        say(note)
    say(_("\nwritten to {file}; next:", file=path))
    say(command_line("run", scenario, "--option", path, "--board", board))
    say(command_line("compare", scenario, path))


def _written(filled: PrefilledSheets, out: Path, *, csv: bool, replace: bool) -> Path:
    """Sentences about the place of the sheets.

    Raises
    ------
    ScenarioError: if something is there already, or nothing can be written
    """
    if csv:
        texts = csv_texts(filled)
        contents = {out / name: text.encode() for name, text in texts.items()}
    else:
        if out.suffix.lower() != ".xlsx":
            hint = _(
                "write {file}.xlsx, or add --csv for a folder of CSV files", file=out
            )
            raise ScenarioError(
                Problem(str(out), _("a workbook ends with .xlsx"), hint=hint)
            )
        contents = {out: workbook_bytes(filled)}
    refuse_present(list(contents), replace=replace)
    save_files(contents)
    return out


def show_reconciliation(returned: BoardReturn, day_zero: Reconciliation) -> None:
    """Print the typed figures beside those that the model starts with."""
    terminal = console()
    day = returned.scenario.plan_start
    headings = texts(_("stage"), _("days waited"), _("urgency"))
    columns = [*headings, *numbers(_("typed"), _("the model starts with"))]
    title = _("Day 0 ({day}): people on the lists", day=day)
    lists = TerminalTable(title, columns, names=3)
    for stage in dict.fromkeys(line.stage for line in day_zero.lists):
        own = [line for line in day_zero.lists if line.stage == stage]
        for line in own:
            if line.typed or line.model:
                lists.add(*_list_row(line))
        total = sum(line.typed for line in own), sum(line.model for line in own)
        lists.add(stage, _("all"), "", *(f"{people:,}" for people in total))
        lists.end_section()
    for table in (lists, _hours(day_zero), _referrals(day_zero)):
        table.show(terminal)
    for scanner in day_zero.idle:
        terminal.print(
            _(
                "{scanner}: none of its sessions can run; has it an operator?",
                scanner=scanner,
            )
        )
    for stage, band in sorted(returned.lists.open_bands.items()):
        terminal.print(
            _(
                "{stage}: the last band has no end; it is read as {band} days"
                " waited, evenly: an assumption",
                stage=stage,
                band=band,
            )
        )
    for stage in sorted(returned.lists.few):
        terminal.print(
            _(
                "{stage}: <5 stands for the plan's own count where that is under"
                " five too, else for 2: an assumption",
                stage=stage,
            )
        )
    if not day_zero.agrees:
        terminal.print(
            _("The lists differ: please tell the people who made the planner.")
        )


def _list_row(line: ListLine) -> tuple[str, ...]:
    urgency = _("urgent") if line.urgent else _("routine")
    counts = f"{line.typed:,}", f"{line.model:,}"
    return line.stage, f"{line.first_day}-{line.last_day}", urgency, *counts


def _referrals(day_zero: Reconciliation) -> TerminalTable:
    columns = [*texts(_("source")), *numbers(_("typed"), _("the model expects"))]
    table = TerminalTable(_("Referrals in a mean week"), columns)
    for line in day_zero.referrals:
        table.add(line.what, f"{line.typed:.1f}", f"{line.model:.1f}")
    return table


def _hours(day_zero: Reconciliation) -> TerminalTable:
    figures = numbers(_("typed"), _("the model plans"), _("open to patients"))
    columns = [*texts(_("role or scanner")), *figures]
    table = TerminalTable(_("Hours a week, in the first year"), columns)
    for line in day_zero.hours:
        offered = _("by scanner") if line.offered is None else f"{line.offered:.1f}"
        table.add(line.what, f"{line.typed:.1f}", f"{line.model:.1f}", offered)
    return table
