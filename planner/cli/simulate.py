"""Simulation by a command: with a progress bar and cached results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planner.cli.console import say, say_sentences
from planner.cli.options import (
    BoardNames,
    Central,
    Cluster,
    Engine,
    NoCache,
    Replications,
    Seed,
    StartFiles,
    Workers,
    Years,
    board_names,
    boards_of,
    load_plan,
)
from planner.cli.progress import bar_on_terminal, note, prepare_engine
from planner.errors import RunCancelled, check_count
from planner.experiment.running.cache import ResultCache
from planner.experiment.running.collect import (
    DEFAULT_REPLICATIONS,
    MOST_REPLICATIONS,
    RunOptions,
)
from planner.experiment.running.executors import PROCESSES
from planner.experiment.running.replicate import Progress
from planner.experiment.running.results import Results
from planner.experiment.running.run import run as run_scenario
from planner.experiment.running.simulation import Simulation
from planner.experiment.standards import TRIED, judge, with_causes
from planner.experiment.starvation import STARVATION, starving
from planner.inputs.scenario import Scenario
from planner.locale import _, gettext_noop, ngettext
from planner.pathway.engines import COMPILED, SIMPY
from planner.reports.select_rows import treated_elsewhere
from planner.reports.warnings import newly, starving_sentences

STOPPED = gettext_noop(
    "Stopped: nothing more was written. What was simulated is cached, so that the same"
    " command goes on from there."
)
UNCACHED = gettext_noop("Stopped: nothing more was written.")


@dataclass(frozen=True, kw_only=True)
class CommandOptions:
    """Options of every command that simulates."""

    seed: Seed = 1
    workers: Workers = None
    engine: Engine = COMPILED
    cluster: Cluster = None
    no_cache: NoCache = False

    @cached_property
    def cache(self) -> ResultCache:
        """Results of all runs on this computer or, with `no_cache`, of this command."""
        return ResultCache() if self.no_cache else ResultCache.of_this_user()

    @property
    def run_options(self) -> RunOptions:
        """The same as options of a run."""
        return RunOptions(
            workers=self.workers,
            engine=self.engine,
            # The reference is Python from end to end; this program can be spawned.
            executor=PROCESSES if self.engine == SIMPY else None,
            cluster=self.cluster,
            cache=self.cache,
            # Whatever a cluster's computers compile, they compile without us.
            prepare=None if self.cluster else self._prepare,
        )

    def _prepare(self, plan: Scenario) -> None:
        prepare_engine(plan, self.engine)

    @contextmanager
    def simulating(self, title: str) -> Iterator[tuple[Progress, RunOptions]]:
        """A progress bar and run options; says how much was taken from the cache."""
        before = self.cache.found
        try:
            with bar_on_terminal(title) as progress:
                yield progress, self.run_options
        except (KeyboardInterrupt, RunCancelled):
            raise RunCancelled(_(UNCACHED if self.no_cache else STOPPED)) from None
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


@dataclass(frozen=True, kw_only=True)
class PlanOptions(CommandOptions):
    """Options of every command that simulates the boards of a plan."""

    replications: Replications = DEFAULT_REPLICATIONS
    years: Years = None
    board: BoardNames = None
    central: Central = False
    start: StartFiles = None

    def load(self, scenario: str, options: list[str] | None = None) -> Scenario:
        """The plan: boards' own numbers first, then the options."""
        # Before formulas that may take a minute, not after them.
        check_count("--replications", self.replications, 1, MOST_REPLICATIONS)
        return load_plan(
            scenario, self.years, options, self.start, central=self.central
        )

    def say_treated_elsewhere(self, plan: Scenario) -> None:
        """Say of each board of --board without a service by whom it is treated."""
        asked = boards_of(plan, self.board) or ()
        say_sentences(*treated_elsewhere(plan, asked, plan.providers))

    def simulation(self, plan: Scenario, boards: list[str] | None = None) -> Simulation:
        """Runs of several plans alike, at the boards of this one that are named.

        Parameters
        ----------
        boards : names; left out: those of --board
        """
        found = boards_of(plan, self.board if boards is None else boards)
        return Simulation(
            replications=self.replications,
            seed=self.seed,
            boards=None if found is None else tuple(found),
            watching=self._watching,
            means=self.run_options,
        )

    @contextmanager
    def _watching(self, title: str) -> Iterator[Progress]:
        with self.simulating(title) as (progress, _means):
            yield progress

    def simulate(self, plan: Scenario, *, keep_visits: bool = False) -> Results:
        """Results of a plan."""
        with self.simulating(plan.title or plan.name) as (progress, run_options):
            return run_scenario(
                plan,
                self.replications,
                self.seed,
                boards_of(plan, self.board),
                progress=progress,
                keep_visits=keep_visits,
                beside=(STARVATION,),
                **run_options,
            )

    def judge_standards(self, results: Results) -> pd.DataFrame:
        """Every standard held against a plan, with the cause of each that is missed."""
        return with_causes(judge(results), results.scenario, self._try)

    def _try(self, plan: Scenario) -> Results:
        """A few replications of a plan in which nobody has to wait."""
        title = _("Causes of missed standards")
        with self.simulating(title) as (progress, run_options):
            return run_scenario(
                plan,
                min(self.replications, TRIED),
                self.seed,
                boards_of(plan, self.board),
                progress=progress,
                **run_options,
            )


def show_starving(
    plan: Scenario, settings: PlanOptions, since: Scenario | None = None
) -> None:
    """Print a sentence for each list at which a group starves.

    Parameters
    ----------
    since : a baseline; groups that starve in it already are not named again
    """
    boards = boards_of(plan, settings.board)
    found = list(starving(plan, boards, settings.seed, **settings.run_options))
    if since is not None and found:
        found = newly(
            found, starving(since, boards, settings.seed, **settings.run_options)
        )
    for sentence in starving_sentences(found, plan, board_names(plan)):
        say(_("Warning: {sentence}", sentence=sentence))
