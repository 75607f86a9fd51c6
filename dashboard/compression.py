"""Results as plain arrays and back, so that reading a foreign file runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

import planner

FORMAT = "fls-planner result 4"
MATRIX_AXES = 2
Arrays = dict[str, npt.NDArray[np.generic]]


def write(file: IO[bytes], name: str, arrays: Arrays) -> None:
    """Write arrays with the name of the result they belong to."""
    whole: dict[str, Any] = {"format": FORMAT, "name": name, **arrays}
    np.savez_compressed(file, **whole)


def read(path: Path, name: str) -> Arrays:
    """The arrays of a file.

    Raises
    ------
    ValueError: if the file is of another kind, or belongs to another result.
    """
    with path.open("rb") as file, np.load(file, allow_pickle=False) as packed:
        if str(packed["format"]) != FORMAT or str(packed["name"]) != name:
            raise ValueError("not the result it is named after")
        return {key: packed[key] for key in packed.files}


def pack_table(table: pd.DataFrame) -> Arrays:
    """A table; texts as numbers into a list of the different ones."""
    packed: Arrays = {"columns": np.array([str(column) for column in table.columns])}
    for column in table.columns:
        if pd.api.types.is_numeric_dtype(table[column]):
            packed[f"{column}.values"] = table[column].to_numpy()
            continue
        codes, names = pd.factorize(table[column].astype(str))
        packed[f"{column}.codes"] = codes.astype(np.int32)
        packed[f"{column}.names"] = np.array(list(names), dtype=np.str_)
    return packed


def unpack_table(packed: Arrays) -> pd.DataFrame:
    """The table as it was packed."""
    columns: dict[str, object] = {}
    for column in packed["columns"].tolist():
        if f"{column}.values" in packed:
            columns[column] = packed[f"{column}.values"]
        else:
            names = pd.Series(packed[f"{column}.names"].tolist(), dtype="str")
            taken = names.take(packed[f"{column}.codes"].astype(int))
            columns[column] = taken.reset_index(drop=True)
    return pd.DataFrame(columns)


def pack_results(results: planner.Results) -> Arrays:
    """What each value is, and its value in every replication."""
    return {**pack_table(results.index), "matrix": results.matrix}


def unpack_results(
    packed: Arrays, scenario: planner.Scenario, seed: int
) -> planner.Results:
    """The results as they were packed, for the scenario that they belong to.

    Raises
    ------
    ValueError: if names and values do not fit each other.
    """
    index, matrix = unpack_table(packed), packed["matrix"].astype(float)
    if matrix.ndim != MATRIX_AXES or matrix.shape[1] != len(index):
        raise ValueError("as many values as names")
    return planner.Results(scenario, seed, index.astype(object), matrix)
