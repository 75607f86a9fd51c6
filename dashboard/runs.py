"""One row a run: what was asked, how far it is, how it ended."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from dashboard.plans import Plan
from planner.sealed import read_sealed, write_sealed

WAITING = "waiting"
PREPARING = "preparing"
RUNNING = "running"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
INTERRUPTED = "interrupted"
UNDER_WAY = (WAITING, PREPARING, RUNNING)

_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Run:
    """A run as the screen sees it; changed only by making a new one.

    Attributes
    ----------
    plans : what is simulated; a comparison has its baseline first
    steps : numbers of replications, each step a refinement of the one before
    ready : replications of the last step that is finished, 0 before the first
    done, total : replications simulated so far, and to simulate in all
    """

    id: str
    plans: tuple[Plan, ...]
    steps: tuple[int, ...]
    seed: int
    state: str = WAITING
    ready: int = 0
    done: int = 0
    total: int = 0
    message: str = ""

    @property
    def under_way(self) -> bool:
        """Whether more is still to come."""
        return self.state in UNDER_WAY

    def changed(self, **fields: Any) -> Run:
        """The same run with some fields replaced."""
        return replace(self, **fields)


class RunBook:
    """Runs on disk, so that a link with ?run= survives a reload and a restart."""

    def __init__(self, folder: Path, most_runs: int = 200) -> None:
        self.folder = folder / "runs"
        self.folder.mkdir(parents=True, exist_ok=True)
        newest_first = sorted(
            self.folder.glob("*.json"), key=os.path.getmtime, reverse=True
        )
        for path in newest_first[most_runs:]:
            path.unlink(missing_ok=True)

    def write(self, run: Run) -> None:
        """Keep the row; a reader sees the whole row or the one before."""
        write_sealed(self._path(run.id), json.dumps(asdict(run)).encode())

    def read(self, run_id: str) -> Run | None:
        """The row, or None when there is none or it cannot be trusted.

        A row that says it is under way belongs to a dashboard that has ended.
        """
        if not _ID.fullmatch(run_id):
            return None
        run = read_sealed(self._path(run_id), lambda text: _parse(json.loads(text)))
        if run is not None and run.under_way:
            return run.changed(state=INTERRUPTED)
        return run

    def _path(self, run_id: str) -> Path:
        return self.folder / f"{run_id}.json"


def _parse(row: Mapping[str, Any]) -> Run:
    plans = tuple(
        Plan(
            scenario=plan["scenario"],
            options=tuple(plan["options"]),
            board=plan["board"],
            typed=tuple((str(field), str(text)) for field, text in plan["typed"]),
            boards=tuple(plan["boards"]),
        )
        for plan in row["plans"]
    )
    return Run(**{**row, "plans": plans, "steps": tuple(row["steps"])})


def step_back() -> None:
    """Let this thread, and what it starts, yield to everybody else.

    Who types a board's numbers while Wales is simulated still gets a first band soon.
    Only Linux has a priority for each thread; elsewhere things stay as they are.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
