"""Simulation by a command: with a progress bar and cached results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from planner.cli.console import say
from planner.cli.progress import note, preparing, progress_bar
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import RunOptions
from planner.experiment.running.executors import PROCESSES
from planner.experiment.running.replicate import Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import run as run_scenario
from planner.experiment.starvation import STARVATION, starving
from planner.inputs.scenario import Scenario
from planner.locale import _, ngettext
from planner.pathway.engines import COMPILED, SIMPY
from planner.reports.warnings import newly, starving_sentences


@dataclass(frozen=True)
class CommandOptions:
    """Options of a command that every simulation of it uses."""

    replications: int
    seed: int
    boards: list[str] | None = None
    workers: int | None = None
    engine: str = COMPILED
    cluster: str | None = None
    no_cache: bool = False
    keep_visits: bool = False
    cache: ResultCache = field(init=False)
    """Results of all runs on this computer or, with `no_cache`, of this command."""

    def __post_init__(self) -> None:
        cache = ResultCache() if self.no_cache else ResultCache.of_this_user()
        object.__setattr__(self, "cache", cache)

    @property
    def means(self) -> RunOptions:
        """The same as options of a run."""
        return RunOptions(
            workers=self.workers,
            engine=self.engine,
            # The reference is Python from end to end; this program can be spawned.
            executor=PROCESSES if self.engine == SIMPY else None,
            cluster=self.cluster,
            cache=self.cache,
        )

    def simulate(self, plan: Scenario) -> Results:
        """Results of a plan."""
        with self.simulating(plan.title or plan.name, plan) as (progress, means):
            return run_scenario(
                plan,
                self.replications,
                self.seed,
                self.boards,
                progress=progress,
                keep_visits=self.keep_visits,
                beside=(STARVATION,),
                **means,
            )

    @contextmanager
    def simulating(
        self, title: str, plan: Scenario
    ) -> Iterator[tuple[Progress, RunOptions]]:
        """A progress bar and run options; says how much was taken from the cache."""
        before = self.cache.found
        engine = self.engine if self.cluster is None else ""
        with preparing(plan, engine), progress_bar(title) as progress:
            yield progress, self.means
        found = self.cache.found - before
        if found and not self.no_cache:
            note(
                ngettext(
                    "{n} cached replication of a board was used; --no-cache simulates"
                    " it again",
                    "{n} cached replications of a board were used; --no-cache simulates"
                    " them again",
                    found,
                )
            )


def show_starving(
    plan: Scenario, how: CommandOptions, since: Scenario | None = None
) -> None:
    """Print a sentence for each list at which a group starves.

    Parameters
    ----------
    since : a baseline; groups that starve in it already are not named again
    """
    names = {key: board.name for key, board in plan.boards.items()}
    found = list(starving(plan, how.boards, how.seed, **how.means))
    if since is not None and found:
        found = newly(found, starving(since, how.boards, how.seed, **how.means))
    for sentence in starving_sentences(found, plan, names):
        say(_("Warning: {sentence}", sentence=sentence))
