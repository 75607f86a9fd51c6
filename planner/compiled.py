"""Compilation to machine code, the same way everywhere.

Numba keeps what it compiled beside the module or, where that folder is read-only, in
the user's cache folder, so the seconds it takes are spent once a machine. It looks at a
module's own file to see whether it must compile again: code that compiled functions of
several modules share changes rarely, and an upgrade replaces all files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function compiled on first use, free of the interpreter's lock."""
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


def inlined(function: Function) -> Function:
    """A small function that compiled ones take in as if written there."""
    made = numba.njit(cache=True, nogil=True, forceinline=True)(function)
    return cast(Function, made)
