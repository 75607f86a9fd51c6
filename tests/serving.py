"""A program that answers on a port, started and stopped by the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

POLL_SECONDS = 0.1
STOP_SECONDS = 15


class NotServingError(Exception):
    """The program ended, or stayed silent for too long; the text holds its log."""


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str],
    address: str,
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    patience_seconds: float = 180,
) -> Iterator[float]:
    """Seconds until the address answered; the program ends with the block.

    Raises
    ------
    NotServingError: if the program ends or says nothing within its time
    """
    with log.open("wb") as written:
        program = subprocess.Popen(
            command,
            stdout=written,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=log.parent,
            start_new_session=True,
        )
        try:
            yield _seconds_to_answer(program, address, log, patience_seconds)
        finally:
            _stop(program)


def _seconds_to_answer(
    program: subprocess.Popen[bytes], address: str, log: Path, patience_seconds: float
) -> float:
    started = time.monotonic()
    while (waited := time.monotonic() - started) < patience_seconds:
        if program.poll() is not None:
            ended = f"ended with code {program.returncode}"
            raise NotServingError(f"{program.args} {ended}:\n{log.read_text()}")
        if _answers(address):
            return waited
        time.sleep(POLL_SECONDS)
    silent = f"did not answer at {address} within {patience_seconds} s"
    raise NotServingError(f"{program.args} {silent}:\n{log.read_text()}")


def _answers(address: str) -> bool:
    """Whether a page comes back; an error page is not an answer."""
    try:
        with urllib.request.urlopen(address, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def _stop(program: subprocess.Popen[bytes]) -> None:
    """End the program and all it started, by force when it does not listen."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(program.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            program.wait(STOP_SECONDS)
