"""The work of a run: its plans simulated, step by step, and saved for the pages."""

from __future__ import annotations

import planner
from dashboard import plans
from dashboard.answers import EQUITY_REPLICATIONS, Answers
from dashboard.plans import Plan
from dashboard.run_rows import RunRows
from planner.errors import RunCancelled
from planner.experiment.equity import EQUITY
from planner.experiment.starvation import STARVATION


def simulate_steps(answers: Answers, rows: RunRows, run_id: str) -> None:
    """Simulate every plan of a run in steps; each step is ready when all plans are.

    Raises
    ------
    RunCancelled: if the run was asked to stop
    StoreError, OSError: if something cannot be saved
    """
    run, before = rows[run_id], 0
    for replications in run.steps:
        for plan in run.plans:
            _simulate(answers, rows, run_id, plan, replications, before)
            before += replications * plans.parts(plan)
        # Pages then find the differences made.
        answers.comparison(run.changed(ready=replications))
        rows.change(run_id, ready=replications, done=before)
    found = [answers.answer(plan, run.steps[-1]) for plan in run.plans]
    tables = [answer.table for answer in found if answer is not None]
    rows.records.write_summary(rows[run_id], tables)


def _simulate(
    answers: Answers,
    rows: RunRows,
    run_id: str,
    plan: Plan,
    replications: int,
    before: int,
) -> None:
    stop = rows.stop_of(run_id)
    if stop.is_set():
        raise RunCancelled(run_id)
    # Waits by group are shown of comparisons alone.
    several = len(rows[run_id].plans) > 1
    if answers.is_whole(plan, replications, groups=several):
        return
    groups = [EQUITY.of_first(EQUITY_REPLICATIONS)] if several else []

    def tell(done: int, _total: int) -> None:
        rows.change(run_id, done=before + done)

    results = planner.run(
        plans.load(plan),
        replications=replications,
        seed=answers.settings.seed,
        boards=list(plan.boards) or None,
        workers=answers.settings.workers,
        progress=tell,
        cancelled=stop.is_set,
        beside=(STARVATION, *groups),
        cache=answers.cache,
    )
    answers.keep(plan, results)
