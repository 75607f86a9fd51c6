"""Boards put together: one matrix of values, and what each of its columns means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.experiment.sums import Sums, total
from planner.inputs.scenario import Scenario
from planner.outcomes.blocks import ALL, WALES, Key
from planner.outcomes.periods import Periods

Floats = npt.NDArray[np.float64]
Names = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]
KEYS = ["provider", "residence", "stage", "group", "period", "kpi"]
LABEL = "label"


def assemble(
    scenario: Scenario, boards: Mapping[str, Sums], *, whole: bool
) -> tuple[pd.DataFrame, Floats]:
    """Index and matrix of results, columns in order of `KEYS`.

    Parameters
    ----------
    boards : by board id, the same replications of each
    whole : whether these are all boards, so that Wales is their sum
    """
    parts = [*boards.values(), total(list(boards.values()), _of_residents)]
    if whole:
        parts.append(total([boards[name] for name in sorted(boards)], _of_wales))
    columns = Columns(scenario, tuple(key for part in parts for key in part.keys))
    values = [part.values for part in parts]
    shown = np.concatenate([np.isfinite(part).any(axis=0) for part in values])
    # What each board knows of residents stands in the sum of them all, not here.
    own = np.concatenate([_own(sums) for sums in boards.values()])
    shown[: len(own)] &= own
    order = columns.order()
    order = order[shown[order]]
    index = pd.DataFrame(
        {name: columns.named(name)[order] for name in [*KEYS, LABEL]}, dtype=object
    )
    return index, _side_by_side(values, order)


def _own(sums: Sums) -> npt.NDArray[np.bool_]:
    """Values of the provider itself, not of residents wherever they are treated."""
    mine = np.array([key.provider != ALL for key in sums.keys], dtype=bool)
    return np.repeat(mine, sums.lengths)


def _of_residents(key: Key, _: bool) -> Key | None:
    """The key itself, where it is about residents whoever treats them."""
    return key if key.provider == ALL else None


def _of_wales(key: Key, adds_up: bool) -> Key | None:
    """The key of the sum over all providers of what adds up."""
    if not adds_up or key.provider == ALL:
        return None
    return key._replace(provider=WALES)


@dataclass(frozen=True)
class Columns:
    """What columns of values mean: a key each for all periods of its span."""

    scenario: Scenario
    keys: tuple[Key, ...]

    def named(self, name: str) -> Names:
        """What one field of the index says, by column."""
        if name == "period":
            return np.array(self._periods, dtype=object)
        return np.repeat(np.array(self._by_key(name), dtype=object), self._lengths)

    def order(self) -> Places:
        """Columns in order of `KEYS`, those of equal names as they stand."""
        ranks = [
            _ranks(self._periods)
            if name == "period"
            else np.repeat(_ranks(self._by_key(name)), self._lengths)
            for name in KEYS
        ]
        return np.lexsort(ranks[::-1])

    def _by_key(self, name: str) -> list[str]:
        if name == LABEL:
            return [_label(self.scenario, key) for key in self.keys]
        return [getattr(key, name) for key in self.keys]

    @property
    def _lengths(self) -> list[int]:
        labels = self._labels
        return [len(labels[key.span]) for key in self.keys]

    @property
    def _periods(self) -> list[str]:
        labels = self._labels
        return [label for key in self.keys for label in labels[key.span]]

    @property
    def _labels(self) -> dict[str, tuple[str, ...]]:
        periods = Periods.of(self.scenario)
        return {span: periods[span].labels for span in {key.span for key in self.keys}}


def _ranks(names: list[str]) -> npt.NDArray[np.int32]:
    place = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return np.array([place[name] for name in names], dtype=np.int32)


def _side_by_side(parts: list[Floats], order: Places) -> Floats:
    """The chosen columns of all parts in this order; the parts are used up."""
    starts = np.cumsum([0, *(part.shape[1] for part in parts)])
    matrix = np.empty((len(parts[0]), len(order)))
    for start in starts[:-1].tolist():
        part = parts.pop(0)
        mine = np.flatnonzero((order >= start) & (order < start + part.shape[1]))
        matrix[:, mine] = part[:, order[mine] - start]
    return matrix


def _label(scenario: Scenario, key: Key) -> str:
    """Mark of figures that are not a board's own performance, else empty."""
    name = key.provider if key.provider in scenario.boards else key.residence
    board = scenario.boards.get(name)
    return board.label if board else ""
