"""One budget split over boards: the best choice of one plan for each, exactly.

Every board has a few plans, from nothing to the most that brings it anything, of which
none is dearer and worse than another by the formula; all of them are simulated. The
choice of one plan a board is a multiple-choice knapsack, of which every combination
that the budget allows is looked at (Kellerer, Pferschy and Pisinger, Knapsack problems,
Springer 2004, chapter 11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.experiment.optimise.aims import NOBODY_WORSE, WAITS, Aim, SpendingLimits
from planner.experiment.optimise.answer import SimulatedMix
from planner.experiment.optimise.levers import Levers, Mix
from planner.experiment.optimise.optimise import Optimisation
from planner.experiment.optimise.simulated import MixSimulator
from planner.experiment.statistics.set_bands import means_of_sets, sets_of

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
PLANS_OF_BOARD, MOST_COMBINATIONS = 7, 2_000_000
"""Plans of each board, and combinations that are held at a time."""
LOOKED_AT = 500
"""Best combinations that are held against each other in every fitting set."""
NEARLY = 0.01
"""Share of the best value of a fitting set within which a split counts as best."""


@dataclass(frozen=True)
class Candidates:
    """Plans of one board: shape (plans, ...).

    Attributes
    ----------
    revenue : mean pounds by financial year on top of nothing; capital : of all years
    value : mean of the aim, the more the better, and of each set: (plans, sets)
    first : value in the first year of the plan with nothing
    """

    revenue: Floats
    capital: Floats
    value: Floats
    by_set: Floats
    first: float


@dataclass(frozen=True)
class Combinations:
    """Choices of one plan a board that the budget allows.

    Attributes
    ----------
    places : plan of each board, shape (combinations, boards)
    merit : what is to be as large as can be: first and, where equal, second
    """

    places: Places
    merit: Floats

    @property
    def best_first(self) -> Places:
        """Combinations in order of their merit."""
        return np.asarray(np.lexsort((-self.merit[:, 1], -self.merit[:, 0])))


def combinations(
    boards: Sequence[Candidates], budget: SpendingLimits, aim: str
) -> Combinations:
    """Every choice of one plan a board that the budget allows, and its merit.

    Examples
    --------
    >>> def board(*plans):
    ...     cost, value = np.array(plans, dtype=float).T
    ...     return Candidates(cost[:, None], cost * 0, value, value[:, None], 0.0)
    >>> two = [board((0, 0), (60, 9)), board((0, 0), (50, 5), (100, 10))]
    >>> found = combinations(two, SpendingLimits(("2027/28",), (100.0,)), "in-time")
    >>> found.places[found.best_first[0]].tolist()
    [0, 2]
    """
    places = np.zeros((1, 0), dtype=np.int64)
    spent = np.zeros((1, len(budget.years) + 1))
    most = np.array([*budget.revenue, budget.capital])
    costs = [np.column_stack([each.revenue, each.capital]) for each in boards]
    # What the boards that follow save at most.
    saved = [np.minimum(cost.min(axis=0), 0.0) for cost in costs]
    for number, cost in enumerate(costs):
        count = len(cost)
        left = np.sum(saved[number + 1 :], axis=0) if saved[number + 1 :] else 0.0
        spent = (spent[:, None, :] + cost[None]).reshape(-1, len(most))
        chosen = np.tile(np.arange(count), len(places))
        places = np.column_stack([np.repeat(places, count, axis=0), chosen])
        kept = (spent + left <= most + 0.5).all(axis=1)
        spent, places = spent[kept], places[kept]
        if len(places) > MOST_COMBINATIONS:
            value = _merit(boards[: number + 1], places, aim)
            order = np.lexsort((-value[:, 1], -value[:, 0]))[:MOST_COMBINATIONS]
            spent, places = spent[order], places[order]
    return Combinations(places, _merit(boards, places, aim))


def _merit(boards: Sequence[Candidates], places: Places, aim: str) -> Floats:
    """Merit of each combination: by the aim first, then the sum over boards."""
    values = [each.value[places[:, k]] for k, each in enumerate(boards)]
    return _worth(values, [each.first for each in boards], aim)


def _worth(values: Sequence[Floats], first: Sequence[float], aim: str) -> Floats:
    total = np.sum(values, axis=0)
    if aim == WAITS:
        # Equal waits: the longest is made as short as it can be.
        return np.column_stack([np.min(values, axis=0), total])
    if aim == NOBODY_WORSE:
        worse = [np.maximum(f - v, 0.0) for v, f in zip(values, first, strict=True)]
        return np.column_stack([-np.sum(worse, axis=0).round(6), total])
    return np.column_stack([total, total])


@dataclass(frozen=True)
class BoardShare:
    """One board's part of a split."""

    board: str
    levers: Levers
    plan: SimulatedMix
    nothing: SimulatedMix
    first: float


