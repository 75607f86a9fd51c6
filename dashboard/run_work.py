"""Runs given to the two workers in turn, and all that these tell written down."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable

from dashboard import plans, runs
from dashboard.answers import Answers
from dashboard.plans import Plan
from dashboard.run_queue import RunQueue
from dashboard.run_rows import RunRows
from dashboard.runs import Run
from dashboard.work import (
    ANSWERED,
    CHANGED,
    ENGINE,
    FORMULA,
    SUMMARISED,
    UNWRITTEN,
    Told,
)
from dashboard.workers import Begin, Worker, WorkerEndedError
from planner.errors import PlannerError, RunCancelled
from planner.formula.answer import answer

log = logging.getLogger(__name__)
END_SECONDS = 8
"""Patience with runs that are to stop when the program ends."""


class RunWork:
    """A worker for long runs and one for short ones, each with a thread beside it.

    Parameters
    ----------
    resume : called with a run whose worker ended, to have it go on
    """

    def __init__(
        self,
        answers: Answers,
        rows: RunRows,
        queue: RunQueue,
        resume: Callable[[Run], object],
        begin: Begin,
    ) -> None:
        self.rows, self.queue = rows, queue
        self._answers, self._resume = answers, resume
        self._closing = False
        self.workers = {
            long: Worker(begin, answers, long=long) for long in (False, True)
        }
        self._threads = [
            threading.Thread(target=self._work_on, args=(long,), name=name, daemon=True)
            for long, name in ((True, "runs-long"), (False, "runs-short"))
        ]
        for thread in self._threads:
            thread.start()

    def begin(self) -> None:
        """Begin both processes, so that they load while the pages do."""
        for worker in self.workers.values():
            worker.begin()

    def make_ready(self) -> None:
        """Have formula and engine compiled, if this computer has not done so yet.

        Here the formula alone is read, once it is compiled: it answers on pages.
        """
        self.workers[False].prepare(FORMULA)
        plan = plans.load(Plan(self._answers.settings.scenario))
        answer(plan, plan.providers[:1])
        for worker in self.workers.values():
            worker.prepare(ENGINE)

    def stop_all(self) -> None:
        """Stop every run, marked so that the next dashboard resumes it; end workers."""
        self._closing = True
        self.queue.close()
        self.rows.stop_all()
        until = time.monotonic() + END_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        for worker in self.workers.values():
            worker.end()

    def _work_on(self, long: bool) -> None:
        """Have runs worked on, one after the other, until the queue closes."""
        while (run_id := self.queue.take(long=long)) is not None:
            begun = time.monotonic()
            try:
                self._work(run_id, self.workers[long])
            except Exception:
                # Whatever one run does, the next one is worked on.
                log.exception("run %s ended without its row", run_id)
            run = self.rows[run_id]
            learn = run.state == runs.DONE and run.kind == runs.SIMULATE
            work = run.total if learn else 0
            seconds = time.monotonic() - begun
            self.queue.ended(long=long, seconds=seconds, work=work)

    def _work(self, run_id: str, worker: Worker) -> None:
        stop = self.rows.stop_of(run_id)
        try:
            if worker.preparing:
                self.rows.change(run_id, state=runs.PREPARING)
            take = functools.partial(self._take, run_id)
            self._end(run_id, **worker.work(self.rows[run_id], stop, take))
        except RunCancelled:
            self._end(run_id, runs.CANCELLED)
        except WorkerEndedError:
            log.warning("the worker of run %s ended", run_id)
            self._end(run_id, runs.INTERRUPTED)
        except PlannerError as why:
            self.rows.fail(run_id, str(why))

    def _take(self, run_id: str, told: Told) -> None:
        """Write down what a worker tells about a run."""
        if told.word == CHANGED:
            self.rows.change(run_id, **told.content)
        elif told.word == ANSWERED:
            key, content = told.content
            self.rows.records.write_answer(key, self.rows[run_id].kind, content)
        elif told.word == SUMMARISED:
            self.rows.records.write_summary(run_id, told.content)
        elif told.word == UNWRITTEN:
            key, value, size = told.content
            self._answers.cache.remember(key, value, size)

    def _end(self, run_id: str, state: str, message: str = "") -> None:
        """Write down how a run ended; one that nobody stopped goes on."""
        if state == runs.FAILED:
            self.rows.fail(run_id, message)
        elif state == runs.DONE:
            self.rows.change(run_id, state=state)
        elif self._closing:
            self.rows.change(run_id, state=runs.INTERRUPTED)
        elif state == runs.CANCELLED or self.rows.stop_of(run_id).is_set():
            self.rows.change(run_id, state=runs.CANCELLED)
        else:
            self._resume(self.rows.change(run_id, state=runs.INTERRUPTED))
