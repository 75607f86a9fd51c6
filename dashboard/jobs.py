"""Runs in the background and their results: the only door to the planner's runs."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Iterable

import planner
from dashboard import plans, runs
from dashboard.answering import check
from dashboard.answers import Answers
from dashboard.asking import FORESEEN, WHOLE, answer_question_of, question_key
from dashboard.browsers import browser_id
from dashboard.plans import Plan
from dashboard.questions import AskRequest, SaidAnswer
from dashboard.run_queue import QueuedRun, QueueFullError, RunQueue
from dashboard.run_rows import RunRows, disk_sentence
from dashboard.runs import Run, step_back
from dashboard.settings import Settings
from dashboard.simulating import simulate_steps
from dashboard.store.database import Database, StoreError, database
from dashboard.store.run_records import RunRecords
from planner.errors import PlannerError, RunCancelled
from planner.experiment.running.executors import is_ready, make_ready
from planner.experiment.running.fingerprints import code_fingerprint
from planner.formula.answer import answer
from planner.locale import _, gettext_noop

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
"""Times that a run is resumed: one that ends the program must not do so for ever."""
END_SECONDS = 8
"""Patience with runs that are to stop when the program ends."""

APOLOGY = gettext_noop("Something went wrong in the planner; the log has the details.")


class RunService(Answers):
    """Runs asked for by the screen, each with its own row, place and askers."""

    def __init__(self, settings: Settings, store: Database | None = None) -> None:
        super().__init__(settings)
        self.records = RunRecords(store or database(), settings.data_folder)
        self.rows = RunRows(self.records)
        self.queue = RunQueue()
        self.version = f"{planner.__version__} {code_fingerprint()[:12]}"
        self._closing = False
        self._threads = [
            threading.Thread(target=self._work_on, args=(long,), name=name, daemon=True)
            for long, name in ((True, "runs-long"), (False, "runs-short"))
        ]
        for thread in self._threads:
            thread.start()

    def start(
        self, asked: Iterable[Plan], steps: tuple[int, ...] = (), by: str | None = None
    ) -> Run:
        """A row for these plans, already on its way; shared with whoever asks the same.

        Parameters
        ----------
        by : browser that asks; left out, the one of the request

        Raises
        ------
        ScenarioError: if a plan cannot be loaded; then nothing is started.
        """
        asked = tuple(asked)
        _load_all(asked)
        steps = steps or self.default_steps
        run = Run(
            id=uuid.uuid4().hex[:12],
            plans=asked,
            steps=steps,
            seed=self.settings.seed,
            total=sum(steps) * sum(map(plans.parts, asked)),
            version=self.version,
        )
        return self._enter(run, by)

    def ask(self, request: AskRequest, by: str | None = None) -> Run:
        """A row for a question, on its way; ended at once where the answer is at hand.

        Raises
        ------
        ScenarioError: if it cannot be answered; then nothing is started
        """
        check(request)
        boards = request.plan.boards or plans.load(request.plan).boards
        run = Run(
            id=uuid.uuid4().hex[:12],
            plans=(request.plan,),
            steps=(),
            seed=self.settings.seed,
            kind=request.kind,
            question=request.text(),
            total=FORESEEN * len(boards),
            version=self.version,
        )
        if (said := self.said(run)) is None or said.early:
            return self._enter(run, by)
        self.rows.begin(run.changed(askers=frozenset({_browser(by)}), ready=WHOLE))
        return self.rows.change(run.id, state=runs.DONE)

    def said(self, run: Run) -> SaidAnswer | None:
        """The answer to the question of a run, as far as it is known, or None."""
        content = self.records.answer(question_key(run))
        try:
            return None if content is None else SaidAnswer.of(content)
        except (KeyError, TypeError):
            return None  # of an earlier version of the screen: answered again

    def row(self, run_id: str, by: str | None = None) -> Run | None:
        """The row of a run as a browser sees it, also one of an earlier dashboard."""
        run = self.rows.find(run_id)
        return None if run is None else self._seen(run, _browser(by))

    def cancel(self, run_id: str, by: str | None = None) -> Run | None:
        """The row after a browser gave up its share; others keep theirs.

        The run itself stops when nobody wants it any more; what is ready stays.
        """
        by = _browser(by)
        with self.rows.lock:
            run = self.rows.held(run_id)
            if run is None or not run.under_way or by not in run.askers - run.left:
                return self.row(run_id, by)
            self._leave(run, by)
        return self.row(run_id, by)

    def again(self, run: Run, by: str | None = None) -> Run:
        """The same run, by the same link, once more: its results are not there."""
        note = runs.CLEARED if run.version == self.version else runs.NEWER
        try:
            _load_all(run.plans)
        except PlannerError as why:
            return run.changed(state=runs.FAILED, message=str(why))
        fresh = run.changed(state=runs.WAITING, ready=0, done=0, note=note)
        return self._enter(fresh.changed(version=self.version, message=""), by)

    def resume(self) -> list[Run]:
        """Runs that an earlier program left behind, on their way again.

        What they had simulated is cached, so they go on from there.
        """
        try:
            found = self.records.interrupted()
        except StoreError as why:
            log.warning("no run is resumed: %s", why)
            return []
        return [self._resume(run) for run in found]

    def stop_all(self) -> None:
        """Stop every run, marked so that the next dashboard resumes it."""
        self._closing = True
        self.queue.close()
        self.rows.stop_all()
        until = time.monotonic() + END_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self.records.server.close()

    def make_ready(self) -> None:
        """Compile engine and formula, if this computer has not done so yet."""
        plan = plans.load(Plan(self.settings.scenario))
        make_ready(plan)
        answer(plan, plan.providers[:1])

    def _enter(self, run: Run, by: str | None) -> Run:
        """Put a run into the queue, or join the one that computes the same."""
        by = _browser(by)
        with self.rows.lock:
            same = self.rows.under_way_like(run)
            if same is None:
                self.rows.begin(run.changed(askers=frozenset({by}), left=frozenset()))
                return self._seen(self._queue_up(run.id), by)
            self.queue.join(same.id, by)
            joined = {"askers": same.askers | {by}, "left": same.left - {by}}
            return self._seen(self.rows.change(same.id, **joined), by)

    def _queue_up(self, run_id: str, *, resumed: bool = False) -> Run:
        run = self.rows[run_id]
        work = max(run.total - run.done, 1)
        queued = QueuedRun(run_id, set(run.askers - run.left), run.long, work)
        try:
            self.rows.change(run_id, state=runs.WAITING)
            self.queue.add(queued, resumed=resumed)
        except (StoreError, QueueFullError) as why:
            return self.rows.fail(run_id, str(why))
        return self.rows[run_id]

    def _leave(self, run: Run, by: str) -> None:
        left = run.left | {by}
        self.rows.change(run.id, left=left)
        self.queue.leave(run.id, by)
        if run.askers - left:
            return
        self.rows.stop_of(run.id).set()
        if self.queue.remove(run.id):
            self.rows.change(run.id, state=runs.CANCELLED)

    def _resume(self, run: Run) -> Run:
        attempts = run.attempts + 1
        with self.rows.lock:
            self.rows.begin(run.changed(note=runs.RESUMED, attempts=attempts, done=0))
            if attempts > MOST_ATTEMPTS:
                told = _("It was interrupted each time. Press Run to try once more.")
                return self.rows.fail(run.id, told)
            try:
                _load_all(run.plans)
            except PlannerError as why:
                return self.rows.fail(run.id, str(why))
            return self._queue_up(run.id, resumed=True)

    def _seen(self, run: Run, by: str) -> Run:
        """The run with what only its place and the browser that looks tell."""
        if not run.under_way:
            return run
        if by in run.left:
            return run.changed(state=runs.CANCELLED, mine=False)
        run = run.changed(mine=by in run.askers)
        ahead = self.queue.ahead_of(run.id) if run.state == runs.WAITING else None
        if ahead is None:
            return run
        working = [self.rows[each] for each in list(self.queue.working)]
        left = sum(max(r.total - r.done, 0) for r in working if r.long == run.long)
        seconds = self.queue.expected_seconds(run.id, left)
        return run.changed(place=len(ahead) + 1, wait_seconds=seconds)

    def _work_on(self, long: bool) -> None:
        """Work on runs, one after the other, until the queue closes."""
        if long:
            step_back()
        while (run_id := self.queue.take(long=long)) is not None:
            begun = time.monotonic()
            try:
                self._work(run_id)
            except Exception:
                # Whatever one run does, the next one is worked on.
                log.exception("run %s ended without its row", run_id)
            run = self.rows[run_id]
            learn = run.state == runs.DONE and run.kind == runs.SIMULATE
            work = run.total if learn else 0
            self.queue.ended(run_id, time.monotonic() - begun, work)

    def _work(self, run_id: str) -> None:
        try:
            simulates = self.rows[run_id].kind == runs.SIMULATE
            # The formula, which answers a question first, has nothing to compile.
            if simulates and not is_ready():
                self.rows.change(run_id, state=runs.PREPARING)
                self.make_ready()
            self.rows.change(run_id, state=runs.RUNNING)
            if simulates:
                simulate_steps(self, self.rows, run_id)
            else:
                answer_question_of(self.settings, self.cache, self.rows, run_id)
            self.rows.change(run_id, state=runs.DONE)
        except RunCancelled:
            ending = runs.INTERRUPTED if self._closing else runs.CANCELLED
            self.rows.change(run_id, state=ending)
        except PlannerError as why:
            self.rows.fail(run_id, str(why))
        except OSError as why:
            log.exception("run %s failed", run_id)
            self.rows.fail(run_id, disk_sentence(why))
        except Exception:
            # The person gets an apology, the log the trace.
            log.exception("run %s failed", run_id)
            self.rows.fail(run_id, _(APOLOGY))


def _load_all(asked: Iterable[Plan]) -> None:
    for plan in asked:
        plans.load(plan)


def _browser(by: str | None) -> str:
    return browser_id() if by is None else by


_service: RunService | None = None


def configure(settings: Settings) -> None:
    """Begin the one run service of this program."""
    global _service
    _service = RunService(settings)


def service() -> RunService:
    """The run service of this program."""
    assert _service is not None, "create_app configures the service first"
    return _service
