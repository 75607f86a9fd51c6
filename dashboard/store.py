"""Results on disk and in memory, by fingerprint, seed, replications and version."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import planner

log = logging.getLogger(__name__)

FORMAT = "fls-planner result 1"
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True)
class ResultKey:
    """What makes two runs the same run."""

    fingerprint: str
    seed: int
    replications: int
    boards: tuple[str, ...] = ()
    version: str = planner.__version__

    @property
    def name(self) -> str:
        """The file name, without its ending."""
        parts = [self.fingerprint, self.seed, self.replications, self.boards]
        text = json.dumps([*parts, self.version])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class ResultStore:
    """Tidy tables kept under their key; a file it cannot trust is as good as none."""

    def __init__(self, folder: Path, kept: int = 40, in_memory: int = 8) -> None:
        self.folder = folder / "results"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._memory: dict[str, pd.DataFrame] = {}
        self._in_memory = in_memory
        self._lock = threading.Lock()
        self._forget_oldest(kept)

    def load(self, key: ResultKey) -> pd.DataFrame | None:
        """The stored table, or None when there is none that can be trusted."""
        with self._lock:
            if key.name in self._memory:
                return self._memory[key.name]
        table = self._read(self._path(key), key)
        if table is not None:
            self._remember(key, table)
        return table

    def holds(self, key: ResultKey) -> bool:
        """Whether a result seems to be here; only `load` knows whether it is whole."""
        return key.name in self._memory or self._path(key).exists()

    def save(self, key: ResultKey, table: pd.DataFrame) -> None:
        """Keep the table; a reader sees the whole file or none."""
        self._remember(key, table)
        handle, partial = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez_compressed(file, **_pack(key, table))
            Path(partial).replace(self._path(key))
        except OSError:
            # A full disk costs the next start some seconds, not this answer.
            log.exception("result %s stays in memory only", key.name)
            Path(partial).unlink(missing_ok=True)

    def _path(self, key: ResultKey) -> Path:
        return self.folder / f"{key.name}.npz"

    def _remember(self, key: ResultKey, table: pd.DataFrame) -> None:
        with self._lock:
            self._memory.pop(key.name, None)
            self._memory[key.name] = table
            while len(self._memory) > self._in_memory:
                self._memory.pop(next(iter(self._memory)))

    def _read(self, path: Path, key: ResultKey) -> pd.DataFrame | None:
        if not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as packed:
                return _unpack(packed, key)
        except _UNREADABLE as why:
            log.warning("stored result %s is not usable: %s", path.name, why)
            return None

    def _forget_oldest(self, kept: int) -> None:
        newest_first = sorted(self.folder.glob("*.npz"), key=_age, reverse=True)
        for path in [*newest_first[kept:], *self.folder.glob("*.part")]:
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """When the file was last written; 0 when somebody took it away meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _pack(key: ResultKey, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Arrays without pickled objects, so that reading a foreign file runs nothing."""
    packed = {
        "format": np.array(FORMAT),
        "key": np.array(key.name),
        "columns": np.array([str(column) for column in table.columns]),
    }
    for column in table.columns:
        if pd.api.types.is_numeric_dtype(table[column]):
            packed[f"{column}.values"] = table[column].to_numpy()
            continue
        codes, names = pd.factorize(table[column].astype(str))
        packed[f"{column}.codes"] = codes.astype(np.int32)
        packed[f"{column}.names"] = np.array(list(names), dtype=np.str_)
    return packed


def _unpack(packed: np.lib.npyio.NpzFile, key: ResultKey) -> pd.DataFrame:
    """The table as it was saved.

    Raises
    ------
    ValueError: if the file is of another kind, or belongs to another run.
    """
    if str(packed["format"]) != FORMAT or str(packed["key"]) != key.name:
        raise ValueError("not the result it is named after")
    columns: dict[str, object] = {}
    for column in packed["columns"].tolist():
        if f"{column}.values" in packed:
            columns[column] = packed[f"{column}.values"]
        else:
            names = pd.Series(packed[f"{column}.names"].tolist(), dtype="str")
            taken = names.take(packed[f"{column}.codes"])
            columns[column] = taken.reset_index(drop=True)
    return pd.DataFrame(columns)
