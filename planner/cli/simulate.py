"""How the commands simulate: with a bar, with what earlier runs gave, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import platformdirs

from planner.cli.progress import note, preparing, progress_bar
from planner.experiment.memo import Memo
from planner.experiment.replicate import Progress
from planner.experiment.results import Means, Results
from planner.experiment.results import run as run_scenario
from planner.inputs.scenario import Scenario

FOLDER = "fls-planner"


@dataclass(frozen=True)
class How:
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
    ) -> Iterator[tuple[Progress, Means]]:
        """A progress bar and the means of a run; says what earlier runs have spared."""
        memo = None if self.no_cache else kept_boards()
        means = Means(
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


def kept_boards() -> Memo:
    """What this person's runs on this computer gave, by board."""
    return Memo(platformdirs.user_cache_path(FOLDER) / "boards")
