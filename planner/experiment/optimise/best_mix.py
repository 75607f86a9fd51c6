"""Questions about the best mix of changes, and the searches that answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.ask.amounts import PARTS, changes_of
from planner.experiment.ask.question import Question, with_ages
from planner.experiment.marks import By, read_date, read_marks
from planner.experiment.optimise.aims import Aim, read_aim, read_budget
from planner.experiment.optimise.answer import BestMix, Wanted, check_priced
from planner.experiment.optimise.levers import Levers, changes_of_mix, usual_levers
from planner.experiment.optimise.levers_file import load_levers
from planner.experiment.optimise.optimise import Optimisation
from planner.experiment.optimise.simulated import MixSimulator
from planner.experiment.optimise.split import Split, split
from planner.experiment.optimise.trials import MixTrial
from planner.experiment.running.collect import MOST_REPLICATIONS, RunOptions
from planner.experiment.running.replicate import Cancelled, Progress
from planner.inputs.change_files import Change
from planner.inputs.limits import Limits, load_limits
from planner.inputs.scenario import Scenario
from planner.locale import _
from planner.outcomes.periods import Periods

DEFAULT_CHANCE, DEFAULT_REPLICATIONS = 0.8, 60
OF_A_BOARD = 20
"""Replications of each board's plans at most, where a budget is split."""


def wanted_of(
    plan: Scenario,
    boards: Sequence[str],
    marks: Sequence[str] = (),
    by: str | None = None,
    *,
    aim: str | None = None,
    budget: Sequence[str] = (),
    capital: float | None = None,
    chance: float = DEFAULT_CHANCE,
    limits: Path | Limits | None = None,
    national: bool = False,
) -> Wanted:
    """A question about the best mix, checked; nothing is simulated.

    Parameters
    ----------
    boards : one that runs a service or, where `national`, those that share a budget
    marks, by : in words, such as scanned=40 and 2028-03
    budget : in words, such as 2027/28=150000

    Raises
    ------
    ScenarioError: naming the option, the rule and how to fix it
    """
    check_priced(plan)
    read = read_marks(marks, plan)
    plan = with_ages(plan, read)
    last = Periods.of(plan).date(plan.plan_days - 1)
    question = Question(
        plan=plan,
        boards=tuple(boards),
        marks=dict.fromkeys(boards, read),
        by=By.of(plan, read_date(by) if by is not None else last),
        limits=limits if isinstance(limits, Limits) else load_limits(limits),
        parts=PARTS,
    )
    spend = read_budget(plan, budget, capital)
    wanted = Wanted(question, _aim_of(question, aim, national=national), spend, chance)
    if read and national:
        hint = _("leave --mark out and choose an --aim; --by says by when")
        raise ScenarioError(Problem("--mark", _("not with --all-boards"), hint=hint))
    if not read and not spend.given:
        if national:
            hint = _("write --budget 2027/28=150000, or --budget 150000 for each year")
            raise ScenarioError(Problem("--budget", _("a budget is needed"), hint=hint))
        hint = _("write --mark scanned=35 --by 2028-03, or --budget 2027/28=150000")
        rule = _("a mark or a budget is needed")
        raise ScenarioError(Problem("--mark", rule, hint=hint))
    return wanted


def _aim_of(question: Question, aim: str | None, *, national: bool) -> Aim:
    """The aim that is named, or the KPI of the first mark."""
    marks = question.marks[question.boards[0]]
    if aim is None and not national:
        known = [each for each in marks if not each.stage]
        if known:
            return Aim(known[0].kpi)
    return read_aim(aim, national=national)


def levers_of(
    wanted: Wanted, board: str, file: Path | None = None, *, named: bool = True
) -> Levers:
    """Levers of a board: of a file, or the usual ones.

    Parameters
    ----------
    named : whether changes by name, which hold for every board, may be among them

    Raises
    ------
    ScenarioError: naming lever, key, value and rule, all of them at once
    """
    if file is None:
        return usual_levers(wanted.question, board, named=named)
    found = load_levers(file, wanted.question, board)
    by_name = [lever.name for lever in found.of if not lever.part]
    if by_name and not named:
        rule = _("amounts of capacity alone can be split over boards")
        hint = _("give each lever a part; add changes by name with --option")
        raise ScenarioError(Problem(str(file), rule, ", ".join(by_name), hint=hint))
    return found


def best_mix(
    wanted: Wanted,
    levers: Levers,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = 1,
    *,
    first: Callable[[MixTrial], None] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **run_options: Unpack[RunOptions],
) -> BestMix:
    """The best mix of one board's levers, those that come next, and how sure.

    Parameters
    ----------
    wanted : of one board
    replications : of a plan at most
    first : called with what the formula finds best, before plans are compared
    progress : called with replications done and to do, so far as is known
    cancelled : asked several times a second; true stops the search
    run_options : as `replicate` takes them; with a `cache` a search that was stopped
        goes on where it was

    Raises
    ------
    ScenarioError: for a number out of bounds
    RunCancelled
    """
    check_count("--replications", replications, 2, MOST_REPLICATIONS)
    (board,) = wanted.question.boards
    simulator = MixSimulator(
        question=wanted.question,
        board=board,
        levers=levers,
        marks=wanted.question.marks[board],
        aim=wanted.aim,
        seed=seed,
        run_options=run_options,
        progress=progress,
        cancelled=cancelled,
    )
    search = Optimisation(simulator, wanted.budget, wanted.chance, replications, first)
    return search.run()


def best_split(
    wanted: Wanted,
    levers: Mapping[str, Levers],
    replications: int = OF_A_BOARD,
    seed: int = 1,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    **run_options: Unpack[RunOptions],
) -> Split:
    """The best split of one budget over boards.

    Parameters
    ----------
    levers : of each board, amounts of capacity alone
    replications, progress, cancelled, run_options : see `best_mix`

    Raises
    ------
    RunCancelled
    """
    simulators = dict(
        _simulators(wanted, levers, seed, progress, cancelled, run_options)
    )
    return split(simulators, wanted.budget, min(OF_A_BOARD, replications))


def _simulators(
    wanted: Wanted,
    levers: Mapping[str, Levers],
    seed: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
    run_options: RunOptions,
) -> Iterator[tuple[str, MixSimulator]]:
    """A simulator for each board; the progress of all together."""
    every: list[MixSimulator] = []

    def told(_done: int, _total: int) -> None:
        assert progress is not None
        done = sum(each.used for each in every)
        progress(done, max(done, len(levers) * OF_A_BOARD * 10))

    for board, own in levers.items():
        simulator = MixSimulator(
            question=replace(wanted.question, boards=(board,)),
            board=board,
            levers=own,
            marks=(),
            aim=wanted.aim,
            seed=seed,
            run_options=run_options,
            progress=told if progress is not None else None,
            cancelled=cancelled,
        )
        every.append(simulator)
        yield board, simulator


def changes_of_best(answer: BestMix) -> tuple[list[str], list[Change]]:
    """Names of the changes that the best mix takes, and those it adds of its own."""
    mix = answer.best.mix
    named = [change.name for change in answer.levers.named(mix)]
    return named, changes_of_mix(answer.question, answer.board, answer.levers, mix)


def changes_of_split(question: Question, found: Split) -> list[Change]:
    """Changes that bring a split's amounts, for all boards together."""
    amounts = {each.board: each.levers.amounts(each.plan.mix) for each in found.shares}
    return changes_of(question.plan, amounts, question.dates, question.limits)
