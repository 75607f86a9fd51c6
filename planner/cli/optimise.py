"""`fls-planner optimise`: the cheapest mix that meets marks, or a budget's best."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.console import say, say_sentences
from planner.cli.mark_options import ByDate, Chance, LimitsFile, Marks, SaveFile
from planner.cli.optimise_split import SPLIT_FILE, split_over_boards
from planner.cli.optimise_tables import show_front, show_ranking
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
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.ask.save import check_answer_file, save_answer
from planner.experiment.optimise.answer import BestMix, Wanted
from planner.experiment.optimise.best_mix import (
    DEFAULT_REPLICATIONS,
    best_mix,
    changes_of_best,
    levers_of,
    wanted_of,
)
from planner.experiment.optimise.levers import Levers
from planner.experiment.optimise.trials import MixTrial
from planner.experiment.running.collect import MOST_REPLICATIONS
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.ask import said_marks
from planner.reports.optimise import (
    answer_sentences,
    first_mix,
    front_table,
    ranking_table,
)

FILE, FRONT = "plans.csv", "front.csv"
LeversFile = Annotated[
    Path | None,
    typer.Option(
        "--levers",
        metavar="FILE",
        help=gettext_noop("Levers of one's own with their levels (see MODEL.md)."),
    ),
]
Budgets = Annotated[
    list[str] | None,
    typer.Option(
        "--budget",
        metavar="YEAR=POUNDS",
        help=gettext_noop(
            "Most revenue of a financial year, such as 2027/28=150000, or 150000 for"
            " each; repeatable."
        ),
    ),
]
Capital = Annotated[
    float | None,
    typer.Option(
        metavar="POUNDS", help=gettext_noop("Most capital of the whole plan.")
    ),
]
AimName = Annotated[
    str | None,
    typer.Option(
        "--aim",
        metavar="NAME",
        help=gettext_noop(
            "What a budget is to bring: scanned, assessed, a KPI id, in-time or"
            " fractures; of --all-boards in-time, fractures, equal-waits or"
            " nobody-worse."
        ),
    ),
]
AllBoards = Annotated[
    bool,
    typer.Option(
        "--all-boards", help=gettext_noop("Split one budget over all boards.")
    ),
]


@dataclass(frozen=True, kw_only=True)
class OptimiseOptions(PlanOptions):
    """Options of the simulation behind a selection."""

    replications: Replications = DEFAULT_REPLICATIONS


def optimise(
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    budget: Budgets = None,
    capital: Capital = None,
    aim: AimName = None,
    *,
    all_boards: AllBoards = False,
    levers: LeversFile = None,
    scenario: PlanName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    settings: OptimiseOptions,
    limits: LimitsFile = None,
    save: SaveFile = None,
    out: OutFolder = None,
) -> None:
    """Find the cheapest mix that meets marks, or the best within a budget.

    Levers are posts, DXA sessions, bought-in lists and changes by name, each with a few
    levels. The formula rules out what surely is not the best; the rest is simulated,
    with -n replications of a plan at most, until the best is told apart.
    """
    check_count("--chance", chance, 1, 99)
    check_count("--replications", settings.replications, 2, MOST_REPLICATIONS)
    outputs = Outputs(out, (SPLIT_FILE,) if all_boards else (FILE, FRONT))
    plan = settings.load(scenario, option)
    if save is not None:
        check_answer_file(save)
    boards = _boards(plan, settings, all_boards=all_boards)
    wanted = wanted_of(
        plan,
        boards,
        mark or [],
        by,
        aim=aim,
        budget=budget or [],
        capital=capital,
        chance=chance / 100,
        limits=limits,
        national=all_boards,
    )
    if all_boards:
        split_over_boards(wanted, settings, levers, outputs, save)
        return
    (board,) = boards
    name = board_names(plan)[board]
    answer = _answered(wanted, levers_of(wanted, board, levers), settings)
    tables = {FILE: ranking_table(answer), FRONT: front_table(answer)}
    about = {"seed": settings.seed, "replications": answer.counts.replications}
    marks = {plan.name: answer.question.plan.fingerprint()}
    outputs.write(tables, {**about, "fingerprints": marks})
    say_sentences(*answer_sentences(answer, chance / 100, name))
    show_ranking(answer)
    show_front(answer)
    _save(answer, save)
    outputs.finish()


def _boards(
    plan: Scenario, settings: OptimiseOptions, *, all_boards: bool
) -> tuple[str, ...]:
    """The board asked about, or all that run a service."""
    named = boards_of(plan, settings.board)
    found = tuple(b for b in plan.providers if named is None or b in named)
    if all_boards and named is None:
        return found
    if all_boards or len(found) != 1:
        hint = _("boards with a service: {names}", names=", ".join(plan.providers))
        rule = _("one board that runs a service, or --all-boards without --board")
        raise ScenarioError(Problem("--board", rule, "", ", ".join(named or ()), hint))
    return found


def _answered(wanted: Wanted, levers: Levers, settings: OptimiseOptions) -> BestMix:
    """The best mix, with what the formula finds first."""

    def told(trial: MixTrial) -> None:
        note(first_mix(levers, trial))

    with settings.simulating(_("Simulating plans")) as (progress, run_options):
        return best_mix(
            wanted,
            levers,
            settings.replications,
            settings.seed,
            first=told,
            progress=progress,
            **run_options,
        )


def _save(answer: BestMix, path: Path | None) -> None:
    """Write the best plan as an option, and say how to compare it."""
    if path is None:
        return
    question = answer.question
    named, made = changes_of_best(answer)
    if not named and not made:
        say(_("Nothing is needed, so there is nothing to save."))
        return
    marks = question.marks[answer.board]
    asked = said_marks(marks) if marks else answer.aim.title
    title = _("{title}, by {by}", title=asked, by=question.by.date)
    save_answer(
        path, made, title, [_("Worked out by fls-planner optimise.")], by_name=named
    )
    say(_("Saved: {path}. To compare:", path=path))
    say(command_line("compare", question.plan.name, path))
