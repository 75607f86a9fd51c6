"""`fls-planner ask`: what clears the backlog, keeps the list level, or meets a mark."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.console import say, say_sentences
from planner.cli.options import (
    OptionNames,
    OutFolder,
    PlanName,
    Replications,
    board_names,
    boards_of,
    command_line,
)
from planner.cli.progress import bar_on_terminal, note
from planner.cli.show_answer import show_answer
from planner.cli.simulate import PlanOptions
from planner.cli.write import Outputs
from planner.errors import RunCancelled, check_count
from planner.experiment.ask.amounts import DXA, LISTS, ROLES, changes_of, said_part
from planner.experiment.ask.cost import Cost
from planner.experiment.ask.propose import Proposal, propose
from planner.experiment.ask.question import CLEAR, MEET, Question, question_of
from planner.experiment.ask.save import check_answer_file, save_answer
from planner.experiment.ask.trials import with_amounts
from planner.experiment.ask.walk import DECISIONS, Confirmed, confirm
from planner.experiment.running.results import Results
from planner.experiment.running.run import run as run_scenario
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.inputs.units import LARGEST_SEED
from planner.locale import _, gettext_noop
from planner.reports.ask import (
    answer_sentences,
    said_marks,
    verdict,
)
from planner.reports.ask_tables import answer_table, limits_table
from planner.reports.number_format import date_text, pounds
from planner.reports.select_rows import short_name

FILE, LIMITS = "answer.csv", "limits.csv"
STOPPED = gettext_noop(
    "Stopped: the formula's answer above is all there is. What was simulated is cached,"
    " so that the same command goes on from there."
)
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
Marks = Annotated[
    list[str] | None,
    typer.Option(
        "--mark",
        metavar="NAME=NUMBER",
        help=gettext_noop(
            "Mark to meet: assessed=80, scanned=80 (of all identified),"
            " scanned-of-ordered=80, any KPI id=80, or wait:scan=182 (nobody longer,"
            " days); repeatable."
        ),
    ),
]
ByDate = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help=gettext_noop(
            "Date, such as 2028-03-31, or 2028-03 for the month's end (default: the"
            " plan's end)."
        ),
    ),
]
Chance = Annotated[
    int, typer.Option(metavar="%", help=gettext_noop("Chance with which it holds."))
]
Stage = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help=gettext_noop("List to clear or keep level (default: scan)."),
    ),
]
LimitsFile = Annotated[
    Path | None,
    typer.Option(
        "--limits",
        metavar="FILE",
        help=gettext_noop("Limits of one's own: time to hire, rooms, prices."),
    ),
]
SaveFile = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FILE", help=gettext_noop("Option file (.toml) to write.")
    ),
]


@dataclass(frozen=True, kw_only=True)
class AskOptions(PlanOptions):
    """Options of the simulation that confirms an answer."""

    replications: Replications = 240

    @property
    def few(self) -> int:
        """Replications that are enough for costs, whose spread is small."""
        return max(1, self.replications // DECISIONS)

    def simulate_step(
        self, plan: Scenario, boards: Sequence[str], replications: int, *, fresh: bool
    ) -> Results:
        """Results of one step of the search, or of what confirms it."""
        title = _("Confirming") if fresh else _("Searching")
        with bar_on_terminal(title) as progress:
            return run_scenario(
                plan,
                replications,
                # Other random numbers than the search's.
                (self.seed + 1) % LARGEST_SEED if fresh else self.seed,
                boards,
                progress=progress,
                **self.run_options,
            )


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
    begun, proposal = time.perf_counter(), propose(asked)
    title = _title(question, asked)
    say_sentences(title)
    first = _first_answer(proposal, time.perf_counter() - begun)
    note(first)
    try:
        found = confirm(
            proposal, chance / 100, settings.simulate_step, settings.replications
        )
        costs = _costs(asked, found, settings)
    except (KeyboardInterrupt, RunCancelled):
        note(_(STOPPED))
        raise
    tables = {
        FILE: answer_table(asked, proposal, found, costs),
        LIMITS: limits_table(asked),
    }
    about = {"fingerprints": {plan.name: asked.plan.fingerprint()}}
    outputs.write(tables, {**about, "replications": settings.replications})
    names = {board: short_name(board, board_names(plan)) for board in found}
    say_sentences(*verdict(asked, proposal, found, costs))
    show_answer(asked, tables[FILE], found, costs, names)
    say_sentences(*answer_sentences(asked, proposal, found, names))
    _save(asked, found, save, title)
    outputs.finish()


def _title(kind: str, asked: Question) -> str:
    """The question in words."""
    marks, by = asked.marks[asked.boards[0]], date_text(asked.by.date)
    if kind == MEET:
        return _("{marks}, by {by}", marks=said_marks(marks), by=by)
    (mark,) = marks
    people = sum(asked.marks[board][0].target for board in asked.boards)
    if kind == CLEAR:
        return _("Clear the backlog of the {stage} list (at most {people:,.0f} people"
                 " waiting: all seen within {days:g} days), by {by}", stage=mark.stage,
                 people=people, days=asked.plan.marks.cleared_wait_days,
                 by=by)  # fmt: skip
    return _("Keep the {stage} list no longer than today ({people:,.0f} people),"
             " by {by}", stage=mark.stage, people=people, by=by)  # fmt: skip


def _first_answer(proposal: Proposal, seconds: float) -> str:
    """Sums of the formula's proposal over all boards."""
    new, search = proposal.amounts, proposal.search
    if not any(each.any for each in new.values()):
        amounts = _("nothing is needed")
    else:
        price = sum(search.price(board, each) for board, each in new.items())
        wte = sum(sum(getattr(each, role) for role in ROLES) for each in new.values())
        parts = [_("{wte:.1f} WTE of posts", wte=wte)] if wte else []
        for part in (DXA, LISTS):
            if count := sum(getattr(each, part) for each in new.values()):
                parts.append(said_part(part, count))
        amounts = _("{parts}, about {price} over the plan",
                    parts=", ".join(parts), price=pounds(price))  # fmt: skip
    return _("By formula, in {seconds:.1f} s: {amounts}. It knows no random variation;"
             " the simulation now finds what holds.",
             seconds=seconds, amounts=amounts)  # fmt: skip


def _costs(
    asked: Question, found: Mapping[str, Confirmed], settings: AskOptions
) -> dict[str, Cost]:
    """Cost of the answer on top of the plan, by board."""
    boards = list(found)
    answer = with_amounts(asked, {board: each.amounts for board, each in found.items()})
    before, after = (
        settings.simulate_step(plan, boards, settings.few, fresh=True)
        for plan in (asked.plan, answer)
    )
    return {board: Cost.between(before, after, board) for board in boards}


def _save(
    asked: Question, found: Mapping[str, Confirmed], path: Path | None, title: str
) -> None:
    """Write the answer as an option, and say how to compare it."""
    if path is None:
        return
    amounts = {board: each.amounts for board, each in found.items()}
    changes = changes_of(asked.plan, amounts, asked.dates, asked.limits)
    if not changes:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    save_answer(path, changes, title, [_("Worked out by fls-planner ask.")])
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", asked.plan.name, path))
