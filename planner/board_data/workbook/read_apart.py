"""Returns read in a process of their own, which is stopped when it takes too long.

No file, whatever stands in it, can so hold up the dashboard or a command.
"""

from __future__ import annotations

import datetime
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from planner.board_data.workbook.cell_findings import (
    FRESH_TEMPLATE,
    CellFinding,
    ReturnError,
)
from planner.board_data.workbook.importer import BoardReturn, read_return
from planner.errors import ScenarioError
from planner.inputs.scenario import Scenario
from planner.locale import VARIABLE, _, chosen_language

LONGEST_SECONDS = 5.0
"""Reading a return takes less than one; what takes longer is no return."""
LONGEST_START_SECONDS = 120.0
"""For the process to start on a slow computer; it reads nothing before."""
READY = b"ready\n"


def read_return_apart(
    path: Path,
    scenario: Scenario,
    board: str,
    *,
    today: datetime.date,
    name: str = "",
    longest_seconds: float = LONGEST_SECONDS,
) -> BoardReturn:
    """Numbers that a board typed, as `read_return` gives them, within a bounded time.

    Raises
    ------
    ReturnError: with every mistake at once, or that reading took too long
    ScenarioError: if there is no such board
    """
    question = pickle.dumps((path.absolute(), scenario, board, today, name))
    with subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        try:
            ready = _is_ready(process)
            answer = process.communicate(question, timeout=longest_seconds)[0]
        except subprocess.TimeoutExpired:
            rule = _(
                "took longer than {seconds:g} seconds to read, so reading was stopped",
                seconds=LONGEST_SECONDS,
            )
            raise ReturnError(path.name, [_failed(rule)]) from None
        except BrokenPipeError:
            ready, answer = False, b""
        finally:
            if process.poll() is None:
                process.kill()
    if not ready or process.returncode or not answer:
        rule = _("could not be read: reading it ended before its time")
        raise ReturnError(path.name, [_failed(rule)])
    result = pickle.loads(answer)  # our own process wrote it
    if isinstance(result, ScenarioError):
        raise result
    assert isinstance(result, BoardReturn)
    return result


def _failed(rule: str) -> CellFinding:
    return CellFinding(rule, _(FRESH_TEMPLATE))


def _command() -> list[str]:
    """A Python that imports as this one does, never from the current folder."""
    places = [place for place in sys.path if place]
    code = f"import sys; sys.path[:] = {places!r}; import {__name__} as m; m.main()"
    return [sys.executable, "-P", "-c", code]


def environment() -> dict[str, str]:
    """Variables of the process: findings are told in the language chosen here."""
    return {**os.environ, VARIABLE: chosen_language()}


def _is_ready(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has started; from then on its time counts."""
    start = threading.Timer(LONGEST_START_SECONDS, process.kill)
    start.start()
    try:
        assert process.stdout is not None
        return process.stdout.readline() == READY
    finally:
        start.cancel()


def main() -> None:
    """Read one return: the question comes from standard input, the answer goes out."""
    answer_to = sys.stdout.buffer
    answer_to.write(READY)
    answer_to.flush()
    path, scenario, board, today, name = pickle.loads(sys.stdin.buffer.read())
    result: Any
    try:
        result = read_return(path, scenario, board, today=today, name=name)
    except ScenarioError as error:
        result = error
    answer_to.write(pickle.dumps(result))
