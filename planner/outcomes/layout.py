"""Where each measure stands in the row of numbers that one replication gives.

The measures of a replication of a board are one long row of sums, so that replications
are stacked, and boards added, without an object for each of them. A `Layout` says what
stands where; it is the same for every replication. What a replication has no such
measure for is marked as not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from planner.outcomes.blocks import Amounts, Floats, Key

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Measures of one kind, each over the same periods."""

    keys: tuple[Key, ...]
    periods: int
    ratio: bool = False
    """Whether it is a sum over a number of people or minutes, else a plain sum."""
    adds_up: bool = True
    """Whether boards can be put together: a percentile cannot."""


class Place(NamedTuple):
    """Where a block stands: its measures among all, its values, and their shape."""

    measures: slice
    values: slice
    shape: tuple[int, int]


class Layout:
    """Measures of a board in order of their keys, and the blocks they come from.

    Attributes
    ----------
    keys : every measure that a replication may have, sorted
    lengths : number of periods of each key
    ratio : whether a key's value is its top over its bottom
    adds_up : whether boards can be put together by this key
    places : where each block stands before keys are put in order
    """

    def __init__(self, blocks: Mapping[str, Block]) -> None:
        self.places = dict(zip(blocks, _places(blocks.values()), strict=True))
        keys = [(key, block) for block in blocks.values() for key in block.keys]
        # A stage may be called as a role is; then the first of the two stands.
        firsts = {key: index for index, (key, _) in reversed([*enumerate(keys)])}
        self.keys: tuple[Key, ...] = tuple(sorted(firsts))
        self.order = np.array([firsts[key] for key in self.keys], dtype=np.int64)
        of_block = [keys[index][1] for index in self.order.tolist()]
        self.lengths = np.array([block.periods for block in of_block], dtype=np.int64)
        self.ratio = np.array([block.ratio for block in of_block], dtype=bool)
        self.adds_up = np.array([block.adds_up for block in of_block], dtype=bool)
        every = np.array([block.periods for _, block in keys], dtype=np.int64)
        self.measures, self.size = len(keys), int(every.sum())
        starts = np.cumsum(every) - every
        self.values = _ranges(starts[self.order], self.lengths)
        self.ratio_values = self.values[np.repeat(self.ratio, self.lengths)]

    @cached_property
    def columns(self) -> list[slice]:
        """Values of each key in `Row.tops`."""
        return slices_of(self.lengths)

    @cached_property
    def ratio_columns(self) -> list[slice]:
        """Values of each key in `Row.bottoms`; none for a plain sum."""
        return slices_of(np.where(self.ratio, self.lengths, 0))


class Row(NamedTuple):
    """One replication's measures in the order of a layout's keys.

    Attributes
    ----------
    there : one entry a key: whether the replication has this measure at all
    tops : sums, all periods of the first key, then of the next; 0 where nothing is
        there
    bottoms : what sums are over, of those keys alone that are ratios
    """

    there: Bools
    tops: Floats
    bottoms: Floats

    def amounts(self, layout: Layout) -> Iterator[tuple[Key, Amounts]]:
        """Measures that are there, one by one, with their keys."""
        ratio, adds_up = layout.ratio.tolist(), layout.adds_up.tolist()
        columns, under = layout.columns, layout.ratio_columns
        for k in np.flatnonzero(self.there).tolist():
            bottom = self.bottoms[under[k]] if ratio[k] else None
            yield layout.keys[k], Amounts(self.tops[columns[k]], bottom, adds_up[k])


class Form:
    """A row to be filled in, block by block."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._there = np.zeros(layout.measures, dtype=bool)
        self._tops, self._bottoms = np.zeros(layout.size), np.zeros(layout.size)

    def put(
        self,
        block: str,
        top: npt.ArrayLike,
        bottom: npt.ArrayLike | None = None,
        there: npt.ArrayLike = True,
    ) -> None:
        """Fill in a block.

        Parameters
        ----------
        top, bottom : shape (..., periods), the axes before the last in the order of
            the block's keys, or what can be stretched to it
        there : which of its measures there are, in the same order
        """
        place = self.layout.places[block]
        chosen = self._there[place.measures]
        chosen[:] = np.ravel(there)
        _fill(self._tops, place, top, chosen)
        if bottom is not None:
            _fill(self._bottoms, place, bottom, chosen)

    def row(self) -> Row:
        """What was filled in, in order of keys."""
        layout = self.layout
        return Row(
            self._there[layout.order],
            self._tops[layout.values],
            self._bottoms[layout.ratio_values],
        )


def _fill(into: Floats, place: Place, amounts: npt.ArrayLike, chosen: Bools) -> None:
    table = np.asarray(amounts)
    if table.ndim > 2:
        table = table.reshape(place.shape)
    target = into[place.values].reshape(place.shape)
    target[:] = table
    if not chosen.all():
        target[~chosen] = 0.0


def _places(blocks: Iterable[Block]) -> Iterator[Place]:
    measures = values = 0
    for block in blocks:
        shape = len(block.keys), block.periods
        size = shape[0] * shape[1]
        yield Place(
            slice(measures, measures + shape[0]), slice(values, values + size), shape
        )
        measures, values = measures + shape[0], values + size


def _ranges(starts: Ints, lengths: Ints) -> Ints:
    """All numbers from each start on, as many as its length."""
    ends = np.cumsum(lengths)
    shift = np.repeat(starts - (ends - lengths), lengths)
    return np.asarray(np.arange(len(shift)) + shift)


def slices_of(lengths: Ints) -> list[slice]:
    """Where parts of these lengths lie, one after the other."""
    ends = np.cumsum(lengths).tolist()
    return [slice(a, b) for a, b in zip([0, *ends], ends, strict=False)]
