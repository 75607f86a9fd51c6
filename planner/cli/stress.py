"""`fls-planner stress`: chance of a plan under each risk, the cheapest insurance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, fold_piped_tables, say_sentences
from planner.cli.mark_options import ByDate, Chance, LimitsFile, Marks
from planner.cli.options import OutFolder, PlanName, board_names, boards_of
from planner.cli.progress import note
from planner.cli.simulate import PlanOptions
from planner.cli.tables import Column, TerminalTable, numbers, prose
from planner.cli.write import Outputs
from planner.errors import check_count
from planner.experiment.ask.question import Question
from planner.experiment.stress.stress import PlanSimulator, Stressed, StressTest
from planner.experiment.stress.trial import Trial
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.locale import _, gettext_noop
from planner.reports.ask import said_marks
from planner.reports.dates import date_text
from planner.reports.number_format import number, whole_percent
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


def stress(
    options: Options = None,
    mark: Marks = None,
    by: ByDate = None,
    chance: Chance = 80,
    risk: RiskNames = None,
    when: When = None,
    *,
    scenario: PlanName = DEFAULT_SCENARIO,
    settings: PlanOptions,
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
    fold_piped_tables()
    check_count("--chance", chance, 1, 99)
    outputs, base = Outputs(out, (FILE,)), settings.load(scenario)
    plans = [apply_option(base, load_option(name)) for name in options or ()] or [base]
    boards = boards_of(base, settings.board)
    tests = [
        StressTest.of(
            plan, mark or (), by, boards=boards, limits=limits, risks=risk, when=when
        )
        for plan in plans
    ]
    found = [
        _simulated(each, chance / 100, settings, insurance=not no_insurance)
        for each in tests
    ]
    tables = [stress_table(each.question, each.trials) for each in found]
    about = {
        "fingerprints": {plan.name: plan.fingerprint() for plan in plans},
        "seed": settings.seed,
        "replications": settings.replications,
    }
    outputs.write({FILE: pd.concat(tables)}, about)
    for each, table in zip(found, tables, strict=True):
        _show(each, table, details=details)
        say_sentences(*notes(each.question, each.trials, settings.replications))
    outputs.finish()


def _simulated(
    test: StressTest, chance: float, settings: PlanOptions, *, insurance: bool
) -> Stressed:
    """Every board under every risk; the chances are said before the insurance."""
    title = test.question.plan.title or test.question.plan.name
    with settings.simulating(title) as (progress, run_options):
        simulator = PlanSimulator(
            replications=settings.replications,
            seed=settings.seed,
            progress=progress,
            cancelled=None,
            means=run_options,
        )
        return test.run(
            chance,
            insurance=insurance,
            simulator=simulator,
            early=lambda first: note(_early(first)),
        )


def _early(found: Stressed) -> str:
    """Chances in one line, while insurance is looked for."""
    (first,) = found.question.boards[:1]
    own = [each for each in found.of(first) if not each.spared]
    chances = ", ".join(
        f"{said_short(each)} {whole_percent(each.chance)}" for each in own
    )
    name = board_names(found.question.plan).get(first, first)
    return _("Chances at {board}: {chances}. Now the insurance.",
             board=name, chances=chances)  # fmt: skip


def _show(found: Stressed, frame: pd.DataFrame, *, details: bool) -> None:
    """The sentences, then one board risk by risk, or several in one table."""
    question, trials = found.question, found.trials
    plan, several = question.plan, len(question.boards) > 1
    names = board_names(plan)
    if several:
        names = {board: short_name(board, names) for board in names}
    title = _("{plan}: {marks}, by {day}", plan=plan.title or plan.name,
              marks=said_marks(question.marks[question.boards[0]]),
              day=date_text(question.by.date))  # fmt: skip
    say_sentences(title)
    if several:
        say_sentences(*summary_sentences(question, trials, found.wanted, names))
        _boards_table(question, trials, names, lambda: frame).show(console())
    else:
        say_sentences(*stress_sentences(question, trials, found.wanted, names))
    for board in question.boards if details or not several else ():
        own = frame[frame["board"] == board]
        title = names.get(board, board)
        _risk_table(question, found.of(board), title, own).show(console())
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
    columns = _columns_of_risks(_("Board"), worst)
    table = TerminalTable(title, columns, plain=True)
    table.data = lambda: stress_table(question, worst)
    for each in worst:
        risk = _("{board}: {risk}", board=names[each.board], risk=said_short(each))
        table.add(risk, *_cells(question, each)[1 : len(columns)])
    return table


def _columns_of_risks(first: str, trials: Sequence[Trial]) -> list[Column]:
    """Columns of risks; of insurance only where it was looked for."""
    columns = [
        *prose(first, least=18),
        *numbers(_("Chance"), _("Sets"), _("List"), _("Days")),
    ]
    if any(each.looked for each in trials):
        columns += prose(_("Cheapest insurance"), least=20)
        return [*columns, *numbers(_("£k plan"))]
    spared = any(each.spared for each in trials)
    return [*columns, *(prose(_("Remark"), least=20) if spared else [])]


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
    columns = _columns_of_risks(_("Risk"), trials)
    table = TerminalTable(title, columns, plain=True, data=lambda: frame)
    for each in trials:
        table.add(*_cells(question, each)[: len(columns)])
    return table