@dataclass(frozen=True)
class Split:
    """A budget split over boards.

    Attributes
    ----------
    sets_best : fitting sets in which it is the best, or within one per cent of it
    tried : combinations that the budget allows
    """

    aim: Aim
    budget: SpendingLimits
    shares: tuple[BoardShare, ...]
    sets_best: int
    sets: int
    tried: int
    plans: int
    replications: int


def split(
    simulators: Mapping[str, MixSimulator], budget: SpendingLimits, replications: int
) -> Split:
    """The best split of a budget over boards.

    Parameters
    ----------
    simulators : of each board, for its own levers
    replications : of each board's plans
    """
    searches = {
        board: Optimisation(simulator, budget, 0.0, replications)
        for board, simulator in simulators.items()
    }
    mixes = {board: _plans(search) for board, search in searches.items()}
    for board, simulator in simulators.items():
        simulator.simulate(mixes[board], replications)
    boards = [_candidates(simulators[board], mixes[board]) for board in simulators]
    aim = next(iter(simulators.values())).aim
    found = combinations(boards, budget, aim.name)
    order = found.best_first
    best = found.places[order[0]].tolist()
    sets_best, sets = _best_in_sets(boards, found, order[:LOOKED_AT], aim.name)
    chosen = {board: mixes[board][k] for board, k in zip(mixes, best, strict=True)}
    return Split(
        aim=aim,
        budget=budget,
        shares=tuple(
            BoardShare(
                board=board,
                levers=simulators[board].levers,
                plan=searches[board].plan(mix),
                nothing=searches[board].plan(simulators[board].levers.nothing),
                first=boards[number].first,
            )
            for number, (board, mix) in enumerate(chosen.items())
        ),
        sets_best=sets_best,
        sets=sets,
        tried=len(found.places),
        plans=sum(map(len, mixes.values())),
        replications=sum(each.used for each in simulators.values()),
    )


def _plans(search: Optimisation) -> list[Mix]:
    """Plans of one board from nothing on, of which none is dearer and worse."""
    ahead = [trial.mix for trial in search.screened().front(PLANS_OF_BOARD)]
    return list(dict.fromkeys([search.levers.nothing, *ahead]))


def _candidates(simulator: MixSimulator, mixes: Sequence[Mix]) -> Candidates:
    """Costs and benefits of each plan of a board."""
    extra = [simulator.extra(mix) for mix in mixes]
    aims = np.stack([simulator.seen[mix].aim for mix in mixes], axis=1)
    sets = sets_of(len(aims), simulator.question.plan.sets)
    return Candidates(
        revenue=np.stack([revenue.mean(axis=0) for revenue, _capital in extra]),
        capital=np.array([capital.mean() for _revenue, capital in extra]),
        value=np.nan_to_num(np.nanmean(aims, axis=0), nan=-1e9),
        by_set=np.nan_to_num(means_of_sets(aims, sets)[0].T, nan=-1e9),
        first=float(simulator.seen[simulator.levers.nothing].first.mean()),
    )


def _best_in_sets(
    boards: Sequence[Candidates], found: Combinations, order: Places, aim: str
) -> tuple[int, int]:
    """Sets in which the first combination is the best of those that lead, or nearly."""
    sets = min(each.by_set.shape[1] for each in boards)
    places, best = found.places[order], 0
    for number in range(sets):
        values = [each.by_set[places[:, k], number] for k, each in enumerate(boards)]
        merit = _worth(values, [each.first for each in boards], aim)[:, 0]
        best += bool(merit[0] >= merit.max() - NEARLY * abs(merit.max()))
    return best, sets
