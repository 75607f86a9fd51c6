"""The cheapest mix that meets marks, or the best within a budget, of one board.

Each lever is simulated alone, which prices it and shows how far the formula is out; the
formula then rules out what surely is not the best; the rest is ranked and selected by
simulation, member by member of the fitting sets, on the same people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.experiment.ask.question import Question
from planner.experiment.optimise.aims import TELLS, SpendingLimits
from planner.experiment.optimise.answer import (
    FURTHER,
    BestMix,
    SearchEffort,
    SimulatedMix,
    beyond_the_pathway,
    front_of,
    held_by_set,
    mean_of,
    most_often,
    with_interval,
)
from planner.experiment.optimise.levers import Levers, Mix
from planner.experiment.optimise.screen import MixScreen
from planner.experiment.optimise.select_best import select_best
from planner.experiment.optimise.selection_rules import Selected, SelectionRules
from planner.experiment.optimise.simulated import MixSimulator
from planner.experiment.optimise.trials import MixTrial, Prices
from planner.experiment.statistics.set_bands import sets_of
from planner.inputs.fitting_sets import REPLICATIONS_A_SET

Floats = npt.NDArray[np.float64]
PRICED, FIRST = 2, 4
"""Replications by which each lever's level is priced, and with which a mix begins."""
ROUNDS, AROUND, MOST_ROUNDS = 3, 12, 10
"""Rounds in which mixes around the best are taken up, and how many of them; and rounds
in which those with one level less are."""
SHOWN, ON_FRONT, FRONT_REPLICATIONS, FEW_PLANS = 5, 8, 10, 30
NEAREST = 24
"""Mixes that are simulated where none is found to meet the marks."""
BELOW_PRICE = 0.05
"""Share of a price by which the sum of single prices may be too high."""
INDIFFERENT, LEAST_INDIFFERENT = 0.005, 500.0
"""Pounds not worth telling apart: such a share of a price, and at least so many."""
HALF = 0.5


