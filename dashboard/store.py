"""Results on disk and in memory, by fingerprint, seed, replications and version."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import planner
from dashboard import compression as packing
from dashboard.compression import Arrays
from planner.files import writing

log = logging.getLogger(__name__)

_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class ResultKey:
    """What makes two runs the same run.

    Attributes
    ----------
    kind : the replications themselves, or their summary
    """

    fingerprint: str
    seed: int
    replications: int
    boards: tuple[str, ...] = ()
    version: str = planner.__version__
    kind: str = "replications"

    @property
    def name(self) -> str:
        """The file name, without its ending."""
        parts = [self.fingerprint, self.seed, self.replications, self.boards]
        text = json.dumps([*parts, self.version])
        return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}-{self.kind}"

    @property
    def of_summary(self) -> ResultKey:
        """The key under which the same run's summary is kept."""
        return replace(self, kind="summary")


class ResultStore:
    """Results kept under their key; a file it cannot trust is as good as none."""

    def __init__(self, folder: Path, kept: int = 80, in_memory: int = 16) -> None:
        self.folder = folder / "results"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._memory: dict[str, object] = {}
        self._in_memory = in_memory
        self._lock = threading.Lock()
        self._forget_oldest(kept)

    def load(self, key: ResultKey, unpack: Callable[[Arrays], Kept]) -> Kept | None:
        """What was stored, or None when there is nothing that can be trusted."""
        with self._lock:
            if key.name in self._memory:
                return self._memory[key.name]  # type: ignore[return-value]
        found = self._read(key, unpack)
        if found is not None:
            self._remember(key, found)
        return found

    def holds(self, key: ResultKey) -> bool:
        """Whether a result seems to be here; only `load` knows whether it is whole."""
        return key.name in self._memory or self._path(key).exists()

    def save(self, key: ResultKey, kept: object, arrays: Arrays) -> None:
        """Keep a result; a reader sees the whole file or none."""
        self._remember(key, kept)
        try:
            with writing(self._path(key), durable=False) as file:
                packing.write(file, key.name, arrays)
        except OSError:
            # A full disk costs the next start some seconds, not this answer.
            log.exception("result %s stays in memory only", key.name)

    def _path(self, key: ResultKey) -> Path:
        return self.folder / f"{key.name}.npz"

    def _remember(self, key: ResultKey, kept: object) -> None:
        with self._lock:
            self._memory.pop(key.name, None)
            self._memory[key.name] = kept
            while len(self._memory) > self._in_memory:
                self._memory.pop(next(iter(self._memory)))

    def _read(self, key: ResultKey, unpack: Callable[[Arrays], Kept]) -> Kept | None:
        path = self._path(key)
        if not path.exists():
            return None
        try:
            return unpack(packing.read(path, key.name))
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
