"""`fls-planner backtest`: fit a board's earlier years, predict the next, compare."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from planner.cli.console import console, say
from planner.cli.options import Engine, Out, Seed, Workers, check_options
from planner.cli.progress import preparing, progress_bar
from planner.cli.write import Outputs, write_report, write_tables
from planner.inputs.load import load_scenario
from planner.pathway.engines import COMPILED

if TYPE_CHECKING:
    from planner.calibration.backtest import Effort, Prediction
    from planner.calibration.backtest_request import BacktestRequest

Scenario = Annotated[
    str,
    typer.Argument(help="Scenario, by name or file; begins in the first year fitted."),
]
Options = Annotated[
    list[str] | None,
    typer.Option(
        "--option", help="Apply an option, such as a board's own numbers; repeatable."
    ),
]
Board = Annotated[
    str | None,
    typer.Option("--board", help="Board to fit (default: one with published figures)."),
]
ObservedFile = Annotated[
    Path | None,
    typer.Option(
        help="CSV: board, year, measure, value, denominator, source, tolerance."
        " Without it: the figures that the board has published."
    ),
]
FitYears = Annotated[
    str,
    typer.Option(help="Years to fit, such as 2021-2023 (default: all but the last)."),
]
Predict = Annotated[str, typer.Option(help="Year to predict (default: the next).")]
Constants = Annotated[
    str,
    typer.Option(
        help="At most four, separated by commas: NAME, NAME=LOW:HIGH, or a key."
    ),
]
Draws = Annotated[
    int | None, typer.Option(help="Sets of constants to try first (default: 128).")
]
Replications = Annotated[
    int | None,
    typer.Option(
        "--replications", "-n", help="Replications of the fitted set (default: 20)."
    ),
]
WIDTH = 180
Quick = Annotated[
    bool,
    typer.Option("--quick", help="A short run to try it out; not to be judged by."),
]


def backtest(
    scenario: Scenario = "wales-2023",
    board: Board = None,
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
    # Imported here because it is slow to import and seldom used.
    from planner.calibration.backtest import predict as make
    from planner.calibration.backtest_request import request_backtest
    from planner.calibration.fitting_plan import load_plan
    from planner.calibration.observed import read_observed

    outputs = Outputs(out)
    # Fewer points do not hold the surface that says where to look.
    counts = (("--draws", draws, 16, 4096), ("--replications", replications, 2, 1000))
    check_options(engine, seed, workers, counts)
    effort = _effort(draws, replications, quick=quick)
    plan = load_scenario(scenario, option or [])
    request = request_backtest(
        plan,
        board or load_plan().published_boards[0],
        observed=None if observed is None else read_observed(observed),
        constants=[text.strip() for text in constants.split(",") if text.strip()],
        fit_years=fit_years,
        predict=predict,
    )
    with preparing(plan, engine), progress_bar("Back-test") as progress:
        made = make(
            request,
            effort=effort,
            seed=seed,
            workers=workers,
            progress=progress,
            engine=engine,
        )
    try:
        _write(outputs, made)
    finally:
        _show(made)
        _say_limits(request, quick=quick)


def _effort(draws: int | None, replications: int | None, *, quick: bool) -> Effort:
    from planner.calibration.backtest import QUICK, Effort

    given = {"draws": draws, "replications": replications}
    changed = {name: value for name, value in given.items() if value is not None}
    return replace(QUICK if quick else Effort(), **changed)


def _show(made: Prediction) -> None:
    """Fit, then prediction, then comparison: in this order."""
    from planner.calibration.backtest import fitted_years
    from planner.calibration.tables import PREDICTED
    from planner.reports import backtest as words

    terminal = console(width=WIDTH)
    request = made.request
    board = made.scenario.boards[request.board_id]
    years = f"{request.fit_years[0]}-{request.fit_years[-1]}"
    say(f"{board.name}: {years} fitted, {request.predicted} predicted\n")
    terminal.print(_table("Constants", CONSTANT_HEADS, words.constant_lines(made)))
    say(words.fit_sentence(made))
    for text in (*words.warnings(made), *words.balance_sentences(made)):
        say(text)
    lines = words.figure_lines(fitted_years(made))
    terminal.print(_table("Years that were fitted", FIGURE_HEADS, lines))
    say(f"\nPREDICTION for {request.predicted}, before it is compared")
    ahead = made.figures[made.figures["part"] == PREDICTED]
    for _, row in ahead.iterrows():
        say(f"  {words.prediction_sentence(row, len(made.others))}")
    say(words.made_sentence(made))
    say(words.NOT_IN_THE_BAND)
    say(f"\nCOMPARED with what was observed in {request.predicted}")
    for text in words.verdicts(made):
        say(f"  {text}")


CONSTANT_HEADS = (
    ("constant", "name"), ("in the scenario", "now"), ("looked for in", "box"),
    ("fitted", "fitted"), ("sets that fit", "fits"), ("remark", "remark"),
)  # fmt: skip
FIGURE_HEADS = (
    ("measure", "name"), ("year", "year"), ("observed", "observed"),
    ("simulated", "simulated"), ("random variation", "random"), ("all sets", "band"),
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


def _say_limits(request: BacktestRequest, *, quick: bool) -> None:
    from planner.cli.progress import note

    if request.left_out:
        years = ", ".join(dict.fromkeys(o.target.year for o in request.left_out))
        note(f"Figures of {years} are neither fitted nor predicted; not used.")
    if quick:
        note("A quick try: fewer sets and replications, so do not judge by it.")


def _write(outputs: Outputs, made: Prediction) -> None:
    from planner.calibration.backtest import compared
    from planner.calibration.observed import COLUMNS, NOTE
    from planner.reports.backtest_page import backtest_page

    request = made.request
    rows = [each.row for each in (*request.fitted, *request.held_back)]
    tables = {
        "figures.csv": compared(made),
        "constants.csv": made.constants,
        "sets.csv": made.sets,
        "observed.csv": pd.DataFrame(rows, columns=[*COLUMNS, NOTE]),
    }
    write_tables(outputs, tables)
    about = {
        "board": request.board_id,
        "fit_years": request.fit_years,
        "predicted": request.predicted,
        "seed": made.seed,
        "effort": vars(made.effort),
        "fingerprint": made.scenario.fingerprint(),
    }
    write_report(outputs, "manifest.json", json.dumps(about, indent=2))
    write_report(outputs, "backtest.html", backtest_page(made))
    if outputs.folder is not None:
        from planner.cli.progress import note

        note(f"written to {outputs.folder}: backtest.html, {', '.join(tables)}")
