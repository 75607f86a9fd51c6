"""`fls-planner backtest`: fit a board's earlier years, predict the next, compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from planner.calibration.backtest import (
    QUICK,
    Effort,
    Prediction,
    compared,
    fitted_years,
    years_left_out,
)
from planner.calibration.backtest import predict as make
from planner.calibration.backtest_request import BacktestRequest, request_backtest
from planner.calibration.fitting_plan import load_plan as load_fitting_plan
from planner.calibration.observed import COLUMNS, NOTE, read_observed
from planner.calibration.tables import PREDICTED
from planner.cli.console import console, say
from planner.cli.options import (
    OptionNames,
    OutFolder,
    Quick,
    ScenarioName,
    check_options,
)
from planner.cli.progress import note
from planner.cli.simulate import CommandOptions
from planner.cli.tables import Column, TerminalTable
from planner.cli.write import Outputs
from planner.inputs.boards import board_ids, official_name
from planner.inputs.load import load_scenario
from planner.locale import _, gettext_noop
from planner.reports import backtest as words
from planner.reports.backtest_page import backtest_page
from planner.reports.backtest_tables import (
    LEFT_OUT_HEADS,
    constant_lines,
    figure_lines,
    left_out_lines,
)

FittedBoard = Annotated[
    str | None,
    typer.Option(
        "--board",
        metavar="NAME",
        help=gettext_noop("Board to fit (default: one with published figures)."),
    ),
]
ObservedFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=gettext_noop(
            "CSV file of observed figures, with columns board, year, measure,"
            " value, denominator, source, tolerance (default: the board's"
            " published figures)."
        ),
    ),
]
FitYears = Annotated[
    str,
    typer.Option(
        metavar="YEARS",
        help=gettext_noop(
            "Years to fit, such as 2021-2023 (default: all but the last)."
        ),
    ),
]
Predict = Annotated[
    str,
    typer.Option(
        metavar="YEAR", help=gettext_noop("Year to predict (default: the next).")
    ),
]
Constants = Annotated[
    str,
    typer.Option(
        metavar="LIST",
        help=gettext_noop(
            "Constants to fit, at most four, separated by commas: NAME,"
            " NAME=LOW:HIGH, or a key."
        ),
    ),
]
Draws = Annotated[
    int | None,
    typer.Option(
        metavar="N", help=gettext_noop("Sets of constants to try first (default: 128).")
    ),
]
FittedReplications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        "-n",
        metavar="N",
        help=gettext_noop("Replications of the fitted set (default: 20)."),
    ),
]
FILES = (
    "figures.csv",
    "constants.csv",
    "sets.csv",
    "observed.csv",
    "left_out.csv",
    "backtest.html",
)


def backtest(
    scenario: ScenarioName = "wales-2023",
    board: FittedBoard = None,
    option: OptionNames = None,
    observed: ObservedFile = None,
    fit_years: FitYears = "",
    predict: Predict = "",
    constants: Constants = "",
    draws: Draws = None,
    replications: FittedReplications = None,
    *,
    settings: CommandOptions,
    quick: Quick = False,
    out: OutFolder = None,
) -> None:
    """Fit a board's earlier years, predict the next one and compare."""
    outputs = Outputs(out, FILES)
    # Fewer points do not hold the surface that says where to look.
    counts = (("--draws", draws, 16, 4096), ("--replications", replications, 2, 1000))
    check_options(settings.engine, settings.seed, settings.workers, counts)
    effort = _effort(draws, replications, quick=quick)
    plan = load_scenario(scenario, option or [])
    fitted_board = board or load_fitting_plan().published_boards[0]
    (board_id,) = board_ids(plan.boards, [fitted_board])
    request = request_backtest(
        plan,
        board_id,
        observed=None if observed is None else read_observed(observed),
        constants=[text.strip() for text in constants.split(",") if text.strip()],
        fit_years=fit_years,
        predict=predict,
    )
    with settings.simulating(_("Back-test")) as (progress, options):
        made = make(
            request, effort=effort, seed=settings.seed, progress=progress, **options
        )
    _write(outputs, made)
    _show(made)
    _say_limits(request, quick=quick)
    outputs.finish()


