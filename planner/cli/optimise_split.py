"""`fls-planner optimise --all-boards`: one budget split over the boards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from planner.cli.console import console, say, say_sentences
from planner.cli.options import board_names, command_line
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, numbers, prose
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError
from planner.experiment.ask.amounts import changes_of
from planner.experiment.ask.save import save_answer
from planner.experiment.optimise.answer import Wanted
from planner.experiment.optimise.levers import Levers, usual_levers
from planner.experiment.optimise.levers_file import load_levers
from planner.experiment.optimise.simulated import MixSimulator
from planner.experiment.optimise.split import Split, split
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.replicate import Progress
from planner.locale import _
from planner.reports.number_format import date_text, number
from planner.reports.optimise import said_aim
from planner.reports.optimise_split import split_sentences, split_table

SPLIT_FILE = "split.csv"
OF_A_BOARD = 20
"""Replications of each board's plans at most."""


def split_over_boards(
    wanted: Wanted,
    settings: PlanOptions,
    levers: Path | None,
    outputs: Outputs,
    save: Path | None,
) -> None:
    """Find the best split of a budget, show it and write it."""
    if wanted.question.marks[wanted.question.boards[0]]:
        hint = _("leave --mark out and choose an --aim; --by says by when")
        raise ScenarioError(Problem("--mark", _("not with --all-boards"), hint=hint))
    plan = wanted.question.plan
    chosen = {board: _levers(wanted, board, levers) for board in wanted.question.boards}
    with settings.simulating(_("Simulating plans")) as (progress, run_options):
        simulators = dict(
            _simulators(wanted, chosen, settings.seed, progress, run_options)
        )
        found = split(simulators, wanted.budget, min(OF_A_BOARD, settings.replications))
    about = {"fingerprints": {plan.name: plan.fingerprint()}, "seed": settings.seed}
    outputs.write(
        {SPLIT_FILE: split_table(found)}, {**about, "replications": found.replications}
    )
    names = board_names(plan)
    _show(found, names)
    say_sentences(*split_sentences(found, names))
    _save(wanted, found, save)
    outputs.finish()


def _levers(wanted: Wanted, board: str, file: Path | None) -> Levers:
    """Levers of a board: amounts alone, since a change by name holds for all."""
    if file is None:
        return usual_levers(wanted.question, board, named=False)
    found = load_levers(file, wanted.question, board)
    if named := [lever.name for lever in found.of if not lever.part]:
        rule = _("amounts of capacity alone can be split over boards")
        hint = _("give each lever a part; add changes by name with --option")
        raise ScenarioError(Problem(str(file), rule, ", ".join(named), hint=hint))
    return found


def _simulators(
    wanted: Wanted,
    chosen: dict[str, Levers],
    seed: int,
    progress: Progress,
    run_options: RunOptions,
) -> Iterator[tuple[str, MixSimulator]]:
    """A simulator for each board; the progress of all together."""
    every: list[MixSimulator] = []

    def told(_done: int, _total: int) -> None:
        done = sum(each.used for each in every)
        progress(done, max(done, len(every) * OF_A_BOARD * 10))

    for board, levers in chosen.items():
        simulator = MixSimulator(
            question=replace(wanted.question, boards=(board,)),
            board=board,
            levers=levers,
            marks=(),
            aim=wanted.aim,
            seed=seed,
            run_options=run_options,
            progress=told,
        )
        every.append(simulator)
        yield board, simulator


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
            said_aim(found.aim, before.aim[0]).split(" ref")[0],
            said_aim(found.aim, plan.aim[0]).split(" ref")[0],
            number(plan.fractures[0] - before.fractures[0], 1, signed=True),
        )
    table.show(console())


def _save(wanted: Wanted, found: Split, path: Path | None) -> None:
    """Write the split as an option, and say how to compare it."""
    if path is None:
        return
    question = wanted.question
    amounts = {each.board: each.levers.amounts(each.plan.mix) for each in found.shares}
    changes = changes_of(question.plan, amounts, question.dates, question.limits)
    if not changes:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    title = _("{title}, by {by}", title=found.aim.title, by=date_text(question.by.date))
    save_answer(path, changes, title, [_("Worked out by fls-planner optimise.")])
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", question.plan.name, path))
