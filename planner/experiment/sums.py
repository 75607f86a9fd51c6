"""Measures of many replications of one board as arrays: sums, until the last moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.outcomes.blocks import Key
from planner.outcomes.layout import Layout, Row, slices_of

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shape = tuple[int, bool, bool]
"""Number of periods of a key, whether it is a ratio, whether it adds up."""


@dataclass(frozen=True)
class Sums:
    """Rows of many replications, in the order of one board's layout.

    Attributes
    ----------
    keys : what is measured, sorted; key k fills `lengths[k]` columns of `tops`
    lengths : number of periods of each key
    ratio : whether a key's value is its top over its bottom
    adds_up : whether boards can be put together by this key
    there : shape (replications, keys), whether a replication has this key at all
    tops : shape (replications, periods of all keys); 0 where the key is not there
    bottoms : the same of those keys alone that are ratios
    """

    keys: tuple[Key, ...]
    lengths: Ints
    ratio: Bools
    adds_up: Bools
    there: Bools = field(repr=False)
    tops: Floats = field(repr=False)
    bottoms: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.tops)

    @property
    def nbytes(self) -> int:
        """Memory of the numbers, bytes."""
        return self.there.nbytes + self.tops.nbytes + self.bottoms.nbytes

    @cached_property
    def columns(self) -> list[slice]:
        """Columns of each key in `tops`."""
        return slices_of(self.lengths)

    @cached_property
    def ratio_columns(self) -> list[slice]:
        """Columns of each key in `bottoms`; none for a plain sum."""
        return slices_of(np.where(self.ratio, self.lengths, 0))

    @cached_property
    def shapes(self) -> list[Shape]:
        """Shape of each key."""
        parts = (self.lengths.tolist(), self.ratio.tolist(), self.adds_up.tolist())
        return list(zip(*parts, strict=True))

    @classmethod
    def of(cls, layout: Layout, rows: Sequence[Row]) -> Sums:
        """Sums of these replications, one row each."""
        there, tops, bottoms = (np.stack(part) for part in zip(*rows, strict=True))
        shapes = layout.keys, layout.lengths, layout.ratio, layout.adds_up
        return cls(*shapes, there, tops, bottoms)

    @classmethod
    def zeros(cls, shapes: Mapping[Key, Shape], replications: int) -> Sums:
        """Sums in which nothing is there yet."""
        keys = tuple(sorted(shapes))
        columns = [np.array([shapes[key][part] for key in keys]) for part in range(3)]
        lengths = columns[0].astype(np.int64)
        ratio, adds_up = (column.astype(bool) for column in columns[1:])
        return cls(
            keys,
            lengths,
            ratio,
            adds_up,
            there=np.zeros((replications, len(keys)), dtype=bool),
            tops=np.zeros((replications, int(lengths.sum()))),
            bottoms=np.zeros((replications, int(lengths[ratio].sum()))),
        )

    @classmethod
    def joined(cls, parts: Sequence[Sums]) -> Sums:
        """The replications of all parts, one after the other."""
        first = parts[0]
        if len(parts) == 1:
            return first
        if any(part.keys != first.keys for part in parts):
            parts = _alike(parts)
            first = parts[0]
        return first._with(
            np.concatenate([part.there for part in parts]),
            np.concatenate([part.tops for part in parts]),
            np.concatenate([part.bottoms for part in parts]),
        )

    def rows(self, numbers: range) -> Sums:
        """Replications of these numbers, as far as there are any."""
        if numbers.start == 0 and len(self) <= numbers.stop:
            return self
        rows = slice(numbers.start, numbers.stop)
        return self._with(self.there[rows], self.tops[rows], self.bottoms[rows])

    def _with(self, there: Bools, tops: Floats, bottoms: Floats) -> Sums:
        shapes = self.keys, self.lengths, self.ratio, self.adds_up
        return Sums(*shapes, there, tops, bottoms)

    @property
    def values(self) -> Floats:
        """Sums, or ratios; not a number where there is nothing to divide by.

        Shape (replications, periods of all keys).
        """
        values = self.tops.copy()
        divided = np.flatnonzero(np.repeat(self.ratio, self.lengths))
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = values[:, divided] / self.bottoms
        values[:, divided] = np.where(self.bottoms > 0, quotients, np.nan)
        for k in np.flatnonzero(~self.there.all(axis=0)).tolist():
            values[~self.there[:, k], self.columns[k]] = np.nan
        return values

    def add(self, other: Sums, called: Mapping[int, Key]) -> None:
        """Add some keys of others to those that have these names here."""
        places = {key: k for k, key in enumerate(self.keys)}
        for k, name in called.items():
            to = places[name]
            self.there[:, to] |= other.there[:, k]
            self.tops[:, self.columns[to]] += other.tops[:, other.columns[k]]
            if self.ratio[to]:
                under = other.bottoms[:, other.ratio_columns[k]]
                self.bottoms[:, self.ratio_columns[to]] += under


def _alike(parts: Sequence[Sums]) -> list[Sums]:
    """The same numbers, every part with the keys of all of them."""
    shapes = {
        key: shape
        for part in parts
        for key, shape in zip(part.keys, part.shapes, strict=True)
    }
    wider = [Sums.zeros(shapes, len(part)) for part in parts]
    for whole, part in zip(wider, parts, strict=True):
        whole.add(part, dict(enumerate(part.keys)))
    return wider


def total(parts: Sequence[Sums], called: Callable[[Key, bool], Key | None]) -> Sums:
    """Boards put together: what is called the same is added, in order of the parts.

    Parameters
    ----------
    called : what a key is called in the total, given whether it adds up; None for
        one that has no part in it
    """
    chosen = [
        {
            k: name
            for k, (key, shape) in enumerate(zip(part.keys, part.shapes, strict=True))
            if (name := called(key, shape[2])) is not None
        }
        for part in parts
    ]
    shapes = {
        name: part.shapes[k]
        for part, names in zip(parts, chosen, strict=True)
        for k, name in names.items()
    }
    together = Sums.zeros(shapes, len(parts[0]))
    for part, names in zip(parts, chosen, strict=True):
        together.add(part, names)
    return together
