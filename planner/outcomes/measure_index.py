"""Columns of a table of measures: keys, periods, ratios or plain sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ALL = "all"
WALES = "wales"


class Key(NamedTuple):
    """Subject of a measure; its values run over the periods of `span`."""

    provider: str
    residence: str = ALL
    stage: str = ALL
    role: str = ALL
    group: str = ALL
    reason: str = ALL
    span: str = "year"
    kpi: str = ""


Naming = Callable[[Key, bool], Key | None]
"""Name of a key in a total, given whether it adds up; None: no part in it."""


class Block(NamedTuple):
    """Measures that are filled in together, each over the same periods."""

    keys: tuple[Key, ...]
    periods: int
    ratio: bool = False
    adds_up: bool = True


class BlockPlace(NamedTuple):
    """Position of a block: its keys, its columns above and below the line."""

    keys: slice
    numerator: slice
    denominator: slice
    shape: tuple[int, int]


Shape = tuple[int, bool, bool]
"""Number of periods of a key, whether it is a ratio, whether it adds up."""
NO_PLACES: Mapping[str, BlockPlace] = {}


Columns = slice | Ints
"""A slice where they stand side by side: nothing is copied then."""


class KeyPlaces(NamedTuple):
    """Positions of some keys, and their columns above and below the line."""

    keys: Columns
    numerator: Columns
    denominator: Columns


@dataclass(frozen=True, eq=False)
class MeasureIndex:
    """Description of the columns of a table.

    Attributes
    ----------
    keys : every measure that a replication may have; key k fills `lengths[k]` columns
    lengths : number of periods of each key
    ratio : whether a key's value is its numerator over its denominator
    adds_up : whether boards can be put together by this key
    places : where each block stands, by its name
    """

    keys: tuple[Key, ...]
    lengths: Ints
    ratio: Bools
    adds_up: Bools
    places: Mapping[str, BlockPlace] = field(default_factory=dict)

    @classmethod
    def of(cls, blocks: Mapping[str, Block]) -> MeasureIndex:
        """Index of these blocks, one after the other."""
        places, keys, columns, below = {}, 0, 0, 0
        for name, block in blocks.items():
            shape = len(block.keys), block.periods
            size = shape[0] * shape[1]
            ends = keys + shape[0], columns + size, below + size * block.ratio
            places[name] = BlockPlace(
                slice(keys, ends[0]), slice(columns, ends[1]), slice(below, ends[2]),
                shape,
            )  # fmt: skip
            keys, columns, below = ends
        shapes = {
            key: (block.periods, block.ratio, block.adds_up)
            for block in blocks.values()
            for key in block.keys
        }
        return cls.of_shapes(shapes, places)

    @classmethod
    def of_shapes(
        cls, shapes: Mapping[Key, Shape], places: Mapping[str, BlockPlace] = NO_PLACES
    ) -> MeasureIndex:
        """Index of keys whose shapes are known."""
        lengths, ratio, adds_up = np.array([*shapes.values()]).reshape(-1, 3).T
        whole = lengths.astype(np.int64)
        return cls(
            tuple(shapes), whole, ratio.astype(bool), adds_up.astype(bool), places
        )

    @staticmethod
    @lru_cache(maxsize=64)
    def of_text(
        text: str, lengths: bytes, ratio: bytes, adds_up: bytes
    ) -> MeasureIndex:
        """The index that was written as `text` and the bytes of its arrays.

        Plans that are compared mostly share theirs: the same object every time.
        """
        lines = text.split("\n") if text else []
        return MeasureIndex(
            tuple(Key(*line.split("\t")) for line in lines),
            np.frombuffer(lengths, np.int64),
            np.frombuffer(ratio, np.bool_),
            np.frombuffer(adds_up, np.bool_),
        )

    @property
    def text(self) -> str:
        """Its keys, a line each: an array of texts would take far longer to read."""
        return "\n".join(map("\t".join, self.keys))

    @cached_property
    def shapes(self) -> list[Shape]:
        """Shape of each key."""
        lengths, ratio = self.lengths.tolist(), self.ratio.tolist()
        return list(zip(lengths, ratio, self.adds_up.tolist(), strict=True))

    @cached_property
    def position(self) -> dict[Key, int]:
        """Number of each key."""
        return {key: k for k, key in enumerate(self.keys)}

    @cached_property
    def columns(self) -> list[slice]:
        """Columns of each key in the numerator."""
        return _slices(self.lengths)

    @cached_property
    def ratio_columns(self) -> list[slice]:
        """Columns of each key in the denominator; none for a plain sum."""
        return _slices(np.where(self.ratio, self.lengths, 0))

    @cached_property
    def divided(self) -> Ints:
        """Columns of the numerator that stand over one of the denominator."""
        return np.flatnonzero(np.repeat(self.ratio, self.lengths))

    @lru_cache(maxsize=32)  # noqa: B019 (a few indexes of a few kilobytes)
    def those_of(self, mask: bytes) -> MeasureIndex:
        """The keys of a mask, every time the same object."""
        at = np.flatnonzero(np.frombuffer(mask, dtype=np.bool_)).tolist()
        if len(at) == len(self.keys):
            return self
        return self.take(at, [self.keys[k] for k in at])

    @lru_cache(maxsize=32)  # noqa: B019 (a few indexes of a few kilobytes)
    def places_in(self, other: MeasureIndex) -> tuple[KeyPlaces, KeyPlaces]:
        """Positions of the common keys there and here."""
        both = [
            (there, self.position[key])
            for there, key in enumerate(other.keys)
            if key in self.position
        ]
        there, here = np.array(both, dtype=np.int64).reshape(-1, 2).T
        return other.places_of(there), self.places_of(here)

    def keys_in(self, other: MeasureIndex) -> bool:
        """Whether another index has all keys of this one."""
        return self is other or other.position.keys() >= set(self.keys)

    def places_of(self, keys: npt.ArrayLike) -> KeyPlaces:
        """Places and columns of these keys."""
        chosen = np.asarray(keys, dtype=np.int64)
        below = np.where(self.ratio, self.lengths, 0)
        own = (np.ones_like(below), self.lengths, below)
        return KeyPlaces(*(_columns(lengths, chosen) for lengths in own))

    def take(self, chosen: Sequence[int], names: Sequence[Key]) -> MeasureIndex:
        """Some keys under other names."""
        at = np.array(chosen, dtype=np.int64)
        return MeasureIndex(
            tuple(names), self.lengths[at], self.ratio[at], self.adds_up[at]
        )


def _slices(lengths: Ints) -> list[slice]:
    ends = np.cumsum(lengths).tolist()
    return [slice(a, b) for a, b in zip([0, *ends], ends, strict=False)]


def _columns(lengths: Ints, chosen: Ints) -> Columns:
    """Columns of some keys, one key after the other."""
    each = lengths[chosen]
    shift = (np.cumsum(lengths) - lengths)[chosen] - (np.cumsum(each) - each)
    if (shift == shift[:1]).all():
        first = int(shift[0]) if len(shift) else 0
        return slice(first, first + int(each.sum()))
    return np.asarray(np.arange(each.sum()) + np.repeat(shift, each))


def as_residents(key: Key, _: bool) -> Key | None:
    """The key itself, where it is about residents whoever treats them."""
    return key if key.provider == ALL else None


def as_wales(key: Key, adds_up: bool) -> Key | None:
    """The key of the sum over all providers of what adds up."""
    if not adds_up or key.provider == ALL:
        return None
    return key._replace(provider=WALES)


@lru_cache(maxsize=64)
def named(index: MeasureIndex, called: Naming) -> Mapping[int, Key]:
    """Keys that have a part in a total, by place, as they are called there."""
    found = {k: called(key, bool(index.adds_up[k])) for k, key in enumerate(index.keys)}
    return {k: name for k, name in found.items() if name is not None}


def in_turns(called: Mapping[int, Key]) -> list[dict[Key, int]]:
    """Places by name, in as many turns as one name has places."""
    turns: list[dict[Key, int]] = []
    for k, name in called.items():
        turn = next((turn for turn in turns if name not in turn), None)
        if turn is None:
            turns.append(turn := {})
        turn[name] = k
    return turns


def union(
    indexes: Sequence[MeasureIndex], names: Sequence[Mapping[int, Key]] | None = None
) -> MeasureIndex:
    """Every name that stands in one of the indexes, as long as it is there."""
    if names is None:
        names = [dict(enumerate(index.keys)) for index in indexes]
    shapes: dict[Key, Shape] = {}
    for index, chosen in zip(indexes, names, strict=True):
        every = index.shapes
        shapes = {name: every[k] for k, name in chosen.items()} | shapes
    return MeasureIndex.of_shapes(shapes)