def _effort(draws: int | None, replications: int | None, *, quick: bool) -> Effort:
    given = {"draws": draws, "replications": replications}
    changed = {name: value for name, value in given.items() if value is not None}
    return replace(QUICK if quick else Effort(), **changed)


def _show(made: Prediction) -> None:
    """Fit, then prediction, then comparison: in this order."""
    terminal = console(width=180)
    request = made.request
    board = made.scenario.boards[request.board_id]
    years = f"{request.fit_years[0]}-{request.fit_years[-1]}"
    say(
        _(
            "{board}: {years} fitted, {predicted} predicted\n",
            board=official_name(board),
            years=years,
            predicted=request.predicted,
        )
    )
    _table(_("Constants"), CONSTANT_HEADS, constant_lines(made)).show(terminal)
    say(words.fit_sentence(made))
    for text in (*words.warnings(made), *words.balance_sentences(made)):
        say(text)
    lines = figure_lines(fitted_years(made))
    _table(_("Years that were fitted"), FIGURE_HEADS, lines).show(terminal)
    say(
        _(
            "\nPREDICTION for {predicted}, before it is compared",
            predicted=request.predicted,
        )
    )
    ahead = made.figures[made.figures["part"] == PREDICTED]
    for _index, row in ahead.iterrows():
        say(f"  {words.prediction_sentence(row, len(made.others))}")
    say(words.made_sentence(made))
    say(_(words.NOT_IN_THE_BAND))
    say(
        _(
            "\nCOMPARED with what was observed in {predicted}",
            predicted=request.predicted,
        )
    )
    for text in words.verdicts(made):
        say(f"  {text}")
    say("")
    heads = tuple((heading, name) for name, heading in LEFT_OUT_HEADS.items())
    title = _("Each year left out, predicted by the others")
    _table(title, heads, left_out_lines(years_left_out(made))).show(terminal)


CONSTANT_HEADS = (
    (gettext_noop("constant"), "name"),
    (gettext_noop("in the scenario"), "now"),
    (gettext_noop("looked for in"), "box"),
    (gettext_noop("fitted"), "fitted"),
    (gettext_noop("sets that fit"), "fits"),
    (gettext_noop("remark"), "remark"),
)
FIGURE_HEADS = (
    (gettext_noop("measure"), "name"),
    (gettext_noop("year"), "year"),
    (gettext_noop("observed"), "observed"),
    (gettext_noop("simulated"), "simulated"),
    (gettext_noop("random variation"), "random"),
    (gettext_noop("all sets"), "band"),
    (gettext_noop("tolerance"), "tolerance"),
    (gettext_noop("within"), "within"),
    (gettext_noop("of, observed / simulated"), "base"),
)


def _table(title: str, heads: tuple[tuple[str, str], ...], lines: Any) -> TerminalTable:
    left = ("name", "remark", "year")
    columns = [Column(_(h), name not in left, name == "remark") for h, name in heads]
    table = TerminalTable(title, columns, plain=True)
    for line in lines:
        table.add(*(str(getattr(line, name)) for _heading, name in heads))
    return table


def _say_limits(request: BacktestRequest, *, quick: bool) -> None:
    if request.left_out:
        years = ", ".join(dict.fromkeys(o.target.year for o in request.left_out))
        note(
            _(
                "Figures of {years} are neither fitted nor predicted; not used.",
                years=years,
            )
        )
    if quick:
        note(_("A quick try: fewer sets and replications, so do not judge by it."))


def _write(outputs: Outputs, made: Prediction) -> None:
    request = made.request
    rows = [each.row for each in (*request.fitted, *request.held_back)]
    made_of = (
        compared(made),
        made.constants,
        made.sets,
        pd.DataFrame(rows, columns=[*COLUMNS, NOTE]),
        years_left_out(made),
        backtest_page(made),
    )
    about = {
        "board": request.board_id,
        "fit_years": request.fit_years,
        "predicted": request.predicted,
        "seed": made.seed,
        "effort": vars(made.effort),
        "fingerprint": made.scenario.fingerprint(),
    }
    outputs.write(dict(zip(FILES, made_of, strict=True)), about)
