"""One store of results, in memory and on disk, by fingerprint: nothing is made twice.

Every file holds plain arrays and its checksum. What cannot be read, for whatever
reason, is deleted and said in the log, and is made again.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import platformdirs

from planner.experiment.running.fingerprints import code_fingerprint
from planner.files import reason_of, remove_parts
from planner.locale import _
from planner.sealed import discard, read_sealed, write_sealed

log = logging.getLogger(__name__)

Arrays = dict[str, npt.NDArray[Any]]
Cached = TypeVar("Cached")
FORMAT = b"fls-planner cache 4"
ENDING = ".npz"
MEGABYTE = 2**20
QUICKLY = 1
"""Level of compression: zlib's own takes four times as long for a seventh less."""


def key_of(*parts: object) -> str:
    """The key of what these parts and this version of the program determine."""
    text = repr((*parts, code_fingerprint()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class ResultCache:
    """Results in memory and, given a folder, on disk; both within bounds.

    Attributes
    ----------
    found : replications that nobody had to simulate, since the cache was opened
    unwritten : keys of what the disk did not take
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
        self.unwritten: set[str] = set()
        self._in_memory, self._on_disk = in_memory, on_disk
        self._memory: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._warned = False
        self._written: int | None = None
        """Bytes on disk, once they have been counted."""

    @classmethod
    def of_this_user(cls) -> ResultCache:
        """The store that all runs of this person on this computer share."""
        return cls(platformdirs.user_cache_path("fls-planner") / "results")

    def load(
        self,
        key: str,
        unpack: Callable[[Arrays], Cached],
        enough: Callable[[Cached], bool] = lambda _: True,
    ) -> Cached | None:
        """Value saved under a key, or None where there is nothing to be trusted.

        Parameters
        ----------
        enough : whether a value in memory will do; if not, the disk is looked at too,
            where another process may have written more under the same key
        """
        with self._lock:
            held, size = self._memory.get(key, (None, 0))
            if held is not None:
                self._memory.move_to_end(key)
        if held is not None and enough(held):
            return held  # type: ignore[no-any-return]
        found = self._read(key, unpack)
        if held is None or (found is not None and enough(found)):
            return found
        self.remember(key, held, size)
        return held  # type: ignore[no-any-return]

    def holds(self, key: str) -> bool:
        """Whether there seems to be something; only `load` knows if it is whole."""
        if key in self._memory:
            return True
        return self.folder is not None and self._path(self.folder, key).exists()

    def save(self, key: str, value: object, arrays: Arrays) -> None:
        """Keep a value, and the arrays from which it is made again, under a key."""
        self.remember(key, value, sum(array.nbytes for array in arrays.values()))
        if self.folder is None:
            return
        try:
            self._write(self.folder, key, arrays)
            self._forget_oldest(self.folder)
        except OSError as why:
            self._warn_once(self.folder, why)
            self.unwritten.add(key)
        else:
            self.unwritten.discard(key)

    def take_unwritten(self) -> list[tuple[str, Any, int]]:
        """Key, value and bytes of what is in memory alone, and is then there no more.

        For another process, which remembers it in the place of the disk.
        """
        with self._lock:
            taken = [
                (key, *self._memory.pop(key))
                for key in sorted(self.unwritten)
                if key in self._memory
            ]
            self.unwritten.clear()
        return taken

    def _warn_once(self, folder: Path, why: OSError) -> None:
        """Say that results are lost with the program; of many files, once."""
        if not self._warned:
            self._warned = True
            log.warning(
                _(
                    "results are not cached in {folder} ({reason}): the next run"
                    " simulates them again",
                    folder=folder,
                    reason=reason_of(why),
                )
            )

    def remember(self, key: str, value: object, size: int) -> None:
        """Keep a value in memory alone, of so many bytes."""
        with self._lock:
            self._memory.pop(key, None)
            self._memory[key] = value, size
            total = sum(size for _, size in self._memory.values())
            while total > self._in_memory:
                _, (_, freed) = self._memory.popitem(last=False)
                total -= freed

    def _path(self, folder: Path, key: str) -> Path:
        return folder / f"{key}{ENDING}"

    def _read(self, key: str, unpack: Callable[[Arrays], Cached]) -> Cached | None:
        if self.folder is None:
            return None
        path = self._path(self.folder, key)

        def make(content: bytes) -> tuple[Cached, int]:
            arrays = _open(content, key)
            return unpack(arrays), sum(array.nbytes for array in arrays.values())

        found = read_sealed(path, make)
        if found is None:
            return None
        with suppress(OSError):
            # The time of the file says when it was last of use.
            os.utime(path)
        value, size = found
        self.remember(key, value, size)
        return value

    def _write(self, folder: Path, key: str, arrays: Arrays) -> None:
        if self._written is None:
            folder.mkdir(parents=True, exist_ok=True)
            if removed := remove_parts(folder):
                log.warning("%d half-written cached results removed", removed)
        content = _closed(arrays, key)
        write_sealed(self._path(folder, key), content)
        if self._written is not None:
            self._written += len(content)

    def _forget_oldest(self, folder: Path) -> None:
        """Delete what was of use longest ago, until the rest fits."""
        if self._written is not None and self._written <= self._on_disk:
            return
        stats = [(path, path.stat()) for path in folder.glob(f"*{ENDING}")]
        self._written = sum(stat.st_size for _, stat in stats)
        for path, stat in sorted(stats, key=lambda item: item[1].st_mtime):
            if self._written <= self._on_disk:
                break
            discard(path)
            self._written -= stat.st_size


def _closed(arrays: Arrays, key: str) -> bytes:
    """Arrays as the contents of a file, which say what they are."""
    packed = io.BytesIO()
    for array in (np.array(list(arrays)), *arrays.values()):
        np.save(packed, array, allow_pickle=False)
    return _heading(key) + zlib.compress(packed.getbuffer(), QUICKLY)


def _open(content: bytes, key: str) -> Arrays:
    """The arrays in the contents of a file.

    Raises
    ------
    ValueError: if they were written in another format, or under another key
    """
    heading = _heading(key)
    if not content.startswith(heading):
        raise ValueError("not what was written under this name")
    packed = io.BytesIO(zlib.decompress(memoryview(content)[len(heading) :]))
    names = np.load(packed, allow_pickle=False).tolist()
    return {name: np.load(packed, allow_pickle=False) for name in names}


def _heading(key: str) -> bytes:
    return b"%s %s\n" % (FORMAT, key.encode())


def pack_table(table: pd.DataFrame) -> Arrays:
    """A table as arrays; texts as numbers into a list of the different ones."""
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
