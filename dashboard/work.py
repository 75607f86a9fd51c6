"""The work of runs, in a process of its own: pages stay quick whatever is simulated.

A worker takes one job after the other from a pipe and tells on the same pipe how far it
is. Results go into the cache on disk, where pages find them. It ends with its pipe, and
with the server, however that ends.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from dashboard import plans, runs
from dashboard.answers import Answers
from dashboard.asking import answer_question_of
from dashboard.plans import Plan
from dashboard.runs import Run
from dashboard.settings import Settings
from dashboard.simulating import simulate_precisely, simulate_steps
from planner.errors import PlannerError, RunCancelled
from planner.experiment.running.executors import (
    end_with_parent,
    is_ready,
    make_ready,
)
from planner.files import locked
from planner.formula.answer import answer
from planner.locale import _, gettext_noop, use_language

log = logging.getLogger(__name__)

CANCEL, FORMULA, ENGINE = "cancel", "formula", "engine"
"""Words to a worker; a run is work for it."""
CHANGED, ANSWERED, SUMMARISED, ENDED = "changed", "answered", "summarised", "ended"
UNWRITTEN = "unwritten"
COMPILE_SECONDS = 900
"""Patience of a worker with another one that compiles the same."""
NICENESS = {True: 10, False: 5}
"""Of the worker for long runs and of the one for short ones: pages come first."""
APOLOGY = gettext_noop("Something went wrong in the planner; the log has the details.")


class Told(NamedTuple):
    """Something that a worker tells about its job: one of the words above."""

    word: str
    content: Any = None


class Report:
    """The way in which a job tells how far it is, and hears that it is to stop."""

    def __init__(self, connection: Connection, stop: threading.Event) -> None:
        self._connection = connection
        self._stop = stop

    def change(self, **changed: object) -> None:
        """Tell fields of the run's row that have changed."""
        self._connection.send(Told(CHANGED, changed))

    def save_answer(self, key: str, content: Mapping[str, Any]) -> None:
        """Hand over the answer to a question."""
        self._connection.send(Told(ANSWERED, (key, dict(content))))

    def save_summary(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Hand over the headline figures of a run."""
        self._connection.send(Told(SUMMARISED, list(rows)))

    def hand_over(self, entry: tuple[str, Any, int]) -> None:
        """Hand over a result that the disk did not take: key, value and bytes."""
        self._connection.send(Told(UNWRITTEN, entry))

    def cancelled(self) -> bool:
        """Whether the job is to stop."""
        return self._stop.is_set()


class WorkerLoop:
    """The jobs of one worker, one after the other."""

    def __init__(self, connection: Connection, answers: Answers) -> None:
        self._connection = connection
        self._answers = answers
        self._stop = threading.Event()
        self._jobs: queue.SimpleQueue[Run | str | None] = queue.SimpleQueue()

    def do_all(self) -> None:
        """Do every job that comes, until the pipe ends."""
        threading.Thread(target=self._listen, daemon=True).start()
        use_language(self._answers.settings.language)
        while (job := self._jobs.get()) is not None:
            with suppress(OSError):  # nobody is there to hear it
                if isinstance(job, Run):
                    self._connection.send(Told(ENDED, self._ending(job)))
                else:
                    self._prepare(job)
                    self._connection.send(Told(ENDED))

    def _listen(self) -> None:
        """Take jobs as they come, and the sign to stop while one is worked on."""
        try:
            while True:
                told = self._connection.recv()
                if told == CANCEL:
                    self._stop.set()
                else:
                    self._stop.clear()
                    self._jobs.put(told)
        except (EOFError, OSError):
            self._stop.set()
            self._jobs.put(None)

    def _ending(self, run: Run) -> dict[str, str]:
        """State and message of a run when its work has ended."""
        report = Report(self._connection, self._stop)
        try:
            self._work(run, report)
        except RunCancelled:
            return {"state": runs.CANCELLED}
        except PlannerError as why:
            return {"state": runs.FAILED, "message": str(why)}
        except OSError as why:
            log.exception("run %s failed", run.id)
            return {"state": runs.FAILED, "message": runs.disk_sentence(why)}
        except Exception:
            # The person gets an apology, the log the trace.
            log.exception("run %s failed", run.id)
            return {"state": runs.FAILED, "message": _(APOLOGY)}
        return {"state": runs.DONE}

    def _work(self, run: Run, report: Report) -> None:
        # The formula, which answers a question first, is compiled already.
        if run.simulates and not is_ready():
            report.change(state=runs.PREPARING)
            self._prepare(ENGINE)
        report.change(state=runs.RUNNING)
        if run.kind == runs.SIMULATE:
            simulate_steps(self._answers, run, report)
        elif run.kind == runs.PRECISE:
            simulate_precisely(self._answers, run, report)
        else:
            answer_question_of(self._answers, run, report)

    def _prepare(self, part: str) -> None:
        """Compile the formula or the engine, or read what another worker compiled."""
        settings = self._answers.settings
        plan = plans.load(Plan(settings.scenario))
        try:
            settings.cache_folder.mkdir(parents=True, exist_ok=True)
            with locked(settings.cache_folder / "compiling.lock", COMPILE_SECONDS):
                _compile(plan, part)
        except OSError:
            _compile(plan, part)


def _compile(plan: Any, part: str) -> None:
    if part == ENGINE:
        make_ready(plan)
    else:
        answer(plan, plan.providers[:1])


def begin(connection: Connection, settings: Settings, *, long: bool) -> None:
    """Be a worker: the first thing that its process does."""
    end_with_parent()
    # Ctrl+C reaches all programs of a terminal; the server ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step_back(NICENESS[long])
    logging.basicConfig(
        level=logging.INFO, format="%(levelname)s %(name)s: %(message)s"
    )
    WorkerLoop(connection, Answers(settings)).do_all()


def step_back(niceness: int) -> None:
    """Let this process yield to the one that answers people."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(niceness)
