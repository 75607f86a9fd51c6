"""Measures of one replication, kept as sums so that boards add up to Wales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ALL = "all"
WALES = "wales"


class Key(NamedTuple):
    """What a measure is of; its values run over the periods of `span`."""

    provider: str
    residence: str
    stage: str
    group: str
    span: str
    kpi: str


@dataclass(frozen=True)
class Amounts:
    """A measure by period: a sum, or a sum over a number of people or minutes."""

    top: Floats
    bottom: Floats | None = None
    adds_up: bool = True
    """Whether boards can be put together: a percentile cannot."""

    @property
    def values(self) -> Floats:
        """Sum, or ratio; not a number where there is nothing to divide by."""
        if self.bottom is None:
            return self.top
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.bottom > 0, self.top / self.bottom, np.nan)

    def __add__(self, other: Amounts) -> Amounts:
        bottom = None
        if self.bottom is not None and other.bottom is not None:
            bottom = self.bottom + other.bottom
        return Amounts(self.top + other.top, bottom)


@dataclass
class Measures:
    """Measures of one replication and some boards, by key."""

    amounts: dict[Key, Amounts] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Key, Amounts]]:
        return iter(sorted(self.amounts.items()))

    def put(
        self,
        key: Key,
        top: npt.ArrayLike,
        bottom: npt.ArrayLike | None = None,
        *,
        adds_up: bool = True,
    ) -> None:
        """Keep a measure; one that is there already and adds up is added to."""
        under = None if bottom is None else np.asarray(bottom, dtype=float)
        new = Amounts(np.asarray(top, dtype=float), under, adds_up)
        old = self.amounts.get(key)
        self.amounts[key] = new if old is None else old + new

    def merged(self, others: Iterable[Measures]) -> Measures:
        """These measures and the others together, equal keys added."""
        total = Measures(dict(self.amounts))
        for other in others:
            for key, amounts in other:
                total.put(key, amounts.top, amounts.bottom, adds_up=amounts.adds_up)
        return total

    def with_total(self) -> Measures:
        """These measures and Wales: the sum over all providers of what adds up."""
        total = Measures(dict(self.amounts))
        for key, amounts in self:
            if amounts.adds_up and key.provider != ALL:
                wales = key._replace(provider=WALES)
                total.put(wales, amounts.top, amounts.bottom)
        return total
