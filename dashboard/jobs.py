"""Runs in the background and their results: the only door to the planner's runs."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import planner
from dashboard import plans, runs
from dashboard.answering import check
from dashboard.answers import Answers
from dashboard.asking import FORESEEN, WHOLE, question_key
from dashboard.browsers import OpenPages, PageMark, browser_id
from dashboard.plans import Plan
from dashboard.questions import AskRequest, SaidAnswer
from dashboard.run_queue import QueuedRun, QueueFullError, RunQueue
from dashboard.run_rows import RunRows
from dashboard.run_work import RunWork
from dashboard.runs import Run
from dashboard.settings import Settings
from dashboard.store.database import Database, StoreError, database
from dashboard.store.run_records import RunRecords
from dashboard.workers import spawned
from planner.errors import PlannerError
from planner.experiment.precision import PrecisionTarget, looks_of
from planner.experiment.running.fingerprints import code_fingerprint
from planner.locale import _

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
"""Times that a run is resumed: one that ends the program must not do so for ever."""


class RunService(Answers):
    """Runs asked for by the screen, each with its own row, place and askers."""

    begin_worker = staticmethod(spawned)

    def __init__(self, settings: Settings, store: Database | None = None) -> None:
        super().__init__(settings)
        self.records = RunRecords(store or database(), settings.data_folder)
        self.rows = RunRows(self.records)
        self.queue = RunQueue()
        self.pages = OpenPages()
        self.version = f"{planner.__version__} {code_fingerprint()[:12]}"
        self.work = RunWork(
            self, self.rows, self.queue, self._restart, self.begin_worker
        )

    def start(
        self,
        asked: Iterable[Plan],
        steps: tuple[int, ...] = (),
        by: str | None = None,
        *,
        mark: PageMark | None = None,
    ) -> Run:
        """A row for these plans, already on its way; shared with whoever asks the same.

        Parameters
        ----------
        by : browser that asks; left out, the one of the request
        mark : of the page that asks; if it has cancelled since, the run does not begin

        Raises
        ------
        ScenarioError: if a plan cannot be loaded; then nothing is started.
        """
        asked = tuple(asked)
        _load_all(asked)
        steps = steps or self.steps_of(asked)
        run = self._run(asked, steps, sum(steps) * sum(map(plans.parts, asked)))
        return self._entered(run, by, mark)

    def start_precisely(
        self, plan: Plan, target: Mapping[str, Any], mark: PageMark | None = None
    ) -> Run:
        """A row for one plan, which stops by itself once a measure is known.

        Parameters
        ----------
        target : fields of a `PrecisionTarget`

        Raises
        ------
        ScenarioError: if the plan cannot be loaded, or the target cannot be one
        """
        _load_all([plan])
        looks = tuple(looks_of(PrecisionTarget(**target)))
        run = self._run([plan], looks, looks[-1] * plans.parts(plan))
        run = run.changed(kind=runs.PRECISE, question=json.dumps(target))
        return self._entered(run, None, mark)

    def ask(self, request: AskRequest, by: str | None = None) -> Run:
        """A row for a question, on its way; ended at once where the answer is at hand.

        Raises
        ------
        ScenarioError: if it cannot be answered; then nothing is started
        """
        check(request)
        boards = request.plan.boards or plans.load(request.plan).boards
        run = self._run([request.plan], (), FORESEEN * len(boards))
        run = run.changed(kind=request.kind, question=request.text())
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

    def cancel(
        self, run_id: str, by: str | None = None, *, mark: PageMark | None = None
    ) -> Run | None:
        """The row after a browser gave up its share; others keep theirs.

        The run itself stops when nobody wants it any more; what is ready stays. Given
        the mark of a page, all that this page has asked for is cancelled.
        """
        by = _browser(by)
        for other in self.pages.cancel(by, mark) - {run_id} if mark else ():
            self.cancel(other, by)
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
        self.work.stop_all()
        self.records.server.close()

    def _run(self, asked: Iterable[Plan], steps: tuple[int, ...], total: int) -> Run:
        """A new row, not yet in the queue."""
        return Run(
            id=uuid.uuid4().hex[:12],
            plans=tuple(asked),
            steps=steps,
            seed=self.settings.seed,
            total=total,
            version=self.version,
        )

    def _entered(self, run: Run, by: str | None, mark: PageMark | None) -> Run:
        """A run in the queue, unless the page that asks has cancelled since."""
        run = self._enter(run, by)
        if mark is None or self.pages.ask(_browser(by), mark, run.id):
            return run
        return self.cancel(run.id, by) or run

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

    def _restart(self, run: Run) -> Run:
        """A run whose worker ended, on its way again."""
        return self._resume(run, runs.RESTARTED)

    def _resume(self, run: Run, note: str = runs.RESUMED) -> Run:
        attempts = run.attempts + 1
        with self.rows.lock:
            self.rows.begin(run.changed(note=note, attempts=attempts, done=0))
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
        working = [self.rows[each.id] for each in list(self.queue.working.values())]
        left = sum(max(r.total - r.done, 0) for r in working if r.long == run.long)
        seconds = self.queue.expected_seconds(run.id, left)
        return run.changed(place=len(ahead) + 1, wait_seconds=seconds)


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
