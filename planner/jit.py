"""Compilation to machine code, the same way everywhere.

Numba keeps what it compiled beside the module or, where that folder is read-only, in
the user's cache folder, so the seconds it takes are spent once a machine. It looks at a
module's own file to see whether it must compile again: code that compiled functions of
several modules share changes rarely, and an upgrade replaces all files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
_UNCOUNTED: dict[str, Any] = {"_nrt": False}


def compiled(function: Function) -> Function:
    """The function compiled on first use, free of the interpreter's lock."""
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """A small function that compiled ones take in as if written there."""
    made = numba.njit(cache=True, nogil=True, forceinline=True)(function)
    return cast(Function, made)


def uncounted(function: Function) -> Function:
    """As `compiled`, for a function that makes no array and keeps none.

    Numba counts references of every array that one function hands to another, which
    costs more than what small functions do. Nothing is counted here, nor in what the
    function calls: its caller holds all arrays.
    """
    made = numba.njit(cache=True, nogil=True, **_UNCOUNTED)(function)
    return cast(Function, made)


def is_compiled(function: Any) -> bool:
    """Whether machine code of a function is at hand; else its first call compiles it.

    A guess by the age of what is kept on disk: where it says no in vain, only a word
    too many is said.
    """
    if function.signatures:
        return True
    code = function.py_func.__code__
    source = Path(code.co_filename)
    name = f"{source.stem}.{code.co_qualname}-{code.co_firstlineno}.*.nbi"
    try:
        kept = Path(function.stats.cache_path).glob(name)
        newest = max(path.stat().st_mtime for path in kept)
        return newest >= source.stat().st_mtime
    except (AttributeError, OSError, ValueError):
        return False
