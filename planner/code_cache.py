"""Machine code on disk: made once a machine, read whole or made again.

Numba keeps what it compiled beside the module or, where that folder is read-only, in
the user's cache folder. It looks at a module's own file alone to see whether to compile
again; here a change to any module that is compiled counts, since compiled functions
take in those of others.

Machine code that was cut short or altered on disk could end the program or give wrong
numbers, so that each file carries its checksum and is made again when that is wrong.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.runtime.nrt import rtsys
from numba.core.types import unliteral

from planner.locale import _, gettext_noop
from planner.sealed import discard, sealed, unsealed

log = logging.getLogger(__name__)

NO_FOLDER = gettext_noop(
    "no folder can be written to keep compiled code in, so that every program compiles"
    " anew, which takes about a minute; set NUMBA_CACHE_DIR to a folder of yours"
)


def dispatcher(
    function: Callable[..., Any], options: dict[str, Any], called_by: str = ""
) -> Any:
    """Numba's dispatcher of a function, free of the interpreter's lock.

    Parameters
    ----------
    called_by : part of the names of its files, beside those for calls from Python
    """
    # Nothing is called from C, and that way in would have to be compiled too.
    options = {"nogil": True, "no_cfunc_wrapper": True, **options}
    made = numba.njit(**options)(function)
    # Where compiling is switched off, the function is what it was.
    if hasattr(made, "_cache"):
        if options.get("forceinline"):
            made.get_call_template = partial(_any_number, made.get_call_template)
        try:
            made._cache = CodeCache(function, called_by)
        except RuntimeError:
            # There is no folder to write to, neither beside the module nor at home.
            _warn_of_no_folder()
    return made


def _any_number(template: Callable[..., Any], args: Any, named: Any) -> Any:
    """Call of a function with any whole number in the place of a constant one.

    Code is made once and not for each constant; once it stands in its caller, the
    constant is known there.
    """
    named = {name: unliteral(each) for name, each in named.items()}
    return template(tuple(map(unliteral, args)), named)


class CodeCache(FunctionCache):
    """Numba's cache of one function, of which each file carries its checksum."""

    def __init__(self, function: Callable[..., Any], called_by: str = "") -> None:
        super().__init__(function)
        beside = f"-{called_by}" if called_by else ""
        self._cache_file = SealedCode(
            cache_path=self.cache_path,
            filename_base=self._impl.filename_base + beside,
            source_stamp=self._impl.locator.get_source_stamp(),
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Cached compiled code, or None.

        Numba first registers all that its compiler can translate, which takes longer
        than to load everything of ours. Machine code needs none of that but memory for
        its arrays; a compilation registers the rest itself before it begins.
        """
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


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


def is_on_disk(made: Any) -> bool:
    """Whether usable machine code of a dispatcher is on disk."""
    file = getattr(getattr(made, "_cache", None), "_cache_file", None)
    return isinstance(file, SealedCode) and bool(file._load_index())
