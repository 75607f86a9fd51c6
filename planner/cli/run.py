"""`fls-planner run` and `fls-planner compare`: simulate, show, write."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Annotated

import pandas as pd
import typer

from planner.cli.console import console, fold_piped_tables, say, say_each
from planner.cli.options import (
    MeasureName,
    OptionNames,
    OutFolder,
    ScenarioName,
    WriteReplications,
    WriteVisits,
    board_names,
    boards_of,
)
from planner.cli.show import show_front_page, show_overview
from planner.cli.show_changes import show_changes, show_decisions
from planner.cli.show_comparison import (
    findings_of,
    show_differences,
    show_summary,
)
from planner.cli.simulate import PlanOptions, show_starving
from planner.cli.write import (
    COMPARISON,
    STANDARDS,
    SUMMARY,
    Outputs,
    write_outputs,
)
from planner.experiment.compare import compare as compare_results
from planner.experiment.precision import (
    FEWEST,
    PreciseRuns,
    PrecisionTarget,
    run_until,
)
from planner.experiment.ranking import rank_by_set
from planner.experiment.running.results import Results
from planner.experiment.statistics.summarise import summarise
from planner.inputs.apply_changes import apply_option, load_option
from planner.inputs.load import DEFAULT_SCENARIO
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop
from planner.outcomes.kpi_table import LEADING
from planner.reports.precision import precision_sentences
from planner.reports.ranking import ranking_sentences
from planner.reports.select_rows import is_headline
from planner.reports.summary_cells import PlanSummary

Baseline = Annotated[
    str, typer.Argument(help=gettext_noop("Baseline scenario: a name or a file."))
]
Options = Annotated[
    list[str], typer.Argument(help=gettext_noop("Options: names or files."))
]
Precision = Annotated[
    float | None,
    typer.Option(
        help=gettext_noop(
            "Run until the difference is known to within this half-width of its"
            " 95 % interval, in the unit of --measure; --replications is then the"
            " least number."
        )
    ),
]
MostReplications = Annotated[
    int, typer.Option(help=gettext_noop("Most replications with --precision."))
]

Details = Annotated[
    bool,
    typer.Option(
        "--details",
        help=gettext_noop("Also print every change of an input and every difference."),
    ),
]


def run(
    scenario: ScenarioName = DEFAULT_SCENARIO,
    option: OptionNames = None,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
    visits: WriteVisits = False,
    replications_csv: WriteReplications = False,
) -> None:
    """Simulate a scenario and show the results of each board."""
    fold_piped_tables()
    outputs = Outputs(out, visits=visits, replications_csv=replications_csv)
    base = settings.load(scenario)
    plan = _with_options(base, option or [])
    begun = time.perf_counter()
    results = settings.simulate(plan, keep_visits=visits)
    summary = summarise(results)
    judged = [settings.judge_standards(results)] if outputs.is_folder else []
    seconds = time.perf_counter() - begun
    write_outputs(outputs, [results], [summary], [], judged, seconds)
    settings.say_treated_elsewhere(plan)
    show_overview(results, summary)
    show_decisions(base)
    show_changes(plan, since=base)
    show_starving(plan, settings)
    outputs.finish()


def compare(
    baseline: Baseline,
    options: Options,
    *,
    settings: PlanOptions,
    out: OutFolder = None,
    visits: WriteVisits = False,
    replications_csv: WriteReplications = False,
    precision: Precision = None,
    measure: MeasureName = LEADING,
    at_most: MostReplications = 200,
    details: Details = False,
) -> None:
    """Compare options with a baseline.

    An option a row, then a board a row. The same patients and random numbers are used
    for both, replication by replication.
    """
    fold_piped_tables()
    names = (SUMMARY, STANDARDS, COMPARISON)
    outputs = Outputs(out, names, visits, replications_csv)
    base = settings.load(baseline)
    target = _target(precision, measure, settings.replications, at_most)
    plans = [base, *(_with_options(base, [option]) for option in options)]
    alone = _decisions_alone(base, plans[1:], options, settings) if not target else []
    settings.say_treated_elsewhere(base)
    _compare(plans, settings, target, outputs, details=details)
    say_each(alone)
    outputs.finish()


def _compare(
    plans: Sequence[Scenario],
    settings: PlanOptions,
    target: PrecisionTarget | None,
    outputs: Outputs,
    *,
    details: bool,
) -> None:
    """Run the plans, write what is asked for, and then show each difference."""
    base = plans[0]
    begun = time.perf_counter()
    visits, reached = outputs.visits, None
    if target is not None:
        reached = _run_until(plans, target, settings, keep_visits=visits)
    if reached is None:
        runs = [settings.simulate(plan, keep_visits=visits) for plan in plans]
    else:
        runs = [reached.baseline, *reached.options]
    written = outputs.folder is not None
    tables = [_compared(runs[0], other, whole=written) for other in runs[1:]]
    judged = [settings.judge_standards(each) for each in runs if outputs.is_folder]
    seconds = time.perf_counter() - begun
    summaries = [summarise(each) for each in runs] if written else []
    write_outputs(outputs, runs, summaries, tables, judged, seconds)
    show_front_page(runs[0])
    show_summary(_summaries(runs, tables), details=details)
    if base.sets:
        for sentence in ranking_sentences(rank_by_set(runs), board_names(base)):
            console().print(sentence)
    if reached is not None:
        say_each(precision_sentences(reached, board_names(base)))
    show_decisions(base, in_full=details)
    for plan in plans[1:]:
        show_changes(plan, since=base, in_full=details)
    for other, table in zip(runs[1:], tables, strict=True):
        if details:
            show_differences(other.scenario, table)
        show_starving(other.scenario, settings, since=base)
    if not details:
        say(_("--details prints every change of an input and every difference."))


def _decisions_alone(
    base: Scenario,
    plans: Sequence[Scenario],
    names: Sequence[str],
    settings: PlanOptions,
) -> list[str]:
    """Sentences on decisions alone, where the rest of an option says what is so."""
    said, boards = [], board_names(base)
    for plan, name in zip(plans, names, strict=True):
        assumed = load_option(name).assumed
        if assumed is None:
            continue
        runs = [settings.simulate(apply_option(base, assumed)), settings.simulate(plan)]
        table = _compared(runs[0], runs[1], whole=False)
        start, decided = _summaries(runs, [table])
        said.append(
            _(
                "{option} builds on what is no decision ({assumed}). Against a plan"
                " with that alone: {finding}",
                option=plan.title or plan.name,
                assumed=assumed.title,
                finding=" ".join(findings_of(start, decided, boards)),
            )
        )
    return said


def _summaries(
    runs: Sequence[Results], tables: Sequence[pd.DataFrame]
) -> list[PlanSummary]:
    """Summary of each plan, the baseline first."""
    return [
        PlanSummary.of(
            each,
            summarise(each, is_headline(each.scenario)),
            None if table is None else runs[0],
            table,
        )
        for each, table in zip(runs, [None, *tables], strict=True)
    ]


def _compared(baseline: Results, option: Results, *, whole: bool) -> pd.DataFrame:
    """Differences in everything, or in what is shown, unless none differs."""
    if not whole:
        shown = compare_results(baseline, option, is_headline(option.scenario))
        if shown["difference"].fillna(0.0).any():
            return shown
    return compare_results(baseline, option)


def _with_options(base: Scenario, names: Sequence[str]) -> Scenario:
    plan = base
    for name in names:
        plan = apply_option(plan, load_option(name))
    return plan


def _run_until(
    plans: Sequence[Scenario],
    target: PrecisionTarget,
    settings: PlanOptions,
    *,
    keep_visits: bool,
) -> PreciseRuns:
    """Results of baseline and options, run until the difference is known."""
    with settings.simulating(_("Until the difference is known")) as (
        progress,
        run_options,
    ):
        return run_until(
            plans[0],
            plans[1:],
            target,
            seed=settings.seed,
            boards=boards_of(plans[0], settings.board),
            progress=progress,
            keep_visits=keep_visits,
            **run_options,
        )


def _target(
    precision: float | None, measure: str, replications: int, at_most: int
) -> PrecisionTarget | None:
    """The precision that is asked for, if any."""
    if precision is None:
        return None
    floor = max(FEWEST, replications)
    return PrecisionTarget(precision, measure, floor=floor, ceiling=at_most)
