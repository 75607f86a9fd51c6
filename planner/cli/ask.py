"""`fls-planner ask`: what clears the backlog, keeps the list level, or meets a mark."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, say, say_sentences
from planner.cli.mark_options import ByDate, Chance, LimitsFile, Marks, SaveFile
from planner.cli.options import (
    OptionNames,
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
    command_line,
)
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import TerminalTable, prose, texts
from planner.cli.write import Outputs
from planner.errors import check_count
from planner.experiment.ask.answer import (
    DEFAULT_REPLICATIONS,
    CapacityAnswer,
    answer_question,
)
from planner.experiment.ask.cost import Cost
from planner.experiment.ask.propose import Proposal
from planner.experiment.ask.question import Question, question_of
from planner.experiment.ask.save import check_answer_file
from planner.experiment.ask.walk import Confirmed
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop
from planner.reports.ask import (
    answer_sentences,
    first_answer,
    said_amounts,
    said_beside,
    said_question,
    verdict,
)
from planner.reports.ask_tables import answer_table, limits_table
from planner.reports.number_format import short_pounds, whole_percent
from planner.reports.select_rows import short_name

FILE, LIMITS = "answer.csv", "limits.csv"
WhatIsAsked = Annotated[
    str,
    typer.Argument(
        metavar="clear|level|meet",
        help=gettext_noop(
            "clear: the backlog by a date, once. level: no longer a list than today."
            " meet: one mark or several by a date."
        ),
    ),
]
Stage = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=gettext_noop("List to clear or keep level (default: scan)."),
    ),
]


@dataclass(frozen=True, kw_only=True)
class AskOptions(PlanOptions):
    """Options of the simulation that confirms an answer."""

    replications: Replications = DEFAULT_REPLICATIONS


def ask(
    question: WhatIsAsked,
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    stage: Stage = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    settings: AskOptions,
    limits: LimitsFile = None,
    save: SaveFile = None,
    out: OutFolder = None,
) -> None:
    """Say what capacity clears a list, keeps it level, or meets a mark.

    Each answer says where, from when, and at what cost.
    The formula proposes it within seconds. The simulation then finds the least that
    holds, and confirms it on random numbers that the search had not seen, with one
    unit less of every part to see that it is needed.
    """
    check_count("--chance", chance, 1, 99)
    outputs, plan = Outputs(out, (FILE, LIMITS)), settings.load(scenario, option)
    if save is not None:
        check_answer_file(save)
    boards = boards_of(plan, settings.board)
    asked = question_of(question, plan, mark or [], by, stage, boards, limits)
    say_sentences(said_question(asked))
    answer = _answered(asked, chance / 100, settings)
    tables = {FILE: answer_table(answer), LIMITS: limits_table(asked)}
    about = {"fingerprints": {plan.name: asked.plan.fingerprint()}}
    outputs.write(tables, {**about, "replications": settings.replications})
    names = {board: short_name(board, board_names(plan)) for board in answer.found}
    say_sentences(*verdict(answer))
    _show(answer, tables[FILE], names)
    say_sentences(*answer_sentences(answer, names))
    _save(answer, save)
    outputs.finish()


def _answered(asked: Question, chance: float, settings: AskOptions) -> CapacityAnswer:
    """The answer, with the formula's first."""
    begun = time.perf_counter()

    def told(proposal: Proposal) -> None:
        note(first_answer(proposal, time.perf_counter() - begun))

    with settings.simulating(_("Searching")) as (progress, run_options):
        return answer_question(
            asked,
            chance,
            settings.replications,
            settings.seed,
            first=told,
            progress=progress,
            **run_options,
        )


def _show(
    answer: CapacityAnswer, frame: pd.DataFrame, names: Mapping[str, str]
) -> None:
    """One row a board."""
    columns = [
        *prose(_("Board"), least=11),
        *prose(_("New capacity"), least=24),
        *prose(_("Reached\n(asked)"), least=7),
        *texts(_("Chance, sets\n(1 less)")),
        *texts(_("Cost")),
    ]
    table = TerminalTable("", columns, plain=True, data=lambda: frame)
    asked, costs = answer.question, answer.costs
    for board, each in answer.found.items():
        marks = zip(asked.marks[board], each.values, strict=True)
        reached = "\n".join(said_beside(mark, value) for mark, value in marks)
        capacity = said_amounts(asked, board, each.amounts)
        table.add(names[board], capacity, reached, _chance(each), _money(costs[board]))
    table.show(console())


def _chance(found: Confirmed) -> str:
    """Chance, sets, and the chance with one unit less, a line each."""
    met, sets = found.outcome.sets_met
    lines = [whole_percent(found.chance)]
    if sets > 1:
        lines.append(_("{met} of {sets} sets", met=met, sets=sets))
    if found.one_less:
        lines.append(
            _("1 less: {chance}", chance=whole_percent(max(found.one_less.values())))
        )
    return "\n".join(lines)


def _money(cost: Cost) -> str:
    """Cost a year, over the plan and of capital, a line each."""
    lines = [
        _("{pounds} a year", pounds=short_pounds(cost.a_year)),
        _("{pounds} plan", pounds=short_pounds(cost.whole_plan)),
    ]
    if cost.capital:
        lines.append(_("{pounds} capital", pounds=short_pounds(cost.capital)))
    return "\n".join(lines)


def _save(answer: CapacityAnswer, path: Path | None) -> None:
    """Write the answer as an option, and say how to compare it."""
    if path is None:
        return
    if not answer.changes:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    title, remark = said_question(answer.question), _("Worked out by fls-planner ask.")
    answer.save(path, title, remark)
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", answer.question.plan.name, path))