@dataclass
class Optimisation:
    """One board's search."""

    simulator: MixSimulator
    budget: SpendingLimits
    chance: float
    most: int
    first: Callable[[MixTrial], None] | None = None

    @property
    def question(self) -> Question:
        """The question."""
        return self.simulator.question

    @property
    def levers(self) -> Levers:
        """Levers of the board."""
        return self.simulator.levers

    @property
    def _together(self) -> int:
        return REPLICATIONS_A_SET if self.question.plan.sets else 1

    def run(self) -> BestMix:
        """The answer."""
        simulator, levers = self.simulator, self.levers
        screen = self.screened()
        found, mixes = self._selected(screen)
        holds = bool(found.holds[found.best] >= HALF)
        if not holds:
            found, mixes = self._nearest(screen)
        front = [trial.mix for trial in screen.front(ON_FRONT)]
        further = FIRST if levers.plans < FEW_PLANS else FRONT_REPLICATIONS
        simulator.simulate([*front, levers.nothing], min(further, self.most))
        ranking = self._ranking(found, mixes)
        seen = [self.plan(mix) for mix in simulator.seen]
        ready = [plan for plan in seen if plan.replications > PRICED]
        answer = screen.answer(levers.nothing)
        assert answer is not None
        return BestMix(
            question=self.question,
            board=simulator.board,
            levers=levers,
            aim=simulator.aim,
            budget=self.budget,
            ranking=ranking,
            nothing=self.plan(levers.nothing),
            holds=holds,
            probability=found.probability,
            foreseen=found.foreseen(FURTHER),
            rival=self._compared(found, mixes, found.rival),
            best_in=self._best_in(ranking, by_cost=bool(simulator.marks) and holds),
            front=front_of(ready, [plan.aim[0] for plan in ready]),
            fractures_front=front_of(ready, [plan.fractures[0] for plan in ready]),
            alone=self._alone(),
            bottleneck=most_often(answer.bottleneck(simulator.board)),
            highest=beyond_the_pathway(self.question, simulator.board),
            counts=SearchEffort(
                plans=levers.plans,
                tried=len(screen.trials),
                simulated=len(simulator.seen),
                replications=simulator.used,
                brute_force=levers.plans * max(p.replications for p in ranking),
            ),
        )

    def screened(self) -> MixScreen:
        """Mixes by formula, each lever priced by simulation alone."""
        simulator, levers = self.simulator, self.levers
        single = [levers.nothing, *levers.single()]
        simulator.simulate(single, PRICED)
        screen = MixScreen(
            question=self.question,
            board=simulator.board,
            levers=levers,
            marks=simulator.marks,
            aim=simulator.aim,
            budget=self.budget,
            prices=self._prices(),
            chance=self.chance,
        )
        screen.run()
        if self.first is not None:
            self.first(screen.best())
        ahead = [trial.mix for trial in screen.front(ON_FRONT)]
        simulator.simulate([levers.nothing, *ahead], min(FIRST, self.most))
        self._correct(screen)
        return screen

    def _correct(self, screen: MixScreen) -> None:
        """Have the formula corrected by all that was simulated."""
        means = {mix: seen.marks for mix, seen in self.simulator.seen.items()}
        screen.correct(means)

    def _prices(self) -> Prices:
        """Pounds of every level of every lever, alone."""
        revenue, capital = [], []
        for place, lever in enumerate(self.levers.of):
            rows = []
            for level in range(len(lever.levels) + 1):
                mix = self.levers.with_level(self.levers.nothing, place, level)
                yearly, once = self.simulator.extra(mix)
                rows.append((yearly.mean(axis=0), once.mean()))
            revenue.append(np.stack([row[0] for row in rows]))
            capital.append(np.array([row[1] for row in rows]))
        return Prices(tuple(revenue), tuple(capital))

    def _selected(self, screen: MixScreen) -> tuple[Selected, list[Mix]]:
        """The best of the mixes that the formula leaves, and of those around it."""
        by_cost = bool(self.simulator.marks)
        trials = screen.cheapest() if by_cost else screen.most()
        known = {trial.mix: trial for trial in trials or screen.nearest(NEAREST)}
        found, mixes = self._select([*known.values()])
        for round_ in range(MOST_ROUNDS):
            self._correct(screen)
            holds, best = bool(found.holds[found.best] >= HALF), mixes[found.best]
            around = screen.around(best, AROUND, holds=holds) if round_ < ROUNDS else []
            # Whatever the formula says of them: none that holds may be a level cheaper.
            if by_cost and holds:
                around += [screen.tried(mix) for mix in self.levers.one_less(best)]
            new = {trial.mix: trial for trial in around if trial.mix not in known}
            if not new:
                break
            known |= new
            found, mixes = self._select([*known.values()])
        return found, mixes

    def _select(self, trials: list[MixTrial]) -> tuple[Selected, list[Mix]]:
        """The cheapest that keeps the marks or, without a mark, what brings most."""
        mixes = [trial.mix for trial in trials]
        if not self.simulator.marks:
            least = TELLS[self.simulator.aim.unit]
            return self._best_of(mixes, lambda sim, mix: -sim.seen[mix].aim, least)
        prices = np.array([trial.price for trial in trials])
        apart = max(LEAST_INDIFFERENT, INDIFFERENT * float(np.median(prices)))
        lowest = prices - BELOW_PRICE * np.abs(prices)
        return self._best_of(mixes, MixSimulator.cost, apart, lowest, marks=True)

    def _nearest(self, screen: MixScreen) -> tuple[Selected, list[Mix]]:
        """The mix that comes nearest to marks that none meets, within the budget."""
        mixes = [trial.mix for trial in screen.nearest(NEAREST)]
        return self._best_of(mixes, MixSimulator.missing, TELLS["%"])

    def _best_of(
        self,
        mixes: list[Mix],
        score: Callable[[MixSimulator, Mix], Floats],
        indifference: float,
        lowest: Floats | None = None,
        *,
        marks: bool = False,
    ) -> tuple[Selected, list[Mix]]:
        """The mix with the lowest score; it goes on from what is simulated already."""
        seen = self.simulator.seen
        known = [len(seen[mix]) if mix in seen else 0 for mix in mixes]
        unmarked = HALF if self.budget.given else 0.0
        rules = SelectionRules(
            chance=self.chance if marks else unmarked,
            together=self._together,
            most=self.most,
            first=min(FIRST, self.most),
            indifference=indifference,
        )
        observe = self.simulator.observe(mixes, self.budget, score, marks=marks)
        return select_best(observe, len(mixes), rules, lowest, known), mixes

    def _ranking(
        self, found: Selected, mixes: Sequence[Mix]
    ) -> tuple[SimulatedMix, ...]:
        """The first plans in order, each with the chance that it is better."""
        holds = bool(found.holds[found.best] >= HALF)
        # Beside plans that keep the marks others are no second best.
        first = [p for p in found.ranking if found.holds[p] >= HALF or not holds]
        plans = (self._compared(found, mixes, place) for place in first[:SHOWN])
        return tuple(plan for plan in plans if plan is not None)

    def _compared(
        self, found: Selected, mixes: Sequence[Mix], place: int | None
    ) -> SimulatedMix | None:
        """A plan with the probability that it is better than the first."""
        if place is None:
            return None
        return replace(self.plan(mixes[place]), better=float(found.better[place]))

    def plan(self, mix: Mix) -> SimulatedMix:
        """One mix as it was simulated."""
        simulator = self.simulator
        seen = simulator.seen[mix]
        revenue, capital = simulator.extra(mix)
        held = simulator.met(mix) & self.budget.holds(revenue, capital)
        by_set = held_by_set(held, self.question.plan)
        return SimulatedMix(
            mix=mix,
            said=self.levers.said(mix),
            short=self.levers.short(mix),
            cost=with_interval(simulator.cost(mix)),
            revenue=tuple(revenue.mean(axis=0).tolist()),
            capital=float(capital.mean()),
            marks=tuple(seen.marks.mean(axis=0).tolist()),
            aim=with_interval(seen.aim),
            fractures=with_interval(seen.fractures),
            chance=float(held.mean()),
            sets_met=sum(by_set),
            sets=len(by_set),
            replications=len(seen),
            better=0.0,
        )

    def _best_in(self, ranking: Sequence[SimulatedMix], *, by_cost: bool) -> int:
        """Sets in which the first is the best of the plans that went through them."""
        values, simulator = [], self.simulator
        for plan in ranking:
            sets = sets_of(plan.replications, self.question.plan.sets)
            score = (
                simulator.cost(plan.mix) if by_cost else -simulator.seen[plan.mix].aim
            )
            if by_cost:
                score = np.where(simulator.met(plan.mix), score, np.inf)
            values.append([score[sets == k].mean() for k in np.unique(sets)])
        first, *others = values
        return sum(
            np.isfinite(own) and all(own <= o[k] for o in others if k < len(o))
            for k, own in enumerate(first)
        )

    def _alone(self) -> dict[str, tuple[float, float]]:
        """Change in the aim and in refractures avoided of each lever alone."""
        simulator, nothing = self.simulator, self.levers.nothing
        before, found = simulator.seen[nothing], {}
        for place, lever in enumerate(self.levers.of):
            mix = self.levers.with_level(nothing, place, len(lever.levels))
            after = simulator.seen[mix]
            count = min(len(after), len(before))
            aim = after.aim[:count] - before.aim[:count]
            spared = after.fractures[:count] - before.fractures[:count]
            found[lever.name] = mean_of(aim), mean_of(spared)
        return found
