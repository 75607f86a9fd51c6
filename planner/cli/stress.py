"""`fls-planner stress`: chance of a plan under each risk, the cheapest insurance."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
import typer

from planner.cli.ask import ByDate, Chance, LimitsFile, Marks
from planner.cli.console import console, say, say_sentences
from planner.cli.options import (
    OutFolder,
    PlanName,
    board_names,
    boards_of,
)
from planner.cli.progress import bar_on_terminal
from planner.cli.simulate import PlanOptions
from planner.cli.tables import Column, TerminalTable, numbers, prose
from planner.cli.write import Outputs
from planner.errors import Problem, ScenarioError, check_count
from planner.experiment.ask.question import MEET, Question, question_of
from planner.experiment.marks import read_date
from planner.experiment.running.results import Results
from planner.experiment.running.run import run as run_scenario
from planner.experiment.stress.strike import Struck, strike
from planner.experiment.stress.trial import Trial, try_risks
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.risks import load_risks
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.reports.ask import said_marks
from planner.reports.number_format import date_text, number, whole_percent
from planner.reports.select_rows import short_name
from planner.reports.stress import (
    notes,
    said_insurance,
    said_risk,
    said_sets,
    said_short,
    stress_sentences,
    stress_table,
    summary_sentences,
    worst_of,
)

FILE = "stress.csv"
Options = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[OPTION...]",
        help=gettext_noop(
            "Options, each a plan of its own: names or files (default: the scenario)."
        ),
    ),
]
RiskNames = Annotated[
    list[str] | None,
    typer.Option(
        "--risk",
        metavar="NAME",
        help=gettext_noop("Risk: a name or a file (default: all); repeatable."),
    ),
]
When = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help=gettext_noop("First day of every risk (default: as each risk says)."),
    ),
]
NoInsurance = Annotated[
    bool,
    typer.Option("--no-insurance", help=gettext_noop("Say the chances alone.")),
]
Details = Annotated[
    bool,
    typer.Option("--details", help=gettext_noop("Print every risk of every board.")),
]


@dataclass(frozen=True, kw_only=True)
class StressOptions(PlanOptions):
    """Options of the simulation of a plan under risks."""

    def try_plan(self, plan: Scenario, boards: Sequence[str], title: str) -> Results:
        """Results of one trial."""
        with bar_on_terminal(title) as progress:
            return run_scenario(
                plan,
                self.replications,
                self.seed,
                boards,
                progress=progress,
                **self.run_options,
            )


def stress(
    options: Options = None,
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    risk: RiskNames = None,
    when: When = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: StressOptions,
    limits: LimitsFile = None,
    no_insurance: NoInsurance = False,
    details: Details = False,
    out: OutFolder = None,
) -> None:
    """Say how likely a plan meets its mark under each risk.

    Each risk is laid over the plan by date, with the same patients and random
    numbers. The cheapest insurance is the least extra capacity that restores the
    chance under that risk.
    """
    check_count("--chance", chance, 1, 99)
    outputs, base = Outputs(out, (FILE,)), settings.load(scenario)
    if not mark:
        hint = _("write fls-planner stress --mark scanned=60 --by 2028-03-31")
        raise ScenarioError(Problem("--mark", _("a mark is needed"), hint=hint))
    plans = [apply_option(base, load_option(name)) for name in options or ()] or [base]
    boards = boards_of(base, settings.board)
    asked = [question_of(MEET, p, mark, by, None, boards, limits) for p in plans]
    day = _first_day(when, asked[0]) if when else None
    known = load_risks(risk)
    struck = [
        [strike(each.plan, one, each.boards, each.by.date, day) for one in known]
        for each in asked
    ]
    wanted = None if no_insurance else chance / 100
    tried = [
        (question, _tried(question, risks, settings, wanted))
        for question, risks in zip(asked, struck, strict=True)
    ]
    tables = [stress_table(question, trials) for question, trials in tried]
    about = {
        "fingerprints": {plan.name: plan.fingerprint() for plan in plans},
        "seed": settings.seed,
        "replications": settings.replications,
    }
    outputs.write({FILE: pd.concat(tables)}, about)
    for (question, trials), table in zip(tried, tables, strict=True):
        _show(question, trials, table, chance / 100, details=details)
        say_sentences(*notes(question, trials, settings.replications))
    outputs.finish()


def _first_day(text: str, question: Question) -> datetime.date:
    """The day from which every risk is laid over the plan."""
    day, first = read_date(text, "--when"), question.plan.plan_start
    if not first <= day <= question.by.date:
        rule = _("lies between {first} and {last}", first=first, last=question.by.date)
        hint = _("a risk begins within the plan, before the mark is held")
        raise ScenarioError(Problem("--when", rule, value=text, hint=hint))
    return day


def _tried(
    question: Question,
    risks: Sequence[Struck],
    settings: StressOptions,
    wanted: float | None,
) -> list[Trial]:
    """Every board under every risk; the chances are said before the insurance."""

    def said(trials: Sequence[Trial]) -> None:
        if wanted is not None:
            say(_early(question, trials), stderr=True)

    return try_risks(question, risks, settings.try_plan, wanted, said)


def _early(question: Question, trials: Sequence[Trial]) -> str:
    """Chances in one line, while insurance is looked for."""
    (first,) = question.boards[:1]
    own = [each for each in trials if each.board == first and not each.spared]
    chances = ", ".join(
        f"{said_short(each)} {whole_percent(each.chance)}" for each in own
    )
    name = board_names(question.plan).get(first, first)
    return _("Chances at {board}: {chances}. Now the insurance.",
             board=name, chances=chances)  # fmt: skip


def _show(
    question: Question,
    trials: Sequence[Trial],
    frame: pd.DataFrame,
    wanted: float,
    *,
    details: bool,
) -> None:
    """The sentences, then one board risk by risk, or several in one table."""
    plan, several = question.plan, len(question.boards) > 1
    names = board_names(plan)
    if several:
        names = {board: short_name(board, names) for board in names}
    title = _("{plan}: {marks}, by {day}", plan=plan.title or plan.name,
              marks=said_marks(question.marks[question.boards[0]]),
              day=date_text(question.by.date))  # fmt: skip
    say_sentences(title)
    if several:
        say_sentences(*summary_sentences(question, trials, wanted, names))
        _boards_table(question, trials, names, lambda: frame).show(console())
    else:
        say_sentences(*stress_sentences(question, trials, wanted, names))
    for board in question.boards if details or not several else ():
        own = [each for each in trials if each.board == board]
        _risk_table(question, own, names.get(board, board), frame).show(console())
    if several:
        _worst_table(question, trials, names).show(console())


def _boards_table(
    question: Question,
    trials: Sequence[Trial],
    names: dict[str, str],
    data: Callable[[], pd.DataFrame],
) -> TerminalTable:
    """Chances in per cent: a board a row, a risk a column."""
    first = [each for each in trials if each.board == question.boards[0]]
    # A sign stays with its number where words stand one below the other.
    heads = [said_short(each).replace(" %", "%") for each in first]
    columns = [
        *prose(_("Chance, %"), least=12),
        *numbers(*(head.replace(" ", "\n") for head in heads)),
    ]
    table = TerminalTable("", columns, plain=True, data=data)
    for board in question.boards:
        own = [each for each in trials if each.board == board]
        cells = ["–" if t.spared else f"{100 * t.chance:.0f}" for t in own]
        table.add(names.get(board, board), *cells)
    return table


def _worst_table(
    question: Question, trials: Sequence[Trial], names: dict[str, str]
) -> TerminalTable:
    """The worst risk of each board, with its insurance."""
    worst = [each for board in question.boards if (each := worst_of(trials, board))]
    title = _("The worst risk of each board")
    table = TerminalTable(title, _columns_of_risks(_("Board")), plain=True)
    table.data = lambda: stress_table(question, worst)
    for each in worst:
        risk = _("{board}: {risk}", board=names[each.board], risk=said_short(each))
        table.add(risk, *_cells(question, each)[1:])
    return table


def _columns_of_risks(first: str) -> list[Column]:
    return [
        *prose(first, least=18),
        *numbers(_("Chance"), _("Sets"), _("List"), _("Days")),
        *prose(_("Cheapest insurance"), least=20),
        *numbers(_("£k plan")),
    ]


def _cells(question: Question, trial: Trial) -> tuple[str, ...]:
    """One risk: chance, sets, list, wait, insurance and its price."""
    if trial.spared:
        said = said_insurance(question, trial)
        return (said_risk(trial), "–", "–", "–", "–", said, "")
    moved, found = trial.struck is not None, trial.insurance
    return (
        said_risk(trial),
        whole_percent(trial.chance),
        said_sets(trial),
        number(trial.longer.mean, 0, signed=True) if moved else "",
        number(trial.slower.mean, 0, signed=True) if moved else "",
        said_insurance(question, trial),
        number(found.price / 1000, 0) if found else "",
    )


def _risk_table(
    question: Question, trials: Sequence[Trial], title: str, frame: pd.DataFrame
) -> TerminalTable:
    """A risk a row: chance, sets, list, wait, insurance and its price."""
    own = frame[frame["board"] == trials[0].board]
    columns = _columns_of_risks(_("Risk"))
    table = TerminalTable(title, columns, plain=True, data=lambda: own)
    for each in trials:
        table.add(*_cells(question, each))
    return table
