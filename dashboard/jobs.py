"""Runs in the background and their results: the only door to the planner's runs."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd

import planner
from dashboard import plans, runs
from dashboard import plans as groups
from dashboard.compression import (
    pack_results,
    pack_table,
    unpack_results,
    unpack_table,
)
from dashboard.locale import say
from dashboard.plans import Plan
from dashboard.runs import Run, RunBook, step_back
from dashboard.settings import Settings
from dashboard.store import ResultKey, ResultStore
from planner.errors import PlannerError, RunCancelled
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.executors import is_ready, make_ready
from planner.reports import compare_page

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What one plan gave, ready to be drawn.

    Attributes
    ----------
    table : as `planner.summarise` gives it
    """

    plan: Plan
    scenario: planner.Scenario
    replications: int
    seed: int
    table: pd.DataFrame


class RunService:
    """Runs asked for by the screen, each with its own row.

    All of Wales and a single board have a lane each: whoever types a board's
    numbers does not stand behind a national comparison.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.book = RunBook(settings.cache_folder)
        self.store = ResultStore(settings.cache_folder, settings.kept_results)
        self.memo = ResultCache(settings.cache_folder / "boards")
        self._rows: dict[str, Run] = {}
        self._stop: dict[str, threading.Event] = {}
        self._lock = threading.RLock()
        self._comparisons: dict[str, dict[Plan, pd.DataFrame]] = {}
        self.lanes = {
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
        self._keep(run)
        lane = "board" if all(plan.boards for plan in asked) else "wales"
        self.lanes[lane].submit(self._work, run.id).add_done_callback(_tell)
        return run

    @property
    def default_steps(self) -> tuple[int, ...]:
        """A quick first band, then the whole number of replications."""
        first, all_of_them = (
            self.settings.first_replications,
            self.settings.replications,
        )
        return (first, all_of_them) if first < all_of_them else (all_of_them,)

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
        for lane in self.lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)

    def result(self, plan: Plan, replications: int) -> planner.Results | None:
        """A stored result, or None."""
        scenario, seed = plans.load(plan), self.settings.seed
        return self.store.load(
            self.key(plan, replications),
            lambda arrays: unpack_results(arrays, scenario, seed),
        )

    def best_replications(self, plan: Plan) -> int:
        """The largest number of replications at hand for a plan, 0 for none."""
        held = [
            steps
            for steps in self.default_steps
            if self.store.holds(self.key(plan, steps))
        ]
        return max(held, default=0)

    def answer(self, plan: Plan, replications: int) -> Answer | None:
        """The summary of a stored result, or None."""
        key = self.key(plan, replications)
        table = self.store.load(key.of_summary, unpack_table)
        if table is None:
            results = self.result(plan, replications)
            if results is None:
                return None
            table = self._summarise(key, results)
        return Answer(plan, plans.load(plan), replications, self.settings.seed, table)

    def latest(self, plan: Plan) -> Answer | None:
        """The answer with the most replications at hand, or None."""
        replications = self.best_replications(plan)
        return self.answer(plan, replications) if replications else None

    def comparison(self, run: Run) -> dict[Plan, pd.DataFrame]:
        """Paired differences of every option of a run to its first plan."""
        _, *options = run.plans
        name = f"{run.id}:{run.ready}"
        if name not in self._comparisons:
            found = [self.result(plan, run.ready) for plan in run.plans]
            results = [result for result in found if result is not None]
            if len(results) < len(run.plans):
                return {}
            self._comparisons = {name: _pair(results, options)}
        return self._comparisons[name]

    def comparison_page(self, run: Run) -> str:
        """The comparison as one page of HTML that stands alone."""
        found = self.comparison(run)
        titles = plans.options(self.settings.options_folder)
        named = {plans.title(plan, titles): plan for plan in found}
        return compare_page(
            {title: found[plan] for title, plan in named.items()},
            {title: plans.load(plan) for title, plan in named.items()},
        )

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
            groups.look_ahead(self._rows[run_id].plans, self.settings.seed)
            self._set(run_id, state=runs.DONE)
        except RunCancelled:
            self._set(run_id, state=runs.CANCELLED)
        except PlannerError as why:
            self._set(run_id, state=runs.FAILED, message=str(why))
        except Exception:
            # The thread ends here; the person gets an apology, the log the trace.
            log.exception("run %s failed", run_id)
            self._set(run_id, state=runs.FAILED, message=say("run.apology"))

    def _all_steps(self, run_id: str) -> None:
        run = self._rows[run_id]
        before = 0
        for replications in run.steps:
            for plan in run.plans:
                self._simulate(run_id, plan, replications, before)
                before += replications * plans.parts(plan)
            self._set(run_id, ready=replications, done=before)

    def _simulate(
        self, run_id: str, plan: Plan, replications: int, before: int
    ) -> None:
        stop = self._stop[run_id]
        if stop.is_set():
            raise RunCancelled(run_id)
        key = self.key(plan, replications)
        if self.result(plan, replications) is not None:
            return
        results = planner.run(
            plans.load(plan),
            replications=replications,
            seed=self.settings.seed,
            boards=list(plan.boards) or None,
            workers=self.settings.workers,
            progress=lambda done, _: self._set(run_id, done=before + done),
            cancelled=stop.is_set,
            memo=self.memo,
        )
        self._summarise(key, results)
        self.store.save(key, results, pack_results(results))

    def key(self, plan: Plan, replications: int) -> ResultKey:
        """The key under which a plan's results are kept."""
        fingerprint = plans.load(plan).fingerprint()
        return ResultKey(fingerprint, self.settings.seed, replications, plan.boards)

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
        with self._lock:
            before = self._rows[run_id]
            run = before.changed(**fields)
            # Progress alone is not worth a file; a state that a link may ask for is,
            # and it is on disk before anybody is told of it.
            if (run.state, run.ready) != (before.state, before.ready):
                self.book.write(run)
            self._rows[run_id] = run

    def _keep(self, run: Run) -> None:
        with self._lock:
            self.book.write(run)
            self._rows[run.id] = run

    def _summarise(self, key: ResultKey, results: planner.Results) -> pd.DataFrame:
        """The summary, made once and kept: pages open without waiting for it."""
        table = planner.summarise(results)
        self.store.save(key.of_summary, table, pack_table(table))
        return table


def _pair(
    results: list[planner.Results], options: list[Plan]
) -> dict[Plan, pd.DataFrame]:
    baseline, *others = results
    return {
        plan: planner.compare(baseline, other)
        for plan, other in zip(options, others, strict=True)
    }


def _tell(future: Future[None]) -> None:
    """Write to the log what a lane would otherwise swallow."""
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
