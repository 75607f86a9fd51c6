"""The search of a box: sample it, learn how targets answer, refine.

1. Points fill the box evenly (Latin hypercube), each simulated.
2. A smooth surface is laid through the simulated targets. It says where to look and
   where to begin: no target is reported from it.
3. Points that it puts within tolerance are simulated in their turn; those that truly
   are within it are the sets that fit equally well.
4. Least squares on the simulator itself, from the best point, gives the fitted set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize
from scipy.interpolate import RBFInterpolator
from scipy.stats import qmc

from planner.calibration.fitting_plan import VARIED, Constants, in_box
from planner.calibration.targets import Targets

Floats = npt.NDArray[np.float64]
Simulate = Callable[[Floats], Floats]
"""Mean simulated targets, shape (points, targets), of points of the unit cube."""
SURFACE_POINTS = 20_000
"""Points of the box at which the surface is looked up."""
STEP = 0.06
EVALUATIONS = 3
SEED_STEP = 1000
"""Added to the seed each round, so that later rounds look at other points."""
SMOOTHING = 0.01
"""Distance by which the surface may miss a simulated point, which varies at random."""


@dataclass(frozen=True)
class Search:
    """Everything simulated on the way, and the best point found."""

    constants: Constants
    targets: Targets
    points: Floats
    """Simulated points of the unit cube."""
    simulated: Floats
    """Their targets."""

    @property
    def misses(self) -> Floats:
        """Simulated minus observed in tolerances, shape (points, targets)."""
        return misses_of(self.targets, self.simulated)

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Which points meet every target within its tolerance."""
        return np.asarray((np.abs(self.misses) <= 1).all(axis=1))

    @property
    def sets(self) -> pd.DataFrame:
        """All sets that meet every target, one row each: constants, then the misfit."""
        values = in_box(self.constants, self.points[self.inside])
        table = pd.DataFrame(values, columns=[c.id for c in self.constants])
        misfit = np.sqrt((self.misses[self.inside] ** 2).mean(axis=1))
        for constant in self.constants:
            if constant.use == VARIED:
                # Slots are whole in every run: show what was simulated.
                table[constant.id] = table[constant.id].map(constant.rounded)
        # Both rounds look at the same points, so one may be simulated twice.
        table = table.assign(misfit=misfit).drop_duplicates()
        return table.sort_values("misfit", ignore_index=True)

    def judged_by(self, targets: Targets) -> Search:
        """The same points, judged by some of the targets only."""
        columns = [self.targets.index(target) for target in targets]
        return Search(self.constants, targets, self.points, self.simulated[:, columns])

    def joined(self, points: Floats, simulated: Floats) -> Search:
        """The search with more points."""
        return Search(
            self.constants,
            self.targets,
            np.concatenate([self.points, points]),
            np.concatenate([self.simulated, simulated]),
        )


def misses_of(targets: Targets, simulated: Floats) -> Floats:
    """Simulated minus observed in tolerances, shape (points, targets)."""
    columns = [t.misses(simulated[:, i]) for i, t in enumerate(targets)]
    return np.stack(columns, axis=1)


def search_box(
    constants: Constants,
    aims: tuple[Targets, ...],
    simulate: Simulate,
    *,
    draws: int,
    seed: int,
) -> Search:
    """Simulated points of the box: half of them even, half of them near its targets.

    Parameters
    ----------
    aims : targets that each part of the second half goes for; all of them are simulated
    """
    targets = tuple(dict.fromkeys(target for aim in aims for target in aim))
    first = qmc.LatinHypercube(len(constants), rng=seed).random(draws - draws // 2)
    search = Search(constants, targets, first, simulate(first))
    share = draws // 2 // len(aims)
    for aim in aims if share else ():
        more = promising(search.judged_by(aim), share, seed)
        search = search.joined(more, simulate(more))
    return search


def search_on(
    search: Search, simulate: Simulate, rounds: int, count: int, seed: int
) -> Search:
    """More points where the surface, learnt anew each round, puts sets that fit."""
    for number in range(rounds):
        more = promising(search, count, seed + SEED_STEP * (number + 1))
        search = search.joined(more, simulate(more))
    return search


def promising(search: Search, count: int, seed: int) -> Floats:
    """Points that the surface puts nearest to all targets, spread out."""
    looked = qmc.LatinHypercube(len(search.constants), rng=seed + 1).random(
        SURFACE_POINTS
    )
    worst = np.abs(answer_of(search)(looked)).max(axis=1)
    good = np.flatnonzero(worst <= 1)
    if len(good) < count:
        good = np.argsort(worst, kind="stable")[: 4 * count]
    chosen = np.random.default_rng(seed).permutation(good)[:count]
    return np.asarray(looked[chosen])


def answer_of(search: Search) -> Callable[[Floats], Floats]:
    """Targets as a smooth surface over the box, through what was simulated."""
    surface = RBFInterpolator(
        search.points, search.misses, kernel="thin_plate_spline", smoothing=SMOOTHING
    )
    return lambda points: np.asarray(surface(points))


def best_fitted(search: Search, fixed: dict[int, float], pull: float) -> Floats:
    """Best point by the surface, with some coordinates held.

    Parameters
    ----------
    pull : weight, in tolerances over the width of the box, of the box's middle: where
        the targets do not choose, the middle wins, and every repetition ends alike
    """
    answer = answer_of(search)
    free = [i for i in range(len(search.constants)) if i not in fixed]
    order = np.argsort((search.misses**2).sum(axis=1), kind="stable")
    whole = search.points[order[0]].copy()
    for index, value in fixed.items():
        whole[index] = value

    def residuals(part: Floats) -> Floats:
        whole[free] = part
        missed = answer(whole[None, :])[0]
        return np.concatenate([missed, pull * (part - 0.5)])

    start = np.clip(whole[free], 0.01, 0.99)
    whole[free] = optimize.least_squares(residuals, start, bounds=(0, 1)).x
    return np.asarray(whole[free])


def refine(targets: Targets, simulate: Simulate, start: Floats, pull: float) -> Floats:
    """Point of the unit cube with the least misfit, by simulation from `start`."""

    def residuals(shifted: Floats) -> Floats:
        point = shifted - 1
        missed = misses_of(targets, simulate(point[None, :]))[0]
        return np.concatenate([missed, pull * (point - 0.5)])

    # Steps are relative to the coordinate, so the cube is shifted away from zero.
    found = optimize.least_squares(
        residuals,
        np.clip(start, 0.0, 1.0) + 1,
        bounds=(1, 2),
        diff_step=STEP,
        max_nfev=EVALUATIONS,
    )
    return np.asarray(found.x - 1)


def move_together(
    correlations: pd.DataFrame, least: float
) -> list[tuple[str, str, float]]:
    """Constants that move together over the sets, strongest first: both, and how.

    Parameters
    ----------
    least : correlation, up or down, from which on a pair is listed
    """
    table, names = correlations.to_numpy(float), [str(n) for n in correlations]
    pairs = [
        (names[i], names[j], float(table[i, j]))
        for i, j in combinations(range(len(names)), 2)
        if abs(table[i, j]) >= least
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def correlations_of(sets: pd.DataFrame) -> pd.DataFrame:
    """Correlation of every two constants over the sets that fit."""
    return sets.drop(columns="misfit").corr()
