"""One way of running every plan of an answer: replications, seed, boards and means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

from planner.experiment.running.collect import DEFAULT_REPLICATIONS, RunOptions
from planner.experiment.running.replicate import Cancelled, Collector, Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import run
from planner.inputs.scenario import Scenario

FIRST_REPLICATIONS = 2
"""Replications of a first answer, before all of a long one have been run."""
Watching = Callable[[str], AbstractContextManager[Progress | None]]
"""Opened about the run of each plan, with its title: gives what is called with the
replications that are done, and in all."""


@contextmanager
def unwatched(_title: str) -> Iterator[Progress | None]:
    """A run without a progress bar."""
    yield None


@dataclass(frozen=True)
class Simulation:
    """Plans run alike, so that they can be compared.

    A command and a page hand it to whatever needs several runs (`answer_worth`,
    `gather_evidence`, `assurance_pack`), which then need to know nothing of progress
    bars, caches and workers.

    Attributes
    ----------
    boards : ids; None means all
    watching : see `Watching`
    cancelled : asked several times a second; true stops a run
    means : cache, workers and the rest, as `run` takes them

    Examples
    --------
    >>> Simulation.of(4, boards=["hywel-dda"]).boards
    ('hywel-dda',)
    """

    replications: int = DEFAULT_REPLICATIONS
    seed: int = 1
    boards: tuple[str, ...] | None = None
    watching: Watching = field(default=unwatched, repr=False)
    cancelled: Cancelled | None = field(default=None, repr=False)
    means: RunOptions = field(default_factory=RunOptions, repr=False)

    @classmethod
    def of(
        cls,
        replications: int = DEFAULT_REPLICATIONS,
        seed: int = 1,
        boards: Sequence[str] | None = None,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        **means: Unpack[RunOptions],
    ) -> Simulation:
        """A simulation by a program: cache, workers and the rest as `run` takes them.

        Parameters
        ----------
        progress : called with replications of the plan under way done, and in all
        """

        @contextmanager
        def watching(_title: str) -> Iterator[Progress | None]:
            yield progress

        chosen = None if boards is None else tuple(boards)
        return cls(replications, seed, chosen, watching, cancelled, means)

    def at(self, boards: Sequence[str]) -> Simulation:
        """The same of these boards alone."""
        return replace(self, boards=tuple(boards))

    @property
    def first(self) -> Simulation | None:
        """The same of the first replications, for a first answer; None of so few.

        What they give is cached, so that the whole run goes on from there.
        """
        if self.replications <= FIRST_REPLICATIONS:
            return None
        return replace(self, replications=FIRST_REPLICATIONS)

    def run(
        self,
        plan: Scenario,
        *,
        title: str = "",
        most: int | None = None,
        beside: Sequence[Collector[Any]] = (),
    ) -> Results:
        """Results of a plan.

        Parameters
        ----------
        title : of the progress bar; empty: the plan's
        most : replications at most
        beside : what is collected and cached on the way, for whoever asks later
        """
        with self.watching(title or plan.title or plan.name) as progress:
            return run(
                plan,
                min(self.replications, most or self.replications),
                self.seed,
                self.boards,
                progress=progress,
                cancelled=self.cancelled,
                beside=beside,
                **self.means,
            )

    def benefits(self, plan: Scenario) -> Results:
        """Benefits of the same replications.

        Nothing is simulated after a `run` with `BENEFITS` beside it and a cache.
        """
        return run(
            plan,
            self.replications,
            self.seed,
            self.boards,
            cancelled=self.cancelled,
            benefits=True,
            **self.means,
        )
