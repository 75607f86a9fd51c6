"""Results of boards kept by fingerprint: a change to one board runs one board anew.

A memo holds the first replications of a board, a seed and an engine. It is asked before
a run and told after it; more replications of the same begin with the ones it has.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

from planner.experiment.running.fingerprints import code_fingerprint
from planner.files import writing
from planner.outcomes.measure_index import Key, MeasureIndex
from planner.outcomes.measure_table import MeasureTable

log = logging.getLogger(__name__)

FORMAT = "fls-planner boards 2"
MEGABYTE = 2**20
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)


class ResultCache:
    """Boards' results in memory and, given a folder, on disk; both within bounds.

    What cannot be read or written is as good as not there: it is simulated.

    Attributes
    ----------
    found : replications that nobody had to simulate, since the memo was made
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        in_memory: int = 256 * MEGABYTE,
        on_disk: int = 1024 * MEGABYTE,
    ) -> None:
        self.folder = folder
        self.found = 0
        self._in_memory, self._on_disk = in_memory, on_disk
        self._memory: OrderedDict[str, MeasureTable] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, fingerprint: str, seed: int, engine: str) -> MeasureTable | None:
        """Every replication from the first on that is kept, or None."""
        name = _name(fingerprint, seed, engine)
        with self._lock:
            table = self._memory.get(name)
            if table is not None:
                self._memory.move_to_end(name)
        return self._read(name) if table is None else table

    def save(
        self, fingerprint: str, seed: int, engine: str, table: MeasureTable
    ) -> None:
        """Keep the first replications of a board."""
        name = _name(fingerprint, seed, engine)
        self._remember(name, table)
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(self.folder, name, table)
            self._forget_oldest(self.folder)
        except OSError as why:
            log.warning("results are not kept on disk: %s", why)

    def _remember(self, name: str, table: MeasureTable) -> None:
        with self._lock:
            self._memory.pop(name, None)
            self._memory[name] = table
            total = sum(kept.nbytes for kept in self._memory.values())
            while total > self._in_memory:
                _, gone = self._memory.popitem(last=False)
                total -= gone.nbytes

    def _read(self, name: str) -> MeasureTable | None:
        path = self.folder / f"{name}.npz" if self.folder else None
        if path is None or not path.exists():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as packed:
                table = _unpack({key: packed[key] for key in packed.files}, name)
            # The time of the file says when it was last of use.
            os.utime(path)
        except UNREADABLE as why:
            log.warning("kept result %s is not usable: %s", path.name, why)
            return None
        self._remember(name, table)
        return table

    def _write(self, folder: Path, name: str, table: MeasureTable) -> None:
        """Write the file; its parts are checked on reading, so no power cut matters."""
        with writing(folder / f"{name}.npz", durable=False) as file:
            np.savez(file, **_pack(table, name))

    def _forget_oldest(self, folder: Path) -> None:
        """Delete what was of use longest ago, until the rest fits."""
        stats = [(path, path.stat()) for path in folder.glob("*.npz")]
        total = sum(stat.st_size for _, stat in stats)
        for path, stat in sorted(stats, key=lambda item: item[1].st_mtime):
            if total <= self._on_disk:
                break
            path.unlink(missing_ok=True)
            total -= stat.st_size


def _name(fingerprint: str, seed: int, engine: str) -> str:
    text = f"{fingerprint} {seed} {engine} {code_fingerprint()}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _pack(table: MeasureTable, name: str) -> dict[str, Any]:
    index = table.index
    return {
        "format": np.array(FORMAT),
        "name": np.array(name),
        "keys": np.array(index.keys, dtype=np.str_).reshape(-1, len(Key._fields)),
        "lengths": index.lengths,
        "ratio": index.ratio,
        "adds_up": index.adds_up,
        "numerator": table.numerator,
        "denominator": table.denominator,
        "present": table.present,
    }


def _unpack(packed: dict[str, Any], name: str) -> MeasureTable:
    """The table as it was packed.

    Raises
    ------
    ValueError: if the file is of another kind, or its parts do not fit each other
    """
    if str(packed["format"]) != FORMAT or str(packed["name"]) != name:
        raise ValueError("not the result it is named after")
    index = MeasureIndex(
        tuple(Key(*names) for names in packed["keys"].tolist()),
        *(packed[part] for part in ("lengths", "ratio", "adds_up")),
    )
    table = MeasureTable(
        index, *(packed[part] for part in ("numerator", "denominator", "present"))
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
