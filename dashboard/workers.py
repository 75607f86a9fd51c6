"""Worker processes as the server sees them: begun, given work, begun anew if killed."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Protocol

from dashboard import work
from dashboard.answers import Answers
from dashboard.runs import Run
from dashboard.work import CANCEL, ENDED, Told
from planner.errors import RunCancelled
from planner.experiment.running.executors import safe_path

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.05
CANCEL_SECONDS = 10
"""Patience with a job that is to stop, before its worker is made to end."""
END_SECONDS = 2


class WorkerEndedError(Exception):
    """A worker that ended before its job did: killed, or out of memory."""


class Process(Protocol):
    """The process, or in a test the thread, of a worker."""

    def is_alive(self) -> bool:
        """Whether it is there."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""

    def kill(self) -> None:
        """Make it end."""


Begin = Callable[[Answers, Connection, bool], Process]


def spawned(answers: Answers, connection: Connection, long: bool) -> Process:
    """A process of its own, never forked: the same on every system."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(
        target=work.begin,
        args=(connection, answers.settings),
        kwargs={"long": long},
        name="runs-long" if long else "runs-short",
        daemon=True,
    )
    with safe_path():
        process.start()
    # Held by the worker alone, so that the pipe ends when it does.
    connection.close()
    return process


class Worker:
    """One worker, which does one job at a time.

    Attributes
    ----------
    preparing : whether it compiles, or reads compiled code, before its first job
    """

    def __init__(self, begin: Begin, answers: Answers, *, long: bool) -> None:
        self.preparing = False
        self._begin, self._answers, self._long = begin, answers, long
        self._process: Process | None = None
        self._connection: Connection | None = None
        self._busy = threading.Lock()
        self._ended = threading.Event()

    def begin(self) -> None:
        """Begin the process, unless it is there or this worker has ended."""
        with self._busy:
            self._opened()

    def prepare(self, part: str) -> None:
        """Have the formula or the engine compiled before anybody asks for it."""
        self.preparing = True
        try:
            self._do(part, threading.Event(), lambda _: None)
        except (WorkerEndedError, RunCancelled):
            log.warning("a worker ended while it was made ready")
        finally:
            self.preparing = False

    def work(
        self, run: Run, stop: threading.Event, take: Callable[[Told], None]
    ) -> dict[str, str]:
        """State and message of a run when the worker is through with it.

        Parameters
        ----------
        stop : asks the job to stop
        take : called with what the worker tells; an error ends the job

        Raises
        ------
        WorkerEndedError: if the worker ended; the next job gets a new one
        RunCancelled: if the job had to be made to stop
        """
        ending: dict[str, str] = self._do(run, stop, take)
        return ending

    def end(self) -> None:
        """End the process."""
        self._ended.set()
        process = self._process
        if process is None:
            return
        if self._connection is not None:
            self._connection.close()
        process.join(END_SECONDS)
        if process.is_alive():
            process.kill()

    def _do(
        self, job: Run | str, stop: threading.Event, take: Callable[[Told], None]
    ) -> Any:
        with self._turn(stop):
            try:
                connection = self._opened()
                connection.send(job)
            except OSError as why:
                self._let_go()
                raise WorkerEndedError from why
            return self._follow(connection, stop, take)

    @contextmanager
    def _turn(self, stop: threading.Event) -> Iterator[None]:
        """The worker, once it is free."""
        while not self._busy.acquire(timeout=LOOK_SECONDS):
            if stop.is_set():
                raise RunCancelled
        try:
            yield
        finally:
            self._busy.release()

    def _opened(self) -> Connection:
        if self._connection is None or self._process is None:
            if self._ended.is_set():
                raise RunCancelled
            self._connection, other = multiprocessing.Pipe()
            self._process = self._begin(self._answers, other, self._long)
        return self._connection

    def _let_go(self) -> None:
        """Forget a process that has ended or must end."""
        if self._process is not None:
            with suppress(OSError):
                self._process.kill()
        self._connection = self._process = None

    def _follow(
        self,
        connection: Connection,
        stop: threading.Event,
        take: Callable[[Told], None],
    ) -> Any:
        """Take what is told until the job ends; then its ending."""
        asked, failed = 0.0, None
        while True:
            asks = (stop.is_set() or failed is not None) and not asked
            if asks:
                asked = time.monotonic()
            elif asked and time.monotonic() - asked > CANCEL_SECONDS:
                self._let_go()
                raise failed or RunCancelled
            told = self._hear(connection, CANCEL if asks else "")
            if told is not None and told.word == ENDED:
                if failed is not None:
                    raise failed
                return told.content
            try:
                if told is not None:
                    take(told)
            except Exception as why:  # not ours to judge: raised once the job has ended
                failed = failed or why

    def _hear(self, connection: Connection, word: str) -> Told | None:
        """The next thing told, if it comes soon; a word to the worker goes first.

        Raises
        ------
        WorkerEndedError: if nobody is there any more
        """
        try:
            if word:
                connection.send(word)
            told: Told | None = (
                connection.recv() if connection.poll(LOOK_SECONDS) else None
            )
        except (EOFError, OSError) as why:
            self._let_go()
            raise WorkerEndedError from why
        return told
