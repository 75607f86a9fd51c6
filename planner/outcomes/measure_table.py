"""Measures of replications as one table of sums, so that boards add up to Wales.

A row is a replication, a column one period of one measure; `MeasureIndex` says what
stands where and is the same for every replication. Values are sums, or sums over a
number of people or minutes, and are divided at the last moment.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.outcomes.kpi_table import KPIS, undefined_state
from planner.outcomes.measure_index import (
    Key,
    MeasureIndex,
    Naming,
    as_wales,
    in_turns,
    named,
    union,
)

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
ROWS_AT_ONCE = 20


@dataclass(frozen=True, eq=False)
class MeasureTable:
    """Measures of many replications of one board, or of several put together.

    Attributes
    ----------
    numerator : shape (replications, columns); 0 where a measure is not there
    denominator : the same of those keys alone that are ratios
    present : shape (replications, keys), whether a replication has this measure
    """

    index: MeasureIndex = field(repr=False)
    numerator: Floats = field(repr=False)
    denominator: Floats = field(repr=False)
    present: Bools = field(repr=False)

    @classmethod
    def empty(
        cls,
        index: MeasureIndex,
        replications: int,
        zeros: Callable[[tuple[int, int]], Floats] = np.zeros,
    ) -> MeasureTable:
        """A table to be filled in, in which nothing is there yet."""
        below = int(index.lengths[index.ratio].sum())
        return cls(
            index,
            numerator=zeros((replications, int(index.lengths.sum()))),
            denominator=zeros((replications, below)),
            present=np.zeros((replications, len(index.keys)), dtype=bool),
        )

    def __len__(self) -> int:
        return len(self.numerator)

    @property
    def nbytes(self) -> int:
        """Memory of the numbers, bytes."""
        return self.numerator.nbytes + self.denominator.nbytes + self.present.nbytes

    def put(
        self,
        block: str,
        numerator: npt.ArrayLike,
        denominator: npt.ArrayLike | None = None,
        present: npt.ArrayLike = True,
    ) -> None:
        """Fill in a block, the same in every row.

        Parameters
        ----------
        numerator, denominator : shape (..., periods), the axes before the last in the
            order of the block's keys, or what can be stretched to it
        present : which of its measures there are, in the same order
        """
        place = self.index.places[block]
        there = self.present[:, place.keys]
        every = present is True
        there[:] = True if every else np.ravel(present)
        absent = None if every or there.all() else ~there
        _fill(self.numerator[:, place.numerator], place.shape, numerator, absent)
        if denominator is not None:
            below = self.denominator[:, place.denominator]
            _fill(below, place.shape, denominator, absent)

    def rows(self, numbers: range) -> MeasureTable:
        """Replications of these numbers, as far as there are any; nothing is copied."""
        if numbers.start == 0 and len(self) <= numbers.stop:
            return self
        rows = slice(numbers.start, numbers.stop)
        return MeasureTable(
            self.index, self.numerator[rows], self.denominator[rows], self.present[rows]
        )

    def pieces(self) -> Iterator[MeasureTable]:
        """A few replications at a time, so that copies of them take little memory."""
        for first in range(0, len(self), ROWS_AT_ONCE):
            yield self.rows(range(first, first + ROWS_AT_ONCE))

    def pack(self) -> dict[str, npt.NDArray[Any]]:
        """Itself as plain arrays."""
        index = self.index
        return {
            "keys": np.array(index.text),
            "lengths": index.lengths,
            "ratio": index.ratio,
            "adds_up": index.adds_up,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "present": self.present,
        }

    @classmethod
    def unpack(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> MeasureTable:
        """The table as it was packed.

        Raises
        ------
        ValueError: if the arrays do not fit each other
        """
        shapes = (arrays[name].tobytes() for name in ("lengths", "ratio", "adds_up"))
        index = MeasureIndex.of_text(str(arrays["keys"]), *shapes)
        table = cls(
            index, *(arrays[part] for part in ("numerator", "denominator", "present"))
        )
        count, rows = len(index.keys), len(table)
        fits = (
            table.present.shape == (rows, count)
            and table.numerator.shape == (rows, index.lengths.sum())
            and table.denominator.shape == (rows, index.lengths[index.ratio].sum())
            and len(index.ratio) == len(index.adds_up) == len(index.lengths) == count
        )
        if not fits:
            raise ValueError("its parts do not fit each other")
        return table

    def __contains__(self, key: Key) -> bool:
        k = self.index.position.get(key)
        return k is not None and bool(self.present[:, k].any())

    def __getitem__(self, key: Key) -> MeasureTable:
        """One measure; nothing is copied.

        Raises
        ------
        KeyError: if no replication has it
        """
        if key not in self:
            raise KeyError(key)
        index, k = self.index, self.index.position[key]
        return MeasureTable(
            index.take([k], [key]),
            self.numerator[:, index.columns[k]],
            self.denominator[:, index.ratio_columns[k]],
            self.present[:, k : k + 1],
        )

    def __iter__(self) -> Iterator[tuple[Key, MeasureTable]]:
        for key in sorted(self.index.keys):
            if key in self:
                yield key, self[key]

    @property
    def values(self) -> Floats:
        """Sums, or ratios; not a number where there is nothing to divide by.

        Shape (replications, columns).
        """
        values, divided = self.numerator.copy(), self.index.divided
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = values[:, divided] / self.denominator
        values[:, divided] = np.where(self.denominator > 0, quotients, np.nan)
        for k in np.flatnonzero(~self.present.all(axis=0)).tolist():
            values[~self.present[:, k], self.index.columns[k]] = np.nan
        return values

    @property
    def known(self) -> Bools:
        """Columns for which a replication has a value, or is said to have none."""
        every = [piece._known() for piece in self.pieces()]
        return np.asarray(np.logical_or.reduce(every))

    def _known(self) -> Bools:
        index = self.index
        shown = np.isfinite(self.numerator)
        said = [bool(undefined_state(key.kpi)) for key in index.keys]
        empty = np.repeat(np.array(said, dtype=bool), index.lengths)[index.divided]
        demanded = empty & (self.numerator[:, index.divided] != 0)
        shown[:, index.divided] &= self.denominator > 0
        shown[:, index.divided] |= demanded
        shown &= np.repeat(self.present, index.lengths, axis=1)
        return np.asarray(shown.any(axis=0))

    def with_room(self, replications: int) -> MeasureTable:
        """A table for so many replications, of the keys that some of these have."""
        return MeasureTable.empty(self._index_of_present(), replications, lasting_zeros)

    def put_rows(self, start: int, more: MeasureTable) -> MeasureTable:
        """These replications with others in their place, and what keys those bring."""
        theirs, whole = more._index_of_present(), self
        if not theirs.keys_in(self.index):
            index = union([self.index, theirs])
            whole = MeasureTable.empty(index, len(self), lasting_zeros)
            whole._copy(self)
        whole.rows(range(start, start + len(more)))._copy(more)
        return whole

    def _index_of_present(self) -> MeasureIndex:
        return self.index.those_of(self.present.any(axis=0).tobytes())

    def _copy(self, other: MeasureTable) -> None:
        """Take over what another has of these keys; nothing stands here yet."""
        here, there = other.index.places_in(self.index)
        self.present[:, here.keys] = other.present[:, there.keys]
        self.numerator[:, here.numerator] = other.numerator[:, there.numerator]
        self.denominator[:, here.denominator] = other.denominator[:, there.denominator]

    @classmethod
    def total(
        cls,
        parts: Sequence[MeasureTable],
        called: Naming = lambda key, _: key,
        *,
        by_work: bool = False,
    ) -> MeasureTable:
        """Boards put together: what is called the same is added, in order."""
        names = [named(part.index, called) for part in parts]
        together = cls.empty(union([p.index for p in parts], names), len(parts[0]))
        for part, chosen in zip(parts, names, strict=True):
            together.add(part, chosen, by_work=by_work)
        return together

    @classmethod
    def wales(cls, parts: Sequence[MeasureTable]) -> MeasureTable:
        """The sum over all providers of what adds up; see `Kpi.by_work`."""
        return cls.total(parts, as_wales, by_work=True)

    def with_total(self) -> MeasureTable:
        """These measures and Wales."""
        return MeasureTable.total([self, MeasureTable.wales([self])])

    def add(
        self, other: MeasureTable, called: Mapping[int, Key], *, by_work: bool = False
    ) -> None:
        """Add some keys of others to those that have these names here."""
        for chosen in in_turns(called):
            here = self.index.places_of([self.index.position[n] for n in chosen])
            there = other.index.places_of([*chosen.values()])
            for to, of in zip(self.pieces(), other.pieces(), strict=True):
                above, below = of._sums(by_work=by_work)
                to.present[:, here.keys] |= of.present[:, there.keys]
                to.numerator[:, here.numerator] += above[:, there.numerator]
                to.denominator[:, here.denominator] += below[:, there.denominator]

    def _sums(self, *, by_work: bool) -> tuple[Floats, Floats]:
        """Parts of all keys in a total, above and below the line."""
        if not by_work:
            return self.numerator, self.denominator
        kpis = [KPIS.get(key.kpi) for key in self.index.keys]
        marked = [k for k, kpi in enumerate(kpis) if kpi and kpi.by_work]
        _, top, base = self.index.places_of(marked)
        work, over = self.numerator[:, top], self.denominator[:, base]
        # Work without capacity has no finite load, and so has Wales none.
        divided = np.where(over > 0, over, np.where(work > 0, np.nan, 1.0))
        above, below = self.numerator.copy(), self.denominator.copy()
        above[:, top], below[:, base] = work * work / divided, work
        return above, below


def lasting_zeros(shape: tuple[int, int]) -> Floats:
    """Zeros in memory of their own: taken page by page, given back when let go."""
    memory = mmap.mmap(-1, max(1, 8 * shape[0] * shape[1]))
    return np.ndarray(shape, np.float64, memory)


def _fill(
    into: Floats, shape: tuple[int, int], amounts: npt.ArrayLike, absent: Bools | None
) -> None:
    table = np.asarray(amounts)
    if table.ndim > 2:
        table = table.reshape(shape)
    target = into.reshape(len(into), *shape)
    target[:] = table
    if absent is not None:
        target[absent] = 0.0
