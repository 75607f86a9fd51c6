"""The work of a run: its plans simulated, step by step, and saved for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

import pandas as pd

import planner
from dashboard import plans
from dashboard.answers import EQUITY_REPLICATIONS, Answers
from dashboard.plans import Plan
from dashboard.runs import UNCACHED, Run
from planner.errors import RunCancelled
from planner.experiment.equity import EQUITY
from planner.experiment.precision import PrecisionTarget, run_until
from planner.experiment.running.results import Results
from planner.experiment.starvation import STARVATION
from planner.outcomes.measure_index import ALL

if TYPE_CHECKING:
    from dashboard.work import Report

HEADLINE_SPANS = ("year", "plan")
FIGURES = ("mean", "low", "high")


def simulate_steps(answers: Answers, run: Run, report: Report) -> None:
    """Simulate every plan of a run in steps; each step is ready when all plans are.

    Raises
    ------
    RunCancelled: if the run was asked to stop
    """
    before = 0
    for replications in run.steps:
        step = run.changed(ready=replications)
        with ThreadPoolExecutor(1, "summaries") as beside:
            done = []
            for plan in run.plans:
                results = _simulate(answers, step, plan, before, report)
                before += replications * plans.parts(plan)
                # A thread of its own: the next plan is simulated meanwhile.
                context = copy_context()
                done.append(
                    beside.submit(context.run, _keep, answers, step, plan, results)
                )
        for each in done:
            each.result()
        _hand_over_unwritten(answers, report)
        report.change(ready=replications, done=before)
    report.save_summary(_headlines_of(answers, run, run.steps[-1]))


def simulate_precisely(answers: Answers, run: Run, report: Report) -> None:
    """Simulate a plan until its measure is known as well as asked, and no longer.

    Raises
    ------
    RunCancelled: if the run was asked to stop
    """
    (plan,) = run.plans
    parts = plans.parts(plan)

    def look(results: Results) -> None:
        answers.keep(plan, results)
        _hand_over_unwritten(answers, report)
        number = results.replications
        report.change(ready=number, done=number * parts)

    found = run_until(
        plans.load(plan),
        [],
        PrecisionTarget(**run.target),
        seed=answers.settings.seed,
        boards=list(plan.boards) or None,
        cancelled=report.cancelled,
        looked=look,
        workers=answers.settings.workers,
        cache=answers.cache,
    )
    report.save_summary(_headlines_of(answers, run, found.replications))


def _keep(answers: Answers, step: Run, plan: Plan, results: Results | None) -> None:
    """Save what pages show of a plan: its summary, and its difference to the first."""
    if results is not None:
        answers.keep(plan, results)
    if plan is not step.plans[0]:
        answers.difference(step.plans[0], plan, step.ready)


def _simulate(
    answers: Answers, step: Run, plan: Plan, before: int, report: Report
) -> Results | None:
    """Results of a plan of this step; None where pages have all of them."""
    if report.cancelled():
        raise RunCancelled(step.id)
    # Waits by group are shown of comparisons alone.
    several, replications = len(step.plans) > 1, step.ready
    if answers.is_whole(plan, replications, groups=several):
        return None
    groups = [EQUITY.of_first(EQUITY_REPLICATIONS)] if several else []

    def tell(done: int, _total: int) -> None:
        report.change(done=before + done)

    return planner.run(
        plans.load(plan),
        replications=replications,
        seed=answers.settings.seed,
        boards=list(plan.boards) or None,
        workers=answers.settings.workers,
        progress=tell,
        cancelled=report.cancelled,
        beside=(STARVATION, *groups),
        cache=answers.cache,
    )


def _hand_over_unwritten(answers: Answers, report: Report) -> None:
    """Give the server what the disk did not take: pages find it in its memory."""
    if unwritten := answers.cache.take_unwritten():
        for entry in unwritten:
            report.hand_over(entry)
        report.change(note=UNCACHED)


def _headlines_of(answers: Answers, run: Run, ready: int) -> list[dict[str, Any]]:
    """Headline figures of every plan of a run, as rows of the database."""
    return [
        {**row, "run_id": run.id, "plan": place, "replications": ready}
        for place, plan in enumerate(run.plans)
        if (found := answers.answer(plan, ready)) is not None
        for row in _headlines(found.table)
    ]


def _headlines(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Figures of years and of the whole plan, of places, for everybody."""
    keep = table["span"].isin(HEADLINE_SPANS)
    for column in ("stage", "role", "group", "reason"):
        keep &= table[column] == ALL
    place = ["provider", "residence", "period", "kpi", "unit"]
    found = table.loc[keep, [*place, "mean", "band_low", "band_high"]]
    for row in found.set_axis([*place, *FIGURES], axis="columns").to_dict("records"):
        figures = {name: _figure(row[name]) for name in FIGURES}
        yield {str(name): value for name, value in row.items()} | figures


def _figure(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
