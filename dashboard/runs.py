"""A run: what was asked, by whom, how far it is, how it ended."""

from __future__ import annotations

import errno
import json
from dataclasses import dataclass, replace
from typing import Any

from dashboard.plans import Plan
from planner.locale import _, gettext_noop

WAITING = "waiting"
PREPARING = "preparing"
RUNNING = "running"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
INTERRUPTED = "interrupted"
UNDER_WAY = (WAITING, PREPARING, RUNNING)

SIMULATE = "simulate"
"""Kind of a run that simulates plans; others answer a question about one."""
PRECISE = "precise"
"""Kind of a run that simulates a plan until a measure is known as well as asked."""
UNCACHED = gettext_noop(
    "Note: these results could not be saved (disk full, or folder not writable); they"
    " are lost when the dashboard ends."
)
DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
RESUMED = gettext_noop("Interrupted when the dashboard ended, and resumed by itself.")
RESTARTED = gettext_noop("Interrupted when its worker ended, and resumed by itself.")
CLEARED = gettext_noop(
    "The results of this link had been cleared away: they are simulated again."
)
NEWER = gettext_noop(
    "The results of this link are of another version of the planner: they are simulated"
    " again, and may differ."
)


@dataclass(frozen=True)
class Run:
    """A run as the screen sees it; changed only by making a new one.

    Attributes
    ----------
    plans : what is simulated; a comparison has its baseline first
    steps : numbers of replications, each step a refinement of the one before
    ready : replications of the last step that is finished, 0 before the first
    done, total : replications simulated so far, and to simulate in all
    kind, question : of a run that answers a question, and the question as JSON; of a
        precise one, what is to be known how well
    note : said beside its state, such as that it was resumed
    askers, left : browsers that asked for it, and those that cancelled their share
    version : of the planner that made its results
    attempts : times that it was resumed
    place : in the queue while it waits, 1 for the next one
    wait_seconds : expected until it begins; None where nothing is known
    mine : whether the browser that asks may cancel it
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
    kind: str = SIMULATE
    question: str = ""
    note: str = ""
    askers: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    version: str = ""
    attempts: int = 0
    place: int = 0
    wait_seconds: float | None = None
    mine: bool = True

    @property
    def under_way(self) -> bool:
        """Whether more is still to come."""
        return self.state in UNDER_WAY

    @property
    def long(self) -> bool:
        """Whether it is about more than one board."""
        return not all(len(plan.boards) == 1 for plan in self.plans)

    @property
    def simulates(self) -> bool:
        """Whether its results are those of plans, not an answer in words."""
        return self.kind in (SIMULATE, PRECISE)

    @property
    def target(self) -> dict[str, Any]:
        """Fields of the precision that a precise run is to reach."""
        return dict(json.loads(self.question))

    def changed(self, **fields: Any) -> Run:
        """The same run with some fields replaced."""
        return replace(self, **fields)

    def asks_same(self, other: Run) -> bool:
        """Whether both runs compute the same thing."""
        return (self.kind, self.question, self.plans, self.steps, self.seed) == (
            other.kind,
            other.question,
            other.plans,
            other.steps,
            other.seed,
        )


def disk_sentence(why: OSError) -> str:
    """Message about a file that could not be written."""
    if why.errno in DISK_FULL:
        return _("Failed: disk full. Free some space and press Run.")
    reason = (why.strerror or str(why)).lower()
    return _("Failed: a file cannot be written ({reason}).", reason=reason)
