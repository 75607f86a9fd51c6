"""The commands of `fls-planner`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.backtest import backtest
from planner.cli.board_data import import_return, template
from planner.cli.calibrate import calibrate
from planner.cli.check import check_files, upgrade_files
from planner.cli.console import accept_any_text, say, say_each
from planner.cli.equity import equity
from planner.cli.options import (
    Boards,
    Cluster,
    Engine,
    NoCache,
    Out,
    Seed,
    Workers,
    Years,
    load_plan,
)
from planner.cli.pathway import pathway, with_file
from planner.cli.precision import (
    Ceiling,
    Measure,
    Precision,
    run_precisely,
    wanted_of,
)
from planner.cli.show import (
    show_changes,
    show_comparison,
    show_decisions,
    show_overview,
)
from planner.cli.simulate import CommandOptions, show_starving
from planner.cli.uncertainty import uncertainty
from planner.cli.verify import verify
from planner.cli.workforce import workforce
from planner.cli.write import Outputs, write_outputs
from planner.errors import InputError, PlannerError, RunCancelled
from planner.experiment.compare import compare as compare_results
from planner.experiment.statistics.intervals import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_table import LEADING
from planner.pathway.engines import COMPILED

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Capacity planner for Fracture Liaison Services and DXA scanning.",
)
OUR_FOLDER = Path(__file__).resolve().parents[2]
"""Folder that holds both packages: of a checkout, or of what is installed."""
WRONG_INPUT, FAILED, STOPPED = 2, 1, 130
app.command()(uncertainty)
app.command()(backtest)
app.command()(calibrate)
app.command()(pathway)
app.command()(equity)
app.command()(verify)
app.command()(workforce)
app.command()(template)
app.command("import")(import_return)

Replications = Annotated[
    int, typer.Option("--replications", "-n", help="Independent repeats of the plan.")
]
KeepVisits = Annotated[
    bool, typer.Option("--visits", help="Also write every visit (large; needs --out).")
]


def main() -> None:
    """Run the command line; wrong input ends with exit code 2 and no traceback."""
    accept_any_text()
    try:
        app(with_file(sys.argv[1:]))
    except InputError as error:
        say(str(error), stderr=True)
        sys.exit(WRONG_INPUT)
    except (KeyboardInterrupt, RunCancelled):
        say("stopped; nothing more was written", stderr=True)
        sys.exit(STOPPED)
    except PlannerError as error:
        say(str(error), stderr=True)
        sys.exit(FAILED)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    upgrade: Annotated[
        bool, typer.Option(help="Rewrite names of earlier versions, comments kept.")
    ] = False,
) -> None:
    """Say every problem in scenario, option, change and pathway files at once."""
    for sentence in upgrade_files(files) if upgrade else check_files(files):
        say(sentence)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Name or file.")] = DEFAULT_SCENARIO,
    option: Annotated[
        list[str] | None, typer.Option("--option", help="Apply an option; repeatable.")
    ] = None,
    replications: Replications = 10,
    seed: Seed = 1,
    years: Years = None,
    board: Boards = None,
    workers: Workers = None,
    engine: Engine = COMPILED,
    cluster: Cluster = None,
    no_cache: NoCache = False,
    out: Out = None,
    visits: KeepVisits = False,
) -> None:
    """Simulate a scenario and show where its boards stand."""
    outputs = Outputs(out, visits)
    how = CommandOptions(
        replications, seed, board, workers, engine, cluster, no_cache, visits
    )
    base = load_plan(scenario, years)
    plan = base
    for name in option or []:
        plan = _optioned(plan, name)
    show_decisions(base)
    show_changes(plan, since=base)
    begun = time.perf_counter()
    results = how.simulate(plan)
    summary = summarise(results)
    seconds = time.perf_counter() - begun
    try:
        write_outputs(outputs, [results], [summary], [], seconds)
    finally:
        show_overview(results, summary)
        show_starving(plan, how)


@app.command()
def compare(
    baseline: Annotated[str, typer.Argument(help="Name or file of the baseline.")],
    options: Annotated[list[str], typer.Argument(help="Options: names or files.")],
    replications: Replications = 10,
    seed: Seed = 1,
    years: Years = None,
    board: Boards = None,
    workers: Workers = None,
    engine: Engine = COMPILED,
    cluster: Cluster = None,
    no_cache: NoCache = False,
    out: Out = None,
    visits: KeepVisits = False,
    precision: Precision = None,
    measure: Measure = LEADING,
    at_most: Ceiling = 200,
) -> None:
    """Compare options with a baseline, paired replication by replication."""
    outputs = Outputs(out, visits)
    how = CommandOptions(
        replications, seed, board, workers, engine, cluster, no_cache, visits
    )
    wanted = wanted_of(precision, measure, replications, at_most)
    base = load_plan(baseline, years)
    show_decisions(base)
    plans = [base, *(_optioned(base, name) for name in options)]
    for plan in plans[1:]:
        show_changes(plan, since=base)
    begun = time.perf_counter()
    reached: list[str] = []
    if wanted:
        runs, reached = run_precisely(plans, wanted, how)
    else:
        runs = [how.simulate(plan) for plan in plans]
    tables = [compare_results(runs[0], other) for other in runs[1:]]
    seconds = time.perf_counter() - begun
    try:
        write_outputs(outputs, runs, [summarise(r) for r in runs], tables, seconds)
    finally:
        say_each(reached)
        for other, table in zip(runs[1:], tables, strict=True):
            show_comparison(other.scenario, table)
            show_starving(other.scenario, how, since=base)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8050,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="Of a finished run.")
    ] = 10,
) -> None:
    """Start the screen as a program of its own."""
    # -P: a calendar.py in the current folder is the person's, not Python's.
    command = [sys.executable, "-P", "-m", "dashboard"]
    command += ["--port", str(port), "--host", host]
    command += ["--replications", str(replications)]
    try:
        sys.exit(subprocess.call(command, env=_with_our_folder(os.environ)))
    except KeyboardInterrupt:
        sys.exit(0)


def _with_our_folder(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program that finds this very code, installed or not.

    Empty parts of PYTHONPATH stand for the current folder, which is left out.
    """
    folders = environment.get("PYTHONPATH", "").split(os.pathsep)
    folders = [folder for folder in folders if folder not in ("", os.curdir)]
    if OUR_FOLDER.name not in ("site-packages", "dist-packages"):
        folders.insert(0, str(OUR_FOLDER))
    changed = {**environment, "PYTHONPATH": os.pathsep.join(folders)}
    return {name: text for name, text in changed.items() if text or name in environment}


def _optioned(base: Scenario, option: str) -> Scenario:
    return apply_option(base, load_option(option))
