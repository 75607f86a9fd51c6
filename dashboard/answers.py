"""Results of runs, as pages show them: read from the cache, never simulated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

import planner
from dashboard import plans
from dashboard.plans import Plan
from dashboard.runs import Run
from dashboard.settings import Settings
from planner.errors import ScenarioError
from planner.experiment.equity import Equity, equity_on_hand
from planner.experiment.ranking import Ranking, rank_by_set
from planner.experiment.running.cache import (
    ResultCache,
    key_of,
    pack_table,
    unpack_table,
)
from planner.experiment.running.run import results_on_hand
from planner.experiment.starvation import StarvedGroup, starving_on_hand
from planner.locale import chosen_language
from planner.reports import compare_page

EQUITY_REPLICATIONS = 4
"""Replications that waits by group are from."""
DRAWN_BYTES = 2**20
"""Memory of something drawn, roughly."""
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Answer:
    """Results of one plan, ready to be drawn.

    Attributes
    ----------
    table : as `planner.summarise` gives it
    """

    plan: Plan
    scenario: planner.Scenario
    replications: int
    seed: int
    table: pd.DataFrame

    @property
    def marks(self) -> tuple[object, ...]:
        """Everything that determines the answer."""
        return plans.fingerprint(self.plan), self.plan, self.replications, self.seed

    @property
    def sets(self) -> int:
        """Fitting sets that the results went through."""
        return int(self.table["sets"].max()) if len(self.table) else 0


class Answers:
    """Summaries, comparisons and warnings of the plans that have been run."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cache = ResultCache(settings.cache_folder / "results")
        self._drawing = threading.RLock()

    @property
    def default_steps(self) -> tuple[int, ...]:
        """A quick first band, then the whole number of replications."""
        first, all_of_them = (
            self.settings.first_replications,
            self.settings.replications,
        )
        return (first, all_of_them) if first < all_of_them else (all_of_them,)

    def steps_of(self, asked: Iterable[Plan]) -> tuple[int, ...]:
        """Steps of a run: one of single boards shows its bands tighten on the way."""
        steps = self.default_steps
        between = self.settings.replications // 2
        if all(len(plan.boards) == 1 for plan in asked) and between > 2 * steps[0]:
            return (*steps[:1], between, *steps[1:])
        return steps

    def drawn(self, name: str, *parts: object, draw: Callable[[], Drawn]) -> Drawn:
        """Something drawn of results, made once a day in each language.

        Parameters
        ----------
        parts : all that determines it, each with a `repr` that says it whole
        """
        key = key_of("drawn", name, chosen_language(), date.today(), *parts)
        held: Drawn | None = self.cache.load(key, lambda _: None)
        if held is not None:
            return held
        # Of many who open a page at once one draws it, and the others wait for that.
        with self._drawing:
            held = self.cache.load(key, lambda _: None)
            if held is None:
                held = draw()
                self.cache.remember(key, held, DRAWN_BYTES)
            return held

    def is_at_hand(self, run: Run) -> bool:
        """Whether pages find the results, summaries and differences of a run."""
        known = all(
            self.answer(plan, run.ready) is not None
            and self.result(plan, run.ready) is not None
            for plan in run.plans
        )
        return known and (len(run.plans) == 1 or bool(self.comparison(run)))

    def result(self, plan: Plan, replications: int) -> planner.Results | None:
        """Results on hand, or None."""
        key = self._key("run", plan, replications)
        held: planner.Results | None = self.cache.load(key, lambda _: None)
        if held is not None:
            return held
        found = results_on_hand(
            plans.load(plan),
            replications,
            self.settings.seed,
            list(plan.boards) or None,
            self.cache,
        )
        if found is not None:
            self.cache.remember(key, found, 2 * found.matrix.nbytes)
        return found

    def best_replications(self, plan: Plan) -> int:
        """The largest number of replications at hand for a plan, 0 for none."""
        held = [
            steps
            for steps in self.default_steps
            if self.cache.holds(self._key("summary", plan, steps))
        ]
        return max(held, default=0)

    def answer(self, plan: Plan, replications: int) -> Answer | None:
        """The summary of results on hand, or None."""
        key = self._key("summary", plan, replications)
        table = self.cache.load(key, unpack_table)
        if table is None:
            results = self.result(plan, replications)
            if results is None:
                return None
            table = self.keep(plan, results)
        return Answer(plan, plans.load(plan), replications, self.settings.seed, table)

    def latest(self, plan: Plan) -> Answer | None:
        """The answer with the most replications at hand, or None."""
        answers = (self.answer(plan, steps) for steps in reversed(self.default_steps))
        return next((answer for answer in answers if answer is not None), None)

    def keep(self, plan: Plan, results: planner.Results) -> pd.DataFrame:
        """The summary of a run, made once and cached: pages open without waiting."""
        table = planner.summarise(results)
        number = results.replications
        self.cache.save(self._key("summary", plan, number), table, pack_table(table))
        size = 2 * results.matrix.nbytes
        self.cache.remember(self._key("run", plan, number), results, size)
        return table

    def comparison(self, run: Run) -> dict[Plan, pd.DataFrame]:
        """Paired differences of every option of a run to its first plan."""
        found = {}
        for option in run.plans[1:]:
            table = self.difference(run.plans[0], option, run.ready)
            if table is None:
                return {}
            found[option] = table
        return found

    def ranking(self, run: Run, place: str) -> Ranking | None:
        """Order of a run's plans by the leading measure in each fitting set, or None.

        None where the place has no such measure, or the plans go through no sets.
        """
        results = [self.result(plan, run.ready) for plan in run.plans]
        known = [each for each in results if each is not None]
        if len(known) < len(results) or not known[0].scenario.sets:
            return None
        try:
            return rank_by_set(known, provider=place)
        except ScenarioError:
            return None

    def comparison_page(self, run: Run, year: str = "") -> str:
        """The comparison as one page of HTML that stands alone."""
        found = self.comparison(run)
        titles = plans.options(self.settings.options_folder)
        named = {plans.title(plan, titles): plan for plan in found}
        return compare_page(
            {title: found[plan] for title, plan in named.items()},
            {title: plans.load(plan) for title, plan in named.items()},
            plans.load(run.plans[0]),
            year=year,
        )

    def equity(self, plan: Plan, replications: int) -> Equity | None:
        """Waits by group under a plan that was compared, or None."""
        return equity_on_hand(
            plans.load(plan),
            min(replications, EQUITY_REPLICATIONS),
            self.settings.seed,
            list(plan.boards) or None,
            self.cache,
        )

    def is_whole(self, plan: Plan, replications: int, *, groups: bool) -> bool:
        """Whether all that pages show of a run is at hand; waits by group if asked."""
        return (
            self.answer(plan, replications) is not None
            and self.starving(plan, list(plan.boards) or None) is not None
            and not (groups and self.equity(plan, replications) is None)
        )

    def starving(
        self, plan: Plan, boards: list[str] | None
    ) -> tuple[StarvedGroup, ...] | None:
        """Groups that the rules of access starve, of a plan that was run, or None."""
        scenario, seed = plans.load(plan), self.settings.seed
        return starving_on_hand(scenario, boards, seed, self.cache)

    def difference(
        self, baseline: Plan, option: Plan, replications: int
    ) -> pd.DataFrame | None:
        """Paired differences of an option to a baseline, or None."""
        both = baseline, option
        marks = [self._key("summary", plan, replications) for plan in both]
        key = key_of("difference", *marks)
        table = self.cache.load(key, unpack_table)
        if table is None:
            before, after = (self.result(plan, replications) for plan in both)
            if before is None or after is None:
                return None
            table = planner.compare(before, after)
            self.cache.save(key, table, pack_table(table))
        return table

    def _key(self, kind: str, plan: Plan, replications: int) -> str:
        """The key under which something about a plan is cached."""
        fingerprint = plans.fingerprint(plan)
        return key_of(kind, fingerprint, self.settings.seed, replications, plan.boards)
