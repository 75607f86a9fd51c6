"""One application for all tests of the screen, and small results to draw."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import dash
import numpy as np
import pandas as pd
import pytest
from dash.development.base_component import Component
from sqlalchemy import create_engine, make_url

import planner
from dashboard import jobs, plans
from dashboard.answers import Answer, Answers
from dashboard.app import create_app
from dashboard.jobs import RunService
from dashboard.plans import Plan
from dashboard.runs import Run
from dashboard.settings import Settings
from dashboard.store.database import Database
from dashboard.work import WorkerLoop
from planner.experiment.running import replicate

BOARD = "aneurin-bevan"
WHOLE = Plan("wales-today", boards=(BOARD,), board=BOARD)
PLAIN = Plan("wales-today", boards=(BOARD,))
URGENT = Plan("wales-today", ("urgent-first",), boards=(BOARD,))
SEED = 1
POSTGRESQL = os.environ.get("POSTGRESQL_URL", "")
"""A PostgreSQL database for the tests of the screen, in place of files of SQLite."""


def database_in(folder: Path) -> str:
    """Address of a database for this folder alone: empty when it is asked for first.

    A file of SQLite; or, where POSTGRESQL_URL names a database, a schema there.
    """
    if not POSTGRESQL:
        return f"sqlite:///{folder / 'data' / 'planner.db'}"
    schema = f"test_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
    engine = create_engine(POSTGRESQL)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    engine.dispose()
    url = make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={schema}"})
    return url.render_as_string(hide_password=False)


def settings_in(folder: Path) -> Settings:
    """Settings that touch nothing outside this folder and run as little as can be."""
    return Settings(
        cache_folder=folder / "cache",
        data_folder=folder / "data",
        database_url=database_in(folder),
        options_folder=folder / "options",
        first_replications=2,
        replications=3,
        workers=1,
        run_wales_when_opened=False,
    )


class InThread(threading.Thread):
    """A worker beside the test, where it meets what the test pretends."""

    def __init__(self, answers: Answers, connection: Connection, _long: bool) -> None:
        work = WorkerLoop(connection, answers)
        super().__init__(target=work.do_all, daemon=True)
        self.start()

    def kill(self) -> None:
        """Nothing: a thread ends with its pipe."""


@pytest.fixture(scope="session", autouse=True)
def workers_in_threads() -> Iterator[None]:
    """Workers that share the memory of the tests; those of processes say so."""
    before = RunService.begin_worker
    RunService.begin_worker = staticmethod(InThread)  # type: ignore[assignment]
    yield
    RunService.begin_worker = before  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> dash.Dash:
    """The application: Dash hands the pages' callbacks to the first one only."""
    return create_app(settings_in(tmp_path_factory.mktemp("screen")))


@pytest.fixture(scope="session")
def results() -> planner.Results:
    """Two replications of one board, simulated once for all tests."""
    return planner.run(
        plans.load(WHOLE), replications=2, seed=SEED, boards=[BOARD], workers=1
    )


@pytest.fixture(scope="session")
def answer(app: dash.Dash, results: planner.Results) -> Answer:
    """What those replications say, as pages get it."""
    table = planner.summarise(results)
    return Answer(WHOLE, plans.load(WHOLE), 2, SEED, table)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunService]:
    """A run service with empty folders."""
    made = new_service(tmp_path)
    yield made
    # A run that outlived its test would meet the next test's pretended planner.
    made.stop_all()
    made.records.database.close()


def new_service(folder: Path) -> RunService:
    """A run service with a database of its own in a folder."""
    settings = settings_in(folder)
    return RunService(settings, Database(settings.database))


def invented(scenario: planner.Scenario, replications: int) -> planner.Results:
    """Results with one measure, so that nothing has to be simulated."""
    index = pd.DataFrame(
        {
            "provider": ["wales", BOARD],
            "residence": ["all", "all"],
            "stage": ["all", "all"],
            "role": ["all", "all"],
            "group": ["all", "all"],
            "reason": ["all", "all"],
            "span": ["year", "year"],
            "period": ["2026/27", "2026/27"],
            "start": ["2026-04-01", "2026-04-01"],
            "kpi": ["kpi4_assessed_90", "kpi4_assessed_90"],
            "unit": ["%", "%"],
            "label": ["", ""],
        },
        dtype=object,
    )
    matrix = np.arange(2.0 * replications).reshape(replications, 2)
    return planner.Results(scenario, SEED, index, matrix)


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replications asked for; the planner answers at once with invented results."""
    asked: list[int] = []

    def run(scenario: planner.Scenario, **given: Any) -> planner.Results:
        asked.append(given["replications"])
        progress: Callable[[int, int], None] = given["progress"]
        progress(given["replications"], given["replications"])
        return invented(scenario, given["replications"])

    monkeypatch.setattr(planner, "run", run)
    # Nothing is collected beside invented results.
    monkeypatch.setattr(RunService, "starving", lambda *_: ())
    monkeypatch.setattr(RunService, "equity", lambda *_: False)
    return asked


def until(held: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something holds within so many seconds."""
    end = time.monotonic() + seconds
    while not held() and time.monotonic() < end:
        time.sleep(0.01)
    return held()


def wait_for(service: RunService, run_id: str) -> jobs.Run:
    """The run when it has ended."""
    assert service.queue.wait_until_idle(240)
    ended = service.row(run_id)
    assert ended is not None
    return ended


def parts_of(shown: Any) -> Iterator[Component]:
    """Every component of what a page shows."""
    if isinstance(shown, Component):
        yield shown
        shown = getattr(shown, "children", None)
    if isinstance(shown, Component):
        yield from parts_of(shown)
    elif isinstance(shown, list | tuple):
        for part in shown:
            yield from parts_of(part)


def text_of(shown: Any) -> str:
    """All words of what a page shows."""
    if isinstance(shown, list | tuple):
        return " ".join(text_of(part) for part in shown)
    if isinstance(shown, Component):
        return text_of(getattr(shown, "children", None))
    return "" if shown is None else str(shown)


@pytest.fixture
def compared(app: dash.Dash, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A comparison that has been run; nothing is simulated any more."""
    run = wait_for(jobs.service(), jobs.service().start([PLAIN, URGENT]).id)

    def refuse(*_: Any) -> None:
        raise AssertionError("a page simulates")

    monkeypatch.setattr(replicate, "replicate_together", refuse)
    return run
