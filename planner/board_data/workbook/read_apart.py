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
from planner.board_data.workbook.plan_sheets import read_plans
from planner.errors import ScenarioError
from planner.inputs.scenario import Scenario
from planner.locale import VARIABLE, _, chosen_language

RETURN, PLANS = "return", "plans"
LONGEST_PLANS_SECONDS = 60.0
"""A report of many options holds as many plans, all of them checked."""
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
    question = (path.absolute(), scenario, board, today, name)
    result = _asked(path, (RETURN, question), longest_seconds)
    assert isinstance(result, BoardReturn)
    return result


def read_plans_apart(
    path: Path, *, longest_seconds: float = LONGEST_PLANS_SECONDS
) -> list[Scenario]:
    """Plans of a report's workbook, as `read_plans` gives them, in a bounded time.

    Raises
    ------
    ReturnError: that reading took too long
    ScenarioError: for a file that holds no plan, or not as the report wrote it
    """
    result = _asked(path, (PLANS, (path.absolute(),)), longest_seconds)
    assert isinstance(result, list)
    return result


def _asked(path: Path, question: tuple[str, tuple[Any, ...]], longest: float) -> Any:
    """The answer of the other process; an error it found is raised here."""
    with subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        try:
            ready = _is_ready(process)
            answer = process.communicate(pickle.dumps(question), timeout=longest)[0]
        except subprocess.TimeoutExpired:
            rule = _(
                "took longer than {seconds:g} seconds to read, so reading was stopped",
                seconds=longest,
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


def _return(
    path: Path, scenario: Scenario, board: str, today: datetime.date, name: str
) -> BoardReturn:
    return read_return(path, scenario, board, today=today, name=name)


def main() -> None:
    """Read one file: the question comes from standard input, the answer goes out."""
    answer_to = sys.stdout.buffer
    answer_to.write(READY)
    answer_to.flush()
    what, question = pickle.loads(sys.stdin.buffer.read())
    result: Any
    try:
        result = _return(*question) if what == RETURN else read_plans(*question)
    except ScenarioError as error:
        result = error
    answer_to.write(pickle.dumps(result))
