"""Runs in the background and their results: the only door to the planner's runs."""

from __future__ import annotations

import errno
import logging
import threading
import uuid
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

import planner
from dashboard import plans, runs
from dashboard.answers import EQUITY_REPLICATIONS, Answers
from dashboard.plans import Plan
from dashboard.runs import Run, RunBook, step_back
from dashboard.settings import Settings
from planner.errors import PlannerError, RunCancelled
from planner.experiment.equity import EQUITY
from planner.experiment.running.executors import is_ready, make_ready
from planner.experiment.starvation import STARVATION
from planner.locale import _, gettext_noop

log = logging.getLogger(__name__)
DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))

APOLOGY = gettext_noop("Something went wrong in the planner; the log has the details.")


class RunService(Answers):
    """Runs asked for by the screen, each with its own row.

    All of Wales and a single board have a thread each: a person who types a board's
    numbers does not stand behind a national comparison.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.book = RunBook(settings.cache_folder)
        self._rows: dict[str, Run] = {}
        self._stop: dict[str, threading.Event] = {}
        self._lock = threading.RLock()
        self.pools = {
            "wales": ThreadPoolExecutor(1, "runs-wales", initializer=step_back),
            "board": ThreadPoolExecutor(1, "runs-board"),
        }

    def start(self, asked: Iterable[Plan], steps: tuple[int, ...] = ()) -> Run:
        """A new row for these plans, already on its way.

        Raises
        ------
        ScenarioError: if a plan cannot be loaded; then nothing is started.
        """
        asked = tuple(asked)
        for plan in asked:
            plans.load(plan)
        steps = steps or self.default_steps
        same = self._under_way(asked, steps)
        if same:
            return same
        run = Run(uuid.uuid4().hex[:12], asked, steps, self.settings.seed)
        run = run.changed(total=sum(steps) * sum(map(plans.parts, asked)))
        self._stop[run.id] = threading.Event()
        self._rows[run.id] = run
        try:
            self._set(run.id, state=runs.WAITING)
        except OSError as why:
            return self._fail(run.id, _disk_sentence(why))
        pool = "board" if all(plan.boards for plan in asked) else "wales"
        self.pools[pool].submit(self._work, run.id).add_done_callback(_tell)
        return run

    def row(self, run_id: str) -> Run | None:
        """The row of a run, also of one that an earlier dashboard made."""
        with self._lock:
            known = self._rows.get(run_id)
        return known or self.book.read(run_id)

    def cancel(self, run_id: str) -> Run | None:
        """The row after asking the run to stop; what is ready stays."""
        stop = self._stop.get(run_id)
        if stop:
            stop.set()
        return self.row(run_id)

    def stop_all(self) -> None:
        """Ask every run to stop and wait for none to begin; for the program's end."""
        for stop in self._stop.values():
            stop.set()
        for pool in self.pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def make_ready(self) -> None:
        """Compile the engine, if this computer has not done so yet."""
        make_ready(plans.load(Plan(self.settings.scenario)))

    def _work(self, run_id: str) -> None:
        try:
            if not is_ready():
                self._set(run_id, state=runs.PREPARING)
                self.make_ready()
            self._set(run_id, state=runs.RUNNING)
            self._all_steps(run_id)
            self._set(run_id, state=runs.DONE)
        except RunCancelled:
            self._set(run_id, state=runs.CANCELLED)
        except PlannerError as why:
            self._fail(run_id, str(why))
        except OSError as why:
            log.exception("run %s failed", run_id)
            self._fail(run_id, _disk_sentence(why))
        except Exception:
            # The thread ends here; the person gets an apology, the log the trace.
            log.exception("run %s failed", run_id)
            self._fail(run_id, _(APOLOGY))

    def _all_steps(self, run_id: str) -> None:
        run = self._rows[run_id]
        before = 0
        for replications in run.steps:
            for plan in run.plans:
                self._simulate(run_id, plan, replications, before)
                before += replications * plans.parts(plan)
            # Pages then find the differences made.
            self.comparison(run.changed(ready=replications))
            self._set(run_id, ready=replications, done=before)

    def _simulate(
        self, run_id: str, plan: Plan, replications: int, before: int
    ) -> None:
        stop = self._stop[run_id]
        if stop.is_set():
            raise RunCancelled(run_id)
        # Waits by group are shown of comparisons alone.
        several = len(self._rows[run_id].plans) > 1
        if self.is_whole(plan, replications, groups=several):
            return
        groups = [EQUITY.of_first(EQUITY_REPLICATIONS)] if several else []
        results = planner.run(
            plans.load(plan),
            replications=replications,
            seed=self.settings.seed,
            boards=list(plan.boards) or None,
            workers=self.settings.workers,
            progress=lambda done, _: self._set(run_id, done=before + done),
            cancelled=stop.is_set,
            beside=(STARVATION, *groups),
            cache=self.cache,
        )
        self.keep(plan, results)

    def _under_way(self, asked: tuple[Plan, ...], steps: tuple[int, ...]) -> Run | None:
        """A run of the very same thing that somebody else has already started."""
        with self._lock:
            rows = list(self._rows.values())
        for run in rows:
            going = run.under_way and not self._stop[run.id].is_set()
            if going and (run.plans, run.steps) == (asked, steps):
                return run
        return None

    def _set(self, run_id: str, **fields: object) -> None:
        """Change the row.

        Raises
        ------
        OSError: if the disk does not take it; then the row has changed in memory alone
        """
        with self._lock:
            before = self._rows[run_id]
            run = before.changed(**fields)
            # Progress alone is not worth a file; a state that a link may ask for is,
            # and it is on disk before anybody is told of it.
            new = (run.state, run.ready) != (before.state, before.ready)
            try:
                if new or run.state == runs.WAITING:
                    self.book.write(run)
            finally:
                self._rows[run_id] = run

    def _fail(self, run_id: str, message: str) -> Run:
        """The row, failed; on disk as well, if that takes anything."""
        try:
            self._set(run_id, state=runs.FAILED, message=message)
        except OSError as why:
            log.warning("the row of run %s is not on disk: %s", run_id, why)
        return self._rows[run_id]


def _disk_sentence(why: OSError) -> str:
    """Message about a file that could not be written."""
    if why.errno in DISK_FULL:
        return _("Failed: disk full. Free some space and press Run.")
    reason = (why.strerror or str(why)).lower()
    return _("Failed: a file cannot be written ({reason}).", reason=reason)


def _tell(future: Future[None]) -> None:
    """Write to the log an error that a thread would otherwise swallow."""
    if not future.cancelled() and future.exception():
        log.error("a run ended without its row", exc_info=future.exception())


_service: RunService | None = None


def configure(settings: Settings) -> None:
    """Begin the one run service of this program."""
    global _service
    _service = RunService(settings)


def service() -> RunService:
    """The run service of this program."""
    assert _service is not None, "create_app configures the service first"
    return _service
