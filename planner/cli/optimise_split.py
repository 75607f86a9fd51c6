"""`fls-planner optimise --all-boards`: one budget split over the boards."""

from __future__ import annotations

from pathlib import Path

from planner.cli.console import console, say, say_sentences
from planner.cli.options import board_names, command_line
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose
from planner.cli.write import Outputs
from planner.experiment.ask.save import save_answer
from planner.experiment.optimise.answer import Wanted
from planner.experiment.optimise.best_mix import (
    best_split,
    changes_of_split,
    levers_of,
)
from planner.experiment.optimise.split import Split
from planner.locale import _
from planner.reports.dates import date_text
from planner.reports.number_format import number
from planner.reports.optimise import said_aim
from planner.reports.optimise_split import split_sentences, split_table
from planner.reports.select_rows import short_name

SPLIT_FILE = "split.csv"


def split_over_boards(
    wanted: Wanted,
    settings: PlanOptions,
    levers: Path | None,
    outputs: Outputs,
    save: Path | None,
) -> None:
    """Find the best split of a budget, show it and write it."""
    plan, boards = wanted.question.plan, wanted.question.boards
    chosen = {board: levers_of(wanted, board, levers, named=False) for board in boards}
    with settings.simulating(_("Simulating plans")) as (progress, run_options):
        found = best_split(
            wanted,
            chosen,
            settings.replications,
            settings.seed,
            progress=progress,
            **run_options,
        )
    about = {"fingerprints": {plan.name: plan.fingerprint()}, "seed": settings.seed}
    outputs.write(
        {SPLIT_FILE: split_table(found)}, {**about, "replications": found.replications}
    )
    long = board_names(plan)
    names = {board: short_name(board, long) for board in long}
    _show(found, names)
    say_sentences(*split_sentences(found, names))
    _save(wanted, found, save)
    outputs.finish()


def _show(found: Split, names: dict[str, str]) -> None:
    """One row a board."""
    columns = [
        *prose(_("Board"), least=10),
        *prose(_("New capacity"), least=20),
        *numbers(_("£k\nplan"), _("£k\ncapital"), _("Without"), _("With")),
        *numbers(_("Refractures\navoided")),
    ]
    table = TerminalTable("", columns, plain=True, data=lambda: split_table(found))
    for share in found.shares:
        plan, before = share.plan, share.nothing
        table.add(
            names[share.board],
            plan.short,
            number(plan.cost[0] / 1000, 0),
            number(plan.capital / 1000, 0),
            said_aim(found.aim, before.aim[0]),
            said_aim(found.aim, plan.aim[0]),
            number(plan.fractures[0] - before.fractures[0], 1, signed=True),
        )
    table.show(console())


def _save(wanted: Wanted, found: Split, path: Path | None) -> None:
    """Write the split as an option, and say how to compare it."""
    if path is None:
        return
    question = wanted.question
    changes = changes_of_split(question, found)
    if not changes:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    title = _("{title}, by {by}", title=found.aim.title, by=date_text(question.by.date))
    save_answer(path, changes, title, [_("Worked out by fls-planner optimise.")])
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", question.plan.name, path))
