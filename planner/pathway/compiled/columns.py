"""Records and columns, the material that the compiled engine's arrays are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.pathway.compiled.records import BITS

Ints = npt.NDArray[np.int64]
Anything = npt.NDArray[Any]
Fields = dict[str, Any]
NO_COLUMN = -1
BITS_A_BYTE = 8


class PersonColumns:
    """Values by person, one column each; what is the same for all takes none."""

    def __init__(self) -> None:
        self._columns: list[Anything] = []
        self._places: dict[int, int] = {}

    def amount(self, name: str, amounts: Anything) -> Fields:
        """The number for all and -1, or 0 and the column of each person's own."""
        same = _is_same(amounts)
        return {
            name: int(amounts[0]) if same else 0,
            f"{name}_column": NO_COLUMN if same else self.own(amounts),
        }

    def condition(self, mask: Anything) -> int:
        """The column of a condition, -1 when it holds for everybody."""
        return NO_COLUMN if _is_same(mask) and mask[0] else self.own(mask)

    def own(self, values: Anything) -> int:
        """The column of each person's own."""
        if id(values) not in self._places:
            self._places[id(values)] = len(self._columns)
            self._columns.append(values)
        return self._places[id(values)]

    @property
    def values(self) -> list[Anything]:
        """All columns, by place."""
        return self._columns


def own_of(amounts: Sequence[Anything], marks: Sequence[Anything], size: int) -> Ints:
    """Each person's own values, side by side: amounts, then yes or no by bit.

    Returns
    -------
    array, shape (people, columns)
    """
    words = -(-len(marks) // BITS)
    table = np.zeros((size, len(amounts) + words), np.int64)
    for place, column in enumerate(amounts):
        table[:, place] = column
    for first in range(0, len(marks), BITS_A_BYTE):
        # As bytes while they are gathered: an eighth of the memory to go through.
        gathered = np.zeros(size, np.uint8)
        for bit, mark in enumerate(marks[first : first + BITS_A_BYTE]):
            gathered |= np.left_shift(mark, bit, dtype=np.uint8)
        word, place = divmod(first, BITS)
        table[:, len(amounts) + word] |= np.left_shift(gathered, place, dtype=np.int64)
    return table


def _is_same(values: Anything) -> bool:
    return not values.strides[-1] and len(values) > 0


def table_of(kind: np.dtype[np.void], rows: Sequence[Fields]) -> Anything:
    """Records with these fields; those that a row leaves out are 0."""
    names = kind.names or ()
    blank, fields_of = dict.fromkeys(names, 0), itemgetter(*names)
    return np.array([fields_of({**blank, **row}) for row in rows], kind)


def write_edges(table: Anything, what: str, parts: Sequence[Sequence[Any]]) -> None:
    """First and last place of each record's part, where parts stand side by side."""
    edges = np.cumsum([0, *map(len, parts)])
    table[f"first_{what}"], table[f"last_{what}"] = edges[:-1], edges[1:]


def flat(parts: Iterable[Iterable[int]]) -> Ints:
    """The items of all parts, one after the other."""
    return np.array([item for part in parts for item in part], np.int64)
