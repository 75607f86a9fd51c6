"""Results of a run: one row a column of values, boards put together, the tidy table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.board_data.spreadsheet_text import as_text
from planner.inputs.scenario import Scenario
from planner.outcomes.kpi_table import undefined_state, unit_of
from planner.outcomes.measure_index import ALL, Key, as_residents
from planner.outcomes.measure_table import MeasureTable, lasting_zeros
from planner.outcomes.periods import SPANS, Periods
from planner.outcomes.record import Record

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Names = npt.NDArray[np.object_]
KEYS = [
    "provider", "residence", "stage", "role", "group", "reason", "span", "period",
    "kpi",
]  # fmt: skip
"""Columns that together identify a value, in order of the table."""
ABOUT = [*KEYS[:-1], "start", "kpi", "unit"]
"""Columns about a value: besides the key, the period's first day and the unit."""
NAMES = [*ABOUT, "label"]
COLUMNS = ["scenario", "replication", *ABOUT, "value", "label"]


@dataclass(frozen=True, repr=False)
class Results:
    """Every value of every replication of one scenario.

    Attributes
    ----------
    index : DataFrame, one row a column of `matrix`, sorted by `KEYS`: the columns of
        `NAMES`; "all" where a value is not broken down; `start` as an ISO date
    matrix : array, shape (replications, values); not a number where there is no base
    records : tables of every job, when visits were asked for
    first : number of the first replication, for runs that continue others
    """

    scenario: Scenario
    seed: int
    index: pd.DataFrame
    matrix: Floats
    records: tuple[Record, ...] = ()
    first: int = 0

    def __repr__(self) -> str:
        from planner.experiment.at_a_glance import short_table

        return short_table(self)

    def kpi(
        self, kpi: str, board: str = "", stage: str = "", span: str = ""
    ) -> pd.DataFrame:
        """One measure by place, stage and period, with mean and bands.

        See `planner.experiment.at_a_glance.kpi_table`; `planner.KPIS` names measures.
        """
        from planner.experiment.at_a_glance import kpi_table

        return kpi_table(self, kpi, board, stage, span)

    @property
    def visits(self) -> pd.DataFrame:
        """Every visit, one row an attempt, if the run kept them (`keep_visits`)."""
        from planner.experiment.at_a_glance import visits_table

        return visits_table(self)

    @property
    def replications(self) -> int:
        """Number of replications."""
        return len(self.matrix)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a replication, key and period; what has no base is left out."""
        count, width = self.matrix.shape
        tidy = self.index.iloc[np.tile(np.arange(width), count)].reset_index(drop=True)
        tidy["scenario"] = self.scenario.name
        tidy["replication"] = np.repeat(self.first + np.arange(count), width)
        tidy["value"] = self.matrix.ravel()
        said = np.tile(self._states != "", count) & tidy["value"].isna()
        labels = np.tile(self._undefined_labels, count)
        tidy["label"] = np.where(said, labels, tidy["label"])
        return tidy[tidy["value"].notna() | said].reset_index(drop=True)[COLUMNS]

    @cached_property
    def _states(self) -> Names:
        """Remark on a value that is undefined; empty where it is left out."""
        return self.index["kpi"].map(undefined_state).to_numpy(dtype=object)

    @property
    def _undefined_labels(self) -> list[str]:
        return list(map(joined_labels, self.index["label"], self._states))

    def csv_lines(self) -> Iterator[str]:
        """Lines of the tidy table without its heading, a replication at a time."""
        columns = [_csv_fields(self.index[name]) for name in ABOUT]
        about = [",".join(fields) for fields in zip(*columns, strict=True)]
        labels = _csv_fields(self.index["label"])
        undefined = _csv_fields(self._undefined_labels)
        name, said = _csv_field(self.scenario.name), self._states != ""
        for number, values in enumerate(self.matrix, self.first):
            shown = np.flatnonzero(~np.isnan(values) | said)
            for k, value in zip(shown.tolist(), values[shown].tolist(), strict=True):
                if value == value:
                    yield f"{name},{number},{about[k]},{value!r},{labels[k]}\n"
                else:
                    yield f"{name},{number},{about[k]},,{undefined[k]}\n"

    @cached_property
    def digest(self) -> str:
        """Fingerprint of every number: equal for equal seeds, whatever the workers."""
        total = hashlib.sha256()
        for name in KEYS:
            total.update("|".join(self.index[name]).encode())
        # Not-a-number has many bit patterns; zero stands for it beside a mask.
        known = np.isfinite(self.matrix)
        total.update(known.tobytes())
        for there, row in zip(known, self.matrix, strict=True):
            total.update(np.where(there, row, 0.0).tobytes())
        return total.hexdigest()[:16]

    def values_of(self, key: Sequence[str]) -> Floats:
        """One value a replication; not a number where there is none."""
        places = np.arange(len(self.index))
        # The measure first: few rows are left to be looked at for the rest.
        for name, wanted in zip(reversed(KEYS), reversed(key), strict=True):
            places = places[self.index[name].to_numpy()[places] == wanted]
        if not len(places):
            return np.full(self.replications, np.nan)
        return self.matrix[:, places[0]]


def results_csv(runs: Iterable[Results]) -> Iterator[str]:
    """Lines of results.csv: far faster than a table of all runs, and little memory."""
    yield ",".join(COLUMNS) + "\n"
    for results in runs:
        yield from results.csv_lines()


def joined_labels(*labels: str) -> str:
    """Everything that must be said with a value."""
    return "; ".join(label for label in labels if label)


def _csv_fields(texts: Iterable[str]) -> list[str]:
    """Fields of a CSV file: quoted where need be, and never a formula."""
    every = list(texts)
    written = {text: _csv_field(text) for text in set(every)}
    return [written[text] for text in every]


def _csv_field(text: str) -> str:
    safe = str(as_text(text))
    return '"' + safe.replace('"', '""') + '"' if set(safe) & set('",\r\n') else safe


def assemble(
    scenario: Scenario, boards: dict[str, MeasureTable], *, whole: bool
) -> tuple[pd.DataFrame, Floats]:
    """Index and matrix of results, columns in order of `KEYS`.

    Parameters
    ----------
    boards : by board id, the same replications of each; emptied, so that each is
        let go as soon as it stands in the matrix
    whole : whether these are all boards, so that Wales is their sum
    """
    parts = [*boards.values(), MeasureTable.total([*boards.values()], as_residents)]
    if whole:
        parts.append(MeasureTable.wales([boards[name] for name in sorted(boards)]))
    known = [part.known for part in parts]
    # What each board knows of residents stands in the sum of them all, not here.
    indexes = [table.index for table in boards.values()]
    for of_board, part_index in zip(known, indexes, strict=False):
        own = [key.provider != ALL for key in part_index.keys]
        of_board &= np.repeat(np.array(own, dtype=bool), part_index.lengths)
    keys = chain.from_iterable(part.index.keys for part in parts)
    index, order = _index_of(scenario, keys, np.concatenate(known))
    boards.clear()
    return index, _side_by_side(parts, order)


def _side_by_side(parts: list[MeasureTable], order: Places) -> Floats:
    """The chosen columns of all parts in this order; the last part goes first."""
    count, end = len(parts[0]), sum(part.numerator.shape[1] for part in parts)
    matrix = lasting_zeros((count, len(order)))
    while parts:
        part = parts.pop()
        start = end - part.numerator.shape[1]
        mine = np.flatnonzero((order >= start) & (order < end))
        row = 0
        for piece in part.pieces():
            matrix[row : row + len(piece), mine] = piece.values[:, order[mine] - start]
            row += len(piece)
        end = start
    return matrix


def _index_of(
    scenario: Scenario, keys: Iterable[Key], shown: Bools
) -> tuple[pd.DataFrame, Places]:
    """Description of each column that is shown, and the choice of these columns.

    In order of `KEYS`, those of equal names as they stand.
    """
    labels = tuple((name, board.label) for name, board in scenario.boards.items())
    index, order = _index_of_all(tuple(keys), Periods.of(scenario), labels)
    chosen = shown[order]
    return index[chosen].reset_index(drop=True), order[chosen]


@lru_cache(maxsize=4)
def _index_of_all(
    keys: tuple[Key, ...], periods: Periods, labels: tuple[tuple[str, str], ...]
) -> tuple[pd.DataFrame, Places]:
    """The same of all columns, which plans that are compared mostly share."""
    ends = np.cumsum([len(periods[span]) for span in SPANS])
    places = dict(zip(SPANS, np.split(np.arange(ends[-1]), ends[:-1]), strict=True))
    period_of = np.concatenate([places[key.span] for key in keys])
    key_of = np.repeat(np.arange(len(keys)), [len(places[key.span]) for key in keys])
    said: dict[str, Sequence[str]] = dict(
        zip(Key._fields, zip(*keys, strict=True), strict=True)
    )
    said["unit"] = [unit_of(key.kpi) for key in keys]
    said["label"] = [_label(dict(labels), key) for key in keys]
    said["period"] = [label for span in SPANS for label in periods[span].labels]
    said["start"] = [
        day for span in SPANS for day in periods[span].starts(periods.plan_start)
    ]
    of = dict.fromkeys(said, key_of) | {"period": period_of, "start": period_of}
    order = np.lexsort([_ranks(said[name])[of[name]] for name in reversed(KEYS)])
    columns = {
        name: np.array(said[name], dtype=object)[of[name][order]] for name in NAMES
    }
    return pd.DataFrame(columns, dtype=object), order


def _ranks(names: Sequence[str]) -> npt.NDArray[np.int32]:
    place = {name: rank for rank, name in enumerate(sorted(set(names)))}
    return np.array([place[name] for name in names], dtype=np.int32)


def _label(labels: Mapping[str, str], key: Key) -> str:
    """Mark of figures that are not a board's own performance, else empty."""
    name = key.provider if key.provider in labels else key.residence
    return labels.get(name, "")
