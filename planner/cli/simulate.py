"""How the commands simulate: with a bar, with what earlier runs gave, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import platformdirs
from rich.console import Console

from planner.cli.progress import note, preparing, progress_bar
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.replicate import Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import RunOptions
from planner.experiment.running.run import run as run_scenario
from planner.experiment.starvation import starving
from planner.inputs.scenario import Scenario
from planner.reports.warnings import newly, starving_sentences

FOLDER = "fls-planner"


@dataclass(frozen=True)
class CommandOptions:
    """What the person who gave a command wants of each of its simulations."""

    replications: int
    seed: int
    boards: list[str] | None
    workers: int | None
    engine: str
    cluster: str | None
    no_cache: bool
    keep_visits: bool

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
                **means,
            )

    @contextmanager
    def simulating(
        self, title: str, plan: Scenario
    ) -> Iterator[tuple[Progress, RunOptions]]:
        """A progress bar and the means of a run; says what earlier runs have spared."""
        memo = None if self.no_cache else kept_boards()
        means = RunOptions(
            workers=self.workers, engine=self.engine, cluster=self.cluster, memo=memo
        )
        engine = self.engine if self.cluster is None else ""
        with preparing(plan, engine), progress_bar(title) as progress:
            yield progress, means
        if memo and memo.found:
            note(
                f"{memo.found} replications of a board were on hand from earlier runs;"
                " --no-cache simulates them again"
            )


def kept_boards() -> ResultCache:
    """What this person's runs on this computer gave, by board."""
    return ResultCache(platformdirs.user_cache_path(FOLDER) / "boards")


def show_starving(
    plan: Scenario, how: CommandOptions, since: Scenario | None = None
) -> None:
    """Print a sentence for each list at which a group starves.

    Parameters
    ----------
    since : a baseline; groups that starve in it already are not named again
    """
    names = {key: board.name for key, board in plan.boards.items()}
    asked = how.boards, how.seed, how.engine
    found = list(starving(plan, *asked))
    if since is not None and found:
        found = newly(found, starving(since, *asked))
    console = Console(highlight=False, soft_wrap=True)
    for sentence in starving_sentences(found, plan, names):
        console.print(f"Warning: {sentence}", markup=False)
