"""`fls-planner backtest`: fit a board's earlier years, predict the next, compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from planner.cli.options import Engine, Out, Seed, Workers
from planner.cli.progress import preparing, progress_bar
from planner.cli.write import Outputs, write_report, write_tables
from planner.errors import Problem, ScenarioError
from planner.experiment.running.results import check_count
from planner.inputs.load import load_scenario
from planner.pathway.engines import COMPILED, ENGINES

if TYPE_CHECKING:
    from planner.calibration.backtest import Effort, Prediction
    from planner.calibration.question import Question

BOARD = "aneurin-bevan"
Scenario = Annotated[str, typer.Argument(help="Name or file, from the first year on.")]
Options = Annotated[
    list[str] | None,
    typer.Option("--option", help="Apply an option, as a board's return; repeatable."),
]
Board = Annotated[str, typer.Option("--board", help="The board that is fitted.")]
ObservedFile = Annotated[
    Path | None,
    typer.Option(
        help="CSV: board, year, measure, value, denominator, source, tolerance."
        " Without it: what Aneurin Bevan published."
    ),
]
FitYears = Annotated[
    str, typer.Option(help="E.g. 2021-2023; without it, all years but the last.")
]
Predict = Annotated[str, typer.Option(help="Year; without it, the next.")]
Constants = Annotated[
    str,
    typer.Option(help="At most four, by commas: NAME, or NAME=LOW:HIGH, or a key."),
]
Draws = Annotated[int | None, typer.Option(help="Sets of constants tried (128).")]
Replications = Annotated[
    int | None,
    typer.Option("--replications", "-n", help="Of the fitted set (20)."),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="A short try; too short to be judged.")
]


def backtest(
    scenario: Scenario = "wales-2023",
    board: Board = BOARD,
    option: Options = None,
    observed: ObservedFile = None,
    fit_years: FitYears = "",
    predict: Predict = "",
    constants: Constants = "",
    draws: Draws = None,
    replications: Replications = None,
    seed: Seed = 1,
    workers: Workers = None,
    engine: Engine = COMPILED,
    quick: Quick = False,
    out: Out = None,
) -> None:
    """Fit a board's earlier years, predict the next, and only then compare."""
    # Few ask for it, and it brings much along.
    from planner.calibration.backtest import predict as make
    from planner.calibration.observed import read_sheet
    from planner.calibration.question import question_of

    outputs = Outputs(out)
    _check(engine, workers)
    effort = _effort(draws, replications, quick=quick)
    plan = load_scenario(scenario, option or [])
    question = question_of(
        plan,
        board,
        sheet=None if observed is None else read_sheet(observed),
        constants=[text.strip() for text in constants.split(",") if text.strip()],
        fit_years=fit_years,
        predict=predict,
    )
    with preparing(plan, engine), progress_bar("Back-test") as progress:
        made = make(
            question,
            effort=effort,
            seed=seed,
            workers=workers,
            progress=progress,
            engine=engine,
        )
    _show(made)
    _say_limits(question, quick=quick)
    _write(outputs, made)


def _check(engine: str, workers: int | None) -> None:
    if engine not in ENGINES:
        rule = f"one of: {', '.join(ENGINES)}"
        raise ScenarioError(Problem("--engine", rule, value=repr(engine)))
    if workers is not None:
        check_count("--workers", workers, 1, 1000)


def _effort(draws: int | None, replications: int | None, *, quick: bool) -> Effort:
    from dataclasses import replace

    from planner.calibration.backtest import QUICK, Effort

    effort = QUICK if quick else Effort()
    if draws is not None:
        # Fewer points do not hold the surface that says where to look.
        check_count("draws", draws, 16, 4096)
        effort = replace(effort, draws=draws)
    if replications is not None:
        check_count("replications", replications, 2, 1000)
        effort = replace(effort, replications=replications)
    return effort


def _show(made: Prediction) -> None:
    """Fit, then prediction, then comparison: in this order."""
    from planner.calibration.backtest import fitted_years
    from planner.calibration.tables import PREDICTED
    from planner.reports import backtest as words

    console = Console(highlight=False)
    # Piped into a file there is no width to keep to.
    console = console if console.is_terminal else Console(highlight=False, width=180)

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    question = made.question
    board = made.scenario.boards[question.board_id]
    years = f"{question.fit_years[0]}-{question.fit_years[-1]}"
    say(f"{board.name}: {years} fitted, {question.predicted} predicted\n")
    console.print(_table("Constants", CONSTANT_HEADS, words.constant_lines(made)))
    say(words.fit_sentence(made))
    for text in (*words.warnings(made), *words.ridge_sentences(made)):
        say(text)
    lines = words.figure_lines(fitted_years(made))
    console.print(_table("Years that were fitted", FIGURE_HEADS, lines))
    say(f"\nPREDICTION for {question.predicted}, before it is compared")
    ahead = made.figures[made.figures["part"] == PREDICTED]
    for _, row in ahead.iterrows():
        say(f"  {words.prediction_sentence(row, len(made.others))}")
    say(words.made_sentence(made))
    say(words.NOT_IN_THE_BAND)
    say(f"\nCOMPARED with what was observed in {question.predicted}")
    for text in words.verdicts(made):
        say(f"  {text}")


CONSTANT_HEADS = (
    ("constant", "name"), ("in the scenario", "now"), ("looked for in", "box"),
    ("fitted", "fitted"), ("sets that fit", "fits"), ("remark", "remark"),
)  # fmt: skip
FIGURE_HEADS = (
    ("measure", "name"), ("year", "year"), ("observed", "observed"),
    ("simulated", "simulated"), ("luck alone", "luck"), ("all sets", "band"),
    ("tolerance", "tolerance"), ("within", "within"),
    ("of, observed / simulated", "base"),
)  # fmt: skip


def _table(title: str, heads: tuple[tuple[str, str], ...], lines: Any) -> Table:
    table = Table(title=title, box=None, title_justify="left")
    for head, name in heads:
        left = name in ("name", "remark", "year")
        table.add_column(head, justify="left" if left else "right")
    for line in lines:
        table.add_row(*(getattr(line, name) for _, name in heads))
    return table


def _say_limits(question: Question, *, quick: bool) -> None:
    from planner.cli.progress import note

    if question.left_out:
        years = ", ".join(dict.fromkeys(o.target.period for o in question.left_out))
        note(f"Figures of {years} are neither fitted nor predicted; not used.")
    if quick:
        note("A quick try: fewer sets and replications, so do not judge by it.")


def _write(outputs: Outputs, made: Prediction) -> None:
    from planner.calibration.backtest import compared
    from planner.calibration.observed import COLUMNS, NOTE
    from planner.reports.backtest_page import backtest_page

    question = made.question
    rows = [each.row for each in (*question.fitted, *question.held_back)]
    tables = {
        "figures.csv": compared(made),
        "constants.csv": made.constants,
        "sets.csv": made.ridge,
        "observed.csv": pd.DataFrame(rows, columns=[*COLUMNS, NOTE]),
    }
    write_tables(outputs, tables)
    about = {
        "board": question.board_id,
        "fit_years": question.fit_years,
        "predicted": question.predicted,
        "seed": made.seed,
        "effort": vars(made.effort),
        "fingerprint": made.scenario.fingerprint(),
    }
    write_report(outputs, "manifest.json", json.dumps(about, indent=2))
    write_report(outputs, "backtest.html", backtest_page(made))
    if outputs.folder is not None:
        from planner.cli.progress import note

        note(f"written to {outputs.folder}: backtest.html, {', '.join(tables)}")
