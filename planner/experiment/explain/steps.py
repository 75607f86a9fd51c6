"""One measure from baseline to option: effects of parts, alone and together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.compare import sets_apart
from planner.experiment.explain.parts import OptionPart
from planner.experiment.statistics.set_bands import bands_of_differences
from planner.experiment.statistics.shapley import interaction_of, shapley_parts
from planner.outcomes.kpi_table import better_way

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
NOTHING = 1e-6
"""Differences below this are rounding: parts of nought are not exactly nought."""
LARGE = 0.1
"""Interaction that is named: so much of the largest of all steps, and not by chance."""


@dataclass(frozen=True)
class Effect:
    """A difference of one measure: mean, interval, and fitting sets that agree.

    Attributes
    ----------
    low, high : 95 % interval of the mean, by random variation alone
    sets_up, sets_down, sets : fitting sets in which it is above and below nought
    none : whether nothing differs in any replication
    """

    mean: float
    low: float
    high: float
    sets_up: int = 0
    sets_down: int = 0
    sets: int = 0
    none: bool = False

    @classmethod
    def of(cls, gap: Floats, sets: Places) -> Effect:
        """The effect by differences, one a replication."""
        bands = bands_of_differences(gap[:, None], sets)
        some = np.where(np.abs(gap) < NOTHING, 0.0, gap)
        up, down, known = sets_apart(some[:, None], sets)
        return cls(
            mean=float(bands.mean[0]),
            low=float(bands.ci_low[0]),
            high=float(bands.ci_high[0]),
            sets_up=int(up[0]),
            sets_down=int(down[0]),
            sets=int(known[0]),
            none=not np.nansum(np.abs(some)),
        )

    @property
    def clear(self) -> bool:
        """Whether the interval does not hold nought."""
        return self.low > 0 or self.high < 0

    def improves(self, kpi: str) -> bool:
        """Whether it goes, beyond chance, in the better direction of a measure."""
        return self.low > 0 if better_way(kpi) == "up" else self.high < 0


@dataclass(frozen=True)
class OptionStep:
    """One part of an option, and its effects.

    Attributes
    ----------
    share : averaged over all orders; the shares add up to the whole
    alone : without the other parts; None where it cannot stand alone
    last : on top of all others; None where the others cannot stand without it
    """

    part: OptionPart
    share: Effect
    alone: Effect | None
    last: Effect | None


@dataclass(frozen=True)
class Interaction:
    """The part of a difference that no part brings alone.

    Attributes
    ----------
    pair : the two parts that bring most of it together
    """

    whole: Effect
    pair: tuple[OptionPart, OptionPart] | None
    of_pair: Effect | None
    large: bool


@dataclass(frozen=True)
class Steps:
    """One measure of one place from baseline to option.

    Attributes
    ----------
    row : the row of the measure, with the columns of `ABOUT`
    before, after : means of baseline and option
    n : replications in which every combination has a value
    """

    row: pd.Series = field(repr=False)
    before: float
    after: float
    whole: Effect
    steps: tuple[OptionStep, ...]
    interaction: Interaction | None
    n: int

    @property
    def kpi(self) -> str:
        """Id of the measure."""
        return str(self.row["kpi"])


def steps_of(
    row: pd.Series,
    parts: Sequence[OptionPart],
    values: Mapping[int, Floats],
    sets: Places,
) -> Steps:
    """Effects of each part on one measure."""
    there = np.isfinite(np.stack([*values.values()])).all(axis=0)
    known = {n: np.where(there, each, np.nan) for n, each in values.items()}
    last = max(known)
    shares = shapley_parts(known, len(parts))
    steps = [
        OptionStep(
            part=part,
            share=Effect.of(shares[k], sets),
            alone=_effect(known, 0, 1 << k, sets),
            last=_effect(known, last ^ 1 << k, last, sets),
        )
        for k, part in enumerate(parts)
    ]
    whole = Effect.of(known[last] - known[0], sets)
    with np.errstate(invalid="ignore"):
        before, after = (
            float(known[n][there].mean()) if there.any() else np.nan for n in (0, last)
        )
    return Steps(
        row=row,
        before=before,
        after=after,
        whole=whole,
        steps=tuple(steps),
        interaction=_interaction(known, parts, steps, whole, sets),
        n=int(there.sum()),
    )


def _effect(
    values: Mapping[int, Floats], before: int, after: int, sets: Places
) -> Effect | None:
    if before not in values or after not in values:
        return None
    return Effect.of(values[after] - values[before], sets)


def _interaction(
    values: Mapping[int, Floats],
    parts: Sequence[OptionPart],
    steps: Collection[OptionStep],
    whole: Effect,
    sets: Places,
) -> Interaction | None:
    """The interaction of all parts, and the pair that brings most of it."""
    if len(parts) < 2:
        return None
    found = Effect.of(interaction_of(values, range(len(parts))), sets)
    if not np.isfinite(found.mean):
        return None
    pairs = {
        pair: Effect.of(interaction_of(values, pair), sets)
        for pair in combinations(range(len(parts)), 2)
    }
    known = {pair: each for pair, each in pairs.items() if np.isfinite(each.mean)}
    sign = np.sign(found.mean)
    best = max(known, key=lambda pair: sign * known[pair].mean, default=None)
    alone = [abs(step.alone.mean) for step in steps if step.alone is not None]
    enough = LARGE * max(abs(whole.mean), *alone, 0.0)
    return Interaction(
        whole=found,
        pair=None if best is None else (parts[best[0]], parts[best[1]]),
        of_pair=None if best is None else known[best],
        large=found.clear and abs(found.mean) >= enough > 0,
    )
