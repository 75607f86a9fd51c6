"""Compilation to machine code, the same way everywhere.

Numba keeps what it compiled beside the module or, where that folder is read-only, in
the user's cache folder, so the seconds it takes are spent once a machine. It looks at
a module's own file alone to see whether to compile again; here a change to any
module that is compiled counts, since compiled functions take in those of others.

Machine code that was cut short or altered on disk could end the program or give wrong
numbers, so that each file carries its checksum and is made again when that is wrong.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import IndexDataCacheFile

from planner.locale import _, gettext_noop
from planner.sealed import discard, sealed, unsealed

log = logging.getLogger(__name__)

NO_FOLDER = gettext_noop(
    "no folder can be written to keep compiled code in, so that every program compiles"
    " anew, which takes about a minute; set NUMBA_CACHE_DIR to a folder of yours"
)
Function = TypeVar("Function", bound=Callable[..., Any])
_UNCOUNTED: dict[str, Any] = {"_nrt": False}


def compiled(function: Function) -> Function:
    """The function compiled on first use, free of the interpreter's lock."""
    return _compiled(function)


def inlined(function: Function) -> Function:
    """A small function that compiled ones take in as if written there."""
    return _compiled(function, forceinline=True)


def uncounted(function: Function) -> Function:
    """As `compiled`, for a function that makes no array and keeps none.

    Numba counts references of every array that one function hands to another, which
    costs more than what small functions do. Nothing is counted here, nor in what the
    function calls: its caller holds all arrays.
    """
    return _compiled(function, **_UNCOUNTED)


def _compiled(function: Function, **how: Any) -> Function:
    try:
        made = numba.njit(cache=True, nogil=True, **how)(function)
    except RuntimeError:
        # Numba finds no folder to write to, neither beside the module nor at home.
        _warn_of_no_folder()
        return cast(Function, numba.njit(nogil=True, **how)(function))
    cache: Any = getattr(made, "_cache", None)
    if isinstance(getattr(cache, "_cache_file", None), IndexDataCacheFile):
        cache._cache_file = SealedCode(
            cache_path=cache.cache_path,
            filename_base=cache._impl.filename_base,
            source_stamp=cache._impl.locator.get_source_stamp(),
        )
    return cast(Function, made)


class SealedCode(IndexDataCacheFile):
    """Numba's files of one function, each with its checksum.

    What cannot be read is deleted and compiled again; what cannot be written stays in
    memory.
    """

    @property
    def _source_stamp(self) -> Any:
        """State of the sources from which usable compiled code was made."""
        return self._own_stamp, compiled_sources()

    @_source_stamp.setter
    def _source_stamp(self, stamp: Any) -> None:
        self._own_stamp = stamp

    def load(self, key: Any) -> Any:
        """Cached compiled code of a key, or None."""
        try:
            return super().load(key)
        except Exception as why:  # there is no telling what damaged files set off
            self._discard(why)
            return None

    def save(self, key: Any, data: Any) -> None:
        """Keep what was compiled for a key."""
        try:
            super().save(key, data)
        except OSError as why:
            tell_once(
                _(
                    "compiled code is not cached in {folder}: {why}",
                    folder=self._cache_path,
                    why=why,
                )
            )

    def _load_index(self) -> Any:
        index = Path(self._index_path)
        try:
            if index.exists():
                unsealed(index.read_bytes())
            return super()._load_index()
        except Exception as why:  # the same
            self._discard(why)
            return {}

    def _save_index(self, overloads: Any) -> None:
        content = self._dump((self._source_stamp, overloads))
        with self._open_for_write(self._index_path) as file:
            file.write(sealed(pickle.dumps(self._version, protocol=-1) + content))

    def _load_data(self, name: str) -> Any:
        return pickle.loads(unsealed(Path(self._data_path(name)).read_bytes()))

    def _save_data(self, name: str, data: Any) -> None:
        with self._open_for_write(self._data_path(name)) as file:
            file.write(sealed(self._dump(data)))

    def _discard(self, why: Exception) -> None:
        tell_once(
            _(
                "compiled code in {folder} is compiled again: {why}",
                folder=self._cache_path,
                why=why,
            )
        )
        base = self._index_name.removesuffix("nbi")
        for path in Path(self._cache_path).iterdir():
            if path.name.startswith(base) and path.suffix in (".nbi", ".nbc"):
                discard(path)


@cache
def compiled_sources() -> str:
    """Digest of every module that has compiled functions."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        source = path.read_bytes()
        if b"planner.jit" in source:
            digest.update(source)
    return digest.hexdigest()


@cache
def tell_once(words: str) -> None:
    """Log a warning that many functions would give, once."""
    log.warning(words)


@cache
def _warn_of_no_folder() -> None:
    log.warning(_(NO_FOLDER))


def keeps_code() -> bool:
    """Whether compiled code is cached for the next program."""
    return not _warn_of_no_folder.cache_info().currsize


def is_compiled(function: Any) -> bool:
    """Whether machine code of a function is at hand; else its first call compiles it.

    Code that was made of another version of any compiled module is not.
    """
    file = getattr(getattr(function, "_cache", None), "_cache_file", None)
    on_disk = isinstance(file, SealedCode) and bool(file._load_index())
    return bool(function.signatures) or on_disk
